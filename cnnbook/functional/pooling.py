"""Pooling: one number per window, its largest or its mean."""

from math import prod
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, check_integer, float_type, sum_type
from cnnbook._engine.blocks import slices
from cnnbook._engine.geometry import Geometry, Pair, pair, pool_geometry, unseen_windows
from cnnbook._engine.windows import windows
from cnnbook.functional.padding import pad_image


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> NDArray[Any]: ...


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[True],
) -> tuple[NDArray[Any], NDArray[np.int64]]: ...


def max_pool2d(
    input: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[Any]]:
    """Keep the largest value of each window.

    Parameters
    ----------
    input : array_like, (H, W), (C, H, W) or (N, C, H, W)
        Each channel is pooled alone.
    kernel_size : int or (vertical, horizontal)
        The size of the window.
    stride : int or (vertical, horizontal), optional
        Pixels from one window to the next; by default windows lie side by side.
    padding : int or (vertical, horizontal)
        Rows and columns of −∞ to add on each side, at most half of the window.
    dilation : int or (vertical, horizontal)
        Pixels from one place of the window to the next.
    ceil_mode : bool
        Whether a last window may hang over the end, instead of leaving pixels unread.
    return_indices : bool
        Whether to say, too, where each largest value stood; the gradient needs it.

    Returns
    -------
    output : numpy.ndarray, (…, OH, OW)
        As many axes as the input; integers become floats.
    indices : numpy.ndarray of int64, (…, OH, OW), with ``return_indices``
        The place of each largest value among the H · W pixels of its channel, in reading order.

    Raises
    ------
    ValueError
        If the window does not fit, or the padding is more than half of it.

    Notes
    -----
    Values, indices and options are those of ``torch.nn.functional.max_pool2d``. NaN wins against
    all. Where several pixels are equally large, which ReLU's zeros often are, the first in reading
    order is chosen; of several NaN the last. A window that sees padding alone, as a wide dilation
    can bring about, is −∞ at index −1.

    Examples
    --------
    >>> max_pool2d([[1, 2, 0, 1], [3, 4, 1, 0]], 2)
    array([[4., 1.]])
    >>> max_pool2d([[1, 2, 0, 1], [3, 4, 1, 0]], 2, return_indices=True)[1].tolist()
    [[5, 3]]
    """
    image = as_real(input, "input")
    geometry = pool_geometry(image.shape, kernel_size, stride, padding, dilation, ceil_mode)
    padded = padded_planes(image, geometry, -np.inf, float_type(image))
    shape = (*image.shape[:-2], *geometry.output)
    if not return_indices:
        return reduce_windows(padded, geometry, np.maximum).reshape(shape)
    output, indices = _largest(padded, geometry, image.shape[-1])
    unseen = unseen_windows(geometry, image.shape[-2:])
    if unseen is not None:
        indices[..., unseen] = -1
    return output.reshape(shape), indices.reshape(shape)


