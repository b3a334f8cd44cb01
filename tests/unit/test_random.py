"""The random generator: published values, plain integers, and how its numbers are spread."""

import numpy as np
import pytest

from cnnbook import layers, training
from cnnbook.random import Generator, _threefry, as_generator

MASK = 2**32 - 1


def threefry(seed, place):
    """Return the two words of one block, in Python's integers, turn by turn as published."""
    keys = [seed, 0, 0x1BD11BDA ^ seed]
    x, y = place % 2**32 + keys[0] & MASK, place // 2**32 + keys[1] & MASK
    for turn in range(20):
        shift = (13, 15, 26, 6, 17, 29, 16, 24)[turn % 8]
        x = x + y & MASK
        y = ((y << shift | y >> 32 - shift) & MASK) ^ x
        if turn % 4 == 3:
            n = turn // 4 + 1
            x, y = x + keys[n % 3] & MASK, y + keys[(n + 1) % 3] + n & MASK
    return x, y


def test_the_first_words_are_those_that_the_authors_published():
    """From kat_vectors of Random123: threefry2x32, 20 rounds, counter and key 0."""
    words = _threefry(0, np.array([0], np.uint64))
    assert [int(word[0]) for word in words] == [0x6B200159, 0x99BA4EFE]
    assert threefry(0, 0) == (0x6B200159, 0x99BA4EFE)


@pytest.mark.parametrize("seed", [0, 1, 0x13198A2E, MASK])
def test_words_are_those_of_plain_integers(seed):
    places = [0, 1, 2, 2**31, MASK, 2**32, 2**40 + 3]
    high, low = _threefry(seed, np.array(places, np.uint64))
    found = [(int(x), int(y)) for x, y in zip(high, low, strict=True)]
    assert found == [threefry(seed, place) for place in places]


def test_a_float_has_53_bits_and_each_number_takes_one():
    rng = Generator(5)
    expected = [(x >> 5 << 26 | y >> 6) / 2**53 for x, y in (threefry(5, k) for k in range(9))]
    assert [rng.random(), *rng.random(2)] == expected[:3]
    assert rng.uniform(-1, 3) == -1 + 4 * expected[3]
    assert rng.integers(10, 20, (2, 1)).tolist() == [[10 + int(10 * u)] for u in expected[4:6]]
    assert rng.integers(7) == int(7 * expected[6])
    assert rng.permutation(3).tolist() == plainly_shuffled(3, expected[7:9])


def plainly_shuffled(n, floats):
    order = list(range(n))
    for last, u in zip(range(n - 1, 0, -1), floats, strict=True):
        other = int(u * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def test_numbers_are_spread_evenly():
    rng = Generator(2)
    counts = np.bincount(rng.integers(0, 10, 100_000))
    assert abs(counts - 10_000).max() < 400  # four standard deviations
    places = np.array([rng.permutation(4) for _ in range(4000)])
    for column in places.T:
        assert abs(np.bincount(column) - 1000).max() < 120
    pairs = rng.random((20_000, 2)) - 0.5
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.03


def test_permutation_and_shuffle_of_rows():
    rows = np.arange(12).reshape(6, 2)
    mixed = Generator(1).permutation(rows)
    other = rows.copy()
    Generator(1).shuffle(other)
    np.testing.assert_array_equal(mixed, other)
    np.testing.assert_array_equal(np.sort(mixed[:, 0]), rows[:, 0])
    assert (mixed != rows).any()
    assert Generator(1).permutation(0).shape == (0,)
    assert Generator(1).permutation(1).tolist() == [0]


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_does_not_fit_is_refused(seed):
    with pytest.raises(ValueError, match=r"seed must be an integer from 0 to 4294967295, got"):
        Generator(seed)


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match=r"high must be above low, by at most 2³², got 3 and 3"):
        Generator(0).integers(3, 3)


def test_layers_fit_and_augmentation_take_it():
    weights, losses = [], []
    images = Generator(9).random((8, 1, 4, 4))
    for _ in range(2):
        rng = Generator(4)
        net = layers.Sequential(layers.Conv2d(1, 2, 3, rng=rng), layers.Flatten())
        net = layers.Sequential(*net, layers.Linear(8, 2, rng=rng))
        history = training.fit(
            net,
            images,
            np.arange(8) % 2,
            epochs=2,
            batch_size=3,
            seed=rng,
            augment=training.shifts(1),
            progress=False,
        )
        weights.append(net.state_dict()["0.weight"])
        losses.append(history.loss)
    np.testing.assert_array_equal(*weights)
    assert losses[0] == losses[1]
    bound = 1 / 3
    start = layers.Conv2d(1, 2, 3, rng=Generator(4), dtype=float).weight.data
    np.testing.assert_array_equal(start, Generator(4).uniform(-bound, bound, (2, 1, 3, 3)))
    assert isinstance(as_generator(np.random.default_rng(0)), np.random.Generator)
