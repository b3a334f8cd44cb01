"""What a lesson gave is kept until its code, or anything that it runs with, changes."""

import json
import logging
from types import SimpleNamespace

import made_from
import nbformat
import pytest
from cnnbook_site import execution, outputs
from cnnbook_site.execution import LessonClient
from myst_nb.core.config import NbParserConfig

# Each run leaves a line in a file, so that the runs can be counted.
COUNTED = "with open('runs', 'a') as runs:\n    runs.write('x')\nprint('{words}')"


def lesson(*sources, tags=(), text="Text."):
    """A notebook of these code cells."""
    code = [nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), *code])


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Let a build meet this notebook; return it, and how often a lesson has run so far."""
    monkeypatch.setattr(LessonClient, "root", tmp_path)

    def run_(notebook):
        path = tmp_path / "toy.ipynb"
        path.touch()
        config = NbParserConfig(execution_timeout=60, execution_raise_on_error=True)
        with LessonClient(notebook, path, config, logging.getLogger("lesson")):
            pass
        counted = tmp_path / "runs"
        return notebook, len(counted.read_text()) if counted.exists() else 0

    return run_


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Let this folder be the package that lessons import."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "functional.py").write_text("x = 1")
    monkeypatch.setattr(outputs, "PACKAGE", folder)
    yield folder
    outputs.surroundings.cache_clear()


def key_now(notebook):
    """The key as a new build computes it."""
    outputs.surroundings.cache_clear()
    return outputs.key(notebook)


def test_a_lesson_as_before_is_not_run_and_shows_the_same(run):
    first, _ = run(lesson(COUNTED.format(words="first")))
    second, count = run(lesson(COUNTED.format(words="first"), text="Other text."))
    assert count == 1
    assert second.cells[1].outputs == first.cells[1].outputs != []
    assert second.cells[1].execution_count == first.cells[1].execution_count == 1
    assert second.metadata == first.metadata


def test_other_code_is_run_and_takes_the_place_of_what_was_kept(run):
    run(lesson(COUNTED.format(words="first")))
    done, count = run(lesson(COUNTED.format(words="second")))
    assert (count, done.cells[1].outputs[0].text) == (2, "second\n")
    _, count = run(lesson(COUNTED.format(words="first")))
    assert count == 3


def test_a_kernel_that_dies_before_it_begins_is_started_once_more(run, monkeypatch):
    deaths, really_run = iter([RuntimeError("Kernel died before replying")]), LessonClient._run

    def run_or_die(client):
        for death in deaths:
            raise death
        really_run(client)

    monkeypatch.setattr(LessonClient, "_run", run_or_die)
    done, count = run(lesson(COUNTED.format(words="first")))
    assert (count, done.cells[1].outputs[0].text) == (1, "first\n")


def test_a_lesson_that_fails_keeps_nothing(run, tmp_path):
    with pytest.raises(execution.ExecutionError):
        run(lesson(COUNTED.format(words="first"), "1 / 0"))
    assert not list(tmp_path.glob("_build/**/*.json"))


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}', "null"])
def test_a_damaged_file_is_as_good_as_none(run, tmp_path, damage):
    run(lesson(COUNTED.format(words="first")))
    (kept,) = tmp_path.glob("_build/outputs/*.json")
    kept.write_text(damage)
    _, count = run(lesson(COUNTED.format(words="first")))
    assert count == 2
    assert json.loads(kept.read_text())["cells"]


def test_what_is_not_run_keeps_what_its_file_says(run):
    unseen = lesson("1 / 0", tags=["still", "remove-output"])
    unseen.cells += lesson(COUNTED.format(words="first")).cells
    for text in ("stored", "stored later"):
        unseen.cells[1].outputs = [nbformat.v4.new_output("stream", text=text)]
        done, count = run(unseen)
        assert done.cells[1].outputs[0].text == text
    assert count == 1


@pytest.mark.parametrize(
    "other",
    [
        lesson("1 + 2"),
        lesson("1 + 1", "1 + 1"),
        lesson("1 + 1", tags=["raises-exception"]),
        lesson("1 + 1", tags=["skip-execution"]),
        lesson("1 + 1", tags=["still", "remove-output"]),
    ],
)
def test_each_thing_that_decides_an_output_changes_the_key(other):
    assert outputs.key(other) != outputs.key(lesson("1 + 1"))


@pytest.mark.parametrize("same", [lesson("1 + 1", text=""), lesson("1 + 1", tags=["hide-input"])])
def test_text_and_looks_leave_the_key(same):
    assert outputs.key(same) == outputs.key(lesson("1 + 1"))


@pytest.mark.parametrize("name", ["functional.py", "new.py", "widgets/page/grid.js"])
def test_any_file_of_the_package_changes_the_key(package, name):
    before = key_now(lesson("1 + 1"))
    (package / name).parent.mkdir(parents=True, exist_ok=True)
    (package / name).write_text("x = 2")
    assert key_now(lesson("1 + 1")) != before


def test_what_python_compiles_leaves_the_key(package):
    before = key_now(lesson("1 + 1"))
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "functional.cpython-312.pyc").write_text("")
    assert key_now(lesson("1 + 1")) == before


def test_another_release_or_python_changes_the_key(package, monkeypatch):
    before = key_now(lesson("1 + 1"))
    monkeypatch.setattr("sys.version", "4.0")
    other = key_now(lesson("1 + 1"))
    monkeypatch.setattr(made_from, "asked_for", lambda _: {"numpy": "9.9"})
    assert len({before, other, key_now(lesson("1 + 1"))}) == 3


@pytest.fixture
def outdated(tmp_path, package):
    """Which pages a build reads again that finds these changed."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "references.bib").write_text("")
    env = SimpleNamespace(found_docs={"intro", "pixels"})

    def ask(changed=()):
        outputs.surroundings.cache_clear()
        app = SimpleNamespace(srcdir=tmp_path)
        return execution.all_or_none(app, env, set(), set(changed), set())

    ask()
    return ask


def test_a_build_reads_nothing_again_when_nothing_has_changed(outdated):
    assert outdated() == []


def test_a_build_reads_every_page_when_one_has_changed(outdated):
    assert outdated(["pixels"]) == ["intro", "pixels"]
    assert outdated() == []


@pytest.mark.parametrize("name", ["package/functional.py", "book/references.bib", "book/_ext/a.js"])
def test_a_build_reads_every_page_when_another_source_has_changed(outdated, tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x = 2")
    assert outdated() == ["intro", "pixels"]
    assert outdated() == []
