"""Resampling between 8 × 8 cells and 28 × 28 pixels.

The real digits are stored as 8 × 8 cells of ink. `magnify` turns cells into an image like MNIST's:
smooth, 20 pixels high, its centre of mass at the image's centre. `to_cells` reduces any drawing to
such cells; applied one after the other, they make a drawing look like the training data.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SIDE = 28  # pixels per side of an image
CELLS = 8  # cells per side of a scanned digit
PIXELS_PER_CELL = 20 / CELLS  # the digit is 20 pixels high
COLUMNS = 7  # largest width of a digit, in cells
SATURATION = 0.75  # cells with this share of the fullest cell's ink count as full
BATCH = 64  # images magnified at a time: temporary arrays that stay in the processor's cache
LOW, HIGH = 0.2, 0.9  # ink below LOW becomes 0, above HIGH it becomes 1


def _cubic(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Catmull–Rom weight of a cell at this distance, in cells."""
    d = np.minimum(np.abs(distance), 2)  # the weight is 0 from a distance of 2
    near = (1.5 * d - 2.5) * d * d + 1
    far = ((2.5 - 0.5 * d) * d - 4) * d + 2
    return np.where(d < 1, near, far)


def _magnifier(centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrices that magnify one axis and move `centre` (in cells) to the middle."""
    pixel = (np.arange(SIDE) + 0.5 - SIDE / 2) / PIXELS_PER_CELL
    position = pixel + centre[..., None]  # (..., SIDE), in cells
    return _cubic(position[..., None] - (np.arange(CELLS) + 0.5))  # (..., SIDE, CELLS)


def magnify(cells: ArrayLike) -> NDArray[np.float32]:
    """Turn cells of ink into images: interpolated, centred by mass, with sharp strokes.

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
    Rows and columns are magnified by two matrix products (cubic interpolation, shifted so that the
    centre of mass falls on the image's centre). Then the contrast is increased with a smooth step,
    t² (3 − 2t), from 0 at an ink of 0.2 to 1 at an ink of 0.9.

    Examples
    --------
    >>> cells = np.zeros((8, 8))
    >>> cells[0, 0] = 1
    >>> image = magnify(cells)  # a single cell moves to the centre
    >>> image.shape, float(image[13, 13]) == float(image[14, 14]) > 0.9
    ((28, 28), True)
    """
    ink = np.asarray(cells, dtype=np.float64)
    stack = ink.reshape(-1, CELLS, CELLS)
    images = np.empty((len(stack), SIDE, SIDE), np.float32)
    for first in range(0, len(stack), BATCH):
        images[first : first + BATCH] = _magnify(stack[first : first + BATCH])
    return images.reshape(*ink.shape[:-2], SIDE, SIDE)


def _magnify(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    """Magnify ink (N, CELLS, CELLS) to images (N, SIDE, SIDE)."""
    mass = ink.sum(axis=(-2, -1))
    place = np.arange(CELLS) + 0.5
    safe = np.where(mass > 0, mass, 1.0)
    middle = CELLS / 2 * (mass <= 0)  # without ink there is no centre of mass
    down = ink.sum(axis=-1) @ place / safe + middle
    right = ink.sum(axis=-2) @ place / safe + middle
    smooth = _magnifier(down) @ ink @ np.swapaxes(_magnifier(right), -1, -2)  # (..., SIDE, SIDE)
    t = np.clip((smooth - LOW) / (HIGH - LOW), 0, 1)
    return t * t * (3 - 2 * t)


def _overlaps(first: int, last: int, cell: float) -> NDArray[np.float64]:
    """Return the share of each cell in each pixel, for cells centred on first … last − 1."""
    edges = (first + last) / 2 + (np.arange(CELLS + 1) - CELLS / 2) * cell
    pixel = np.arange(SIDE)
    common = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return np.clip(common, 0, None) / cell  # (CELLS, SIDE)


def to_cells(drawing: ArrayLike) -> NDArray[np.float64]:
    """Reduce a drawing to 8 × 8 cells of ink, the resolution of the real digits.

    Parameters
    ----------
    drawing : array_like of shape (28, 28)
        Ink per pixel, 0 to 1, at any position and of any size.

    Returns
    -------
    ndarray of shape (8, 8)
        The mean ink of each cell, divided by three quarters of that of the fullest cell, at most 1,
        so that a thin pen gives as much ink as a thick one. An empty drawing gives empty cells.

    Raises
    ------
    ValueError
        If the drawing has another shape, or a value that is not finite or negative.

    Notes
    -----
    The bounding box of the ink (pixels above a tenth of the largest value) is divided into square
    cells so that it is 8 cells high or 7 wide, whichever is reached first; the box's centre is the
    centre of the grid. A pixel that overlaps several cells is divided by area.

    Examples
    --------
    >>> drawing = np.zeros((28, 28))
    >>> drawing[5:21, 13:15] = 0.5  # a vertical stroke, 16 × 2 pixels: cells of 2 × 2 pixels
    >>> to_cells(drawing)[0]
    array([0., 0., 0., 1., 1., 0., 0., 0.])
    """
    ink = np.asarray(drawing, dtype=np.float64)
    if ink.shape != (SIDE, SIDE):
        raise ValueError(f"drawing must have shape ({SIDE}, {SIDE}), got {ink.shape}")
    if not (np.isfinite(ink).all() and ink.min() >= 0):
        raise ValueError(
            f"drawing must hold finite ink from 0 to 1, got {ink.min():g} to {ink.max():g}"
        )
    if ink.max() == 0:
        return np.zeros((CELLS, CELLS))
    rows, columns = np.nonzero(ink > 0.1 * ink.max())
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    cell = max((bottom - top) / CELLS, (right - left) / COLUMNS)
    cells = _overlaps(top, bottom, cell) @ ink @ _overlaps(left, right, cell).T  # (CELLS, CELLS)
    return np.minimum(cells / (SATURATION * cells.max()), 1.0)
