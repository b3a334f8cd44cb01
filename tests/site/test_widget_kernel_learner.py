"""KernelLearner in Python and in a real browser: what is learnt, and what cannot be."""

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import conv2d, digits, filters
from cnnbook.random import Generator
from cnnbook.widgets import KernelLearner

PIXEL = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
DIGIT = np.round(digits.load()[0][3])
EXAMPLES = {"image": lambda: KernelLearner(PIXEL, lr=0.5, steps=20)}
UNUSUAL = {
    "hidden": [[-99.75, 0, 1], [2, 3, 4], [5, 6, 7]],
    "seed": 77,
    "step": 13,
    "row": 2,
    "column": 1,
    "lr": 9.5,
}


def verdict(mounted):
    """How the learning gets on."""
    return mounted.page.locator(".cb-verdict").text_content()


def test_a_step_is_worked_out_by_hand(shown):
    """One bright pixel: weight (i, j) meets it at one of 9 places, so its gradient is 2/9 error."""
    first = Generator(0).uniform(-1, 1, (3, 3))
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    learner = KernelLearner(PIXEL, lr=0.9, step=1)
    expected = first - 0.9 * 2 / 9 * (first - sobel)
    np.testing.assert_allclose(learner.output, expected, atol=1e-12)
    mounted = shown(learner)
    np.testing.assert_allclose(mounted.output, expected, atol=1e-12)
    at_once = KernelLearner(PIXEL, lr=4.5, step=1)  # 4.5 · 2 / 9 is the whole way
    np.testing.assert_allclose(at_once.output, sobel, atol=1e-12)


@pytest.mark.parametrize("hidden", filters.names())
def test_a_digit_is_enough_to_find_each_filter(hidden):
    learner = KernelLearner(DIGIT, hidden, step=250)
    np.testing.assert_allclose(learner.output, filters.weights(hidden, 3), atol=0.005)


def test_after_enough_steps_the_page_shows_sobel(shown):
    mounted = shown(KernelLearner(DIGIT, step=136))
    assert verdict(mounted).startswith("After 136 steps the loss is below 0.0001.")
    mounted.set(step=137)
    assert verdict(mounted).startswith("Found, after 137 steps: to two decimals")
    np.testing.assert_array_equal(mounted.output.round(2), filters.sobel_x())
    mounted.set(step=250)
    assert verdict(mounted).startswith("Found, after 137 steps: to two decimals")
    grid = mounted.page.get_by_role("grid", name="The kernel's nine weights")
    grid.press("ArrowRight")
    assert grid.get_by_role("gridcell").text_content() == "row 0, column 1: 0"


@pytest.mark.parametrize("picture", ["flat", "stripes"])
def test_what_the_image_does_not_show_is_not_learnt(shown, picture):
    image = np.ones((9, 9)) if picture == "flat" else np.tile([0, 1, 1, 0, 1, 0, 0, 1, 0], (9, 1))
    learner = KernelLearner(image, lr=0.1, step=400, steps=400)
    axis = None if picture == "flat" else 0
    sobel = filters.sobel_x()
    np.testing.assert_allclose(learner.output.sum(axis=axis), sobel.sum(axis=axis), atol=1e-4)
    assert np.abs(learner.output - sobel).max() > 0.3
    assert learner.loss < 1e-10
    mounted = shown(learner)
    assert "but the kernel is not the hidden one" in verdict(mounted)


def test_the_page_the_printed_program_and_python_agree(shown):
    mounted = shown()
    rng = np.random.default_rng(1)
    names = ["image", "hidden", "lr", "seed", "step", "steps"]
    for _ in range(50):
        widget = KernelLearner(
            rng.integers(-8, 9, rng.integers(3, 13, 2)) / 8,
            rng.integers(-9, 10, (3, 3)) / 2,
            lr=round(float(rng.uniform(0.01, 1)), 3),
            seed=int(rng.integers(0, 10_000)),
            step=int(rng.integers(0, 51)),
            steps=50,
        )
        mounted.set(**{name: getattr(widget, name) for name in names})
        assert mounted.code == widget.code
        scale = np.abs(widget.output).max()
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9 * scale, rtol=0)
        np.testing.assert_array_equal(mounted.run_code(), widget.output)
        output, target, error, gradient = (np.array(part) for part in maps(mounted))
        made = conv2d(np.array(widget.image, float), widget.output)
        np.testing.assert_allclose(output, made.ravel(), atol=1e-8 * scale)
        np.testing.assert_allclose(target, widget.target.ravel(), atol=1e-9)
        np.testing.assert_allclose(error, (made - widget.target).ravel(), atol=1e-8 * scale)
        slopes = conv2d(np.array(widget.image, float), made - widget.target) * 2 / made.size
        np.testing.assert_allclose(gradient, slopes.ravel(), atol=1e-7 * scale)


