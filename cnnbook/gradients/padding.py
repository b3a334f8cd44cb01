"""Backward of padding: each pixel gets the gradients of its copies."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._engine.geometry import Sides, pad_sides
from cnnbook._shape_checks import check_mode
from cnnbook.functional.activations import as_float
from cnnbook.functional.padding import source_index


def pad_backward(grad: ArrayLike, padding: ArrayLike, *, mode: str = "constant") -> NDArray[Any]:
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
