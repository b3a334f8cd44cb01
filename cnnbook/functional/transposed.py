"""Transposed convolution: from outputs back to the pixels that they saw."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, float_type
from cnnbook._engine.blocks import add_products, batches, column_blocks, slices
from cnnbook._engine.geometry import Geometry, Pair, padded_shape, transposed_sizes
from cnnbook._engine.windows import windows
from cnnbook._shape_checks import check_bias
from cnnbook.functional.convolution import conv2d, conv_arguments
from cnnbook.functional.padding import pad, pad_image


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> NDArray[Any]:
    """Stamp each pixel as a multiple of the filter: a convolution from its outputs to its inputs.

    Parameters
    ----------
    input : array_like, (H, W), (C, H, W) or (N, C, H, W)
        One grey image, one image with channels, or a batch.
    weight : array_like, (KH, KW) or (C, F/groups, KH, KW)
        One kernel for an (H, W) input; otherwise, for each input channel, what it adds to each of
        the F output channels (of its group). The first two axes are those of ``conv2d``, exchanged.
    bias : array_like, (F,), optional
        What to add to each output channel; a single number for an (H, W) input.
    stride, dilation : int or (vertical, horizontal)
        Pixels from one stamp to the next, and from one tap of the kernel to the next.
    padding : int or (vertical, horizontal)
        Rows and columns to take away on each side: as many as ``conv2d`` adds.
    output_padding : int or (vertical, horizontal)
        Rows at the bottom and columns at the right to keep or add. With a stride, images of several
        sizes have outputs of the same size; this chooses among them.
    groups : int
        Split channels into this many groups that do not see each other.

    Returns
    -------
    numpy.ndarray, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        As many axes as the input; OH = (H − 1) · stride − 2 · padding + dilation · (KH − 1) +
        output_padding + 1.

    Raises
    ------
    ValueError
        If shapes or options do not go together.
    TypeError
        If an array does not hold real numbers, or an option is not an integer.

    Notes
    -----
    As ``torch.nn.functional.conv_transpose2d``: it is the gradient of ``conv2d`` with respect to
    its image, and is computed as that (Dumoulin and Visin, "A guide to convolution arithmetic for
    deep learning", 2016, chapter 4).

    Examples
    --------
    >>> conv_transpose2d([[1, 2]], [[1, 1], [1, 3]], stride=2)
    array([[1., 1., 2., 2.],
           [1., 3., 2., 6.]])
    """
    image, filters, _, dtype, axes = conv_arguments(input, weight)
    geometry, size = transposed_sizes(
        image.shape, filters.shape, stride, padding, output_padding, dilation, groups
    )
    offset = None if bias is None else np.atleast_1d(as_real(bias, "bias"))
    channels = filters.shape[1] * groups
    if offset is not None:
        check_bias(offset.shape, channels)
        dtype = float_type(np.empty(0, dtype), offset)
    filters = filters.astype(np.promote_types(dtype, np.float32), copy=False)
    shape = padded_shape((len(image), channels, *size), geometry.sides)
    image = np.ascontiguousarray(image, filters.dtype)
    stamped = transposed(image, shape, filters, geometry, groups)  # (N, F, …), with its border
    (top, _), (left, _) = geometry.sides
    output = stamped[:, :, top : top + size[0], left : left + size[1]]
    if offset is not None:
        output = output + offset.astype(output.dtype)[:, np.newaxis, np.newaxis]
    return np.ascontiguousarray(output, dtype).reshape(output.shape[4 - axes :])


def transposed(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Return the gradient of padded images (N, C, H, W), in the way that copies less."""
    if len(filters) > 2 * shape[1]:
        return _scatter(grad, shape, filters, geometry, groups)
    if geometry.stride == (1, 1):
        return _convolve(grad, shape, filters, geometry.dilation, groups)
    return _convolve_strided(grad, shape, filters, geometry, groups)


def _scatter(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Add each column of weightsᵀ · grad to the pixels that its window saw."""
    n, f, oh, ow = grad.shape
    flat = grad.reshape(n, groups, f // groups, oh * ow)
    weights = filters.reshape(groups, f // groups, -1).swapaxes(1, 2)  # (G, K, F/G)
    result = np.zeros(shape, grad.dtype)
    view = windows(result, *geometry[:3])[..., :oh, :ow]  # (N, C, KH, KW, OH, OW)
    for images in batches(shape, geometry.kernel, geometry.output):
        for rows in slices(oh, view[images].nbytes):
            pixels = view[images, :, :, :, rows]  # (n, C, KH, KW, rows, OW)
            g = flat[images, :, :, rows.start * ow : rows.stop * ow]  # (n, G, F/G, L)
            columns = (weights @ g).reshape(pixels.shape)
            for i, j in np.ndindex(geometry.kernel):  # at one tap no two windows share a pixel
                pixels[:, :, i, j] += columns[:, :, i, j]
    return result


def _convolve(grad, shape: tuple, filters, dilation: tuple, groups: int) -> np.ndarray:
    """Convolve the gradient with the flipped filters, in which input and output change places.

    At stride 1 window p − d·i saw pixel p with weight i, so the gradient of pixel p is
    Σ weight[i] · grad[p − d·i].
    """
    f, depth, kh, kw = filters.shape
    flipped = filters[..., ::-1, ::-1].reshape(groups, f // groups, depth, kh, kw).swapaxes(1, 2)
    back = flipped.reshape(groups * depth, f // groups, kh, kw)
    padding = dilation[0] * (kh - 1), dilation[1] * (kw - 1)
    result = conv2d(grad, back, padding=padding, dilation=dilation, groups=groups)
    rows, columns = shape[2] - result.shape[2], shape[3] - result.shape[3]
    return (
        pad(result, ((0, rows), (0, columns))) if rows or columns else result
    )  # none saw the rest


def _convolve_strided(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Do the same at a stride s, where windows begin at every s-th pixel only.

    The weights i, i + s, i + 2s, … meet the pixels d·i, d·i + s, d·i + 2s, … and no others. These
    are s convolutions of stride 1, which see the same columns. (Fewer, if s and d have a common
    divisor.)
    """
    (sh, sw), (dh, dw), depth = geometry.stride, geometry.dilation, len(filters) // groups
    (step, down), (across, right) = map(_lowest_terms, geometry.stride, geometry.dilation)
    weights = {
        (i, j): _turned(filters[:, :, i::step, j::across], groups)
        for i, j in np.ndindex(min(step, geometry.kernel[0]), min(across, geometry.kernel[1]))
    }
    largest, result = weights[0, 0], np.zeros(shape, grad.dtype)  # (KH/s, G, C/G, KW/s · F/G)
    taps = largest.shape[3] // depth
    up, left = down * (len(largest) - 1), right * (taps - 1)
    border, width = (((up, up), (left, left)), "constant", 0.0, grad.dtype), grad.shape[3] + left
    for images in batches(grad.shape, (1, taps), (grad.shape[2] + 2 * up, width)):
        padded = pad_image(grad[images], *border)  # (n, F, up + OH + up, left + OW + left)
        view = windows(padded, (1, taps), dilation=(1, right))  # (n, F, 1, KW/s, …, width)
        view = view.reshape(len(view), groups, depth, *view.shape[3:]).swapaxes(2, 3)
        for places, columns in column_blocks(view, largest, down):  # (n, G, KW/s · F/G, L)
            rows = slice(places.start // width, places.stop // width)
            for (i, j), weight in weights.items():
                seen = [column[:, :, -weight.shape[3] :] for column in columns[-len(weight) :]]
                pixels = add_products(weight, seen)  # (n, G, C/G, L)
                pixels = pixels.reshape(len(view), shape[1], rows.stop - rows.start, width)
                place = result[images, :, dh * i :: sh, dw * j :: sw][:, :, rows, :width]
                place[...] = pixels[:, :, : place.shape[2], : place.shape[3]]
    return result


def _lowest_terms(stride: int, dilation: int) -> tuple[int, int]:
    return Fraction(stride, dilation).as_integer_ratio()


def _turned(filters, groups: int) -> np.ndarray:
    """Return (F, C/G, KH, KW) as one matrix for each row, bottom up: (KH, G, C/G, KW · F/G)."""
    f, depth, kh, kw = filters.shape
    flipped = filters.reshape(groups, f // groups, depth, kh, kw)[..., ::-1, ::-1]
    turned = np.ascontiguousarray(flipped.transpose(3, 0, 2, 4, 1))
    return turned.reshape(kh, groups, depth, kw * f // groups)
