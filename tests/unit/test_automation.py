"""What runs where nobody looks on: the workflow, Binder's files, Colab's cell, the link check."""

import os
import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager

import cnnbook
from scripts import launch, links
from scripts.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "book").glob("*.ipynb"))
ADDRESS = "https://example.org/cnnbook"


def jobs():
    """The workflow's jobs by name."""
    text = (ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["jobs"]


def commands(job):
    """What a job runs."""
    return [step["run"] for step in job["steps"] if "run" in step]


def test_the_workflow_calls_what_the_makefile_has():
    targets = {*JOBS, "help"}  # tests/unit/test_door.py: the same as the Makefile's
    runs = [run for job in jobs().values() for run in commands(job)]
    assert {target for run in runs for target in re.findall(r"make ([\w-]+)", run)} <= targets
    assert commands(jobs()["test"])[0] == ".ci/run"
    assert commands(jobs()["oldest"]) == ["make test-oldest"]
    if os.name != "nt":  # Windows keeps no such mark
        assert (ROOT / ".ci/run").stat().st_mode & 0o100


def test_the_workflow_publishes_only_the_site_that_was_tested():
    test, publish = jobs()["test"], jobs()["publish"]
    assert publish["needs"] == "test"
    assert commands(publish) == []
    uploads = [step["with"] for step in test["steps"] if "upload" in step.get("uses", "")]
    assert uploads == [{"path": "_build/html"}]


def test_binder_installs_the_package_for_a_python_that_it_supports():
    lines = (ROOT / ".binder/requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-e ."]
    python = (ROOT / ".binder/runtime.txt").read_text(encoding="utf-8").strip()
    oldest = re.search(r'requires-python = ">=(.+)"', (ROOT / "pyproject.toml").read_text())[1]
    assert python == f"python-{oldest}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_has_colabs_first_cell_if_the_repository_has_an_address(path):
    lesson = nbformat.read(path, as_version=4)
    launched = launch.with_first_cell(lesson, launch.address())
    assert launched == lesson, "run: python -m scripts.launch"


def test_the_first_cell_can_be_changed_and_taken_out():
    lesson = nbformat.read(LESSONS[0], as_version=4)
    bare = launch.with_first_cell(lesson, "")
    launched = launch.with_first_cell(bare, ADDRESS)
    assert launch.with_first_cell(launched, ADDRESS) == launched
    assert launch.with_first_cell(launch.with_first_cell(launched, "https://a.b/c"), "") == bare


@pytest.mark.parametrize("there", [True, False])
def test_the_first_cell_installs_only_what_is_missing(monkeypatch, there):
    lesson = launch.with_first_cell(nbformat.read(LESSONS[0], as_version=4), ADDRESS)
    first = next(cell for cell in lesson.cells if cell.cell_type == "code")
    ran = []
    shell = SimpleNamespace(run_line_magic=lambda *command: ran.append(command))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: there or None)
    code = TransformerManager().transform_cell(first.source)
    exec(code, {"get_ipython": lambda: shell})
    release = f"{ADDRESS}@v{cnnbook.__version__}"
    assert ran == ([] if there else [("pip", f'install --quiet "git+{release}"')])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_another_address_changes_one_line_of_a_lesson(path):
    lesson = nbformat.read(path, as_version=4)
    one = nbformat.writes(launch.with_first_cell(lesson, ADDRESS)).splitlines()
    other = nbformat.writes(launch.with_first_cell(lesson, "https://a.b/c")).splitlines()
    changed = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_first_address_adds_a_cell_and_changes_no_other(path):
    lesson = launch.with_first_cell(nbformat.read(path, as_version=4), "")
    launched = launch.with_first_cell(lesson, ADDRESS)
    kept = [cell for cell in launched.cells if cell.metadata.get("tags") != launch.TAGS]
    assert kept == lesson.cells


def test_the_address_stands_in_one_place(tmp_path):
    (tmp_path / "_config.yml").write_text(f"repository:\n  url: {ADDRESS}/\n")
    assert launch.address(tmp_path) == ADDRESS


def found(address, status, file="a.md", info=""):
    """What the link check found out about one place of an address."""
    return {"uri": address, "status": status, "filename": file, "info": info}


def test_the_report_of_the_link_check_has_a_line_for_each_address_the_broken_ones_first():
    checked = [
        found("https://a.org", "working"),
        found("https://b.org", "timeout", "b.md", "no answer in 30 s"),
        found("https://b.org", "timeout", "a.md", "no answer in 30 s"),
        found("https://c.org", "redirected", info="https://d.org"),
        found("https://e.org", "broken"),
        found("#anchor", "unchecked"),
    ]
    assert links.report(checked) == [
        "4 addresses, 2 in trouble",
        "",
        "- timeout, no answer in 30 s: https://b.org (in a.md, b.md)",
        "- broken: https://e.org (in a.md)",
        "- working: https://a.org (in a.md)",
        "- redirected, https://d.org: https://c.org (in a.md)",
    ]
    assert links.report([found("#anchor", "unchecked")])[0] == "0 addresses, 0 in trouble"
