"""Transposed convolution: from the outputs back to the pixels that they saw, in three ways."""

import numpy as np

from cnnbook._engine.geometry import Geometry
from cnnbook._engine.windows import batches, blocks, windows
from cnnbook.functional.convolution import correlate


def transposed(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Return the gradient of a padded image (N, C, H, W): by convolution where that copies less."""
    few = filters.shape[0] <= 2 * shape[1]
    if few and geometry.stride == (1, 1):
        return convolve_back(grad, filters, geometry.dilation, groups)
    if few and geometry.dilation == (1, 1):
        return convolve_interleaved(grad, shape, filters, geometry.stride, groups)
    return scatter_back(grad, shape, filters, geometry, groups)


def convolve_back(grad, filters, dilation: tuple, groups: int) -> np.ndarray:
    """Convolve the gradient with the flipped filters, in which input and output change places.

    At stride 1 window p − d·i saw pixel p with weight i, so the gradient of the pixel is
    Σ weight[i] · grad[p − d·i].
    """
    f, depth, *kernel = filters.shape
    flipped = filters.reshape(groups, f // groups, depth, *kernel)[..., ::-1, ::-1]
    back = np.ascontiguousarray(flipped.swapaxes(1, 2)).reshape(-1, f // groups, *kernel)
    up, left = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
    sides, output = ((up, up), (left, left)), (grad.shape[2] + up, grad.shape[3] + left)
    return correlate(grad, back, Geometry(tuple(kernel), (1, 1), dilation, sides, output), groups)


def convolve_interleaved(grad, shape: tuple, filters, stride: tuple, groups: int) -> np.ndarray:
    """Do the same at a stride s, where only every s-th weight meets a pixel.

    Pixels a, a + s, a + 2s, … meet the weights a, a + s, …, and are a convolution by themselves.
    All of these see the same columns, or the last of their rows, and so share them.
    """
    (n, f, oh, ow), (sh, sw), (kh, kw) = grad.shape, stride, filters.shape[2:]
    up, left = (kh - 1) // sh, (kw - 1) // sw  # how many outputs back a pixel is still seen
    height, width = up + oh + up, left + ow
    outputs, result = grad.reshape(n, groups, f // groups, oh, ow), np.zeros(shape, grad.dtype)
    places = list(np.ndindex(min(sh, kh), min(sw, kw)))
    weights = [_turned(filters[:, :, a::sh, b::sw], groups) for a, b in places]
    for images in batches(result):
        part = outputs[images]
        lines = np.zeros((len(part), groups, left + 1, f // groups, height, width), grad.dtype)
        for j in range(left + 1):  # output x + j − left stands in line j at place x
            lines[:, :, j, :, up : up + oh, left - j : left - j + ow] = part
        columns = lines.reshape(len(part), groups, -1, height * width)  # (n, G, KW/s · F/G, …)
        for (a, b), weight in zip(places, weights, strict=True):
            pixels = _add_rows(weight, columns, width, up + oh)
            pixels = pixels.reshape(len(part), shape[1], up + oh, width)
            place = result[images, :, a::sh, b::sw][:, :, : up + oh, :width]
            place[...] = pixels[:, :, : place.shape[2], : place.shape[3]]
    return result


def _add_rows(weight, columns, width: int, rows: int) -> np.ndarray:
    """Add up weights · columns, row after row of the kernel; the last sees the last ``rows``."""
    length, (taps, _, _, depth) = rows * width, weight.shape
    last = columns.shape[3] - length
    starts = range(last - (taps - 1) * width, last + 1, width)
    columns = columns[:, :, -depth:]  # (n, G, K, L)
    result = weight[0] @ columns[..., starts[0] : starts[0] + length]
    for i in range(1, taps):
        result += weight[i] @ columns[..., starts[i] : starts[i] + length]
    return result  # (n, G, C/G, L)


def _turned(filters, groups: int) -> np.ndarray:
    """Return (F, C/G, KH, KW) as one matrix for each row, bottom up: (KH, G, C/G, KW · F/G)."""
    f, depth, kh, kw = filters.shape
    flipped = filters.reshape(groups, f // groups, depth, kh, kw)[..., ::-1, ::-1]
    turned = np.ascontiguousarray(flipped.transpose(3, 0, 2, 4, 1))
    return turned.reshape(kh, groups, depth, kw * f // groups)


def scatter_back(grad, shape: tuple, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Add each column of weightsᵀ · grad to the pixels that its window saw."""
    n, f, oh, ow = grad.shape
    flat = grad.reshape(n, groups, f // groups, oh * ow)
    weights = filters.reshape(groups, f // groups, -1).swapaxes(1, 2)  # (G, K, F/G)
    result = np.zeros(shape, grad.dtype)
    places = windows(result, geometry.kernel, geometry.stride, geometry.dilation)
    for images, rows in blocks(n, oh, places.nbytes):
        target = places[images, :, :, :, rows]  # (n, C, KH, KW, rows, OW), a view
        g = flat[images, :, :, rows.start * ow : rows.stop * ow]  # (n, G, F/G, L)
        columns = (weights @ g).reshape(target.shape)
        for i, j in np.ndindex(geometry.kernel):  # within one tap no two windows share a pixel
            target[:, :, i, j] += columns[:, :, i, j]
    return result
