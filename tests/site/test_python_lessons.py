"""Every cell of every page runs in the browser, in order, and prints what the book prints."""

import json

import pytest

from tests.lesson_texts import NAMES, SHORTENED, cells, lines, stored, tags

from .python_page import PythonPage
from .rooms import unusual


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_and_prints_what_the_book_prints(open_page, name):
    python = PythonPage(open_page(f"book/{name}.html"))
    assert python.run_page() == "done", python.page.locator(".cnnbook-error").all_inner_texts()
    shorter = {cell.id for cell in cells(name) if SHORTENED in tags(cell)}
    texts = {key: text for key, text in python.texts().items() if key not in shorter}
    expected = {key: text for key, text in stored(name).items() if key in texts}
    assert expected
    for key, text in expected.items():
        assert lines(texts[key]) == lines(text), key
    pictures = python.page.locator(".cnnbook-fresh img")
    assert all(pictures.evaluate_all("(images) => images.map((image) => image.alt)"))
    alive = python.page.locator(".cnnbook-fresh .cnnbook-widget")
    assert set(alive.evaluate_all("(all) => all.map((one) => one.dataset.mounted)")) <= {"live"}
    both_ways(python)


SET = """
import json
from ipywidgets.widgets.widget import _instances
widget, state = _instances[{id!r}], json.loads({state!r})
with widget.hold_trait_notifications():
    for name, value in state.items():
        setattr(widget, name, value)
print(json.dumps({{name: getattr(widget, name) for name in state}}))
"""
GET = """
print(json.dumps({{name: getattr(_instances[{id!r}], name) for name in {names!r}}}))
"""
ANSWERED = {"attempts": 3, "hinted": True}  # of a question, which takes no state from a link


def both_ways(python):
    """A widget of each kind on a page: what Python sets the page has, and the other way round."""
    kinds = python.kinds()
    shown = python.page.locator(".cnnbook-widget[data-widget]")
    names = shown.evaluate_all("(all) => all.map((one) => one.dataset.widget)")
    assert set(kinds) == {name.rpartition("-")[0] for name in names}
    for kind, (key, id_) in kinds.items():
        state = ANSWERED if kind == "Question" else unusual(kind)
        before = python.model(key, list(state))
        assert before != state
        assert python.asked(SET.format(id=id_, state=json.dumps(state))) == state
        assert python.model(key, list(state)) == state, kind
        python.change(key, **before)
        assert python.asked(GET.format(id=id_, names=list(state))) == before, kind
