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

Only halves and quarters arise, so whole numbers stay exact far beyond those of a picture. A pixel
reaches the outputs that see it and no others, so NaN spreads no farther than it should. But ∞ − ∞
is NaN where the plain sum is ∞: what is not finite must be computed the plain way.
"""

import numpy as np

from cnnbook.shapes import Geometry
from cnnbook.windows import blocks


def pays_in_tiles(filters: np.ndarray, geometry: Geometry, groups: int) -> bool:
    """Say whether fewer products pay for the sums: 3 × 3, stride 1, many channels and filters."""
    (f, depth), (dh, dw), (oh, ow) = filters.shape[:2], geometry.dilation, geometry.output
    fits = geometry.kernel == (3, 3) and geometry.stride == (1, 1) and groups == 1
    return fits and depth >= 64 and f >= 32 and oh >= 12 * dh and ow >= 12 * dw


def correlate_tiles(padded: np.ndarray, filters: np.ndarray, geometry: Geometry):
    """Convolve a padded (N, C, H, W) with (F, C, 3, 3); return None if that is not finite."""
    dilation, (oh, ow) = geometry.dilation, geometry.output
    weights = four_weights(filters.transpose(3, 2, 0, 1))  # (4, 3, F, C), along the columns
    weights = four_weights(weights.swapaxes(0, 1))[:, :, np.newaxis]  # (4, 4, 1, F, C)
    result = np.empty((len(padded), len(filters), oh, ow), padded.dtype)
    rows = 2 * dilation[0]  # that a pair of output rows takes; they see as many more
    for images, cut in blocks(len(padded), pairs((oh, ow), dilation)[0], 2 * padded.nbytes):
        seen = padded[images, :, rows * cut.start : rows * (cut.stop + 1)]
        output = result[images, :, rows * cut.start : rows * cut.stop]
        if not _fill(output, seen, weights, dilation):
            return None
    return result


def _fill(output: np.ndarray, seen: np.ndarray, weights: np.ndarray, dilation: tuple) -> bool:
    """Convolve ``seen`` into ``output`` (n, F, h, w); say whether the result is finite."""
    n, f, h, w = output.shape
    down, right = pairs((h, w), dilation)
    pixels = parities(seen, dilation, (down + 1, right + 1))  # (2, 2, n, C, Y + 1, X + 1)
    length = down * (right + 1)  # the last pair of rows only helps the one before it
    halves = np.empty((4, 2, pixels.shape[2], f, length), seen.dtype)
    for sums, weight, half in zip(sixteen_sums(pixels), weights, halves, strict=True):
        two_sums(weight @ sums[..., :length], out=half)  # (4, 1, F, C) @ (4, n, C, L)
    result = two_sums(halves, out=halves[:2])  # (2, 2, n, F, L)
    finite = np.isfinite(np.vdot(result, result))
    result = result.reshape(2, 2, *dilation, n, f, down, right + 1)
    for place, view in interleaved(output, dilation):
        view[...] = result[place][:, :, : view.shape[2], : view.shape[3]]
    return bool(finite)


def pairs(size: tuple, dilation: tuple) -> tuple[int, int]:
    """Return how many pairs of rows and of columns, each ``dilation`` apart, hold all of a size.

    Examples
    --------
    >>> pairs((6, 7), (1, 1)), pairs((6, 7), (2, 2))
    ((3, 4), (2, 2))
    """
    (h, w), (dh, dw) = size, dilation
    return -(-h // (2 * dh)), -(-w // (2 * dw))


def interleaved(image: np.ndarray, dilation: tuple):
    """Yield the images that lie interleaved in (n, C, h, w), as ((a, b, y, x), view).

    Pixels that lie ``dilation`` apart see nothing of those between them: they are image (y, x) by
    themselves. Of that one, a and b say whether its even (0) or odd (1) rows and columns.
    """
    dh, dw = dilation
    for a, b, y, x in np.ndindex(2, 2, dh, dw):
        yield (a, b, y, x), image[:, :, a * dh + y :: 2 * dh, b * dw + x :: 2 * dw]


def parities(image: np.ndarray, dilation: tuple, size: tuple) -> np.ndarray:
    """Copy (n, C, h, w) into (2, 2, dilation · n, C, *size): even and odd rows, and columns.

    What the image does not reach is 0.

    Examples
    --------
    >>> parities(np.array([[[[1, 2, 3], [4, 5, 6]]]]), (1, 1), (1, 2)).tolist()
    [[[[[[1, 3]]]], [[[[2, 0]]]]], [[[[[4, 6]]]], [[[[5, 0]]]]]]
    """
    n, c = image.shape[:2]
    parts = np.zeros((2, 2, *dilation, n, c, *size), image.dtype)
    for place, view in interleaved(image, dilation):
        parts[place][:, :, : view.shape[2], : view.shape[3]] = view
    return parts.reshape(2, 2, -1, c, *size)


def sixteen_sums(pixels: np.ndarray):
    """Yield, for each of the four sums of rows, its four sums of columns (4, n, C, Y · X)."""
    n, c, _, x = pixels.shape[2:]
    rows = four_sums(pixels[0].ravel(), pixels[1].ravel(), x)
    for row in rows.reshape(4, 2, -1):
        yield four_sums(*row, 1).reshape(4, n, c, -1)


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
