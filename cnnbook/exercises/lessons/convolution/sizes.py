"""How large a result is."""

import math

from ...exercise import Mistake, exercise
from .._ways import between


def _draw_size(rng):
    kernel, dilation = between(rng, 2, 5), between(rng, 1, 3)
    n = dilation * (kernel - 1) + 1 + between(rng, 0, 12)
    return n, kernel, between(rng, 1, 4), between(rng, 0, 3), dilation


@exercise(
    task="""
    How many places does a kernel take along one side? The side has `n` pixels and `padding` more
    at each end; the kernel has `kernel_size` weights, `dilation` pixels apart (1: next to each
    other), and moves by `stride`. Only places where it fits count. Return a whole number.
    """,
    hints=(
        "Begin with stride 1, no padding, dilation 1: n = 5, kernel size 3. Count.",
        "The kernel reaches over dilation · (kernel_size − 1) + 1 pixels. How many steps of stride "
        "are left, once it stands at the beginning?",
        "Pixels in all, with both ends, less what the kernel reaches over; how many whole strides "
        "go into that; and 1 for the place where it began.",
    ),
    by_hand=[
        ((7, 3, 2, 0, 1), 3),
        ((28, 3, 1, 1, 1), 28),
        ((5, 3, 1, 0, 2), 1),
        ((28, 5, 2, 2, 1), 14),
        ((3, 3, 1, 0, 1), 1),
        ((6, 3, 2, 0, 1), 2),
        ((8, 3, 3, 1, 2), 2),
    ],
    draw=_draw_size,
    mistakes=[
        Mistake(
            "floor-forgotten",
            "the division leaves a fraction. A place that is only half there does not count.",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
        ),
        Mistake(
            "ceil-instead-of-floor",
            "the fraction is rounded up, so a place counts where the kernel does not fit.",
            lambda n, k, s, p, d: math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1,
        ),
        Mistake(
            "padding-on-one-side",
            "the padding is counted once, but it stands at both ends.",
            lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,
        ),
        Mistake(
            "padding-ignored",
            "the padding plays no part.",
            lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1,
        ),
        Mistake(
            "dilation-ignored",
            "the dilation plays no part. How far is it from the first weight to the last?",
            lambda n, k, s, p, d: (n + 2 * p - k) // s + 1,
        ),
        Mistake(
            "stride-ignored",
            "the stride plays no part.",
            lambda n, k, s, p, d: n + 2 * p - d * (k - 1),
        ),
        Mistake(
            "off-by-one",
            "it is one too few: the place where the kernel begins counts too.",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s,
        ),
        Mistake(
            "gaps-counted-wrong",
            "the dilation is multiplied by the number of weights, but between k weights there "
            "are only k − 1 gaps.",
            lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1,
        ),
    ],
    exact=True,
)
def output_size(n, kernel_size, stride, padding, dilation):
    """Return how many places a kernel takes along one side."""
    reach = dilation * (kernel_size - 1) + 1
    return (n + 2 * padding - reach) // stride + 1
