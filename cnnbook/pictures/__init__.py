"""A photograph to filter, and pictures of any size made small and grey.

Pictures are arrays of integers from 0 (dark) to 255 (bright), as files store them.
"""

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, check_integer

__all__ = ["as_digit", "grey", "portrait", "shrink"]

Picture = NDArray[np.uint8]
_PORTRAIT = Path(__file__).with_name("portrait.npz")
_BRIGHTNESS = np.array([19595, 38470, 7471])  # of red, green and blue, in 65,536ths


def portrait(*, colour: bool = False) -> Picture:
    """Load a photograph of 96 × 96 pixels: Grace Hopper, who wrote one of the first compilers.

    Parameters
    ----------
    colour : bool
        Three channels instead of one.

    Returns
    -------
    ndarray of shape (96, 96), uint8
        With `colour`, of shape (3, 96, 96): red, green, blue.

    Notes
    -----
    Commodore Grace M. Hopper, USN, in 1984, photographed by James S. Davis for the United States
    Navy: in the public domain. The whole picture comes with Matplotlib; this is a square of 384
    pixels from it, `shrink`-ed by 4.

    Examples
    --------
    >>> portrait().shape, portrait(colour=True).shape
    ((96, 96), (3, 96, 96))
    """
    with np.load(_PORTRAIT) as stored:
        channels = np.moveaxis(stored["portrait"], -1, 0)
    return np.ascontiguousarray(channels) if colour else grey(channels)


def grey(picture: ArrayLike) -> Picture:
    """Make one channel of three: 0.299 red + 0.587 green + 0.114 blue, rounded.

    The eye takes green for much brighter than blue, so the three do not count alike.

    Parameters
    ----------
    picture : array_like of shape (3, H, W)
        Whole numbers from 0 to 255.

    Returns
    -------
    ndarray of shape (H, W), uint8

    Raises
    ------
    TypeError, ValueError
        If the picture does not have three channels, or a number is not whole or out of range.

    Examples
    --------
    >>> grey([[[255, 0]], [[0, 255]], [[0, 0]]])  # a red and a green pixel
    array([[ 76, 150]], dtype=uint8)
    """
    channels = _whole(picture)
    if channels.ndim != 3 or len(channels) != 3:
        raise ValueError(f"picture must have shape (3, H, W), got {channels.shape}")
    weighted = np.tensordot(_BRIGHTNESS, channels, axes=1)  # (H, W)
    return ((weighted + 32768) >> 16).astype(np.uint8)


def shrink(picture: ArrayLike, largest: int) -> Picture:
    """Make a picture small: every pixel is the mean of a square of pixels, rounded.

    Parameters
    ----------
    picture : array_like of shape (H, W) or (C, H, W)
        Whole numbers from 0 to 255.
    largest : int
        The most rows and columns of the result.

    Returns
    -------
    ndarray of uint8
        The squares are as small as `largest` allows. What is left over at the edges, less than
        a square, is cut off evenly.

    Raises
    ------
    TypeError, ValueError
        If the picture is no picture, or `largest` is not a positive integer.

    Examples
    --------
    >>> shrink([[0, 4, 9], [8, 4, 9], [9, 9, 9]], 1)
    array([[7]], dtype=uint8)
    >>> shrink([[0, 4, 8, 8]], 2)  # squares of 2 × 2 do not fit into one row
    Traceback (most recent call last):
    ValueError: picture of 1 × 4 is too narrow to be made 2 wide: squares of 2 do not fit
    """
    pixels = _whole(picture)
    if pixels.ndim not in (2, 3) or 0 in pixels.shape:
        raise ValueError(f"picture must have shape (H, W) or (C, H, W), got {pixels.shape}")
    height, width = pixels.shape[-2:]
    side = -(-max(height, width) // check_integer("largest", largest))
    rows, columns = height // side, width // side
    if 0 in (rows, columns):
        raise ValueError(
            f"picture of {height} × {width} is too narrow to be made {largest} wide: "
            f"squares of {side} do not fit"
        )
    top, left = (height - rows * side) // 2, (width - columns * side) // 2
    kept = pixels[..., top : top + rows * side, left : left + columns * side]
    squares = kept.reshape(*pixels.shape[:-2], rows, side, columns, side)
    sums = squares.sum(axis=(-3, -1))
    return ((2 * sums + side**2) // (2 * side**2)).astype(np.uint8)


def as_digit(picture: ArrayLike, side: int = 28) -> Picture:
    """Make a photograph of a written digit what the digits of this book are.

    It becomes a small square, with bright ink on black, whether it was written with chalk or with a
    pencil.

    Parameters
    ----------
    picture : array_like of shape (H, W)
        Whole numbers from 0 to 255, at least `side` rows and columns. The square in its middle
        counts.
    side : int
        Rows and columns of the result.

    Returns
    -------
    ndarray of shape (side, side), uint8
        Every pixel is the rounded mean of a block. Dark ink is turned round: it is dark where the
        edge of the picture is bright. Then the darkest pixel becomes 0 and the brightest 255.

    Raises
    ------
    TypeError, ValueError
        If the picture is no grey picture or too small, or `side` is not a positive integer.

    Examples
    --------
    >>> as_digit([[200, 200, 200], [200, 50, 200], [200, 200, 200]], 3)
    array([[  0,   0,   0],
           [  0, 255,   0],
           [  0,   0,   0]], dtype=uint8)
    """
    pixels = _whole(picture)
    if pixels.ndim != 2 or min(pixels.shape) < check_integer("side", side):
        raise ValueError(
            f"picture must have at least {side} rows and columns, got shape {pixels.shape}"
        )
    small = _square_means(pixels, side)
    low, high = small.min(), small.max()
    edge = np.concatenate([small[0], small[-1], small[1:-1, 0], small[1:-1, -1]])
    if 2 * edge.sum() > (low + high) * edge.size:
        small = low + high - small
    reach = max(high - low, 1)
    return ((510 * (small - low) + reach) // (2 * reach)).astype(np.uint8)


def _square_means(pixels: NDArray[np.int64], side: int) -> NDArray[np.int64]:
    """Return the rounded means of `side` × `side` blocks of the square in the middle."""
    n = min(pixels.shape)
    top, left = ((size - n) // 2 for size in pixels.shape)
    starts = np.arange(side) * n // side
    square = pixels[top : top + n, left : left + n]
    sums = np.add.reduceat(np.add.reduceat(square, starts, axis=0), starts, axis=1)
    sizes = np.diff(starts, append=n)
    areas = np.outer(sizes, sizes)
    return (2 * sums + areas) // (2 * areas)


def _whole(picture: ArrayLike) -> NDArray[np.int64]:
    pixels = as_real(picture, "picture")
    if pixels.size and not ((pixels >= 0) & (pixels <= 255) & (pixels == np.round(pixels))).all():
        raise ValueError(
            f"picture must hold integers from 0 to 255, got {pixels.min():g} to "
            f"{pixels.max():g}: multiply by 255 and round?"
        )
    return pixels.astype(np.int64)
