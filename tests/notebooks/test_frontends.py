"""What nbconvert makes of the lessons, without a network and without their own metadata."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from scripts.slides import VIEW, Slides, Stills, kinds

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "book").glob("[0-9]*.ipynb"))
TOY = """
from IPython.display import display
import base64
png = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
       "rkJggg==")
view = {"version_major": 2, "version_minor": 0, "model_id": "a"}
display({"application/vnd.jupyter.widget-view+json": view, "image/png": png, "text/plain": "Toy"},
        raw=True)
"""


def convert(path, folder, kind, *options):
    """Let nbconvert convert a notebook, called in the project's folder; return the page."""
    command = [sys.executable, "-m", "nbconvert", "--config", "scripts/nbconvert_config.py"]
    command += ["--to", kind, "--output-dir", str(folder)]
    run = subprocess.run(
        [*command, *options, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    (page,) = folder.glob("*.html")
    return page.read_text(encoding="utf-8")


def pictures(page):
    return len(re.findall(r"<img[^>]*data:image/png", page))


def test_a_widget_that_has_just_run_is_shown_as_its_picture(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("# Toy"), nbformat.v4.new_code_cell(TOY)]
    notebook = tmp_path / "toy.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = convert(notebook, tmp_path, "html", "--execute")
    assert pictures(page) == 1
    assert f'type="{VIEW}"' not in page


def test_a_lesson_as_it_is_keeps_all_its_pictures(tmp_path):
    lesson = nbformat.read(LESSONS[1], as_version=4)
    outputs = [o for cell in lesson.cells for o in cell.get("outputs", [])]
    page = convert(LESSONS[1], tmp_path, "html")
    assert pictures(page) == sum("image/png" in o.get("data", {}) for o in outputs) > 3


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_picture_of_the_slides_says_what_it_shows(path):
    lesson, _ = Stills().preprocess(nbformat.read(path, as_version=4), {})
    outputs = [(cell, o) for cell in lesson.cells for o in cell.get("outputs", [])]
    pictures = [(c, o) for c, o in outputs if {"image/png", "image/svg+xml"} & {*o.get("data", ())}]
    assert pictures
    for cell, output in pictures:
        (alt,) = (output.metadata[kind]["alt"] for kind in output.metadata)
        assert len(alt.split()) > 4, cell.id
        assert "object at" not in alt, cell.id
        assert "<Figure" not in alt, cell.id


def test_slides_begin_where_sections_do(tmp_path):
    page = convert(LESSONS[1], tmp_path, "slides")
    lesson = nbformat.read(LESSONS[1], as_version=4)
    slides, below = (kinds(lesson).count(kind) for kind in ("slide", "subslide"))
    assert (
        len(re.findall(r"<section", page)) == 2 * slides + below
    )  # a slide is a section of its own
    assert slides > 8


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_sensible_slides(path):
    lesson = nbformat.read(path, as_version=4)
    found = kinds(lesson)
    assert found[0] == "slide"
    texts = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    first_words = [text.split("\n")[0] for text in texts]
    sections = [text for text in first_words if re.match(r"##? ", text)]
    assert found.count("slide") == len(sections)
    assert 2 * len(sections) <= found.count("slide") + found.count("subslide") < len(found)
    assert all(
        kind == "skip"
        for cell, kind in zip(lesson.cells, found, strict=True)
        if cell.source.startswith("<details>")
    )


def test_a_cells_own_place_has_the_last_word():
    cells = [nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_markdown_cell("b")]
    cells[1].metadata["slideshow"] = {"slide_type": "notes"}
    done, _ = Slides().preprocess(nbformat.v4.new_notebook(cells=cells), {})
    assert [c.metadata.slideshow.slide_type for c in done.cells] == ["slide", "notes"]
