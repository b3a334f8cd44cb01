"""Scores, loss and accuracy of a network on images."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook import functional as F
from cnnbook._checks import check_integer
from cnnbook.layers import Layer
from cnnbook.training._validation import as_images, as_labels, check_classes


def predict(net: Layer, images: ArrayLike, *, batch_size: int = 64) -> NDArray[np.floating]:
    """Return a network's scores for any number of images, one batch at a time.

    It is used in evaluation mode, so nothing is dropped. Afterwards each layer is in the mode in
    which it was, and ``backward`` still belongs to your own last call of the network.

    Parameters
    ----------
    net : Layer
        The network.
    images : array_like of shape (N, H, W) or (N, C, H, W)
        The images.
    batch_size : int
        Images per forward pass; it affects memory and speed, not the result. With 64, a small
        network needs a quarter of the memory that 256 take, in the same time.

    Returns
    -------
    ndarray of shape (N, classes)
        The larger the score, the likelier the class; `scores.argmax(axis=1)` are the predictions.

    Raises
    ------
    TypeError, ValueError
        If `images` are not images or `batch_size` is not a positive integer.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear, Sequential
    >>> net = Sequential(Flatten(), Linear(4, 10, rng=0))
    >>> predict(net, np.zeros((3, 2, 2))).shape
    (3, 10)
    """
    pixels = as_images(images)
    check_integer("batch_size", batch_size)
    starts = range(0, len(pixels), batch_size)
    with evaluating(net):
        scores = [net.forward(pixels[k : k + batch_size]) for k in starts]
        return np.concatenate(scores)  # (N, classes)


@contextmanager
def evaluating(net: Layer) -> Iterator[None]:
    """Put a network into evaluation mode; afterwards each of its layers is as it was before.

    That is its mode, and what it saved for ``backward``: large batches do not stay in memory.
    """
    before = [(layer, layer.training, layer._saved) for layer in net.modules()]
    net.eval()
    try:
        yield
    finally:
        for layer, mode, saved in before:
            layer.training, layer._saved = mode, saved


def evaluate(
    net: Layer, images: ArrayLike, labels: ArrayLike, *, batch_size: int = 64
) -> tuple[float, float]:
    """Return a network's loss and accuracy on a set of images, in evaluation mode.

    Parameters
    ----------
    net : Layer
        The network.
    images : array_like of shape (N, H, W) or (N, C, H, W)
        The images.
    labels : array_like of int, shape (N,)
        Their classes.
    batch_size : int
        Images per forward pass.

    Returns
    -------
    loss, accuracy : float
        Mean cross-entropy; fraction of images whose largest score is that of their class.

    Raises
    ------
    TypeError, ValueError
        If images or labels are invalid, or do not match.

    Examples
    --------
    >>> from cnnbook.layers import Flatten
    >>> scores = np.array([[[0.0, 2.0]], [[3.0, 1.0]]])  # two "images" that already are scores
    >>> evaluate(Flatten(), scores, [1, 1])[1]
    0.5
    """
    scores = predict(net, images, batch_size=batch_size)
    classes = as_labels(labels, len(scores))
    check_classes(classes, scores.shape[1])
    accuracy = float((scores.argmax(axis=1) == classes).mean())
    return float(F.cross_entropy(scores, classes)), accuracy
