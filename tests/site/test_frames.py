"""Changes at once are one picture. How long one takes is measured by ``make bench-site``."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from .mount import mount
from .rooms import examples, unusual

# Sets traits one after the other, and returns how often each canvas in sight was painted by then.
_PAINTS = """async (state) => {
  const paints = new Map([...document.querySelectorAll("canvas")].map((canvas) => [canvas, 0]));
  for (const name of ["drawImage", "putImageData"]) {
    const plain = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...values) {
      paints.set(this.canvas, (paints.get(this.canvas) ?? 0) + 1);
      return plain.apply(this, values);
    };
  }
  for (const [name, value] of Object.entries(state)) window.model.set(name, value);
  window.model.set(state);
  const early = [...paints.values()].reduce((sum, count) => sum + count, 0);
  await new Promise(queueMicrotask);
  const shown = [...paints].filter(([canvas]) => canvas.isConnected); // some are made anew
  return { early, paints: shown.map(([, count]) => count) };
}"""
_ANSWERED = {"attempts": 2, "hinted": True, "revealed": True}


@pytest.mark.parametrize("make", examples())
def test_changes_at_once_are_one_picture(browser, make):
    widget = make()
    mounted = mount(browser, widget)
    state = unusual(type(widget).__name__)
    before = mounted.page.locator(".cnnbook").inner_text()
    done = mounted.page.evaluate(_PAINTS, _ANSWERED if callable(state) else state)
    assert done["early"] == 0
    assert max(done["paints"], default=0) <= 1
    assert mounted.page.locator(".cnnbook").inner_text() != before
    told = "".join(mounted.page.locator("[role=alert]").all_inner_texts())  # it may be refused
    assert sum(done["paints"]) > 0 or not done["paints"] or told
    mounted.close()
