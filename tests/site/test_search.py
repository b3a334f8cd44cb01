"""The search: sentences, numbers, slips of the finger, glossary, widgets, and no network at all."""

import json
import re

import pytest

from .pages import toc_pages


def found(page, query):
    """Search for this and return each place: title, where it is, sentence."""
    field = page.locator(".bd-search-container input[type=search]")
    field.fill(query)
    page.wait_for_function("(q) => new URLSearchParams(location.search).get('q') === q", arg=query)
    return [item.inner_text() for item in page.locator("#search-results > li").all()]


@pytest.fixture(scope="module")
def places(site):
    """All places of the book that can be found."""
    text = (site / "_static/search_places.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.cnnbookPlaces="))


def test_a_number_is_found_however_its_thousands_are_written(open_page):
    page = open_page("search.html")
    plain, with_comma = found(page, "7840"), found(page, "7,840")
    assert plain == with_comma
    assert any("7,840 weights" in place for place in plain)
    assert page.locator("#search-results mark").first.inner_text() == "7,840"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kernal", "kernel Glossary"),
        ("convolucion", "convolution"),
        ("kernel", "kernel Glossary"),
        ("receptive field", "receptive field Glossary"),
        ("PoolingExplorer", "PoolingExplorer Widget · Pooling"),
        ("max_pool2d", "functional.max_pool2d Reference"),
    ],
)
def test_what_fits_best_stands_among_the_first(open_page, typed, first):
    assert any(first in place for place in found(open_page("search.html"), typed)[:3])


def test_a_place_shows_the_sentence_that_fits(open_page):
    page = open_page("search.html")
    for place in found(page, "stride")[:10]:
        assert "stride" in place.lower()
        assert max(map(len, place.splitlines())) < 400


def test_no_place_shows_a_formula_or_a_citation_key_or_a_menu(places):
    texts = [place["text"] + place["title"] for place in places]
    assert [text for text in texts if re.search(r"\\[a-z]+|\$|[a-z]+\d{4}[a-z]*\b.*@", text)] == []
    assert [text for text in texts if "Search..." in text or "Print to PDF" in text] == []


def test_every_place_is_there(site, places):
    pages = {place["page"] for place in places}
    assert {str(path) for path in toc_pages()} <= pages
    for name in sorted(pages):
        html = (site / name).read_text(encoding="utf-8")
        wanted = {place["anchor"] for place in places if place["page"] == name}
        assert wanted <= set(re.findall(r'id="([^"]+)"', html)), name


def test_nothing_found_says_what_to_try(open_page):
    page = open_page("search.html")
    assert found(page, "xyzzy") == []
    assert "Nothing in the book fits “xyzzy”" in page.locator("#search-status").inner_text()
    assert found(page, "<b>bold</b>") != [None]
    assert page.locator("#search-results b").count() == 0


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_place_that_was_found_opens_at_its_section(open_page, over):
    page = open_page("search.html", over=over)
    found(page, "equivariant")
    found(page, "dilation")
    link = page.locator("#search-results a").first
    target = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**/{target}")
    assert page.locator(f"id={target.rpartition('#')[2]}").count() == 1


def test_the_address_keeps_what_was_searched_for(open_page):
    page = open_page("search.html", anchor="?q=padding")
    assert page.locator("#search-results > li").count() > 3
    assert page.locator(".bd-search-container input[type=search]").input_value() == "padding"
