"""A glossary term explains itself where it stands: mouse, keyboard, touch, screen reader."""

import re

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from book._ext.cnnbook_site.theme.terms import tips

from .pages import ROOT, elements, toc_pages

THEME = ROOT / "book/_ext/cnnbook_site/theme"
SAYS = "The step between two windows, " * 5
LINK = '<a class="cnnbook-term" href="glossary.html#term-{0}">{0}</a>'
PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<style>:root {{ --pst-color-background: white; --pst-color-text-muted: gray }}
{style}</style><main><article>
<p>{stride} <button>before</button></p><p style="text-align: right">{kernel}</p>
<p style="margin-top: 1500px">{bias}</p>{tips}</article></main><script>{script}</script></html>"""
TIP = ".cnnbook-tip:not([hidden])"


def style_sheet(name):
    """The text of a style sheet of the site."""
    return (THEME / f"{name}.css").read_text(encoding="utf-8")


@pytest.fixture
def term_page(browser, tmp_path):
    """Open a page with three terms: the first line's left and right end, and far below."""
    words = ("stride", "kernel", "bias")
    known = {f"term-{word}": (word, f"{word}: {SAYS}") for word in words}
    html = PAGE.format(
        style=style_sheet("book") + "@media print {" + style_sheet("print") + "}",
        script=(THEME / "terms.js").read_text(encoding="utf-8"),
        tips=tips((f"glossary.html#term-{word}" for word in words), known),
        **{word: LINK.format(word) for word in words},
    )
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    (tmp_path / "glossary.html").write_text("<p>the glossary")
    contexts = []

    def show(**options):
        viewport = {"width": 320, "height": 500}
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


def seen(page, word):
    """The explanation of a word, once it is seen, as a box inside the view."""
    tip = page.locator(TIP)
    tip.filter(has_text=f"{word}: The step").wait_for()
    assert tip.count() == 1
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 500
    return tip


def gone(page):
    """Wait until no explanation is there."""
    page.wait_for_function(f"!document.querySelector('{TIP}')")


def test_the_mouse_shows_it_and_may_go_over_to_it(term_page):
    page = term_page()
    for word in ("kernel", "stride"):
        page.get_by_role("link", name=word, exact=True).hover()
        tip = seen(page, word)
    tip.hover()
    assert tip.evaluate("(tip) => tip.matches(':hover')")
    tip.get_by_role("link").hover()
    seen(page, "stride")
    page.get_by_role("button").hover()
    gone(page)
    page.get_by_role("link", name="bias", exact=True).hover()  # the page scrolls to it
    seen(page, "bias")
    page.keyboard.press("Escape")
    gone(page)


def test_the_mouse_leaves_alone_what_the_keyboard_shows(term_page):
    page = term_page()
    page.keyboard.press("Tab")
    tip = seen(page, "stride")
    assert page.evaluate("document.activeElement.textContent") == "stride"
    page.keyboard.press("Escape")
    gone(page)
    page.keyboard.press("Tab")  # the button: the explanation's own link is no stop
    assert page.evaluate("document.activeElement.textContent") == "before"
    page.keyboard.press("Tab")
    seen(page, "kernel")
    assert tip.count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-kernel")


def test_a_first_tap_shows_it_and_a_second_follows(term_page):
    page = term_page(has_touch=True)
    page.get_by_role("link", name="stride", exact=True).tap()
    seen(page, "stride")
    page.get_by_role("button").tap()
    gone(page)
    page.get_by_role("link", name="kernel", exact=True).tap()
    tip = seen(page, "kernel")
    assert page.url.endswith("page.html")
    tip.get_by_role("paragraph").tap()
    tip.get_by_role("link").tap()
    page.wait_for_url("**/glossary.html#term-kernel")
    page.go_back()
    for _ in range(2):
        page.get_by_role("link", name="bias", exact=True).tap()
    page.wait_for_url("**/glossary.html#term-bias")


def test_a_screen_reader_reads_it_and_paper_does_not_hold_it(term_page):
    page = term_page(forced_colors="active")
    described = page.get_by_role("link", name="stride", exact=True)
    assert described.evaluate(
        "(link) => document.getElementById(link.getAttribute('aria-describedby')).textContent"
    ).startswith("stride: The step")
    described.focus()
    tip = seen(page, "stride")
    assert tip.evaluate("(tip) => getComputedStyle(tip).borderTopWidth") == "1px"
    page.emulate_media(media="print")
    assert not tip.is_visible()


@pytest.mark.parametrize("path", toc_pages())
def test_every_linked_term_has_its_explanation(site, path):
    html = (site / path).read_text(encoding="utf-8")
    said = dict(re.findall(r'<p id="tip-([^"]+)">([^<]+)</p>', html))
    linked = {
        attributes["href"].rpartition("#")[2]
        for tag, attributes in elements(site / path)
        if tag == "a" and "cnnbook-term" in attributes.get("class", "")
    }
    assert linked == set(said)
    assert all(len(text.split()) >= 4 and "$" not in text for text in said.values())
    assert ("terms.js" in html) == bool(linked)
