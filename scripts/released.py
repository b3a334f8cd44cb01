"""Refuse a release whose tag, version, changes and citation do not agree.

Run as ``python -m scripts.released v0.2.0`` by the workflow that releases.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from .setting_up import ROOT


def faults(tag: str, root: Path = ROOT) -> list[str]:
    """Return what is wrong with a release of this tag, a sentence each."""
    texts = {n: (root / n).read_text(encoding="utf-8") for n in ("CHANGELOG.md", "CITATION.cff")}
    package = (root / "cnnbook" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+)"', package, re.MULTILINE)[1]
    found = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, and cnnbook/__init__.py has the version {version}.")
    if f"\n## {version}\n" not in texts["CHANGELOG.md"]:
        found.append(f"CHANGELOG.md has no heading {version}.")
    if f"\nversion: {version}\n" not in texts["CITATION.cff"]:
        found.append(f"CITATION.cff does not have the version {version}.")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults(*sys.argv[1:])) or None)
