"""A widget is one folder and one test file: whoever adds one is told here what is missing."""

from cnnbook import widgets

from .rooms import ROOMS, kind, missing


def test_every_widget_has_what_the_tests_of_all_widgets_need():
    assert len(ROOMS) >= 10
    assert [what for room in ROOMS for what in missing(room)] == []


def test_every_widget_is_exported():
    kinds = {kind(room).__name__ for room in ROOMS}
    assert kinds == set(widgets.__all__) - {"Explorer"}, "see cnnbook/widgets/__init__.py"


def test_a_room_without_tests_is_told_what_to_write(monkeypatch):
    (said,) = missing("no_such_room")
    assert said.startswith("write tests/site/test_widget_no_such_room.py: it holds EXAMPLES = {")
    monkeypatch.delattr("tests.site.test_widget_pixel.UNUSUAL")
    assert missing("pixel") == [
        'write `UNUSUAL = {"trait": 999}` into tests/site/test_widget_pixel.py, '
        "see tests/site/rooms.py"
    ]
    monkeypatch.delattr("tests.site.test_widget_question.TRAITS")
    assert "TRAITS" in missing("question")[0]
