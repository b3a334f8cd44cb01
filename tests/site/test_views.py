"""Two views of every widget stay in step, whatever is used in one of them, and leave nothing."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from .actions import SCRIPT
from .conftest import CONTROLS
from .mount import mount
from .rooms import examples

# What a view shows. A second view of the same model has its own ids, what was refused in it, what
# is unfolded in it, and where its reader reads in a map that changes nothing.
SHOWN = """(n) => {
  const root = document.querySelectorAll(".cnnbook")[n];
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const parts = [...root.querySelectorAll("*")].filter(visible).flatMap((element) => {
    if (element.closest("[role=alert], .cb-copy, .cb-player, .cb-spoken")) return [];
    if (element.matches("canvas")) return [element.toDataURL()];
    if (element.matches(".cb-frames span")) return [element.style.cssText];
    const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    const text = own.map(({ data }) => data).join("").trim();
    const { value, checked, ariaPressed, ariaLabel } = element;
    return [[element.tagName, text, value, checked, ariaPressed, ariaLabel].join("|")];
  });
  return { parts, output: JSON.stringify([root.cnnbookOutput].flat()) };
}"""

# Uses a control of the first view as a reader does; says whether there is a next one.
USE = """async (n) => {
  const visible = (e) => !e.disabled && e.checkVisibility({ visibilityProperty: true });
  const [root] = document.querySelectorAll(".cnnbook");
  const grid = window.model.get("row") === undefined ? "" : ", [role=grid]"; // others only read
  const kinds = `button:not(.cb-copy, .cb-fold, .cb-player *), input, select, [role=slider]${grid}`;
  const control = [...root.querySelectorAll(kinds)].filter(visible)[n];
  if (!control) return null;
  const fire = (type, on = control) => on.dispatchEvent(new Event(type, { bubbles: true }));
  const key = (key) => control.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const before = JSON.stringify(controls.state());
  const field = control.closest(".cb-number")?.querySelector("input");
  const text = field?.value;
  if (control.matches("[role=grid], [role=slider]")) key("ArrowDown");
  else if (control.matches("button, [type=checkbox], [type=radio]")) control.click();
  else if (control.matches("select")) {
    control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
    fire("change");
  } else if (control.matches("[type=range]")) {
    control.stepDown();
    fire("input");
  } else if (field) key("ArrowUp");
  else {
    control.value = "7";
    fire("input");
  }
  await controls.drawn();
  const changed = JSON.stringify(controls.state()) !== before;
  if (!changed && control.matches("[role=grid]")) key("ArrowUp"); // it only reads
  if (!changed && field) {
    field.value = text;
    fire("input", field);
  }
  await new Promise(requestAnimationFrame);
  const name = control.ariaLabel ?? control.labels?.[0]?.textContent ?? control.textContent;
  return { name, changed };
}"""
UNFOLD = "document.querySelectorAll('.cb-fold').forEach((fold) => fold.click())"  # in both views
# Playwright's own ways to scroll would leave listeners, and they are counted.
PICTURE = """() => {
  const picture = document.querySelector(".cnnbook :is(canvas, svg)") ?? document.body;
  picture.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y } = picture.getBoundingClientRect();
  return [x + 20, y + 20];
}"""


@pytest.mark.parametrize("make", examples())
def test_what_is_changed_in_one_view_is_shown_in_the_other(browser, make):
    mounted = mount(browser, make(), views=2)
    page = mounted.page
    mounted.unmount()
    page.evaluate(SCRIPT)
    mounted.mount_again()
    page.evaluate(CONTROLS)
    page.evaluate(UNFOLD)
    changes, n = 0, 0
    while used := page.evaluate(USE, n):
        one, other = (page.evaluate(SHOWN, k) for k in (0, 1))
        differing = [
            pair for pair in zip(one["parts"], other["parts"], strict=False) if len(set(pair)) > 1
        ]
        assert differing == [], used["name"]
        assert one == other, used["name"]
        changes += used["changed"]
        n += 1
    assert changes >= 1
    page.mouse.move(*page.evaluate(PICTURE))
    page.mouse.down()
    mounted.unmount()
    page.mouse.move(300, 300)
    page.mouse.up()
    assert page.evaluate("robust.left()") == {}
    mounted.close()


PICTURES = """() => [
  ...[...document.querySelectorAll("[role=grid] > canvas")].map((c) => c.toDataURL()),
  ...[...document.querySelectorAll(".cb-frames span")].map((e) => getComputedStyle(e).borderColor),
]"""
TURN = """async (theme) => {
  document.documentElement.dataset.theme = theme;
  await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("make", examples())
def test_pictures_follow_light_and_dark(browser, make):
    mounted = mount(browser, make())
    page = mounted.page
    light = page.evaluate(PICTURES)
    page.evaluate(TURN, "dark")
    dark = page.evaluate(PICTURES)
    page.evaluate(TURN, "light")
    assert page.evaluate(PICTURES) == light
    assert dark != light or mounted.get("row") is None  # where there is a frame
    mounted.close()
