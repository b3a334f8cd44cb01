"""Every field of every widget: its bounds are Python's, it is typed or stepped, it says why not."""

import copy
import math
import re

import pytest
import traitlets

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from .rooms import examples

everywhere = pytest.mark.parametrize("opened_example", examples(), indirect=True)
AT_LEAST = re.compile(r" must be at least (\S+), not ")
AT_MOST = re.compile(r" can be (\S+) at most here, not ")
HUGE = 10**15


class Field:
    """One number field of a page."""

    def __init__(self, page, number, about):
        self.page, self.number = page, number
        self.name, self.start, self.whole = about["name"], about["value"], about["whole"]

    def type(self, value):
        """Type a number or a text; return what comes of it."""
        ask = "([n, text]) => controls.type(n, text)"
        return self.page.evaluate(ask, [self.number, str(value)])

    def nudge(self, how):
        """Press an arrow key or a button; return what comes of it."""
        return self.page.evaluate("([n, how]) => controls.nudge(n, how)", [self.number, how])

    def bound(self, value, pattern):
        """What the field itself calls its bound when it is given a number far beyond it."""
        found = pattern.search(self.type(value)["problem"])
        self.type(self.start)
        return float(found[1]) if found else math.copysign(math.inf, value)

    @property
    def bounds(self):
        """The least and the most that the field takes."""
        return self.bound(-HUGE, AT_LEAST), self.bound(HUGE, AT_MOST)

    def changed(self):
        """A change that the field makes: where in the state, and the value there less the typed.

        A field that counts what is in a list has no such value.
        """
        start = float(self.start)
        for value in (start + 1, start - 1, start + 2, start - 2):
            typed = int(value) if value.is_integer() else value
            done = self.type(typed)
            self.type(self.start)
            if done["change"]:
                *_, last = path = done["change"]["path"]
                grown = last.isdigit() and done["change"].get("before") is None
                return (path[:-1], None) if grown else (path, done["change"]["now"] - value)
        raise AssertionError(f"{self.name} changes nothing")


def fields(used):
    """The number fields that the reader sees."""
    return [
        Field(used.page, n, about)
        for n, about in enumerate(used.page.evaluate("controls.fields()"))
    ]


def python_says(widget, path, value, shift=0):
    """Why Python would not set this place of the state to a value; None when it would."""
    name, *inner = path
    before = getattr(widget, name)
    try:
        if shift is None:
            setattr(widget, name, (before * int(value))[: int(value)])
        else:
            value = _plain(value + shift) if shift else value
            setattr(widget, name, replaced(before, inner, value))
    except traitlets.TraitError as error:
        return str(error)
    setattr(widget, name, before)
    return None


def replaced(value, path, leaf):
    """The value with another leaf at the end of a path of names and indices."""
    if not path:
        return leaf
    copied, (step, *rest) = copy.copy(value), path
    step = int(step) if isinstance(value, list) else step
    copied[step] = replaced(value[step], rest, leaf)
    return copied


@everywhere
def test_the_bounds_of_a_field_are_those_of_python(used):
    widget = used.widget
    for field in fields(used):
        path, shift = field.changed()
        low, high = field.bounds
        step = 1 if field.whole else 0.001
        limit = widget.limits.get(path[0], {})
        if limit.get("kind") in ("whole", "number"):
            assert low + shift == limit.get("min", -math.inf), field.name
            assert high + shift == limit.get("max", math.inf), field.name
        for bound, beyond in [(low, low - step), (high, high + step)]:
            if math.isinf(bound):
                continue
            bound, beyond = _plain(bound), _plain(beyond)
            beyond = python_says(widget, path, beyond, shift)
            assert beyond, f"{field.name}: Python takes more than {low} to {high}"
            said = python_says(widget, path, bound, shift) or ""
            # At the bound Python may refuse for another reason: a window that does not fit.
            assert _form(said) != _form(beyond), f"{field.name}: Python refuses {bound}: {said}"
            page_says = field.type(bound)["problem"]
            field.type(field.start)
            counts = shift is None  # how many filters, each with its bias: two traits at once
            assert counts or bool(said) == bool(page_says), (
                f"{field.name}: {bound}: {said or page_says}"
            )


def _form(words):
    return re.sub(r"-?[\d.]+", "#", words)


def _plain(value):
    return int(value) if float(value).is_integer() else value


@everywhere
def test_a_field_takes_its_bounds_and_nothing_beyond(used):
    for field in fields(used):
        low, high = field.bounds
        step = 1 if field.whole else 0.001
        for bound, beyond, words in [
            (low, low - step, AT_LEAST),
            (high, high + step, AT_MOST),
        ]:
            if math.isinf(bound):
                continue
            done = field.type(_plain(bound))  # the widget may refuse it, but the field does not
            assert not AT_LEAST.search(done["problem"]), field.name
            assert not AT_MOST.search(done["problem"]), field.name
            assert done["change"] or done["invalid"] or float(field.start) == bound, field.name
            field.type(field.start)
            done = field.type(_plain(round(beyond, 3)))
            assert words.search(done["problem"]), f"{field.name}: {beyond}"
            assert done["invalid"], field.name
            assert done["change"] is None, field.name
            field.type(field.start)


