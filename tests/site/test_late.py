"""Widgets first: nothing in a page's head holds it up, and the theme's scripts come after them."""

import pytest

from book._ext.cnnbook_site import scripts
from book._ext.cnnbook_site.scripts import available, minified

from .pages import PAGES, elements

LESSON = "book/03_convolution.html"
THEME = ["bootstrap.js", "pydata-sphinx-theme.js", "sphinx-book-theme.js", "copybutton.js"]
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const page = document.documentElement;
  window.themeAtFirst = page.dataset.theme;
  new MutationObserver(() => { window.readyAt ??= page.dataset.widgets && performance.now(); })
    .observe(page, { attributes: true });
});
"""
BEGUN = """(name) => performance.getEntriesByType("resource")
  .find((entry) => entry.name.split("?")[0].endsWith(`/${name}`)).startTime"""


@pytest.mark.parametrize("path", PAGES)
def test_no_script_holds_up_a_page(site, path):
    scripts = [attributes for tag, attributes in elements(site / path) if tag == "script"]
    first, *rest = scripts
    assert "data-cfasync" in first  # light or dark: before the first style sheet
    assert [one for one in rest if not {"defer", "type"} & set(one)] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_cards_or_folded_boxes_does_without_their_files(site, path):
    html = (site / path).read_text(encoding="utf-8")
    assert ("sphinx-design.min.css" in html) == ('class="sd-' in html)
    assert "togglebutton.js" not in html


def test_the_themes_scripts_are_fetched_when_the_widgets_answer(open_page):
    page = open_page(LESSON, before=WATCH)
    ready = page.evaluate("window.readyAt")
    assert [name for name in THEME if page.evaluate(BEGUN, name) < ready] == []
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.matches('input[type=search]')")
    assert page.locator(".highlight button.copybtn").count() > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_light_or_dark_from_the_first(open_page, scheme):
    assert open_page(LESSON, scheme=scheme, before=WATCH).evaluate("themeAtFirst") == scheme


def test_what_the_reader_has_chosen_is_there_from_the_first(open_page):
    chosen = "localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'light');"
    assert open_page(LESSON, before=chosen + WATCH).evaluate("themeAtFirst") == "dark"


@pytest.mark.skipif(not available(), reason="needs Node")
def test_a_minified_script_keeps_its_order_and_its_names_at_the_top():
    text = "const one = (value) => value + 1; // more\nconst { two } = { two: one(1) };\n"
    assert minified([text, "const a = 1;"]) == [
        "const one=o=>o+1,{two}={two:one(1)};",
        "const a=1;",
    ]


@pytest.mark.skipif(not available(), reason="needs Node")
def test_a_script_is_minified_once_for_all_builds(tmp_path, monkeypatch):
    monkeypatch.setattr(scripts, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(scripts, "_known", {})
    text = "const same = 1; // a remark"
    first = minified([text, text])
    monkeypatch.setattr(scripts, "_known", {})  # another build
    asked = []
    monkeypatch.setattr(scripts, "_terser", lambda texts: [asked.append(t) or "new" for t in texts])
    assert minified([text]) == first[:1] == ["const same=1;"]
    assert minified(["const other = 2;", text]) == ["new", "const same=1;"]
    assert asked == ["const other = 2;"]
    assert {path.suffix for path in (tmp_path / "kept").iterdir()} == {".js"}
