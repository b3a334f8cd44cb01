"""From windows to blocks: the same products, in an order that suits the machine better and better.

All of them take a batch and filters, with stride 1 and no padding: (N, C, H, W) and (F, C, KH, KW)
give (N, F, OH, OW). Pad with `cnnbook.pad` first where that is wanted.
"""

from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, check_integer
from cnnbook._engine.blocks import BLOCK_BYTES
from cnnbook._engine.geometry import Pair, conv_geometry, pair
from cnnbook.functional.convolution import conv_arguments


def windows(images: ArrayLike, kernel_size: Pair) -> NDArray[Any]:
    """Return all windows as a view: the same memory, read with other strides.

    Parameters
    ----------
    images : array_like, (N, C, H, W)
        A batch.
    kernel_size : int or (rows, columns)
        The size of a window.

    Returns
    -------
    numpy.ndarray, (N, C, OH, OW, KH, KW)
        The window at each place. Nothing is copied, and it cannot be written to: one pixel stands
        in many windows.

    Raises
    ------
    ValueError
        If the images are no batch, or smaller than a window.

    Examples
    --------
    >>> image = np.arange(6.0).reshape(1, 1, 2, 3)
    >>> view = windows(image, 2)
    >>> view[0, 0, 0, 1]
    array([[1., 2.],
           [4., 5.]])
    >>> view.shape, view.strides, np.shares_memory(view, image)
    ((1, 1, 1, 2, 2, 2), (48, 48, 24, 8, 24, 8), True)
    """
    x, (kh, kw) = as_real(images, "images"), pair(kernel_size, "kernel_size")
    if x.ndim != 4 or x.shape[2] < kh or x.shape[3] < kw:
        raise ValueError(f"images must be (N, C, H, W), at least {kh}×{kw} pixels, got {x.shape}")
    n, c, h, w = x.shape
    shape = n, c, h - kh + 1, w - kw + 1, kh, kw  # (N, C, OH, OW, KH, KW)
    return as_strided(x, shape, x.strides + x.strides[2:], writeable=False)


def columns(images: ArrayLike, kernel_size: Pair) -> NDArray[Any]:
    """Copy each window into a column: the matrix that is known as im2col.

    Parameters
    ----------
    images, kernel_size
        As for :func:`windows`.

    Returns
    -------
    numpy.ndarray, (N, C·KH·KW, OH·OW)
        One column for each place; it takes KH·KW times the memory of the images.

    Raises
    ------
    ValueError
        As :func:`windows` does.

    Examples
    --------
    >>> columns(np.arange(6.0).reshape(1, 1, 2, 3), 2)
    array([[[0., 1.],
            [1., 2.],
            [3., 4.],
            [4., 5.]]])
    """
    view = windows(images, kernel_size)
    n, c, oh, ow, kh, kw = view.shape
    return view.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, oh * ow)


def conv2d_windows(images: ArrayLike, filters: ArrayLike) -> NDArray[Any]:
    """Convolve by windows: at each place, the sum over all channels and taps.

    Parameters
    ----------
    images : array_like, (N, C, H, W)
        A batch.
    filters : array_like, (F, C, KH, KW)
        Filters.

    Returns
    -------
    numpy.ndarray, (N, F, OH, OW)
        As ``conv2d(images, filters)``.

    Raises
    ------
    ValueError
        If the shapes do not go together.

    Examples
    --------
    >>> conv2d_windows(np.arange(6.0).reshape(1, 1, 2, 3), np.ones((1, 1, 2, 2)))
    array([[[[ 8., 12.]]]])
    """
    x, w = _checked(images, filters)
    view = windows(x, w.shape[2:])  # (N, C, OH, OW, KH, KW)
    return np.einsum("nchwij,fcij->nfhw", view, w)


def conv2d_columns(images: ArrayLike, filters: ArrayLike) -> NDArray[Any]:
    """Convolve by one matrix product: filters as rows, times windows as columns.

    Parameters
    ----------
    images, filters
        As for :func:`conv2d_windows`.

    Returns
    -------
    numpy.ndarray, (N, F, OH, OW)
        As ``conv2d(images, filters)``.

    Raises
    ------
    ValueError
        If the shapes do not go together.

    Examples
    --------
    >>> conv2d_columns(np.arange(6.0).reshape(1, 1, 2, 3), np.ones((1, 1, 2, 2)))
    array([[[[ 8., 12.]]]])
    """
    x, w = _checked(images, filters)
    size = conv_geometry(x.shape, w.shape, 1, 0, 1, 1).output
    rows = w.reshape(len(w), -1)  # (F, C·KH·KW)
    products = rows @ columns(x, w.shape[2:])  # (N, F, OH·OW)
    return products.reshape(len(x), len(w), *size)


def conv2d_blocks(
    images: ArrayLike, filters: ArrayLike, block_bytes: int = BLOCK_BYTES
) -> NDArray[Any]:
    """Convolve by columns, but only as many at a time as the cache holds.

    Parameters
    ----------
    images, filters
        As for :func:`conv2d_windows`.
    block_bytes : int
        The memory for a block of columns: at least one row of outputs, whatever it takes.

    Returns
    -------
    numpy.ndarray, (N, F, OH, OW)
        As ``conv2d(images, filters)``.

    Raises
    ------
    ValueError, TypeError
        If the shapes do not go together, or the block is not a positive integer.

    Examples
    --------
    >>> conv2d_blocks(np.arange(6.0).reshape(1, 1, 2, 3), np.ones((1, 1, 2, 2)), 64)
    array([[[[ 8., 12.]]]])
    """
    x, w = _checked(images, filters)
    kh, (oh, ow) = w.shape[2], conv_geometry(x.shape, w.shape, 1, 0, 1, 1).output
    row_bytes = prod(w.shape[1:]) * ow * x.itemsize  # of the columns of one row of outputs
    rows = max(1, check_integer("block_bytes", block_bytes) // row_bytes)
    result = np.empty((len(x), len(w), oh, ow), x.dtype)
    for n in range(len(x)):
        for top in range(0, oh, rows):
            part = x[n : n + 1, :, top : top + rows + kh - 1]  # what these rows of outputs see
            result[n, :, top : top + rows] = conv2d_columns(part, w)[0]
    return result


def _checked(images: ArrayLike, filters: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both with four axes and of one float type."""
    x, w, _, _, axes = conv_arguments(images, filters)
    if axes != 4:
        raise ValueError(f"images must be a batch (N, C, H, W), got shape {np.shape(images)}")
    return x.astype(w.dtype, copy=False), w
