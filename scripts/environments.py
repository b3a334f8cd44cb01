"""Environments of their own, with other releases than .venv has, made by uv."""

from __future__ import annotations

import os
import sys
import venv
from pathlib import Path

from . import setting_up
from .setting_up import python_of

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def install(place: Path, *wanted: str | Path) -> Path:
    """Make the environment, let uv install what is wanted, and return its Python."""
    python = python_of(place)
    if not python.exists():
        venv.create(place)
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", python]
    setting_up.install([*map(str, [*uv, *wanted])], place)
    return python


def surroundings() -> dict[str, str]:
    """Return the variables that tests run with there."""
    return {**os.environ, **ONE_THREAD}
