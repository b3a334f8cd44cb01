"""NetworkExplorer in Python: state, refusals, printing, and the network in the state."""

import numpy as np
import pytest
import traitlets

from cnnbook import digits
from cnnbook import layers as nn
from cnnbook.functional import softmax
from cnnbook.widgets import NetworkExplorer
from cnnbook.widgets.network.looks import occlusion, saliency
from cnnbook.widgets.shared.drawing import example, fitted, sketch
from cnnbook.widgets.shared.network_state import describe, pack, rebuild, unpack


def network(rng=0):
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(588, 10, rng=rng),
    )


EVERY_LAYER = nn.Sequential(
    nn.Conv2d(1, 4, (3, 5), (2, 1), (1, 2), padding_mode="reflect", bias=False, rng=0),
    nn.ELU(0.5),
    nn.AvgPool2d(3, 2, 1, count_include_pad=False),
    nn.Conv2d(4, 6, 3, padding="same", dilation=(1, 2), groups=2, rng=1),
    nn.LeakyReLU(0.1),
    nn.MaxPool2d(3, 2, 1, 2),
    nn.Tanh(),
    nn.Sigmoid(),
    nn.Flatten(),
    nn.Linear(108, 10, bias=False, rng=2),
)


def test_a_drawn_digit_leaves_the_ink_that_digits_draw_leaves():
    for digit in (0, 2, 3, 5, 8):
        ink = sketch(example(digit), width=2.8)
        np.testing.assert_allclose(ink, digits.draw(digit), atol=0.16)
        assert np.abs(ink - digits.draw(digit)).mean() < 0.01


def test_a_point_is_a_dot_and_a_stroke_has_the_pens_width():
    dot = sketch([[(10.5, 20.5)]], width=3)
    assert dot[20, 10] == 1
    assert dot[dot > 0].size < 25
    line = sketch([[(0, 14), (28, 14)]], width=4)
    np.testing.assert_allclose(line.sum(axis=0), 4, atol=0.01)
    assert sketch([]).shape == (28, 28)


def test_strokes_do_not_join():
    apart = sketch([[(2, 2), (2, 26)], [(26, 2), (26, 26)]])
    assert apart[:, 12:16].max() == 0


@pytest.mark.parametrize("net", [network(), EVERY_LAYER], ids=["plain", "every layer"])
def test_the_network_survives_in_the_state(net):
    image = np.random.default_rng(0).random((1, 1, 28, 28), dtype=np.float32)
    classifier = NetworkExplorer(net)
    np.testing.assert_array_equal(classifier.net(image), net(image))


def test_packed_numbers_are_float32_and_damage_is_named():
    array = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_array_equal(unpack(pack(array)), array)
    for damaged in (
        {"shape": [2], "data": "AACAPwAA"},
        {"shape": [1]},
        {"shape": [1], "data": "!"},
    ):
        with pytest.raises(ValueError, match="must be packed float32 arrays"):
            unpack(damaged)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            nn.MaxPool2d(2, ceil_mode=True),
            "layer 0: ceil_mode is not supported on the page, got MaxPool2d",
        ),
        (nn.AvgPool2d(2, divisor_override=3), "divisor_override is not supported on the page"),
        (nn.Conv2d(1, 1, 2, padding="same", rng=0), "padding must be the same on both sides"),
        (nn.Sequential(), "layer 0 must be one of Conv2d, MaxPool2d"),
    ],
)
def test_a_layer_that_the_page_cannot_compute_is_refused(layer, message):
    with pytest.raises(ValueError, match=message):
        describe([layer])
    with pytest.raises(traitlets.TraitError, match="NetworkExplorer: "):
        NetworkExplorer(nn.Sequential(layer))


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (
            nn.Sequential(nn.Flatten(), nn.Linear(100, 10, rng=0)),
            "must accept a 28 × 28 image: .*input",
        ),
        (nn.Sequential(nn.ReLU()), r"one score per class, \(1, 10\), got \(1, 1, 28, 28\)"),
    ],
)
def test_a_network_for_something_else_is_refused(net, message):
    with pytest.raises(traitlets.TraitError, match=message):
        NetworkExplorer(net)


