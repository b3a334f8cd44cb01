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
    parser.add_argument("port", nargs="?", type=int, default=8000)
    port = parser.parse_args().port
    if not (HTML / "index.html").exists():
        build()
    try:
        server = Patient(("127.0.0.1", port), functools.partial(Quiet, directory=HTML))
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno not in IN_USE:
            raise
        raise SystemExit(
            f"Port {port} is in use, or not allowed. Take another: make serve PORT=8001, or "
            "python3 -m scripts serve 8001"
        ) from None
    print(f"The book is served at http://127.0.0.1:{port}, until you press Ctrl-C.", flush=True)
    with server:
        server.serve_forever()


if __name__ == "__main__":
    main()
