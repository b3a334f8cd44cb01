"""The system's Chromium and a local server, for the jobs that look at the built pages."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same engine each time. The first has no window to draw round a page: it takes half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MACOS = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Widgets answer, and the theme's scripts have run, which come after them (see theme/late.js).
READY = """() => (document.documentElement.dataset.widgets === "ready"
               || !document.querySelector(".cnnbook-widget"))
               && !document.querySelector("script[data-late]")"""


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps no log."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Patient(ThreadingHTTPServer):
    """A server that does not mind a browser hanging up."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of any other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; give the address."""
    server = Patient(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def installed() -> str | None:
    """Return the path of the system's Chromium, or None if there is none.

    It is looked for on the search path first, then where macOS and Windows keep it; a Chrome or an
    Edge will do, which have the same engine.
    """
    found = (path for name in NAMES if (path := shutil.which(name)))
    return next(found, None) or next((str(path) for path in places() if path.exists()), None)


def places(system: str = sys.platform) -> list[Path]:
    """Return where macOS or Windows keeps browsers; on other systems they are on the path.

    Examples
    --------
    >>> places("linux"), len(places("darwin"))
    ([], 6)
    """
    if system == "darwin":
        tops = [Path("/Applications"), Path.home() / "Applications"]
        return [top / f"{name}.app/Contents/MacOS/{name}" for name in MACOS for top in tops]
    if system == "win32":
        names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        tops = [Path(os.environ[name]) for name in names if name in os.environ]
        return [top / name for name in WINDOWS for top in tops]
    return []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium.

    Raises
    ------
    SystemExit
        There is none, or Playwright is not installed.
    """
    path = installed()
    if path is None:
        raise SystemExit("This needs Chromium: install it from your system's packages.")
    from playwright.sync_api import sync_playwright  # here: a reader may not have it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