def test_missing_weights_are_named():
    with pytest.raises(ValueError, match=r"Linear needs 1.weight, got weights \[\]"):
        rebuild(describe(nn.Sequential(nn.Flatten(), nn.Linear(784, 10, rng=0))), {})


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"strokes": [[]]}, "every stroke must have a point, got none in stroke 0"),
        ({"strokes": [[(1, 2, 3)]]}, "must be a list of strokes"),
        ({"strokes": 7}, "must be a list of strokes"),
        ({"strokes": [[("a", 2)]]}, "must be a list of strokes"),
        ({"strokes": [[(1, 200)]]}, r"points must be from -28 to 56 pixels, got \(1, 200\)"),
        ({"strokes": [[(1, np.nan)]]}, r"from -28 to 56 pixels, got \(1, nan\)"),
        ({"strokes": [[(1, 1)] * 2001]}, "at most 2000 points, got 2001"),
        ({"pen": 0}, "pen must be a number from 1 to 6, got 0"),
        ({"image": np.zeros((27, 28))}, r"shape \(28, 28\), got \(27, 28\)"),
        ({"image": np.full((28, 28), 255)}, "from 0 to 1, got 255 to 255: divide by 255"),
        ({"layer": -1}, "layer must be a non-negative integer, got -1"),
        ({"edits": 7}, r"edits must be a list of \[name, index, value\], such as .*, got 7"),
        ({"edits": [["0.weight", 1]]}, r"edits must be a list of \[name, index, value\]"),
        ({"edits": [["0.weight", -1, 0]]}, r"edits must be a list of \[name, index, value\]"),
        ({"edits": [["0.weight", 0, np.nan]]}, "a weight must be from -100 to 100, got nan"),
        ({"edits": [["0.weight", 0, 100.5]]}, "a weight must be from -100 to 100, got 100.5"),
        ({"edits": [["5.bias", 0, 1]]}, r"edits must name one of \['0.bias', .*, got '5.bias'"),
        ({"edits": [["0.bias", 3, 1]]}, "edits: 0.bias has 3 numbers, got index 3"),
        ({"edits": [["0.bias", 1, 1]] * 2}, "edits must change each weight once"),
        ({"edits": [["4.weight", k, 1] for k in range(201)]}, "at most 200 weights, got 201"),
        ({"patch": 3}, "patch"),
        ({"look": "nowhere"}, "look"),
    ],
)
def test_bad_state_is_refused_with_its_values(state, message):
    with pytest.raises(traitlets.TraitError, match=message):
        NetworkExplorer(network(), **state)


def test_output_is_what_the_network_says_of_the_scaled_drawing():
    net = network()
    image = digits.load()[0][7]
    classifier = NetworkExplorer(net, image=image, image_code="digits.load()[0][7]")
    expected = net(digits.normalise(image)[None, None])[0]
    np.testing.assert_allclose(classifier.output, expected, atol=1e-5)
    np.testing.assert_allclose(classifier.probabilities.sum(), 1, rtol=1e-5)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"strokes": example(4), "pen": 3.5},
        {"image": digits.draw(2)},
        {"image": digits.load()[0][7], "image_code": "digits.load()[0][7]", "strokes": example(1)},
        {"strokes": example(4), "edits": [["0.weight", 13, -2], ["4.bias", 3, 0.25]]},
    ],
    ids=["empty", "strokes", "image", "both", "changed weights"],
)
def test_the_printed_call_gives_the_output(state):
    classifier = NetworkExplorer(network(), **state)
    names = {"net": network()}
    exec(classifier.code, names)
    np.testing.assert_allclose(names["output"], classifier.output, atol=1e-6)


def test_a_changed_weight_changes_the_net_and_not_the_readers_own():
    net = network()
    explorer = NetworkExplorer(net, edits=[["0.weight", 13, -2]])
    assert explorer.net[0].weight.data[1, 0, 1, 1] == -2
    assert "net = deepcopy(net)\nnet[0].weight.data[1, 0, 1, 1] = -2\n" in explorer.code
    before = net[0].weight.data.copy()
    exec(explorer.code, {"net": net})
    np.testing.assert_array_equal(net[0].weight.data, before)


def test_the_old_name_is_the_same_widget():
    from cnnbook import widgets

    assert widgets.DigitClassifier is NetworkExplorer


def probability(net, image, answer):
    return float(softmax(net(image[None, None].astype(np.float32))[0])[answer])


