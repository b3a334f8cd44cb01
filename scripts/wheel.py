"""Build the wheel and the source archive, and try each in an empty environment.

Run as ``python -m scripts.wheel``, or as ``make test-wheel``. They are left in `dist/`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from .environments import install
from .setting_up import ROOT
from .trouble import named

DIST = ROOT / "dist"
# What a stranger does first, with nothing else installed.
FIRST_STEPS = """
import importlib.metadata as metadata, pathlib, sys
import numpy as np, cnnbook
from cnnbook import conv2d, digits, exercises, layers, summary
from cnnbook.widgets import ConvolutionExplorer

assert "site-packages" in cnnbook.__file__, cnnbook.__file__
assert metadata.version("cnnbook") == cnnbook.__version__
assert metadata.metadata("cnnbook")["License-Expression"] == "MIT"
assert pathlib.Path(cnnbook.__file__).with_name("py.typed").exists()
image = np.arange(16).reshape(4, 4)
assert conv2d(image, np.ones((3, 3))).tolist() == [[45, 54], [81, 90]]
assert len(digits.load()[0]) == 1797
assert ConvolutionExplorer(digits.draw(3), "sobel_x").output.shape
assert "def relu" in str(exercises.solution("relu"))
net = layers.Sequential(layers.Conv2d(1, 8, 3))
print(summary.summarize(net, (1, 28, 28)))
assert "scipy" not in sys.modules and "sklearn" not in sys.modules
"""
# Tests that need neither the book nor a browser nor PyTorch, run from the source archive.
OF_THE_ARCHIVE = ("test_conv2d.py", "test_pooling.py", "test_filters.py", "test_shapes.py")
TOOLS = ("pytest", "hypothesis", "scipy", "nbformat")


def build(target: Path = DIST) -> tuple[Path, Path]:
    """Build both with uv and return the wheel and the source archive."""
    shutil.rmtree(target, ignore_errors=True)
    uv = [sys.executable, "-m", "uv"]
    _run(*uv, "build", "--quiet", "--out-dir", target, ROOT)
    return next(target.glob("*.whl")), next(target.glob("*.tar.gz"))


def try_wheel(wheel: Path, place: Path) -> None:
    """Take a stranger's first steps with the wheel alone."""
    python = install(place / "env", wheel).absolute()
    _run(python, "-I", "-c", FIRST_STEPS, cwd=place)


def try_archive(archive: Path, place: Path) -> None:
    """Install the source archive, and run tests that it holds."""
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    (source,) = place.glob("cnnbook-*")
    python = install(place / "env", source, *TOOLS).absolute()
    tests = [source / "tests" / "unit" / name for name in OF_THE_ARCHIVE]
    options = ["-q", "-p", "no:cacheprovider", "-W", "default"]
    _run(python, "-m", "pytest", *options, *tests, cwd=source)


def check_index_page(*files: Path) -> None:
    """Ask the index's own checker whether the page of this release will be shown."""
    uv = [sys.executable, "-m", "uv"]
    _run(*uv, "tool", "run", "twine", "check", "--strict", *files)


def _run(*command: str | Path, cwd: Path = ROOT) -> None:
    run = subprocess.run(command, cwd=cwd, stderr=subprocess.PIPE, text=True, errors="replace")
    if run.returncode:
        told = f"{run.stderr}\n{command[0]} ended with status {run.returncode}."
        raise SystemExit(named(run.stderr) or told)


def main() -> None:
    """Build, try, and say where they are."""
    wheel, archive = build()
    for attempt, file in ((try_wheel, wheel), (try_archive, archive)):
        with tempfile.TemporaryDirectory() as place:
            attempt(file, Path(place))
    check_index_page(wheel, archive)
    for file in (wheel, archive):
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.2f} MB, works by itself")


if __name__ == "__main__":
    main()
