"""Padding: pixels round an image."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, float_type
from cnnbook._engine.geometry import Sides, pad_sides, padded_shape
from cnnbook._shape_checks import check_mode


def pad(
    input: ArrayLike, padding: ArrayLike, *, mode: str = "constant", value: float = 0.0
) -> NDArray[Any]:
    """Put pixels round an image: pad the last two axes.

    Parameters
    ----------
    input : array_like, (…, H, W)
        One image, or any stack of images.
    padding : int, (vertical, horizontal) or ((top, bottom), (left, right))
        How many rows and columns to add. A pair of integers is rows, then columns, as for
        ``conv2d``; four are PyTorch's (left, right, top, bottom).
    mode : {"constant", "reflect", "replicate", "circular"}
        What to add: one value; the image mirrored, its edge not repeated; copies of the edge; or
        the opposite side of the image.
    value : float
        The value to add; used by mode "constant" only.

    Returns
    -------
    numpy.ndarray, (…, top + H + bottom, left + W + right)
        A new array; integers become floats.

    Raises
    ------
    ValueError
        If the mode is unknown, or the image too small for it.

    Notes
    -----
    The modes are those of ``torch.nn.functional.pad``. There a pair means something else: (left,
    right), of the last axis alone. Four integers mean the same in both.

    Examples
    --------
    >>> pad([[1, 2, 3]], (0, 2), mode="reflect")
    array([[3., 2., 1., 2., 3., 2., 1.]])
    >>> pad([[1, 2, 3]], (2, 1, 0, 0))  # two at the left, one at the right
    array([[0., 0., 1., 2., 3., 0.]])
    """
    image = as_real(input, "input")
    sides = pad_sides(image.shape, padding)
    padded = pad_image(image, sides, mode, value, float_type(image))
    return padded.copy() if np.shares_memory(padded, image) else padded


def pad_image(image, sides: Sides, mode: str, value: float, dtype: np.dtype) -> np.ndarray:
    """Return ``image`` padded, of ``dtype`` and contiguous; unpadded, it may be the same array."""
    (top, bottom), (left, right) = sides
    if mode != "constant":
        check_mode(mode, image.shape, sides)
    if not (top or bottom or left or right):
        return np.ascontiguousarray(image, dtype)
    (h, w), shape = image.shape[-2:], padded_shape(image.shape, sides)
    padded = np.zeros(shape, dtype) if value == 0 else np.full(shape, value, dtype)
    padded[..., top : top + h, left : left + w] = image
    if mode != "constant":
        _fill_border(padded, sides, mode)
    return padded


def _fill_border(padded: np.ndarray, sides: Sides, mode: str) -> None:
    """Copy pixels of the image into the border: columns first, then whole rows."""
    (top, bottom), (left, right) = sides
    rows = source_index(padded.shape[-2] - top - bottom, top, bottom, mode) + top
    columns = source_index(padded.shape[-1] - left - right, left, right, mode) + left
    for side in (slice(0, left), slice(padded.shape[-1] - right, None)):
        padded[..., side] = padded[..., columns[side]]
    for side in (slice(0, top), slice(padded.shape[-2] - bottom, None)):
        padded[..., side, :] = padded[..., rows[side], :]


def source_index(n: int, before: int, after: int, mode: str) -> np.ndarray:
    """Return, for each padded position along an axis of ``n`` pixels, the pixel that it copies.

    Examples
    --------
    >>> source_index(3, 2, 2, "reflect"), source_index(3, 2, 2, "circular")
    (array([2, 1, 0, 1, 2, 1, 0]), array([1, 2, 0, 1, 2, 0, 1]))
    """
    position = np.arange(-before, n + after)
    if mode == "reflect":
        position = np.abs(position)
        return np.where(position < n, position, 2 * (n - 1) - position)
    return position % n if mode == "circular" else position.clip(0, n - 1)
