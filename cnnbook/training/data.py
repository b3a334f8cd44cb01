"""Splitting a data set into training and held-out data."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Set = tuple[NDArray[Any], NDArray[Any]]


def split(
    images: ArrayLike, labels: ArrayLike, *, held_out: float = 0.2, seed: int = 0
) -> tuple[Set, Set]:
    """Split a data set at random into training data and held-out data.

    Parameters
    ----------
    images : array_like of shape (N, …)
        The images.
    labels : array_like of shape (N,)
        Their labels.
    held_out : float
        Fraction to hold out, above 0 and below 1.
    seed : int
        Makes the choice repeatable.

    Returns
    -------
    (images, labels), (images, labels)
        Training data, held-out data.

    Raises
    ------
    ValueError
        If the lengths differ or one of the two sets would be empty.

    Examples
    --------
    >>> training, held_out = split(np.zeros((10, 4, 4)), np.arange(10))
    >>> training[1], held_out[1]
    (array([2, 7, 3, 5, 9, 0, 8, 1]), array([4, 6]))
    """
    pixels, classes = np.asarray(images), np.asarray(labels)
    if len(pixels) != len(classes):
        raise ValueError(
            f"images and labels must have the same length, got {len(pixels)} and {len(classes)}"
        )
    count = round(held_out * len(pixels))
    if not 0 < count < len(pixels):
        raise ValueError(
            f"held_out must leave an image in both sets, got {held_out}, which holds out {count} "
            f"of {len(pixels)}"
        )
    order = np.random.default_rng(seed).permutation(len(pixels))
    kept, out = order[count:], order[:count]
    return (pixels[kept], classes[kept]), (pixels[out], classes[out])
