"""What the lesson on training claims of one seed holds for others: plain, narrow, wide, less."""

import pytest

from cnnbook import digits, training
from cnnbook.layers import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnbook.random import Generator

MOST = 4  # pixels


@pytest.fixture(scope="module")
def data():
    """Training digits, and held-out ones as they are and moved."""
    images, labels = digits.load()
    train, test = training.split(images[:, None], labels)
    moved = training.shifts(MOST)(test[0], Generator(0)), test[1]
    return train, test, moved


def network(maps, rng, pool=MaxPool2d):
    if not maps:
        return Sequential(Flatten(), Linear(784, 10, rng=rng))
    first, second = maps
    return Sequential(
        Conv2d(1, first, 3, padding=1, rng=rng),
        ReLU(),
        *([pool(2)] if pool else []),
        Conv2d(first, second, 3, padding=1, rng=rng),
        ReLU(),
        *([pool(2)] if pool else []),
        Flatten(),
        Linear(second * (49 if pool else 784), 10, rng=rng),
    )


def reached(
    maps, seed, train, held_out, *, augment=True, epochs=10, lr=0.003, frozen=False, **options
):
    """The held-out accuracy after a training as the explorer does it."""
    rng = Generator(seed)
    net = network(maps, rng, **options)
    parameters = net.parameters()[-2:] if frozen else net.parameters()
    training.fit(
        net,
        *train,
        epochs=epochs,
        batch_size=32,
        optimizer=training.Adam(parameters, lr=lr),
        seed=rng,
        augment=training.shifts(MOST) if augment else None,
        progress=False,
    )
    return training.evaluate(net, *held_out)[1]


@pytest.mark.parametrize("seed", [0, 2])
def test_moved_digits_need_filters_that_slide_and_many_of_them(data, seed):
    train, _, moved = data
    assert 0.4 < reached((), seed, train, moved) < 0.6
    assert 0.6 < reached((3, 3), seed, train, moved) < 0.85
    assert reached((8, 16), seed, train, moved) > 0.88


@pytest.mark.parametrize("seed", [0, 2])
def test_centred_digits_are_a_tie(data, seed):
    train, test, _ = data
    plain = reached((), seed, train, test, augment=False, epochs=6)
    wide = reached((8, 16), seed, train, test, augment=False, epochs=6)
    assert abs(plain - wide) < 0.025
    assert min(plain, wide) > 0.95


def test_what_is_taken_away_costs_something(data):
    train, _, moved = data
    once = training.shifts(MOST)(train[0], Generator(1)), train[1]
    everything = reached((8, 16), 2, train, moved)
    assert reached((8, 16), 2, train, moved, pool=AvgPool2d) < everything - 0.02
    assert reached((8, 16), 2, once, moved, augment=False) < everything - 0.02
    assert reached((8, 16), 2, train, moved, frozen=True, lr=0.03) < 0.8 * everything


def test_without_pooling_it_is_about_as_good(data):
    train, _, moved = data
    assert reached((8, 16), 2, train, moved, pool=None, epochs=8) > 0.85
