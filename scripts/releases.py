"""Test the package and the lessons with the NumPy and the Matplotlib that pages bring.

Run as ``python -m scripts.releases``, or as ``make test-releases``. uv installs these two releases
beside the newest ones of all else, in an environment of its own: .venv-releases.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from . import environments
from .build import ROOT

PLACE = ROOT / ".venv-releases"
SOURCES = ROOT / "vendor" / "pyodide" / "sources.json"
NAMES = ("numpy", "matplotlib")
TOOLS = ("pytest", "pytest-xdist", "hypothesis", "nbformat", "pyyaml", "scipy", "comm")
# The unit tests of what lessons and pages use; the others are about the book and its building.
UNITS = (
    *("activations", "conv2d", "digits", "filters", "functional", "gradients", "layers"),
    *("optimisers", "page_session", "plots", "pooling", "shapes", "summary", "training", "widget"),
)


def pinned() -> list[str]:
    """Return the releases that pages bring, as requirements."""
    files = json.loads(SOURCES.read_text(encoding="utf-8"))["files"]
    found = {entry["file"].partition("-")[0]: entry.get("version") for entry in files}
    return [f"{name}=={found[name]}" for name in NAMES]


def install(place: Path = PLACE) -> Path:
    """Make the environment and return its Python."""
    # The package asks for a newer Matplotlib, for notebooks; a page takes it without asking.
    with tempfile.TemporaryDirectory() as folder:
        override = Path(folder) / "override.txt"
        override.write_text("\n".join(pinned()), encoding="utf-8")
        return environments.install(place, "--override", override, "-e", ".", *TOOLS)


def tests() -> list[str]:
    """Return what is run: the package's examples, its unit tests, and every lesson."""
    units = [path.as_posix() for name in UNITS for path in Path("tests/unit").glob(f"test_{name}*")]
    return ["cnnbook", *sorted(units), "tests/releases"]


def main() -> None:
    """Install the releases and run the tests with them."""
    python = install()
    environment = environments.surroundings()
    environment.pop("CNNBOOK_REQUIRE_ALL", None)  # without PyTorch: that is tried elsewhere
    command = [python, "-m", "pytest", "-p", "no:cacheprovider", "-W", "ignore", "-n", "2"]
    sys.exit(subprocess.run([*command, *tests()], cwd=ROOT, env=environment).returncode)


if __name__ == "__main__":
    main()
