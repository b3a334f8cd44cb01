"""Backward of pooling: the largest value gets all, or every value gets its share."""

import numpy as np

from cnnbook.checks import as_real, check_grad, float_type
from cnnbook.functional.pooling import column_taps, padded_stack, row_taps, window_counts
from cnnbook.shapes import Geometry, Pair, pool_geometry
from cnnbook.windows import batches


def max_pool2d_backward(
    grad,
    input,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> np.ndarray:
    """Give each window's gradient to the pixel that was its largest.

    Parameters
    ----------
    grad : array_like, (…, OH, OW)
        Gradient with respect to the output.
    input, kernel_size, stride, padding, dilation, ceil_mode
        What :func:`cnnbook.functional.max_pool2d` was given.

    Returns
    -------
    numpy.ndarray, (…, H, W)
        Σ over the windows of grad · [the pixel was the first largest of the window].

    Raises
    ------
    ValueError
        As the forward does, and if ``grad`` has not the shape of the output.

    Notes
    -----
    Where several pixels are equally large, which ReLU's zeros often are, the first in reading order
    gets all, as in PyTorch. The maximum of a window is the maximum, down its rows, of each row's
    maximum; so is the gradient handed back: first to the row, then within it.

    Examples
    --------
    >>> max_pool2d_backward([[5, 7]], [[1, 2, 0, 0], [3, 4, 0, 0]], 2).tolist()
    [[0.0, 0.0, 7.0, 0.0], [0.0, 5.0, 0.0, 0.0]]
    """
    image, g = as_real(input, "input"), as_real(grad, "grad")
    geometry = pool_geometry(image.shape, kernel_size, stride, padding, dilation, ceil_mode)
    check_grad(g.shape, (*image.shape[:-2], *geometry.output))
    dtype = float_type(image)
    padded = padded_stack(image, geometry, -np.inf, dtype)
    g = g.astype(dtype, copy=False).reshape(*padded.shape[:2], *geometry.output)
    result = np.zeros_like(padded)
    for images in batches(padded):
        _to_largest(g[images], padded[images], result[images], geometry)
    return _crop(result, geometry, image.shape)


def _to_largest(grad, padded, places, geometry: Geometry) -> None:
    """Hand ``grad`` back to the largest row of each window, and from there to its pixel."""
    peaks, column = _largest(column_taps(padded, geometry))  # (n, C, H, OW): each row's maximum
    best, row = _largest(row_taps(peaks, geometry))  # (n, C, OH, OW)
    if np.isnan(best).any():
        return _to_largest(grad, _ranks(padded), places, geometry)
    peak_grad = np.zeros(peaks.shape, grad.dtype)
    _hand_back(grad, row, row_taps(peak_grad, geometry), geometry, 0)
    _hand_back(peak_grad, column, column_taps(places, geometry), geometry, 1)


def _largest(taps: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest over the taps, and the number of the first tap that has it."""
    best, place = taps[0], np.zeros(taps[0].shape, np.uint8 if len(taps) < 256 else np.intp)
    for number, tap in enumerate(taps[1:], 1):
        larger = tap > best
        best = np.maximum(best, tap)
        np.maximum(place, larger * place.dtype.type(number), out=place)
    return np.ascontiguousarray(best), place


def _hand_back(grad, place, taps: list, geometry: Geometry, axis: int) -> None:
    """Add ``grad`` to the one tap that ``place`` names; where windows do not overlap, write it."""
    kernel, stride, dilation = (pair[axis] for pair in geometry[:3])
    apart = stride > dilation * (kernel - 1)
    whole = f"i{grad.itemsize}"  # multiplied as whole numbers, since 0 · ∞ is not 0
    for number, tap in enumerate(taps):
        if apart:
            np.multiply(grad.view(whole), place == number, out=tap.view(whole))
        else:
            tap += (grad.view(whole) * (place == number)).view(grad.dtype)


def _ranks(padded: np.ndarray) -> np.ndarray:
    """Return numbers in the same order, in which the later NaN is the larger, as in PyTorch."""
    values, ranks = np.unique(padded, return_inverse=True)
    later = np.arange(padded.size) + len(values)
    return np.where(np.isnan(padded), later.reshape(padded.shape), ranks.reshape(padded.shape))


def avg_pool2d_backward(
    grad,
    input_shape: tuple,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> np.ndarray:
    """Share each window's gradient out among its pixels.

    Parameters
    ----------
    grad : array_like, (…, OH, OW)
        Gradient with respect to the output.
    input_shape : tuple
        The shape (…, H, W) of what :func:`cnnbook.functional.avg_pool2d` was given; its values do
        not matter.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        The options of the forward.

    Returns
    -------
    numpy.ndarray, (…, H, W)
        Σ over the windows that hold the pixel of grad / divisor.

    Raises
    ------
    ValueError
        As the forward does, and if ``grad`` has not the shape of the output.

    Notes
    -----
    From y = Σ x / divisor: ∂y/∂x = 1 / divisor for every pixel of the window, and 0 elsewhere.

    Examples
    --------
    >>> avg_pool2d_backward([[4, 8]], (2, 4), 2).tolist()
    [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]
    """
    shape, g = tuple(input_shape), as_real(grad, "grad")
    geometry = pool_geometry(shape, kernel_size, stride, padding, 1, ceil_mode)
    divisor = window_counts(shape, geometry, padding, count_include_pad, divisor_override)
    check_grad(g.shape, (*shape[:-2], *geometry.output))
    dtype = float_type(g)
    exact = np.dtype(np.float32) if dtype == np.float16 else dtype
    stack = (1,) * (4 - len(shape)) + shape
    share = (g / divisor.astype(exact)).astype(exact).reshape(*stack[:2], *geometry.output)
    result = _spread(share, stack, geometry)
    return _crop(result, geometry, shape).astype(dtype, copy=False)


def _spread(share, shape, geometry: Geometry) -> np.ndarray:
    """Add each window's share to all its pixels: first along its rows, then down its columns."""
    (top, bottom), (left, right) = geometry.sides
    n, c, h, w = shape
    result = np.zeros((n, c, top + h + bottom, left + w + right), share.dtype)
    for images in batches(result):
        part = share[images]  # (n, C, OH, OW)
        rows = np.zeros((*part.shape[:3], result.shape[3]), share.dtype)  # (n, C, OH, W)
        _share_out(part, column_taps(rows, geometry), geometry.stride[1])
        _share_out(rows, row_taps(result[images], geometry), geometry.stride[0])
    return result


def _share_out(share, taps: list, stride: int) -> None:
    """Add ``share`` to every tap; where windows do not overlap, write it."""
    for tap in taps:
        if stride < len(taps):
            tap += share
        else:
            tap[...] = share


def _crop(padded, geometry: Geometry, shape: tuple) -> np.ndarray:
    (top, _), (left, _) = geometry.sides
    return padded[..., top : top + shape[-2], left : left + shape[-1]].reshape(shape)
