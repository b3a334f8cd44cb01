"""GradientExplorer: values, slopes, predictions and their mistakes, keys, and what is refused."""

import math
import re

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import GradientExplorer
from cnnbook.widgets.gradient.widget import COMPUTED, LEAVES, NODES, STEPS

BACK = [
    *("L", "p0", "p1", "s0", "s1", "c0", "c1", "w0a", "w0b", "w1a", "w1b", "ma", "mb"),
    *("ra0", "ra1", "rb0", "rb1", "za0", "za1", "zb0", "zb1"),
    *("a0", "a1", "b0", "b1", "x00", "x01", "x10", "x11"),
]
BOTH = {"kernels": [[2, -3], [-1, 3]], "bias": [1, -3]}  # both filters answer
EXAMPLES = {
    "silent": GradientExplorer,
    "both": lambda: GradientExplorer(**BOTH, step=STEPS, node="x10"),
    "values": lambda: GradientExplorer(step=0, node="za0", target=1),
}
UNUSUAL = {
    "image": [[-3.125, 3.875], [3.999, -4]],
    "kernels": [[-3.25, 3.75], [4, -3.875]],
    "weight": [[-3.75, 3.125], [3.875, -3.625]],
    "bias": [-3.5, 3.625],
    "target": 1,
    "node": "ma",
    "step": STEPS,
}


def random_states(count, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        block = lambda *shape: (rng.integers(-16, 17, shape) / 8).tolist()  # noqa: E731
        yield {
            "image": block(2, 2),
            "kernels": block(2, 2),
            "weight": block(2, 2),
            "bias": block(2),
            "target": int(rng.integers(2)),
        }


def forward(state, **nudged):
    """Compute every node in plain Python, each moved a little where `nudged` says so."""
    v = {}

    def put(name, value):
        v[name] = value + nudged.get(name, 0)

    for r in range(2):
        for c in range(2):
            put(f"x{r}{c}", state["image"][r][c])
            put(f"{'ab'[r]}{c}", state["kernels"][r][c])
            put(f"w{r}{'ab'[c]}", state["weight"][r][c])
        put(f"c{r}", state["bias"][r])
    for f in "ab":
        for r in "01":
            put(f"z{f}{r}", v[f"{f}0"] * v[f"x{r}0"] + v[f"{f}1"] * v[f"x{r}1"])
            put(f"r{f}{r}", max(0, v[f"z{f}{r}"]))
        put(f"m{f}", max(v[f"r{f}0"], v[f"r{f}1"]))
    for k in "01":
        put(f"s{k}", v[f"w{k}a"] * v["ma"] + v[f"w{k}b"] * v["mb"] + v[f"c{k}"])
    total = math.exp(v["s0"]) + math.exp(v["s1"])
    for k in "01":
        put(f"p{k}", math.exp(v[f"s{k}"]) / total)
    put("L", -math.log(v[f"p{state['target']}"]))
    return v


def prompt(mounted):
    return mounted.page.get_by_role("textbox", name="Your turn")


def verdict(mounted):
    return mounted.page.locator(".cb-verdict").text_content()


def predict(mounted, text):
    """Type a prediction, press Enter, and return what the page says."""
    prompt(mounted).fill(text)
    prompt(mounted).press("Enter")
    return verdict(mounted)


def said(mounted):
    return mounted.page.locator(".cb-says").text_content()


# ---- what it computes ----------------------------------------------------------------------------


def test_values_and_slopes_are_worked_out_by_hand():
    explorer = GradientExplorer()
    values, slopes = explorer.values, explorer.slopes
    expected = {"za0": 1, "za1": 2, "zb0": -1, "zb1": -2, "ma": 2, "mb": 0, "s0": 5, "s1": 5}
    assert {name: values[name] for name in expected} == expected
    assert values["p0"] == 0.5
    assert values["L"] == pytest.approx(math.log(2))
    expected = {
        "p0 p1 s0 s1 c0 c1": [-2, 0, -0.5, 0.5, -0.5, 0.5],
        "w0a w0b w1a w1b ma mb": [-1, 0, 1, 0, -1.5, 2.5],
        "ra0 ra1 rb0 rb1": [0, -1.5, 2.5, 0],  # the max's switch
        "za0 za1 zb0 zb1": [0, -1.5, 0, 0],  # ReLU's gate
        "a0 a1 b0 b1 x00 x01 x10 x11": [-6, -3, 0, 0, 0, 0, -3, 4.5],
    }
    for names, numbers in expected.items():
        assert [slopes[name] for name in names.split()] == pytest.approx(numbers, abs=1e-12)
    meeting = GradientExplorer(**BOTH).slopes["x10"]
    assert meeting == pytest.approx(2 * -1.5 - 1 * 2.5)  # two filters read this pixel


def test_the_page_the_printed_program_and_numpy_agree(shown):
    mounted = shown()
    for state in random_states(50):
        widget = GradientExplorer(**state)
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)


