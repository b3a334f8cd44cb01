"""Every job of the project: what it is for, and what is run for it, in this order."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from .setting_up import ALL, BOOK, ROOT

JAVASCRIPT = ROOT / "scripts" / "javascript"
NO_NODE = (
    "The JavaScript is not checked, nor are types by pyright: "
    "that needs Node 18.18 or newer, and npm."
)
QUICK = ("-n", "2", "--ignore-glob=*test_learning.py", "cnnbook", "scripts", "book/_ext")
COVERED = ("--cov", "--cov-report=term:skip-covered", "--cov-report=html")
NBVAL = ("--nbval", "--nbval-current-env", "--nbval-cell-timeout=300", "-p", "no:cacheprovider")


class Job(NamedTuple):
    """What a job is for, and its steps: arguments of the environment's Python, or other jobs.

    ``{}`` in a step stands for what follows the job's name on the command line.
    """

    says: str
    steps: tuple[tuple[str, ...] | str, ...]
    part: str = ALL
    takes: str = ""  # the name of its argument
    without: str = ""  # what that is when none is given
    writes: bool = True  # whether it is refused in a folder that cannot be written


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return ("-m", "scripts", "--run", f"scripts.{name}", *arguments)


def _pytest(*arguments: str) -> tuple[str, ...]:
    return ("-m", "pytest", *arguments)


def _nbconvert(kind: str) -> tuple[str, ...]:
    options = ("--config", "scripts/nbconvert_config.py", "--output-dir", f"_build/{kind}")
    return ("-m", "nbconvert", *options, "--to", kind, "book/[0-9]*.ipynb")


IF_STALE = _module("build", "--if-stale")
JOBS = {
    "book": Job(
        "build the site, running what has changed, and print the page",
        (_module("build"),),
        BOOK,
        writes=False,
    ),
    "serve": Job(
        "show the site on http://127.0.0.1:8000",
        (_module("serve", "{}"),),
        BOOK,
        "PORT",
        "8000",
        writes=False,
    ),
    "lab": Job("open the lessons in JupyterLab", (("-m", "jupyterlab", "book"),)),
    "lesson": Job(
        "write a lesson's skeleton, which passes every test",
        (_module("skeleton", "lesson", "{}"),),
        takes="NAME",
    ),
    "widget": Job(
        "write a widget's skeleton, which passes every test",
        (_module("skeleton", "widget", "{}"),),
        takes="NAME",
    ),
    "notebooks": Job(
        "execute every lesson in place and leave out what differs from run to run",
        (_module("notebooks"),),
    ),
    "assignments": Job(
        "the exercises as notebooks with and without solutions, and as sheets with a key",
        (_module("assignments"),),
    ),
    "quick": Job(
        "in two minutes what most often breaks; one widget's page stands for all",
        (
            "lint",
            _pytest(*QUICK, "tests/unit", "tests/notebooks", "tests/site/test_widget_{}.py"),
        ),
        takes="WIDGET",
        without="pooling",
    ),
    "test": Job(
        "all tests",
        ("test-unit", "test-notebooks", "test-releases", "test-site", "test-lab"),
    ),
    "test-unit": Job(
        "the package and its doctests",
        (_pytest("-n", "auto", "cnnbook", "scripts", "book/_ext", "tests/unit"),),
    ),
    "test-notebooks": Job(
        "the lessons: their form, and their outputs against a fresh run",
        (_pytest("tests/notebooks"), _pytest(*NBVAL, "-n", "2", "--dist", "loadfile", "book")),
    ),
    "test-site": Job(  # a page waits for frames much of the time: three keep two processors busy
        "the rendered pages in a real browser",
        (IF_STALE, _pytest("-n", "3", "--dist", "loadgroup", "--sample", "tests/site")),
    ),
    "test-lab": Job(
        "the lessons in JupyterLab and Jupyter Notebook, in a real browser",
        (_pytest("-n", "2", "--sample", "tests/lab"),),
    ),
    "test-releases": Job(
        "the package and the lessons with the NumPy and the Matplotlib that pages bring",
        (_module("releases"),),
    ),
    "test-oldest": Job(
        "the package, the lessons and the pages with the oldest supported releases",
        (_module("oldest"),),
    ),
    "test-wheel": Job(
        "the wheel and the source archive, each in an empty environment", (_module("wheel"),)
    ),
    "test-frontends": Job(
        "the lessons by nbconvert, as slides, in marimo and in Voila", (_module("frontends"),)
    ),
    "coverage": Job(
        "which lines of the package the unit tests run, beside a report in _build/coverage",
        (_pytest("-n", "auto", *COVERED, "cnnbook", "tests/unit"),),
    ),
    "lint": Job(
        "style and types of the Python code; those of the JavaScript where Node is there",
        (
            ("-m", "ruff", "check", "."),
            ("-m", "ruff", "format", "--check", "."),
            ("-m", "mypy"),
            "lint-javascript",
            "lint-pyright",
        ),
    ),
    "lint-javascript": Job(
        "types and style of the JavaScript alone",
        (
            ("npm", "--prefix", str(JAVASCRIPT), "run", "--silent", "types"),
            ("npm", "--prefix", str(JAVASCRIPT), "run", "--silent", "lint"),
        ),
        part="",
    ),
    "lint-pyright": Job(
        "types of a user's script as editors see them", (("pyright", "--pythonpath", "{python}"),)
    ),
    "links": Job(
        "ask every address that the pages link to whether it is still there", (_module("links"),)
    ),
    "launch": Job(
        "bring the lessons' first cells in line with the repository's address",
        (_module("launch"),),
    ),
    "bench": Job(
        "how fast cnnbook is beside PyTorch and SciPy, and the judge of the exercises",
        (("-m", "benchmarks"), ("-m", "benchmarks.exercises")),
    ),
    "bench-site": Job(
        "how heavy and how quick the pages are, and training on them",
        (_module("bench_site"), _module("bench_python"), _module("bench_training")),
    ),
    "pdf": Job("the whole book as _build/cnnbook.pdf", (_module("pdf"),)),
    "slides": Job("slides of every lesson in _build/slides", (_nbconvert("slides"),)),
    "offline": Job(
        "the site as a zip for a USB stick: _build/cnnbook-offline.zip", (_module("offline"),), BOOK
    ),
    "install": Job("make .venv with all that the book and its tests need", ()),
    "clean": Job("remove what was built; .venv stays", (), part=""),
}


def listed() -> str:
    """Return the jobs, one a line, with the argument that a job takes."""
    names = [f"{name} {job.takes}".rstrip() for name, job in JOBS.items()]
    width = max(map(len, names))
    lines = zip(names, JOBS.values(), strict=True)
    return "\n".join(f"  {name:{width}}  {job.says}" for name, job in lines)


def node_is_there() -> bool:
    """Tell whether Node and npm are installed."""
    return bool(shutil.which("node") and shutil.which("npm"))


def surroundings() -> dict[str, str]:
    """Return the variables that steps run with: one thread a test, signs in any encoding."""
    encoding = os.environ.get("PYTHONIOENCODING", "")
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONIOENCODING": encoding if ":" in encoding else f"{encoding}:replace",
    }


def program(name: str) -> str | None:
    """Return the path of a program of Node's, where this system keeps it."""
    own = JAVASCRIPT / "node_modules" / ".bin"
    return shutil.which(name, path=str(own)) if name == "pyright" else shutil.which(name)


def remove_what_was_built(root: Path = ROOT) -> None:
    """Remove the site, the caches and what Python has compiled; environments stay."""
    for name in ("_build", "dist", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis"):
        shutil.rmtree(root / name, ignore_errors=True)
    for top in root.iterdir():
        if top.is_dir() and not top.name.startswith(".venv") and top.name != ".git":
            for path in [top, *top.rglob("__pycache__")]:
                if path.name == "__pycache__":
                    shutil.rmtree(path, ignore_errors=True)
