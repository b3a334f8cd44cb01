"""How many drawings the book's network reads: of a hand that no training has seen."""

from collections import Counter

import numpy as np
import pytest
from drawings import STYLES, drawings

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.widgets.shared.drawing import ink

BLANK = np.zeros((28, 28))


@pytest.fixture(scope="module")
def net():
    """The network as the lesson on trust trains it."""
    rng = np.random.default_rng(0)
    net = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(784, 10, rng=rng)),
    )
    training.he_normal(net, seed=0)
    train, _ = training.split(*digits.load(), held_out=0.2, seed=0)
    options = {"schedule": training.warmup_cosine(), "progress": False}
    training.fit(net, *train, epochs=12, augment=training.affine(), **options)
    return net


def read_rightly(net, drawn):
    seen = np.stack(
        [digits.normalise(ink(strokes, BLANK, width=pen)) for *_, strokes, pen in drawn]
    )
    guesses = training.predict(net, seen).argmax(axis=1)
    return guesses == np.array([digit for _, digit, *_ in drawn])


def test_at_least_95_of_100_drawings_are_read_and_85_of_small_and_narrow_ones(net):
    drawn = drawings()
    right = read_rightly(net, drawn)
    assert len(drawn) == 260
    assert right.mean() >= 0.95
    total, hits = Counter(), Counter()
    for (style, *_), hit in zip(drawn, right, strict=True):
        total[style] += 1
        hits[style] += bool(hit)
    shares = {style: hits[style] / total[style] for style in STYLES}
    assert min(shares.values()) >= 0.85, shares
