"""Data augmentation: random shifts and affine transformations of images."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import check_integer
from cnnbook.random import Generator

Source = np.random.Generator | Generator
Augmentation = Callable[[NDArray[np.floating], Source], NDArray[np.floating]]


def shifts(most: int = 2) -> Augmentation:
    """Return a function that moves each image by a random number of pixels.

    Parameters
    ----------
    most : int
        Largest shift in pixels, up, down, left and right; the uncovered border is 0.

    Returns
    -------
    callable
        Takes images of shape (N, C, H, W) and a `numpy.random.Generator` or a
        `cnnbook.random.Generator`; returns new images of the same shape.

    Raises
    ------
    TypeError, ValueError
        If `most` is not a non-negative integer.

    Examples
    --------
    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> shifts(1)(image, np.random.default_rng(0))[0, 0]
    array([[3., 4., 5.],
           [6., 7., 8.],
           [0., 0., 0.]])
    """
    most = check_integer("most", most, minimum=0)

    def augment(images: NDArray[np.floating], rng: Source) -> NDArray[np.floating]:
        n, c, h, w = images.shape
        padded = np.zeros((n, c, h + 2 * most, w + 2 * most), images.dtype)
        padded[..., most : most + h, most : most + w] = images
        top, left = rng.integers(0, 2 * most + 1, (2, n))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (h, w), axis=(2, 3))
        return windows[np.arange(n), :, top, left]  # (N, C, H, W), a copy

    return augment


def affine(
    *, rotation: float = 15.0, shear: float = 0.35, scale: float = 0.15, shift: float = 2.0
) -> Augmentation:
    """Return a function that rotates, shears, scales and moves each image at random.

    Parameters
    ----------
    rotation : float
        Largest rotation in degrees, in either direction.
    shear : float
        Largest shear, in pixels to the side per pixel of height.
    scale : float
        Largest relative change of size; the ratio of height and width may change as much again.
    shift : float
        Largest shift in pixels, up, down, left and right; the uncovered border is 0.

    Returns
    -------
    callable
        Takes images of shape (N, C, H, W) and a `numpy.random.Generator` or a
        `cnnbook.random.Generator`; returns new images of the same shape, resampled with bilinear
        interpolation.

    Raises
    ------
    ValueError
        If a limit is negative or not finite.

    Examples
    --------
    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> still = affine(rotation=0, shear=0, scale=0, shift=0)
    >>> still(image, np.random.default_rng(0))[0, 0]
    array([[0., 1., 2.],
           [3., 4., 5.],
           [6., 7., 8.]])
    """
    limits = {"rotation": rotation, "shear": shear, "scale": scale, "shift": shift}
    for name, value in limits.items():
        if not 0 <= value < np.inf:
            raise ValueError(f"{name} must be a finite, non-negative number, got {value}")

    def augment(images: NDArray[np.floating], rng: Source) -> NDArray[np.floating]:
        n, _, h, w = images.shape
        angle = np.deg2rad(rng.uniform(-rotation, rotation, n))
        lean = rng.uniform(-shear, shear, n)
        wide = np.exp(rng.uniform(-scale, scale, n))
        tall = wide * np.exp(rng.uniform(-scale, scale, n))
        move = rng.uniform(-shift, shift, (n, 2, 1))
        cos, sin = np.cos(angle), np.sin(angle)
        # Where each pixel of the new image comes from, from the middle: (row, column) = M (r, c).
        rows = np.stack([cos * tall, -sin * wide], axis=-1)
        columns = np.stack([(sin + lean * cos) * tall, (cos - lean * sin) * wide], axis=-1)
        middle = np.array([[(h - 1) / 2], [(w - 1) / 2]])
        pixels = np.indices((h, w)).reshape(2, -1) - middle  # (2, H·W)
        source = np.stack([rows, columns], axis=1) @ pixels + middle + move  # (N, 2, H·W)
        return _sample(images, source.astype(images.dtype))

    return augment


def _sample(images: NDArray[np.floating], source: NDArray[np.floating]) -> NDArray[np.floating]:
    """Interpolate images (N, C, H, W) bilinearly at positions (row, column) (N, 2, H·W)."""
    n, c, h, w = images.shape
    padded = np.zeros((n, c, h + 3, w + 3), images.dtype)
    padded[..., 1 : h + 1, 1 : w + 1] = images
    limits = np.array([[h + 1], [w + 1]], images.dtype)
    place = np.clip(source + 1, 0, limits)  # positions outside read the border's zeros
    corner = place.astype(np.intp)
    share = (place - corner).astype(images.dtype)
    (down, right), step = np.moveaxis(share, 1, 0)[:, :, None], w + 3  # each (N, 1, H·W)
    flat = padded.reshape(n, c, -1)
    index = (corner[:, 0] * step + corner[:, 1])[:, None]  # (N, 1, H·W)

    def at(offset: int) -> NDArray[np.floating]:
        return np.take_along_axis(flat, index + offset, axis=2)  # (N, C, H·W)

    above = at(0) * (1 - right) + at(1) * right
    below = at(step) * (1 - right) + at(step + 1) * right
    return (above * (1 - down) + below * down).reshape(images.shape)
