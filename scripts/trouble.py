"""One line for what can go wrong outside the book, and an exit status that is not 0."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = "The disk is full: make room, and run this again."
LOCKED = "This folder cannot be written: copy the book to one that can, and run this there."
NO_NETWORK = (
    "The packages could not be fetched: is there a network, and does it let you reach the "
    "package index? What is installed already stays."
)
# How the programs that are run here say it, in lower case.
SIGNS = {
    FULL: ("no space left", "errno 28", "os error 28", "disk quota", "not enough space"),
    LOCKED: ("read-only file system", "permission denied", "access is denied", "os error 13"),
    NO_NETWORK: (
        *("name resolution", "failed to establish a new connection", "dns error", "os error 101"),
        *("network is unreachable", "error sending request", "max retries", "connection refused"),
        *("timed out", "failed to fetch", "could not connect", "tunnel connection failed"),
    ),
}
ROOM = 20_000_000  # bytes: with less, nothing is begun
INTERRUPTED = 130  # what a shell calls a program that Ctrl-C has ended
_OF_DISK = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: LOCKED, errno.EACCES: LOCKED}


def named(text: str) -> str | None:
    """Return the line for what other programs have said, or None if it is of no known kind.

    Examples
    --------
    >>> named("OSError: [Errno 28] No space left on device")
    'The disk is full: make room, and run this again.'
    >>> named("ERROR: No matching distribution found for numpi") is None
    True
    """
    said = text.lower()
    return next((line for line, signs in SIGNS.items() if any(s in said for s in signs)), None)


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written, or has no room: what a job would meet later on.

    Raises
    ------
    OSError
        One that `in_one_line` tells of.
    """
    with tempfile.TemporaryFile(dir=folder):
        if shutil.disk_usage(folder).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside a file, for what shall replace it: a full disk leaves the old one.

    Examples
    --------
    >>> folder = tempfile.TemporaryDirectory()
    >>> lesson = Path(folder.name) / "lesson.ipynb"
    >>> with whole(lesson) as beside:
    ...     _ = beside.write_text("new")
    >>> [path.name for path in Path(folder.name).iterdir()], lesson.read_text()
    (['lesson.ipynb'], 'new')
    >>> folder.cleanup()
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def in_one_line() -> Iterator[None]:
    """Turn Ctrl-C, a full disk and a folder that cannot be written into a line and an exit."""
    try:
        yield
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        if error.errno not in _OF_DISK:
            raise
        raise SystemExit(_OF_DISK[error.errno]) from None


def any_encoding() -> None:
    """Let a sign that the terminal does not have be printed as a question mark, here and below."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
