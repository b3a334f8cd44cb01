"""What axe-core finds: nothing, on every page, light and dark, wide and narrow, in two states."""

from importlib.resources import files

import pytest

from .pages import PAGES
from .states import make_unusual, names

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async ([rules, include]) => {
  const options = { runOnly: rules, preload: false };
  const { violations, passes } = await axe.run(include ? { include } : document, options);
  const said = (id, node) => `${id}: ${node.target} ${node.failureSummary}`;
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => said(id, node)));
  return { found, passed: passes.length };
}"""
# Axe takes milliseconds for each element. Of an image as a table, which has thousands of cells, a
# corner is left; of the words of code, the first of each kind keeps its colour and speaks for all.
THIN = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame().then(frame); // a widget that comes in sight, or is resized, draws anew
  const beyond = document.querySelectorAll(".cb-table :is(tr, td, th):nth-child(n + 9)");
  beyond.forEach((box) => box.remove());
  const seen = new Set();
  for (const word of document.querySelectorAll("article .highlight pre span")) {
    if (!word.checkVisibility()) continue;
    if (seen.has(word.className)) word.replaceWith(word.textContent);
    seen.add(word.className);
  }
}"""
WHAT_CHANGES = [".cnnbook-widget", "article details"]


def findings(page, include=None):
    """Run axe-core on the page as it is now, or on what these selectors find there."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate("scrollTo(0, 0)")  # away from where something fixed lies over a button
    page.evaluate(THIN)
    result = page.evaluate(RUN, [RULES, include])
    assert result["passed"] > 20
    return result["found"]


def assert_axe_finds_nothing(page, include=None):
    """Look at the page in light and dark, on a narrow and a wide screen."""
    for width, scheme in [(375, "light"), (375, "dark"), (1280, "dark"), (1280, "light")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("(s) => document.documentElement.dataset.theme === s", arg=scheme)
        assert findings(page, include) == [], f"{width} px, {scheme}"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, path):
    page = open_page(path, width=375, formulas=True)
    # No colours on their way: an unfolded cell fades in, a switched scheme fades over.
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    assert_axe_finds_nothing(page)
    if names(page):
        make_unusual(page)
        assert_axe_finds_nothing(page, WHAT_CHANGES)


def test_axe_sees_a_fault(open_page):
    page = open_page(PAGES[0])
    page.evaluate("document.querySelector('article').append(document.createElement('button'))")
    assert any(finding.startswith("button-name") for finding in findings(page))
