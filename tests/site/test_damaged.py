"""A widget whose stored state is damaged: it says so or shows numbers, and never breaks."""

import itertools

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from anywidget import AnyWidget

from cnnbook.widgets import PoolingExplorer

from .mount import mount
from .rooms import examples

NONSENSE = [None, "nonsense", -1, 0.5, 10**9, [], {}, [[]], [[1], [2, 3]], [[None]], True]

# Hundreds of views at once would be slow to lay out: each is in sight only while it is looked at.
_HIDDEN = "main > .cnnbook-widget:not(.in-sight) { display: none }"
# Touches everything in some views at once, and returns what the reader is told in each.
_TOUCH = """async ([from, to]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const places = [...document.querySelectorAll(".cnnbook-widget")].slice(from, to);
  places.forEach((place) => place.classList.add("in-sight"));
  await frame();
  for (const place of places) {
    for (const part of place.querySelectorAll("canvas, svg, button, select, input, [tabindex]")) {
      part.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 50 }));
      part.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "ArrowDown" }));
      part.click?.();
    }
  }
  await frame();
  return places.map((place) => {
    const alerts = [...place.querySelectorAll("[role=alert]")].map((box) => box.textContent);
    const maps = [place.querySelector(".cnnbook")?.cnnbookOutput ?? { data: [NaN] }].flat();
    const shown = maps.flatMap(({ data = [] }) => Array.from(data)).every(Number.isFinite);
    window.cnnbookHost.unmount(place);
    place.classList.remove("in-sight");
    return alerts.join("") || (shown ? "numbers" : "");
  });
}"""


@pytest.mark.parametrize("make", examples())
def test_a_damaged_state_is_told_or_harmless(browser, make):
    widget = make()
    own = set(widget.trait_names(sync=True)) - set(AnyWidget.class_trait_names())
    traits = sorted(name for name in own if name[0] != "_")
    damage = [{name: value} for name, value in itertools.product(traits, NONSENSE)]
    mounted = mount(browser, widget, damage=damage, style=_HIDDEN)
    silent = []
    for n, name in enumerate(traits):
        start = 1 + n * len(NONSENSE)  # the first view is of the widget as it is
        told = mounted.page.evaluate(_TOUCH, [start, start + len(NONSENSE)])
        silent += [(name, value) for value, said in zip(NONSENSE, told, strict=True) if not said]
        problems = list(mounted.problems)
        assert problems == [], name
    mounted.close()
    assert silent == []


def test_a_view_comes_to_life_once_its_state_can_be_shown(shown):
    mounted = shown(PoolingExplorer([[1, 2, 0, 1], [3, 4, 1, 0], [0, 0, 2, 7], [9, 1, 1, 3]]))
    mounted.set(padding=2)
    mounted.unmount()
    mounted.mount_again()
    page, told = mounted.page, mounted.page.locator(".cnnbook > [role=alert]")
    assert "A padding of 2 is more than half of the window of 2" in told.text_content()
    assert page.get_by_role("grid").count() == 0
    mounted.set(padding=1)
    assert told.text_content() == ""
    assert mounted.output.shape == (3, 3)
