"""Windows on a padded image: what convolution and pooling have in common."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from cnnbook._checks import as_real, check_mode, float_type
from cnnbook._engine.geometry import Geometry, Sides, pad_sides, padded_shape

BLOCK_BYTES = 5 * 2**18  # 1.25 MiB: a block of columns should stay in the second-level cache


def pad(input, padding, *, mode: str = "constant", value: float = 0.0) -> np.ndarray:
    """Put pixels round an image: pad the last two axes.

    Parameters
    ----------
    input : array_like, (…, H, W)
        One image, or any stack of images.
    padding : int, (vertical, horizontal) or ((top, bottom), (left, right))
        How many rows and columns to add.
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
    The modes are those of ``torch.nn.functional.pad``.

    Examples
    --------
    >>> pad([[1, 2, 3]], (0, 2), mode="reflect")
    array([[3., 2., 1., 2., 3., 2., 1.]])
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


def windows(padded: np.ndarray, kernel, stride=(1, 1), dilation=(1, 1)) -> np.ndarray:
    """Return every window of a contiguous (N, C, H, W) as a view, without copying a pixel.

    The view's ``[n, c, i, j, y, x]`` is tap (i, j) of window (y, x): the same memory seen with
    other strides. So ``windows(…)[:, :, i, j]`` is the image that tap (i, j) sees.

    Examples
    --------
    >>> image = np.arange(6.0).reshape(1, 1, 2, 3)
    >>> windows(image, (2, 2))[0, 0, :, :, 0, 1]
    array([[1., 2.],
           [4., 5.]])
    """
    shape, strides = _layout(padded.shape, padded.strides, kernel, stride, dilation)
    return np.ndarray(shape, padded.dtype, padded, 0, strides)  # as_strided, 15 times quicker


@lru_cache  # a small convolution takes little longer than this arithmetic
def _layout(shape: tuple, strides: tuple, kernel, stride, dilation) -> tuple[tuple, tuple]:
    """Return the shape and the strides of the windows on (N, C, H, W)."""
    (n, c, h, w), (step_n, step_c, step_h, step_w) = shape, strides
    (kh, kw), (sh, sw), (dh, dw) = kernel, stride, dilation
    oh, ow = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    steps = (step_n, step_c, dh * step_h, dw * step_w, sh * step_h, sw * step_w)
    return (n, c, kh, kw, oh, ow), steps


def blocks(images: int, rows: int, size: int) -> list[tuple[slice, slice]]:
    """Cut windows of ``size`` bytes in all into (images, rows) of about ``BLOCK_BYTES``.

    A block is several whole images, or, where one image is too much, some rows of one image. What
    is up to half as large again stays whole. The first block is the largest.
    """
    most = BLOCK_BYTES * 3 // 2
    if size <= most:
        return [(slice(0, images), slice(0, rows))]
    deep, high = max(1, BLOCK_BYTES * images // size), rows
    if size > most * images:
        high = max(1, BLOCK_BYTES * images * rows // size)
    return [
        (slice(first, min(first + deep, images)), slice(top, min(top + high, rows)))
        for first in range(0, images, deep)
        for top in range(0, rows, high)
    ]


def columns_of(
    padded: np.ndarray, geometry: Geometry, groups: int, parts: int
) -> Iterator[tuple[slice, slice, list[np.ndarray]]]:
    """Yield the windows on (N, C, H, W) as (images, places, columns), block by block.

    With one part ``columns`` is [(n, G, K, L)]: K = C/G · KH · KW numbers stand in each column, and
    the L windows are the ``places`` among the OH · OW outputs of each image. With KH parts, for a
    vertical stride of 1, there is one such array for each row of the kernel, K = C/G · KW. They
    overlap in memory, for row i of the kernel sees what row 0 sees some rows further down; so each
    pixel is copied KW times, not KH · KW. The columns are valid until the next block.
    """
    (n, c, _, _), (kh, kw), (oh, ow) = padded.shape, geometry.kernel, geometry.output
    view = windows(padded, (kh // parts, kw), geometry.stride, geometry.dilation)
    taps, down, memory = c // groups * (kh // parts) * kw, geometry.dilation[0], None
    for images, rows in blocks(n, oh, view.nbytes):
        block = view[images, :, :, :, rows.start : rows.stop + down * (parts - 1)]
        if not block.flags.c_contiguous:  # a 1 × 1 kernel's are columns already
            if memory is None:
                memory = np.empty(block.size, block.dtype)  # for all blocks: it stays in the cache
            copy = memory[: block.size].reshape(block.shape)
            copy[...] = block
            block = copy  # (n, C, KH or 1, KW, rows, OW)
        lines = block.reshape(len(block), groups, taps, block.shape[4] * ow)  # (n, G, K, …)
        places = slice(rows.start * ow, rows.stop * ow)
        length = places.stop - places.start
        starts = range(0, parts * down * ow, down * ow)
        yield images, places, [lines[..., first : first + length] for first in starts]


def batches(stack: np.ndarray) -> list[slice]:
    """Cut a batch (N, …) into pieces of about ``BLOCK_BYTES``, of at least one image each.

    The first piece is the largest; of an empty batch it is empty, and the only one.
    """
    n = len(stack)
    images = max(1, BLOCK_BYTES * n // max(1, stack.nbytes))
    return [slice(first, min(first + images, n)) for first in range(0, max(1, n), images)]
