"""Write the skeleton of a lesson or of a widget, which passes every test as it is.

Run as ``python -m scripts.skeleton lesson residuals`` or ``python -m scripts.skeleton widget
threshold``, or as ``make lesson NAME=skip_paths`` and ``make widget NAME=threshold``. The texts are
the files under ``scripts/skeletons``.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import jupytext
import nbformat

from . import lessons
from .build import ROOT
from .notebooks import execute, normalised, write
from .trouble import whole

SKELETONS = Path(__file__).parent / "skeletons"
WIDGETS = Path("cnnbook/widgets")


def write_lesson(name: str, root: Path = ROOT) -> list[Path]:
    """Write ``book/NN_name.ipynb``, executed, and its line in ``_toc.yml``; return both files."""
    *_, last = files = lessons.files(root)
    number = 1 + max(int(re.match(r"\d*", file.stem)[0] or 0) for file in files)
    path = root / "book" / f"{number:02}_{name}.ipynb"
    _refuse(name, sorted((root / "book").glob(f"*_{name}.ipynb")))
    title = name.replace("_", " ").capitalize()
    text = (SKELETONS / "lesson.md").read_text(encoding="utf-8").replace("Lesson title", title)
    nbformat.write(jupytext.reads(text, fmt="md:myst"), path)
    write(normalised(path, execute(path)), path)
    toc = root / "_toc.yml"
    line = f"  - file: book/{last.stem}\n"
    new = f"  - file: book/{path.stem}\n"
    _replace(toc, _after(toc.read_text(encoding="utf-8"), line, new))
    return [path, toc]


def write_widget(name: str, root: Path = ROOT) -> list[Path]:
    """Write ``cnnbook/widgets/name/``, its export and its test file; return all files."""
    room, test = root / WIDGETS / name, root / f"tests/site/test_widget_{name}.py"
    _refuse(name, [path for path in (room, test) if path.exists()])
    class_name = "".join(part.capitalize() for part in name.split("_")) + "Explorer"
    room.mkdir()
    written = []
    for skeleton in sorted((SKELETONS / "widget").glob("*.txt")):
        path = test if skeleton.stem == "test.py" else room / skeleton.stem
        text = skeleton.read_text(encoding="utf-8").replace("ClassName", class_name)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    exports = root / WIDGETS / "__init__.py"
    _replace(exports, _exporting(exports.read_text(encoding="utf-8"), name, class_name))
    return [*written, exports]


def _replace(path: Path, text: str) -> None:
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def _refuse(name: str, there: list[Path]) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise SystemExit(f"NAME must be lower-case words, such as NAME=skip_paths, got {name!r}.")
    if there:
        raise SystemExit(f"{there[0]} is there already: choose another NAME.")


def _after(text: str, line: str, new: str) -> str:
    before, found, after = text.partition(line)
    if not found:
        raise SystemExit(f"_toc.yml has no line {line.strip()!r}, after which the new one belongs.")
    return before + found + new + after


def _exporting(text: str, name: str, class_name: str) -> str:
    r"""Return the text of ``widgets/__init__.py`` with one more widget, all in alphabetical order.

    Examples
    --------
    >>> text = 'from .pixel import Pixel\n\n__all__ = [\n    "Pixel",\n]\n'
    >>> print(_exporting(text, "curve", "Curve").rstrip())
    from .curve import Curve
    from .pixel import Pixel
    <BLANKLINE>
    __all__ = [
        "Curve",
        "Pixel",
    ]
    """
    for pattern, new in (
        (r"(?:^from \..*\n)+", f"from .{name} import {class_name}\n"),
        (r"(?:^    \"\w+\",\n)+", f'    "{class_name}",\n'),
    ):
        block = re.search(pattern, text, re.MULTILINE)
        lines = sorted([*block[0].splitlines(keepends=True), new])
        text = text[: block.start()] + "".join(lines) + text[block.end() :]
    return text


def main() -> None:
    """Write what the command line asks for, and say which files came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["lesson", "widget"])
    parser.add_argument("name", help="lower-case words, such as skip_paths")
    options = parser.parse_args()
    writer = write_lesson if options.kind == "lesson" else write_widget
    for path in writer(options.name):
        print(path.relative_to(ROOT))
    print("Each passes the tests as it is. What to do next: see CONTRIBUTING.md.")


if __name__ == "__main__":
    main()
