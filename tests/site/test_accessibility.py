"""What axe-core finds: nothing, on every page, light and dark, wide and narrow, in two states."""

from importlib.resources import files

import pytest

from .mount import mount
from .pages import PAGES
from .rooms import examples
from .states import make_unusual, names

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async ([options, include]) => {
  const { violations, passes } = await axe.run(include, { ...options, preload: false });
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
  // First all that is asked of the layout, then all that changes it.
  const words = [...document.querySelectorAll("article .highlight pre span")];
  const visible = words.filter((word) => word.checkVisibility());
  const seen = new Set();
  const again = visible.filter(({ className }) => seen.has(className) || !seen.add(className));
  again.forEach((word) => word.replaceWith(word.textContent));
}"""
# Colours take axe longest. Of words that have the same colour, size and weight on the same ground,
# the first two speak for all, at every width and in every state: those still to look at are marked.
MARK = """([within, scheme]) => {
  document.querySelectorAll("[data-looked-at]").forEach((box) => delete box.dataset.lookedAt);
  const grounds = new Map();
  const ground = (box) => {
    if (!box) return "";
    if (!grounds.has(box)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(box);
      const own = [backgroundColor, backgroundImage, opacity, filter].join(" ");
      const plain = backgroundImage === "none" && opacity === "1";
      const hides = plain && backgroundColor.startsWith("rgb(");
      grounds.set(box, hides ? own : `${own}/${ground(box.parentElement)}`);
    }
    return grounds.get(box);
  };
  const hasWords = ({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim();
  const inSight = (box) => {
    const { right, width, height } = box.getBoundingClientRect();
    const large = right > 0 && width > 2 && height > 2;
    return large && box.checkVisibility({ visibilityProperty: true });
  };
  window.looks ??= {};
  const seen = (window.looks[scheme] ??= {});
  let marked = 0;
  for (const box of document.querySelectorAll(within.map((part) => `${part} *`).join())) {
    const speaks = box.matches("input, select, textarea") || [...box.childNodes].some(hasWords);
    if (!speaks || !inSight(box)) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(box);
    const around = getComputedStyle(box.parentElement).color;
    const look = [box.tagName, color, around, fontSize, fontWeight, textShadow, box.disabled];
    const key = `${look} ${ground(box)}`;
    seen[key] = (seen[key] ?? 0) + 1;
    if (seen[key] > 2) continue;
    box.dataset.lookedAt = "";
    marked += 1;
  }
  return marked;
}"""
WHOLE = ["html"]
WHAT_CHANGES = [".cnnbook-widget", "article details"]


def prepare(page):
    """Bring axe-core to the page, and leave out what it need not look at."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate("scrollTo(0, 0)")  # away from where something fixed lies over a button
    page.evaluate(THIN)


def colours(page, scheme, include=WHOLE):
    """What axe finds wrong with colours that it has not seen on this page before."""
    prepare(page)
    if not page.evaluate(MARK, [include, scheme]):
        return []
    return page.evaluate(RUN, [{"runOnly": COLOURS}, ["[data-looked-at]"]])["found"]


def structure(page, include=WHOLE):
    """What axe finds wrong with anything but colours."""
    prepare(page)
    off = {rule: {"enabled": False} for rule in COLOURS}
    result = page.evaluate(RUN, [{"runOnly": RULES, "rules": off}, include])
    assert result["passed"] > 20
    return result["found"]


def assert_axe_finds_nothing(page, include=WHOLE):
    """Look at the page on a narrow and a wide screen, and at its colours in light and dark."""
    for width, schemes in [(375, ("light", "dark")), (1280, ("dark", "light"))]:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "(s) => document.documentElement.dataset.theme === s", arg=scheme
            )
            assert colours(page, scheme, include) == [], f"{width} px, {scheme}"
        assert structure(page, include) == [], f"{width} px"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, path):
    page = open_page(path, width=375, formulas=True)
    # No colours on their way: an unfolded cell fades in, a switched scheme fades over.
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    assert_axe_finds_nothing(page)
    if names(page):
        make_unusual(page)
        assert_axe_finds_nothing(page, WHAT_CHANGES)


@pytest.mark.parametrize("make", examples())
def test_axe_finds_nothing_in_forced_colours(browser, make):
    mounted = mount(browser, make(), forced_colors="active")
    prepare(mounted.page)
    said = mounted.page.evaluate(RUN, [{"runOnly": RULES}, [".cnnbook"]])
    assert said["passed"] > 5
    assert said["found"] == []
    mounted.close()


def test_axe_sees_a_fault(open_page):
    page = open_page(PAGES[0])
    page.evaluate("document.querySelector('article').append(document.createElement('button'))")
    assert any(finding.startswith("button-name") for finding in structure(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_sees_a_faint_word_among_others(open_page, scheme):
    page = open_page(PAGES[0], scheme=scheme)
    page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("article p")];
          const words = all.filter((word) => word.checkVisibility());
          words[words.length - 1].style.color = "#888";
          words[words.length - 1].style.background = "#777";
        }"""
    )
    assert any(finding.startswith("color-contrast") for finding in colours(page, scheme))
