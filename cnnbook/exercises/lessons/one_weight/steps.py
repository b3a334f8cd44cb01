"""From a slope to a step."""

import numpy as np

from ...exercise import Mistake, exercise
from ...printing import Formula
from .._ways import between, signed

_CURVES = (
    "lambda x: x**3",
    "lambda x: x**3 - 4 * x",
    "lambda x: 5 - 3 * x",
    "lambda x: 2 * x**2 + x",
    "lambda x: np.exp(x)",
    "lambda x: x**4 / 4",
)


def _nudged(left, right):
    return lambda f, x: (f(x + right) - f(x - left)) / (left + right)


def _changed(left, right):
    return lambda f, x: f(x + right) - f(x - left)


_NOT_DIVIDED = [
    Mistake(
        "not-divided",
        "this is how much f changes, or less. Divide it by how much x changes, in brackets: "
        "/ 2 * h halves and then multiplies by h.",
        _changed(left * 10.0**-n, 10.0**-n),
    )
    for n in range(2, 9)
    for left in (0, 1)
]


def _unbracketed(h):
    return (
        lambda f, x: f(x + h) - f(x - h) / (2 * h),
        lambda f, x: f(x + h) - f(x - h) / 2 * h,
    )


_UNBRACKETED = [
    Mistake(
        "brackets-missing",
        "brackets are missing: the whole change of f stands above the line, and all of 2 · h below "
        "it. / and * are done from left to right, and before + and −.",
        function,
        tolerance=1e-5,
    )
    for n in range(1, 5)
    for function in _unbracketed(10.0**-n)
]
_TOO_LARGE = [
    Mistake(
        "nudge-too-large",
        f"a nudge of {max(nudge)} is so large that the curve bends on the way. Try a smaller one.",
        _nudged(*nudge),
    )
    for nudge in ((0, 1), (1, 1), (1, 0), (0, 0.5), (0.5, 0.5), (0, 0.1), (0.1, 0))
]


@exercise(
    task="""
    How steep is the curve of `f` at `x`? Nudge x a little to either side, by h = 0.001 say, and
    divide how much f changes by how far apart the two places are. `f` is a function of one number.
    """,
    hints=(
        "For f(x) = 2x, compute f(5.001) and f(4.999). How far apart are they?",
        "The slope is the change of f divided by the change of x. How large is the change of x, "
        "from x − h to x + h?",
        "Choose a small h, compute f(x + h) − f(x − h), and divide by 2 · h.",
    ),
    by_hand=[
        ((Formula("lambda x: x**2"), 3.0), 6),
        ((Formula("lambda x: 2 * x"), 5.0), 2),
        ((Formula("lambda x: -x"), 1.0), -1),
        ((Formula("lambda x: x**3"), 2.0), 12),
        ((Formula("lambda x: x**2"), -2.0), -4),
    ],
    draw=lambda rng: (Formula(str(rng.choice(_CURVES))), between(rng, 2, 6) / 2),
    mistakes=[
        Mistake(
            "divided-by-h",
            "the result is twice the slope: from x − h to x + h it is 2h, not h. Brackets around "
            "2 * h matter too.",
            lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / 1e-4,
        ),
        Mistake(
            "divided-by-h",
            "the result is half the slope: from x to x + h it is h, not 2h.",
            lambda f, x: (f(x + 1e-4) - f(x)) / 2e-4,
        ),
        *_NOT_DIVIDED,
        Mistake(
            "sign",
            "the sign is the other way round: take what lies to the right minus what lies to the "
            "left.",
            lambda f, x: (f(x - 1e-4) - f(x + 1e-4)) / 2e-4,
        ),
        *_TOO_LARGE,
        *_UNBRACKETED,
        Mistake(
            "value-instead-of-slope",
            "this is the height of the curve at x. How much does it change beside x?",
            lambda f, x: f(x),
        ),
        Mistake(
            "nudge-too-small",
            "the nudge is so small that x + h is x again: a float holds about 16 digits.",
            lambda f, x: (f(x + 1e-18) - f(x - 1e-18)) / 2e-18,
        ),
    ],
    tolerance=0.02,
)
def slope(f, x):
    """Return the slope of f at x, by a nudge to either side."""
    h = 0.0001
    return (f(x + h) - f(x - h)) / (2 * h)


def _draw_step(rng):
    n = between(rng, 1, 4)
    return signed(rng, n), signed(rng, n), float(rng.choice([0.1, 0.25, 0.5]))


@exercise(
    task="""
    Take one step downhill: move the weights `w` against their slopes `grad`, by `rate` times the
    slope. `w` and `grad` are arrays of one shape; return the new weights.
    """,
    hints=(
        "The slope is positive: the loss grows to the right. Which way is down?",
        "The steeper, the longer the step: how long is it for slope 4 and rate 0.1?",
        "New weights: the old ones minus the rate times the slopes, all cells at once.",
    ),
    by_hand=[
        (([1, 2], [4, -2], 0.5), [-1, 3]),
        (([3], [2], 0.5), [2]),
        (([0], [-1], 0.1), [0.1]),
        (([5, 5], [0, 1], 1.0), [5, 4]),
    ],
    draw=_draw_step,
    mistakes=[
        Mistake(
            "sign",
            "the step goes uphill. Where the slope is positive, the weight should fall.",
            lambda w, grad, rate: w + rate * grad,
        ),
        Mistake(
            "rate-ignored",
            "the step is as long as the slope, whatever the rate says.",
            lambda w, grad, rate: w - grad,
        ),
        Mistake(
            "step-only",
            "this is the step itself. Where do the weights stand after it?",
            lambda w, grad, rate: -rate * grad,
        ),
        Mistake(
            "rate-on-weights",
            "the rate multiplies the weights too. It belongs to the slope alone.",
            lambda w, grad, rate: rate * (w - grad),
        ),
        Mistake(
            "direction-only",
            "each step has the same length: only the sign of the slope is used.",
            lambda w, grad, rate: w - rate * np.sign(grad),
        ),
        Mistake(
            "divided-by-rate",
            "the slope is divided by the rate. A smaller rate should make a shorter step.",
            lambda w, grad, rate: w - grad / rate,
        ),
    ],
)
def gradient_step(w, grad, rate):
    """Move the weights against their slopes."""
    return w - rate * grad