def test_the_slopes_of_the_page_are_central_differences(shown):
    mounted, tried = shown(), 0
    for state in random_states(60, seed=1):
        values = forward(state)
        kinks = [*(values[f"z{f}{r}"] for f in "ab" for r in "01")]
        kinks += [values[f"r{f}0"] - values[f"r{f}1"] for f in "ab"]
        if min(np.abs(kinks)) < 1e-3 or values[f"p{state['target']}"] < 0.05:
            continue  # at a kink there is no slope; a tiny probability is no match for the nudge
        mounted.set(**state)
        slopes = dict(zip(NODES, mounted.output[1], strict=True))
        for name in NODES:
            moved = [forward(state, **{name: by})["L"] for by in (1e-6, -1e-6)]
            central = (moved[0] - moved[1]) / 2e-6
            assert slopes[name] == pytest.approx(central, rel=1e-6, abs=1e-6), (name, state)
        tried += 1
    assert tried >= 5


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": [[1, 2, 3]]}, r"image must have the shape \(2, 2\), got \(1, 3\)"),
        ({"kernels": [[1, 2], [3, 5]]}, "kernels must hold numbers from -4 to 4"),
        ({"weight": [[1, np.nan], [0, 0]]}, "weight must hold numbers from -4 to 4"),
        ({"bias": "high"}, "bias must have the shape"),
        ({"target": 2}, "target must be"),
        ({"node": "q7"}, "node"),
        ({"step": 45}, "step must be"),
    ],
)
def test_what_cannot_be_shown_is_refused(state, message):
    with pytest.raises(TraitError, match=message):
        GradientExplorer(**state)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": [[1, 2, 3]]}, "image must be 2 × 2 numbers from -4 to 4"),
        ({"bias": [1, "2"]}, "bias must be 2 numbers from -4 to 4"),
        ({"weight": [[1, 2], [3, 4.5]]}, "weight must be 2 × 2 numbers from -4 to 4"),
        ({"node": "q7"}, "node must be one of"),
        ({"step": 99}, "step must be a whole number from 0 to 44"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert message in shown().state_refusal(**state)


def test_the_smallest_probability_is_no_zero(shown):
    four = [[4, 4], [4, 4]]
    state = {"image": four, "kernels": four, "weight": [[-4, -4], [4, 4]], "bias": [-4, 4]}
    mounted = shown(GradientExplorer(**state, step=STEPS))
    assert np.isfinite(mounted.output).all()
    assert mounted.output[0, NODES.index("L")] == pytest.approx(520)
    assert GradientExplorer(**state).output[0, -1] == pytest.approx(520)


def test_the_still_has_every_value_and_every_slope():
    from matplotlib.figure import Figure

    figure, explorer = Figure(), GradientExplorer()
    explorer.draw(figure)
    texts = [text.get_text() for text in figure.axes[0].texts]
    for name in NODES:
        value, slope = explorer.values[name], explorer.slopes[name]
        assert f"{name}  {value:.4g}\n∂ {slope:.3g}".replace("-", "−") in texts
    assert repr(explorer).startswith("GradientExplorer: a network of 29 nodes, from a 2 × 2 image")


# ---- predictions ---------------------------------------------------------------------------------


def at(name, kind="slope"):
    """Return the step at which it is a node's turn."""
    return COMPUTED.index(name) if kind == "value" else len(COMPUTED) + BACK.index(name)


@pytest.mark.parametrize(
    ("node", "typed", "words"),
    [
        ("L", "0.69", "That is the loss itself."),
        ("p0", "2", "the sign is not"),
        ("p1", "-2", "No path leads from p1 to the loss"),
        ("s0", "0.5", "Take the target away"),
        ("s0", "0.25", "The chain is broken"),
        ("s1", "-0.5", "the sign is not"),
        ("c0", "1", "The chain is broken: that is only how c0 changes s0."),
        ("w0a", "2", "The chain is broken: that is only how w0a changes s0."),
        ("w0a", "-0.5", "That is the slope that arrives from s0."),
        ("w0a", "1", "the sign is not"),
        ("w0a", "4", "That is the value of w0a."),
        ("ma", "-2", "the path through s0 alone. The path through s1 counts too"),
        ("ma", "0.5", "the path through s1 alone. The path through s0 counts too"),
        ("ma", "1.5", "The size is right, the sign is not."),
        ("ma", "-2.5", "One of the two paths has the wrong sign."),
        ("ma", "5", "The chain is broken: that is only how ma changes s0 and s1."),
        ("ma", "77", "77 is not it. For each path that leaves the node"),
        ("ra0", "-1.5", "You ignored the max's switch: ma follows the other one"),
        ("ra1", "0", "The max chose this one"),
        ("ra1", "1", "The chain is broken"),
        ("zb0", "2.5", "You ignored the gate: zb0 is not positive"),
        ("za1", "0", "The gate is open"),
        ("a0", "-9", "You ignored the max's switch: nothing comes back through the row"),
        ("a0", "4", "The chain is broken"),
        ("a0", "6", "the sign is not"),
        ("b0", "5", "You ignored a gate: nothing comes back through a z"),
        ("x00", "-5.5", "You ignored the max's switch: nothing comes back through the row"),
        ("x11", "-3", "The chain is broken"),
        ("x11", "-1.5", "That is the slope that arrives from za1 and zb1."),
    ],
)
def test_a_wrong_slope_gets_its_likely_mistake(shown, node, typed, words):
    mounted = shown(GradientExplorer(step=at(node), node=node))
    says = predict(mounted, typed)
    assert says.startswith("✗ Not yet. ")
    assert words in says
    assert mounted.get("step") == at(node)


def test_where_two_filters_meet_one_path_is_not_enough(shown):
    mounted = shown(GradientExplorer(**BOTH, step=at("x10"), node="x10"))
    assert "the path through za1 alone" in predict(mounted, "-3")
    assert "the path through zb1 alone" in predict(mounted, "-2.5")
    assert "∂L/∂x10 = ∂L/∂za1 · a0 + ∂L/∂zb1 · b0 = (−1.5) · 2 + 2.5 · (−1) = −5.5" in predict(
        mounted, "-5.5"
    )


@pytest.mark.parametrize(
    ("node", "typed", "words"),
    [
        ("za0", "4", "That is a0 · x00 alone"),
        ("za0", "-4", "The weights have changed places"),
        ("za0", "3", "Each one is multiplied by its weight"),
        ("rb0", "-1", "ReLU turns negative numbers into 0."),
        ("ra0", "0", "ReLU leaves positive numbers"),
        ("ma", "1", "That is the smaller one."),
        ("ma", "3", "Max pooling does not add"),
        ("s0", "8", "That is w0a · ma alone"),
        ("s0", "-5", "the sign is not"),
        ("p0", "5", "That is the score."),
        ("L", "-0.69", "a loss is never negative"),
        ("L", "0.301", "the logarithm to the base 10"),
    ],
)
def test_a_wrong_value_gets_its_likely_mistake(shown, node, typed, words):
    mounted = shown(GradientExplorer(step=at(node, "value"), node=node))
    assert words in predict(mounted, typed)
    assert mounted.get("step") == at(node, "value")


def test_the_whole_way_is_predicted_with_the_keyboard(shown):
    mounted, explorer = shown(GradientExplorer(step=0, node="za0")), GradientExplorer()
    asked = [*(explorer.values[n] for n in COMPUTED), *(explorer.slopes[n] for n in BACK)]
    prompt(mounted).focus()
    for step, number in enumerate(asked):
        assert mounted.get("step") == step
        assert mounted.get("node") == (COMPUTED + tuple(BACK))[step]
        mounted.page.keyboard.type(f"{number:.2f}")
        mounted.page.keyboard.press("Enter")
        assert verdict(mounted).startswith("✓ Right. ")
    assert mounted.get("step") == STEPS
    assert mounted.page.get_by_text("All values and slopes are known.").is_visible()


@pytest.mark.parametrize(
    ("typed", "right"),
    [("0", False), ("-0.01", False), ("-0.00004", False), ("-0.000045", True), ("-4.5e-5", True)],
)
def test_a_small_slope_needs_two_digits(shown, typed, right):
    small = GradientExplorer(bias=[3, -1], step=at("s0"), node="s0")  # the network is sure
    assert small.slopes["s0"] == pytest.approx(-4.54e-5, rel=1e-3)
    assert predict(shown(small), typed).startswith("✓ Right. ") == right


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Type your prediction first."), ("lots", "“lots” is not a number"), ("1/0", "not a num")],
)
def test_what_is_no_number_is_not_judged(shown, typed, words):
    assert words in predict(shown(), typed)


