"""Try a lesson in frontends that the tests do not have: marimo and Voila, newest releases.

Run as ``python -m scripts.frontends``, or as ``make test-frontends``, as the workflow does weekly.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import environments
from .setting_up import ROOT

PLACE = ROOT / ".venv-frontends"
TOOLS = ("marimo", "voila", "nbconvert", "jupyter", "ipykernel")
LESSON = ROOT / "book" / "03_convolution.ipynb"
PORT = 8866
PATIENCE = 180  # seconds until a page must have come
WIDGET = "ConvolutionExplorer"


def in_marimo(python: Path, folder: Path) -> str:
    """Convert the lesson for marimo, run it there, and return the page."""
    program, page = folder / "lesson.py", folder / "lesson.html"
    _run(python, "-m", "marimo", "convert", LESSON, "-o", program)
    _run(python, "-m", "marimo", "export", "html", program, "-o", page, "--no-include-code")
    return page.read_text(encoding="utf-8")


def in_voila(python: Path, folder: Path) -> str:
    """Serve the lesson with Voila and return the page that it gives.

    Without its `interact`: such a cell can stall nbclient, by which Voila runs lessons (issue 312).
    """
    lesson = json.loads(LESSON.read_text(encoding="utf-8"))
    shown = [c for c in lesson["cells"] if "still" not in c["metadata"].get("tags", ())]
    copy = folder / "lesson.ipynb"
    copy.write_text(json.dumps({**lesson, "cells": shown}), encoding="utf-8")
    options = [f"--port={PORT}", "--no-browser", "--Voila.ip=127.0.0.1"]
    server = subprocess.Popen([python, "-m", "voila", copy, *options])
    end = threading.Timer(PATIENCE, server.kill)
    end.start()
    try:
        return _fetched(f"http://127.0.0.1:{PORT}/", server)
    finally:
        end.cancel()
        server.kill()
        server.wait()


def _fetched(address: str, server: subprocess.Popen) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"Voila answers with {error.code}.") from error
        except OSError:  # it has not begun
            time.sleep(0.5)
    raise SystemExit(f"Voila has given no page in {PATIENCE} seconds.")


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def main() -> None:
    """Install the frontends, try a lesson in each, and say what came."""
    python = environments.install(PLACE, "-e", ".", *TOOLS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            at = Path(folder)
            pages = {"marimo": in_marimo(python, at), "Voila": in_voila(python, at)}
    except subprocess.CalledProcessError as failure:
        raise SystemExit(f"A frontend ended with status {failure.returncode}.") from None
    for name, page in pages.items():
        if WIDGET not in page or "Traceback (most recent call last)" in page:
            sys.exit(f"{name} does not show the lesson's widgets, or shows an error.")
        print(f"{name}: the lesson runs, and its widgets are there")


if __name__ == "__main__":
    main()
