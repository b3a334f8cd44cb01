"""Question in a real browser: right, equivalent and wrong answers, hints, worked answers, keys."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import conv2d, filters
from cnnbook.widgets import Question

IMAGE = np.array([[0, 0, 1, 0], [0, 5, 2, 0], [3, 0, 0, 4], [0, 1, 0, 0]], dtype=float)
MEAN = conv2d(IMAGE, filters.mean(3), padding=1)


def number(answer=7840, **options):
    options = {"mistakes": {7850: "You counted the biases."}, **options}
    return Question.number("How many `weights`?", answer, unit="weights", **options)


def choice():
    reasons = ["Try Sobel.", "Try the `box`.", "It is its own flip."]
    return Question.choice("Equal?", ["always", "never", "if symmetric"], 2, reasons=reasons)


def kernel(**options):
    return Question.kernel(
        "Which kernel?",
        IMAGE,
        MEAN,
        options={"padding": 1},
        mistakes=[(np.ones((3, 3)), "You did not divide by 9.")],
        **options,
    )


def setting(**options):
    return Question.setting("Halve it.", 28, 14, given={"dilation": 1}, **options)


EXAMPLES = {"number": number, "choice": choice, "kernel": kernel, "setting": setting}
TRAITS = ["response", "checked", "attempts", "hinted", "revealed"]


def UNUSUAL(place):  # noqa: N802
    """Ask for the hint, and check what stands there."""
    place.get_by_role("button", name="Hint").click()
    place.get_by_role("button", name="Check").click()


def verdict(mounted):
    return mounted.page.locator(".cb-q-verdict").first.text_content()


def check(mounted, **state):
    """Give a response as the reader's field would, press Check, and return what the page says."""
    if state:
        mounted.set(**state, checked=False)
    mounted.page.get_by_role("button", name="Check").first.click()
    return verdict(mounted)


def says_right(mounted):
    return mounted.page.evaluate('document.querySelector(".cnnbook").cnnbookOutput.right') == 1


RIGHT = ["7840", "7,840", "7 840", "7\u2009840 weights", "78400/10"]
WORKED = ["784*10", "28 × 28 · 10", "783*10 + 10 weights"]


@pytest.mark.parametrize("typed", [*RIGHT, *WORKED])
def test_a_right_number_is_right_however_it_is_written(shown, typed):
    mounted = shown(number())
    field = mounted.page.get_by_role("textbox", name="How many weights?")
    field.fill(typed)
    field.press("Enter")
    assert verdict(mounted) == "✓ Right. 7,840 weights."
    assert (mounted.get("checked"), mounted.get("attempts")) == (True, 1)


def test_thousands_may_stand_apart(shown):
    mounted = shown(number(784_000))
    assert check(mounted, response="784,000") == "✓ Right. 784,000 weights."


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("7850", "You counted the biases."),
        ("-7840", "The size is right, the sign is not."),
        ("7841", "Off by one"),
        ("78,400", "That is 10 times too much"),
        ("784", "A factor of 10 is missing."),
        ("9999", "That is too large."),
        ("7", "That is too small."),
    ],
)
def test_a_wrong_number_gets_its_likely_cause(shown, typed, reason):
    mounted = shown(number())
    assert reason in check(mounted, response=typed)
    assert verdict(mounted).startswith("✗ Not yet. ")


def test_a_rounded_fraction_is_close(shown):
    mounted = shown(number(1 / 9, mistakes={}))
    assert "keep more digits" in check(mounted, response="0.11")
    assert check(mounted, response="0.111").startswith("✓ Right.")


