"""How often it is right, and what it takes for what."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, signed


def _draw_accuracy(rng):
    n, classes = between(rng, 2, 6), between(rng, 2, 4)
    scores = signed(rng, n, classes) + np.arange(classes) / 10  # no ties
    labels = rng.integers(0, classes, n)
    right = rng.random(n) < 0.5
    return scores, np.where(right, scores.argmax(axis=1), labels)


@exercise(
    task="""
    Which share of the images is recognised? An image's guess is the class with its largest score.
    `scores` has shape (N, classes), `labels` (N,) holds the right classes as whole numbers. Return
    a number from 0 to 1.
    """,
    hints=(
        "Scores 1, 5, 2 and label 1: is it right?",
        "First the guesses, one for each row. Then compare them with the labels.",
        "argmax along the classes gives the guesses; the mean of guesses == labels is the share.",
    ),
    by_hand=[
        (([[1, 5, 2], [3, 0, 1], [0, 1, 2], [9, 8, 7]], np.array([1, 0, 2, 1])), 0.75),
        (([[1, 2]], np.array([1])), 1),
        (([[1, 2]], np.array([0])), 0),
        (([[1, 2], [2, 1]], np.array([1, 1])), 0.5),
    ],
    draw=_draw_accuracy,
    mistakes=[
        Mistake(
            "count-instead-of-share",
            "this is how many are right. Which share of all is it?",
            lambda scores, labels: (scores.argmax(axis=1) == labels).sum(),
        ),
        Mistake(
            "percent",
            "this is in percent. 1 should mean that all are right.",
            lambda scores, labels: 100 * (scores.argmax(axis=1) == labels).mean(),
        ),
        Mistake(
            "errors",
            "this is the share of the images that are not recognised.",
            lambda scores, labels: (scores.argmax(axis=1) != labels).mean(),
        ),
        Mistake(
            "divided-by-classes",
            "the number of right ones is divided by the number of classes.",
            lambda scores, labels: (scores.argmax(axis=1) == labels).sum() / scores.shape[1],
        ),
        Mistake(
            "divided-by-classes",
            "the number of right ones is divided by all scores, classes times images.",
            lambda scores, labels: (scores.argmax(axis=1) == labels).sum() / scores.size,
        ),
        Mistake(
            "smallest-score",
            "the class with the smallest score is taken for the guess.",
            lambda scores, labels: (scores.argmin(axis=1) == labels).mean(),
        ),
        Mistake(
            "not-averaged",
            "each image has its True or False. Which share of them is True?",
            lambda scores, labels: scores.argmax(axis=1) == labels,
        ),
    ],
)
def accuracy(scores, labels):
    """Return the share of the images whose largest score is that of the label."""
    guesses = scores.argmax(axis=1)
    return (guesses == labels).mean()


def _draw_guesses(rng):
    n, classes = between(rng, 3, 8), between(rng, 2, 4)
    return rng.integers(0, classes, n), rng.integers(0, classes, n), classes


def _counted(guesses, labels, classes):
    return np.bincount(labels * classes + guesses, minlength=classes**2).reshape(classes, classes)


def _by_row(guesses, labels, classes):
    counts = _counted(guesses, labels, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@exercise(
    task="""
    Count which class is taken for which: the result has shape (classes, classes), and in row i,
    column j it says how many images of class i were guessed to be j. `guesses` and `labels` have
    shape (N,), whole numbers from 0 to classes − 1; the labels are the truth.
    """,
    hints=(
        "One image with label 2 is guessed to be 0. Which cell grows by 1?",
        "Begin with zeros, and go through the images one by one.",
        "In a loop over both arrays: row label, column guess, and += 1.",
    ),
    by_hand=[
        ((np.array([0, 1, 1, 0]), np.array([0, 0, 0, 1]), 2), [[1, 2], [1, 0]]),
        ((np.array([1]), np.array([0]), 2), [[0, 1], [0, 0]]),
        ((np.array([0]), np.array([0]), 1), [[1]]),
        ((np.array([1, 1]), np.array([1, 1]), 2), [[0, 0], [0, 2]]),
        ((np.array([2, 0]), np.array([0, 1]), 3), [[0, 0, 1], [1, 0, 0], [0, 0, 0]]),
    ],
    draw=_draw_guesses,
    mistakes=[
        Mistake(
            "rows-and-columns-exchanged",
            "the guesses stand in the rows. Rows are the truth, columns the guesses.",
            lambda guesses, labels, classes: _counted(guesses, labels, classes).T,
        ),
        Mistake(
            "overwritten",
            "no cell is above 1: images that fall into the same cell should be added up. "
            "counts[labels, guesses] += 1 adds only once to a cell, too.",
            lambda guesses, labels, classes: _counted(guesses, labels, classes) > 0,
        ),
        Mistake(
            "shares",
            "the rows are divided by their sums. Here the images are counted.",
            _by_row,
        ),
        Mistake(
            "shares",
            "the counts are divided by the number of images.",
            lambda guesses, labels, classes: _counted(guesses, labels, classes) / len(labels),
        ),
        Mistake(
            "right-only",
            "only the right guesses are counted, along the diagonal.",
            lambda guesses, labels, classes: _counted(guesses, labels, classes) * np.eye(classes),
        ),
        Mistake(
            "wrong-only",
            "the right guesses are left out. They belong on the diagonal.",
            lambda guesses, labels, classes: (
                _counted(guesses, labels, classes) * (1 - np.eye(classes))
            ),
        ),
    ],
    exact=True,
)
def confusion(guesses, labels, classes):
    """Count for each class what it was guessed to be."""
    counts = np.zeros((classes, classes), dtype=int)
    for guess, label in zip(guesses, labels, strict=True):
        counts[label, guess] += 1
    return counts
