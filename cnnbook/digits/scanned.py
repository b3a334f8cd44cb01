"""Real hand-written digits, which are part of the package, and drawings resampled like them."""

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
        Intensities from 0 (background) to 1 (ink), the digit 20 pixels high, its centre of mass at
        the image's centre.
    labels : ndarray of shape (1797,), int64
        The digits, 0 to 9.

    Notes
    -----
    The digits are the test part of the "Optical Recognition of Handwritten Digits" data set
    (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49,
    CC BY 4.0), written by 13 people and scanned to 8 × 8 cells of 0 to 16. They are stored here as
    published, in ``scanned.npz``, and resampled to 28 × 28 pixels by cubic interpolation.

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
    """Resample any drawing like the real digits: size, position, stroke width and sharpness.

    Parameters
    ----------
    drawing : array_like of shape (28, 28)
        Ink per pixel, 0 to 1.

    Returns
    -------
    ndarray of shape (28, 28), float32
        The drawing, averaged to 8 × 8 cells and magnified as the real digits are.

    Raises
    ------
    ValueError
        If the drawing has another shape, or a value that is not finite or negative.

    Examples
    --------
    >>> drawing = np.zeros((28, 28))
    >>> drawing[1:9, 20:22] = 1  # a small vertical stroke in a corner
    >>> rows, columns = np.nonzero(normalise(drawing))
    >>> [int(edge) for edge in (rows.min(), rows.max(), columns.min(), columns.max())]
    [3, 24, 11, 16]
    """
    return magnify(to_cells(drawing))
