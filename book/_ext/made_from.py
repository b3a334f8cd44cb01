"""Hashes of what pages are made from, for the build and for the lessons' kept outputs.

It stands beside the extension, not in it: a build that has nothing to do need not load Sphinx.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path


def of_releases() -> str:
    """Return a hash of this Python and of all installed releases."""
    releases = sorted({f"{found.name} {found.version}" for found in distributions()})
    return hashlib.sha256("\n".join([sys.version, *releases]).encode()).hexdigest()


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """Return a hash of the names and the contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def files_in(folder: Path, *left_out: str) -> Iterator[Path]:
    """Yield the files of a folder in a fixed order, without hidden, compiled and left out ones."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        unwanted = any(p.startswith(".") or p in ("__pycache__", *left_out) for p in parts)
        if path.is_file() and not unwanted:
            yield path
