"""Measure the built pages: their weight, the time until a widget answers, the script of a frame.

Run as ``python -m scripts.bench_site``, or as ``make bench-site``. A first answer is the median of
some cold starts: a fresh browser context over a local server, nothing in its cache. Frames are
measured by ``bench_frames``.

A page's own code is all that it loads of ours before anything is pressed, in the bytes that travel:
scripts, style sheets, and the modules that stand in the page, run or not. The theme, MathJax and
data are not of it, nor what a press brings.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bench_frames import measure_frames
from .browser import READY, chromium, served
from .build import HTML, build, is_fresh
from .pdf import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ElementHandle, Page

RUNS = 5
SLOWED = 4
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
    "late.js",
)
LIMITS = {
    "own scripts and styles, kB": 150,
    "own scripts and styles of a later lesson, kB": 200,
    "site without Python, MB": 20,
    "Python for the pages, MB": 30,
    "first answer, s": 1.0,
    "layout shift": 0.01,
}
LATER = re.compile(r"book/(0[89]|1\d)_")  # lessons whose widgets train or hold whole networks
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


def own_limit(path: str) -> str:
    """Return the name of the limit for a page's own code.

    Examples
    --------
    >>> LIMITS[own_limit("book/07_counting.html")], LIMITS[own_limit("book/13_fast.html")]
    (150, 200)
    """
    first, later, *_ = LIMITS
    return later if LATER.match(path) else first


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


# From a key to the task behind the frame that shows what it does.
_LISTEN = """(control) => {
  window.painted = new Promise((resolve) => {
    const shown = ({ timeStamp }) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - timeStamp);
      port2.postMessage(null);
    });
    control.addEventListener("keydown", shown, { once: true });
  });
}"""
# What moved by itself since the page began, as the browser counts it.
_SHIFT = """() => new Promise((resolve) => {
  const add = (sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value);
  const tell = (list) => resolve(list.getEntries().reduce(add, 0));
  new PerformanceObserver(tell).observe({ type: "layout-shift", buffered: true });
  setTimeout(resolve, 100, 0); // nothing has moved
})"""


def input_to_paint(page: Page, control: ElementHandle) -> float:
    """Return the milliseconds from a key to the picture that it makes, the median of ten."""
    times = []
    for key in ("ArrowLeft", "ArrowUp") * 5:
        control.evaluate(_LISTEN)
        control.press(key)
        times.append(page.evaluate("window.painted"))
    return statistics.median(times)


def visit(browser: Browser, address: str, *, slowed: int = 1) -> dict[str, float]:
    """Return the figures of one cold start, with the processor slowed that many times."""
    context = browser.new_context()
    page = context.new_page()
    loaded: list[int] = []
    if slowed > 1:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.on("requestfinished", lambda r: loaded.append(r.sizes()["responseBodySize"]))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    control = page.wait_for_selector(ANSWERS)
    said = control.evaluate(WORDS)
    if control.get_attribute("role") == "grid":
        control.press("ArrowRight")  # where there is one row, or the last is chosen
    control.press("ArrowDown")  # one row down, or one step less
    page.wait_for_function(f"([control, said]) => ({WORDS})(control) !== said", arg=[control, said])
    elapsed = time.perf_counter() - start
    page.wait_for_function(READY)
    page.wait_for_load_state("networkidle")
    figures = {
        "answer": elapsed,
        "loaded": sum(loaded) / 1e3,
        "shift": page.evaluate(_SHIFT),
        "paint": input_to_paint(page, control),
    }
    context.close()
    return figures


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure.

    Examples
    --------
    >>> medians([{"answer": 3}, {"answer": 1}, {"answer": 2}])
    {'answer': 2}
    """
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def measure(site: Path = HTML) -> dict[str, dict[str, float]]:
    """Return each page's figures."""
    figures = {}
    with served(site) as address, chromium() as browser:
        for path in pages():
            if "cnnbook-widget" not in (site / path).read_text(encoding="utf-8"):
                continue
            runs = [visit(browser, f"{address}/{path}") for _ in range(RUNS)]
            slow = [visit(browser, f"{address}/{path}", slowed=SLOWED) for _ in range(RUNS)]
            figures[path] = {"own": own_weight(site, path) / 1e3, **medians(runs)}
            figures[path] |= {f"slow {name}": value for name, value in medians(slow).items()}
    return figures


def broken(figures: dict[str, dict[str, float]], site: float, python: float) -> list[str]:
    """Return, in words, the limits that some page or the whole site exceeds.

    Examples
    --------
    >>> broken({"book/intro.html": {"own": 241.0, "answer": 0.2, "shift": 0.0}}, 12.0, 27.0)
    ['book/intro.html: 241.00 is more than 150 (own scripts and styles, kB)']
    """
    _, _, without, with_python, answer, shift = LIMITS
    measured = [("whole site", without, site), ("whole site", with_python, python)]
    for page, row in figures.items():
        measured += [(page, own_limit(page), row["own"]), (page, answer, row["answer"])]
        measured += [(page, shift, row["shift"])]
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
    print("In brackets with the processor slowed four times; a paint is that of a key's effect.")
    heads = f"{'own, kB':>8} {'loaded, kB':>11} {'first answer, s':>17} {'to paint, ms':>13} shift"
    print(f"{'page':28} {heads}")
    for path, row in figures.items():
        answer = f"{row['answer']:.2f} ({row['slow answer']:.2f})"
        paint = f"{row['paint']:.0f} ({row['slow paint']:.0f})"
        weights = f"{row['own']:8.0f} {row['loaded']:11.0f}"
        print(f"{path:28} {weights} {answer:>17} {paint:>13} {row['shift']:.4f}")
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
