"""TrainingExplorer in Python: it follows a training, and remembers it."""

import numpy as np
import pytest
import traitlets

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.functional import conv2d, softmax
from cnnbook.widgets import TrainingExplorer

IMAGE = digits.draw(3)


def network(**options):
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, **{"padding": 1, "rng": 0, **options}),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 2, 3, rng=1),
        nn.Flatten(),
        nn.Linear(288, 10, rng=2),
    )


@pytest.fixture(scope="module")
def followed():
    net = network()
    explorer = TrainingExplorer(net, IMAGE, image_code="digits.draw(3)")
    images = np.stack([digits.draw(k % 10) for k in range(20)])
    labels = np.arange(20) % 10
    history = training.fit(
        net,
        images,
        labels,
        epochs=3,
        batch_size=5,
        validation=(images, labels),
        callback=explorer.follow,
        watch=["0.weight", "3.bias"],
        progress=False,
    )
    return net, explorer, history


def test_the_curves_are_those_of_the_history(followed):
    _, explorer, history = followed
    assert explorer.epochs == explorer.epoch == 3
    for name in ("loss", "accuracy", "validation_loss", "validation_accuracy"):
        np.testing.assert_allclose(getattr(explorer, name), getattr(history, name), atol=5e-5)


def test_the_filters_of_every_epoch_are_remembered(followed):
    _, explorer, history = followed
    for epoch, weight in enumerate(history.weights["0.weight"]):
        explorer.epoch = epoch
        np.testing.assert_allclose(explorer._weight("weight"), weight, atol=5.1e-5)
    assert list(explorer.recorded) == ["0.weight", "0.bias", "3.weight", "3.bias"]


def test_output_and_guess_are_the_networks(followed):
    net, explorer, _ = followed
    explorer.epoch = 3
    first = net[0]
    expected = conv2d(IMAGE[None], first.weight.data, first.bias.data, padding=1)
    np.testing.assert_allclose(explorer.output, expected, atol=1e-3)
    np.testing.assert_allclose(explorer.shares[3], softmax(net(IMAGE[None, None])[0]), atol=6e-4)


def test_the_printed_call_gives_the_output_of_each_epoch(followed):
    _, explorer, _ = followed
    for epoch in range(4):
        explorer.epoch = epoch
        names = {}
        exec(explorer.code, names)
        np.testing.assert_allclose(names["output"], explorer.output, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ({"padding": 0, "bias": False}, "output = conv2d(image[None], weight)"),
        (
            {"stride": (2, 1), "padding": 1},
            "output = conv2d(image[None], weight, bias, stride=[2, 1], padding=1)",
        ),
        (
            {"padding": 2, "padding_mode": "reflect"},
            'conv2d(image[None], weight, bias, padding=2, padding_mode="reflect")',
        ),
    ],
)
def test_options_that_matter_are_printed(options, printed):
    net = nn.Sequential(nn.Conv2d(1, 2, 3, rng=0, **options), nn.Flatten())
    explorer = TrainingExplorer(net, np.eye(5))
    assert explorer.code.endswith(printed)
    names = {}
    exec(explorer.code, names)
    np.testing.assert_allclose(names["output"], explorer.output, atol=1e-6)
    assert explorer.output.shape == net[:1](np.zeros((1, 1, 5, 5))).shape[1:]


def test_a_second_training_begins_where_the_first_one_ended(followed):
    net, _, history = followed
    again = TrainingExplorer(net, IMAGE)
    again.follow(1, net, history)
    again.follow(2, net, history)
    net[0].weight.data += 1
    again.follow(1, net, history)
    assert (again.epochs, again.epoch) == (1, 1)
    first = again._weight("weight")
    again.epoch = 0
    np.testing.assert_allclose(first - again._weight("weight"), 1, atol=1e-3)
    net[0].weight.data -= 1


@pytest.mark.parametrize(
    "net",
    [
        nn.Sequential(nn.Flatten(), nn.Linear(784, 10, rng=0)),
        nn.Sequential(nn.Conv2d(3, 1, 3, rng=0)),
        nn.Sequential(),
    ],
)
def test_a_network_without_a_first_layer_to_show_is_refused(net):
    with pytest.raises(traitlets.TraitError, match="first layer must be a Conv2d for one channel"):
        TrainingExplorer(net, IMAGE)


def test_an_epoch_that_was_not_is_refused(followed):
    _, explorer, _ = followed
    explorer.epoch = 2
    with pytest.raises(traitlets.TraitError, match="epoch must be an integer from 0 to 3, got 4"):
        explorer.epoch = 4
    assert explorer.epoch == 2


def test_the_description_says_what_is_known(followed):
    _, explorer, _ = followed
    explorer.epoch = 3
    assert repr(explorer) == "TrainingExplorer: a training of 3 epochs, shown at epoch 3"
    assert TrainingExplorer(network(), IMAGE).description == "a network before its training"
    assert explorer.still().startswith(b"\x89PNG")
    assert "0x" not in repr(explorer)
