"""What `make lesson` and `make widget` write passes the tests as it is."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from scripts import lessons, skeleton
from scripts.build import ROOT
from scripts.cell_names import is_name

from .rules import RULES
from .test_figures_in_prose import unproved


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A copy of the book with a new lesson."""
    copy = tmp_path_factory.mktemp("lesson")
    shutil.copytree(ROOT / "book", copy / "book", ignore=shutil.ignore_patterns("_ext", "api*"))
    shutil.copy(ROOT / "_toc.yml", copy)
    return skeleton.write_lesson("of_no_book", copy)[0]


def test_a_new_lesson_keeps_every_rule(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    assert [words for rule in RULES for words in rule(notebook)] == []
    assert unproved(notebook) == []
    names = [cell.id for cell in notebook.cells]
    assert all(is_name(name) and name.startswith("of_no_book-") for name in names)


def test_a_new_lesson_is_the_last_one_and_was_executed(lesson):
    assert lessons.files(lesson.parents[1])[:-1] == [
        lesson.parents[1] / path.relative_to(ROOT) for path in lessons.files(ROOT)
    ]
    assert lessons.files(lesson.parents[1])[-1] == lesson
    assert lesson.name == f"{len(lessons.files(ROOT)) + 1:02}_of_no_book.ipynb"
    notebook = nbformat.read(lesson, as_version=4)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert notebook.cells[0].source.startswith("# Of no book\n")


@pytest.fixture(scope="module")
def widget(tmp_path_factory):
    """A copy of the package with a new widget."""
    copy = tmp_path_factory.mktemp("widget")
    ignored = shutil.ignore_patterns("__pycache__", "_ext", "*.ipynb")
    for folder in ("cnnbook", "scripts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    (copy / "tests" / "site").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", copy)
    skeleton.write_widget("level_line", copy)
    return copy


def run(copy, *command):
    """Run a module in the copy and return what it says if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_a_new_widget_computes_prints_and_refuses(widget):
    tests = "tests/site/test_widget_level_line.py"
    doctests = "cnnbook/widgets/level_line/widget.py"
    options = ["-q", "-p", "no:cacheprovider", "-k", "not page and not said and not typed"]
    assert run(widget, "pytest", *options, tests, doctests) == ""


def test_a_new_widget_is_exported_with_its_page_side(widget):
    code = "from cnnbook.widgets import *; assert 'export default' in LevelLineExplorer._esm"
    (widget / "check.py").write_text(code)
    assert run(widget, "check") == ""


def test_a_new_widget_has_no_faults_of_style(widget):
    assert run(widget, "ruff", "check", "--select", "E,F,I,RUF022", "cnnbook", "tests") == ""
    assert run(widget, "ruff", "format", "--check", "cnnbook/widgets", "tests") == ""


@pytest.mark.parametrize("name", ["One", "one-weight", "1weight", "", "one__weight"])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(SystemExit, match="NAME must be lower-case words, such as NAME=skip_paths"):
        skeleton.write_widget(name, tmp_path)


def test_what_is_there_is_not_written_over(widget):
    with pytest.raises(SystemExit, match="level_line is there already: choose another NAME"):
        skeleton.write_widget("level_line", widget)
