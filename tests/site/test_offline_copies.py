"""The zip for a USB stick opens with a double click; the PDF holds pictures and calls."""

import io
import zipfile

from pypdf import PdfReader

from scripts.bench_site import PYTHON
from scripts.offline import pack
from scripts.pdf import pages, printed

from .pages import toc_pages


def test_the_zip_opens_from_a_folder_with_its_widgets_alive(site, tmp_path, open_page):
    archive = pack(site, tmp_path / "book.zip")
    assert archive.stat().st_size < 45e6  # 27 MB of it are Python, compressed already
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    unpacked = tmp_path / "cnnbook"
    assert "python -m http.server" in (unpacked / "README.txt").read_text(encoding="utf-8")
    python = [path.relative_to(site) for path in (site / PYTHON).rglob("*") if path.is_file()]
    assert len(python) > 50
    assert [path for path in python if not (unpacked / path).exists()] == []
    page = open_page(unpacked / "index.html")
    page.wait_for_selector(".cnnbook-widget[data-mounted=live]")
    assert page.url.endswith(toc_pages()[0])


def test_the_same_site_gives_the_same_zip(site, tmp_path):
    first, second = (pack(site, tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert first == second


def test_the_pdf_is_of_every_page_in_order():
    assert pages() == toc_pages()


def test_a_printed_page_holds_the_picture_and_the_call_but_no_control(open_page):
    page = open_page(toc_pages()[0], formulas=True)  # nothing is on its way when it is left
    part = PdfReader(io.BytesIO(printed(page)))
    text = "\n".join(sheet.extract_text() for sheet in part.pages)
    assert "from cnnbook import" in text
    assert "Copy link" in page.locator(".cnnbook-live").first.inner_text()
    assert "Copy link" not in text
    assert [image for sheet in part.pages for image in sheet.images]
