"""Print the whole book as one PDF, by the browser; widgets appear as their still pictures.

Run as ``python -m scripts.pdf``, or as ``make pdf``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pypdf import PdfReader, PdfWriter

from .browser import READY, chromium, served
from .build import HTML, ROOT, build, is_fresh

if TYPE_CHECKING:
    from playwright.sync_api import Page

TARGET = ROOT / "_build" / "cnnbook.pdf"
FOOTER = (
    '<div style="width:100%;font-size:8px;text-align:center;color:#555">'
    '<span class="title"></span></div>'
)
SCALE = 0.8  # text of 16 pixels becomes 9.6 points, and a widget's picture keeps its own size
MARGINS = {"top": "16mm", "bottom": "16mm", "left": "16mm", "right": "16mm"}


def pages() -> list[str]:
    """Return the book's pages in reading order, as paths within the site."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [f"{file}.html" for file in [toc["root"], *_files_below(toc)]]


def _files_below(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the files under an entry of the table of contents, in order."""
    for level in ("parts", "chapters", "sections"):
        for inner in entry.get(level, []):
            if "file" in inner:
                yield inner["file"]
            yield from _files_below(inner)


def printed(page: Page, address: str) -> bytes:
    """Print one page with its formulas typeset."""
    page.goto(address)
    page.wait_for_function(READY)
    page.evaluate("window.cnnbookFormulas")
    return page.pdf(
        format="A4",
        margin=MARGINS,
        scale=SCALE,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        tagged=True,
    )


def print_book(site: Path = HTML, target: Path = TARGET) -> Path:
    """Print every page of a built site into one file with an outline."""
    writer = PdfWriter()
    with served(site) as address, chromium() as browser:
        page = browser.new_page(color_scheme="light")
        for path in pages():
            part = PdfReader(io.BytesIO(printed(page, f"{address}/{path}")))
            title = page.locator("h1").last.evaluate("(h) => h.firstChild.textContent")
            start = len(writer.pages)
            writer.append(part, import_outline=False)
            writer.add_outline_item(title=title.strip(), page_number=start)
    writer.add_metadata({"/Title": "Convolutional neural networks, pixel by pixel"})
    target.parent.mkdir(parents=True, exist_ok=True)
    writer.write(target)
    return target


def main() -> None:
    """Build the site when it is not fresh, print it, and say how many pages it has."""
    if not is_fresh():
        build()
    target = print_book()
    count = len(PdfReader(target).pages)
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(ROOT)}: {count} pages, {size:.1f} MB")


if __name__ == "__main__":
    main()
