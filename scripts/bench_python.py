"""Measure Python in the page: how soon it prints, how long pages run, what they fetch and hold.

Run as ``python -m scripts.bench_python``; ``make bench-site`` runs it too. *Cold* is a new browser
with an empty cache, *warm* the same browser started again by somebody who comes back: what it has
fetched and compiled is on the disc.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .browser import FLAGS, chromium, installed, served
from .build import HTML, build, is_fresh

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

RUNS = 3
LESSON = "book/02_filters.html"
STATE = "document.documentElement.dataset.python"
LIMITS = {
    "first print, cold, s": 5,
    "first print, warm, s": 3,
    "a whole page, s": 40,
    "MB held": 400,
}


def first_print(context: BrowserContext, address: str) -> float:
    """Return the seconds from the press of a cell's Run to the text that it prints."""
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Edit cell 1", exact=True).click()
    editor = page.get_by_role("textbox", name="Code of cell 1", exact=True)
    editor.press("ControlOrMeta+a")
    page.keyboard.insert_text("print('hello')")
    start = time.perf_counter()
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    page.wait_for_selector(".cnnbook-fresh .cnnbook-text:text('hello')")
    elapsed = time.perf_counter() - start
    page.close()
    return elapsed


def first_prints(browser: Browser, address: str) -> tuple[float, float]:
    """Return the seconds to a first print, cold, and warm after a second visit."""
    with tempfile.TemporaryDirectory() as profile:
        times = []
        for _ in range(3):
            context = browser.browser_type.launch_persistent_context(
                profile, executable_path=installed(), args=FLAGS
            )
            times.append(first_print(context, address))
            context.close()
    return times[0], times[2]


def whole(page: Page) -> float:
    """Return the seconds from the press at the top to the end of the last cell.

    Raises
    ------
    SystemExit
        If a cell ends with an error.
    """
    start = time.perf_counter()
    page.get_by_role("button", name="Run this page").click()
    page.wait_for_function(f"['done', 'failed'].includes({STATE})", timeout=300_000)
    if page.evaluate(STATE) == "failed":
        raise SystemExit(f"{page.url}: {page.locator('.cnnbook-run').inner_text()}")
    return time.perf_counter() - start


def held(browser: Browser) -> float:
    """Return the megabytes that the browser's largest page process holds; 0 if unknown.

    That is its own memory. The browser's program, which all its processes share and which the
    system can read again from the disc, is not counted: about 110 MB.
    """
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [Path(f"/proc/{p['id']}/status") for p in processes if p["type"] == "renderer"]
    lines = [
        line
        for path in pages
        if path.exists()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    parts = [int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssShmem"))]
    sizes = [sum(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return max(sizes, default=0) * 1024 / 1e6


def measure(site: Path = HTML) -> dict[str, float]:
    """Return every figure by its name."""
    figures: dict[str, float] = {}
    with served(site) as address, chromium() as browser:
        cold, warm = zip(
            *(first_prints(browser, f"{address}/{LESSON}") for _ in range(RUNS)), strict=True
        )
        figures["first print, cold, s"] = statistics.median(cold)
        figures["first print, warm, s"] = statistics.median(warm)
        for path in sorted((site / "_static/python/cells").rglob("*.json")):
            name = path.relative_to(site / "_static/python/cells").with_suffix(".html").as_posix()
            figures |= one_page(browser, address, name)
    return figures


def one_page(browser: Browser, address: str, name: str) -> dict[str, float]:
    """Return how long a page runs as a whole, what its process holds then, and what was fetched."""
    context = browser.new_context()
    page = context.new_page()
    fetched: list[int] = []
    page.on("requestfinished", lambda r: fetched.append(r.sizes()["responseBodySize"]))
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    before = len(fetched)
    seconds = whole(page)
    figures = {
        f"{name}: a whole page, s": seconds,
        f"{name}: MB held": held(browser),
        f"{name}: MB fetched": sum(fetched[before:]) / 1e6,
    }
    context.close()
    return figures


def broken(figures: dict[str, float]) -> list[str]:
    """Return, in words, the limits that are exceeded.

    Examples
    --------
    >>> broken({"first print, cold, s": 5.5, "book/a.html: a whole page, s": 12.0})
    ['first print, cold, s: 5.50 is more than 5']
    """
    return [
        f"{name}: {value:.2f} is more than {LIMITS[kind]}"
        for name, value in figures.items()
        if value > LIMITS.get(kind := name.rpartition(": ")[2], float("inf"))
    ]


def main() -> None:
    """Build the site when it is not fresh, measure it, print a table, and fail above a limit."""
    if not is_fresh():
        build()
    figures = measure()
    for name, value in figures.items():
        print(f"{name:48} {value:8.2f}")
    if too_much := broken(figures):
        raise SystemExit("\n".join(too_much))


if __name__ == "__main__":
    main()
