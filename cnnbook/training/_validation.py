"""Argument validation: images and labels that a network can be trained on."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_images(images: ArrayLike, name: str = "images") -> NDArray[np.floating]:
    """Return images as floats of shape (N, C, H, W), or say what is wrong with them."""
    pixels = np.asarray(images)
    if pixels.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, but their type is {pixels.dtype}")
    if pixels.dtype not in (np.float32, np.float64):
        pixels = pixels.astype(np.float32)
    if pixels.ndim == 3:
        pixels = pixels[:, np.newaxis]  # (N, 1, H, W)
    if pixels.ndim != 4:
        raise ValueError(
            f"{name} must have shape (N, H, W) or (N, C, H, W), but it is {np.shape(images)}"
        )
    if pixels.size == 0:
        raise ValueError(f"there is no image to learn from: the shape of {name} is {pixels.shape}")
    bad = ~np.isfinite(pixels).reshape(len(pixels), -1).all(axis=1)
    if bad.any():
        raise ValueError(
            f"{name} must hold finite numbers, but {int(bad.sum())} of {len(bad)} hold NaN or "
            f"infinity, the first of them at index {int(np.argmax(bad))}"
        )
    return pixels


def as_labels(labels: ArrayLike, images: int, name: str = "labels") -> NDArray[np.integer]:
    """Return one whole number for each image, or say what is wrong with them."""
    classes = np.asarray(labels)
    if classes.ndim == 2:
        raise ValueError(
            f"{name} must be class numbers of shape (N,), but the shape is {classes.shape}; "
            f"one-hot rows become numbers with {name}.argmax(axis=1)"
        )
    if classes.shape != (images,):
        raise ValueError(f"there are {images} images, but the shape of {name} is {classes.shape}")
    if classes.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers, but their type is {classes.dtype}")
    return classes


def check_classes(labels: NDArray[np.integer], classes: int, name: str = "labels") -> None:
    """Raise if a label is none of the network's classes."""
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise ValueError(
            f"the network tells {classes} classes apart, 0 to {classes - 1}, but {name}[{index}] "
            f"is {labels[index]}"
        )


def check_training(labels: NDArray[np.integer], batch_size: int) -> None:
    """Raise if nothing can be learnt from these labels in batches of this size."""
    if isinstance(batch_size, bool) or not isinstance(batch_size, int | np.integer):
        raise TypeError(f"batch_size must be a whole number, but it is {batch_size!r}")
    if not 1 <= batch_size <= len(labels):
        raise ValueError(
            f"batch_size must be from 1 to the number of images, {len(labels)}, but it is "
            f"{batch_size}"
        )
    if (labels == labels[0]).all():
        raise ValueError(
            f"all {len(labels)} labels are {labels[0]}: there is nothing to tell apart"
        )