def test_nothing_is_told_before_its_turn(shown):
    mounted = shown(GradientExplorer(step=0, node="za0"))
    assert said(mounted) == "za0 is filter a on row 0: a0 · x00 + a1 · x01."
    mounted.set(step=at("ma"), node="ma")
    assert said(mounted).endswith("ma leads to s0 (∂L/∂s0 = −0.5) and to s1 (∂L/∂s1 = 0.5).")
    assert "−1.5" not in mounted.page.locator(".cb-graph").text_content()
    mounted.set(node="a0")
    assert said(mounted) == "a0, weight 0 of filter a, is 2."


def test_show_tells_the_sum_and_goes_on(shown):
    mounted = shown(GradientExplorer(step=at("ma"), node="ma"))
    mounted.page.get_by_role("button", name="Show", exact=True).click()
    formula = "∂L/∂ma = ∂L/∂s0 · w0a + ∂L/∂s1 · w1a = (−0.5) · 4 + 0.5 · 1 = −1.5."
    assert verdict(mounted) == formula
    assert mounted.get("node") == "mb"
    mounted.set(node="ma")
    assert "If ma grew by 0.01, the loss would fall by about 0.015." in said(mounted)
    assert verdict(mounted) == formula  # to look around takes nothing away
    mounted.page.get_by_label("Target").select_option("1")
    assert verdict(mounted) == ""  # its numbers are no longer those of the graph


