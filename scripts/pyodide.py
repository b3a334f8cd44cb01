"""Take another release of Pyodide into ``vendor/pyodide``, every package checked against its lock.

Run as ``python -m scripts.pyodide 0.28.3``. The files come from the official distribution, or from
a folder or an address given with ``--from``. Packages that are not Pyodide's own stay as they are.
Nothing is written unless every file is there and has the hash that the release's lock gives it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from .build import ROOT

VENDOR = ROOT / "vendor" / "pyodide"
DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{release}/full/"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"


def fetch(place: str, name: str) -> bytes:
    """Return one file of a distribution.

    Raises
    ------
    SystemExit
        If it cannot be had.
    """
    try:
        with urlopen(f"{place.rstrip('/')}/{name}") as answer:
            return answer.read()
    except (URLError, OSError) as error:
        raise SystemExit(f"{name} cannot be had from {place}: {error}") from error


def as_address(place: str) -> str:
    """Return a folder's path as an address, and an address as it is.

    Examples
    --------
    >>> as_address("https://example.org/full"), as_address("full").startswith("file:///")
    ('https://example.org/full', True)
    """
    return place if "://" in place else Path(place).resolve().as_uri()


def trimmed(lock: dict[str, Any], kept: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Return a release's lock with the wanted packages alone, and those that are not its own."""
    missing = sorted(wanted - set(lock["packages"]))
    if missing:
        raise SystemExit(f"this release has no {', '.join(missing)}")
    packages = {name: dict(lock["packages"][name]) for name in wanted} | kept
    for name, entry in packages.items():
        left_out = sorted(set(entry["depends"]) - set(packages))
        if left_out:
            print(f"{name} asks for {', '.join(left_out)}, which the lessons do not need: left out")
        entry["depends"] = [other for other in entry["depends"] if other in packages]
    return {"info": lock["info"], "packages": dict(sorted(packages.items()))}


def checked(place: str, entry: dict[str, Any]) -> bytes:
    """Return a package's file, if it has the hash that the lock gives it.

    Raises
    ------
    SystemExit
        If it has another one.
    """
    data = fetch(place, entry["file_name"])
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        raise SystemExit(
            f"{entry['file_name']} from {place} has the sha256 {found}, "
            f"but the release's lock has {entry['sha256']}: nothing was changed"
        )
    return data


def take(release: str, place: str, vendor: Path = VENDOR) -> None:
    """Replace the release in a vendored folder by another one."""
    known = json.loads((vendor / "sources.json").read_text(encoding="utf-8"))
    now = json.loads((vendor / LOCK).read_text(encoding="utf-8"))["packages"]
    by_file = {entry["file"]: entry for entry in known["files"]}
    own = {n for n, e in now.items() if by_file[e["file_name"]]["origin"].startswith("Pyodide")}
    lock = json.loads(fetch(place, LOCK))
    if lock["info"].get("version", release) != release:
        raise SystemExit(f"{place} holds release {lock['info']['version']}, not {release}")
    cut = trimmed(lock, {name: now[name] for name in set(now) - own}, own)
    files = {name: fetch(place, name) for name in CORE}
    files |= {e["file_name"]: checked(place, e) for n, e in cut["packages"].items() if n in own}
    files[LOCK] = (json.dumps(cut, indent=1, sort_keys=True) + "\n").encode()
    licences = {n: by_file[e["file_name"]]["licence"] for n, e in now.items()}
    entries = [
        _entry(name, data, release, _licence(name, cut, licences)) for name, data in files.items()
    ]
    entries += [by_file[now[name]["file_name"]] for name in set(now) - own]
    _replace(vendor, {e["file"] for e in known["files"]} - {e["file"] for e in entries}, files)
    known |= {"release": release, "from": place, "files": sorted(entries, key=lambda e: e["file"])}
    text = json.dumps(known, indent=1, ensure_ascii=False) + "\n"
    (vendor / "sources.json").write_text(text, encoding="utf-8")


def _licence(name: str, lock: dict[str, Any], licences: dict[str, str]) -> str:
    package = next((n for n, e in lock["packages"].items() if e["file_name"] == name), None)
    if package is None:
        return "PSF-2.0" if name == "python_stdlib.zip" else "MPL-2.0"
    return licences[package]


def _entry(name: str, data: bytes, release: str, licence: str) -> dict[str, Any]:
    return {
        "file": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "origin": f"Pyodide {release}",
        "licence": licence,
        "version": release,
    }


def _replace(vendor: Path, gone: set[str], files: dict[str, bytes]) -> None:
    for name in gone:
        (vendor / name).unlink(missing_ok=True)
    for name, data in files.items():
        (vendor / name).write_bytes(data)


def main() -> None:
    """Take the release that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", help="such as 0.28.3")
    parser.add_argument("--from", dest="place", help="a folder or an address that holds its files")
    options = parser.parse_args()
    place = as_address(options.place or DISTRIBUTION.format(release=options.release))
    take(options.release, place)
    print(f"vendor/pyodide holds Pyodide {options.release}. Run the tests, and look at the pages.")


if __name__ == "__main__":
    main()
