"""The 3 × 3 kernels that compute differences: edges, sharpening, embossing."""

import numpy as np

from cnnbook.filters.kernel import Kernel


def sharpen() -> Kernel:
    """Return the kernel that amplifies a pixel's difference from its four neighbours.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> sharpen()
    array([[ 0., -1.,  0.],
           [-1.,  5., -1.],
           [ 0., -1.,  0.]])
    """
    return np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]])


def sobel_x() -> Kernel:
    """Return Sobel's kernel for vertical edges: positive where the right side is brighter.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> sobel_x()
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    return np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])


def sobel_y() -> Kernel:
    """Return Sobel's kernel for horizontal edges: positive where the lower side is brighter.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> sobel_y()
    array([[-1., -2., -1.],
           [ 0.,  0.,  0.],
           [ 1.,  2.,  1.]])
    """
    return sobel_x().T.copy()


def prewitt_x() -> Kernel:
    """Return Prewitt's kernel for vertical edges: Sobel's without the extra weight in the middle.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> prewitt_x()
    array([[-1.,  0.,  1.],
           [-1.,  0.,  1.],
           [-1.,  0.,  1.]])
    """
    return np.outer([1.0, 1.0, 1.0], [-1.0, 0.0, 1.0])


def prewitt_y() -> Kernel:
    """Return Prewitt's kernel for horizontal edges.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> prewitt_y()
    array([[-1., -1., -1.],
           [ 0.,  0.,  0.],
           [ 1.,  1.,  1.]])
    """
    return prewitt_x().T.copy()


def laplacian() -> Kernel:
    """Return the kernel for edges of every direction: four neighbours minus four times the pixel.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> laplacian()
    array([[ 0.,  1.,  0.],
           [ 1., -4.,  1.],
           [ 0.,  1.,  0.]])
    """
    return np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])


def emboss() -> Kernel:
    """Return the kernel that makes the image look like a relief lit from one corner.

    Returns
    -------
    ndarray of shape (3, 3)

    Examples
    --------
    >>> emboss()
    array([[-2., -1.,  0.],
           [-1.,  1.,  1.],
           [ 0.,  1.,  2.]])
    """
    return np.array([[-2.0, -1.0, 0.0], [-1.0, 1.0, 1.0], [0.0, 1.0, 2.0]])
