"""Lesson 12: famous networks, and the parts that they added."""

import numpy as np

from ..exercise import Mistake, exercise
from ..printing import Formula
from ._ways import between, grey, sides, signed

_BODIES = ("lambda x: 2 * x + 1", "lambda x: x**2 - 3", "lambda x: -x - 1", "lambda x: 0.5 - x**2")


@exercise(
    task="""
    Build a residual block: what goes in is added to what the body makes of it. `x` has shape
    (H, W), `body` is a function from such an array to another of the same shape.
    """,
    hints=(
        "If the body returns only zeros, what should come out of the block?",
        "There are two ways through the block, and they meet at its end. What happens there?",
        "Call the body with x, and add x.",
    ),
    by_hand=[
        (([[1, -2]], Formula("lambda x: 10 * x")), [[11, -22]]),
        (([[3]], Formula("lambda x: 0 * x")), [[3]]),
        (([[1], [2]], Formula("lambda x: x - 1")), [[1], [3]]),
        (([[-1]], Formula("lambda x: x**2")), [[0]]),
    ],
    draw=lambda rng: (signed(rng, *sides(rng, 1, 2)), Formula(str(rng.choice(_BODIES)))),
    mistakes=[
        Mistake(
            "shortcut-forgotten",
            "this is the body alone. What went in should be added.",
            lambda x, body: body(x),
        ),
        Mistake(
            "body-forgotten",
            "what went in came out, and the body was not asked.",
            lambda x, body: x,
        ),
        Mistake(
            "multiplied",
            "the two ways are multiplied where they meet. They are added.",
            lambda x, body: x * body(x),
        ),
        Mistake(
            "sign",
            "one way is subtracted from the other.",
            lambda x, body: x - body(x),
        ),
        Mistake(
            "sign",
            "one way is subtracted from the other.",
            lambda x, body: body(x) - x,
        ),
        Mistake(
            "body-twice",
            "the body is asked twice. The other way is x as it came.",
            lambda x, body: 2 * body(x),
        ),
        Mistake(
            "relu-added",
            "what is negative has become 0. This block ends with the sum.",
            lambda x, body: np.maximum(x + body(x), 0),
        ),
    ],
)
def residual(x, body):
    """Add what goes in to what the body makes of it."""
    return x + body(x)


def _draw_batch(rng):
    return signed(rng, between(rng, 2, 5), between(rng, 2, 3)), float(rng.choice([0.01, 0.5, 1.0]))


def _normal(x, eps, axis=0, ddof=0, middle=True, root=np.sqrt):
    centred = x - x.mean(axis=axis, keepdims=True)
    below = root(x.var(axis=axis, ddof=ddof, keepdims=True) + eps)
    return (centred if middle else x) / below


@exercise(
    task="""
    Normalise a batch: from each feature subtract its mean over the images, and divide by the root
    of its variance plus `eps`. `x` has shape (N, features), the result too. The variance is the
    mean of the squared distances from the mean, as np.var computes it; `eps` stands under the root.
    """,
    hints=(
        "Take the numbers 1 and 3 in one column: which is the mean, and which the variance?",
        "Each column has its own mean and its own variance. Which axis goes through a column?",
        "x minus the means, over np.sqrt of variances + eps, with both taken along axis 0.",
    ),
    by_hand=[
        (([[1, 0], [3, 0]], 0.0625 * 9), [[-0.8, 0], [0.8, 0]]),
        (([[5]], 1.0), [[0]]),
        (([[0], [4]], 5.0), [[-0.6666667], [0.6666667]]),
        (([[0, 0], [6, 4]], 0.0), [[-1, -1], [1, 1]]),
    ],
    draw=_draw_batch,
    mistakes=[
        Mistake(
            "wrong-axis",
            "each row is normalised. A feature is a column, with one number from each image.",
            lambda x, eps: _normal(x, eps, axis=1),
        ),
        Mistake(
            "wrong-axis",
            "one mean and one variance are taken for everything. Each feature has its own.",
            lambda x, eps: _normal(x, eps, axis=(0, 1)),
        ),
        Mistake(
            "root-forgotten",
            "it is divided by the variance, not by its root.",
            lambda x, eps: _normal(x, eps, root=np.asarray),
        ),
        Mistake(
            "epsilon-outside-root",
            "eps is added after the root is taken. It stands under the root.",
            lambda x, eps: (x - x.mean(axis=0)) / (x.std(axis=0) + eps),
        ),
        Mistake(
            "epsilon-forgotten",
            "eps plays no part. Where all images agree, there is a division by 0.",
            lambda x, eps: _normal(x, 0),
        ),
        Mistake(
            "mean-forgotten",
            "the mean is not subtracted: a feature should lie around 0 afterwards.",
            lambda x, eps: _normal(x, eps, middle=False),
        ),
        Mistake(
            "division-forgotten",
            "the mean is subtracted, but nothing is divided.",
            lambda x, eps: x - x.mean(axis=0),
        ),
        Mistake(
            "n-minus-one",
            "the squares are divided by N − 1, as for a sample. Here it is N, as np.var does.",
            lambda x, eps: _normal(x, eps, ddof=1),
        ),
    ],
)
def batch_norm(x, eps):
    """Normalise each feature over the batch."""
    mean = x.mean(axis=0)
    variance = ((x - mean) ** 2).mean(axis=0)
    return (x - mean) / np.sqrt(variance + eps)


@exercise(
    task="""
    Make one number of each map: its mean. `maps` has shape (C, H, W), the result (C,).
    """,
    hints=(
        "Two maps of 2 × 2: how many numbers come out?",
        "Which axes vanish, and which stays?",
        "The mean of maps[c] for each c, or mean with a pair of axes.",
    ),
    by_hand=[
        (([[[1, 2], [3, 6]], [[0, 0], [0, 4]]],), [3, 1]),
        (([[[5]]],), [5]),
        (([[[1, 2]], [[3, 4]]],), [1.5, 3.5]),
        (([[[1], [2]]],), [1.5]),
    ],
    draw=lambda rng: (grey(rng, between(rng, 1, 3), *sides(rng, 1, 3)),),
    mistakes=[
        Mistake(
            "sum-instead-of-mean",
            "each map is added up, but not divided by how many pixels it has.",
            lambda maps: maps.sum(axis=(1, 2)),
        ),
        Mistake(
            "wrong-axis",
            "the maps are averaged with each other, pixel by pixel.",
            lambda maps: maps.mean(axis=0),
        ),
        Mistake(
            "one-number",
            "one number came for all maps together.",
            lambda maps: maps.mean(),
        ),
        Mistake(
            "one-axis",
            "only one axis of each map is averaged.",
            lambda maps: maps.mean(axis=1),
        ),
        Mistake(
            "one-axis",
            "only one axis of each map is averaged.",
            lambda maps: maps.mean(axis=2),
        ),
        Mistake(
            "max-instead-of-mean",
            "each map gives its largest value.",
            lambda maps: maps.max(axis=(1, 2)),
        ),
    ],
)
def global_average(maps):
    """Return the mean of each map."""
    return maps.mean(axis=(1, 2))
