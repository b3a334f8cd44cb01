"""What the site has beside its pages: front door, unknown addresses, icons, titles, site map."""

import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from .pages import PAGES, ROOT, toc_pages

TITLE = r"<title>(.*?)</title>"
BOOK = "Convolutional neural networks, pixel by pixel"


def test_the_front_door_leads_to_the_book_and_says_what_it_is(open_page, site):
    html = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(TITLE, html)[1] == BOOK
    assert re.search(r'name="description" content="[^"]{60,}', html)
    open_page("index.html", over="file").wait_for_url("**/book/intro.html")
    open_page("index.html", javascript=False).wait_for_url("**/book/intro.html")


def test_an_unknown_address_is_answered_from_any_depth(site):
    html = (site / "404.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', html)
    assert all(address.startswith("/") for address in addresses)
    below = {f"/{path}" for path in toc_pages()[1:] if "/api/" not in str(path)}
    assert below <= set(addresses)
    missing = [a for a in addresses if a != "/" and not (site / a.lstrip("/")).exists()]
    assert missing == []


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_one_title_and_a_description(site, path):
    html = (site / path).read_text(encoding="utf-8")
    (title,) = re.findall(TITLE, html)
    assert title.count(BOOK) == 1
    assert len(re.search(r'name="description" content="([^"]*)"', html)[1]) > 20


def test_the_icons_are_the_drawing_of_the_book(site):
    with Image.open(site / "favicon.ico") as small:
        assert small.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(site / "_static/apple-touch-icon.png") as touch:
        assert touch.size == (180, 180)
        assert touch.convert("RGB").getpixel((120, 120)) == (0xD9, 0x5F, 0x02)  # the orange square
    assert 'rel="apple-touch-icon"' in (site / "book/intro.html").read_text(encoding="utf-8")


@pytest.fixture
def site_files(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    from cnnbook_site.theme import site_files

    return site_files


def test_a_site_map_names_each_page(site_files):
    root = site_files.site_map(iter(["https://a.org/b/x.html"])).getroot()
    assert ElementTree.tostring(root, encoding="unicode") == (
        f'<urlset xmlns="{site_files.SITEMAP}"><url><loc>https://a.org/b/x.html</loc></url></urlset>'
    )


def test_without_an_address_there_is_no_site_map(site):
    assert not (site / "sitemap.xml").exists()
    assert not (site / "robots.txt").exists()


def test_mathjax_stands_on_pages_with_formulas_alone(site):
    for path in PAGES:
        html = (site / path).read_text(encoding="utf-8")
        assert ("cnnbook-mathjax" in html) == ('class="math' in html), path
