"""Convolution as deep learning does it: a matrix product with the windows as columns."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, float_type
from cnnbook._engine.blocks import add_products, batches, column_blocks, kernel_parts
from cnnbook._engine.geometry import Padding, Pair, conv_geometry
from cnnbook._engine.windows import windows
from cnnbook._shape_checks import check_bias, check_ranks
from cnnbook.functional.padding import pad_image


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray[Any]:
    """Slide filters over images: multiply each window by the weights and add up.

    Parameters
    ----------
    input : array_like, (H, W), (C, H, W) or (N, C, H, W)
        One grey image, one image with channels, or a batch.
    weight : array_like, (KH, KW) or (F, C/groups, KH, KW)
        One kernel for an (H, W) input; otherwise F filters, each with one slice per input channel
        (of its group).
    bias : array_like, (F,), optional
        What to add to each filter's output; a single number for an (H, W) input.
    stride, dilation : int or (vertical, horizontal)
        Pixels from one window to the next, and from one tap of the kernel to the next.
    padding : int, (vertical, horizontal), "same" or "valid"
        Rows and columns to add on each side; see :func:`pad`.
    padding_mode : {"constant", "reflect", "replicate", "circular"}
        What to add.
    padding_value : float
        The value to add; used by mode "constant" only.
    groups : int
        Split channels and filters into this many groups that do not see each other.

    Returns
    -------
    numpy.ndarray, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        As many axes as the input, and the widest float type of the arguments. Integers become
        floats; float16 is added up in float32.

    Raises
    ------
    ValueError
        If shapes or options do not go together.
    TypeError
        If an array does not hold real numbers, or an option is not an integer.

    Notes
    -----
    This is cross-correlation, as in ``torch.nn.functional.conv2d``: the kernel is not flipped.

        output[n, f, y, x] = bias[f] + Σ weight[f, c, i, j] · padded[n, c, s·y + d·i, s·x + d·j]

    Every window is copied into a column, and a matrix product multiplies all columns by the weights
    (Chellapilla, Puri and Simard, "High performance convolutional neural networks for document
    processing", 2006). That happens block by block, 1 to 3 MiB at a time, so memory beyond the
    output stays small, and in P parts: the kernel whole (P = 1), or each of its rows (P = KH) where
    that copies less; see ``cnnbook/_engine/blocks.py``.

    Examples
    --------
    >>> image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    >>> conv2d(image, [[1, 0], [0, -1]])
    array([[-4., -4.],
           [-4., -4.]])
    """
    image, filters, offset, dtype, axes = conv_arguments(input, weight, bias)
    geometry = conv_geometry(image.shape, filters.shape, stride, padding, dilation, groups)
    border = geometry.sides, padding_mode, padding_value, filters.dtype
    kernel, weights = kernel_parts(filters, groups, geometry)  # (P, G, F/G, K), K = C/G·KH/P·KW
    size = len(image), *weights.shape[1:3], prod(geometry.output)
    output = np.empty(size, filters.dtype)  # (N, G, F/G, OH·OW)
    for images in batches(image.shape, kernel, geometry.output):
        padded = pad_image(image[images], *border)  # (n, C, top + H + bottom, left + W + right)
        view = windows(padded, kernel, *geometry[1:3])  # (n, C, KH/P, KW, …, OW), nothing copied
        for places, columns in column_blocks(view, weights, geometry.dilation[0]):  # (n, G, K, L)
            add_products(weights, columns, out=output[images, :, :, places])  # (n, G, F/G, L)
    output = output.reshape(len(image), len(filters), *geometry.output)  # (N, F, OH, OW)
    if offset is not None:
        output += offset[:, np.newaxis, np.newaxis]
    return output.astype(dtype, copy=False).reshape(output.shape[4 - axes :])


def conv_arguments(input, weight, bias=None):
    """Return (N, C, H, W), (F, C/G, KH, KW) and (F,), the type of the result and its axes.

    The filters have the type in which to add up: the result's, but float32 for float16.
    """
    image, filters = as_real(input, "input"), as_real(weight, "weight")
    axes = image.ndim
    if axes != 4 or filters.ndim != 4:
        check_ranks(image.shape, filters.shape)
        image = image.reshape((1,) * (4 - image.ndim) + image.shape)
        filters = filters.reshape((1,) * (4 - filters.ndim) + filters.shape)
    if bias is None:
        offset, dtype = None, float_type(image, filters)
    else:
        offset = as_real(bias, "bias")
        offset = np.atleast_1d(offset) if axes == 2 else offset
        check_bias(offset.shape, len(filters))
        dtype = float_type(image, filters, offset)
    filters = filters.astype(np.promote_types(dtype, np.float32), copy=False)
    return image, filters, offset, dtype, axes
