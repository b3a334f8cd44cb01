"""What a kernel is, and the two things that are done to any kernel: normalise and flip."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kernel = NDArray[np.float64]


def checked_size(size: int, *, odd: bool = False) -> int:
    """Return `size` as an int, or say what is wrong with it."""
    if isinstance(size, bool) or not isinstance(size, int | np.integer):
        raise TypeError(f"size must be a whole number, but it is {size!r} ({type(size).__name__})")
    if size < 1:
        raise ValueError(f"size must be at least 1, but it is {size}")
    if odd and size % 2 == 0:
        raise ValueError(f"size must be odd, so that there is a middle weight, but it is {size}")
    return int(size)


def as_kernel(kernel: ArrayLike) -> Kernel:
    """Return `kernel` as a finite float64 matrix, or say what is wrong with it."""
    try:
        matrix = np.array(kernel, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"kernel must be a matrix of numbers, but it is {kernel!r}") from error
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(f"kernel must have shape (KH, KW), but its shape is {matrix.shape}")
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise ValueError(
            f"every weight must be a finite number, but the one in row {row}, column {column} "
            f"is {matrix[row, column]}"
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
        If `kernel` is no matrix of finite numbers, or its weights sum to zero, as those of every
        edge filter do.

    Examples
    --------
    >>> normalise([[1, 2, 1]])
    array([[0.25, 0.5 , 0.25]])
    """
    matrix = as_kernel(kernel)
    total = matrix.sum()
    # Rounding can leave 1e-17 where the sum is zero; dividing by that would be as senseless.
    if abs(total) <= 1e-12 * np.abs(matrix).sum():
        raise ValueError(
            "the weights of this kernel sum to 0, and nothing can be divided by 0: edge filters "
            "such as sobel_x are used as they are, without normalising"
        )
    return matrix / total


def flip(kernel: ArrayLike) -> Kernel:
    """Turn a kernel by half a turn: both axes reversed.

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
        If `kernel` is no matrix of finite numbers.

    Examples
    --------
    >>> flip([[1, 2], [3, 4]])
    array([[4., 3.],
           [2., 1.]])
    """
    return as_kernel(kernel)[::-1, ::-1].copy()
