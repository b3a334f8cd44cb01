"""Convolution and pooling as plain loops: slow and easy to verify.

The lessons use these functions, and the tests compare the fast versions with them. They follow
the definitions literally and take the same arguments as :mod:`cnnbook.functional`, without
validating them.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["adaptive_avg_pool2d", "avg_pool2d", "conv2d", "conv_transpose2d", "max_pool2d"]

MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    padding_mode: Any = "constant",
    padding_value: Any = 0.0,
    dilation: Any = 1,
    groups: Any = 1,
) -> NDArray[Any]:
    """Slide filters over images, one output pixel at a time.

    Parameters
    ----------
    input, weight, bias, stride, padding, padding_mode, padding_value, dilation, groups
        As for :func:`cnnbook.functional.conv2d`.

    Returns
    -------
    numpy.ndarray
        As many axes as the input, in float64.

    Examples
    --------
    >>> conv2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])
    array([[-4., -4.],
           [-4., -4.]])
    """
    images, filters = _four_axes(input), _four_axes(weight)
    offsets = np.zeros(len(filters)) if bias is None else np.reshape(bias, -1)
    kernel = filters.shape[2:]
    (sh, sw), (dh, dw) = _pair(stride), _pair(dilation)
    padded = _pad(images, _sides(padding, kernel, (dh, dw)), padding_mode, padding_value)
    extent = dh * (kernel[0] - 1) + 1, dw * (kernel[1] - 1) + 1  # of a filter, gaps included
    rows, columns = _steps(padded, extent, (sh, sw))
    depth = filters.shape[1]  # channels that a filter covers
    output = np.zeros((len(images), len(filters), len(rows), len(columns)))
    for n in range(len(images)):
        for f in range(len(filters)):
            first = f // (len(filters) // groups) * depth  # the first channel of the filter's group
            for y, top in enumerate(rows):
                for x, left in enumerate(columns):
                    window = padded[n, first : first + depth, top : top + extent[0] : dh]
                    window = window[..., left : left + extent[1] : dw]  # (C/groups, KH, KW)
                    output[n, f, y, x] = (window * filters[f]).sum() + offsets[f]
    return output.reshape(output.shape[4 - np.ndim(input) :])


def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    *,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> NDArray[Any]:
    """Stamp the filters, each times a pixel, one pixel at a time; without groups.

    Parameters
    ----------
    input, weight, stride, padding, output_padding, dilation, groups
        As for :func:`cnnbook.functional.conv_transpose2d`.

    Returns
    -------
    numpy.ndarray
        As many axes as the input, in float64.

    Examples
    --------
    >>> conv_transpose2d([[1, 10]], [[1, 2, 3]], stride=2)
    array([[ 1.,  2., 13., 20., 30.]])
    """
    assert groups == 1
    images, filters = _four_axes(input), _four_axes(weight)
    (sh, sw), (dh, dw) = _pair(stride), _pair(dilation)
    (ph, pw), (oh, ow) = _pair(padding), _pair(output_padding)
    (n, c, h, w), (_, f, kh, kw) = images.shape, filters.shape
    extent = dh * (kh - 1) + 1, dw * (kw - 1) + 1  # of a stamp, gaps included
    size = (h - 1) * sh + extent[0] + oh, (w - 1) * sw + extent[1] + ow
    output = np.zeros((n, f, *size))
    for i, channel, y, x in np.ndindex(n, c, h, w):
        top, left = y * sh, x * sw
        stamp = output[i, :, top : top + extent[0] : dh, left : left + extent[1] : dw]
        stamp += images[i, channel, y, x] * filters[channel]  # (F, KH, KW)
    output = output[:, :, ph : size[0] - ph, pw : size[1] - pw]
    return output.reshape(output.shape[4 - np.ndim(input) :])


def max_pool2d(
    input: ArrayLike, kernel_size: Any, stride: Any = None, *, padding: Any = 0
) -> NDArray[Any]:
    """Return the largest value of each window, one window at a time.

    Parameters
    ----------
    input, kernel_size, stride, padding
        As for :func:`cnnbook.functional.max_pool2d`.

    Returns
    -------
    numpy.ndarray
        As many axes as the input, in float64.

    Examples
    --------
    >>> max_pool2d([[1, 2, 0, 1], [3, 4, 1, 0]], 2)
    array([[4., 1.]])
    """
    return _pool(input, kernel_size, stride, padding, -np.inf, np.max)


def avg_pool2d(
    input: ArrayLike, kernel_size: Any, stride: Any = None, *, padding: Any = 0
) -> NDArray[Any]:
    """Return the mean of each window, one window at a time.

    Parameters
    ----------
    input, kernel_size, stride, padding
        As for :func:`cnnbook.functional.avg_pool2d`.

    Returns
    -------
    numpy.ndarray
        As many axes as the input, in float64.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 0, 1], [3, 6, 1, 0]], 2)
    array([[3. , 0.5]])
    """
    return _pool(input, kernel_size, stride, padding, 0.0, np.mean)


def adaptive_avg_pool2d(input: ArrayLike, output_size: Any) -> NDArray[Any]:
    """Return the means of windows that cover the image, one window at a time.

    Parameters
    ----------
    input, output_size
        As for :func:`cnnbook.functional.adaptive_avg_pool2d`.

    Returns
    -------
    numpy.ndarray
        As many axes as the input, in float64.

    Examples
    --------
    >>> adaptive_avg_pool2d([[1, 2, 3, 4, 5]], (1, 2))
    array([[2., 4.]])
    """
    images = np.asarray(input, dtype=float)
    h, w = images.shape[-2:]
    rows, columns = (n if o is None else o for o, n in zip(_pair(output_size), (h, w), strict=True))
    output = np.zeros((*images.shape[:-2], rows, columns))
    for y in range(rows):
        for x in range(columns):
            top, bottom = y * h // rows, -(-(y + 1) * h // rows)  # rounded down, and up
            left, right = x * w // columns, -(-(x + 1) * w // columns)
            output[..., y, x] = images[..., top:bottom, left:right].mean(axis=(-2, -1))
    return output


def _pool(input, kernel_size, stride, padding, border, reduce) -> np.ndarray:
    images, (kh, kw) = _four_axes(input), _pair(kernel_size)
    padded = _pad(images, _sides(padding, (kh, kw), (1, 1)), "constant", border)
    rows, columns = _steps(padded, (kh, kw), _pair(kernel_size if stride is None else stride))
    output = np.zeros((*images.shape[:2], len(rows), len(columns)))
    for n in range(images.shape[0]):
        for c in range(images.shape[1]):
            for y, top in enumerate(rows):
                for x, left in enumerate(columns):
                    output[n, c, y, x] = reduce(padded[n, c, top : top + kh, left : left + kw])
    return output.reshape(*np.shape(input)[:-2], len(rows), len(columns))


def _four_axes(array) -> np.ndarray:
    array = np.asarray(array, dtype=float)
    return array.reshape((1,) * (4 - array.ndim) + array.shape)


def _pair(value) -> tuple:
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def _sides(padding, kernel, dilation) -> list:
    if padding == "same":
        total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        return [(t // 2, t - t // 2) for t in total]
    return [(p, p) for p in _pair(0 if padding == "valid" else padding)]


def _pad(images, sides, mode, value) -> np.ndarray:
    extra = {"constant_values": value} if mode == "constant" else {}
    return np.pad(images, [(0, 0), (0, 0), *sides], MODES[mode], **extra)


def _steps(padded, extent, stride) -> list[range]:
    """Return the first row of each window, and the first column."""
    size = padded.shape[2:]
    return [range(0, size[axis] - extent[axis] + 1, stride[axis]) for axis in (0, 1)]
