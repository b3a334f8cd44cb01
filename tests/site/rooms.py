"""Every widget, found by its folder, with what the tests of all widgets need to know of it.

A widget is a folder under ``cnnbook/widgets`` with a ``widget.py``. What such tests need stands in
its own test file, ``tests/site/test_widget_<folder>.py``:

``EXAMPLES``
    A dict of functions that make the widget, by a word for each kind. These are what random
    actions, damaged states and every grid, player and field are tried on. The first one is also
    what the fixture `shown` mounts.
``UNUSUAL``
    A second state, as a link to a page brings it: large, long, negative, with numbers in the
    cells. Layout and accessibility of every page are looked at in this state too. For a widget
    that takes no state from a link it is a function that brings one view into such a state.
``BOUNDS``
    The smallest and the largest value of every field, written down once more: a dict of "whole",
    "number" and "grid". Those of the first widgets stand in ``tests/unit/test_widget_limits.py``.
``TRAITS``
    Only for a widget that takes no state from a link: what Python may set of it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

import pytest

from cnnbook import widgets
from cnnbook.widgets import Explorer

from .pages import ROOT

ROOMS = sorted(file.parent.name for file in (ROOT / "cnnbook/widgets").glob("*/widget.py"))
_NEEDED = {
    "EXAMPLES": 'EXAMPLES = {"small": lambda: YourWidget(…)}',
    "UNUSUAL": 'UNUSUAL = {"trait": 999}',
}


def kind(room: str) -> type[Explorer]:
    """Return the class that a room's ``widget.py`` defines."""
    module = importlib.import_module(f"cnnbook.widgets.{room}.widget")
    made = [value for value in vars(module).values() if isinstance(value, type)]
    (only,) = [c for c in made if issubclass(c, Explorer) and c.__module__ == module.__name__]
    return only


def missing(room: str) -> list[str]:
    """Return, in words, what a room's test file lacks."""
    path = f"tests/site/test_widget_{room}.py"
    if not (ROOT / path).exists():
        return [f"write {path}: it holds {' and '.join(_NEEDED.values())}, see tests/site/rooms.py"]
    needed = dict(_NEEDED)
    if not kind(room)._linkable:
        needed |= {"UNUSUAL": "def UNUSUAL(place): …", "TRAITS": 'TRAITS = ["trait"]'}
    known = vars(_tests(room))
    return [
        f"write `{form}` into {path}, see tests/site/rooms.py"
        for name, form in needed.items()
        if not known.get(name)
    ]


def _tests(room: str) -> Any:
    return importlib.import_module(f"tests.site.test_widget_{room}")


def examples(using: str = "") -> list[Any]:
    """Every way to make a widget, as parameters of a test; or only those using a part of pages."""
    return [
        pytest.param(make, id=f"{room}-{word}")
        for room in ROOMS
        if not missing(room) and (not using or _imports(room, using))
        for word, make in _tests(room).EXAMPLES.items()
    ]


def _imports(room: str, name: str) -> bool:
    source = (ROOT / "cnnbook/widgets" / room / "widget.js").read_text(encoding="utf-8")
    return any(re.search(rf"\b{name}\b", found) for found in re.findall(r"^import.*", source, re.M))


def traits(widget: Explorer) -> list[str]:
    """Return the names of the traits that Python may set."""
    return sorted(widget.limits) or _tests(_room(type(widget).__name__)).TRAITS


def first_example(room: str) -> Explorer:
    """Return the widget that a room's test file makes first."""
    return next(iter(_tests(room).EXAMPLES.values()))()


def bounds(room: str) -> dict[str, dict[str, Any]]:
    """Return the bounds that a room's test file gives."""
    words = f"write BOUNDS into tests/site/test_widget_{room}.py, see tests/site/rooms.py"
    assert hasattr(_tests(room), "BOUNDS"), words
    return _tests(room).BOUNDS


def unusual(name: str) -> dict[str, Any] | Callable[[Any], None]:
    """Return the second state of the widgets of a class."""
    return _tests(_room(name)).UNUSUAL


def _room(name: str) -> str:
    return getattr(widgets, name).__module__.split(".")[-2]
