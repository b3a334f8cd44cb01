"""Test the package, the lessons and the pages with the oldest supported releases.

Run as ``python -m scripts.oldest``, or as ``make test-oldest``. uv installs the lowest release that
pyproject.toml and requirements.txt allow of each package that they name, in an environment of its
own: .venv-oldest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from . import environments
from .build import ROOT

PLACE = ROOT / ".venv-oldest"


def install(place: Path = PLACE) -> Path:
    """Make the environment and return its Python."""
    return environments.install(place, "--resolution", "lowest-direct", "-r", "requirements.txt")


def commands(python: Path) -> list[list[str | Path]]:
    """Return what is run with the oldest releases: the tests, and the build between them."""
    # An old release may use something that a newer dependency has deprecated.
    pytest = [python, "-m", "pytest", "-p", "no:cacheprovider", "-W", "default"]
    lessons = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "book"]
    return [
        [*pytest, "-n", "auto", "cnnbook", "tests/unit"],
        [*pytest, *lessons],
        [python, "-m", "scripts.build"],
        [*pytest, "-n", "2", "tests/site", "tests/lab"],
    ]


def main() -> None:
    """Install the oldest releases and run the tests with them."""
    python = install()
    environment = environments.surroundings()
    try:
        for command in commands(python):
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)


if __name__ == "__main__":
    main()
