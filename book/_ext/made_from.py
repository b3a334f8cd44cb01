"""Hashes of what pages are made from, for the build and for the lessons' kept outputs.

It stands beside the extension, not in it: a build that has nothing to do need not load Sphinx.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_OF_THE_REST = "# Working on the lessons"  # after the book's part of requirements.txt


def of_releases() -> str:
    """Return a hash of this Python and of the releases that pages are made with.

    Those are what the book's requirements ask for, what these ask for, and so on, and PyTorch,
    which lessons try where it is there. Installing the tests' packages changes nothing here.
    """
    wanted = ["cnnbook", "torch", *(item for item in requirements() if item != ".")]
    releases = sorted(f"{name} {version}" for name, version in asked_for(wanted).items())
    return hashlib.sha256("\n".join([sys.version, *releases]).encode()).hexdigest()


def requirements(root: Path = ROOT, *, everything: bool = False) -> list[str]:
    """Return what the book's part of requirements.txt names, or all of it, without comments."""
    text = (root / "requirements.txt").read_text(encoding="utf-8")
    part = text if everything else text.partition(FIRST_OF_THE_REST)[0]
    lines = (line.partition("#")[0].strip() for line in part.splitlines())
    return [line.removeprefix("-e ") for line in lines if line]


def asked_for(requirements: Iterable[str]) -> dict[str, str]:
    """Return the installed releases that requirements ask for, directly or through others.

    Examples
    --------
    >>> "numpy" in asked_for(["cnnbook"])
    True
    >>> asked_for(["no-such-package"])
    {}
    """
    from packaging.requirements import Requirement  # not there yet where only lists are read

    asked, seen, releases = list(map(Requirement, requirements)), set(), {}
    while asked:
        one = asked.pop()
        for name, extra in {(one.name, extra) for extra in ("", *one.extras)} - seen:
            seen.add((name, extra))
            with suppress(PackageNotFoundError):
                found = distribution(name)
                releases[name] = found.version
                more = map(Requirement, found.requires or ())
                asked += [r for r in more if not r.marker or r.marker.evaluate({"extra": extra})]
    return releases


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
