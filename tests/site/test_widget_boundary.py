"""BoundaryExplorer in Python and in a real browser: what it learns, draws, says and refuses."""

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import BoundaryExplorer

FOUR = [[-1, -1, 0], [1, 1, 0], [-1, 1, 1], [1, -1, 1]]
EXAMPLES = {
    "moons": lambda: BoundaryExplorer("moons", layers=2, round=3),
    "straight": lambda: BoundaryExplorer(FOUR, "none", layers=3, width=2, round=2),
}
UNUSUAL = {"activation": "Sigmoid", "width": 8, "layers": 3, "lr": 0.999, "seed": 9999, "round": 7}
ACTIVATIONS = ["none", "ReLU", "Tanh", "Sigmoid"]


def verdict(mounted):
    """How the learning stands, in the page's words."""
    return mounted.page.locator(".cb-verdict").text_content()


def bentness(explorer):
    """How far the scores are from a plane: 0 if the boundary is a straight line."""
    x, y = np.random.default_rng(0).uniform(-3.5, 3.5, (2, 200))
    scores = explorer.net(np.stack([x, y], axis=-1)[:, None]) @ [-1, 1]
    columns = np.stack([x, y, np.ones_like(x)], axis=1)
    left = scores - columns @ np.linalg.lstsq(columns, scores, rcond=None)[0]
    return np.abs(left).max() / np.abs(scores).max()


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_without_activations_is_the_boundary_straight_whatever_the_depth(activation, layers):
    explorer = BoundaryExplorer("moons", activation, layers=layers, round=10)
    if activation == "none":
        assert bentness(explorer) < 1e-9
    else:
        assert bentness(explorer) > 0.05


def test_the_first_network_is_worked_out_by_hand(shown):
    """2 → 1 → 2 with ReLU, its weights read off: one unit, and two scores of it."""
    explorer = BoundaryExplorer(FOUR, "ReLU", width=1, seed=3)
    (a, b), c = explorer.net[1].weight.data[0], explorer.net[1].bias.data[0]
    (p, q), (r, s) = explorer.net[3].weight.data.ravel(), explorer.net[3].bias.data
    shown_output = shown(explorer).output
    for row, column in [(0, 0), (35, 35), (70, 12)]:
        x, y = (column - 35) / 10, (35 - row) / 10
        unit = max(0, a * x + b * y + c)
        by_hand = 1 / (1 + np.exp(p * unit + r - q * unit - s))
        assert np.isclose(explorer.output[row, column], by_hand)
        assert np.isclose(shown_output[row, column], by_hand)


def states(count):
    """States with points of the reader's own, and of every kind of network."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        points = np.round(rng.uniform(-3, 3, (int(rng.integers(2, 25)), 3)), 1)
        points[:, 2] = rng.permutation(np.arange(len(points)) % 2)
        yield {
            "points": points.tolist(),
            "activation": str(rng.choice(ACTIVATIONS)),
            "width": int(rng.integers(1, 9)),
            "layers": int(rng.integers(1, 4)),
            "lr": round(float(rng.uniform(0.001, 0.2)), 3),
            "seed": int(rng.integers(0, 10000)),
            "round": int(rng.integers(0, 9)),
        }


def test_the_page_the_printed_program_and_python_agree(shown):
    mounted = shown()
    for state in states(50):
        widget = BoundaryExplorer(**state)
        mounted.set(**{**state, "points": widget.points})
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-6, err_msg=str(state))
        np.testing.assert_array_equal(mounted.run_code(), widget.output)
        right = round(widget.accuracy * len(widget.points))
        assert f": {right} of {len(widget.points)} points on the correct side" in verdict(mounted)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_whole_learning_is_the_same_on_the_page(shown, activation):
    """The loss of every round, against the loss of Python's network."""
    mounted = shown(BoundaryExplorer("ring", activation, width=3))
    for step in range(0, 41, 4):
        widget = BoundaryExplorer("ring", activation, width=3, round=step)
        points = np.array(widget.points)
        scores = widget.net(points[:, None, :2])
        right = points[:, 2].astype(int)
        losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(60), right]
        mounted.set(round=step)
        said = float(verdict(mounted).rpartition("loss ")[2].rstrip(".").replace("<", ""))
        assert abs(said - losses.mean()) < 6e-4 if losses.mean() >= 5e-4 else said <= 1e-3


def test_without_activations_the_words_give_the_one_layer(shown):
    mounted = shown(BoundaryExplorer(FOUR, "none", layers=2, width=3, seed=5))
    net = mounted.widget.net
    product, bias = np.eye(2), np.zeros(2)
    for layer in list(net)[1:]:
        product, bias = layer.weight.data @ product, layer.weight.data @ bias + layer.bias.data
    a, b = product[1] - product[0]
    c = bias[1] - bias[0]
    text = mounted.page.get_by_text("layers are one").text_content()
    numbers = text.replace("−", "-").replace("- ", "-").replace("+ ", "+")
    assert "The 3 layers are one" in text
    for written in (f"score = {a:.2f}", f"{b:+.2f}", f"{c:+.2f}"):
        assert written.rstrip("0") in numbers


def test_a_boundary_bends_on_the_page_and_is_straight_without(shown):
    mounted = shown()
    line = mounted.page.locator(".cb-boundary-line")
    for activation in ACTIVATIONS:
        mounted.set(points=BoundaryExplorer("ring").points, activation=activation, round=20)
        path = line.get_attribute("d")
        ends = np.array([p.split() for m in path.split("M")[1:] for p in m.split("L")], float)
        away = np.linalg.svd(ends - ends.mean(axis=0))[1][1] / len(ends) ** 0.5
        assert (away < 0.05) == (activation == "none"), (activation, away)
        units = mounted.page.locator(".cb-boundary-units").get_attribute("d")
        assert (units == "") == (activation == "none")


