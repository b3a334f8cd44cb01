"""Where a network looks: what its answer owes to each part of an image."""

from __future__ import annotations

import numpy as np

from cnnbook.functional import softmax
from cnnbook.layers import Sequential
from cnnbook.training import predict

STEP = 2  # pixels from one place of the patch to the next
FILLS = {"grey": 0.5, "black": 0.0}


def occlusion(
    net: Sequential, image: np.ndarray, *, size: int = 4, fill: float = 0.5
) -> np.ndarray:
    """Return how far the probability of the answer falls when a patch covers the image.

    Parameters
    ----------
    net : Sequential
        A classifier of images (N, 1, H, W).
    image : ndarray of shape (H, W)
        The image; its sides are even.
    size : int
        The patch's side in pixels, even. It stands in the middle of each 2 × 2 pixels in turn.
    fill : float
        The patch's intensity.

    Returns
    -------
    ndarray of shape (H / 2, W / 2)
        The probability without a patch, less that with it: positive where the answer needs what
        the patch covers.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(16, 2, rng=0))
    >>> net[1].weight.data[:] = [[1] * 16, [0] * 16]
    >>> net[1].bias.data[:] = 0
    >>> image = np.zeros((4, 4))
    >>> image[0, 0] = 1  # the only ink, and the only reason for the answer 0
    >>> (occlusion(net, image, size=2, fill=0) > 0).tolist()
    [[True, False], [False, False]]
    """
    rows, columns = image.shape[0] // STEP, image.shape[1] // STEP
    image = np.asarray(image, dtype=float)
    covered = np.repeat(image[None, None], rows * columns, axis=0)  # (N, 1, H, W)
    for place, (r, c) in enumerate(np.ndindex(rows, columns)):
        top, left = STEP * r + (STEP - size) // 2, STEP * c + (STEP - size) // 2
        window = np.s_[max(top, 0) : top + size, max(left, 0) : left + size]
        covered[place, 0][window] = fill
    before = softmax(predict(net, image[None, None])[0])
    after = softmax(predict(net, covered))  # (N, classes)
    answer = before.argmax()
    return (before[answer] - after[:, answer]).reshape(rows, columns)


def saliency(net: Sequential, image: np.ndarray) -> np.ndarray:
    """Return how the score of the answer would change with each pixel.

    Parameters
    ----------
    net : Sequential
        A classifier of images (N, 1, H, W).
    image : ndarray of shape (H, W)
        The image.

    Returns
    -------
    ndarray of shape (H, W)
        The gradient of the largest score. The gradients of the network's parameters are replaced.

    Notes
    -----
    Where the numbers of a pool are equal, as in an area of one single grey, the first of them gets
    the slope. So that they are equal here too, all is computed in float64 and rounded between the
    layers to twelve decimals: the order in which a sum is added up must not decide.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(4, 2, rng=0))
    >>> net[1].weight.data[:] = [[1, 2, 3, 4], [0, 0, 0, 0]]
    >>> saliency(net, np.ones((2, 2)))  # of a single layer, the weights themselves
    array([[1., 2.],
           [3., 4.]])
    """
    scores = np.asarray(image, dtype=float)[None, None]
    for layer in net:
        scores = layer(scores.round(12))  # (N, C, H, W), at last (N, classes)
    grad = np.zeros_like(scores)
    grad[0, scores[0].argmax()] = 1
    for layer in reversed(list(net)):
        grad = layer.backward(grad)
    return grad[0, 0]
