"""The PDF of a small site: its pages in order, its outline, its title."""

from contextlib import nullcontext

import pytest
from pypdf import PdfReader

from scripts import pdf

PAGE = """<!doctype html><html lang="en" data-widgets="ready"><title>{title}</title>
<h1>Cover</h1><h1>{title}<a href="#">#</a></h1><p>{words}</p></html>"""
BREAK = '<p style="break-before: page">'


@pytest.fixture
def printed(tmp_path, monkeypatch, browser):
    """The PDF of three pages; the first takes two sheets of paper."""
    texts = {"intro": f"alpha{BREAK}beta", "lesson": "gamma", "glossary": "delta"}
    for name, words in texts.items():
        html = PAGE.format(title=name.title(), words=words)
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    monkeypatch.setattr(pdf, "pages", lambda: [f"{name}.html" for name in texts])
    monkeypatch.setattr(pdf, "chromium", lambda: nullcontext(browser))
    return PdfReader(pdf.print_book(tmp_path, tmp_path / "made" / "book.pdf"))


def test_the_pages_follow_one_another_and_the_outline_leads_to_each(printed):
    words = [sheet.extract_text() for sheet in printed.pages]
    found = [next(w for w in ("alpha", "beta", "gamma", "delta") if w in text) for text in words]
    assert found == ["alpha", "beta", "gamma", "delta"]
    leads = {item.title: printed.get_destination_page_number(item) for item in printed.outline}
    assert leads == {"Intro": 0, "Lesson": 2, "Glossary": 3}
    assert printed.metadata.title == "Convolutional neural networks, pixel by pixel"


def test_the_order_is_that_of_the_table_of_contents_at_every_depth(tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").write_text(
        """
root: a
parts:
- chapters:
  - file: b
    sections: [{file: c, sections: [{file: d}]}, {file: e}]
  - url: https://example.org
- chapters: [{file: f}]
"""
    )
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    assert pdf.pages() == ["a.html", "b.html", "c.html", "d.html", "e.html", "f.html"]
