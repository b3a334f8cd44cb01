"""Build the site: every lesson that has changed is executed, and a warning is an error.

Run as ``python -m scripts.build``, or as ``make book``. Nothing is done when nothing has changed.
Otherwise every page is made anew, from what each lesson gave when its code, the package and the
releases were as they are now; `book/_ext/cnnbook_site/outputs.py` keeps that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from book._ext.made_from import files_in, of_files, of_releases

from .progress import Building, watched
from .trouble import FULL, LOCKED, any_encoding, in_one_line, named

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
STAMP = ".built"  # holds the fingerprint of what the site was built from


def build(source: Path = ROOT, *, quiet: bool = False) -> Path:
    """Build the book in `source` afresh and return the folder of its pages.

    It is built beside the site that there is, and takes its place when it is whole.

    Raises
    ------
    SystemExit
        The build failed or was interrupted; what was wrong has been printed.
    """
    beside, site = source / "_build" / "next", source / "_build" / "html"
    shutil.rmtree(beside, ignore_errors=True)
    built_from = fingerprint(source)  # before the build: a change during it makes the site stale
    options = ("-W", "-n", "--keep-going", "--path-output", str(beside))
    try:
        run = jupyter_book(source, *options, quiet=quiet)
    except KeyboardInterrupt:
        raise SystemExit(f"Interrupted. {_left(site)}") from None
    if run.returncode:
        said = f"{run.stdout or ''}{run.stderr or ''}"
        if (line := named(said)) in (FULL, LOCKED):
            raise SystemExit(f"{line} {_left(site)}")
        print(said, file=sys.stderr)
        raise SystemExit(
            f"The book was not built: see the warnings and errors above. {_left(site)}"
        )
    pages = beside / "_build" / "html"
    (pages / STAMP).write_text(built_from)
    shutil.rmtree(site, ignore_errors=True)
    pages.rename(site)
    shutil.rmtree(beside)
    return site


def _left(site: Path) -> str:
    return "The site of the build before is still there." if site.exists() else ""


def jupyter_book(
    source: Path, *options: str, quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run Jupyter Book's ``build`` with these options."""
    command = [sys.executable, "-m", "scripts.book_program", "build", *options, str(source)]
    if not quiet:
        return watched(command, environment(), Building())
    return subprocess.run(
        command,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def is_fresh(source: Path = ROOT) -> bool:
    """Return whether the site was built from exactly the present sources and releases."""
    stamp = source / "_build" / "html" / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint(source)


def fingerprint(source: Path = ROOT) -> str:
    """Return a hash of everything that determines the pages: files, Python, installed releases."""
    return of_releases() + of_files(source, sources(source))


def sources(source: Path = ROOT) -> Iterator[Path]:
    """Yield the files that pages are made from, in a fixed order."""
    named = (source / name for name in ("_config.yml", "_toc.yml", "pyproject.toml"))
    yield from (path for path in named if path.exists())
    yield from sorted((source / "vendor").glob("*/sources.json"))  # the hashes of all beside them
    for folder in ("book", "cnnbook"):
        yield from files_in(source / folder, "_build")


def environment() -> dict[str, str]:
    """Return the environment of the kernels: this checkout first, no personal IPython profile."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(ROOT / "_build" / "ipython"),
        "PYTHONIOENCODING": "utf-8",  # whatever the terminal has: it is read here
        "PYTHONUNBUFFERED": "1",
        "SOURCE_DATE_EPOCH": "1767225600",  # the same files from the same sources: no date of today
    }


def main() -> None:
    """Build and say where the book is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--if-stale", action="store_true", help="say nothing if nothing changed")
    parser.add_argument("--fresh", action="store_true", help="run every lesson, changed or not")
    options = parser.parse_args()
    if options.fresh:
        shutil.rmtree(ROOT / "_build" / "outputs", ignore_errors=True)
    fresh = is_fresh() and not options.fresh
    if fresh and options.if_stale:
        return
    page = (HTML if fresh else build()) / "index.html"
    done = "Nothing has changed since the book was built." if fresh else "The book is built."
    print(f"\n{done} Open it with a double click, or in a browser at\n  {page.as_uri()}")


if __name__ == "__main__":
    any_encoding()
    with in_one_line():
        main()
