"""Show the site on this machine alone. Run as ``python -m scripts.serve``, or as ``make serve``."""

from __future__ import annotations

import argparse
import errno
import functools

from .browser import Patient, Quiet
from .build import HTML, build

IN_USE = {errno.EADDRINUSE, errno.EACCES, 10048, 10013}  # the last two are Windows'


def main() -> None:
    """Build the site if there is none, and serve it until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", nargs="?", default="8000")
    port = _number(parser.parse_args().port)
    server = _server(port)  # before the build, which takes minutes
    if not (HTML / "index.html").exists():
        build()
    print(f"The book is served at http://127.0.0.1:{port}, until you press Ctrl-C.", flush=True)
    with server:
        server.serve_forever()


def _number(port: str) -> int:
    if port.isdecimal() and int(port) < 2**16:
        return int(port)
    raise SystemExit(f"PORT must be an integer from 0 to 65535, got {port!r}.")


def _server(port: int) -> Patient:
    try:
        return Patient(("127.0.0.1", port), functools.partial(Quiet, directory=HTML))
    except OSError as error:
        if error.errno not in IN_USE:
            raise
        raise SystemExit(
            f"Port {port} is in use, or not allowed. Take another: make serve PORT=8001, or "
            "python3 -m scripts serve 8001"
        ) from None


if __name__ == "__main__":
    main()
