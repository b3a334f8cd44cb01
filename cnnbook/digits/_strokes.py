"""The ten digits as strokes, and the distance of each pixel from a stroke.

A digit fits a box of height 1: x grows to the right, y grows downwards. A stroke is a chain of
cubic Bézier curves, given by its points: the start, then three for each curve (two control points
and the end point). At a sharp corner a new stroke begins.
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_Pairs = list[tuple[float, float]]


def _line(x0: float, y0: float, x1: float, y1: float) -> _Pairs:
    """Return a straight line as a Bézier curve."""
    dx, dy = (x1 - x0) / 3, (y1 - y0) / 3
    return [(x0, y0), (x0 + dx, y0 + dy), (x1 - dx, y1 - dy), (x1, y1)]


def _oval(x: float, y: float, rx: float, ry: float) -> _Pairs:
    """Return an ellipse as four Bézier curves (0.5523 is the usual constant for a quarter)."""
    kx, ky = 0.5523 * rx, 0.5523 * ry
    return [
        (x, y - ry),
        *((x - kx, y - ry), (x - rx, y - ky), (x - rx, y)),
        *((x - rx, y + ky), (x - kx, y + ry), (x, y + ry)),
        *((x + kx, y + ry), (x + rx, y + ky), (x + rx, y)),
        *((x + rx, y - ky), (x + kx, y - ry), (x, y - ry)),
    ]


STROKES: dict[int, list[_Pairs]] = {
    0: [_oval(0.33, 0.5, 0.32, 0.5)],
    1: [
        [(0.0, 0.25), (0.11, 0.19), (0.20, 0.11), (0.26, 0.0)],
        _line(0.26, 0.0, 0.26, 1.0),
    ],
    2: [
        [
            *((0.03, 0.26), (0.05, 0.09), (0.16, 0.0), (0.32, 0.0)),
            *((0.50, 0.0), (0.61, 0.11), (0.61, 0.27)),
            *((0.61, 0.52), (0.24, 0.70), (0.0, 1.0)),
        ],
        _line(0.0, 1.0, 0.66, 1.0),
    ],
    3: [
        [
            *((0.03, 0.12), (0.10, 0.04), (0.19, 0.0), (0.30, 0.0)),
            *((0.47, 0.0), (0.58, 0.09), (0.58, 0.23)),
            *((0.58, 0.38), (0.44, 0.47), (0.24, 0.47)),
        ],
        [
            *((0.24, 0.47), (0.48, 0.47), (0.63, 0.56), (0.63, 0.73)),
            *((0.63, 0.90), (0.49, 1.0), (0.30, 1.0)),
            *((0.18, 1.0), (0.08, 0.96), (0.0, 0.88)),
        ],
    ],
    4: [
        _line(0.48, 0.0, 0.0, 0.67),
        _line(0.0, 0.67, 0.68, 0.67),
        _line(0.48, 0.0, 0.48, 1.0),
    ],
    5: [
        _line(0.58, 0.0, 0.11, 0.0),
        _line(0.11, 0.0, 0.07, 0.45),
        [
            *((0.07, 0.45), (0.14, 0.40), (0.22, 0.37), (0.31, 0.37)),
            *((0.50, 0.37), (0.62, 0.50), (0.62, 0.68)),
            *((0.62, 0.88), (0.48, 1.0), (0.29, 1.0)),
            *((0.18, 1.0), (0.08, 0.97), (0.0, 0.90)),
        ],
    ],
    6: [
        [
            *((0.51, 0.0), (0.22, 0.10), (0.0, 0.38), (0.0, 0.68)),
            *((0.0, 0.88), (0.12, 1.0), (0.30, 1.0)),
            *((0.48, 1.0), (0.60, 0.88), (0.60, 0.71)),
            *((0.60, 0.54), (0.48, 0.43), (0.31, 0.43)),
            *((0.15, 0.43), (0.02, 0.54), (0.0, 0.70)),
        ],
    ],
    7: [
        _line(0.0, 0.0, 0.62, 0.0),
        [(0.62, 0.0), (0.44, 0.28), (0.29, 0.62), (0.22, 1.0)],
    ],
    8: [_oval(0.31, 0.235, 0.25, 0.235), _oval(0.31, 0.735, 0.31, 0.265)],
    9: [
        _oval(0.29, 0.29, 0.29, 0.29),
        [(0.58, 0.27), (0.59, 0.60), (0.52, 0.86), (0.26, 1.0)],
    ],
}


def polyline(stroke: _Pairs, steps: int = 12) -> Points:
    """Return points along a stroke's Bézier curves, dense enough to look smooth.

    Parameters
    ----------
    stroke : list of (x, y)
        The start, then three points for each cubic curve.
    steps : int
        Line segments per curve.

    Returns
    -------
    ndarray of shape (M, 2)

    Examples
    --------
    >>> polyline([(0, 0), (1, 0), (2, 0), (3, 0)], steps=3)
    array([[0., 0.],
           [1., 0.],
           [2., 0.],
           [3., 0.]])
    """
    points = np.asarray(stroke, dtype=np.float64)
    t = np.linspace(0, 1, steps + 1)[:, None]
    pieces = []
    for k in range(0, len(points) - 1, 3):
        a, b, c, d = points[k : k + 4]
        u = 1 - t
        curve = u**3 * a + 3 * u**2 * t * b + 3 * u * t**2 * c + t**3 * d  # (steps + 1, 2)
        pieces.append(curve if k == 0 else curve[1:])
    return np.concatenate(pieces)


def segments(digit: int) -> tuple[Points, Points]:
    """Return the start and end points of the line segments that make up a digit.

    Parameters
    ----------
    digit : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
        Which digit.

    Returns
    -------
    starts, ends : ndarrays of shape (M, 2)
        Points (x, y) in a box of height 1.

    Examples
    --------
    >>> starts, ends = segments(1)
    >>> starts[0], ends[-1]
    (array([0.  , 0.25]), array([0.26, 1.  ]))
    """
    lines = [polyline(stroke) for stroke in STROKES[digit]]
    starts = np.concatenate([line[:-1] for line in lines])
    ends = np.concatenate([line[1:] for line in lines])
    return starts, ends


def distances(size: int, starts: Points, ends: Points) -> NDArray[np.float64]:
    """Return the distance of each pixel's centre from the nearest line segment.

    Parameters
    ----------
    size : int
        Pixels per side; the centre of pixel (row, column) is x = column + 0.5, y = row + 0.5.
    starts, ends : ndarrays of shape (M, 2)
        The segments' end points (x, y), in pixels.

    Returns
    -------
    ndarray of shape (size, size)

    Examples
    --------
    >>> distances(3, np.array([[0.5, 0.5]]), np.array([[2.5, 0.5]]))
    array([[0., 0., 0.],
           [1., 1., 1.],
           [2., 2., 2.]])
    """
    centre = np.arange(size) + 0.5
    x, y = centre[None, :], centre[:, None]
    nearest = np.full((size, size), np.inf)
    # One segment at a time: the temporary arrays stay as large as one image.
    for (x0, y0), (x1, y1) in zip(starts, ends, strict=True):
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        along = ((x - x0) * dx + (y - y0) * dy) / length if length else np.zeros((size, size))
        along = np.clip(along, 0, 1)  # beyond an end point, the end point itself is nearest
        squared = (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2
        np.minimum(nearest, squared, out=nearest)
    return np.sqrt(nearest)