def test_a_verdict_goes_when_the_reader_types(shown):
    mounted = shown(GradientExplorer(step=at("ma"), node="ma"))
    assert "the path through s0 alone" in predict(mounted, "-2")
    prompt(mounted).fill("-2.5")
    assert verdict(mounted) == ""


def test_buttons_show_and_hide(shown):
    mounted = shown()
    press = lambda name: mounted.page.get_by_role("button", name=name).click()  # noqa: E731
    press("Show all slopes")
    assert mounted.get("step") == STEPS
    press("One back")
    assert (mounted.get("step"), mounted.get("node")) == (STEPS - 1, "x11")
    press("Hide the slopes")
    assert mounted.get("step") == len(COMPUTED)
    press("Predict the values too")
    assert (mounted.get("step"), mounted.get("node")) == (0, "za0")
    press("Show all values")
    assert (mounted.get("step"), mounted.get("node")) == (len(COMPUTED), "L")


def test_without_predictions_only_the_inputs_can_be_changed(shown):
    mounted = shown(GradientExplorer(controls=["inputs"]))
    page = mounted.page
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.locator(".cb-turn").count() == 0
    assert said(mounted) == "L, the loss: −log p0 = −log 0.5 = 0.6931."
    assert page.get_by_label("Target").is_visible()
    mounted.set(controls=["predict"])
    assert prompt(mounted).is_visible()
    assert not page.get_by_label("Target").is_visible()


