"""Backward of convolution: one matrix product for the weights, one for the image."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real
from cnnbook._engine.blocks import batches, column_blocks, kernel_parts
from cnnbook._engine.geometry import Geometry, Padding, Pair, conv_geometry, padded_shape
from cnnbook._engine.windows import windows
from cnnbook._shape_checks import check_grad
from cnnbook.functional.convolution import conv_arguments
from cnnbook.functional.padding import pad_image
from cnnbook.functional.transposed import transposed
from cnnbook.gradients.padding import fold_border


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def conv2d_backward(
    grad: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    dilation: Pair = 1,
    groups: int = 1,
    needs_input_grad: bool = True,
) -> tuple[NDArray[Any] | None, NDArray[Any], NDArray[Any]]:
    """Return the gradients of a convolution with respect to image, weights and bias.

    Parameters
    ----------
    grad : array_like, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        Gradient with respect to the output.
    input, weight, stride, padding, padding_mode, padding_value, dilation, groups
        What :func:`cnnbook.functional.conv2d` was given.
    needs_input_grad : bool
        Whether the gradient of the input is wanted; training wants none for the images themselves.

    Returns
    -------
    grad_input : numpy.ndarray, the shape of ``input``, or None if it is not wanted
        Each output pixel's gradient times the weights, added where the window lay.
    grad_weight : numpy.ndarray, the shape of ``weight``
        Each output pixel's gradient times the window that it saw, added up over all windows.
    grad_bias : numpy.ndarray, (F,)
        The gradient of each filter's map, added up.

    Raises
    ------
    ValueError
        As the forward does, and if ``grad`` has not the shape of the output.

    Notes
    -----
    With the windows as columns the forward is output = W · columns. Hence

        grad_W = grad · columnsᵀ    and    grad_columns = Wᵀ · grad,

    and each column's gradient is added back to the pixels that the column was copied from (LeCun,
    Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998;
    Goodfellow, Bengio and Courville, "Deep Learning", 2016, section 9.5).

    Examples
    --------
    >>> parts = conv2d_backward([[1, 2]], [[1, 2, 3]], [[10, 1]])
    >>> [part.tolist() for part in parts]
    [[[10.0, 21.0, 2.0]], [[5.0, 8.0]], [3.0]]
    """
    image, filters, _, dtype, axes = conv_arguments(input, weight)
    geometry = conv_geometry(image.shape, filters.shape, stride, padding, dilation, groups)
    g, outputs = as_real(grad, "grad"), (len(image), len(filters), *geometry.output)
    check_grad(g.shape, outputs[4 - axes :])
    g = np.ascontiguousarray(g, filters.dtype).reshape(outputs)  # (N, F, OH, OW)
    border = geometry.sides, padding_mode, padding_value, g.dtype
    grad_weight = _grad_weight(g, image, filters, geometry, groups, border)  # (F, C/G, KH, KW)
    grad_weight = grad_weight.reshape(np.shape(weight)).astype(dtype, copy=False)
    grad_bias = g.sum(axis=(0, 2, 3)).astype(dtype, copy=False)  # (F,)
    if not needs_input_grad:
        return None, grad_weight, grad_bias
    padded = transposed(g, padded_shape(image.shape, geometry.sides), filters, geometry, groups)
    grad_input = fold_border(padded, geometry.sides, padding_mode)  # (N, C, H, W)
    return grad_input.reshape(np.shape(input)).astype(dtype, copy=False), grad_weight, grad_bias


def _grad_weight(grad, image, filters, geometry: Geometry, groups: int, border: tuple):
    """Return grad · columnsᵀ, added up over all windows: the transpose of columns · gradᵀ."""
    kernel, weights = kernel_parts(filters, groups, geometry)  # (P, G, F/G, K)
    total = np.zeros_like(weights.swapaxes(2, 3), order="C")  # (P, G, K, F/G)
    flat = grad.reshape(len(grad), *weights.shape[1:3], prod(geometry.output))  # (N, G, F/G, OH·OW)
    for images in batches(image.shape, kernel, geometry.output):
        padded = pad_image(image[images], *border)  # (n, C, top + H + bottom, left + W + right)
        view = windows(padded, kernel, *geometry[1:3])  # (n, C, KH/P, KW, …, OW), nothing copied
        for places, columns in column_blocks(view, weights, geometry.dilation[0]):  # (n, G, K, L)
            g = flat[images, :, :, places].swapaxes(2, 3)  # (n, G, L, F/G)
            for part, column in zip(total, columns, strict=True):
                part += (column @ g).sum(axis=0)  # (G, K, F/G)
    cut = total.reshape(*total.shape[:2], filters.shape[1], prod(kernel), -1)
    return cut.transpose(1, 4, 2, 0, 3).reshape(filters.shape)
