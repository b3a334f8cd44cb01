"""Drawn digits: the strokes of a digit, drawn with a round pen with soft edges, at any size."""

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import check_integer
from cnnbook.digits import _strokes as strokes

Image = NDArray[np.float32]

# MNIST's proportions: in an image of 28 pixels, the digit is 20 high and the border 4 wide.
GLYPH_HEIGHT = 20 / 28
SMALLEST = 5  # pixels per side that can show a digit
# The x of a digit's vertical stroke; it is moved to the centre of a pixel column, to stay sharp.
_VERTICAL = {1: 0.26, 4: 0.48}


def _check_draw(digit: int, size: int, width: float, numbers: dict[str, float]) -> None:
    check_integer("digit", digit, 0, 9)
    check_integer("size", size, SMALLEST)
    if not 0 < width <= 0.5:
        raise ValueError(
            f"width must be above 0 and at most 0.5 (a fraction of the image's side), got {width}"
        )
    for name, value in numbers.items():
        if not np.isfinite(value):
            raise ValueError(f"{name} must be a finite number, got {value}")


def _placement(slant: float, rotation: float) -> NDArray[np.float64]:
    """Return the matrix that shears and rotates a point (x, y) about the origin."""
    angle = np.deg2rad(rotation)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sheared = np.array([[1.0, -slant], [0.0, 1.0]])  # y grows downwards: the top moves right
    return turned @ sheared


def _column(digit: int, size: int, scale: float, middle: float) -> float:
    """Return the digit's centre x in pixels, at most half a pixel from the image's centre."""
    offset = (_VERTICAL.get(digit, middle) - middle) * scale
    if digit not in _VERTICAL:
        return size / 2
    return np.floor(size / 2 + offset) + 0.5 - offset


def draw(
    digit: int,
    size: int = 28,
    *,
    width: float = 0.1,
    slant: float = 0.0,
    rotation: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
) -> Image:
    """Draw a digit with a round pen with soft edges: computed, not scaled from a picture.

    Parameters
    ----------
    digit : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
        Which digit.
    size : int
        Pixels per side, at least 5.
    width : float
        Width of the pen as a fraction of the image's side; at least one pixel is drawn.
    slant : float
        Shear: how far the top moves to the right for each unit of height, for example 0.3.
    rotation : float
        Degrees, clockwise.
    shift : (float, float)
        Pixels (down, right) by which the digit is moved away from the centre.

    Returns
    -------
    ndarray of shape (size, size), float32
        0 is background, 1 is ink. The digit takes 5/7 of the height, as in MNIST: at 28 pixels it
        is 20 high with a border of 4.

    Raises
    ------
    TypeError, ValueError
        If the digit, the size or the width is out of range, or a number is not finite.

    Examples
    --------
    >>> image = draw(1, 7)
    >>> image.shape, image.dtype
    ((7, 7), dtype('float32'))
    >>> (image > 0.5).astype(int)
    array([[0, 0, 0, 0, 0, 0, 0],
           [0, 0, 0, 0, 1, 0, 0],
           [0, 0, 0, 1, 1, 0, 0],
           [0, 0, 0, 0, 1, 0, 0],
           [0, 0, 0, 0, 1, 0, 0],
           [0, 0, 0, 0, 1, 0, 0],
           [0, 0, 0, 0, 0, 0, 0]])
    """
    down, right = shift
    numbers = {"slant": slant, "rotation": rotation, "shift down": down, "shift right": right}
    _check_draw(digit, size, width, numbers)
    pen = max(width * size, 1.0)
    starts, ends = strokes.segments(digit)
    points = np.concatenate([starts, ends])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = GLYPH_HEIGHT * size - pen  # half the pen's width extends above, and half below
    placed = (points - middle) @ _placement(slant, rotation).T * scale
    placed += (_column(digit, size, scale, middle[0]) + right, size / 2 + down)
    distance = strokes.distances(size, *np.split(placed, 2))
    # The ink fades out over `soft` pixels, half of them inside the pen's width.
    soft = max(1.0, 0.06 * size)
    ink = np.clip((pen / 2 - distance) / soft + 0.5, 0, 1)
    return (ink * ink * (3 - 2 * ink)).astype(np.float32)