@pytest.mark.parametrize(
    ("typed", "close"),
    [("0.5096", True), ("0.5104", False), ("0.4904", True), ("0.4896", False), ("0.55", False)],
)
def test_close_is_what_is_less_than_two_percent_off(shown, typed, close):
    said = check(shown(number(0.5, tolerance=0.001, mistakes={})), response=typed)
    assert ("Close, but not exact enough" in said) == close
    assert said.startswith("✗ Not yet. ")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Type your prediction first."),
        ("lots", "“lots” is not a number"),
        ("1/0", "not a number"),
        ("28*28*", "not a number"),
        ("ten * 784", "not a number"),
    ],
)
def test_what_is_no_number_is_no_attempt(shown, typed, reason):
    mounted = shown(number())
    assert reason in check(mounted, response=typed)
    assert (mounted.get("checked"), mounted.get("attempts")) == (False, 0)


def responses(rng):
    pools = {
        "number": [
            "7840",
            "7,84",
            "7 840",
            "1/9",
            "",
            "x",
            "−3",
            "7_840",
            "1e3",
            "7,840,000",
            "784*10",
            "28*28*10 - 0",
            "8*16*25+",
            "7841 − 1",
            "1/0 + 7840",
            "7840/1/1",
            "2*−3",
            "78,4*100",
            ".5",
        ],
        "choice": [None, 0, 1, 2],
    }
    for _ in range(30):
        yield "number", f"{rng.choice([-1, 1]) * rng.integers(7838, 7843)}"
    for error in (1e-9, 1e-7, 1e-5, 1e-4):
        yield "kernel", np.full((3, 3), 1 / 9 + error).tolist()
    yield from (("number", text) for text in pools["number"])
    yield from (("choice", index) for index in pools["choice"])
    for _ in range(60):
        yield "setting", {"stride": int(rng.integers(1, 4)), "padding": int(rng.integers(0, 8))}
        yield (
            "kernel",
            (rng.integers(0, 2, (3, 3)) if rng.integers(2) else np.full((3, 3), 1 / 9)).tolist(),
        )


def test_page_and_python_judge_alike(shown):
    makers = {"number": number, "choice": choice, "kernel": kernel, "setting": setting}
    asked = {kind: (make(), shown(make())) for kind, make in makers.items()}
    seen = set()
    for kind, response in responses(np.random.default_rng(0)):
        question, mounted = asked[kind]
        question.response = response
        mounted.set(response=response)
        assert says_right(mounted) == question.correct, (kind, response)
        seen.add((kind, question.correct))
    assert len(seen) == 8


def test_a_prompt_of_several_lines_keeps_them(shown):
    mounted = shown(Question.number("What is the sum?\n`1 2    3`\n`4 5 6`", 21))
    lines = mounted.page.locator(".cb-q-prompt").inner_text().splitlines()
    assert lines == ["What is the sum?", "1 2    3", "4 5 6"]


def test_a_choice_gets_its_reason(shown):
    mounted = shown(choice())
    assert check(mounted) == "Choose one first."
    mounted.page.get_by_label("never").check()
    assert check(mounted) == "✗ Not yet. Try the box."
    assert mounted.page.locator(".cb-q-verdict code").text_content() == "box"
    mounted.page.get_by_label("if symmetric").check()
    assert verdict(mounted) == ""
    assert check(mounted) == "✓ Right. It is its own flip."


def test_a_choice_is_made_with_the_keyboard(shown):
    mounted = shown(choice())
    mounted.page.get_by_label("always").focus()
    for key in ["ArrowDown", "ArrowDown", "Enter"]:
        mounted.page.keyboard.press(key)
    assert verdict(mounted).startswith("✓ Right.")


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (np.ones((3, 3)), "You did not divide by 9. At row 1, column 2 it gives 12, not 1.3333"),
        (np.zeros((3, 3)), "All weights are 0"),
        (-np.ones((3, 3)) / 9, "The sign of every weight is the wrong way round."),
        (np.ones((3, 3)) / 3, "every pixel is 3 times what it should be."),
    ],
)
def test_a_wrong_kernel_gets_its_result_and_its_cause(shown, response, reason):
    mounted = shown(kernel())
    assert reason in check(mounted, response=response.tolist())
    assert "pixels differ" in verdict(mounted)


