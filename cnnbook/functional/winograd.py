"""Convolution with fewer products: two output rows and two output columns at a time.

Two neighbouring output rows see four rows d0 … d3 of the image through the three rows g0 … g2 of
the kernel. That is six products:

    row 0 = g0·d0 + g1·d1 + g2·d2          row 1 = g0·d1 + g1·d2 + g2·d3

Four are enough, of sums of weights with sums of pixels:

    p0 = g0·(d0 − d2)                      p1 = (g0 + g1 + g2)/2 · (d1 + d2)
    p3 = g2·(d1 − d3)                      p2 = (g0 − g1 + g2)/2 · (d2 − d1)

    row 0 = p0 + p1 + p2                   row 1 = p1 − p2 − p3

The same along the other axis leaves 16 products of 36. Each is a matrix product over all channels;
the sums cost little beside them where channels and filters are many. (S. Winograd, "Arithmetic
complexity of computations", 1980; A. Lavin and S. Gray, "Fast algorithms for convolutional neural
networks", 2016.)

Rounding errors are as small as those of the plain way, and whole numbers stay exact far beyond the
values of pictures, since only halves and quarters arise. But ∞ − ∞ is NaN where the plain sum is ∞:
what is not finite must be computed the plain way.
"""

from itertools import product
from math import prod

import numpy as np

from cnnbook._engine.geometry import Geometry
from cnnbook._engine.windows import blocks


def pays_in_tiles(filters: np.ndarray, geometry: Geometry, groups: int) -> bool:
    """Say whether fewer products pay for the sums: 3 × 3, stride 1, many channels and filters."""
    (f, depth), (dh, dw), (oh, ow) = filters.shape[:2], geometry.dilation, geometry.output
    fits = geometry.kernel == (3, 3) and geometry.stride == (1, 1) and groups == 1
    return fits and min(f, depth) >= 32 and oh >= 12 * dh and ow >= 12 * dw


def correlate_tiles(image: np.ndarray, filters: np.ndarray, geometry: Geometry):
    """Convolve (N, C, H, W), with zeros on its sides, with (F, C, 3, 3); None if not finite."""
    weights = four_weights(filters.transpose(3, 2, 0, 1))  # (4, 3, F, C), along the columns
    weights = four_weights(weights.swapaxes(0, 1))[:, :, np.newaxis]  # (4, 4, 1, F, C)
    result = np.empty((len(image), len(filters), *geometry.output), image.dtype)
    for output, seen, before in row_pairs(result, image, geometry):
        if not _fill(output, seen, before, weights, geometry.dilation):
            return None
    return result


def row_pairs(outputs: np.ndarray, image: np.ndarray, geometry: Geometry):
    """Cut outputs (N, F, OH, OW) into blocks of whole pairs of rows; yield (output, seen, before).

    ``seen`` are the rows of the image that the block sees, and ``before`` is how many rows and
    columns of zeros come before them.
    """
    ((top, _), (left, _)), rows = geometry.sides, 2 * geometry.dilation[0]
    down, _ = pairs(geometry.output, geometry.dilation)
    for images, cut in blocks(len(image), down, 2 * image.nbytes):
        first, last = rows * cut.start - top, rows * (cut.stop + 1) - top
        seen = image[images, :, max(first, 0) : max(last, 0)]
        yield outputs[images, :, rows * cut.start : rows * cut.stop], seen, (max(-first, 0), left)


def _fill(output, seen, before: tuple, weights: np.ndarray, dilation: tuple) -> bool:
    """Write the outputs (n, F, h, w) of a block; say whether they are finite."""
    (n, f), (down, right) = output.shape[:2], pairs(output.shape[2:], dilation)
    halves = np.empty((4, 2, n * prod(dilation), f, down * (right + 1)), seen.dtype)
    four = sixteen_sums(seen, before, output.shape[2:], dilation)
    for sums, weight, half in zip(four, weights, halves, strict=True):
        two_sums(weight @ sums, out=half)  # (4, 1, F, C) @ (4, n, C, L), in two: (2, n, F, L)
    outputs = two_sums(halves, out=halves[:2])  # (2, 2, n, F, L)
    finite = np.isfinite(np.vdot(outputs, outputs))
    outputs = outputs.reshape(2, 2, *dilation, n, f, down, right + 1)
    for place, view in parities(output, dilation):
        view[...] = outputs[place]
    return bool(finite)


