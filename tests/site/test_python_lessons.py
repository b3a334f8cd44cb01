"""Every cell of every page runs in the browser, in order, and prints what the book prints."""

import nbformat
import pytest

from .pages import ROOT
from .python_page import PythonPage

PAGES = sorted(path.stem for path in (ROOT / "book").glob("*.ipynb"))
IGNORED = {"nbval-ignore-output", "remove-output"}  # outputs that depend on time or machine
MOST_SHORTENED = 0.1  # the share of cells that may run a shorter way in the page


def stored(name):
    """What the cells of a page print or give as text in the committed notebook, by their ids."""
    texts = {}
    for cell in nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code" or IGNORED & set(cell.metadata.get("tags", [])):
            continue
        parts = [output.get("text", "") or plain(output) for output in cell.outputs]
        texts[cell.id] = "\n".join(part for part in parts if part)
    return texts


def plain(output):
    """The text of a value that has no other form."""
    data = output.get("data", {})
    return data.get("text/plain", "") if set(data) == {"text/plain"} else ""


def lines(text):
    """A text's lines, without space at their ends and without empty ones."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", PAGES)
def test_every_cell_runs_and_prints_what_the_book_prints(open_page, name):
    python = PythonPage(open_page(f"book/{name}.html"))
    assert python.run_page() == "done", python.page.locator(".cnnbook-error").all_inner_texts()
    texts = python.texts()
    expected = {key: text for key, text in stored(name).items() if key in texts}
    assert expected
    for key, text in expected.items():
        assert lines(texts[key]) == lines(text), key
    pictures = python.page.locator(".cnnbook-fresh img")
    assert all(pictures.evaluate_all("(images) => images.map((image) => image.alt)"))
    alive = python.page.locator(".cnnbook-fresh .cnnbook-widget")
    assert set(alive.evaluate_all("(all) => all.map((one) => one.dataset.mounted)")) <= {"live"}
