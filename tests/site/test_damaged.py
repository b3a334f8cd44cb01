"""A widget whose stored state is damaged: it says so or shows numbers, and never breaks."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from anywidget import AnyWidget

from .mount import mount
from .test_robust import WIDGETS

NONSENSE = [None, "nonsense", -1, 0.5, 10**9, [], {}, [[]], [[1], [2, 3]], [[None]], True]

# Opens a view with each damage, touches everything in it, and returns what the reader is told.
_OPEN = """async ([name, values]) => {
  const told = [];
  for (const value of values) {
    const model = window.modelOf({ ...window.model.state, [name]: value });
    const definition = window.definitionOf();
    const el = document.createElement("div");
    document.querySelector("main").append(el);
    try {
      await definition.initialize({ model });
      const end = await definition.render({ model, el });
      for (const part of el.querySelectorAll("canvas, svg, button, select, input, [tabindex]")) {
        part.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 50 }));
        part.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "ArrowDown" }));
        part.click?.();
      }
      await new Promise(requestAnimationFrame);
      const alerts = [...el.querySelectorAll("[role=alert]")].map((box) => box.textContent);
      const [root] = el.children;
      const maps = [root.cnnbookOutput ?? { data: [NaN] }].flat();
      const shown = maps.flatMap(({ data = [] }) => Array.from(data)).every(Number.isFinite);
      told.push(alerts.join("") || (shown ? "numbers" : ""));
      end();
    } catch (error) {
      told.push(error.message); // the host says it in the widget's place
    }
    el.remove();
  }
  return told;
}"""


@pytest.mark.parametrize("name", WIDGETS)
def test_a_damaged_state_is_told_or_harmless(browser, name):
    widget = WIDGETS[name]()
    own = set(widget.trait_names(sync=True)) - set(AnyWidget.class_trait_names())
    traits = {name for name in own if name[0] != "_"}
    mounted = mount(browser, widget)
    told = {}
    for trait in sorted(traits):
        said = mounted.page.evaluate(_OPEN, [trait, NONSENSE])
        silent = [value for value, words in zip(NONSENSE, said, strict=True) if not words]
        told |= {trait: silent} if silent else {}
        problems = list(mounted.problems)
        assert problems == [], trait
    mounted.page.context.close()
    assert told == {}


def test_a_view_comes_to_life_once_its_state_can_be_shown(browser):
    mounted = mount(browser, WIDGETS["PoolingExplorer"]())
    mounted.set(padding=2)
    mounted.unmount()
    mounted.mount_again()
    page, told = mounted.page, mounted.page.locator(".cnnbook > [role=alert]")
    assert "A padding of 2 is more than half of the window of 2" in told.text_content()
    assert page.get_by_role("grid").count() == 0
    mounted.set(padding=1)
    assert told.text_content() == ""
    assert mounted.output.shape == (4, 4)
    problems = list(mounted.problems)
    page.context.close()
    assert problems == []
