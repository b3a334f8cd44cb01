"""Lesson 10: the filters find themselves."""

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import between, signed


def _draw_momentum(rng):
    n = between(rng, 1, 3)
    rate, momentum = float(rng.choice([0.1, 0.25])), float(rng.choice([0.5, 0.8, 0.9]))
    return signed(rng, n), signed(rng, n), signed(rng, n), rate, momentum


@exercise(
    task="""
    Take a step with momentum, as PyTorch does: the new velocity is `momentum` times the old one
    plus the slopes `grad`; then the weights `w` go against the new velocity, by `rate` times as
    much. All arrays have one shape. Return two things: the new weights and the new velocity.
    """,
    hints=(
        "The velocity is 0 at first. What is it after a slope of 4, and then of 0?",
        "Two lines, and their order matters: which velocity moves the weights?",
        "First velocity = …, with momentum and grad; then w = …, with rate and that velocity. "
        "Return both, separated by a comma.",
    ),
    by_hand=[
        (([1], [2], [4], 0.1, 0.5), ([0.5], [5])),
        (([0], [0], [1], 0.5, 0.9), ([-0.5], [1])),
        (([3], [2], [0], 0.5, 0.5), ([2.5], [1])),
        (([1, 2], [1, -1], [0, 2], 1.0, 0.0), ([1, 0], [0, 2])),
    ],
    draw=_draw_momentum,
    mistakes=[
        Mistake(
            "old-velocity",
            "the weights move with the velocity from before the step. Which line comes first?",
            lambda w, v, g, rate, m: (w - rate * v, m * v + g),
        ),
        Mistake(
            "momentum-forgotten",
            "the old velocity plays no part: this is the plain step downhill.",
            lambda w, v, g, rate, m: (w - rate * g, g),
        ),
        Mistake(
            "momentum-forgotten",
            "the old velocity is added whole, and the momentum plays no part.",
            lambda w, v, g, rate, m: (w - rate * (v + g), v + g),
        ),
        Mistake(
            "sign",
            "the weights go uphill: they should go against the velocity.",
            lambda w, v, g, rate, m: (w + rate * (m * v + g), m * v + g),
        ),
        Mistake(
            "rate-in-velocity",
            "the rate is part of the velocity. Some books do so; here, as in PyTorch, it only "
            "multiplies the step.",
            lambda w, v, g, rate, m: (w + m * v - rate * g, m * v - rate * g),
        ),
        Mistake(
            "rate-in-velocity",
            "the rate is part of the velocity. Here, as in PyTorch, it only multiplies the step.",
            lambda w, v, g, rate, m: (w - m * v - rate * g, m * v + rate * g),
        ),
        Mistake(
            "slope-damped",
            "the slopes are multiplied by 1 − momentum. Here they are added whole.",
            lambda w, v, g, rate, m: (w - rate * (m * v + (1 - m) * g), m * v + (1 - m) * g),
        ),
        Mistake(
            "results-exchanged",
            "the velocity comes first. Return the weights first, then the velocity.",
            lambda w, v, g, rate, m: (m * v + g, w - rate * (m * v + g)),
        ),
        Mistake(
            "weights-only",
            "only the weights came back. The velocity is needed for the next step.",
            lambda w, v, g, rate, m: w - rate * (m * v + g),
        ),
    ],
)
def momentum_step(w, velocity, grad, rate, momentum):
    """Move the weights by a velocity that remembers earlier slopes."""
    velocity = momentum * velocity + grad
    w = w - rate * velocity
    return w, velocity


def _draw_adam(rng):
    n, t = between(rng, 1, 3), between(rng, 2, 5)
    m, v = signed(rng, n) / 10, np.abs(signed(rng, n)) / 100
    return signed(rng, n), m, v, t, signed(rng, n), float(rng.choice([0.1, 0.5]))


def _adam(w, m, v, t, g, rate, b1=0.9, b2=0.999, power=2, sign=-1, correct=True):
    """Take a step, right by default."""
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**power
    c1, c2 = (1 - b1**t, 1 - b2**t) if correct else (1, 1)
    return w + sign * rate * (m / c1) / (np.sqrt(v / c2) + 1e-8), m, v


def _corrected_kept(w, m, v, t, g, rate):
    w, m, v = _adam(w, m, v, t, g, rate)
    return w, m / (1 - 0.9**t), v / (1 - 0.999**t)


def _late(w, m, v, t, g, rate, late):
    """Correct for an earlier or a later step than this one."""
    _, m, v = _adam(w, m, v, t, g, rate)
    c1, c2 = 1 - np.float64(0.9) ** (t + late), 1 - np.float64(0.999) ** (t + late)
    return w - rate * (m / c1) / (np.sqrt(v / c2) + 1e-8), m, v


def _rooted(w, m, v, t, g, rate, root):
    _, m, v = _adam(w, m, v, t, g, rate)
    return w - rate * m / (1 - 0.9**t) / root(v / (1 - 0.999**t)), m, v


