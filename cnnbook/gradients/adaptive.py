"""Backward of adaptive pooling: every value of a window gets its share."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, float_type, sum_type
from cnnbook._shape_checks import check_grad
from cnnbook.functional.adaptive import adaptive_size, equal_windows, spans
from cnnbook.gradients.pooling import avg_pool2d_backward


def adaptive_avg_pool2d_backward(
    grad: ArrayLike, input_shape: tuple[int, ...], output_size: Any
) -> NDArray[Any]:
    """Share each window's gradient out among its pixels.

    Parameters
    ----------
    grad : array_like, (…, OH, OW)
        Gradient with respect to the output.
    input_shape : tuple
        The shape (…, H, W) of what :func:`cnnbook.functional.adaptive_avg_pool2d` was given.
    output_size : int or (rows, columns)
        As in the forward.

    Returns
    -------
    numpy.ndarray, (…, H, W)
        Σ over the windows that hold the pixel of grad / pixels of the window.

    Raises
    ------
    TypeError, ValueError
        As the forward does, and if ``grad`` has not the shape of the output.

    Examples
    --------
    >>> adaptive_avg_pool2d_backward([[3, 6]], (1, 5), (1, 2))
    array([[1., 1., 3., 2., 2.]])
    """
    shape, g = tuple(input_shape), as_real(grad, "grad")
    size = adaptive_size(shape, output_size)
    check_grad(g.shape, (*shape[:-2], *size))
    if equal := equal_windows(shape, size):
        return avg_pool2d_backward(g, shape, equal)
    dtype = float_type(g)
    g = g.astype(sum_type(dtype), copy=False)
    half = np.zeros((*g.shape[:-1], shape[-1]), g.dtype)  # (…, OH, W)
    for i, span in enumerate(spans(half, -1, size[1])):
        half[..., span] += g[..., i : i + 1] / (span.stop - span.start)
    result = np.zeros(shape, g.dtype)
    for i, span in enumerate(spans(result, -2, size[0])):
        result[..., span, :] += half[..., i : i + 1, :] / (span.stop - span.start)
    return result.astype(dtype, copy=False)
