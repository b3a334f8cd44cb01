"""What a user's script says about types holds when it runs; `make lint` checks the types."""

import runpy
import tomllib
from pathlib import Path

import cnnbook

ROOT = Path(cnnbook.__file__).parent.parent
SCRIPT = ROOT / "tests/typing/user_script.py"


def test_the_script_runs(capsys):
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert "12×12" in capsys.readouterr().out


def test_types_are_installed_with_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "py.typed" in project["tool"]["setuptools"]["package-data"]["cnnbook"]
    assert (ROOT / "cnnbook/py.typed").exists()
    assert project["tool"]["mypy"]["strict"]
