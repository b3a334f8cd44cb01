"""Measure the built pages: their weight, and the time until a widget answers.

Run as ``python -m scripts.bench_site``, or as ``make bench-site``. Each time is the median of some
cold starts: a fresh browser context over a local server, nothing in its cache.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .browser import chromium, served
from .build import HTML, build, is_fresh
from .pdf import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS = 5
ANSWERS = "[data-mounted=live] > .cnnbook-live :is([role=grid], [role=slider], input[type=range])"
WORDS = "(control) => control.closest('.cnnbook-live').textContent"
OURS = ("widget_host.js", "book.css", "reach.js", "formulas.js", "run.js")
LIMITS = {"own scripts and styles, kB": 150, "site, MB": 20, "first answer, s": 1.0}


def own_weight(site: Path, path: str) -> int:
    """Return the bytes of our own scripts and styles on a page: files, and widgets' modules."""
    html = (site / path).read_text(encoding="utf-8")
    files = [site / "_static" / name for name in OURS if name in html]
    marker = '<script type="application/vnd.jupyter.widget-state+json">'
    _, _, rest = html.partition(marker)
    state, _, _ = rest.partition("</script>")
    code = json.loads(state)["shared"].values() if state else ()  # what it holds besides is data
    return sum(file.stat().st_size for file in files) + sum(len(text.encode()) for text in code)


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


def broken(figures: dict[str, dict[str, float]], size: float) -> list[str]:
    """Return, in words, the limits that some page or the whole site exceeds.

    Examples
    --------
    >>> broken({"book/intro.html": {"own": 151.0, "loaded": 900.0, "answer": 0.2}}, 12.0)
    ['book/intro.html: 151.00 is more than 150 (own scripts and styles, kB)']
    """
    own, whole, answer = LIMITS
    measured = [("whole site", whole, size)]
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
    size = sum(path.stat().st_size for path in HTML.rglob("*") if path.is_file()) / 1e6
    print(f"{'whole site, MB':28} {size:13.1f}")
    print("limits: " + ", ".join(f"{name} {limit}" for name, limit in LIMITS.items()))
    if too_much := broken(figures, size):
        raise SystemExit("\n".join(too_much))


if __name__ == "__main__":
    main()
