"""Everything of others that travels with the book stands on one page, with its licence."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "book" / "licences.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|")]
# Parts of one project, which stand under its name.
PROJECTS = {"codemirror": "CodeMirror", "lezer": "Lezer", "pyodide": "Pyodide"}
OTHERS = {
    "marijn-find-cluster-break.js": "find-cluster-break",
    "python_stdlib.zip": "Python's own library",
}


def vendored():
    for path in sorted(ROOT.glob("vendor/*/sources.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["files"]:
            yield pytest.param(entry, id=entry["file"])


@pytest.mark.parametrize("entry", [*vendored()])
def test_each_file_of_others_is_named_with_its_licence(entry):
    file = entry["file"]
    name = OTHERS.get(file) or re.split(r"[-.]", file)[0]
    name = PROJECTS.get(name, name)
    rows = [row for row in ROWS if re.search(rf"\b{name}\b", row, re.IGNORECASE)]
    assert rows, f"book/licences.md does not name {name}"
    licence = entry["licence"].strip("()")
    assert any(licence in row for row in rows), f"{name} has the licence {licence}"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("cnnbook/digits/scanned.py", "Optical Recognition of Handwritten Digits"),
        ("cnnbook/digits/scanned.py", "CC BY 4.0"),
        ("cnnbook/pictures/__init__.py", "James S. Davis"),
        ("LICENSE", "MIT"),
    ],
)
def test_what_the_package_says_of_its_data_stands_there_too(file, words):
    assert words in re.sub(r"\s+", " ", (ROOT / file).read_text(encoding="utf-8"))
    assert words in PAGE
