"""Backward of pooling: the largest value gets all, or every value gets its share."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, float_type, sum_type
from cnnbook._engine.blocks import slices
from cnnbook._engine.geometry import Geometry, Pair, pool_geometry, unseen_windows
from cnnbook._shape_checks import check_grad, check_indices
from cnnbook.functional.pooling import column_taps, max_pool2d, row_taps, window_counts


def max_pool2d_backward(
    grad: ArrayLike,
    input: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    indices: ArrayLike | None = None,
) -> NDArray[Any]:
    """Give each window's gradient to the pixel that was its largest.

    Parameters
    ----------
    grad : array_like, (…, OH, OW)
        Gradient with respect to the output.
    input, kernel_size, stride, padding, dilation, ceil_mode
        What :func:`cnnbook.functional.max_pool2d` was given.
    indices : array_like of int, (…, OH, OW), optional
        What it returned with ``return_indices``. Without them the pixels are compared once more.

    Returns
    -------
    numpy.ndarray, (…, H, W)
        Σ over the windows of grad · [the pixel was the one that the window chose].

    Raises
    ------
    ValueError
        As the forward does; if ``grad`` or ``indices`` has not the shape of the output; or if an
        index is not that of a pixel.
    TypeError
        If the indices are not integers.

    Notes
    -----
    The largest pixel passes through unchanged, and the others do not count: ∂y/∂x is 1 for the
    pixel that was chosen, and 0 elsewhere.

    Examples
    --------
    >>> max_pool2d_backward([[5, 7]], [[1, 2, 0, 0], [3, 4, 0, 0]], 2).tolist()
    [[0.0, 0.0, 7.0, 0.0], [0.0, 5.0, 0.0, 0.0]]
    """
    image, g = as_real(input, "input"), as_real(grad, "grad")
    options = {"padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    geometry = pool_geometry(image.shape, kernel_size, stride, *options.values())
    check_grad(g.shape, (*image.shape[:-2], *geometry.output))
    if indices is None:
        _, indices = max_pool2d(image, kernel_size, stride, **options, return_indices=True)
    planes, size, windows = prod(image.shape[:-2]), prod(image.shape[-2:]), prod(geometry.output)
    unseen = unseen_windows(geometry, image.shape[-2:])
    chosen = check_indices(indices, g.shape, size, unseen).reshape(planes, windows)
    result = np.empty((planes, size), float_type(image))
    g = g if unseen is None else np.where(unseen, 0, g)
    g = g.astype(result.dtype, copy=False).reshape(planes, windows)
    cuts = slices(len(result), result.nbytes)
    before = np.arange(len(result[cuts[0]]))[:, np.newaxis] * size  # pixels of earlier planes
    for cut in cuts:
        pixels = result[cut]
        pixels[...] = 0  # here rather than all at once, since now the block is in the cache
        places = chosen[cut] + before[: len(pixels)]
        _add_to_chosen(g[cut].ravel(), places.ravel(), pixels.reshape(-1), geometry)
    return result.reshape(image.shape)


def _add_to_chosen(grad, chosen, pixels, geometry: Geometry) -> None:
    """Add each window's gradient to the pixel that it chose; write it, if no other can."""
    spans = [d * (k - 1) for k, d in zip(geometry.kernel, geometry.dilation, strict=True)]
    if geometry.stride[0] > spans[0] and geometry.stride[1] > spans[1]:
        pixels[chosen] = grad
    else:
        np.add.at(pixels, chosen, grad)


def avg_pool2d_backward(
    grad: ArrayLike,
    input_shape: tuple[int, ...],
    kernel_size: Pair,
    stride: Pair | None = None,
    *,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray[Any]:
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
    exact = sum_type(dtype)
    stack = (1,) * (4 - len(shape)) + shape
    share = (g / divisor.astype(exact)).astype(exact, copy=False)
    share = share.reshape(*stack[:2], *geometry.output)
    result = _spread(share, stack, geometry)
    return _crop(result, geometry, shape).astype(dtype, copy=False)


def _spread(share, shape, geometry: Geometry) -> np.ndarray:
    """Add each window's share to all its pixels: first along its rows, then down its columns."""
    (top, bottom), (left, right) = geometry.sides
    n, c, h, w = shape
    result = np.empty((n, c, top + h + bottom, left + w + right), share.dtype)
    for images in slices(len(result), result.nbytes):
        part = share[images]  # (n, C, OH, OW)
        result[images] = 0
        rows = np.zeros((*part.shape[:3], result.shape[3]), share.dtype)  # (n, C, OH, W)
        _add_to_taps(part, column_taps(rows, geometry), geometry.stride[1])
        _add_to_taps(rows, row_taps(result[images], geometry), geometry.stride[0])
    return result


def _add_to_taps(share, taps: list, stride: int) -> None:
    """Add ``share`` to every tap; where windows do not overlap, write it."""
    for tap in taps:
        if stride < len(taps):
            tap += share
        else:
            tap[...] = share


def _crop(padded, geometry: Geometry, shape: tuple) -> np.ndarray:
    (top, _), (left, _) = geometry.sides
    return padded[..., top : top + shape[-2], left : left + shape[-1]].reshape(shape)
