"""Templates of the digits, averaged from examples, and digits moved by whole pixels."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_real, check_integer

CLASSES = 10


def templates(images: ArrayLike, labels: ArrayLike, size: int = 22) -> NDArray[np.float32]:
    """Average the images of each digit, and make ten templates of the averages.

    Parameters
    ----------
    images : array_like of shape (N, H, W)
        At least one image of each digit.
    labels : array_like of int, shape (N,)
        The digits, 0 to 9.
    size : int
        Side of the templates: the square in the middle of the average.

    Returns
    -------
    ndarray of shape (10, size, size), float32
        In each template the mean is 0, so that a plain grey area is answered with 0, and the sum
        of the squares is 1, so that no template answers louder than another for having more ink.

    Raises
    ------
    TypeError, ValueError
        If a shape does not fit, the square is larger than the images, or a digit has no image.

    Notes
    -----
    Nothing is trained: a template is an average. Laid on an image, multiplied and added up, it
    answers loudest where the image looks like it.

    Examples
    --------
    >>> images = [[[k == j for j in range(10)]] * 10 for k in range(10)]  # column k is white
    >>> templates(images, range(10), size=2)[4].round(1)
    array([[ 0.5, -0.5],
           [ 0.5, -0.5]], dtype=float32)
    """
    pixels, digits = _checked(images, labels)
    top, left = (_margin(side, size) for side in pixels.shape[1:])
    cropped = pixels[:, top : top + size, left : left + size]
    means = np.stack([cropped[digits == digit].mean(axis=0) for digit in range(CLASSES)])
    means -= means.mean(axis=(1, 2), keepdims=True)
    lengths = np.sqrt((means**2).sum(axis=(1, 2), keepdims=True))
    return (means / np.where(lengths > 0, lengths, 1)).astype(np.float32)  # (10, size, size)


def _checked(images: ArrayLike, labels: ArrayLike) -> tuple[NDArray, NDArray]:
    pixels, digits = as_real(images, "images").astype(np.float64), np.asarray(labels)
    if pixels.ndim != 3 or digits.shape != pixels.shape[:1]:
        raise ValueError(
            f"images must have shape (N, H, W) and labels (N,), got {pixels.shape} and "
            f"{digits.shape}"
        )
    missing = sorted(set(range(CLASSES)) - set(digits.tolist()))
    if missing:
        raise ValueError(
            f"each digit needs an image: there is none of {', '.join(map(str, missing))}"
        )
    return pixels, digits


def _margin(side: int, size: int) -> int:
    return (side - check_integer("size", size, 1, side)) // 2


def shift(images: ArrayLike, *, down: int = 0, right: int = 0) -> NDArray:
    """Move images by whole pixels; what comes in at the border is 0.

    Parameters
    ----------
    images : array_like of shape (..., H, W)
        One image or several.
    down, right : int
        How many pixels; negative numbers move up and to the left.

    Returns
    -------
    ndarray of shape (..., H, W)

    Raises
    ------
    TypeError, ValueError
        If the images have no rows and columns, or a distance is not an integer.

    Examples
    --------
    >>> shift([[1, 2, 3], [4, 5, 6]], right=1)
    array([[0, 1, 2],
           [0, 4, 5]])
    """
    pixels = as_real(images, "images")
    if pixels.ndim < 2:
        raise ValueError(f"images must have shape (..., H, W), got {pixels.shape}")
    check_integer("down", down, minimum=None)
    check_integer("right", right, minimum=None)
    moved = np.zeros_like(pixels)
    (to_row, from_row), (to_column, from_column) = _overlap(down), _overlap(right)
    moved[..., to_row, to_column] = pixels[..., from_row, from_column]
    return moved


def _overlap(by: int) -> tuple[slice, slice]:
    """Return where the pixels that stay in the image go to, and where they come from."""
    ahead, behind = slice(by, None), slice(None, -by)
    if by < 0:
        ahead, behind = slice(None, by), slice(-by, None)
    return (ahead, behind) if by else (slice(None), slice(None))
