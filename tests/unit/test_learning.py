"""The book's networks on the real digits: dying ReLUs, the remedy, and the accuracies reached."""

import numpy as np
import pytest

from cnnbook import digits, training
from cnnbook.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential

SEEDS = [*range(19), 31]


def network(a, b, seed):
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(1, a, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(a, b, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(b * 49, 10, rng=rng),
    )


@pytest.fixture(scope="module")
def data():
    return training.split(*digits.load(), seed=0)


def mended(maps, seed):
    """The lesson's remedy: He initialisation, and a schedule with a warm-up."""
    net = training.he_normal(network(*maps, seed), seed=seed)
    return net, {"schedule": training.warmup_cosine(), "seed": seed, "progress": False}


def silent_maps(net, images):
    """Count the second layer's maps that are zero everywhere, for all images."""
    return int((net[:5](images[:, None]).max(axis=(0, 2, 3)) == 0).sum())


def test_large_steps_of_adam_kill_every_relu(data):
    """The failure that lesson 8 shows: PyTorch's initial weights, Adam at 0.01, no warm-up."""
    (images, labels), _ = data
    net = network(3, 3, seed=31)
    assert silent_maps(net, images) < 3
    history = training.fit(net, images, labels, epochs=3, seed=31, progress=False)
    assert silent_maps(net, images) == 3
    assert history.accuracy[-1] < 0.15
    before = net[3].weight.data.copy()
    net.backward(np.ones((200, 10), np.float32) * net(images[:200, None]))
    assert np.abs(net[3].weight.grad).max() == 0  # no step can change them any more
    np.testing.assert_array_equal(before, net[3].weight.data)


def test_with_he_initialisation_and_a_warm_up_no_map_of_twenty_networks_dies(data):
    """Without them, in as many steps, 13 of these 20 networks lose a map or more."""
    images, labels = data[0][0][:720], data[0][1][:720]
    for seed in SEEDS:
        net, options = mended((3, 3), seed)
        training.fit(net, images, labels, epochs=1, batch_size=32, **options)
        assert silent_maps(net, images[:200]) == 0


@pytest.mark.parametrize("seed", [0, 7, 31])  # the last network dies without the remedy
def test_a_mended_network_learns_from_the_start(data, seed):
    net, options = mended((3, 3), seed)
    history = training.fit(net, *data[0], epochs=2, **options)
    assert history.accuracy[-1] > 0.6


def test_the_small_network_reaches_its_mark(data):
    training_set, held_out = data
    net, options = mended((3, 3), seed=0)
    training.fit(net, *training_set, epochs=15, augment=training.shifts(1), **options)
    assert training.evaluate(net, *held_out)[1] >= 0.96


def scripted_drawings(count, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    drawings = [
        digits.draw(
            int(label),
            width=rng.uniform(0.06, 0.15),
            slant=rng.uniform(-0.15, 0.4),
            rotation=rng.uniform(-10, 10),
            shift=tuple(rng.uniform(-3, 3, 2)),
        )
        for label in labels
    ]
    return np.stack(drawings), labels


def test_the_wider_network_reaches_its_mark_and_recognises_drawings(data):
    training_set, held_out = data
    net, options = mended((8, 16), seed=0)
    training.fit(net, *training_set, epochs=10, augment=training.affine(), **options)
    assert training.evaluate(net, *held_out)[1] >= 0.975
    drawings, labels = scripted_drawings(100)
    seen = np.stack([digits.normalise(drawing) for drawing in drawings])
    assert (training.predict(net, seen).argmax(axis=1) == labels).sum() >= 90
