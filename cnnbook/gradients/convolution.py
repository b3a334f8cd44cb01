"""Backward of convolution and of padding."""

import numpy as np

from cnnbook._checks import as_real, check_grad, check_mode
from cnnbook._engine.geometry import (
    Geometry,
    Padding,
    Pair,
    Sides,
    conv_geometry,
    pad_sides,
    padded_shape,
)
from cnnbook._engine.windows import columns_of, pad_image, source_index
from cnnbook.functional.activations import as_float
from cnnbook.functional.convolution import (
    FLOAT16,
    FLOAT32,
    SMALL_BYTES,
    conv_arguments,
    with_border,
)
from cnnbook.functional.winograd import pays_in_tiles
from cnnbook.gradients.transposed import transposed
from cnnbook.gradients.winograd import grad_weight_tiles


def pad_backward(grad, padding, *, mode: str = "constant") -> np.ndarray:
    """Return to each pixel the gradient of all its copies.

    Parameters
    ----------
    grad : array_like, (…, top + H + bottom, left + W + right)
        Gradient with respect to the padded image.
    padding, mode
        What :func:`cnnbook.functional.pad` was given.

    Returns
    -------
    numpy.ndarray, (…, H, W)
        Σ grad over the padded pixels that are copies of the pixel. Constants have no source: their
        gradient is dropped.

    Raises
    ------
    ValueError
        As the forward does.

    Examples
    --------
    >>> pad_backward([[1, 2, 3, 4, 5]], (0, 1), mode="replicate")
    array([[3., 3., 9.]])
    """
    g = as_float(grad, "grad")
    sides = pad_sides(g.shape, padding)
    h, w = (g.shape[axis - 2] - sum(sides[axis]) for axis in (0, 1))
    if h < 0 or w < 0:
        raise ValueError(f"grad {g.shape} is smaller than its padding {padding}")
    check_mode(mode, (h, w), sides)
    return fold_border(g.copy(), sides, mode)


def fold_border(grad: np.ndarray, sides: Sides, mode: str) -> np.ndarray:
    """Add the border of a padded gradient to the pixels it was copied from, and cut it off.

    The reverse of the padding, in reverse order: whole rows first, then columns. Works in place.
    """
    (top, bottom), (left, right) = sides
    h, w = grad.shape[-2] - top - bottom, grad.shape[-1] - left - right
    if mode != "constant":
        rows = source_index(h, top, bottom, mode) + top
        for y in (*range(top), *range(top + h, top + h + bottom)):
            grad[..., rows[y], :] += grad[..., y, :]
        columns = source_index(w, left, right, mode) + left
        for x in (*range(left), *range(left + w, left + w + right)):
            grad[..., columns[x]] += grad[..., x]
    return grad[..., top : top + h, left : left + w]


def conv2d_backward(
    grad,
    input,
    weight,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    dilation: Pair = 1,
    groups: int = 1,
    needs_input_grad: bool = True,
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:
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
    image, filters, _, dtype, axes = conv_arguments(input, weight, None)
    geometry = conv_geometry(image.shape, filters.shape, stride, padding, dilation, groups)
    g = as_real(grad, "grad")
    outputs = len(image), len(filters), *geometry.output
    check_grad(g.shape, outputs[4 - axes :])
    exact = FLOAT32 if dtype == FLOAT16 else dtype
    g = np.ascontiguousarray(g, exact).reshape(outputs)
    image, filters = image.astype(exact, copy=False), filters.astype(exact, copy=False)
    with np.errstate(all="ignore"):  # NaN and ∞ pass through in silence, as in PyTorch
        bordered, inside = image, geometry
        if padding_mode != "constant" or padding_value != 0:
            bordered, inside = with_border(image, geometry, padding_mode, padding_value)
        grad_weight = _grad_weight(g, bordered, filters, inside, groups)
        del bordered  # its memory is needed for its gradient
        grad_weight = grad_weight.reshape(np.shape(weight)).astype(dtype, copy=False)
        grad_bias = g.sum(axis=(0, 2, 3)).astype(dtype, copy=False)
        if not needs_input_grad:
            return None, grad_weight, grad_bias
        back = transposed(g, padded_shape(image.shape, geometry.sides), filters, geometry, groups)
        grad_image = fold_border(back, geometry.sides, padding_mode)
        return grad_image.reshape(np.shape(input)).astype(dtype, copy=False), grad_weight, grad_bias


def _grad_weight(grad, image, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Return the gradient of the weights, the way that is quickest."""
    if image.nbytes > SMALL_BYTES and pays_in_tiles(filters, geometry, groups):
        result = grad_weight_tiles(grad, image, geometry)
        if result is not None:
            return result
    padded = pad_image(image, geometry.sides, "constant", 0.0, image.dtype)
    return _grad_weight_columns(grad, padded, filters.shape, geometry, groups)


def _grad_weight_columns(grad, padded, shape: tuple, geometry: Geometry, groups: int):
    """Return grad · columnsᵀ, added up over all blocks: the transpose of columns · gradᵀ."""
    n, f, oh, ow = grad.shape
    depth, kh, kw = shape[1:]
    parts = kh if geometry.stride[0] == 1 and padded.nbytes > SMALL_BYTES else 1
    flat = grad.reshape(n, groups, f // groups, oh * ow)
    result = np.zeros((parts, groups, depth * (kh // parts) * kw, f // groups), grad.dtype)
    for images, places, columns in columns_of(padded, geometry, groups, parts):  # (n, G, K, L)
        g = flat[images, :, :, places].swapaxes(2, 3)  # (n, G, L, F/G)
        if f // groups >= 32:
            g = np.ascontiguousarray(g)  # then the product is quicker by more than the copy costs
        for part, column in zip(result, columns, strict=True):
            part += (column @ g).sum(axis=0)  # a quarter quicker this way round
    cut = result.reshape(parts, groups, depth, -1, f // groups)  # (…, C/G, KH or 1 · KW, F/G)
    return cut.transpose(1, 4, 2, 0, 3).reshape(shape)
