"""Test the package, the lessons and the pages with the oldest releases that we say we support.

Run as ``python -m scripts.oldest``, or as ``make test-oldest``. Every lower bound of pyproject.toml
and requirements.txt becomes a pin, in an environment of its own: .venv-oldest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from .build import HTML, ROOT, STAMP

PLACE = ROOT / ".venv-oldest"
PINS = ROOT / "_build" / "oldest.txt"
BOUND = re.compile(r"^([A-Za-z][\w.-]*)(?:\[\w+\])?>=([\w.]+)")


def pins() -> list[str]:
    """Return every lower bound as a pin.

    Examples
    --------
    >>> "numpy==1.26" in pins()
    True
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [
        *project["project"]["dependencies"],
        *(ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines(),
    ]
    found = [match for line in lines if (match := BOUND.match(line.strip()))]
    return sorted(f"{match[1]}=={match[2]}" for match in found)


def install() -> Path:
    """Make the environment and return its Python."""
    python = PLACE / "bin" / "python"
    if not python.exists():
        venv.create(PLACE, with_pip=True)
    PINS.parent.mkdir(parents=True, exist_ok=True)
    PINS.write_text("\n".join(pins()) + "\n", encoding="utf-8")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", "requirements.txt", "-c", PINS], cwd=ROOT, check=True)
    return python


def main() -> None:
    """Install the oldest releases and run the tests with them."""
    python = install()
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # An old release may use what a newer one of its own needs warns about.
    pytest = [python, "-m", "pytest", "-p", "no:cacheprovider", "-W", "default"]
    lessons = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "book"]
    commands = [
        [*pytest, "-n", "auto", "cnnbook", "tests/unit"],
        [*pytest, *lessons],
        [python, "-m", "scripts.build"],
        [*pytest, "-n", "2", "tests/site"],
    ]
    try:
        for command in commands:
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
    finally:
        (HTML / STAMP).unlink(missing_ok=True)  # so that nobody takes this site for today's


if __name__ == "__main__":
    main()
