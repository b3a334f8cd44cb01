"""Question in Python: parsing, judging, validation, the still picture."""

import base64
import json

import numpy as np
import pytest
import traitlets
from matplotlib.figure import Figure

from cnnbook import conv2d, filters
from cnnbook.widgets import Question

IMAGE = np.array([[0, 0, 1, 0], [0, 5, 2, 0], [3, 0, 0, 4], [0, 1, 0, 0]], dtype=float)
CHOICES = ["always", "never", "for symmetric kernels"]
REASONS = ["Try Sobel.", "Try the box.", "A symmetric kernel is its own flip."]


def counting(**options):
    return Question.number("How many weights?", 7840, unit="weights", **options)


def blurring(**options):
    target = conv2d(IMAGE, filters.mean(3), padding=1)
    return Question.kernel("Which kernel?", IMAGE, target, options={"padding": 1}, **options)


def halving(**options):
    return Question.setting("Halve it.", 28, 14, **options)


@pytest.mark.parametrize(
    "typed",
    [
        "7840",
        "7,840",
        "7 840",
        "7\u2009840",
        "7\u202f840",
        " 7840 weights",
        "7.84e3",
        "15680/2",
        7840,
    ],
)
def test_every_way_to_write_a_whole_number_is_right(typed):
    question = counting()
    question.response = typed
    assert question.correct


@pytest.mark.parametrize("typed", ["784,000", "784 000", "1'568'000/2", "+784000.0"])
def test_thousands_may_stand_apart(typed):
    question = Question.number("?", 784_000)
    question.response = typed
    assert question.correct


@pytest.mark.parametrize("typed", ["1,568 000", "1568,000 000", "1,56,8000"])
def test_groups_of_thousands_have_one_separator_and_three_digits(typed):
    question = Question.number("?", 1_568_000)
    question.response = typed
    assert not question.correct


@pytest.mark.parametrize("typed", ["", "7841", "7,84", "−7840", "78400/0", "seven", "1/2/3", "nan"])
def test_other_texts_are_not(typed):
    question = counting()
    question.response = typed
    assert not question.correct


@pytest.mark.parametrize(
    ("typed", "right"),
    [("1/9", True), ("0.111", True), ("0,1111", True), (".11", False), ("0.12", False)],
)
def test_a_fraction_may_be_rounded_to_three_digits(typed, right):
    question = Question.number("One weight of the mean?", 1 / 9)
    question.response = typed
    assert question.correct is right


def test_a_tolerance_is_kept_to_its_edge():
    question = Question.number("How many times?", 5.33, tolerance=0.01)
    for typed, right in [("5.34", True), ("5.32", True), ("5.35", False)]:
        question.response = typed
        assert question.correct is right


def test_a_choice_is_an_index_or_its_words():
    question = Question.choice("Equal?", CHOICES, 2, reasons=REASONS)
    assert not question.correct
    question.response = CHOICES[2]
    assert (question.response, question.correct) == (2, True)
    question.response = 0
    assert not question.correct


def test_every_kernel_that_gives_the_target_is_right():
    question = blurring()
    question.response = np.full((3, 3), 1 / 9)
    assert question.correct
    for error, right in [(1e-9, True), (1e-5, False), (-1e-5, False), (0.01, False)]:
        question.response = np.full((3, 3), 1 / 9 + error)
        assert question.correct is right
    only_corners_count = Question.kernel("Which?", np.eye(3), [[2.0]], size=3)
    for kernel in ([[2, 9, 9], [9, 0, 9], [9, 9, 0]], [[0, 0, 1], [0, 1, 0], [1, 0, 1]]):
        only_corners_count.response = kernel
        assert only_corners_count.correct


@pytest.mark.parametrize(
    ("stride", "padding", "right"), [(2, 1, True), (2, 0, False), (3, 7, True)]
)
def test_every_setting_with_the_right_size_is_right(stride, padding, right):
    question = halving()
    question.response = {"stride": stride, "padding": padding}
    assert question.correct is right
    output = conv2d(np.ones((28, 28)), np.ones((3, 3)), stride=stride, padding=padding)
    assert (output.shape == (14, 14)) is right


def test_a_setting_must_be_right_on_both_axes():
    """Stride 3, padding 2: (8 + 4 − 3) / 3 + 1 = 4 rows, but (12 + 4 − 3) / 3 + 1 = 5 columns."""
    question = Question.setting("Halve it.", (8, 12), (4, 6))
    for stride, padding, right in [(2, 1, True), (3, 2, False)]:
        question.response = {"stride": stride, "padding": padding}
        assert question.correct is right


