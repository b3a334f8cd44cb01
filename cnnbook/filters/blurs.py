"""Kernels of any size: identity, box, mean, binomial, Gaussian and motion blur."""

from math import comb

import numpy as np

from cnnbook._checks import check_integer
from cnnbook.filters.kernel import Kernel, normalise


def identity(size: int = 3) -> Kernel:
    """Return the kernel that leaves an image unchanged: a single 1 in the middle.

    Parameters
    ----------
    size : int
        Side of the kernel; odd, so that there is a middle.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive odd integer.

    Examples
    --------
    >>> identity(3)
    array([[0., 0., 0.],
           [0., 1., 0.],
           [0., 0., 0.]])
    """
    size = check_integer("size", size)
    if size % 2 == 0:
        raise ValueError(f"size must be odd, so that there is a middle weight, got {size}")
    kernel = np.zeros((size, size))
    kernel[size // 2, size // 2] = 1.0
    return kernel


def box(size: int = 3) -> Kernel:
    """Return the kernel of ones: it sums a pixel and its neighbours.

    Parameters
    ----------
    size : int
        Side of the kernel.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive integer.

    See Also
    --------
    mean : The same kernel, divided by its sum.

    Examples
    --------
    >>> box(2)
    array([[1., 1.],
           [1., 1.]])
    """
    size = check_integer("size", size)
    return np.ones((size, size))


def mean(size: int = 3) -> Kernel:
    """Return the mean filter: every weight 1 / size², so that the weights sum to 1.

    Parameters
    ----------
    size : int
        Side of the kernel.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive integer.

    Examples
    --------
    >>> mean(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    return normalise(box(size))


def binomial(size: int = 3) -> Kernel:
    """Return an integer approximation of the Gaussian: a row of Pascal's triangle times itself.

    Parameters
    ----------
    size : int
        Side of the kernel.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive integer.

    Notes
    -----
    Row n of Pascal's triangle has standard deviation √n / 2, so that size 3 is close to a
    Gaussian with a sigma of 0.71 and size 5 to one with a sigma of 1.

    Examples
    --------
    >>> binomial(3)
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    size = check_integer("size", size)
    row = np.array([comb(size - 1, k) for k in range(size)], dtype=np.float64)
    return np.outer(row, row)


def gaussian(size: int = 3, sigma: float | None = None) -> Kernel:
    """Return a bell-shaped blur, normalised to sum 1.

    Parameters
    ----------
    size : int
        Side of the kernel.
    sigma : float, optional
        Standard deviation in pixels. By default it grows with the size,
        0.3 · ((size − 1) / 2 − 1) + 0.8, which is OpenCV's rule: 0.8 for size 3, 1.1 for size 5.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive integer or `sigma` is not a positive number.

    Notes
    -----
    The weight at distance (i, j) from the middle is proportional to exp(−(i² + j²) / 2σ²).

    Examples
    --------
    >>> gaussian(3).round(2)
    array([[0.06, 0.12, 0.06],
           [0.12, 0.27, 0.12],
           [0.06, 0.12, 0.06]])
    """
    size = check_integer("size", size)
    if sigma is None:
        sigma = 0.3 * ((size - 1) / 2 - 1) + 0.8
    if not (np.isfinite(sigma) and sigma > 0):
        raise ValueError(f"sigma must be a positive number, got {sigma}")
    distance = np.arange(size) - (size - 1) / 2
    row = np.exp(-(distance**2) / (2 * sigma**2))
    return normalise(np.outer(row, row))


def motion_blur(size: int = 3) -> Kernel:
    """Return a diagonal line of ones, which blurs as if the camera had moved.

    Parameters
    ----------
    size : int
        Side of the kernel, the length of the line.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If `size` is not a positive integer.

    Examples
    --------
    >>> motion_blur(3)
    array([[1., 0., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])
    """
    return np.eye(check_integer("size", size))