@exercise(
    task="""
    Take a step with Adam. m becomes 0.9 m + 0.1 grad and v becomes 0.999 v + 0.001 grad². Both
    began at 0, so they are too small at first: divide m by 1 − 0.9ᵗ and v by 1 − 0.999ᵗ, for the
    step alone, where `t` is 1 in the first step. Then the weights `w` go down by `rate` times the
    corrected m, divided by the root of the corrected v plus 1e-8. Return the new w, m and v; m and
    v as they are before the correction.
    """,
    hints=(
        "In the first step, with m = v = 0: what are the corrected m and v? How long is the step?",
        "Five lines: m, v, corrected m, corrected v, w. The corrected ones need their own names.",
        "The root first, then add 1e-8; the correction uses powers: 0.9**t. Return w, m, v.",
    ),
    by_hand=[
        (([1], [0], [0], 1, [2], 0.5), ([0.5], [0.2], [0.004])),
        (([0], [0], [0], 1, [-3], 0.1), ([0.1], [-0.3], [0.009])),
        (([1], [0], [0], 1, [1e-8], 1.0), ([0.5], [1e-9], [1e-19])),
        (([2], [0.1], [0.001], 2, [1], 0.1), ([1.9], [0.19], [0.001999])),
    ],
    draw=_draw_adam,
    mistakes=[
        Mistake(
            "correction-forgotten",
            "m and v are used as they are, without the division that makes up for their start "
            "at 0.",
            lambda *arguments: _adam(*arguments, correct=False),
        ),
        Mistake(
            "corrected-kept",
            "m and v come back corrected. The correction is for this step alone; the next step "
            "needs them as they were.",
            _corrected_kept,
        ),
        Mistake(
            "square-forgotten",
            "v gathers the slopes themselves. It should gather their squares.",
            lambda *arguments: _adam(*arguments, power=1),
        ),
        Mistake(
            "root-forgotten",
            "the step is divided by v, not by its root.",
            lambda *arguments: _rooted(*arguments, lambda v: v + 1e-8),
        ),
        Mistake(
            "epsilon-inside-root",
            "1e-8 is added before the root is taken. It should be added after it.",
            lambda *arguments: _rooted(*arguments, lambda v: np.sqrt(v + 1e-8)),
        ),
        Mistake(
            "epsilon-forgotten",
            "1e-8 is not added to the root, which matters where the slopes are tiny or 0.",
            lambda *arguments: _rooted(*arguments, np.sqrt),
        ),
        Mistake(
            "sign",
            "the weights go uphill.",
            lambda *arguments: _adam(*arguments, sign=1),
        ),
        Mistake(
            "betas-exchanged",
            "0.9 and 0.999 are exchanged: m forgets quickly, v slowly.",
            lambda *arguments: _adam(*arguments, b1=0.999, b2=0.9),
        ),
        Mistake(
            "counted-from-zero",
            "the powers are one too small: t is 1 in the first step already.",
            lambda *arguments: _late(*arguments, -1),
        ),
        Mistake(
            "counted-from-zero",
            "the powers are one too large: t is 1 in the first step, not 0.",
            lambda *arguments: _late(*arguments, 1),
        ),
    ],
)
def adam_step(w, m, v, t, grad, rate):
    """Move each weight by about the rate, whatever the size of its slope."""
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_corrected = m / (1 - 0.9**t)
    v_corrected = v / (1 - 0.999**t)
    w = w - rate * m_corrected / (np.sqrt(v_corrected) + 1e-8)
    return w, m, v


def _draw_labels(rng):
    classes = between(rng, 3, 5)
    return rng.integers(0, classes, between(rng, 2, 4)), classes


@exercise(
    task="""
    Write labels as rows of 0 with a single 1, which stands in the column of the label. `labels`
    has shape (N,), whole numbers from 0 to classes − 1; the result has shape (N, classes).
    """,
    hints=(
        "Which row belongs to label 2 of 4 classes?",
        "Begin with zeros of the right shape. Which places become 1?",
        "A loop: in row n, the column labels[n]. Or compare labels[:, None] with "
        "np.arange(classes).",
    ),
    by_hand=[
        ((np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]]),
        ((np.array([1]), 2), [[0, 1]]),
        ((np.array([0]), 1), [[1]]),
        ((np.array([1, 1]), 3), [[0, 1, 0], [0, 1, 0]]),
    ],
    draw=_draw_labels,
    mistakes=[
        Mistake(
            "rows-and-columns-exchanged",
            "each label has become a column. It should be a row.",
            lambda labels, classes: np.eye(classes)[:, labels],
        ),
        Mistake(
            "counted-from-one",
            "the 1 stands one column too far left: the first column belongs to label 0.",
            lambda labels, classes: np.eye(classes)[labels - 1],
        ),
        Mistake(
            "too-few-classes",
            "there are only as many columns as the largest label needs. Classes that do not "
            "occur have a column too.",
            lambda labels, classes: np.eye(labels.max() + 1)[labels],
        ),
        Mistake(
            "label-instead-of-one",
            "the label itself stands in its column. It should be a 1.",
            lambda labels, classes: np.eye(classes)[labels] * labels[:, None],
        ),
        Mistake(
            "counts",
            "the labels are counted, all in one row. Each label has a row of its own.",
            lambda labels, classes: np.bincount(labels, minlength=classes),
        ),
        Mistake(
            "upside-down",
            "0 and 1 are exchanged.",
            lambda labels, classes: 1 - np.eye(classes)[labels],
        ),
    ],
    exact=True,
)
def one_hot(labels, classes):
    """Write each label as a row with a single 1."""
    result = np.zeros((len(labels), classes))
    for n in range(len(labels)):
        result[n, labels[n]] = 1
    return result