def avg_pool2d(
    input: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray[Any]:
    """Take the mean of each window.

    Parameters
    ----------
    input : array_like, (H, W), (C, H, W) or (N, C, H, W)
        Each channel is pooled alone.
    kernel_size : int or (vertical, horizontal)
        The size of the window.
    stride : int or (vertical, horizontal), optional
        Pixels from one window to the next; by default windows lie side by side.
    padding : int or (vertical, horizontal)
        Rows and columns of zeros to add on each side, at most half of the window.
    ceil_mode : bool
        Whether a last window may hang over the end, instead of leaving pixels unread.
    count_include_pad : bool
        Whether the zeros of the padding count when the sum is divided.
    divisor_override : int, optional
        Divide by this instead.

    Returns
    -------
    numpy.ndarray, (…, OH, OW)
        As many axes as the input; integers become floats.

    Raises
    ------
    ValueError
        If the window does not fit, the padding is more than half of it, or the divisor is 0.

    Notes
    -----
    Values and options are those of ``torch.nn.functional.avg_pool2d``.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 0, 1], [3, 6, 1, 0]], 2)
    array([[3. , 0.5]])
    """
    image = as_real(input, "input")
    geometry = pool_geometry(image.shape, kernel_size, stride, padding, 1, ceil_mode)
    divisor = window_counts(image.shape, geometry, padding, count_include_pad, divisor_override)
    dtype = float_type(image)
    exact = sum_type(dtype)
    padded = padded_planes(image, geometry, 0.0, exact)
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN in silence, as in PyTorch
        result = reduce_windows(padded, geometry, np.add)
        result /= divisor.astype(exact)
        result = result.astype(dtype, copy=False)
    return result.reshape(*image.shape[:-2], *geometry.output)


def padded_planes(image: np.ndarray, geometry: Geometry, value: float, dtype) -> np.ndarray:
    """Return the image padded, as (N · C, 1, H, W): each channel is pooled alone."""
    planes = image.reshape(prod(image.shape[:-2]), 1, *image.shape[-2:])
    return pad_image(planes, geometry.sides, "constant", value, dtype)


def reduce_windows(padded: np.ndarray, geometry: Geometry, combine: np.ufunc) -> np.ndarray:
    """Combine the values of each window: along one axis, and what that gives along the other.

    A k × k window then costs 2(k − 1) operations in place of k² − 1. Either axis may come first:
    NumPy adds quickly, but compares slowly, where only every second pixel of a row is wanted.
    """
    first, then = (row_taps, column_taps) if combine is np.maximum else (column_taps, row_taps)
    result = np.empty((*padded.shape[:2], *geometry.output), padded.dtype)
    for planes in slices(len(padded), padded.nbytes):
        half = _combine(first(padded[planes], geometry), combine)  # (n, 1, OH, W) or (n, 1, H, OW)
        _combine(then(half, geometry), combine, out=result[planes])  # (n, 1, OH, OW)
    return result


def row_taps(image: np.ndarray, geometry: Geometry) -> list[np.ndarray]:
    """Return, for each row of the window, what it sees in (N, C, H, W): views (N, C, OH, W)."""
    kernel, stride, dilation = ((pair[0], 1) for pair in geometry[:3])
    view = windows(image, kernel, stride, dilation)  # (N, C, KH, 1, OH, W)
    return [view[:, :, i, 0, : geometry.output[0]] for i in range(kernel[0])]


def column_taps(image: np.ndarray, geometry: Geometry) -> list[np.ndarray]:
    """Return, for each column of the window, what it sees in (N, C, H, W): views (N, C, H, OW)."""
    kernel, stride, dilation = ((1, pair[1]) for pair in geometry[:3])
    view = windows(image, kernel, stride, dilation)  # (N, C, 1, KW, H, OW)
    return [view[:, :, 0, j, :, : geometry.output[1]] for j in range(kernel[1])]


def _combine(taps: list[np.ndarray], combine: np.ufunc, out=None) -> np.ndarray:
    if len(taps) == 1:
        return np.positive(taps[0], out=out)  # a copy
    result = combine(taps[0], taps[1], out=out)
    for tap in taps[2:]:
        combine(result, tap, out=result)
    return result


def _largest(padded: np.ndarray, geometry: Geometry, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest pixel of each window and where it stood in rows of ``width`` pixels."""
    view = windows(padded, *geometry[:3])[..., : geometry.output[0], : geometry.output[1]]
    output = np.empty((*padded.shape[:2], *geometry.output), padded.dtype)
    indices = np.empty(output.shape, np.int64)
    corners, ahead, first = _places(geometry, width)
    for planes in slices(len(padded), padded.nbytes):
        best, place = output[planes], np.empty(output[planes].shape, ahead.dtype)  # (n, 1, OH, OW)
        best[...], place[...] = view[planes, :, 0, 0], first
        for i, j in list(np.ndindex(ahead.shape))[1:]:
            pixel = view[planes, :, i, j].copy()  # compared more quickly once they lie together
            np.maximum(place, (pixel > best) * ahead[i, j], out=place)  # later is farther ahead
            np.maximum(best, pixel, out=best)
        if np.isnan(best.max(initial=0)):  # nothing is larger than NaN, but a later NaN wins
            for i, j in np.ndindex(ahead.shape):
                np.maximum(place, np.isnan(view[planes, :, i, j]) * ahead[i, j], out=place)
        np.add(corners, place, out=indices[planes])
    return output, indices


def _places(geometry: Geometry, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where windows and their pixels lie in rows of ``width`` pixels.

    These are the place of each window's corner (OH, OW), negative in the padding; how far after the
    corner each of its pixels lies (KH, KW); and that of its first pixel inside the image (OH, OW).
    """
    y, x = (
        np.arange(geometry.output[axis]) * geometry.stride[axis] - geometry.sides[axis][0]
        for axis in (0, 1)
    )
    i, j = (np.arange(geometry.kernel[axis]) * geometry.dilation[axis] for axis in (0, 1))
    ahead = i[:, np.newaxis] * width + j
    ahead = ahead.astype(np.min_scalar_type(ahead[-1, -1]))  # short numbers are quick
    inside = [-(c.clip(max=0) // geometry.dilation[axis]) for axis, c in enumerate((y, x))]
    return y[:, np.newaxis] * width + x, ahead, ahead[np.ix_(*inside)]


def check_divisor(value: int | None) -> int | None:
    """Return ``value``; reject what is neither None nor an integer other than 0."""
    if value is None:
        return None
    if check_integer("divisor_override", value, minimum=None) == 0:
        raise ValueError("divisor_override must not be 0: a mean cannot be divided by nothing")
    return int(value)


def window_counts(shape, geometry: Geometry, padding, count_include_pad, divisor_override):
    """Return what each window's sum is divided by, as an array that broadcasts to (OH, OW)."""
    if divisor_override is not None:
        return np.array(check_divisor(divisor_override))
    counts = []
    for axis, ahead in enumerate(pair(padding, "padding", 0)):
        n, k = shape[axis - 2], geometry.kernel[axis]
        first = np.arange(geometry.output[axis]) * geometry.stride[axis] - ahead
        last = np.minimum(first + k, n + ahead)  # what hangs over the padding never counts
        if not count_include_pad:
            first, last = np.maximum(first, 0), np.minimum(last, n)
        counts.append(last - first)
    counts = np.multiply.outer(*counts)  # (OH, OW)
    alike = counts[0, 0] == counts.min() == counts.max()
    return counts[0, 0] if alike else counts  # division by a single number is quicker
