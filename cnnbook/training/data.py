"""Images and labels: checked before a training, and parted into two sets."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Set = tuple[NDArray[Any], NDArray[Any]]


def split(
    images: ArrayLike, labels: ArrayLike, *, held_out: float = 0.2, seed: int = 0
) -> tuple[Set, Set]:
    """Part a data set at random into one set to train on and one that is held out.

    Parameters
    ----------
    images : array_like of shape (N, …)
        The images.
    labels : array_like of shape (N,)
        Their labels.
    held_out : float
        Share to hold out, above 0 and below 1.
    seed : int
        Makes the choice repeatable.

    Returns
    -------
    (images, labels), (images, labels)
        First what to train on, then what is held out.

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
        raise ValueError(f"there are {len(pixels)} images, but {len(classes)} labels")
    count = round(held_out * len(pixels))
    if not 0 < count < len(pixels):
        raise ValueError(
            f"both sets need an image, but held_out={held_out} of {len(pixels)} holds out {count}"
        )
    order = np.random.default_rng(seed).permutation(len(pixels))
    kept, out = order[count:], order[:count]
    return (pixels[kept], classes[kept]), (pixels[out], classes[out])
