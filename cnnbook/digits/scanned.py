"""Real hand-written digits, which travel with the package."""

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook.digits._resampling import magnify, to_cells
from cnnbook.digits.drawn import Image

CELLS_FILE = Path(__file__).with_name("scanned.npz")


def load() -> tuple[Image, NDArray[np.int64]]:
    """Load 1,797 real hand-written digits, resampled to the size of MNIST's.

    Returns
    -------
    images : ndarray of shape (1797, 28, 28), float32
        Intensities from 0 (paper) to 1 (ink), the digit 20 pixels high, its centre of mass in the
        middle.
    labels : ndarray of shape (1797,), int64
        The digits that were meant, 0 to 9.

    Notes
    -----
    The digits are the test part of the "Optical Recognition of Handwritten Digits" data set
    (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49,
    CC BY 4.0), written by 13 people and scanned to 8 × 8 cells of 0 to 16. They are stored here as
    published, in ``scanned.npz``; `magnify` turns cells into pixels.

    Examples
    --------
    >>> images, labels = load()
    >>> images.shape, labels[:5]
    ((1797, 28, 28), array([0, 1, 2, 3, 4]))
    """
    with np.load(CELLS_FILE) as scanned:
        cells, labels = scanned["images"], scanned["labels"]
    return magnify(cells / 16), labels.astype(np.int64)


def normalise(drawing: ArrayLike) -> NDArray[np.float32]:
    """Bring any drawing to the scale of the training data: size, place, stroke and softness.

    Parameters
    ----------
    drawing : array_like of shape (28, 28)
        Ink per pixel, 0 to 1.

    Returns
    -------
    ndarray of shape (28, 28), float32
        `magnify(to_cells(drawing))`: the drawing as if it were one of the real digits.

    Raises
    ------
    ValueError
        If it is no drawing.

    Examples
    --------
    >>> sheet = np.zeros((28, 28))
    >>> sheet[1:9, 20:22] = 1  # a small upright in a corner
    >>> rows, columns = np.nonzero(normalise(sheet))
    >>> [int(edge) for edge in (rows.min(), rows.max(), columns.min(), columns.max())]
    [3, 24, 11, 16]
    """
    return magnify(to_cells(drawing))
