"""What is public is exported: every widget, every documented function, every module.

Public imports are written out, so that type checkers see them. These tests find a missing line
and say which one to add.
"""

import ast
import re
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import cnnbook
from cnnbook import widgets

ROOT = Path(cnnbook.__file__).parent
PACKAGES = (
    *("digits", "exercises", "fast", "filters", "functional", "gradients"),
    *("layers", "plots", "summary", "training"),
)


def definitions(path):
    """Return the public functions and classes of a module, as nodes of its syntax tree."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    return [node for node in nodes if isinstance(node, kinds) and not node.name.startswith("_")]


def exported(init):
    """Return the names in ``__all__`` of an ``__init__.py``."""
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return {element.value for element in node.value.elts if hasattr(element, "value")}
    return set()


def rooms(root):
    """Return the folders of widgets."""
    return sorted(path.parent for path in root.glob("*/widget.py"))


def missing_widgets(root):
    """Return the lines that ``widgets/__init__.py`` lacks, for every class of a ``widget.py``."""
    init = root / "__init__.py"
    text, names = init.read_text(encoding="utf-8"), exported(init)
    lines = []
    for room in rooms(root):
        for node in definitions(room / "widget.py"):
            if not any(
                getattr(base, "id", "") == "Explorer" for base in getattr(node, "bases", [])
            ):
                continue
            line = f"from .{room.name} import {node.name}"
            if line not in text or node.name not in names:
                lines.append(f'add `{line}` and "{node.name}" to __all__ in {init}')
    return lines


def missing_functions(package, words):
    """Return the lines that a package's ``__init__.py`` lacks.

    A public name is exported if its docstring has a section of parameters, or if nothing else uses
    it; a helper of several modules is neither. ``words`` counts the words of the whole package.
    """
    lines = []
    names = exported(package / "__init__.py")
    for module in sorted(package.glob("[!_]*.py")):
        for node in definitions(module):
            documented = "\nParameters\n" in (ast.get_docstring(node) or "")
            used = words[node.name] > 1
            if node.name not in names and (documented or not used):
                line = f"from cnnbook.{package.name}.{module.stem} import {node.name}"
                lines.append(f'add `{line}` and "{node.name}" to __all__ in {package}/__init__.py')
    return lines


@cache
def words_of_the_package():
    """Count the words of all Python files of the package."""
    paths = ROOT.rglob("*.py")
    return Counter(w for path in paths for w in re.findall(r"\w+", path.read_text("utf-8")))


def test_every_widget_is_exported():
    assert missing_widgets(ROOT / "widgets") == []


def test_every_room_exports_its_widget():
    for room in rooms(ROOT / "widgets"):
        (name,) = exported(room / "__init__.py")
        assert getattr(widgets, name).__module__ == f"cnnbook.widgets.{room.name}.widget"


def test_a_new_widget_is_found_and_the_missing_line_is_named(tmp_path):
    (tmp_path / "stride").mkdir()
    (tmp_path / "stride/widget.py").write_text("class StrideExplorer(Explorer):\n    pass\n")
    (tmp_path / "__init__.py").write_text("__all__ = []\n")
    (message,) = missing_widgets(tmp_path)
    assert message.startswith('add `from .stride import StrideExplorer` and "StrideExplorer"')
    (tmp_path / "__init__.py").write_text(
        'from .stride import StrideExplorer\n\n__all__ = ["StrideExplorer"]\n'
    )
    assert missing_widgets(tmp_path) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_function_is_exported(name):
    assert missing_functions(ROOT / name, words_of_the_package()) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def mish(input):\n    pass\n", 1),
        ("def mish(input):\n    pass\n\n\ndef _other():\n    mish(0)\n", 0),
        ('def mish(input):\n    """Do.\n\n    Parameters\n    ----------\n    """\n# mish\n', 1),
    ],
    ids=["unused", "helper", "documented"],
)
def test_a_new_function_is_found_and_the_missing_line_is_named(tmp_path, code, found):
    package = tmp_path / "functional"
    package.mkdir()
    (package / "__init__.py").write_text("__all__ = []\n")
    (package / "mish.py").write_text(code)
    messages = missing_functions(package, Counter(re.findall(r"\w+", code)))
    assert len(messages) == found
    for message in messages:
        assert message.startswith('add `from cnnbook.functional.mish import mish` and "mish"')


def test_every_public_module_is_listed():
    paths = [*ROOT.glob("[!_]*.py"), *(path.parent for path in ROOT.glob("[!_]*/__init__.py"))]
    missing = {path.stem for path in paths} - set(cnnbook.__all__)
    assert not missing, f"add {sorted(missing)} to _MODULES in cnnbook/__init__.py"
    for name in cnnbook.__all__:
        assert getattr(cnnbook, name) is not None


def test_the_package_imports_only_what_installing_it_brings():
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    installed.add("cnnbook")
    for path in ROOT.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = [
            alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
        ]
        names += [n.module for n in nodes if isinstance(n, ast.ImportFrom) and not n.level]
        used = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
        assert used <= installed, f"{path} imports {sorted(used - installed)}"


def test_only_functions_gradients_and_fast_knock_at_the_engine():
    """Whoever else needs sizes asks `cnnbook.functional.shapes`."""
    rooms = ("_engine", "functional", "gradients", "fast")
    others = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in rooms]
    knocking = [path for path in others if "cnnbook._engine" in path.read_text(encoding="utf-8")]
    assert knocking == []


ORDER = ("_engine", "functional", "gradients", "layers", "summary", "training")


def test_imports_run_one_way():
    """_engine ← functional ← gradients ← layers ← summary, training."""
    for place, name in enumerate(ORDER):
        above = [*ORDER[place + 1 :], "plots", "widgets"]
        pattern = re.compile(rf"(?:from|import) cnnbook(?:\.| import )({'|'.join(above)})\b")
        for path in (ROOT / name).glob("*.py"):
            code = re.sub(r"^ *>>>.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert pattern.findall(code) == [], path
