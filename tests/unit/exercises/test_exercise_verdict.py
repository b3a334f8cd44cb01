"""A verdict as text, as a picture, and for programs."""

import functools
import html
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from written import WRITTEN, made

from cnnbook.exercises import check, names
from cnnbook.exercises.colours import FRAME, colours_for
from cnnbook.exercises.exercise import EXERCISES

VOID = {"br", "img", "hr"}


class Balanced(HTMLParser):
    """Collects what is open, and the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.tags = [], "", set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(verdict):
    parser = Balanced()
    parser.feed(verdict._repr_html_())
    assert parser.open == []
    return parser


@functools.cache
def wrong(name):
    """Return the verdicts on some wrong functions."""
    sources = [source for _, source in WRITTEN[name].wrong_sources()][:3]
    return [check(name, made(source)) for source in sources]


@pytest.mark.parametrize("name", names())
def test_text_alone_tells_as_much_as_the_picture(name):
    for verdict in wrong(name):
        assert repr(verdict) == verdict.message
        told = parsed(verdict)
        assert told.tags <= {"div", "p", "pre", "table", "tbody", "tr", "td", "strong"}
        for kind, text in verdict.lines:
            lines = text.split("\n") if kind != "came" else []
            assert all(line.strip() in told.text for line in lines)


@pytest.mark.parametrize("name", names())
def test_a_verdict_survives_json(name):
    for verdict in wrong(name):
        told = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
        assert (told["exercise"], told["passed"]) == (name, False)
        assert (told["mistake"], told["message"]) == (verdict.mistake, verdict.message)


@pytest.mark.parametrize("name", names())
def test_the_printed_call_gives_what_the_verdict_says(name):
    for verdict in wrong(name):
        right = eval(verdict.call, {"np": np, "f": EXERCISES[name].solution})
        several = isinstance(right, tuple)
        pairs = [(right, verdict.expected)]
        for one, other in zip(right, verdict.expected, strict=True) if several else pairs:
            np.testing.assert_allclose(one, other, rtol=1e-6)


def test_the_first_wrong_place_is_framed_and_all_are_underlined():
    def f(image, p):
        result = np.pad(image, p)
        result[-1] = 7
        return result

    verdict = check("pad_zeros", f)
    page = verdict._repr_html_()
    assert verdict.place == (verdict.got.shape[0] - 1, 0)
    cells = re.findall(r'<td style="([^"]*)"( title="[^"]*")?>([^<]*)</td>', page)
    wrong = [cell for cell in cells if "underline" in cell[0]]
    assert len(wrong) == 2 * verdict.got.shape[1]
    assert {cell[2] for cell in wrong} == {"7", "0"}
    framed = [cell for cell in cells if f"outline:3px solid {FRAME}" in cell[0]]
    assert [cell[2] for cell in framed] == ["7", "0"]
    assert "differs" in framed[0][1]


def test_shapes_that_differ_are_shown_side_by_side_without_a_frame():
    page = check("max_pool", lambda image, size: image)._repr_html_()
    assert page.count("<table") == 2
    assert "outline" not in page
    assert "returned (" in page


def test_each_map_has_its_own_table():
    verdict = check("conv_channels", lambda x, w, b: -EXERCISES["conv_channels"].solution(x, w, b))
    page = verdict._repr_html_()
    maps = verdict.expected.shape[0]
    assert page.count("<table") == 2 * maps


def test_the_difference_is_a_picture_of_its_own_and_a_number_in_the_text():
    verdict = check("pad_zeros", lambda image, p: np.pad(image, p) + np.eye(1 + 2 * p))
    assert verdict.got.tolist() == [[1, 0, 0], [0, 6, 0], [0, 0, 1]]
    _, _, last = re.findall(r"<table.*?</table>", verdict._repr_html_())
    assert 'aria-label="returned − should be (3 × 3)"' in last
    assert re.findall(r">([^<>]+)</td>", last) == ["1", "0", "0", "0", "1", "0", "0", "0", "1"]
    assert "In all, 3 of 9 numbers differ." in verdict.message


def test_two_numbers_and_those_that_are_not_finite_have_no_picture_of_their_difference():
    assert check("flip", lambda kernel: kernel[::-1])._repr_html_().count("<table") == 2
    overflown = check("pad_zeros", lambda image, p: np.pad(image, p) / 0)
    assert overflown._repr_html_().count("<table") == 2


def test_a_verdict_tells_the_page_how_it_came_out_and_one_not_written_tells_nothing():
    told = ' data-verdict="{}" data-exercise="relu"'
    assert told.format("right") in check("relu", lambda x: np.maximum(x, 0))._repr_html_()
    assert told.format("wrong") in check("relu", abs)._repr_html_()
    assert told.format("wrong") in check("relu", 3)._repr_html_()
    assert "data-" not in check("relu", lambda x: ...)._repr_html_()


def test_numbers_and_errors_are_told_in_words():
    for function in (lambda *a: 1.5, lambda *a: 1 / 0):
        page = check("output_size", function)._repr_html_()
        assert "<table" not in page
        assert "output_size" in page


def test_what_a_reader_wrote_is_not_taken_for_html():
    def f(x):
        raise ValueError("<b>bold</b>")

    page = check("relu", f)._repr_html_()
    assert "<b>" not in page
    assert html.escape("<b>bold</b>") in page


def test_a_passed_verdict_says_how_many_calls_were_tried():
    verdict = check("relu", lambda x: x * (x > 0))
    assert verdict.passed
    assert bool(verdict) is True
    assert bool(check("relu", abs)) is False
    assert verdict.message == "Right. relu gave the right result in all 16 calls that were tried."
    assert "✓" in verdict._repr_html_()
    assert verdict.to_dict() == {
        "exercise": "relu", "passed": True, "mistake": None, "message": verdict.message,
        "call": None, "got": None, "expected": None, "printed": "", "place": None,
    }  # fmt: skip


def test_what_is_printed_on_the_way_is_shown():
    def f(x):
        print("x is", x.shape)
        return x

    verdict = check("relu", f)
    assert "In this call it printed\n\n    x is (" in verdict.message
    assert verdict.printed.startswith("x is (")


def test_nan_becomes_text_in_json():
    verdict = check("softmax", lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))
    assert verdict.to_dict()["got"] == [["nan", "nan"]]


def test_a_function_keeps_its_name_in_the_call():
    def mine(x):
        return x

    assert check("relu", mine).call.startswith("mine(np.array(")
    assert check("relu", lambda x: x).call.startswith("relu(np.array(")


def test_the_colours_are_those_of_the_pages():
    """Both ends and the middle of each scale, as they stand in page/colour.js."""
    grey = np.array([0.0, 9.0])
    assert colours_for(grey, grey) == [("#000000", "#fff"), ("#ffffff", "#000")]
    signed = np.array([-2.0, 2.0, np.nan])
    assert [c for c, _ in colours_for(signed, signed)][:2] == ["#05488c", "#94210c"]
    middle = colours_for(np.array([0.0]), np.array([-1.0, 1.0]))[0][0]
    assert all(abs(int(middle[i : i + 2], 16) - c) <= 2 for i, c in ((1, 245), (3, 245), (5, 242)))


def test_a_kind_of_value_is_not_taken_for_html():
    verdict = check("relu", lambda x: x.astype(str))
    assert "<U" in verdict.message
    assert "&lt;U" in verdict._repr_html_()
