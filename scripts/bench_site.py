"""Measure the built pages: their weight, the time until a widget answers, the script of a frame.

Run as ``python -m scripts.bench_site``, or as ``make bench-site``. A first answer is the median of
some cold starts: a fresh browser context over a local server, nothing in its cache. A frame is what
the page does between a change of a widget's state and the next picture.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from .browser import READY, chromium, served
from .build import HTML, build, is_fresh
from .pdf import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

RUNS = 5
ANSWERS = "[data-mounted=live] > .cnnbook-live :is([role=grid], [role=slider], input[type=range])"
WORDS = "(control) => control.closest('.cnnbook-live').textContent"
OURS = (
    "widget_host.js",
    "book.css",
    "reach.js",
    "formulas.js",
    "run.js",
    "memory.js",
    "panel.js",
    "terms.js",
    "stage.js",
)
LIMITS = {
    "own scripts and styles, kB": 240,
    "site without Python, MB": 20,
    "Python for the pages, MB": 30,
    "first answer, s": 1.0,
}
PYTHON = "_static/python"  # under the site's folder; read when somebody runs code


def own_weight(site: Path, path: str) -> int:
    """Return the bytes of our own scripts and styles on a page: files, and widgets' modules."""
    html = (site / path).read_text(encoding="utf-8")
    files = [site / "_static" / name for name in OURS if name in html]
    marker = '<script type="application/vnd.jupyter.widget-state+json">'
    _, _, rest = html.partition(marker)
    state, _, _ = rest.partition("</script>")
    code = code_in(json.loads(state)) if state else ()
    return sum(file.stat().st_size for file in files) + sum(len(text.encode()) for text in code)


def code_in(state: dict[str, Any]) -> list[str]:
    """Return the modules and style sheets that a page's state holds; what else it holds is data."""
    keys = {
        key
        for entry in state["state"].values()
        for name in ("_esm", "_css")
        for key in (entry["state"].get(name) or {}).get("shared", ())
    }
    return [state["shared"][key] for key in sorted(keys)]


def sizes(site: Path = HTML) -> tuple[float, float]:
    """Return the megabytes of a built site without Python for its pages, and of that."""
    python = sum(path.stat().st_size for path in (site / PYTHON).rglob("*") if path.is_file())
    whole = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    return (whole - python) / 1e6, python / 1e6


def first_answer(browser: Browser, address: str) -> tuple[float, int]:
    """Return the seconds from navigation to a widget's answer to a key, and the bytes loaded."""
    context = browser.new_context()
    page = context.new_page()
    loaded: list[int] = []
    page.on("requestfinished", lambda r: loaded.append(r.sizes()["responseBodySize"]))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    control = page.wait_for_selector(ANSWERS)
    said = control.evaluate(WORDS)
    control.press("ArrowDown")  # one row down, or one step less
    page.wait_for_function(f"([control, said]) => ({WORDS})(control) !== said", arg=[control, said])
    elapsed = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return elapsed, sum(loaded)


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


def measure(site: Path = HTML) -> dict[str, dict[str, float]]:
    """Return each page's figures."""
    figures = {}
    with served(site) as address, chromium() as browser:
        for path in pages():
            if "cnnbook-widget" not in (site / path).read_text(encoding="utf-8"):
                continue
            runs = [first_answer(browser, f"{address}/{path}") for _ in range(RUNS)]
            figures[path] = {
                "own": own_weight(site, path) / 1e3,
                "loaded": runs[0][1] / 1e3,
                "answer": statistics.median(seconds for seconds, _ in runs),
            }
    return figures


def broken(figures: dict[str, dict[str, float]], site: float, python: float) -> list[str]:
    """Return, in words, the limits that some page or the whole site exceeds.

    Examples
    --------
    >>> broken({"book/intro.html": {"own": 241.0, "loaded": 900.0, "answer": 0.2}}, 12.0, 27.0)
    ['book/intro.html: 241.00 is more than 240 (own scripts and styles, kB)']
    """
    own, without, with_python, answer = LIMITS
    measured = [("whole site", without, site), ("whole site", with_python, python)]
    for page, row in figures.items():
        measured += [(page, own, row["own"]), (page, answer, row["answer"])]
    return [
        f"{page}: {value:.2f} is more than {LIMITS[name]} ({name})"
        for page, name, value in measured
        if value > LIMITS[name]
    ]


def main() -> None:
    """Build the site when it is not fresh, measure it, print a table, and fail above a limit."""
    if not is_fresh():
        build()
    figures = measure()
    print(f"{'page':28} {'own code, kB':>13} {'all loaded, kB':>15} {'first answer, s':>16}")
    for path, row in figures.items():
        print(f"{path:28} {row['own']:13.0f} {row['loaded']:15.0f} {row['answer']:16.2f}")
    site, python = sizes()
    print(f"{'site without Python, MB':28} {site:13.1f}")
    print(f"{'Python for the pages, MB':28} {python:13.1f}")
    print(f"\n{'a frame':28} {'script, ms':>13} {'at most, ms':>15}")
    slow = []
    for name, (spent, limit) in measure_frames().items():
        print(f"{name:28} {spent:13.2f} {limit:15}")
        slow += [f"{name}: {spent:.2f} is more than {limit} (script of a frame, ms)"] * (
            spent > limit
        )
    print("limits: " + ", ".join(f"{name} {limit}" for name, limit in LIMITS.items()))
    if too_much := [*broken(figures, site, python), *slow]:
        raise SystemExit("\n".join(too_much))


if __name__ == "__main__":
    main()
