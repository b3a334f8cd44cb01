"""From scores to a loss."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, sides, signed


def _stable(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _without_axis(scores, top=None):
    powers = np.exp(scores - (scores.max() if top is None else top))
    return powers / powers.sum(axis=1)


def _overflowing(scores):
    """Do as math.exp does."""
    if scores.max() > 709:
        raise OverflowError("math range error")
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


@exercise(
    task="""
    Turn scores into shares: raise e to each score, and divide by the sum of these powers over the
    image's classes. `scores` has shape (N, classes), a row for each of N images; so each row of
    the result sums to 1. It should also work for scores such as 1000, whose power no float holds.
    """,
    hints=(
        "What are the shares of the scores 0 and 0? And of 5 and 5?",
        "Adding the same number to all scores of a row changes no share. Which number makes the "
        "largest score 0?",
        "Subtract each row's maximum, take np.exp, and divide by each row's sum. keepdims=True "
        "keeps the axis, so that the shapes go together.",
    ),
    by_hand=[
        (([[0, 0], [0, 1.0986123]],), [[0.5, 0.5], [0.25, 0.75]]),
        (([[3]],), [[1]]),
        (([[5, 5]],), [[0.5, 0.5]]),
        (([[0.6931472, 0, 0]],), [[0.5, 0.25, 0.25]]),
        (([[1000, 1000]],), [[0.5, 0.5]]),
        (([[0], [1]],), [[1], [1]]),
    ],
    draw=lambda rng: (signed(rng, *sides(rng, 2, 4)),),
    mistakes=[
        Mistake(
            "overflow",
            "e to the power of 1000 is more than a float can hold, and infinity by infinity is no "
            "number. What may be subtracted from all scores of a row without changing a share?",
            lambda scores: np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True),
        ),
        Mistake(
            "overflow",
            "e to the power of 1000 is more than a float can hold. What may be subtracted from all "
            "scores of a row without changing a share?",
            _overflowing,
        ),
        Mistake(
            "wrong-axis",
            "each column sums to 1. Which axis are the classes of one image?",
            lambda scores: _stable(scores, 0),
        ),
        Mistake(
            "wrong-axis",
            "all rows together sum to 1. Each image has its own sum.",
            lambda scores: _stable(scores, (0, 1)),
        ),
        Mistake(
            "keepdims-forgotten",
            "a sum for each row has lost its axis, so NumPy lays it along the columns. "
            "keepdims=True keeps it, and each row meets its own.",
            _without_axis,
        ),
        Mistake(
            "keepdims-forgotten",
            "a maximum and a sum for each row have lost their axis, so NumPy lays them along the "
            "columns. keepdims=True keeps it, and each row meets its own.",
            lambda scores: _without_axis(scores, scores.max(axis=1)),
        ),
        Mistake(
            "not-divided",
            "the powers are there, but not yet divided by their sum.",
            lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True)),
        ),
        Mistake(
            "exp-forgotten",
            "the scores themselves are divided by their sum, without e to their power.",
            lambda scores: scores / scores.sum(axis=1, keepdims=True),
        ),
        Mistake(
            "logarithm",
            "these are the logarithms of the shares.",
            lambda scores: np.log(_stable(scores)),
        ),
        Mistake(
            "one-hot",
            "the largest score has all and the others nothing. The shares are softer than that.",
            lambda scores: scores == scores.max(axis=1, keepdims=True),
        ),
    ],
)
def softmax(scores):
    """Turn each row of scores into shares that sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _shares(scores):
    return _stable(scores[None])[0]


def _draw_scores(rng):
    classes = between(rng, 2, 5)
    return signed(rng, classes), between(rng, 0, classes - 1)


def _infinite(scores, label):
    return -np.log(np.exp(scores) / np.exp(scores).sum())[label]


def _raising(scores, label):
    if scores.max() > 709:
        raise OverflowError("math range error")
    return _infinite(scores, label)


@exercise(
    task="""
    How bad are the scores of one image? Take the softmax share of the right class; return minus
    its logarithm. `scores` has shape (classes,), `label` is the number of the right class. It
    should also work for scores such as 1000.
    """,
    hints=(
        "Two classes with equal scores: what is the share of the right one, and what comes out?",
        "The logarithm of a share is the score minus the logarithm of the sum of all powers.",
        "Subtract the maximum first. Then: log of the sum of np.exp of all scores, minus the "
        "score of the label.",
    ),
    by_hand=[
        (([0, 0], 0), 0.6931472),
        (([0, 1.0986123], 1), 0.2876821),
        (([0, 1.0986123], 0), 1.3862944),
        (([4], 0), 0),
        (([0, 0, 0, 0], 2), 1.3862944),
        (([1000, 0], 1), 1000),
        (([1000, 1000], 0), 0.6931472),
    ],
    draw=_draw_scores,
    mistakes=[
        Mistake(
            "sign",
            "the logarithm of a share is never above 0, so the loss needs the minus.",
            lambda scores, label: np.log(_shares(scores)[label]),
        ),
        Mistake(
            "logarithm-forgotten",
            "this is the share of the right class itself.",
            lambda scores, label: _shares(scores)[label],
        ),
        Mistake(
            "logarithm-forgotten",
            "this is 1 minus the share of the right class. The logarithm is missing.",
            lambda scores, label: 1 - _shares(scores)[label],
        ),
        Mistake(
            "softmax-forgotten",
            "this is minus the score. The other classes should matter too.",
            lambda scores, label: -scores[label],
        ),
        Mistake(
            "wrong-base",
            "the logarithm has base 2. np.log is the natural one, which undoes exp.",
            lambda scores, label: -np.log2(_shares(scores)[label]),
        ),
        Mistake(
            "wrong-base",
            "the logarithm has base 10. np.log is the natural one, which undoes exp.",
            lambda scores, label: -np.log10(_shares(scores)[label]),
        ),
        Mistake(
            "all-classes",
            "the losses of all classes are added up. Only the right one counts.",
            lambda scores, label: -np.log(_shares(scores)).sum(),
        ),
        Mistake(
            "label-ignored",
            "there is a loss for every class. Which one does the label choose?",
            lambda scores, label: -np.log(_shares(scores)),
        ),
        Mistake(
            "overflow",
            "e to the power of 1000 is more than a float can hold. Subtract the largest score "
            "first: no share changes.",
            _infinite,
        ),
        Mistake(
            "overflow",
            "e to the power of 1000 is more than a float can hold. Subtract the largest score "
            "first: no share changes.",
            _raising,
        ),
        Mistake(
            "overflow",
            "the share has become exactly 0, and its logarithm infinite. Take the logarithm of "
            "the sum and subtract, without computing the share.",
            lambda scores, label: -np.log(_shares(scores)[label]),
        ),
    ],
)
def cross_entropy(scores, label):
    """Return minus the logarithm of the right class's share."""
    shifted = scores - scores.max()
    return np.log(np.exp(shifted).sum()) - shifted[label]
