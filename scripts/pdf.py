"""Print the whole book as one PDF, by the browser; explorers appear as their still pictures.

Run as ``python -m scripts.pdf``, or as ``make pdf``. The pages become one document, so that the
browser itself makes what readers and screen readers go by: tags, outline, links within the book.
It is printed twice: only then are the numbers known that the contents give.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from .browser import READY, chromium, served
from .build import HTML, ROOT, build, is_fresh
from .paper.joined import ADDRESS, join
from .trouble import whole

if TYPE_CHECKING:
    from playwright.sync_api import Page

TARGET = ROOT / "_build" / "cnnbook.pdf"
FOOTER = (
    '<div style="width:100%;font-size:8px;text-align:center;color:#555">'
    '<span class="title"></span> · <span class="pageNumber"></span></div>'
)
SCALE = 0.8  # text of 16 pixels becomes 9.6 points, and a widget's picture keeps its own size
ABOUT = "Lessons on convolutional neural networks, with questions, exercises and a key"
NUMBER = """(numbers) => document.querySelectorAll("[data-page]").forEach((place) => {
  place.textContent = numbers[place.dataset.page];
})"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .map((heading) => heading.textContent.trim().replace(/\\s+/g, " "))"""


def configuration() -> dict[str, Any]:
    """Return what `_config.yml` says of the book."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


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


def printed(page: Page) -> bytes:
    """Print the document as it stands."""
    return page.pdf(
        scale=SCALE,
        prefer_css_page_size=True,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        tagged=True,
        outline=True,
    )


def numbers_in(document: bytes) -> dict[str, int]:
    """Return on which page each place of a printed document stands; the first page is 1."""
    reader = PdfReader(io.BytesIO(document))
    found = reader.named_destinations.items()
    number = reader.get_destination_page_number
    return {name.removeprefix("/"): (number(where) or 0) + 1 for name, where in found}


def print_book(site: Path = HTML, target: Path = TARGET) -> Path:
    """Print every page of a built site into one file."""
    about = configuration()
    text = join(site, pages(), about["title"])
    with served(site) as address, chromium() as browser:
        page = browser.new_page(color_scheme="light", device_scale_factor=2)
        where = f"{address}/{ADDRESS}"
        page.route(where, lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(where)
        page.wait_for_function(READY)
        page.evaluate("window.cnnbookFormulas")
        page.evaluate(NUMBER, numbers_in(printed(page)))
        document = printed(page)
        headings = page.evaluate(HEADINGS)
    return finish(document, target, about, headings)


def finish(document: bytes, target: Path, about: dict[str, Any], headings: list[str]) -> Path:
    """Write the file, with what a reader's program shows of it before its first page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    mend(writer.root_object["/Outlines"], {"".join(words.split()): words for words in headings})
    writer.add_metadata({"/Title": about["title"], "/Author": about["author"], "/Subject": ABOUT})
    shown = {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(shown)
    writer.page_mode = "/UseOutlines"
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as beside:
        writer.write(beside)
    return target


def mend(entry: Any, headings: dict[str, str]) -> None:
    """Give the entries of an outline the spaces that Chromium loses where a heading wraps."""
    child = entry.get("/First")
    while child is not None:
        child = child.get_object()
        title = str(child["/Title"])
        whole = headings.get("".join(title.split()), title)
        child[NameObject("/Title")] = TextStringObject(whole)
        mend(child, headings)
        child = child.get("/Next")


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