@pytest.mark.parametrize(
    ("given", "reason"),
    [(filters.flip(filters.emboss()), "Turned by 180°"), (filters.emboss().T, "")],
)
def test_a_turned_kernel_is_recognised(shown, given, reason):
    target = conv2d(IMAGE, filters.emboss(), padding=1)
    mounted = shown(Question.kernel("?", IMAGE, target, options={"padding": 1}))
    assert reason in check(mounted, response=given.tolist())


def test_swapped_rows_and_columns_are_recognised(shown):
    target = conv2d(IMAGE, filters.sobel_x(), padding=1)
    mounted = shown(Question.kernel("?", IMAGE, target, options={"padding": 1}))
    says = check(mounted, response=filters.sobel_y().tolist())
    assert "Rows and columns are swapped." in says


def test_a_kernel_is_typed_and_its_picture_appears_after_the_check(shown):
    identity = Question.kernel("Keep it.", IMAGE, IMAGE, options={"padding": 1})
    mounted = shown(identity)
    result = mounted.page.get_by_role("grid", name="What your kernel gives")
    assert not result.is_visible()
    cell = mounted.page.get_by_role("grid", name="Your kernel").get_by_role("gridcell").nth(4)
    cell.click()
    mounted.page.keyboard.type("1")
    mounted.page.keyboard.press("Enter")
    assert mounted.get("response") == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert mounted.get("attempts") == 0
    assert check(mounted) == "✓ Right. Your kernel gives the target, pixel for pixel."
    result.focus()
    result.press("ArrowDown")
    result.press("ArrowRight")
    note = mounted.page.locator(".cb-q-kernel > .cb-note")
    assert note.text_content() == "Row 1, column 1: yours 5, target 5."
    cell.press("ArrowRight")
    mounted.page.keyboard.type("1")
    mounted.page.keyboard.press("Enter")
    assert note.text_content() == "Row 1, column 1: yours 5, target 5."  # the last try stays
    check(mounted)
    assert note.text_content() == "Row 1, column 1: yours 7, target 5."


@pytest.mark.parametrize(
    ("stride", "padding", "reason"),
    [
        (2, 0, "⌊(28 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = 13, so the output is 13 × 13, not 14 × 14."),
        (1, 1, "= 28, so the output is 28 × 28"),
        (3, 1, "= 10, so the output is 10 × 10"),
    ],
)
def test_a_wrong_setting_gets_its_numbers(shown, stride, padding, reason):
    mounted = shown(setting())
    assert reason in check(mounted, response={"stride": stride, "padding": padding})


def test_what_a_question_does_not_speak_of_is_not_in_its_formula(shown):
    mounted = shown(Question.setting("?", 28, 7, ask=["kernel_size", "stride"]))
    assert mounted.page.locator(".cb-q-task").text_content() == "From 28 × 28 to 7 × 7"
    assert "⌊(28 − 3) / 4⌋ + 1 = 7." in check(mounted, response={"kernel_size": 3, "stride": 4})
    mounted = shown(Question.setting("?", 28, 14))
    task = mounted.page.locator(".cb-q-task").text_content()
    assert task == "From 28 × 28 to 14 × 14, with kernel size 3"
    assert "⌊(28 + 2·1 − 3) / 2⌋ + 1 = 14" in check(mounted, response={"stride": 2, "padding": 1})


def test_a_window_that_does_not_fit_is_said(shown):
    mounted = shown(Question.setting("?", 5, 1, ask=["kernel_size", "dilation"]))
    says = check(mounted, response={"kernel_size": 3, "dilation": 4})
    assert "the window spans 9 pixels, more than the padded image's 5 × 5" in says