@pytest.mark.parametrize(
    ("question", "response", "message"),
    [
        (counting, [1], "response must be a number or a short text"),
        (counting, True, "response must be a number"),
        (counting, None, "response must be a number or a short text"),
        (lambda: Question.choice("?", CHOICES, 1, reasons=REASONS), 3, "0 to 2, got 3"),
        (lambda: Question.choice("?", CHOICES, 1, reasons=REASONS), True, "got True"),
        (blurring, [[1]], r"3 × 3 kernel, got shape \(1, 1\)"),
        (blurring, [[np.nan] * 3] * 3, "finite numbers"),
        (halving, {"stride": 2}, "integer up to 32 for stride and padding, got"),
        (halving, {"stride": 0, "padding": 0}, "integer up to 32"),
        (halving, {"stride": 2.0, "padding": 0}, "integer up to 32"),
    ],
)
def test_a_response_of_the_wrong_kind_is_refused_and_the_last_one_stays(
    question, response, message
):
    asked = question()
    before = asked.response
    with pytest.raises(traitlets.TraitError, match=message):
        asked.response = response
    assert asked.response == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Question.number("?", float("inf")), "finite numbers"),
        (lambda: counting(mistakes={7840.0: "no mistake"}), "must not include the answer 7840"),
        (lambda: Question.choice("?", ["a"], 0, reasons=["b"]), "at least two choices"),
        (lambda: Question.choice("?", CHOICES, 1, reasons=["b"]), "3 choices and 1 reasons"),
        (lambda: Question.choice("?", CHOICES, 3, reasons=REASONS), "answer .* 0 to 2, got 3"),
        (lambda: Question.kernel("?", IMAGE, IMAGE), r"shape \(2, 2\), .* got \(4, 4\)"),
        (lambda: Question.kernel("?", np.ones((4, 4)), np.eye(2)), "output of some 3 × 3 kernel"),
        (lambda: blurring(start=np.full((3, 3), 1 / 9)), "neither start nor mistakes"),
        (lambda: blurring(mistakes=[(filters.mean(3), "?")]), "neither start nor mistakes"),
        (
            lambda: Question.setting("?", 28, 60, ask=["stride"]),
            "possible with stride up to 32, got 60",
        ),
        (
            lambda: Question.setting("?", 28, 26),
            "must not give the target, got {'stride': 1, 'padding': 0}",
        ),
        (lambda: Question.setting("?", 28, 14, ask=["size"]), r"at most once, got \['size'\]"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_unknown_options_are_named():
    with pytest.raises(TypeError, match=r"got \['groups'\]"):
        Question.kernel("?", IMAGE, IMAGE, options={"groups": 2})


def test_the_answer_cannot_be_read_in_passing():
    question = counting(hint="Count the wires.", worked="784 × 10 = {answer}")
    state = {
        name: question.get_state()[name] for name in ("prompt", "details", "response", "sealed")
    }
    shown = json.dumps(state) + repr(question) + question.description
    assert "7840" not in shown
    assert "wires" not in shown
    secret = json.loads(base64.b64decode(question.sealed))
    assert secret["answer"] == 7840


def test_the_repr_is_the_question_and_the_code_where_there_is_one():
    assert repr(counting()) == "Question: How many weights?"
    assert repr(counting(code="28 * 28 * 10")) == "Question: How many weights?\n\n28 * 28 * 10"
    assert Question.number("What does `sum` give?", 3).description == "What does sum give?"


@pytest.mark.parametrize("make", [counting, blurring, halving])
def test_the_still_picture_shows_the_question_and_stays_the_same(make):
    first, second = make(), make()
    assert first.still() == second.still()
    assert first.still().startswith(b"\x89PNG")
    assert len(first.still()) < 20_000


def test_a_number_question_is_small():
    state = counting().get_state()
    own = {name: state[name] for name in ("kind", "prompt", "details", "sealed", "response")}
    assert len(json.dumps(own)) < 500


def test_the_still_picture_keeps_the_lines_of_a_prompt():
    figure = Figure()
    Question.number("What is the sum?\n`1 2 3`\n`4 5 6`", 21).draw(figure)
    assert figure.texts[0].get_text().splitlines() == ["What is the sum?", "1 2 3", "4 5 6"]
