"""Gradient of the weights with fewer products: back through the sums of the forward.

The forward multiplies sums of weights by sums of pixels (see ``functional/winograd.py``). So the
gradient of a sum of weights is that of the product, times the sum of pixels. From
row 0 = p0 + p1 + p2 and row 1 = p1 − p2 − p3 follow the gradients of the products: y0, y0 + y1,
y0 − y1 and −y1, where y0 and y1 are those of the rows. That is 16 products of 36, here too.
"""

from math import prod

import numpy as np

from cnnbook._engine.geometry import Geometry
from cnnbook.functional.winograd import pairs, parities, row_pairs, sixteen_sums


def grad_weight_tiles(grad: np.ndarray, image: np.ndarray, geometry: Geometry):
    """Return the gradient (F, C, 3, 3) of the weights; None if it is not finite."""
    f, c = grad.shape[1], image.shape[1]
    total = np.zeros((4, 4, c, f), grad.dtype)
    for part, seen, before in row_pairs(grad, image, geometry):
        _add(total, part, seen, before, geometry.dilation)
    if not np.isfinite(total).all():
        return None
    columns = three_weights(total.swapaxes(0, 1))  # (3, 4, C, F)
    return three_weights(columns.swapaxes(0, 1)).transpose(3, 2, 0, 1)


def _add(total: np.ndarray, grad: np.ndarray, seen: np.ndarray, before: tuple, dilation: tuple):
    """Add a block's gradients of the sums of weights to ``total``, (4, 4, C, F)."""
    (n, f), (down, right) = grad.shape[:2], pairs(grad.shape[2:], dilation)
    outputs = np.zeros((2, 2, *dilation, n, down, right + 1, f), grad.dtype)
    filters_first = np.moveaxis(outputs, -1, -3)
    for place, view in parities(grad, dilation):
        filters_first[place] = view
    n, length = n * prod(dilation), down * (right + 1)  # columns beyond the image have gradient 0
    four = sixteen_sums(seen, before, grad.shape[2:], dilation)
    for sums, row, result in zip(four, four_shares(*outputs), total, strict=True):
        shares = four_shares(*row).reshape(4, n, length, f)
        result += (sums @ shares).sum(axis=1)  # (4, n, C, L) @ (4, n, L, F)


def four_shares(y0: np.ndarray, y1: np.ndarray) -> np.ndarray:
    """Return y0, y0 + y1, y0 − y1 and −y1.

    Examples
    --------
    >>> four_shares(np.array([5]), np.array([2])).tolist()
    [[5], [7], [3], [-2]]
    """
    shares = np.empty((4, *y0.shape), y0.dtype)
    shares[0] = y0
    np.add(y0, y1, out=shares[1])
    np.subtract(y0, y1, out=shares[2])
    np.negative(y1, out=shares[3])
    return shares


def three_weights(s: np.ndarray) -> np.ndarray:
    """Return the gradients of g0, g1 and g2 from those of their four sums s (4, …).

    Examples
    --------
    >>> three_weights(np.array([1.0, 2.0, 4.0, 8.0]))
    array([ 4., -1., 11.])
    """
    outer, inner = (s[1] + s[2]) / 2, (s[1] - s[2]) / 2
    return np.stack([s[0] + outer, inner, outer + s[3]])