def test_a_setting_is_typed_and_checked_with_enter(shown):
    mounted = shown(setting())
    page = mounted.page
    page.get_by_label("Padding", exact=True).fill("1")
    page.get_by_label("Stride", exact=True).fill("2")
    page.get_by_label("Stride", exact=True).press("Enter")
    assert verdict(mounted).startswith("✓ Right. Stride 2, padding 1: ⌊(28 + 2·1")
    assert mounted.get("attempts") == 1


def test_the_hint_comes_when_asked_for(shown):
    mounted = shown(number(hint="Count the `wires`.\nThen the nodes."))
    page = mounted.page
    assert "wires" not in page.locator(".cnnbook").inner_text()
    page.get_by_role("button", name="Hint").press("Enter")
    assert page.locator(".cb-q-more p").all_text_contents() == [
        "Count the wires.",
        "Then the nodes.",
    ]
    page.get_by_role("button", name="Hint").click()
    assert "wires" not in page.locator(".cnnbook").inner_text()
    assert shown(number()).page.get_by_role("button", name="Hint").count() == 0


WORKED = [
    (number, "7850", "You wrote 7,850; the answer is 7,840. Yours is 10 too large."),
    (choice, 0, "You chose “always”. The answer is “if symmetric”. It is its own flip."),
    (setting, {"stride": 2, "padding": 0}, "One that is right: stride 2, padding 1"),
    (
        kernel,
        np.ones((3, 3)).tolist(),
        "At row 1, column 2 your kernel gives "
        "0×1 + 1×1 + 0×1 + 5×1 + 2×1 + 0×1 + 0×1 + 0×1 + 4×1 = 12. The target has 1.3333.",
    ),
]


@pytest.mark.parametrize(("make", "response", "expected"), WORKED)
def test_the_worked_answer_has_the_readers_own_numbers(shown, make, response, expected):
    mounted = shown(make())
    button = mounted.page.get_by_role("button", name="Show the worked answer")
    assert button.count() == 0
    check(mounted, response=response)
    button.click()
    assert expected in mounted.page.locator(".cb-q-more").last.text_content()


def test_placeholders_are_filled(shown):
    mounted = shown(number(worked="784 × 10 = {answer}, not {response}."))
    check(mounted, response="7850")
    mounted.page.get_by_role("button", name="Show the worked answer").click()
    assert "784 × 10 = 7,840, not 7850." in mounted.page.locator(".cb-q-more").last.text_content()


def test_markup_in_a_text_stays_text(shown):
    mounted = shown(Question.number("Is <b>bold</b> `<i>` parsed?", 0))
    assert mounted.page.locator(".cb-q-prompt").inner_text() == "Is <b>bold</b> <i> parsed?"
    assert mounted.page.locator(".cb-q-prompt b").count() == 0


def test_the_answer_is_not_in_the_page(shown):
    mounted = shown(number(4321, hint="Secret hint", worked="Secret way", mistakes={}))
    html = mounted.page.locator("main").inner_html()
    assert "4321" not in html
    assert "Secret" not in html


def test_a_response_that_arrives_damaged_is_refused_in_place(shown):
    for make, damaged, words in [
        (choice, 99, "There is no choice 99"),
        (kernel, [[1, None]], "A kernel is a square of finite numbers."),
        (setting, {"stride": 0}, "stride must be a whole number"),
        (number, 5, "answered with a text"),
    ]:
        mounted = shown(make())
        mounted.set(response=damaged)
        assert words in mounted.problem
        mounted.page.get_by_role("button", name="Check").click()
        assert mounted.get("attempts") == 0


@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("make", [number, choice, kernel, setting])
def test_nothing_is_wider_than_the_screen(shown, make, width):
    mounted = shown(make(), width=width)
    response = {
        "number": "7",
        "choice": 0,
        "kernel": [[1] * 3] * 3,
        "setting": {"stride": 2, "padding": 0},
    }
    check(mounted, response=response[mounted.get("kind")])
    mounted.page.get_by_role("button", name="Show the worked answer").click()
    assert mounted.overflow <= 0
