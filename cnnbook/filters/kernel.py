"""The kernel type, its validation, and what applies to any kernel: normalise and flip."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kernel = NDArray[np.float64]


def _as_kernel(kernel: ArrayLike) -> Kernel:
    """Return `kernel` as a float64 matrix; reject anything but a matrix of finite numbers."""
    try:
        matrix = np.array(kernel, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"kernel must be a matrix of numbers, got {kernel!r}") from error
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(f"kernel must have shape (KH, KW), got {matrix.shape}")
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise ValueError(
            f"every weight must be a finite number, got {matrix[row, column]} in row {row}, "
            f"column {column}"
        )
    return matrix


def normalise(kernel: ArrayLike) -> Kernel:
    """Divide a kernel by the sum of its weights, so that the result stays in the image's range.

    Parameters
    ----------
    kernel : array_like of shape (KH, KW)
        The weights.

    Returns
    -------
    ndarray of shape (KH, KW)
        Weights that sum to 1.

    Raises
    ------
    TypeError, ValueError
        If `kernel` is not a matrix of finite numbers, or its weights sum to zero, as those of every
        edge filter do.

    Examples
    --------
    >>> normalise([[1, 2, 1]])
    array([[0.25, 0.5 , 0.25]])
    """
    matrix = _as_kernel(kernel)
    total = matrix.sum()
    # Rounding can leave 1e-17 where the sum is zero; dividing by that is as meaningless.
    if abs(total) <= 1e-12 * np.abs(matrix).sum():
        raise ValueError(
            "the weights of this kernel sum to 0, so they cannot be divided by their sum: edge "
            "filters such as sobel_x are used without normalising"
        )
    return matrix / total


def flip(kernel: ArrayLike) -> Kernel:
    """Rotate a kernel by 180°: both axes reversed.

    Convolution in the mathematical sense is cross-correlation with the flipped kernel.

    Parameters
    ----------
    kernel : array_like of shape (KH, KW)
        The weights.

    Returns
    -------
    ndarray of shape (KH, KW)

    Raises
    ------
    TypeError, ValueError
        If `kernel` is not a matrix of finite numbers.

    Examples
    --------
    >>> flip([[1, 2], [3, 4]])
    array([[4., 3.],
           [2., 1.]])
    """
    return _as_kernel(kernel)[::-1, ::-1].copy()
