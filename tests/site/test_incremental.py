"""A build that runs only what has changed gives the pages of one that runs everything."""

import re
import shutil

import nbformat
import pytest
import yaml

from scripts.build import build

from .pages import ROOT

COUNTED = """
with open("{name}-runs", "a") as runs:
    runs.write("x")
print("{words}")
"""


def write(folder, name, words, text="Text."):
    """Write a lesson that counts its runs, and shows these words and a widget."""
    widget = "from cnnbook.widgets import PixelExplorer\n\nPixelExplorer([[0, 1], [1, 0]])"
    cells = [nbformat.v4.new_markdown_cell(f"# {name}\n\n{text}")]
    cells += [
        nbformat.v4.new_code_cell(c) for c in (COUNTED.format(name=name, words=words), widget)
    ]
    lesson = nbformat.v4.new_notebook(cells=cells)
    lesson.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    for number, cell in enumerate(lesson.cells):
        cell["id"] = f"{name}-{number}"
    nbformat.write(lesson, folder / "book" / f"{name}.ipynb")


def runs(folder):
    """How often each lesson has run."""
    return {name: len((folder / "book" / f"{name}-runs").read_text()) for name in ("one", "two")}


def pages(site):
    """The pages of a site, with the random names of widgets counted instead."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        names = {}
        text = path.read_text(encoding="utf-8")
        found[path.relative_to(site).as_posix()] = re.sub(
            r"\b[0-9a-f]{32}\b", lambda match, n=names: n.setdefault(match[0], f"id{len(n)}"), text
        )
    return found


@pytest.fixture
def book(tmp_path):
    """A book of two lessons."""
    (tmp_path / "book").mkdir()
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: book/one\nchapters:\n- file: book/two\n"
    )
    (tmp_path / "book" / "references.bib").touch()
    (tmp_path / "book" / "_ext").symlink_to(ROOT / "book" / "_ext")
    for name in ("one", "two"):
        write(tmp_path, name, "first")
    return tmp_path


def test_only_what_has_changed_is_run_and_the_pages_are_those_of_a_full_build(book):
    """A lesson's text, another one's code, then a lesson's name: a build after each."""
    build(book, quiet=True)
    assert runs(book) == {"one": 1, "two": 1}
    write(book, "one", "first", text="Another text.")
    write(book, "two", "second")
    changed = pages(build(book, quiet=True))
    assert runs(book) == {"one": 1, "two": 2}
    assert "Another text." in changed["book/one.html"]
    assert "second\n" in changed["book/two.html"]
    (book / "book" / "two.ipynb").rename(book / "book" / "three.ipynb")
    toc = (book / "_toc.yml").read_text()
    (book / "_toc.yml").write_text(toc.replace("book/two", "book/three"))
    partly = pages(build(book, quiet=True))
    assert runs(book) == {"one": 1, "two": 3}
    assert "book/two.html" not in partly
    shutil.rmtree(book / "_build")
    wholly = pages(build(book, quiet=True))
    assert runs(book) == {"one": 2, "two": 4}
    assert partly == wholly
    assert "second\n" in partly["book/three.html"]
