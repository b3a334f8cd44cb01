"""Zip the site for a USB stick: unpack it anywhere and double-click index.html.

Run as ``python -m scripts.offline``, or as ``make offline``.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from .build import HTML, ROOT, STAMP, build, is_fresh
from .trouble import whole

ARCHIVE = ROOT / "_build" / "cnnbook-offline.zip"
FOLDER = "cnnbook"
README = """Convolutional neural networks, pixel by pixel

Open index.html with a double click. Nothing is installed, and no network is needed.

To run the code in the pages as well, a small server must hand them out: with any Python, type

    python -m http.server

in this folder and open http://localhost:8000 in a browser.
"""
NOT_NEEDED = {STAMP, ".buildinfo", "objects.inv"}


def pack(site: Path = HTML, archive: Path = ARCHIVE) -> Path:
    """Write the archive of a built site and return its path; the same site gives the same bytes."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    options = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 9}
    with whole(archive) as beside, zipfile.ZipFile(beside, "w", **options) as packed:
        _add(packed, "README.txt", README.encode())
        for path in sorted(site.rglob("*")):
            if path.is_file() and path.name not in NOT_NEEDED and "reports" not in path.parts:
                _add(packed, path.relative_to(site).as_posix(), path.read_bytes())
    return archive


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", date_time=(2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, content)


def main() -> None:
    """Build the site when it is not fresh, pack it, and say how large it is."""
    if not is_fresh():
        build()
    archive = pack()
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