REFUSED = [
    ("", " needs a number."),
    ("  ", " needs a number."),
    ("fast", "“fast” is not a number."),
    ("1,2,3", "“1,2,3” is not a number."),
    ("NaN", "“NaN” is not a number."),
    ("--1", "“--1” is not a number."),
    ("0x10", "“0x10” is not a number."),
    ("1/0", " must be finite."),
    ("1e999", " must be finite."),
]


@everywhere
def test_what_is_no_number_is_refused_and_the_last_state_stays(used):
    for field in fields(used):
        for text, words in [
            *REFUSED,
            *([("2,5", "must be a whole number")] if field.whole else []),
        ]:
            done = field.type(text)
            assert words in done["problem"], f"{field.name}: {text!r}"
            assert done["invalid"], field.name
            assert done["change"] is None, field.name
        done = field.type(field.start)
        assert (done["problem"], done["invalid"], done["change"]) == ("", False, None), field.name


@everywhere
def test_a_comma_is_a_decimal_point(used):
    for field in fields(used):
        if field.whole:
            continue
        low, high = field.bounds
        value = 1.5 if low <= 1.5 <= high and float(field.start) != 1.5 else 2.25
        for text in (str(value).replace(".", ","), f" {value}0 "):
            done = field.type(text)
            assert done["problem"] == "", field.name
            assert done["change"]["now"] == value, field.name
            field.type(field.start)


@everywhere
def test_a_field_is_stepped_by_keys_and_by_buttons(used):
    for field in fields(used):
        used.page.evaluate("controls.startAgain()")  # another field may have chosen another filter
        start = float(field.start)
        sizes = set()
        for up, down in [("ArrowUp", "ArrowDown"), ("more", "less"), ("ArrowDown", "ArrowUp")]:
            there = field.nudge(up)
            if there["bound"]:  # the button says so, and nothing happens
                assert (float(there["text"]), there["problem"]) == (start, ""), field.name
                assert not there["change"], field.name
                continue
            sizes.add(round(abs(float(there["text"]) - start), 6))
            assert (float(there["text"]) > start) == (up in ("ArrowUp", "more")), field.name
            assert bool(there["change"]) != there["invalid"], field.name
            if there["invalid"]:  # too much for the widget: say why
                assert there["problem"], field.name
                field.type(field.start)
                continue
            back = field.nudge(down)
            assert float(back["text"]) == start, field.name
            assert (back["problem"], back["invalid"]) == ("", False), field.name
        assert len(sizes) == 1, f"{field.name} steps by {sizes}"
        assert sizes.pop() > 0, field.name


@everywhere
def test_a_slider_has_the_bounds_of_python_and_says_its_value(used):
    page = used.page
    for n in range(page.evaluate("controls.sliders()")):
        low, high = (_slide(page, n, value) for value in (-HUGE, HUGE))
        assert (low["value"], high["value"]) == (low["min"], high["max"])
        assert low["said"]
        assert low["said"] != high["said"]
        change = high["change"] or low["change"]
        (name,) = change["path"]
        limit = used.widget.limits[name]
        assert low["min"] == limit["min"], name
        if "max" in limit:
            assert high["max"] == limit["max"], name
        else:  # as far as there is something: an epoch that is recorded
            assert python_says(used.widget, [name], int(high["max"]) + 1), name


def _slide(page, n, value):
    return page.evaluate("([n, value]) => controls.slide(n, value)", [n, value])


@everywhere
def test_a_choice_offers_what_python_takes(used):
    page = used.page
    for n, select in enumerate(page.evaluate("controls.selects()")):
        page.evaluate("controls.startAgain()")  # a choice may change how many choices there are
        options = select["options"]
        assert len(options) == len(set(options)) >= 1, select["name"]
        met = [_choose(page, n, option) for option in [*options, *options]]
        for done in met:
            assert not (done["change"] and done["problem"]), select["name"]
        paths = {done["change"]["path"][0] for done in met if done["change"]}
        for name in paths:
            limit = used.widget.limits.get(name, {})
            if limit.get("kind") == "choice" and len(paths) == 1:
                assert options == [str(choice) for choice in limit["choices"]], name


def _choose(page, n, option):
    return page.evaluate("([n, option]) => controls.choose(n, option)", [n, option])


@everywhere
def test_python_refuses_what_lies_outside_its_limits(used):
    for name, limit in used.widget.limits.items():
        beyond = [limit["min"] - 1] if "min" in limit else []
        beyond += [limit["max"] + 1] if "max" in limit else []
        beyond += ["nonsense"] if limit["kind"] in ("choice", "flag", "whole", "number") else []
        for value in beyond:
            assert python_says(used.widget, [name], value), f"{name} = {value!r}"
