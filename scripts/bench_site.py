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
OURS = ("widget_host.js", "book.css", "reach.js")
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
    """Return the seconds from navigation to a widget that answers a key, and the bytes loaded."""
    context = browser.new_context()
    page = context.new_page()
    loaded: list[int] = []
    page.on("requestfinished", lambda r: loaded.append(r.sizes()["responseBodySize"]))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".cnnbook-live [role=grid], .cnnbook-live button, .cnnbook-live input")
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


def main() -> None:
    """Build the site when it is not fresh, measure it, and print a table."""
    if not is_fresh():
        build()
    print(f"{'page':28} {'own code, kB':>13} {'all loaded, kB':>15} {'first answer, s':>16}")
    for path, row in measure().items():
        print(f"{path:28} {row['own']:13.0f} {row['loaded']:15.0f} {row['answer']:16.2f}")
    size = sum(path.stat().st_size for path in HTML.rglob("*") if path.is_file())
    print(f"{'whole site, MB':28} {size / 1e6:13.1f}")
    print("limits: " + ", ".join(f"{name} {limit}" for name, limit in LIMITS.items()))


if __name__ == "__main__":
    main()