def test_dead_units_are_counted(shown):
    """Units of ReLU that give 0 for every point, against Python's network."""
    points = [[1, 1, 0], [1, 1.2, 1]]
    net = BoundaryExplorer(points, "ReLU", width=8).net
    hidden = net[2](net[1](np.array(points)[:, :2]))
    dead = int((hidden <= 0).all(axis=0).sum())
    mounted = shown(BoundaryExplorer(points, "ReLU", width=8))
    words = mounted.page.locator(".cb-boundary-words")
    assert dead > 1
    assert f"{dead} of 8 units are dead" in words.text_content()
    mounted.set(activation="Tanh")
    assert "dead" not in words.text_content()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"points": "squares"}, "points must be one of blobs, xor, moons, ring, spirals"),
        ({"points": [[1, 2]]}, "points must have three numbers in each row"),
        ({"points": [[1, 4, 0], [0, 0, 1]]}, "points must lie from -3.5 to 3.5, got 4"),
        ({"points": [[1, 2, 0]]}, "points must be of the classes 0 and 1, some of each, got 0"),
        ({"points": [[1, 2, 0], [0, 0, 2]]}, "classes 0 and 1, some of each, got 0, 2"),
        ({"points": [[0, 0, 1], [0, 1, 0]] * 101}, "points must have at most 200"),
        ({"activation": "relu"}, "activation"),
        ({"width": 9}, "width must be"),
        ({"layers": 0}, "layers must be"),
        ({"lr": 0}, "lr must be a number from 0.001 to 10"),
        ({"seed": -1}, "seed must be"),
        ({"round": 41}, "round must be"),
    ],
)
def test_what_cannot_be_shown_is_refused(state, message):
    with pytest.raises(TraitError, match=message):
        BoundaryExplorer(**state)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([[1, 2]], "points must have three numbers in each row"),
        ([[1, 9, 0], [0, 0, 1]], "points must lie from −3.5 to 3.5, got 9"),
        ([[1, 2, 1]], "some of each, got 1"),
        ([[1, 2, 0], [1, 1, 0.5]], "some of each, got 0, 0.5"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, points, message
):
    assert message in shown().state_refusal(points=points)


def test_the_still_is_a_picture_with_words():
    widget = BoundaryExplorer(FOUR, "Tanh", round=20)
    assert widget.still().startswith(b"\x89PNG")
    assert repr(widget).startswith(
        "BoundaryExplorer: a network 2-8-2 with tanh, after 200 steps: 4 of 4 points are on "
        "the correct side of its boundary\n\nimport"
    )


def test_points_come_and_go_by_pointer_and_key_and_undo_brings_them_back(shown):
    mounted = shown(BoundaryExplorer(FOUR))
    page = mounted.page
    plane = page.get_by_role("grid")
    box = plane.locator("canvas").bounding_box()
    places = {"x": box["width"] * (35 + 20.5) / 71, "y": box["height"] * 35.5 / 71}
    page.get_by_label("A press adds").select_option("red")
    plane.locator("canvas").click(position=places)
    assert mounted.get("points")[4:] == [[2, 0, 1]]
    plane.locator("canvas").click(position=places)
    assert mounted.get("points") == FOUR  # the same place again: it is gone
    plane.focus()
    plane.press("ArrowUp")
    plane.press("Enter")
    assert mounted.get("points")[4:] == [[2, 0.1, 1]]
    assert "x 2, y 0.1, a point ■ red" in page.get_by_role("gridcell").text_content()
    assert page.get_by_label("Points", exact=True).input_value() == "own"
    page.keyboard.press("Control+z")
    assert mounted.get("points") == FOUR
    page.get_by_role("button", name="Undo").click()
    assert mounted.get("points")[4:] == [[2, 0, 1]]


def test_the_last_point_of_a_class_stays(shown):
    mounted = shown(BoundaryExplorer([[0, 0, 0], [1, 1, 1]]))
    plane = mounted.page.get_by_role("grid")
    plane.focus()
    plane.press("Enter")
    assert mounted.get("points") == [[0, 0, 0], [1, 1, 1]]
    assert mounted.page.get_by_text("One point of each class must stay.").is_visible()


def test_it_plays_to_the_end_pauses_steps_and_begins_again(shown):
    mounted = shown(BoundaryExplorer(FOUR, round=38))
    page = mounted.page
    page.get_by_label("Speed").press("End")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("window.model.get('round') === 40")
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_role("button", name="Step", exact=True).click()
    assert mounted.get("round") == 0
    assert verdict(mounted).startswith("First weights, drawn by lot: ")
    page.get_by_role("button", name="Step", exact=True).click()
    assert verdict(mounted).startswith("After 10 steps: ")
    page.get_by_label("Points", exact=True).select_option("spirals")
    page.get_by_label("Activation").select_option("Sigmoid")
    page.get_by_role("button", name="First weights (seed): more").click()
    page.get_by_label("Learnt").press("ArrowRight")
    assert [mounted.get(name) for name in ("round", "seed", "activation")] == [2, 2, "Sigmoid"]
    page.get_by_role("button", name="Start again").click()
    assert [mounted.get(name) for name in ("round", "seed", "activation")] == [38, 1, "ReLU"]
    assert mounted.get("points") == FOUR


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    mounted.set(**UNUSUAL)
    assert mounted.overflow <= 0
