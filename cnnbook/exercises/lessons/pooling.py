"""Lesson 6: smaller maps."""

import math

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import between, cells, pooled, pooled_to_the_end, sides, signed


def _draw_pooling(rng):
    size = between(rng, 2, 3)
    height, width = sides(rng, size, 2 * size + 1)
    return signed(rng, height, width), size


def _starts_at_zero(image, size):
    return np.maximum(pooled(image, size, np.max), 0)


def _square(image, size, reduce):
    """Take the number of rows for that of columns too."""
    n = len(image) // size
    if n > image.shape[1] // size:
        raise IndexError("index is out of bounds")
    return pooled(image, size, reduce)[:, :n]


@exercise(
    task="""
    Keep the largest value of each window of size × size. The windows do not overlap: each begins
    where the one before ends. Rows and columns that are left over at the end are dropped. `image`
    has shape (H, W), the result (H // size, W // size).
    """,
    hints=(
        "Draw the windows of size 2 into a 4 × 5 image. Which column is left over?",
        "The window for row r of the result begins in row r · size of the image.",
        "Two loops over the result; inside, a slice of size rows and columns, and its max().",
    ),
    by_hand=[
        (([[1, 5, 2, 0], [3, 4, 8, 6]], 2), [[5, 8]]),
        (([[1, 2], [3, 4]], 2), [[4]]),
        (([[-4, -3], [-2, -1]], 2), [[-1]]),
        (([[1, 2, 9], [3, 4, 9]], 2), [[4]]),
        (([[1, 2], [3, 4]], 1), [[1, 2], [3, 4]]),
        (([[4, 1], [2, 3], [0, 6], [5, 1]], 2), [[4], [6]]),
    ],
    draw=_draw_pooling,
    mistakes=[
        Mistake(
            "mean-instead-of-max",
            "each window gives its mean, not its largest value.",
            lambda image, size: pooled(image, size, np.mean),
        ),
        Mistake(
            "min-instead-of-max",
            "each window gives its smallest value.",
            lambda image, size: pooled(image, size, np.min),
        ),
        Mistake(
            "stride-ignored",
            "the windows overlap: each begins one pixel after the one before.",
            lambda image, size: cells(image, size, size).max(axis=(2, 3)),
        ),
        Mistake(
            "ceil-instead-of-floor",
            "what is left over at the end has become windows too. Only whole windows count.",
            lambda image, size: pooled_to_the_end(image, size, np.max),
        ),
        Mistake(
            "starts-at-zero",
            "the largest value so far begins at 0, so a window with nothing above 0 gives 0. "
            "Try an image of −1.",
            _starts_at_zero,
        ),
        Mistake(
            "one-axis",
            "only the rows of a window are compared; the columns keep their number.",
            lambda image, size: (
                image[: len(image) // size * size].reshape(-1, size, image.shape[1]).max(axis=1)
            ),
        ),
        Mistake(
            "square-only",
            "the number of rows is used for the columns too. shape[0] counts rows, shape[1] "
            "columns.",
            lambda image, size: _square(image, size, np.max),
        ),
    ],
)
def max_pool(image, size):
    """Keep the largest value of each window."""
    height, width = image.shape[0] // size, image.shape[1] // size
    result = np.zeros((height, width))
    for r in range(height):
        for c in range(width):
            top, left = r * size, c * size
            result[r, c] = image[top : top + size, left : left + size].max()
    return result


@exercise(
    task="""
    Replace each window of size × size by its mean. The windows do not overlap: each begins where
    the one before ends. Rows and columns that are left over at the end are dropped. `image` has
    shape (H, W), the result (H // size, W // size).
    """,
    hints=(
        "What do max_pool and avg_pool have in common, and what must be exchanged?",
        "The window for row r of the result begins in row r · size of the image.",
        "Two loops over the result; inside, a slice of size rows and columns, and its mean().",
    ),
    by_hand=[
        (([[1, 5, 2, 0], [3, 3, 8, 6]], 2), [[3, 4]]),
        (([[1, 2], [3, 4]], 2), [[2.5]]),
        (([[1, 2, 9], [3, 6, 9]], 2), [[3]]),
        (([[1, 2], [3, 4]], 1), [[1, 2], [3, 4]]),
        (([[4, 1], [2, 1], [0, 6], [5, 1]], 2), [[2], [3]]),
    ],
    draw=_draw_pooling,
    mistakes=[
        Mistake(
            "sum-instead-of-mean",
            "each window is added up, but not divided by how many values it has.",
            lambda image, size: pooled(image, size, np.sum),
        ),
        Mistake(
            "max-instead-of-mean",
            "each window gives its largest value.",
            lambda image, size: pooled(image, size, np.max),
        ),
        Mistake(
            "divided-by-side",
            "the sum is divided by size. How many values has a window?",
            lambda image, size: pooled(image, size, np.sum) / size,
        ),
        Mistake(
            "stride-ignored",
            "the windows overlap: each begins one pixel after the one before.",
            lambda image, size: cells(image, size, size).mean(axis=(2, 3)),
        ),
        Mistake(
            "ceil-instead-of-floor",
            "what is left over at the end has become windows too. Only whole windows count.",
            lambda image, size: pooled_to_the_end(image, size, np.mean),
        ),
        Mistake(
            "square-only",
            "the number of rows is used for the columns too. shape[0] counts rows, shape[1] "
            "columns.",
            lambda image, size: _square(image, size, np.mean),
        ),
    ],
)
def avg_pool(image, size):
    """Replace each window by its mean."""
    height, width = image.shape[0] // size, image.shape[1] // size
    result = np.zeros((height, width))
    for r in range(height):
        for c in range(width):
            top, left = r * size, c * size
            result[r, c] = image[top : top + size, left : left + size].mean()
    return result


def _draw_layers(rng):
    kernels = [between(rng, 2, 5) for _ in range(between(rng, 2, 4))]
    return ([(kernel, between(rng, 1, min(kernel, 3))) for kernel in kernels],)  # without gaps


def _field(layers, jump_first=False, start=1):
    size, jump = start, 1
    for kernel, stride in layers:
        jump = jump * stride if jump_first else jump
        size += (kernel - 1) * jump
        jump = jump if jump_first else jump * stride
    return size


@exercise(
    task="""
    How many pixels of the input, along one side, does one number of the last layer see? `layers`
    is a list of pairs (kernel size, stride), first to last. Return a whole number.
    """,
    hints=(
        "One layer of 3 sees 3 pixels. A second one, with stride 1, sees one more on each side.",
        "A layer adds (kernel − 1) steps. How many input pixels long is a step, after strides of "
        "2 and 2?",
        "Keep two numbers, the size and the length of a step, both 1 at first. For each layer: "
        "add (kernel − 1) · step to the size, then multiply the step by the stride.",
    ),
    by_hand=[
        (([(3, 1), (2, 2), (3, 1)],), 8),
        (([(3, 1)],), 3),
        (([(3, 1), (3, 1)],), 5),
        (([(2, 2), (2, 2)],), 4),
        (([(5, 1), (2, 2), (5, 1), (2, 2)],), 16),
        (([(3, 2), (5, 3), (2, 2)],), 17),
    ],
    draw=_draw_layers,
    mistakes=[
        Mistake(
            "stride-ignored",
            "the strides play no part: behind a stride of 2, a step is two input pixels long.",
            lambda layers: 1 + sum(k - 1 for k, _ in layers),
        ),
        Mistake(
            "stride-too-early",
            "a layer's stride already counts for its own kernel. It counts for those after it.",
            lambda layers: _field(layers, jump_first=True),
        ),
        Mistake(
            "kernels-added",
            "the kernel sizes are added up. Two kernels of 3 see 5 pixels, since they overlap.",
            lambda layers: sum(k for k, _ in layers),
        ),
        Mistake(
            "kernels-multiplied",
            "the kernel sizes are multiplied. That holds only where windows do not overlap.",
            lambda layers: math.prod(k for k, _ in layers),
        ),
        Mistake(
            "order-reversed",
            "the layers are taken from last to first.",
            lambda layers: _field(layers[::-1]),
        ),
        Mistake(
            "off-by-one",
            "it is one too few: without any layer, a number sees one pixel, itself.",
            lambda layers: _field(layers, start=0),
        ),
        Mistake(
            "steps-only",
            "this is how long a step is after all layers, the product of the strides.",
            lambda layers: math.prod(s for _, s in layers),
        ),
    ],
    exact=True,
)
def receptive_field(layers):
    """Return how many input pixels a number of the last layer sees along one side."""
    size, step = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step *= stride
    return size