@pytest.mark.parametrize(("size", "fill"), [(2, 0.0), (4, 0.5), (8, 0.5)])
def test_occlusion_is_what_a_patch_by_hand_does(size, fill):
    net, image = network(), digits.load()[0][7]
    answer = int(net(image[None, None]).argmax())
    found = occlusion(net, image, size=size, fill=fill)
    assert found.shape == (14, 14)
    for r, c in ((0, 0), (6, 7), (13, 13), (5, 0)):
        covered = image.copy()
        for y in range(28):
            for x in range(28):
                # the patch's middle is that of the four pixels from (2r, 2c) on
                if abs(y + 0.5 - (2 * r + 1)) < size / 2 and abs(x + 0.5 - (2 * c + 1)) < size / 2:
                    covered[y, x] = fill
        fall = probability(net, image, answer) - probability(net, covered, answer)
        np.testing.assert_allclose(found[r, c], fall, atol=1e-5)


@pytest.mark.parametrize("net", [network(), EVERY_LAYER], ids=["plain", "every layer"])
def test_saliency_is_the_slope_by_nudging(net):
    for parameter in net.parameters():
        parameter.data = parameter.data.astype(float)
    image = np.random.default_rng(0).random((28, 28))
    answer = int(net(image[None, None]).argmax())
    found = saliency(net, image)
    for r, c in ((0, 0), (13, 14), (20, 5), (27, 27)):
        nudge = np.zeros((28, 28))
        nudge[r, c] = 1e-6
        scores = [float(net((image + way * nudge)[None, None])[0, answer]) for way in (1, -1)]
        np.testing.assert_allclose(found[r, c], (scores[0] - scores[1]) / 2e-6, atol=1e-4)


def test_what_is_looked_at_is_the_changed_network():
    explorer = NetworkExplorer(network(), image=digits.draw(3), look="saliency")
    before = explorer.looked
    explorer.edits = [["0.weight", 4, 3]]
    assert np.abs(explorer.looked - before).max() > 0.01
    explorer.look = "nothing"
    assert explorer.looked is None


def test_fitted_drawings_have_one_size_and_place_and_open_holes():
    narrow = [[(3, 3), (6, 3), (6, 15), (3, 15), (3, 3)]]
    (points,) = np.array(fitted(narrow))
    np.testing.assert_allclose(points.min(axis=0) + points.max(axis=0), [28, 28])
    wide, high = points.max(axis=0) - points.min(axis=0)
    np.testing.assert_allclose([high, wide / high], [18, 0.65 * (0.25 / 0.65) ** 0.4])
    (level,) = np.array(fitted([[(2, 5), (12, 5)]]))
    np.testing.assert_allclose(level, [[5, 14], [23, 14]])
    small = [[(4, 4), (6, 4), (6, 8), (4, 8), (4, 4)]]
    seen = NetworkExplorer(network(), strokes=small, pen=4.5).seen
    assert seen[13:15, 13:15].max() < 0.05 < 0.95 < seen[13].max()


def test_the_call_names_the_network_when_it_can():
    code = NetworkExplorer(network(), net_code='training.load("net.npz")').code
    assert "from cnnbook import digits, training\n" in code
    assert 'net = training.load("net.npz")\n' in code


def test_another_network_takes_its_place():
    classifier, other = NetworkExplorer(network(0), strokes=example(3)), network(5)
    classifier.use(other)
    np.testing.assert_array_equal(
        classifier.output, NetworkExplorer(other, strokes=example(3)).output
    )
    classifier.use(EVERY_LAYER)
    assert len(classifier.layers) == 10
    given = NetworkExplorer(network(0), network(5).state_dict(), strokes=example(3))
    np.testing.assert_array_equal(given.output, NetworkExplorer(other, strokes=example(3)).output)


def test_repr_and_picture_are_stable():
    first, second = (NetworkExplorer(network(), strokes=example(3)) for _ in range(2))
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)
    assert first.still() == second.still()
    assert repr(NetworkExplorer(network())).startswith("NetworkExplorer: an empty pad")


def test_the_wide_networks_state_is_small():
    wide = nn.Sequential(nn.Flatten(), nn.Linear(784, 11, rng=0))  # 8,635 weights
    state = NetworkExplorer(wide).get_state()
    assert sum(len(packed["data"]) for packed in state["weights"].values()) < 50_000
