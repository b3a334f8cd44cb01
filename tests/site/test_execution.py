"""How a build runs a lesson: no cell that no page shows, a stalled lesson once more, by name."""

import logging

import nbformat
import pytest
from myst_nb.core.config import NbParserConfig
from myst_nb.core.execute import ExecutionError

from .pages import ROOT

ONCE_MORE = "The lesson is tried once more."
# Each run leaves a line in a file, so that the runs can be counted.
COUNT = """
with open("runs", "a") as runs:
    runs.write("x")
count = len(open("runs").read())
"""


@pytest.fixture
def run(tmp_path, monkeypatch, caplog):
    """Run a lesson of these cells as a build does; return the notebook."""
    monkeypatch.syspath_prepend(ROOT / "book" / "_ext")
    from cnnbook_site.execution import LessonClient

    def run_(*cells, timeout=60):
        path = tmp_path / "09_toy.ipynb"
        path.touch()
        notebook = nbformat.v4.new_notebook(cells=list(cells))
        config = NbParserConfig(execution_timeout=timeout, execution_raise_on_error=True)
        caplog.set_level(logging.INFO)
        with LessonClient(notebook, path, config, logging.getLogger("lesson")):
            return notebook

    return run_


def code(source, *tags):
    """A code cell."""
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})


def runs(folder):
    """How often the lesson was run."""
    return len((folder / "runs").read_text())


def test_a_cell_whose_output_no_page_shows_is_not_run(run):
    unseen = code("1 / 0", "still", "remove-output")
    unseen.outputs = [nbformat.v4.new_output("stream", text="stored")]
    done = run(unseen, code("print('shown')"))
    assert done.cells[0].outputs[0].text == "stored"
    assert done.cells[0].metadata.tags == ["still", "remove-output"]
    assert done.cells[1].outputs[0].text == "shown\n"


@pytest.mark.parametrize("tag", ["still", "remove-output"])
def test_a_cell_with_one_of_the_two_tags_is_run(run, tag):
    done = run(code("print('run')", tag))
    assert done.cells[0].outputs[0].text == "run\n"


def test_a_lesson_that_stalls_once_is_tried_once_more(run, tmp_path, caplog):
    stalls_once = code("import time\nif count == 1:\n    time.sleep(600)\nprint('done')")
    done = run(code(COUNT), stalls_once, timeout=3)
    assert done.cells[1].outputs[0].text == "done\n"
    assert runs(tmp_path) == 2
    assert "09_toy.ipynb has stalled" in caplog.text
    assert ONCE_MORE in caplog.text


def test_a_lesson_that_stalls_twice_ends_with_its_name_and_its_cell(run, tmp_path):
    stalls = code("import time\ntime.sleep(600)  # for ever", "still")
    with pytest.raises(ExecutionError, match=r"09_toy\.ipynb has stalled.*after 3 seconds") as told:
        run(code(COUNT), stalls, timeout=3)
    assert "time.sleep(600)  # for ever" in str(told.value)
    assert runs(tmp_path) == 2
    assert stalls.metadata.tags == ["still"]


def test_a_mistake_in_a_lesson_is_not_tried_again(run, tmp_path, caplog):
    with pytest.raises(ExecutionError, match=r"09_toy\.ipynb"):
        run(code(COUNT), code("1 / 0"))
    assert runs(tmp_path) == 1
    assert ONCE_MORE not in caplog.text
