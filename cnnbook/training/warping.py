"""More data from the data at hand: the same digits as another hand might have written them."""

import numpy as np
from numpy.typing import NDArray

from cnnbook.training.augmentation import Augmentation

Numbers = NDArray[np.floating]


def warps(
    *, rotation: float = 15.0, slant: float = 0.3, stretch: float = 1.3, shift: float = 2.0
) -> Augmentation:
    """Return a function that turns, leans, stretches and moves each image, each its own way.

    Parameters
    ----------
    rotation : float
        Turn by at most so many degrees either way.
    slant : float
        Lean by at most so much to the right or left for each unit of height.
    stretch : float
        Make height and width at most so many times larger or smaller, each alone; at least 1.
    shift : float
        Move by at most so many pixels up, down, left and right.

    Returns
    -------
    callable
        Takes images of shape (N, C, H, W) and a `numpy.random.Generator`; gives new images of the
        same shape. What comes in from outside continues the edge.

    Raises
    ------
    ValueError
        If a limit is negative or not finite, or the stretch is below 1.

    Notes
    -----
    Each pixel of the new image looks up where it comes from in the old one, and mixes the four
    pixels around that place (bilinear interpolation). It takes six times the memory of a batch.

    Examples
    --------
    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> still = warps(rotation=0, slant=0, stretch=1, shift=0)
    >>> bool((still(image, np.random.default_rng(0)) == image).all())
    True
    """
    limits = {"rotation": rotation, "slant": slant, "stretch": stretch, "shift": shift}
    for name, limit in limits.items():
        least = 1 if name == "stretch" else 0
        if not (np.isfinite(limit) and limit >= least):
            raise ValueError(f"{name} must be a finite number of at least {least}, got {limit}")

    def augment(images: Numbers, rng: np.random.Generator) -> Numbers:
        n = len(images)
        angle = np.deg2rad(rng.uniform(-rotation, rotation, n))
        lean = rng.uniform(-slant, slant, n)
        scale = np.exp(rng.uniform(-np.log(stretch), np.log(stretch), (2, n)))
        move = rng.uniform(-shift, shift, (2, n))
        return _looked_up(images, *_sources(images.shape[2:], angle, lean, scale, move))

    return augment


def _sources(size, angle, lean, scale, move) -> tuple[Numbers, Numbers]:
    """Return from which row and column of the old images each new pixel comes, (N, H, W) each."""
    height, width = size
    centre_y, centre_x = (height - 1) / 2, (width - 1) / 2
    angle, lean = angle[:, None, None], lean[:, None, None]
    y = np.arange(height)[:, None] - centre_y - move[0][:, None, None]  # (N, H, 1)
    x = np.arange(width) - centre_x - move[1][:, None, None]  # (N, 1, W)
    down = (np.cos(angle) * y - np.sin(angle) * x) / scale[0][:, None, None]
    right = (np.cos(angle) * x + np.sin(angle) * y) / scale[1][:, None, None] + lean * down
    return np.clip(down + centre_y, 0, height - 1), np.clip(right + centre_x, 0, width - 1)


def _looked_up(images: Numbers, row: Numbers, column: Numbers) -> Numbers:
    """Mix the four pixels around each place."""
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    bottom = np.minimum(top + 1, images.shape[2] - 1)
    right = np.minimum(left + 1, images.shape[3] - 1)
    below, beyond = (row - top)[..., None], (column - left)[..., None]  # (N, H, W, 1)
    which = np.arange(len(images))[:, None, None]
    pixels = images.transpose(0, 2, 3, 1)  # (N, H, W, C)
    above = pixels[which, top, left] * (1 - beyond) + pixels[which, top, right] * beyond
    under = pixels[which, bottom, left] * (1 - beyond) + pixels[which, bottom, right] * beyond
    mixed = above * (1 - below) + under * below
    return np.ascontiguousarray(mixed.transpose(0, 3, 1, 2), dtype=images.dtype)  # (N, C, H, W)
