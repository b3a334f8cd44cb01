"""When the site is built anew, and what of a build is kept from one to the next."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from book._ext import made_from
from scripts import build as building
from scripts.build import ROOT, STAMP, build, environment, fingerprint, is_fresh, sources

FILES = {
    "_config.yml": "title: toy",
    "_toc.yml": "root: book/intro",
    "pyproject.toml": "[project]",
    "book/intro.md": "# Toy",
    "book/_ext/ours/style.css": "a {}",
    "cnnbook/functional.py": "x = 1",
}


@pytest.fixture
def book(tmp_path):
    """The files of a toy book."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def built(book, monkeypatch):
    """The toy book, after a build that writes one page."""
    monkeypatch.setattr(building, "jupyter_book", write_a_page)
    build(book)
    return book


def write_a_page(source, *options, quiet=False):
    """Stand for Jupyter Book."""
    pages = Path(options[options.index("--path-output") + 1]) / "_build" / "html"
    pages.mkdir(parents=True)
    (pages / "index.html").write_text("new")
    return subprocess.CompletedProcess([], returncode=0)


def test_a_page_is_made_from_the_book_the_package_and_two_settings(book):
    assert {path.relative_to(book).as_posix() for path in sources(book)} == FILES.keys()


def test_a_site_just_built_is_fresh(built):
    assert is_fresh(built)


def test_without_a_site_nothing_is_fresh(book):
    assert not is_fresh(book)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_makes_the_site_stale_and_changing_it_back_makes_it_fresh(built, name):
    (built / name).write_text("something else")
    assert not is_fresh(built)
    (built / name).write_text(FILES[name])
    assert is_fresh(built)


def test_a_new_a_renamed_or_a_lost_file_makes_the_site_stale(built):
    new = built / "book" / "new.md"
    new.touch()
    assert not is_fresh(built)
    new.unlink()
    assert is_fresh(built)
    lesson = built / "book" / "intro.md"
    lesson = lesson.rename(built / "book" / "start.md")
    assert not is_fresh(built)
    lesson.unlink()
    assert not is_fresh(built)


def test_the_time_of_a_file_says_nothing(built):
    os.utime(built / "book" / "intro.md", (2e9, 2e9))
    assert is_fresh(built)


@pytest.mark.parametrize(
    "name",
    [
        "book/.ipynb_checkpoints/intro-checkpoint.ipynb",
        "book/_build/html/index.html",
        "cnnbook/__pycache__/functional.pyc",
        "_build/html/index.html",
        "README.md",
    ],
)
def test_what_no_page_is_made_from_leaves_the_site_fresh(built, name):
    path = built / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("something")
    assert is_fresh(built)


@pytest.mark.parametrize(
    ("package", "fresh"),
    [
        ("sphinx-book-theme", False),  # the book asks for it
        ("sphinx", False),  # asked for by what the book asks for
        ("brotli", False),  # by fonttools[woff] alone
        ("numpy", False),  # the package asks for it
        ("pytest", True),  # no page is made with it: installing the tests runs no lesson again
        ("jupyterlab", True),
    ],
)
def test_another_release_makes_the_site_stale_if_pages_are_made_with_it(
    built, monkeypatch, package, fresh
):
    real = made_from.distribution

    def newer(name):
        found = real(name)
        return SimpleNamespace(version="99", requires=found.requires) if name == package else found

    monkeypatch.setattr(made_from, "distribution", newer)
    assert is_fresh(built) is fresh


def test_another_python_makes_the_site_stale(built, monkeypatch):
    monkeypatch.setattr("sys.version", "3.99")
    assert not is_fresh(built)


def test_a_change_during_the_build_leaves_the_site_stale(book, monkeypatch):
    def change_meanwhile(source, *options, quiet=False):
        (source / "book" / "intro.md").write_text("changed while the lessons ran")
        return write_a_page(source, *options)

    monkeypatch.setattr(building, "jupyter_book", change_meanwhile)
    build(book)
    assert not is_fresh(book)


def test_a_build_begins_without_what_an_earlier_one_left(built):
    left = [built / "_build" / name for name in ("html", "next")]
    for folder in left:
        folder.mkdir(exist_ok=True)
        (folder / "old").touch()
    build(built)
    assert [folder for folder in left if (folder / "old").exists()] == []
    assert not (built / "_build" / "next").exists()


def test_until_the_new_site_is_whole_the_old_one_stays(built, monkeypatch):
    (built / "_build" / "html" / "index.html").write_text("old")

    def look(source, *options, quiet=False):
        assert (source / "_build" / "html" / "index.html").read_text() == "old"
        return write_a_page(source, *options)

    monkeypatch.setattr(building, "jupyter_book", look)
    build(built)
    assert (built / "_build" / "html" / "index.html").read_text() == "new"


@pytest.mark.parametrize("end", [KeyboardInterrupt, None])
def test_a_build_that_ends_early_leaves_the_old_site_and_says_so(built, monkeypatch, end):
    def stop(source, *options, quiet=False):
        if end:
            raise end
        return subprocess.CompletedProcess([], 1)

    monkeypatch.setattr(building, "jupyter_book", stop)
    with pytest.raises(SystemExit, match="The site of the build before is still there"):
        build(built)
    assert (built / "_build" / "html" / "index.html").read_text() == "new"


def test_a_warning_is_an_error(book, monkeypatch):
    asked = []

    def remember(source, *options, quiet=False):
        asked.extend(options)
        return write_a_page(source, *options)

    monkeypatch.setattr(building, "jupyter_book", remember)
    build(book)
    assert asked[:3] == ["-W", "-n", "--keep-going"]


def test_a_failed_build_says_what_was_wrong_and_leaves_no_fresh_site(book, monkeypatch, capsys):
    def fail(source, *options, quiet=False):
        write_a_page(source, *options)
        return subprocess.CompletedProcess([], 1, stdout="a warning, ", stderr="an error")

    monkeypatch.setattr(building, "jupyter_book", fail)
    with pytest.raises(SystemExit, match="The book was not built"):
        build(book, quiet=True)
    assert "a warning, an error" in capsys.readouterr().err
    assert not (book / "_build" / "html" / STAMP).exists()


def test_the_program_is_a_module_whose_text_sphinx_does_not_take_for_that_of_a_named_tuple(
    book, monkeypatch
):
    """From Python 3.13 on it took the text of ``python -c``, and failed on its first line."""
    asked = []
    monkeypatch.setattr(building, "watched", lambda command, *_: asked.extend(command))
    building.jupyter_book(book, "-W")
    assert asked == [sys.executable, "-m", "scripts.book_program", "build", "-W", str(book)]
    code = (
        "import inspect, typing, runpy, sys; sys.argv = ['book', '--version']\n"
        "try: runpy.run_module('scripts.book_program', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('jupyter_book' in sys.modules, sys.modules['rfc3987_syntax'])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.endswith("True None\n"), run.stderr


def test_the_fingerprint_is_the_same_twice(book):
    assert fingerprint(book) == fingerprint(book)


def test_kernels_import_this_checkout_before_any_other(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert environment()["PYTHONPATH"] == f"{building.ROOT}{os.pathsep}/elsewhere"
    monkeypatch.delenv("PYTHONPATH")
    assert environment()["PYTHONPATH"] == str(building.ROOT)
    assert environment()["IPYTHONDIR"].startswith(str(building.ROOT))
