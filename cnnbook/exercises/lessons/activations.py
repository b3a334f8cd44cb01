"""Lesson 5: why layers need a bend."""

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import sides, signed


def _draw_map(rng):
    return (signed(rng, *sides(rng, 2, 3)),)


@exercise(
    task="""
    Rectify: keep each number that is positive, and set the others to 0. `x` is a map of shape
    (H, W), the result too.
    """,
    hints=(
        "Look at one number: what becomes of 3, and what of −3?",
        "The result is the larger of two numbers: the value and …?",
        "np.maximum compares an array with a number cell by cell; np.where chooses cell by cell.",
    ),
    by_hand=[
        (([[-2, 3], [0.5, -1]],), [[0, 3], [0.5, 0]]),
        (([[7, -2]],), [[7, 0]]),
        (([[-1], [4]],), [[0], [4]]),
        (([[0, -0.5]],), [[0, 0]]),
    ],
    draw=_draw_map,
    mistakes=[
        Mistake(
            "absolute-value",
            "the negative numbers have lost their minus. They should be 0.",
            np.abs,
        ),
        Mistake(
            "step",
            "the result says where x is positive, by 0 and 1. The positive numbers should stay "
            "as they are.",
            lambda x: x > 0,
        ),
        Mistake(
            "wrong-side",
            "the negative numbers are kept and the positive ones set to 0.",
            lambda x: np.minimum(x, 0),
        ),
        Mistake(
            "clipped-at-one",
            "what is larger than 1 has become 1. Only one side is bent.",
            lambda x: np.clip(x, 0, 1),
        ),
        Mistake(
            "dropped",
            "the negative numbers are left out, so the map has lost its shape. Each cell should "
            "stay in its place.",
            lambda x: x[x > 0],
        ),
        Mistake(
            "one-maximum",
            "one number came for the whole map: max looks for the largest of all. Here each cell "
            "is compared with 0.",
            lambda x: max(0, x.max()),
        ),
        Mistake("unchanged", "the map came back as it was.", lambda x: x),
    ],
)
def relu(x):
    """Keep what is positive and set the rest to 0."""
    return np.maximum(x, 0)


def _draw_leaky(rng):
    return (*_draw_map(rng), float(rng.choice([0.1, 0.2, 0.25, 0.5])))


@exercise(
    task="""
    Leak: keep each number that is positive, and multiply the negative ones by `slope`. `x` is a
    map of shape (H, W), `slope` a number from 0 to 1.
    """,
    hints=(
        "With slope 0.1, what becomes of 3, and what of −3?",
        "There are two cases for each cell. Which question decides between them?",
        "np.where(question, this, that) takes this where the answer is True, else that.",
    ),
    by_hand=[
        (([[-2, 3], [0.5, -1]], 0.1), [[-0.2, 3], [0.5, -0.1]]),
        (([[4, -2]], 0.5), [[4, -1]]),
        (([[-8], [1]], 0.5), [[-4], [1]]),
        (([[0, -4]], 0.25), [[0, -1]]),
        (([[-3, 3]], 0.0), [[0, 3]]),
    ],
    draw=_draw_leaky,
    mistakes=[
        Mistake(
            "slope-ignored",
            "what is negative has become 0: this is ReLU, and the slope plays no part.",
            lambda x, slope: np.maximum(x, 0),
        ),
        Mistake(
            "both-sides",
            "all numbers are multiplied by the slope, the positive ones too.",
            lambda x, slope: slope * x,
        ),
        Mistake(
            "sign",
            "the negative numbers have become positive: the slope has the wrong sign.",
            lambda x, slope: np.where(x > 0, x, -slope * x),
        ),
        Mistake(
            "wrong-side",
            "the positive numbers are multiplied and the negative ones kept.",
            lambda x, slope: np.where(x > 0, slope * x, x),
        ),
        Mistake(
            "slope-fixed",
            "the slope is always 0.01, whatever the argument says.",
            lambda x, slope: np.where(x > 0, x, 0.01 * x),
        ),
        Mistake(
            "value-instead-of-slope",
            "each negative number has become the slope itself. What should become of −2, and what "
            "of −4?",
            lambda x, slope: np.where(x > 0, x, slope),
        ),
    ],
)
def leaky_relu(x, slope):
    """Keep what is positive and multiply the rest by the slope."""
    return np.where(x > 0, x, slope * x)


@exercise(
    task="""
    Squash each number to between 0 and 1 by the sigmoid, 1 / (1 + exp(−x)). `x` is a map of shape
    (H, W), the result too.
    """,
    hints=(
        "What is the sigmoid of 0? It needs no calculator.",
        "Which operation comes first in the formula, which last? Mind the brackets below the line.",
        "np.exp takes a whole array; so do + and /.",
    ),
    by_hand=[
        (([[0, 1], [-1, 2]],), [[0.5, 0.7310586], [0.2689414, 0.8807971]]),
        (([[0], [1]],), [[0.5], [0.7310586]]),
        (([[1, 0]],), [[0.7310586, 0.5]]),
        (([[30, -30]],), [[1, 0]]),
    ],
    draw=_draw_map,
    mistakes=[
        Mistake(
            "sign",
            "large numbers go to 0 and small ones to 1: the minus in exp(−x) is missing.",
            lambda x: 1 / (1 + np.exp(x)),
        ),
        Mistake(
            "brackets-missing",
            "1/1 is computed first, and then the rest added: everything below the line needs "
            "brackets around it.",
            lambda x: 1 / 1 + np.exp(-x),
        ),
        Mistake(
            "one-forgotten",
            "the 1 below the line is missing. What is your result for x = 0?",
            lambda x: 1 / np.exp(-x),
        ),
        Mistake(
            "hyperbolic-tangent",
            "the result goes from −1 to 1: this is the hyperbolic tangent.",
            np.tanh,
        ),
        Mistake(
            "step",
            "each number is 0 or 1. The sigmoid goes smoothly from one to the other.",
            lambda x: x > 0,
        ),
        Mistake(
            "derivative",
            "this is the slope of the sigmoid, s · (1 − s), not s itself.",
            lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
        ),
    ],
)
def sigmoid(x):
    """Squash each number to between 0 and 1."""
    return 1 / (1 + np.exp(-x))
