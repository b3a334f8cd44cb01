"""Make the environment `.venv` and install into it what a job needs: the book's part, or all.

Everything stands in requirements.txt; its part "The book", with the package, is all that a build
needs. Only the standard library is used here: nothing is installed yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from book._ext.made_from import requirements

from .progress import Installing, watched
from .trouble import FULL, named

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("VENV") or ".venv")
BOOK, ALL = "book", "all"
NO_VENV = (
    "Python could not make a virtual environment. On Debian and Ubuntu: "
    "sudo apt-get install python3-venv"
)
NEEDED = 500_000_000  # bytes that an environment takes, about


def python_of(place: Path, system: str = os.name) -> Path:
    """Return the Python of an environment, where this system keeps it."""
    return place / ("Scripts/python.exe" if system == "nt" else "bin/python")


def prepare(part: str = ALL, venv: Path | None = None) -> Path:
    """Make the environment and install `part`, unless that is done; return the Python.

    Raises
    ------
    SystemExit
        It could not be done: one line says why.
    """
    venv = venv or ROOT / VENV
    python = python_of(venv)
    if not _is_ready(part, venv):
        if not python.exists():
            _make(venv)
        _install(part, venv, python)
    return python


def _stamps(venv: Path) -> dict[str, Path]:
    return {BOOK: venv / ".ready-book", ALL: venv / ".ready"}


def _is_ready(part: str, venv: Path) -> bool:
    enough = [ALL] if part == ALL else [BOOK, ALL]
    stamps = [_stamps(venv)[one] for one in enough]
    there = any(stamp.exists() and stamp.read_text() == _fingerprint() for stamp in stamps)
    return there and python_of(venv).exists()


def _fingerprint() -> str:
    files = (ROOT / name for name in ("requirements.txt", "pyproject.toml"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _make(venv: Path) -> None:
    print(f"Making {venv.name}, an environment of the book's own …", flush=True)
    command = [sys.executable, "-m", "venv", str(venv)]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if run.returncode:
        line = _reason(run.stdout + run.stderr, venv) or NO_VENV
        shutil.rmtree(venv, ignore_errors=True)
        raise SystemExit(line)


def _install(part: str, venv: Path, python: Path) -> None:
    wanted = [item for item in requirements(ROOT, everything=part == ALL) if item != "."]
    command = _installer(python)
    what = "all that the book and its tests need" if part == ALL else "what the book needs"
    how = "uv, about half a minute" if command[1] == "pip" else "pip, some minutes"
    print(f"Installing {what} ({how}) …", flush=True)
    install([*command, "-e", ".", *wanted], venv)
    _stamps(venv)[part].write_text(_fingerprint())


def _installer(python: Path) -> list[str]:
    """Return the command that installs: uv where it is there, else pip with its bar."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(python)]
    quiet = ["--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    return [str(python), "-m", "pip", "install", *quiet]


def install(command: list[str], venv: Path) -> None:
    """Run an installer and show how far it is.

    Raises
    ------
    SystemExit
        It failed: one line says why.
    """
    patience = {"PIP_RETRIES": "1", "UV_HTTP_TIMEOUT": "30"}  # pip hands its own on to what it runs
    env = {**patience, **os.environ, "PYTHONIOENCODING": "utf-8"}
    run = watched(command, env, Installing(), cwd=ROOT)
    if run.returncode:
        told = f"The packages could not be installed: {_last(run.stderr)}"
        raise SystemExit(_reason(run.stderr, venv) or told)


def _reason(said: str, venv: Path) -> str | None:
    """Return the line for why an installation failed; some programs do not say of a full disk."""
    return named(said) or (FULL if shutil.disk_usage(venv.parent).free < NEEDED else None)


def _last(said: str) -> str:
    return ([line.strip() for line in said.splitlines() if line.strip()] or ["it says nothing"])[-1]
