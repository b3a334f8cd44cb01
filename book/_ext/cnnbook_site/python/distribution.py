"""Python for the browser, as the site carries it: checked, copied, joined with `cnnbook`."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
VENDOR = ROOT / "vendor"
PYODIDE, CODEMIRROR, DOMPURIFY = (VENDOR / n for n in ("pyodide", "codemirror", "dompurify"))
MEND = "restore it, or take the release anew (python -m scripts.pyodide)"
SITE = "_static/python"  # where all of this stands in the built site


class DamagedError(Exception):
    """A vendored file is not the one that its source released."""


def available() -> bool:
    """Tell whether the files of Python for the browser are in this checkout."""
    return all((folder / "sources.json").exists() for folder in (PYODIDE, CODEMIRROR, DOMPURIFY))


def sources(folder: Path) -> dict[str, Any]:
    """Return what is known of a vendored folder's files: name, origin, licence, sha256."""
    return json.loads((folder / "sources.json").read_text(encoding="utf-8"))


def check(folder: Path) -> None:
    """Compare every vendored file with its hash.

    Raises
    ------
    DamagedError
        If a file is missing or differs; the message names it.
    """
    for entry in sources(folder)["files"]:
        path = folder / entry["file"]
        if not path.exists():
            raise DamagedError(
                f"{path.relative_to(ROOT)} is missing: restore it, or take the release anew"
            )
        found = _sha256(path)
        if found != entry["sha256"]:
            raise DamagedError(
                f"{path.relative_to(ROOT)} has the sha256 {found}, but its release has "
                f"{entry['sha256']}: {MEND}"
            )


def megabytes() -> int:
    """Return how much the first press fetches, in millions of bytes."""
    return round(sum(entry["bytes"] for entry in sources(PYODIDE)["files"]) / 1e6)


def release() -> str:
    """Return which Python the site carries, such as "0.27.7"."""
    return sources(PYODIDE)["release"]


def pyodide_folder() -> str:
    """Return the folder of Pyodide's files in the site: another release has another one."""
    return f"pyodide-{release()}"


@cache
def client_folder() -> str:
    """Return the folder of our own files in the site: other contents have another one.

    So a browser that keeps the files of an earlier build never mixes them with this one's.
    """
    parts = [path.read_bytes() for path in _own_files()]
    parts += [(folder / "sources.json").read_bytes() for folder in (PYODIDE, CODEMIRROR, DOMPURIFY)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:10]


def _own_files() -> list[Path]:
    """Return every file that decides what the client folder holds."""
    ours = [*HERE.glob("page/*"), *HERE.glob("worker/**/*"), *(ROOT / "cnnbook").rglob("*")]
    ours.append(ROOT / "pyproject.toml")
    return sorted(p for p in ours if p.is_file() and "__pycache__" not in p.parts)


def ship(site: Path) -> None:
    """Put everything that Python in the page needs into a built site."""
    for folder in (PYODIDE, CODEMIRROR, DOMPURIFY):
        check(folder)
    target = site / SITE
    shutil.copytree(
        PYODIDE, target / pyodide_folder(), ignore=shutil.ignore_patterns("sources.json")
    )
    client = target / client_folder()
    shutil.copytree(HERE / "page", client)
    shutil.copy(HERE / "worker" / "worker.js", client)
    write_editor(client / "editor")
    own = [build_wheel(client), zip_session(client)]
    (client / "manifest.json").write_text(json.dumps(manifest(own)), encoding="utf-8")


def write_editor(target: Path) -> None:
    """Copy CodeMirror's modules and DOMPurify; imports become paths from file to file."""
    target.mkdir()
    entries = [(f, e) for f in (CODEMIRROR, DOMPURIFY) for e in sources(f)["files"]]
    files = {entry["module"]: entry["file"] for _, entry in entries}
    for folder, entry in entries:
        text = (folder / entry["file"]).read_text(encoding="utf-8")
        for module, file in files.items():
            text = text.replace(f"from '{module}';", f"from './{file}';")
        text = text.replace("//# sourceMappingURL=purify.es.mjs.map", "")
        (target / entry["file"]).write_text(text, encoding="utf-8")


def build_wheel(target: Path) -> Path:
    """Build the wheel of `cnnbook` from this tree, without a network, and return it."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "source"
        copy.mkdir()
        for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        shutil.copytree(
            ROOT / "cnnbook", copy / "cnnbook", ignore=shutil.ignore_patterns("__pycache__")
        )
        hook = f"from setuptools import build_meta; build_meta.build_wheel({str(target)!r})"
        run = subprocess.run(
            [sys.executable, "-c", hook], cwd=copy, capture_output=True, text=True, check=False
        )
    if run.returncode:
        raise RuntimeError(f"the wheel of cnnbook could not be built:\n{run.stderr}")
    return next(target.glob("cnnbook-*.whl"))


def zip_session(target: Path) -> Path:
    """Pack the session's modules, which Pyodide unpacks beside the packages."""
    path = target / "session.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for source in sorted((HERE / "worker").rglob("*.py")):
            name = source.relative_to(HERE / "worker").as_posix()
            packed.write(source, name.replace("ipython_stub", "IPython"))
    return path


def manifest(own: list[Path]) -> dict[str, Any]:
    """Return what the worker must know: each file's place and hash, and what to load."""
    files = [
        _entry(f"../{pyodide_folder()}/{entry['file']}", entry["bytes"], entry["sha256"])
        for entry in sources(PYODIDE)["files"]  # compared with the files by check()
    ]
    files += [_entry(path.name, path.stat().st_size, _sha256(path)) for path in own]
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    return {
        "pyodide": f"../{pyodide_folder()}/",
        "python": lock["info"]["python"],
        "packages": sorted(package["name"] for package in lock["packages"].values()),
        "wheel": own[0].name,
        "bytes": sum(entry["bytes"] for entry in files),
        "files": files,
    }


def _entry(place: str, size: int, sha256: str) -> dict[str, Any]:
    digest = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
    name = place.rpartition("/")[2]
    return {"path": place, "name": name, "bytes": size, "integrity": f"sha256-{digest}"}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
