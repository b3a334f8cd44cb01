"""Transposed convolution: from the outputs back to the pixels that they saw."""

from fractions import Fraction

import numpy as np

from cnnbook._engine.blocks import add_products, batches, column_blocks, slices
from cnnbook._engine.geometry import Geometry
from cnnbook._engine.windows import windows
from cnnbook.functional.convolution import conv2d
from cnnbook.functional.padding import pad_image


def transposed(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Return the gradient of padded images (N, C, H, W), in the way that copies less."""
    if len(filters) > 2 * shape[1]:
        return _scatter(grad, shape, filters, geometry, groups)
    if geometry.stride == (1, 1):
        return _convolve(grad, filters, geometry.dilation, groups)
    return _convolve_strided(grad, shape, filters, geometry, groups)


def _scatter(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Add each column of weightsᵀ · grad to the pixels that its window saw."""
    n, f, oh, ow = grad.shape
    flat = grad.reshape(n, groups, f // groups, oh * ow)
    weights = filters.reshape(groups, f // groups, -1).swapaxes(1, 2)  # (G, K, F/G)
    result = np.zeros(shape, grad.dtype)
    view = windows(result, *geometry[:3])  # (N, C, KH, KW, OH, OW)
    for images in batches(shape, geometry.kernel, geometry.output):
        for rows in slices(oh, view[images].nbytes):
            pixels = view[images, :, :, :, rows]  # (n, C, KH, KW, rows, OW)
            g = flat[images, :, :, rows.start * ow : rows.stop * ow]  # (n, G, F/G, L)
            columns = (weights @ g).reshape(pixels.shape)
            for i, j in np.ndindex(geometry.kernel):  # at one tap no two windows share a pixel
                pixels[:, :, i, j] += columns[:, :, i, j]
    return result


def _convolve(grad, filters, dilation: tuple, groups: int) -> np.ndarray:
    """Convolve the gradient with the flipped filters, in which input and output change places.

    At stride 1 window p − d·i saw pixel p with weight i, so the gradient of pixel p is
    Σ weight[i] · grad[p − d·i].
    """
    f, depth, kh, kw = filters.shape
    flipped = filters[..., ::-1, ::-1].reshape(groups, f // groups, depth, kh, kw).swapaxes(1, 2)
    back = flipped.reshape(groups * depth, f // groups, kh, kw)
    padding = dilation[0] * (kh - 1), dilation[1] * (kw - 1)
    return conv2d(grad, back, padding=padding, dilation=dilation, groups=groups)


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
