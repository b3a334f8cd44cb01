"""Convolution and pooling as plain loops: slow and easy to verify.

The lessons use these functions, and the tests compare the fast versions with them. They follow
the definitions literally and take the same arguments as :mod:`cnnbook.functional`, without
validating them.
"""

import numpy as np

__all__ = ["avg_pool2d", "conv2d", "max_pool2d"]

MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def conv2d(
    input,
    weight,
    bias=None,
    *,
    stride=1,
    padding=0,
    padding_mode="constant",
    padding_value=0.0,
    dilation=1,
    groups=1,
) -> np.ndarray:
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


def max_pool2d(input, kernel_size, stride=None, *, padding=0) -> np.ndarray:
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


def avg_pool2d(input, kernel_size, stride=None, *, padding=0) -> np.ndarray:
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
