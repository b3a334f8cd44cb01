"""Build the site: every lesson is executed, and a warning is an error.

Run as ``python -m scripts.build``, or as ``make book``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
STAMP = ".built"
_BOOK = "from jupyter_book.cli.main import main; main()"


def build(source: Path = ROOT, *, quiet: bool = False) -> Path:
    """Build the book in `source` afresh and return the folder of its pages.

    Raises
    ------
    SystemExit
        The build failed; what was wrong has been printed.
    """
    target = source / "_build"
    for old in (target / "html", target / ".doctrees", target / "jupyter_execute"):
        shutil.rmtree(old, ignore_errors=True)
    command = [sys.executable, "-c", _BOOK, "build", "-W", "-n", "--keep-going", str(source)]
    run = subprocess.run(command, env=environment(), capture_output=quiet, text=True, check=False)
    if run.returncode:
        print(f"{run.stdout or ''}{run.stderr or ''}", file=sys.stderr)
        raise SystemExit("The book was not built: see the warnings and errors above.")
    (target / "html" / STAMP).touch()
    return target / "html"


def is_fresh() -> bool:
    """Tell whether the site was built after the last change of what it is made from."""
    stamp = HTML / STAMP
    if not stamp.exists():
        return False
    sources = [ROOT / "_config.yml", ROOT / "_toc.yml"]
    for folder in (ROOT / "book", ROOT / "cnnbook"):
        sources += [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return max(path.stat().st_mtime for path in sources) < stamp.stat().st_mtime


def environment() -> dict[str, str]:
    """Return the environment of the lessons' kernels: ours, and nobody's own start-up files."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(ROOT / "_build" / "ipython"),
    }


def main() -> None:
    """Build and say where the book is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--if-stale", action="store_true", help="only when something has changed")
    options = parser.parse_args()
    if options.if_stale and is_fresh():
        return
    page = build() / "index.html"
    print(
        f"\nThe book is built. Open it with a double click, or in a browser at\n  {page.as_uri()}"
    )


if __name__ == "__main__":
    main()
