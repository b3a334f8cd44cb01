"""TrainingExplorer in Python: the network, the digit and the program of its settings."""

import numpy as np
import pytest
import traitlets

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.functional import softmax
from cnnbook.random import Generator
from cnnbook.widgets import TrainingExplorer
from cnnbook.widgets.shared.drawing import example, sketch
from cnnbook.widgets.shared.network_state import describe, pack


def ran(explorer):
    """Run the printed program."""
    names = {}
    exec(explorer.code, names)
    return names


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"network": "plain", "moved": 0},
        {"activation": "ELU", "pool": "AvgPool2d", "augment": False},
        {"activation": "none", "pool": "none", "second_maps": 1},
    ],
)
def test_before_a_training_the_network_has_the_programs_first_weights(settings):
    explorer = TrainingExplorer(**settings, lr=0.0001, count=2, batch_size=2, epochs=1, seed=5)
    names = {}
    exec(explorer.code.partition("history")[0], names)
    expected = names["net"].state_dict()
    assert repr(explorer.net) == repr(names["net"])
    for name, values in explorer.net.state_dict().items():
        np.testing.assert_array_equal(values, expected[name])
    assert len(ran(explorer)["history"].validation_loss) == 1


def test_the_sizes_are_those_of_the_lesson():
    net = TrainingExplorer().net
    assert [p.shape for p in net.parameters()] == [
        (8, 1, 3, 3), (8,), (16, 8, 3, 3), (16,), (10, 784), (10,),
    ]  # fmt: skip
    assert TrainingExplorer(pool="none", second_maps=2).net[5].weight.shape == (10, 1568)


def test_the_program_moves_digits_as_it_says():
    code = TrainingExplorer(moved=3).code
    assert "move = training.shifts(3)" in code
    assert "augment=move" in code
    assert "train = move" not in code
    once = TrainingExplorer(moved=3, augment=False).code
    assert "train = move(train[0], Generator(1)), train[1]" in once
    assert "augment" not in once
    centred = TrainingExplorer(moved=0).code
    assert "shifts" not in centred
    assert "augment" not in centred


def test_optimisers_are_printed_with_what_differs_from_the_usual():
    assert (
        "training.SGD(net.parameters(), lr=0.5)" in TrainingExplorer(optimizer="SGD", lr=0.5).code
    )
    momentum = TrainingExplorer(optimizer="momentum", weight_decay=0.00001).code
    assert "SGD(net.parameters(), lr=0.003, momentum=0.9, weight_decay=1e-05)" in momentum


def test_the_digit_shown_is_held_out_or_drawn_and_moved():
    images, _ = training.split(*digits.load())[1]
    explorer = TrainingExplorer(digit=9)
    np.testing.assert_array_equal(explorer.output, images[9])
    explorer.down, explorer.across = -2, 8
    np.testing.assert_array_equal(explorer.output[:26, 8:], images[9][2:, :20])
    assert not explorer.output[26:].any()
    assert not explorer.output[:, :8].any()
    explorer.strokes, explorer.down, explorer.across = example(5), 0, 0
    np.testing.assert_array_equal(explorer.output, digits.normalise(sketch(example(5))))


def test_the_answer_is_the_networks():
    explorer = TrainingExplorer(network="plain", seed=2, digit=1)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10, rng=Generator(2), dtype=float))
    expected = softmax(net(explorer.output[None, None].astype(float))[0])
    np.testing.assert_allclose(explorer.probabilities, expected)


def left_by_the_page(explorer, net, **curves):
    """What the page leaves when it has trained with these settings."""
    names = ("loss", "accuracy", "validation_loss", "validation_accuracy")
    return {
        "settings": explorer._settings(),
        **{name: curves.get(name, []) for name in names},
        "dead": {},
        "layers": describe(net),
        "weights": {name: pack(values) for name, values in net.state_dict().items()},
    }


def test_what_the_page_has_trained_is_pythons_as_long_as_the_settings_are_the_same():
    explorer = TrainingExplorer(network="plain")
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10, rng=3))
    explorer.trained = left_by_the_page(explorer, net, loss=[2.0, 1.0], accuracy=[0.1, 0.7])
    np.testing.assert_array_equal(explorer.net[1].weight.data, net[1].weight.data)
    assert (explorer.history.loss, explorer.history.accuracy) == ([2.0, 1.0], [0.1, 0.7])
    assert explorer.history.validation_loss == []
    assert "after 2 epochs of training" in explorer.description
    explorer.lr = 0.5
    assert explorer.history.loss == []
    assert "not trained yet" in explorer.description
    explorer.lr = 0.003
    assert len(explorer.history.loss) == 2


@pytest.fixture
def followed():
    net = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, rng=0),
        nn.ReLU(),
        nn.MaxPool2d(4),
        nn.Flatten(),
        nn.Linear(147, 10, rng=2),
    )
    explorer = TrainingExplorer()
    images = np.stack([digits.draw(k % 10) for k in range(20)])
    labels = np.arange(20) % 10
    options = {"epochs": 3, "batch_size": 5, "validation": (images, labels), "progress": False}
    history = training.fit(net, images, labels, callback=explorer.follow, **options)
    return net, explorer, history


def test_a_training_in_python_is_followed(followed):
    net, explorer, history = followed
    for name in ("loss", "accuracy", "validation_loss", "validation_accuracy"):
        assert getattr(explorer.history, name) == getattr(history, name)
    image = np.float32(explorer.output[None, None])
    np.testing.assert_allclose(explorer.net(image), net(image), rtol=1e-6)
    assert explorer.description == (
        "a network that learns to read digits, after 3 epochs of training"
    )
    assert explorer.code == "# This training ran in Python: fit(…, callback=explorer.follow)"


def test_a_network_that_cannot_read_the_digits_is_not_followed():
    explorer = TrainingExplorer()
    with pytest.raises(traitlets.TraitError, match=r"must read a 28 × 28 image: linear needs as"):
        explorer.follow(1, nn.Sequential(nn.Flatten(), nn.Linear(9, 10)), training.History())
    with pytest.raises(traitlets.TraitError, match="layer 0 must be one of"):
        explorer.follow(1, nn.Sequential(nn.Sequential()), training.History())
    assert explorer.trained == {}


def test_the_still_is_a_picture_of_curves_digit_and_weights(followed):
    _, explorer, _ = followed
    for each in (explorer, TrainingExplorer(), TrainingExplorer(network="plain")):
        assert each.still().startswith(b"\x89PNG")
    assert repr(TrainingExplorer()).startswith(
        "TrainingExplorer: a network with 8 + 16 maps that learns to read digits, not trained yet"
    )
