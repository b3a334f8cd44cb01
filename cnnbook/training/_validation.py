"""Argument validation: images and labels for training and evaluation."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import check_integer


def as_images(images: ArrayLike, name: str = "images") -> NDArray[np.floating]:
    """Return images as a float array of shape (N, C, H, W); reject anything else."""
    pixels = np.asarray(images)
    if pixels.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got an array of {pixels.dtype}")
    if pixels.dtype not in (np.float32, np.float64):
        pixels = pixels.astype(np.float32)
    if pixels.ndim == 3:
        pixels = pixels[:, np.newaxis]  # (N, 1, H, W)
    if pixels.ndim != 4:
        likely = f": {name}[np.newaxis] is a batch of one image" if pixels.ndim == 2 else ""
        raise ValueError(
            f"{name} must have shape (N, H, W) or (N, C, H, W), got {np.shape(images)}{likely}"
        )
    if pixels.size == 0:
        raise ValueError(f"{name} must hold at least one image, got shape {pixels.shape}")
    bad = ~np.isfinite(pixels).reshape(len(pixels), -1).all(axis=1)
    if bad.any():
        raise ValueError(
            f"{name} must hold finite numbers, got NaN or infinity in {int(bad.sum())} of "
            f"{len(bad)}, first at index {int(np.argmax(bad))}"
        )
    return pixels


def as_labels(labels: ArrayLike, images: int, name: str = "labels") -> NDArray[np.integer]:
    """Return one integer for each image; reject anything else."""
    classes = np.asarray(labels)
    if classes.ndim == 2:
        raise ValueError(
            f"{name} must be class indices of shape (N,), got shape {classes.shape}; "
            f"one-hot rows become indices with {name}.argmax(axis=1)"
        )
    if classes.shape != (images,):
        raise ValueError(f"{name} must have shape ({images},), one per image, got {classes.shape}")
    if classes.dtype.kind not in "iu":
        raise TypeError(f"{name} must be integers, got an array of {classes.dtype}")
    return classes


def check_classes(labels: NDArray[np.integer], classes: int, name: str = "labels") -> None:
    """Reject labels that are not classes of the network."""
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise ValueError(
            f"{name} must be from 0 to {classes - 1}, since the network has {classes} outputs, "
            f"got {labels[index]} at index {index}"
        )


def check_training(labels: NDArray[np.integer], batch_size: int) -> None:
    """Reject a batch larger than the data, and labels that are all the same."""
    check_integer("batch_size", batch_size)
    if batch_size > len(labels):
        raise ValueError(
            f"batch_size must be at most the number of images, {len(labels)}, got {batch_size}"
        )
    if (labels == labels[0]).all():
        raise ValueError(
            f"labels must have at least two classes, got {labels[0]} for all {len(labels)} images"
        )
