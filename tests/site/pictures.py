"""What is painted on a canvas, place by place."""

import numpy as np

_READ = """(shown, [places, columns, size]) => {
  const copy = new OffscreenCanvas(shown.width, shown.height);
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(shown, 0, 0);
  const cell = shown.width / columns;
  const side = Math.max(4, Math.round(size * cell));
  return places.map(([row, column]) => {
    const [left, top] = [column, row].map((place) => Math.round(place * cell - side / 2));
    return Array.from(context.getImageData(left, top, side, side).data);
  });
}"""


def painted(canvas, places, columns, size=0.0):
    """The pixels around each place, an array of (places, pixels, red-green-blue).

    A place is a row and a column, counted in cells from the corner: (0.5, 0.5) is the middle of the
    first. `size` is how much of a cell is looked at.
    """
    read = canvas.evaluate(_READ, [places, columns, size])
    return np.array([np.reshape(pixels, (-1, 4))[:, :3] for pixels in read])


def middles(rows, columns):
    """The middle of every cell."""
    return [(row + 0.5, column + 0.5) for row in range(rows) for column in range(columns)]


def has_frame(pixels):
    """At which places the orange of a frame, or of a dot, is painted."""
    red, green, blue = np.moveaxis(pixels, -1, 0)
    return ((red > 190) & (green > 70) & (green < 120) & (blue < 40)).any(axis=1)


def has_cross(pixels):
    """At which places the thin red of a cross is painted."""
    red, green, blue = np.moveaxis(pixels, -1, 0)
    return ((red - green > 40) & (abs(green - blue) < 25)).any(axis=1)


def has_tint(pixels):
    """At which places anything orange is painted, however thin: a frame, a dot, a hatching."""
    red, _, blue = np.moveaxis(pixels, -1, 0)
    return (red - blue > 30).any(axis=1)


def spread(pixels):
    """How far the brightness differs within each place: a line, a sign or a number stands there."""
    brightness = pixels.mean(axis=2)
    return brightness.max(axis=1) - brightness.min(axis=1)