def maps(mounted):
    """Output, target, error and gradient, as the page has them."""
    script = "document.querySelector('.cnnbook').cnnbookMaps.map(({ data }) => [...data])"
    return mounted.page.evaluate(script)


def test_a_gradient_is_the_slope_by_nudging():
    """The rule of the page and of Python, against central differences of the loss."""
    image, hidden = np.array(DIGIT[4:14, 6:16], float), filters.sobel_x()
    kernel = Generator(5).uniform(-1, 1, (3, 3))

    def loss(kernel):
        return ((conv2d(image, kernel) - conv2d(image, hidden)) ** 2).mean()

    stepped = KernelLearner(image, lr=0.5, seed=5, step=1).output
    for place in np.ndindex(3, 3):
        nudge = np.zeros((3, 3))
        nudge[place] = 1e-5
        slope = (loss(kernel + nudge) - loss(kernel - nudge)) / 2e-5
        assert abs((kernel - stepped)[place] / 0.5 - slope) < 1e-7


def test_an_explosion_is_said_and_ends(shown):
    mounted = shown(KernelLearner(DIGIT, lr=3, step=150))
    told = verdict(mounted)
    assert told.startswith("Exploded: the loss is ")
    assert "Take a shorter learning rate." in told
    assert "NaN" not in mounted.page.locator(".cnnbook").inner_text()
    assert 1000 < np.abs(mounted.output).max() < 1e6
    mounted.set(step=2)
    assert "It rose, from" in verdict(mounted)
    mounted.page.get_by_label("Learning rate", exact=True).fill("1")
    assert verdict(mounted).startswith("After 2 steps the loss is ")


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": np.ones((2, 5))}, "image must have at least 3 rows and 3 columns"),
        ({"image": np.ones((65, 5))}, "image must have at most 64"),
        ({"image": np.full((4, 4), 101)}, "image must hold numbers from -100 to 100, got 101"),
        ({"hidden": [[1, 2], [3, 4]]}, "hidden must be a 3 × 3 kernel"),
        ({"hidden": np.ones((4, 4))}, "hidden must have at most 3"),
        ({"lr": 0}, "lr must be a number from 0.001 to 10"),
        ({"seed": -1}, "seed must be"),
        ({"step": 251}, "step can be at most 250, the number of steps, got 251"),
        ({"steps": 1001}, "steps must be"),
        ({"steps": 0}, "steps must be"),
        ({"row": 3}, "row must be"),
    ],
)
def test_what_cannot_be_shown_is_refused(state, message):
    with pytest.raises(TraitError, match=message):
        KernelLearner(**{"image": PIXEL, **state})
    with pytest.raises(ValueError, match="name must be one of"):
        KernelLearner(PIXEL, "nonsense")


def test_the_still_is_a_picture_with_words():
    widget = KernelLearner(PIXEL, lr=4.5, step=1, image_code="digits.load()[0][3]")
    assert widget.still().startswith(b"\x89PNG")
    assert repr(widget).startswith(
        "KernelLearner: a random 3 × 3 kernel on a 5 × 5 image, after 1 step towards the hidden "
        "kernel: the loss is "
    )
    assert "from cnnbook import conv2d, digits\n" in widget.code


def test_the_chosen_weight_is_explained(shown):
    mounted = shown(KernelLearner(PIXEL, lr=0.9))
    first = Generator(0).uniform(-1, 1, (3, 3))
    grid = mounted.page.get_by_role("grid", name="The kernel's nine weights")
    grid.focus()
    grid.press("ArrowDown")
    grid.press("ArrowRight")
    grid.press("ArrowRight")
    assert (mounted.get("row"), mounted.get("column")) == (1, 2)
    told = mounted.page.get_by_role("status").first.text_content()
    gradient = 2 / 9 * (first[1, 2] - 2)
    assert "meets the framed pixels: rows 1 to 3, columns 2 to 4." in told
    assert f"over these 9 = {gradient:.3f}".replace("-", "−") in told
    assert f"= {first[1, 2] - 0.9 * gradient:.3f}".rstrip("0") in told


