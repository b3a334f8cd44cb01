"""From 8 × 8 cells to 28 × 28 pixels: how the real digits were scanned, and how a drawing follows.

The real digits come as 8 × 8 cells of ink. `magnify` turns cells into an image like MNIST's:
smooth, 20 pixels high, the ink's centre of mass in the middle. `to_cells` takes any drawing down to
such cells. One after the other, they bring a drawing to the scale of the training data.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SIDE = 28  # pixels per side of an image
CELLS = 8  # cells per side of a scanned digit
PIXELS_PER_CELL = 20 / CELLS  # the digit is 20 pixels high
COLUMNS = 7  # the cells that a digit is wide at most
DARK = 0.75  # cells with this share of the fullest cell's ink count as full
FAINT, FULL = 0.2, 0.9  # ink below the one is paper; above the other it is as white as it gets


def _cubic(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh a cell by its distance, in cells, from the place looked at (Catmull–Rom cubic)."""
    d = np.abs(distance)
    near = 1.5 * d**3 - 2.5 * d**2 + 1
    far = -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2
    return np.where(d < 1, near, np.where(d < 2, far, 0.0))


def _magnifier(centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrices that magnify one axis and put `centre` (in cells) in the middle."""
    pixel = (np.arange(SIDE) + 0.5 - SIDE / 2) / PIXELS_PER_CELL
    position = pixel + centre[..., None]  # (..., SIDE), in cells
    return _cubic(position[..., None] - (np.arange(CELLS) + 0.5))  # (..., SIDE, CELLS)


def magnify(cells: ArrayLike) -> NDArray[np.float32]:
    """Turn cells of ink into images: smooth, centred by mass, with crisp strokes.

    Parameters
    ----------
    cells : array_like of shape (8, 8) or (N, 8, 8)
        Ink per cell, 0 to 1.

    Returns
    -------
    ndarray of shape (28, 28) or (N, 28, 28), float32
        Intensities from 0 to 1. A cell becomes 2.5 pixels; empty cells give an empty image.

    Notes
    -----
    The three steps are two matrix products (rows and columns are magnified by cubic interpolation,
    shifted so that the centre of mass falls on the image's centre) and a smooth step,
    t² (3 − 2t), from 0 at an ink of 0.2 to 1 at an ink of 0.9.

    Examples
    --------
    >>> cells = np.zeros((8, 8))
    >>> cells[0, 0] = 1
    >>> image = magnify(cells)  # a lone cell goes to the middle
    >>> image.shape, float(image[13, 13]) == float(image[14, 14]) > 0.9
    ((28, 28), True)
    """
    ink = np.asarray(cells, dtype=np.float64)
    mass = ink.sum(axis=(-2, -1))
    place = np.arange(CELLS) + 0.5
    safe = np.where(mass > 0, mass, 1.0)
    middle = CELLS / 2 * (mass <= 0)  # where there is no ink, the middle is as good as any place
    down = ink.sum(axis=-1) @ place / safe + middle
    right = ink.sum(axis=-2) @ place / safe + middle
    smooth = _magnifier(down) @ ink @ np.swapaxes(_magnifier(right), -1, -2)  # (..., SIDE, SIDE)
    t = np.clip((smooth - FAINT) / (FULL - FAINT), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _overlaps(first: int, last: int, cell: float) -> NDArray[np.float64]:
    """Return which share of each cell each pixel covers, for cells centred on first … last − 1."""
    edges = (first + last) / 2 + (np.arange(CELLS + 1) - CELLS / 2) * cell
    pixel = np.arange(SIDE)
    common = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return np.clip(common, 0, None) / cell  # (CELLS, SIDE)


def to_cells(drawing: ArrayLike) -> NDArray[np.float64]:
    """Take a drawing down to 8 × 8 cells of ink, as the real digits were scanned.

    Parameters
    ----------
    drawing : array_like of shape (28, 28)
        Ink per pixel, 0 to 1, anywhere on the sheet and of any size.

    Returns
    -------
    ndarray of shape (8, 8)
        The mean ink of each cell, divided by three quarters of that of the fullest cell, at most 1:
        a thin pen counts as much as a thick one. An empty sheet gives empty cells.

    Raises
    ------
    ValueError
        If the drawing has another shape, or a value that is not finite or below zero.

    Notes
    -----
    The box around the inked pixels (those above a tenth of the darkest) is laid out with square
    cells so that it is 8 cells high or 7 wide, whichever is reached first, with the box's centre in
    the middle. A pixel that lies in several cells is shared out by area.

    Examples
    --------
    >>> sheet = np.zeros((28, 28))
    >>> sheet[5:21, 13:15] = 0.5  # an upright 16 high and 2 wide: cells of 2 × 2 pixels
    >>> to_cells(sheet)[0]
    array([0., 0., 0., 1., 1., 0., 0., 0.])
    """
    ink = np.asarray(drawing, dtype=np.float64)
    if ink.shape != (SIDE, SIDE):
        raise ValueError(f"a drawing must have shape ({SIDE}, {SIDE}), but it is {ink.shape}")
    if not (np.isfinite(ink).all() and ink.min() >= 0):
        raise ValueError("a drawing holds ink from 0 to 1, but this has values below 0 or NaN")
    if ink.max() == 0:
        return np.zeros((CELLS, CELLS))
    rows, columns = np.nonzero(ink > 0.1 * ink.max())
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    cell = max((bottom - top) / CELLS, (right - left) / COLUMNS)
    cells = _overlaps(top, bottom, cell) @ ink @ _overlaps(left, right, cell).T  # (CELLS, CELLS)
    return np.minimum(cells / (DARK * cells.max()), 1.0)
