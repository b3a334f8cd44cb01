"""The committed lessons: executed in order, without faults, and the same after every run."""

import ast
import builtins
import copy
import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from scripts.notebooks import VIEW, normalise

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "book").glob("*.ipynb"))
MACHINE = re.compile(
    r"(/home/|/root/|/Users/|/tmp/|/work/|/builds/|[A-Z]:\\\\|site-packages|0x[0-9a-f]{8,})"
)

lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    """A lesson."""
    return nbformat.read(path, as_version=4)


def code_cells(path):
    """The code cells of a lesson."""
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_there_are_lessons_and_the_table_of_contents_names_each():
    assert LESSONS
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    listed = {Path(name).stem for name in re.findall(r"file: (\S+)", toc)}
    assert {path.stem for path in LESSONS} <= listed
    assert yaml.safe_load(toc)["root"] == "book/intro"


@lessons
def test_cells_were_executed_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@lessons
def test_no_cell_failed_or_complained(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source


@lessons
def test_nothing_tells_of_the_machine_or_of_one_run(path):
    notebook = read(path)
    assert "widgets" not in notebook.metadata
    texts = []
    for cell in code_cells(path):
        assert "execution" not in cell.metadata
        for output in cell.outputs:
            assert VIEW not in output.get("data", {}), cell.source
            texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
            texts.append(output.get("data", {}).get("text/html", ""))
    assert [text for text in texts if MACHINE.search(text)] == []


@lessons
def test_the_file_is_what_make_notebooks_would_write(path):
    notebook = read(path)
    text = nbformat.writes(normalise(notebook), version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    assert path.read_text(encoding="utf-8") == text


@lessons
def test_a_lesson_opens_with_one_title(path):
    notebook = read(path)
    assert re.match(r"# \S", notebook.cells[0].source)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    outside_code = re.sub(r"```.*?```", "", prose, flags=re.DOTALL)
    assert len(re.findall(r"^# ", outside_code, flags=re.MULTILINE)) == 1


def messy():
    """A notebook with everything that a run may leave in it."""
    stream = nbformat.v4.new_output("stream", name="stdout", text="one\n")
    more = nbformat.v4.new_output("stream", name="stdout", text="two\n")
    bar = nbformat.v4.new_output("stream", name="stderr", text="100%|####|")
    data = {VIEW: {"model_id": "12ab"}, "image/png": "QUJD\n", "text/plain": "Toy: words"}
    view = nbformat.v4.new_output("display_data", data=data, metadata={"isolated": True})
    value = nbformat.v4.new_output("execute_result", data={"text/plain": "3"}, execution_count=9)
    metadata = {"execution": {"iopub.status.busy": "2026"}, "tags": ["hide-input"], "trusted": True}
    outputs = [stream, bar, more, view, value]
    cell = nbformat.v4.new_code_cell(
        "1 + 2\n", outputs=outputs, execution_count=9, metadata=metadata
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# T"), cell])
    notebook.metadata = {
        "widgets": {"state": {}},
        "kernelspec": {"name": "mine", "display_name": "/home/me"},
        "language_info": {"name": "python", "version": "3.11.7"},
    }
    return notebook


def test_normalising_leaves_out_what_differs_from_run_to_run():
    cell = normalise(messy()).cells[1]
    assert cell.execution_count == 1
    assert cell.metadata == {"tags": ["hide-input"]}
    assert [output.output_type for output in cell.outputs] == [
        "stream",
        "display_data",
        "execute_result",
    ]
    assert cell.outputs[0].text == "one\ntwo\n"
    assert cell.outputs[1].data == {"image/png": "QUJD", "text/plain": "Toy: words"}
    assert cell.outputs[2].execution_count == 1
    text = json.dumps(normalise(messy()))
    for left_out in ("12ab", "/home/me", "mine", "3.11.7", "2026", "####"):
        assert left_out not in text


def test_normalising_twice_changes_nothing_more():
    once = normalise(messy())
    assert normalise(copy.deepcopy(once)) == once


def test_normalising_keeps_the_file_valid():
    nbformat.validate(normalise(messy()))


def names(code):
    """Which names a piece of code makes, and which it speaks of."""
    nodes = list(ast.walk(ast.parse(code)))
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    made |= {n.asname or n.name for n in nodes if isinstance(n, ast.alias)}
    made |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    return made, {n.id for n in nodes if isinstance(n, ast.Name)} - made


@lessons
def test_a_printed_call_runs_where_it_stands(path):
    known = set(dir(builtins))
    for cell in code_cells(path):
        known |= names(cell.source)[0]
        for output in cell.outputs:
            text = output.get("data", {}).get("text/plain", "")
            if re.match(r"\w+(Explorer|Classifier): ", text):
                assert names(text.partition("\n\n")[2])[1] <= known