def test_what_is_hidden_is_folded_and_can_be_changed(shown):
    mounted = shown(KernelLearner(PIXEL, lr=0.5, steps=20, step=5))
    page = mounted.page
    editor = page.get_by_role("grid", name="The hidden kernel")
    assert not editor.count()
    page.locator("summary", has_text="Show the hidden kernel").click()
    assert editor.locator("[role=gridcell]").all_text_contents()[3:6] == ["−2", "0", "2"]
    page.get_by_label("Choose another").select_option("laplacian")
    assert mounted.get("hidden") == filters.laplacian().astype(int).tolist()
    assert mounted.get("step") == 0
    cell = editor.locator("[role=gridcell]").nth(4)
    cell.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert mounted.get("hidden")[1][1] == 7
    assert page.get_by_label("Choose another").input_value() == ""
    page.get_by_role("button", name="Start again").click()
    assert mounted.get("hidden") == filters.sobel_x().astype(int).tolist()


def test_fields_steps_and_a_fresh_start(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_role("button", name="Step", exact=True).click()
    assert mounted.get("step") == 1
    page.get_by_label("Go to").press("End")
    assert mounted.get("step") == 20
    page.get_by_role("button", name="Step", exact=True).click()
    assert mounted.get("step") == 0  # after the last one it begins again
    page.get_by_label("Go to").press("ArrowRight")
    page.get_by_role("button", name="Seed: more").click()
    assert (mounted.get("seed"), mounted.get("step")) == (1, 0)
    np.testing.assert_array_equal(mounted.output, Generator(1).uniform(-1, 1, (3, 3)))
    page.get_by_role("button", name="Start again").click()
    assert mounted.get("seed") == 0


def test_the_loss_is_the_mean_squared_error(shown):
    """At first the errors of the nine output pixels are those of the nine weights, turned."""
    first = Generator(0).uniform(-1, 1, (3, 3))
    by_hand = ((first - filters.sobel_x()) ** 2).sum() / 9
    learner = KernelLearner(PIXEL, lr=0.5, steps=20)
    assert np.isclose(learner.loss, by_hand)
    mounted = shown(learner)
    assert verdict(mounted) == f"Nine weights drawn by lot. The loss is {by_hand:.4f}."
    mounted.set(step=1)
    lowered = 100 * (1 - (1 - 0.5 * 2 / 9) ** 2)
    assert verdict(mounted).endswith(f"The last step lowered it by {lowered:.0f} %.")


def test_play_pauses_where_the_kernel_is_found(shown):
    mounted = shown(KernelLearner(PIXEL, lr=4.5))
    mounted.page.get_by_label("Speed").press("End")
    mounted.page.get_by_role("button", name="Play").click()
    mounted.page.get_by_role("button", name="Play").wait_for()
    assert mounted.get("step") == 1
    mounted.page.get_by_role("button", name="Step", exact=True).click()
    assert verdict(mounted).startswith("Found, after 1 step:")


def test_play_pauses_at_the_end(shown):
    mounted = shown(KernelLearner(PIXEL, lr=0.5, steps=2))
    play = mounted.page.get_by_role("button", name="Play")
    play.click()
    mounted.page.get_by_role("button", name="Play").wait_for()
    assert mounted.get("step") == 2


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"hidden": [[1, 2, 3]]}, "hidden must be a 3 × 3 kernel"),
        ({"image": [[1, 2, 3]]}, "image must have at least 3 rows and 3 columns"),
        ({"image": [[1, 2, 3]] * 2 + [[1, 2, 999]]}, "must hold numbers from −100 to 100, got 999"),
        ({"step": 21}, "step can be at most 20"),
        ({"lr": 99}, "lr must be a number from 0.001 to 10"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert message in shown().state_refusal(**state)


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(KernelLearner(DIGIT, lr=3, step=40), width=width)
    assert mounted.overflow <= 0
