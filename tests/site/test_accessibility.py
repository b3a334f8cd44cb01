"""What axe-core finds on every page: nothing, in light and dark, on wide and narrow screens."""

from importlib.resources import files

import pytest

from .pages import PAGES

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  const { violations, passes } = await axe.run(document, { runOnly: rules, preload: false });
  const said = (id, node) => `${id}: ${node.target} ${node.failureSummary}`;
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => said(id, node)));
  return { found, passed: passes.length };
}"""


def findings(page):
    """Run axe-core on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    result = page.evaluate(RUN, RULES)
    assert result["passed"] > 20
    return result["found"]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, path, width):
    page = open_page(path, width=width)
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert findings(page) == []


def test_axe_sees_a_fault(open_page):
    page = open_page(PAGES[0])
    page.evaluate("document.querySelector('article').append(document.createElement('button'))")
    assert any(finding.startswith("button-name") for finding in findings(page))