# ---- other inputs, keys, room --------------------------------------------------------------------


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_input_can_be_changed(shown, leaf):
    mounted = shown()
    mounted.page.get_by_role("button", name=re.compile(f"^{leaf}, ")).click()
    field = mounted.page.get_by_role("textbox", name=f"{leaf}, ")
    field.fill("0.75")
    assert mounted.output[0, NODES.index(leaf)] == 0.75
    np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)
    field.fill("4.5")
    problem = mounted.page.locator(".cb-field .cb-problem:visible").text_content()
    assert "can be 4 at most" in problem
    assert mounted.output[0, NODES.index(leaf)] == 0.75


def test_the_target_and_the_examples(shown):
    mounted = shown()
    mounted.page.get_by_label("Target").select_option("1")
    assert mounted.output[1, NODES.index("s1")] == -0.5
    mounted.page.get_by_role("button", name="Both filters answer").click()
    np.testing.assert_allclose(mounted.output, GradientExplorer(**BOTH).output, atol=1e-12)
    mounted.page.get_by_role("button", name="Start again").click()
    np.testing.assert_allclose(mounted.output, GradientExplorer().output, atol=1e-12)


@pytest.mark.parametrize(
    ("width", "keys"),
    [
        (900, ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowLeft"]),
        (375, ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowUp"]),
    ],
)
def test_arrow_keys_walk_the_graph(shown, width, keys):
    mounted = shown(width=width)
    page = mounted.page
    page.locator(".cb-node[tabindex='0']").focus()
    walked = []
    for key in keys:
        page.keyboard.press(key)
        walked.append(mounted.get("node"))
        assert page.evaluate("document.activeElement.textContent").startswith(walked[-1])
    assert walked[:3] == [walked[0], f"s{walked[0][1]}", f"m{'ab'[int(walked[0][1])]}"]
    assert [name[0] for name in walked[:4]] == ["p", "s", "m", "r"]
    assert walked[5][0] in "zx"
    page.keyboard.press("Home")
    assert mounted.get("node") == "x00"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('inputmode')") == "decimal"
    page.locator(".cb-node[tabindex='0']").press("End")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "cb-text"


def test_a_node_says_its_name_value_and_slope(shown):
    mounted = shown(GradientExplorer(step=at("ma"), node="ma"))
    page = mounted.page

    def node(name):
        return page.get_by_role("button", name=name, exact=True)

    unknown = "slope not known yet"
    assert node(f"ma, the larger one of ra0 and ra1: value 2, {unknown}, its turn").is_visible()
    assert node("s0, score of class 0: value 5, slope −0.5").is_visible()
    assert node(f"x01, pixel in row 0, column 1: value 1, {unknown}").is_visible()
    mounted.set(step=0)
    assert node(f"s0, score of class 0: value not known yet, {unknown}").is_visible()


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_its_room(shown, width):
    mounted = shown(GradientExplorer(step=STEPS), width=width)
    page = mounted.page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    cut = """nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth
      || node.scrollHeight > node.clientHeight).map((node) => node.textContent)"""
    assert page.locator(".cb-node").evaluate_all(cut) == []
    boxes = page.locator(".cb-node").evaluate_all(
        "nodes => nodes.map((node) => { const { left, top, right, bottom } = "
        "node.getBoundingClientRect(); return [left, top, right, bottom]; })"
    )
    for n, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:n]:
            apart = left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
            assert apart, (boxes[n], other)
