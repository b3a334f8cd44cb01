"""Every page works with the network cut off, over http and opened from a folder."""

import re

import pytest

from scripts.bench_site import LIMITS, own_limit, own_weight, sizes

from .pages import PAGES, elements, toc_pages
from .test_pages import assert_all_is_there

# Attributes that make a browser fetch something, on everything but a link that a reader clicks.
STYLE_ADDRESS = r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)"
FETCHING = {"src", "srcset", "data", "poster", "href", "action"}


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_from_a_folder_with_its_widgets_and_formulas(open_page, path):
    assert_all_is_there(open_page(path, over="file", formulas=True))


def test_formulas_that_cannot_be_typeset_stand_as_tex(browser, address):
    context = browser.new_context()
    asked = []
    context.route("**/tex-chtml.js*", lambda route: asked.append(route))
    page = context.new_page()
    with page.expect_request("**/tex-chtml.js*"):
        page.goto(f"{address}/book/02_filters.html", wait_until="commit")
    page.wait_for_selector("html[data-formulas=awaited]", state="attached")
    assert not page.locator(".math").first.is_visible()
    asked[0].abort()
    page.wait_for_selector("html:not([data-formulas])", state="attached")
    assert page.locator(".math").first.is_visible()
    assert page.locator(".math").first.inner_text().startswith("\\(")
    context.close()


def test_no_page_names_an_outside_address_to_fetch(site):
    outside = [
        (page.relative_to(site).as_posix(), tag, value)
        for page in site.rglob("*.html")
        for tag, attributes in elements(page)
        for name, value in attributes.items()
        if tag != "a" and name in FETCHING and re.match(r"\s*(https?:)?//", value or "")
    ]
    assert outside == []


def test_no_style_sheet_names_an_outside_address(site):
    outside = [
        (style.name, address)
        for style in site.rglob("*.css")
        for address in re.findall(STYLE_ADDRESS, style.read_text("utf-8"))
    ]
    assert outside == []


def test_thebe_is_nowhere(site):
    naming = [p.name for p in site.rglob("*.html") if "thebe" in p.read_text("utf-8").lower()]
    assert naming == []
    assert list(site.rglob("*thebe*")) == []


@pytest.mark.parametrize("over", ["http", "file"])
def test_search_finds_a_word(open_page, over):
    # Leaving a page breaks off what it still asks for, so nothing may be on its way.
    page = open_page(toc_pages()[0], over=over, formulas=True)
    page.get_by_role("button", name="Search").first.click()
    page.locator("dialog input[type=search]").fill("kernel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=kernel*")
    page.wait_for_selector("#search-results li a")


def test_icons_come_from_the_small_font(open_page):
    page = open_page(toc_pages()[0])
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [address for address in loaded if "fa-solid-900.woff2" in address]


def test_the_site_carries_nothing_that_no_page_asks_for(site):
    names = {p.name for p in site.rglob("*") if p.is_file()}
    assert not [n for n in names if n.endswith(".map") or n.startswith("fontawesome")]
    fonts = list((site / "_static" / "vendor").rglob("*.*"))
    assert [font.name for font in fonts] == ["fa-solid-900.woff2"]
    assert fonts[0].stat().st_size < 10e3
    offered = (site / "_sources" / "book" / "02_filters.ipynb").read_text(encoding="utf-8")
    assert '"outputs": []' in offered
    assert "image/png" not in offered
    without, python = sizes(site)
    assert without < LIMITS["site without Python, MB"]
    assert 25 < python < LIMITS["Python for the pages, MB"]


@pytest.mark.parametrize("path", toc_pages())
def test_a_page_brings_little_code_of_our_own(site, path):
    weight = own_weight(site, path) / 1e3
    assert 1 < weight < LIMITS[own_limit(path)]
