"""Assignments for nbgrader and sheets of paper: complete, solvable, and without their answers."""

import base64
import json
import re
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest

from cnnbook import exercises
from cnnbook.widgets import Question
from scripts import assignments
from scripts.assignment_notebooks import BEGIN, END, STUB, TO_WRITE
from scripts.assignments import Lesson

IMAGE = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
WIDGETS = [
    Question.number("How many pixels has `2 × 3`?", 6, worked="2 × 3 = {answer}.", unit="pixels"),
    Question.number("How much is 3 / 8?", 3 / 8, worked="0.375, as you know."),
    Question.number("How many weights?", 1_179_648, worked="Many."),
    Question.choice("Is 1 < 2?", ["no", "yes"], 1, reasons=["It is.", "Yes."], worked="Count on."),
    Question.kernel("Double it.", IMAGE, np.array(IMAGE) * 2, size=1, worked="One weight, 2."),
    Question.setting("Halve 28.", 28, 14, worked="Stride 2 and padding 1."),
]
ANSWERS = ["6 pixels", "0.375", "1,179,648", "B. yes", "2 (or another)", "stride 2, padding 1"]


def kept(widgets):
    """What a lesson that shows these widgets leaves, and something that is no question."""
    states = {
        str(n): {
            "state": {**{k: w.get_state()[k] for k in ("kind", "prompt", "details", "sealed")}}
        }
        for n, w in enumerate(widgets)
    }
    states["no question"] = {"state": {"value": 3}}
    views = [{"data": {assignments.VIEW: {"model_id": name}}} for name in states]
    cells = [{"outputs": [view]} for view in views] + [{"outputs": [views[0]]}, {"outputs": None}]
    metadata = {"widgets": {assignments.STATE: {"state": states}}}
    return json.loads(json.dumps({"cells": cells, "metadata": metadata}))


@pytest.fixture(scope="module")
def lessons():
    asked = assignments.questions(kept(WIDGETS))
    return [
        Lesson("filters", "Filters & kernels", asked, exercises.names("filters")),
        Lesson("all", "All exercises", [], exercises.names()),
    ]


@pytest.fixture(scope="module")
def folder(lessons, tmp_path_factory):
    target = tmp_path_factory.mktemp("assignments")
    assignments.write(lessons, target)
    return target


def cells(folder, version, lesson="filters"):
    """The cells of a notebook by their names."""
    notebook = nbformat.read(folder / version / lesson / f"{lesson}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}


def test_each_question_is_found_once_with_its_answer(lessons):
    asked = lessons[0].questions
    assert [one.prompt for one in asked] == [widget.prompt for widget in WIDGETS]
    for one, answer in zip(asked, ANSWERS, strict=True):
        assert one.answer.startswith(answer)
    assert asked[0].worked == "2 × 3 = 6."


def test_both_versions_have_the_same_cells_and_marks(folder):
    for lesson in ("filters", "all"):
        source, release = (cells(folder, version, lesson) for version in ("source", "release"))
        assert [c.metadata for c in source.values()] == [c.metadata for c in release.values()]
        changed = [name for name in source if source[name].source != release[name].source]
        solution = [name for name in source if source[name].metadata.nbgrader.solution]
        assert changed == solution


def test_every_cell_is_as_nbgrader_wants_it(folder):
    kinds = {"grade", "solution", "locked", "task", "grade_id", "schema_version"}
    for cell in cells(folder, "source", "all").values():
        mark = cell.metadata.nbgrader
        assert {*mark} - {"points"} == kinds
        assert ("points" in mark) == mark.grade
        assert re.fullmatch(r"[\w-]+", mark.grade_id)
        assert mark.locked != mark.solution


def test_every_solution_of_the_source_passes_its_test(folder, capsys):
    space = {}
    for cell in cells(folder, "source", "all").values():
        if cell.cell_type == "code":
            exec(cell.source, space)
    assert capsys.readouterr().out.count("\n") >= len(exercises.names())


@pytest.mark.parametrize("name", exercises.names())
def test_the_release_holds_no_solution_and_its_test_fails(folder, name):
    key = name.replace("_", "-")
    source, release = (cells(folder, version, "all") for version in ("source", "release"))
    written = source[f"write-{key}"].source
    body = written.partition(BEGIN)[2].partition(END)[0].strip()
    assert body
    everything = "\n".join(cell.source for cell in release.values())
    assert BEGIN not in everything
    assert body not in everything
    space = {}
    exec(release["set-up"].source, space)
    exec(release[f"write-{key}"].source, space)
    with pytest.raises(AssertionError):
        exec(release[f"test-{key}"].source, space)


def test_a_stub_is_the_one_that_nbgrader_writes(folder):
    stub = cells(folder, "release")["write-filter-pixel"].source.splitlines()
    assert [line.strip() for line in stub[-2:]] == STUB
    assert stub[0] == "def filter_pixel(image, kernel, row, column):"


def test_an_answer_stands_in_the_source_alone(folder):
    for version, words in (("source", "**6 pixels** 2 × 3 = 6."), ("release", TO_WRITE)):
        assert cells(folder, version)["answer-1"].source == words
    shown = cells(folder, "release")
    assert "- B. yes" in shown["question-4"].source
    assert "   1    0    0" in shown["question-5"].source
    assert "target:" in shown["question-5"].source


class Words(HTMLParser):
    """The text of a page, which must be well nested."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.addresses = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_sheet_asks_everything_and_answers_nothing(folder):
    sheet, key = (Words((folder / f"{n}.html").read_text("utf-8")) for n in ("sheet", "key"))
    asked, answered = ("".join(page.words) for page in (sheet, key))
    for widget in WIDGETS:
        assert widget.prompt.replace("`", "") in asked
        assert widget.prompt.replace("`", "") in answered
    for answer in ("2 × 3 = 6.", "0.375", "1,179,648", "padding 1", "(window * kernel).sum()"):
        assert answer in answered
        assert answer not in asked
    assert sheet.addresses == key.addresses == []


def test_signs_of_html_in_a_question_stay_signs(folder):
    assert "Is 1 &lt; 2?" in (folder / "sheet.html").read_text("utf-8")


def test_what_is_sealed_is_read_as_the_page_reads_it():
    sealed = json.loads(base64.b64decode(WIDGETS[0].sealed))
    assert assignments.questions(kept(WIDGETS))[0].secret == sealed
