"""Backward of pooling: the largest value gets all, or every value gets its share."""

import numpy as np

from cnnbook.checks import as_real, check_grad, float_type
from cnnbook.functional.pooling import column_taps, padded_planes, row_taps, window_counts
from cnnbook.shapes import Geometry, Pair, pool_geometry
from cnnbook.windows import batches, windows


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
    gets all; of several NaN the last. Both are as in PyTorch.

    Examples
    --------
    >>> max_pool2d_backward([[5, 7]], [[1, 2, 0, 0], [3, 4, 0, 0]], 2).tolist()
    [[0.0, 0.0, 7.0, 0.0], [0.0, 5.0, 0.0, 0.0]]
    """
    image, g = as_real(input, "input"), as_real(grad, "grad")
    geometry = pool_geometry(image.shape, kernel_size, stride, padding, dilation, ceil_mode)
    check_grad(g.shape, (*image.shape[:-2], *geometry.output))
    dtype = float_type(image)
    padded = padded_planes(image, geometry, -np.inf, dtype)  # (N · C, 1, H, W)
    g = g.astype(dtype, copy=False).reshape(len(padded), 1, *geometry.output)
    view = windows(padded, *geometry[:3])[..., : geometry.output[0], : geometry.output[1]]
    cuts, result = batches(padded), np.empty_like(padded)
    ahead = _ahead(geometry, padded.shape[3])  # (KH, KW)
    first = _first_inside(geometry, ahead)  # (OH, OW)
    corners = _corners(padded[cuts[0]].shape, geometry)  # (n, 1, OH, OW), for the largest block
    for planes in cuts:
        pixels, share = result[planes].reshape(-1), g[planes]
        pixels[:] = 0  # here rather than all at once, since now the block is in the cache
        chosen = corners[: len(share)] + _largest(view[planes], ahead, first)
        _hand_back(share.ravel(), chosen.ravel(), pixels, geometry)
    return _crop(result, geometry, image.shape)


def _ahead(geometry: Geometry, width: int) -> np.ndarray:
    """Return how many pixels each pixel of a window lies after the window's corner: (KH, KW)."""
    i, j = np.ogrid[: geometry.kernel[0], : geometry.kernel[1]]
    ahead = i * geometry.dilation[0] * width + j * geometry.dilation[1]
    return ahead.astype(np.min_scalar_type(ahead[-1, -1]))  # short numbers are quick


def _first_inside(geometry: Geometry, ahead: np.ndarray) -> np.ndarray:
    """Return how far after its corner each window's first pixel is that is no padding: (OH, OW)."""
    first = []
    for axis, (before, _) in enumerate(geometry.sides):
        outside = before - np.arange(geometry.output[axis]) * geometry.stride[axis]
        first.append(-(-outside.clip(0) // geometry.dilation[axis]))  # rounded up
    return ahead[np.ix_(*first)]


def _corners(shape: tuple, geometry: Geometry) -> np.ndarray:
    """Return where each window begins, counted through all pixels of (n, 1, H, W)."""
    (n, _, h, w), (oh, ow) = shape, geometry.output
    plane, _, y, x = np.ogrid[:n, :1, :oh, :ow]
    return (plane * h + y * geometry.stride[0]) * w + x * geometry.stride[1]


def _largest(view: np.ndarray, ahead: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return how far after its corner each window's first largest pixel is: (n, 1, OH, OW)."""
    best = view[:, :, 0, 0].copy()  # (n, 1, OH, OW)
    place = np.empty(best.shape, ahead.dtype)
    place[...] = first
    for i, j in list(np.ndindex(ahead.shape))[1:]:
        pixel = view[:, :, i, j].copy()  # compared more quickly once its numbers lie together
        np.maximum(place, (pixel > best) * ahead[i, j], out=place)  # a later pixel is farther ahead
        np.maximum(best, pixel, out=best)
    if np.isnan(best.max(initial=0)):  # nothing is larger than NaN, but a later NaN wins
        for i, j in np.ndindex(ahead.shape):
            np.maximum(place, np.isnan(view[:, :, i, j]) * ahead[i, j], out=place)
    return place


def _hand_back(grad, chosen, pixels, geometry: Geometry) -> None:
    """Add each window's gradient to the pixel that it chose; write it, if no other can."""
    spans = [d * (k - 1) for k, d in zip(geometry.kernel, geometry.dilation, strict=True)]
    if geometry.stride[0] > spans[0] and geometry.stride[1] > spans[1]:
        pixels[chosen] = grad
    else:
        np.add.at(pixels, chosen, grad)


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
