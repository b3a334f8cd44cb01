"""What goes into the zip for a USB stick."""

import zipfile

import pytest

from scripts.offline import pack

SITE = ("index.html", "book/lesson.html", "_static/book.css", "book/a.html")
LEFT_OUT = (".built", ".buildinfo", "objects.inv", "reports/book/lesson.err.log")


@pytest.fixture
def packed(tmp_path):
    """The archive of a small site."""
    for name in (*SITE, *LEFT_OUT):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"this is {name}")
    with zipfile.ZipFile(pack(tmp_path / "site", tmp_path / "new" / "book.zip")) as archive:
        yield archive


def test_every_file_that_a_reader_needs_lies_in_one_folder_in_order(packed):
    assert packed.namelist() == ["cnnbook/README.txt", *(f"cnnbook/{n}" for n in sorted(SITE))]
    assert packed.read("cnnbook/book/a.html") == b"this is book/a.html"
    assert b"Open index.html" in packed.read("cnnbook/README.txt")


def test_every_file_may_be_read_by_all_is_compressed_and_has_the_same_date(packed):
    for entry in packed.infolist():
        assert entry.external_attr >> 16 == 0o644
        assert entry.compress_type == zipfile.ZIP_DEFLATED
        assert entry.date_time == (2026, 1, 1, 0, 0, 0)
