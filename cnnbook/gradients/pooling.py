"""Backward of pooling: the largest value gets all, or every value gets its share."""

import numpy as np

from cnnbook.checks import as_real, check_grad, float_type
from cnnbook.functional.pooling import padded_stack, window_counts
from cnnbook.shapes import Geometry, Pair, pool_geometry
from cnnbook.windows import windows


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
    return _crop(_hand_back(g, padded, geometry), geometry, image.shape)


def _hand_back(grad, padded, geometry: Geometry) -> np.ndarray:
    (kh, kw), (sh, sw), (dh, dw) = geometry[:3]
    oh, ow = geometry.output
    across = windows(padded, (1, kw), (1, sw), (1, dw))[:, :, 0, :, :, :ow]  # (N, C, KW, H, OW)
    rows = across.max(axis=2)  # (N, C, H, OW): each row's maximum
    down = windows(rows, (kh, 1), (sh, 1), (dh, 1))[:, :, :, 0, :oh]  # (N, C, KH, OH, OW)
    row_grad = np.zeros_like(rows)
    _to_first_largest(grad, down, windows(row_grad, (kh, 1), (sh, 1), (dh, 1))[:, :, :, 0, :oh])
    result = np.zeros_like(padded)
    places = windows(result, (1, kw), (1, sw), (1, dw))[:, :, 0, :, :, :ow]
    _to_first_largest(row_grad, across, places)
    return result


def _to_first_largest(grad, values, places) -> None:
    """Add ``grad`` to the place whose value is the largest, along axis 2."""
    chosen = values.argmax(axis=2)
    for tap in range(values.shape[2]):
        places[:, :, tap] += np.where(chosen == tap, grad, 0)


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


def _spread(share, stack, geometry: Geometry) -> np.ndarray:
    """Add each window's share to all its pixels: first down its rows, then along its columns."""
    (kh, kw), (sh, sw), _ = geometry[:3]
    (oh, ow), (top, bottom), (left, right) = geometry.output, *geometry.sides
    n, c, h, w = stack
    rows = np.zeros((n, c, top + h + bottom, ow), share.dtype)
    for i in range(kh):
        windows(rows, (kh, 1), (sh, 1))[:, :, i, 0, :oh] += share
    result = np.zeros((n, c, top + h + bottom, left + w + right), share.dtype)
    for j in range(kw):
        windows(result, (1, kw), (1, sw))[:, :, 0, j, :, :ow] += rows
    return result


def _crop(padded, geometry: Geometry, shape: tuple) -> np.ndarray:
    (top, _), (left, _) = geometry.sides
    return padded[..., top : top + shape[-2], left : left + shape[-1]].reshape(shape)
