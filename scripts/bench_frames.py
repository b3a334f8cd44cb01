"""Measure the script of a frame: what a page does from a change of state to the next picture."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from .browser import READY, chromium, served
from .build import HTML
from .pdf import pages

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page


def _grid(side: int, most: int, rng: Random, part: float = 1) -> list[list[float]]:
    return [
        [rng.randint(-most * (part == 1), most) * part for _ in range(side)] for _ in range(side)
    ]


def frames() -> list[tuple[str, str, dict[str, Any], list[dict[str, Any]], float]]:
    """Return what is measured: name, widget, its state, ten changes, milliseconds at most."""
    rng = Random(0)
    image = {"image": _grid(28, 10, rng, 0.1), "image_code": ""}
    places = [{"row": k // 5, "column": k % 5} for k in range(10)]
    padded = {**image, "kernel": [[1] * 3] * 3, "stride": 1, "padding": 1, "dilation": 1}
    large = {**padded, "image": _grid(256, 255, rng), "kernel": [[1] * 9] * 9, "padding": 4}
    pooled = {**image, "kernel_size": 2, "stride": 2, "padding": 0}
    kernels = {side: [{"kernel": _grid(side, 9, rng)} for _ in range(10)] for side in (3, 9)}
    strokes = [{"strokes": [[[9 + k, 4], [14, 14], [9, 24 - k]]]} for k in range(10)]
    return [
        ("pixel", "PixelExplorer", {**image, "resolution": 28}, places, 2),
        ("window", "ConvolutionExplorer", padded, places, 2),
        ("kernel", "ConvolutionExplorer", padded, kernels[3], 2),
        ("activation", "ActivationExplorer", image, places, 2),
        ("pooling", "PoolingExplorer", pooled, places, 2),
        ("receptive field", "ReceptiveFieldExplorer", image, places, 2),
        ("drawing", "NetworkExplorer", {}, strokes, 16),
        ("kernel 9 × 9, 256 × 256", "ConvolutionExplorer", large, kernels[9], 16),
    ]


# Finds the model of a widget's kind that stands first on the page; null when there is none.
_FIND = """(kind) => {
  const models = [...(window.cnnbookHost?.models.values() ?? [])];
  window.measured = models.find(({ key }) => key.startsWith(`${kind}-`)) ?? null;
  return Boolean(window.measured);
}"""
_CHANGE = """async (states) => {
  for (const state of states) {
    window.measured.set(state);
    await new Promise(queueMicrotask);
  }
}"""


def script_time(page: Page, session: CDPSession, states: list[dict[str, Any]]) -> float:
    """Return the milliseconds of script for each of these changes, on the page's own thread.

    The least of some rounds: the first ones run before the browser has optimised, others while the
    machine does something else.
    """

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(entry["value"] for entry in metrics if entry["name"] == "ScriptDuration")

    def one() -> float:
        before = spent()
        page.evaluate(_CHANGE, states)
        return 1000 * (spent() - before) / len(states)

    return min(one() for _ in range(30))


def measure_frames(site: Path = HTML) -> dict[str, tuple[float, float]]:
    """Return for each frame the milliseconds of script that it takes, and that it may take."""
    measured = {}
    with served(site) as address, chromium() as browser:
        for name, kind, state, changes, limit in frames():
            page = browser.new_page()
            for path in pages():
                page.goto(f"{address}/{path}")
                page.wait_for_function(READY)
                if page.evaluate(_FIND, kind):
                    break
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.evaluate(_CHANGE, [state])
            measured[name] = (script_time(page, session, changes), limit)
            page.close()
    return measured