def sixteen_sums(seen: np.ndarray, before: tuple, size: tuple, dilation: tuple):
    """Yield, for each of the four sums of rows, its four sums of columns, (4, n, C, L).

    ``size`` is that of the outputs which see these pixels.
    """
    (n, c), (down, right) = seen.shape[:2], pairs(size, dilation)
    pixels = np.zeros((2, 2, *dilation, n, c, down + 1, right + 1), seen.dtype)
    for place, view in parities(seen, dilation, before):
        pixels[place] = view
    rows = four_sums(*pixels.reshape(2, -1), right + 1)  # (4, …), of even and of odd columns
    images, length = n * prod(dilation), down * (right + 1)  # the last pair of rows helps others
    for row in rows:
        yield four_sums(*row.reshape(2, -1), 1).reshape(4, images, c, -1)[..., :length]


def pairs(size: tuple, dilation: tuple) -> tuple[int, int]:
    """Return how many pairs of rows and of columns, each a dilation apart, hold all of a size.

    Examples
    --------
    >>> pairs((6, 7), (1, 1)), pairs((6, 7), (2, 2))
    ((3, 4), (2, 2))
    """
    (h, w), (dh, dw) = size, dilation
    return -(-h // (2 * dh)), -(-w // (2 * dw))


def parities(image: np.ndarray, dilation: tuple, before: tuple = (0, 0)):
    """Yield even and odd rows and columns of (n, C, h, w) as (place, view).

    ``place`` is where they go in an array (2, 2, DH, DW, n, C, Y, X), whose first axes are even or
    odd rows and columns. Pixels a dilation apart see nothing of those between them, and so are one
    of DH · DW images by themselves. ``before`` is how many rows and columns of zeros come first.

    Examples
    --------
    >>> image = np.array([[[[1, 2, 3], [4, 5, 6]]]])
    >>> [view.tolist() for _, view in parities(image, (1, 1))]
    [[[[[1, 3]]]], [[[[2]]]], [[[[4, 6]]]], [[[[5]]]]]
    """
    rows, columns = (_starts(*axis) for axis in zip(dilation, before, strict=True))
    for (a, y, t, top), (b, x, u, left) in product(rows, columns):
        view = image[:, :, top :: 2 * dilation[0], left :: 2 * dilation[1]]
        h, w = view.shape[2:]
        yield (a, b, y, x, ..., slice(t, t + h), slice(u, u + w)), view


def _starts(dilation: int, before: int) -> list[tuple[int, int, int, int]]:
    """Return, along one axis, (even or odd, which of the images, first place, first pixel)."""
    starts = []
    for first in range(2 * dilation):
        skip = max(0, -(-(before - first) // (2 * dilation)))  # pairs that are all zeros
        starts.append((*divmod(first, dilation), skip, first + 2 * dilation * skip - before))
    return starts


def four_weights(g: np.ndarray) -> np.ndarray:
    """Return g0, (g0 + g1 + g2)/2, (g0 − g1 + g2)/2 and g2 of g (3, …).

    Examples
    --------
    >>> four_weights(np.array([1.0, 2.0, 3.0]))
    array([1., 3., 1., 3.])
    """
    outer, inner = (g[0] + g[2]) / 2, g[1] / 2
    return np.stack([g[0], outer + inner, outer - inner, g[2]])


def four_sums(even: np.ndarray, odd: np.ndarray, step: int) -> np.ndarray:
    """Return d0 − d2, d1 + d2, d2 − d1 and d1 − d3, for d0 and d2 even, d1 and d3 odd.

    The next pair lies ``step`` numbers further on; the last ones have none, and get 0.

    Examples
    --------
    >>> four_sums(np.array([1, 2, 4]), np.array([8, 16, 32]), 1).tolist()
    [[-1, -2, 0], [10, 20, 0], [-6, -12, 0], [-8, -16, 0]]
    """
    sums, end = np.empty((4, even.size), even.dtype), even.size - step
    d0, d1, d2, d3 = even[:end], odd[:end], even[step:], odd[step:]
    np.subtract(d0, d2, out=sums[0, :end])
    np.add(d1, d2, out=sums[1, :end])
    np.subtract(d2, d1, out=sums[2, :end])
    np.subtract(d1, d3, out=sums[3, :end])
    sums[:, end:] = 0
    return sums


def two_sums(p: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Write p0 + p1 + p2 and p1 − p2 − p3 of p (4, …) into ``out`` (2, …), which may be p[:2].

    Examples
    --------
    >>> two_sums(np.array([[1], [2], [4], [8]]), np.empty((2, 1), int)).tolist()
    [[7], [-10]]
    """
    np.add(p[0], p[1], out=out[0])
    out[0] += p[2]
    np.subtract(p[1], p[2], out=out[1])
    out[1] -= p[3]
    return out
