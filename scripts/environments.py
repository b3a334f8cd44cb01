"""Environments of their own, with other releases than .venv has, made by uv."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from .setting_up import ROOT, python_of

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def install(place: Path, *wanted: str | Path) -> Path:
    """Make the environment, let uv install what is wanted, and return its Python."""
    python = python_of(place)
    if not python.exists():
        venv.create(place)
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    subprocess.run([*uv, *wanted], cwd=ROOT, check=True)
    return python


def surroundings() -> dict[str, str]:
    """Return the variables that tests run with there."""
    return {**os.environ, **ONE_THREAD}
