"""Lesson 4: layers are stacks of filters."""

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import between, grey, sides, signed, slide


def _draw_layer(rng):
    channels, filters = between(rng, 1, 3), between(rng, 1, 3)
    image, kernel = (channels, *sides(rng, 2, 4)), sides(rng, 1, 2)
    return grey(rng, *image), signed(rng, filters, channels, *kernel), signed(rng, filters)


def _maps(image, weight):
    """Return each filter's slice on each channel, (F, C, OH, OW)."""
    return np.array([[slide(x, w) for x, w in zip(image, f, strict=True)] for f in weight])


def _layer(image, weight, bias):
    return _maps(image, weight).sum(axis=1) + bias[:, None, None]


def _exchanged(image, weight, bias):
    if weight.shape[0] != weight.shape[1]:
        raise IndexError("index is out of bounds")
    return _layer(image, weight.transpose(1, 0, 2, 3), bias)


@exercise(
    task="""
    Compute a convolutional layer: each filter has one kernel for each channel of the image; the
    channels' results are added up to one map, and then the filter's bias is added. `image` has
    shape (C, H, W), `weight` (F, C, KH, KW), `bias` (F,), the result
    (F, H − KH + 1, W − KW + 1). Do not flip the kernels.
    """,
    hints=(
        "One filter first. Which of its kernels goes with which channel?",
        "For one filter: filter_image(image[c], weight[f, c]) for each channel c, all added up.",
        "For each filter: begin with its bias, add the filtered channels one by one, and collect "
        "the maps; np.array of a list of maps has the right shape.",
    ),
    by_hand=[
        (([[[1, 2]], [[3, 4]]], [[[[1]], [[10]]]], [0.5]), [[[31.5, 42.5]]]),
        (([[[1]]], [[[[2]]]], [3]), [[[5]]]),
        (([[[1]], [[2]]], [[[[1]], [[1]]], [[[1]], [[-1]]]], [0, 1]), [[[3]], [[0]]]),
        (([[[1, 2], [3, 4]]], [[[[1, 0], [0, 2]]]], [-9]), [[[0]]]),
        (([[[1]], [[2]]], [[[[1]], [[10]]], [[[100]], [[1000]]]], [1, 2]), [[[22]], [[2102]]]),
    ],
    draw=_draw_layer,
    mistakes=[
        Mistake(
            "bias-forgotten",
            "the bias is missing: every number of a map is off by the same amount.",
            lambda image, weight, bias: _maps(image, weight).sum(axis=1),
        ),
        Mistake(
            "bias-per-channel",
            "the bias is added once for each channel. A filter has a single one.",
            lambda image, weight, bias: _layer(image, weight, bias * len(image)),
        ),
        Mistake(
            "channels-not-summed",
            "each channel still has a map of its own. A filter makes one map of all channels.",
            lambda image, weight, bias: _maps(image, weight) + bias[:, None, None, None],
        ),
        Mistake(
            "mean-instead-of-sum",
            "the channels are averaged, not added up.",
            lambda image, weight, bias: _maps(image, weight).mean(axis=1) + bias[:, None, None],
        ),
        Mistake(
            "kernel-flipped",
            "the kernels are turned by 180°.",
            lambda image, weight, bias: _layer(image, weight[..., ::-1, ::-1], bias),
        ),
        Mistake(
            "one-channel",
            "only the first channel is used. Change a pixel of another: does the result change?",
            lambda image, weight, bias: _layer(image[:1], weight[:, :1], bias),
        ),
        Mistake(
            "one-channel",
            "only the last channel is used: each replaces the one before it. Does = stand where "
            "+= should add?",
            lambda image, weight, bias: _layer(image[-1:], weight[:, -1:], bias),
        ),
        Mistake(
            "filters-and-channels-exchanged",
            "filters and channels are exchanged in the weights: the filter is the first index.",
            _exchanged,
        ),
    ],
)
def conv_channels(image, weight, bias):
    """Let each filter make one map of all channels."""
    filters, _, height, width = weight.shape
    rows, columns = image.shape[1] - height + 1, image.shape[2] - width + 1
    result = np.zeros((filters, rows, columns))
    for f in range(filters):
        for i in range(rows):
            for j in range(columns):
                window = image[:, i : i + height, j : j + width]
                result[f, i, j] = (window * weight[f]).sum() + bias[f]
    return result


def _draw_mixture(rng):
    channels, filters = between(rng, 1, 3), between(rng, 1, 3)
    return grey(rng, channels, *sides(rng, 1, 3)), signed(rng, filters, channels)


def _mixed(image, weight):
    return np.einsum("fc,chw->fhw", weight, image)


def _mixed_exchanged(image, weight):
    if weight.shape[0] != weight.shape[1]:
        raise IndexError("index is out of bounds")
    return _mixed(image, weight.T)


@exercise(
    task="""
    Mix channels by filters of 1 × 1: each pixel of a new map is the sum of the channels' values at
    the same place, each times the filter's weight for that channel. `image` has shape (C, H, W),
    `weight` (F, C), the result (F, H, W).
    """,
    hints=(
        "What is the new pixel in row 0, column 0 for a filter with the weights 1 and −1?",
        "A map of a filter is a sum of whole channels, each times one number.",
        "For each filter, add up weight[f, c] * image[c] over the channels.",
    ),
    by_hand=[
        (([[[1, 2]], [[3, 4]]], [[1, -1], [0, 10]]), [[[-2, -2]], [[30, 40]]]),
        (([[[3]]], [[2]]), [[[6]]]),
        (([[[1]], [[2]]], [[1, 10]]), [[[21]]]),
        (([[[1], [2]]], [[1], [3]]), [[[1], [2]], [[3], [6]]]),
    ],
    draw=_draw_mixture,
    mistakes=[
        Mistake(
            "filters-and-channels-exchanged",
            "filters and channels are exchanged in the weights: the filter is the first index.",
            _mixed_exchanged,
        ),
        Mistake(
            "channels-not-summed",
            "each channel is multiplied, but the channels are not added up.",
            lambda image, weight: weight[:, :, None, None] * image,
        ),
        Mistake(
            "mean-instead-of-sum",
            "the channels are averaged, not added up.",
            lambda image, weight: _mixed(image, weight) / len(image),
        ),
        Mistake(
            "one-channel",
            "only the last channel is left: each replaces the one before it.",
            lambda image, weight: _mixed(image[-1:], weight[:, -1:]),
        ),
        Mistake(
            "weights-forgotten",
            "the channels are added up, and the weights play no part.",
            lambda image, weight: _mixed(image, np.ones(weight.shape)),
        ),
        Mistake(
            "one-filter",
            "there is only the first filter's map. One is wanted for each filter.",
            lambda image, weight: _mixed(image, weight[:1])[0],
        ),
    ],
)
def one_by_one(image, weight):
    """Let each filter mix the channels, pixel by pixel."""
    result = np.zeros((len(weight), *image.shape[1:]))
    for f in range(len(weight)):
        for c in range(len(image)):
            result[f] += weight[f, c] * image[c]
    return result
