"""Every page, opened once: its widgets live, its formulas are typeset, its form is right."""

from itertools import pairwise

import pytest

from scripts.pdf import SCALE

from .pages import PAGES, toc_pages

PAPER = round((210 - 2 * 16) / 25.4 * 96 / SCALE)  # the width of A4 between its margins, in pixels
CUT = """() => {
  const kinds = "article :is(pre, table, figure, img, div.math, mjx-container)";
  const edge = document.querySelector("article").getBoundingClientRect().right + 1;
  const hides = (box) => getComputedStyle(box).overflowX !== "visible";
  return [...document.querySelectorAll(kinds)]
    .filter((box) => box.checkVisibility())
    .filter((box) => box.getBoundingClientRect().right > edge
      || (hides(box) && box.scrollWidth > box.clientWidth + 1))
    .map((box) => box.outerHTML.slice(0, 120));
}"""
every_page = pytest.mark.parametrize("looked_at", PAGES, indirect=True)
every_page_of_the_book = pytest.mark.parametrize("looked_at", toc_pages(), indirect=True)


def assert_all_is_there(page):
    """Every widget must be alive, and every formula typeset."""
    assert page.locator(".cnnbook-widget:not([data-mounted=live])").count() == 0
    written = page.locator(".math").count()
    assert page.locator("mjx-container").count() == written
    assert page.locator("html[data-formulas]").count() == 0  # they are in sight
    assert page.locator("mjx-merror, [data-mjx-error]").all_text_contents() == []


@every_page
def test_page_opens_with_its_widgets_and_formulas(looked_at):
    assert_all_is_there(looked_at)


@every_page_of_the_book
def test_headings_descend_one_by_one(looked_at):
    levels = looked_at.evaluate(
        "[...document.querySelectorAll('article :is(h1,h2,h3,h4,h5,h6)')].map((h) => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page_of_the_book
def test_one_search_field_and_no_empty_bar_stand_on_a_page(looked_at):
    assert looked_at.locator("input[type=search]").count() == 1
    assert looked_at.locator(".bd-header:visible").count() == 0


@every_page_of_the_book
def test_paper_cuts_nothing_off(looked_at):
    looked_at.set_viewport_size({"width": PAPER, "height": 900})
    looked_at.emulate_media(media="print")
    assert looked_at.evaluate(CUT) == []
    looked_at.emulate_media(media="screen")
    looked_at.set_viewport_size({"width": 1280, "height": 900})
