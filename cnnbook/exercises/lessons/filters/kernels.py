"""What is done to a kernel itself."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import sides, signed


def _draw_kernel(rng):
    kernel = signed(rng, *sides(rng, 2, 3))
    return (kernel if abs(kernel.sum()) >= 1 else np.abs(kernel),)


@exercise(
    task="""
    Divide a kernel by the sum of its weights, so that the new weights sum to 1. `kernel` has shape
    (KH, KW); its sum is not 0.
    """,
    hints=(
        "What is the sum of [[1, 2, 1]], and what becomes of each weight?",
        "One number is computed from all weights; then every weight is divided by it.",
        "An array divided by a number is an array. kernel.sum() adds up all rows and columns.",
    ),
    by_hand=[
        (([[1, 2, 1]],), [[0.25, 0.5, 0.25]]),
        (([[1, 1], [1, 1]],), [[0.25, 0.25], [0.25, 0.25]]),
        (([[3, -1]],), [[1.5, -0.5]]),
        (([[5]],), [[1]]),
        (([[0, -1, 0], [-1, 6, -1], [0, -1, 0]],), [[0, -0.5, 0], [-0.5, 3, -0.5], [0, -0.5, 0]]),
    ],
    draw=_draw_kernel,
    mistakes=[
        Mistake(
            "divided-by-max",
            "the weights are divided by the largest one. What do they sum to then?",
            lambda kernel: kernel / kernel.max(),
        ),
        Mistake(
            "divided-by-count",
            "the weights are divided by how many they are, not by what they sum to.",
            lambda kernel: kernel / kernel.size,
        ),
        Mistake(
            "absolute-sum",
            "the sum was taken without the signs. A weight of −1 makes the sum smaller.",
            lambda kernel: kernel / np.abs(kernel).sum(),
        ),
        Mistake(
            "wrong-axis",
            "each row is divided by its own sum. There is one sum for the whole kernel.",
            lambda kernel: kernel / kernel.sum(axis=1, keepdims=True),
        ),
        Mistake(
            "wrong-axis",
            "each column is divided by its own sum. There is one sum for the whole kernel.",
            lambda kernel: kernel / kernel.sum(axis=0),
        ),
        Mistake(
            "unchanged",
            "the kernel came back as it was.",
            lambda kernel: kernel,
        ),
    ],
)
def normalise(kernel):
    """Divide a kernel by the sum of its weights."""
    return kernel / kernel.sum()


@exercise(
    task="""
    Turn a kernel by 180°: what was first comes last, in the rows and in the columns. `kernel` has
    shape (KH, KW), the result too.
    """,
    hints=(
        "Write 1 to 6 into two rows of three. Where does the 1 go?",
        "Turning by 180° reverses the order of the rows, and the order within each row.",
        "A slice with step −1 reverses one axis: numbers[::-1].",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6]],), [[6, 5, 4], [3, 2, 1]]),
        (([[1, 2]],), [[2, 1]]),
        (([[1], [2]],), [[2], [1]]),
        (([[7]],), [[7]]),
    ],
    draw=lambda rng: (signed(rng, *sides(rng, 2, 3)),),
    mistakes=[
        Mistake(
            "only-rows",
            "only the order of the rows is reversed. Look at what became of one row.",
            lambda kernel: kernel[::-1],
        ),
        Mistake(
            "only-columns",
            "only the order within each row is reversed. Which row is the first now?",
            lambda kernel: kernel[:, ::-1],
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "rows have become columns, which mirrors the kernel along its diagonal.",
            lambda kernel: kernel.T,
        ),
        Mistake(
            "quarter-turn",
            "the kernel is turned by 90°. How many quarter turns make 180°?",
            np.rot90,
        ),
        Mistake(
            "quarter-turn",
            "the kernel is turned by 90°. How many quarter turns make 180°?",
            lambda kernel: np.rot90(kernel, -1),
        ),
        Mistake("unchanged", "the kernel came back as it was.", lambda kernel: kernel),
    ],
)
def flip(kernel):
    """Turn a kernel by 180°."""
    return kernel[::-1, ::-1]
