"""Backward of transposed convolution: a convolution, since each is the other's gradient."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real
from cnnbook._engine.geometry import Pair, transposed_sizes
from cnnbook._shape_checks import check_grad
from cnnbook.functional.convolution import conv2d, conv_arguments
from cnnbook.functional.padding import pad
from cnnbook.gradients.convolution import conv2d_backward


def conv_transpose2d_backward(
    grad: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of a transposed convolution with respect to image, weights and bias.

    Parameters
    ----------
    grad : array_like, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        Gradient with respect to the output.
    input, weight, stride, padding, output_padding, groups, dilation
        What :func:`cnnbook.functional.conv_transpose2d` was given.

    Returns
    -------
    grad_input : numpy.ndarray, the shape of ``input``
        The gradient convolved with the same filters.
    grad_weight : numpy.ndarray, the shape of ``weight``
        What a convolution of the gradient with result ``input`` would give to its weights.
    grad_bias : numpy.ndarray, (F,)
        The gradient of each channel's map, added up.

    Raises
    ------
    ValueError
        As the forward does, and if ``grad`` has not the shape of the output.

    Examples
    --------
    >>> parts = conv_transpose2d_backward([[1, 2, 3, 4]], [[1, 2]], [[10, 1]], stride=2)
    >>> [part.tolist() for part in parts]
    [[[12.0, 34.0]], [[7.0, 10.0]], [10.0]]
    """
    image, filters, _, dtype, axes = conv_arguments(input, weight)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    geometry, size = transposed_sizes(
        image.shape, filters.shape, stride, padding, output_padding, dilation, groups
    )
    g, outputs = as_real(grad, "grad"), (len(image), filters.shape[1] * groups, *size)
    check_grad(g.shape, outputs[4 - axes :])
    g = np.ascontiguousarray(g, filters.dtype).reshape(outputs)  # (N, F, OH, OW)
    h, w = geometry.output
    grad_input = conv2d(g, filters, **options)  # (N, C, H, W), or more with output_padding
    more = (0, grad_input.shape[2] - h), (0, grad_input.shape[3] - w)
    seen = pad(image.astype(filters.dtype, copy=False), more)
    _, grad_weight, _ = conv2d_backward(seen, g, filters, **options, needs_input_grad=False)
    parts = (
        grad_input[:, :, :h, :w].reshape(np.shape(input)),
        grad_weight.reshape(np.shape(weight)),
        g.sum(axis=(0, 2, 3)),
    )
    return tuple(part.astype(dtype, copy=False) for part in parts)
