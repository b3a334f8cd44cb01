"""What every test of the project may use."""

import shutil

import pytest


@pytest.fixture(scope="session")
def browser():
    """Chromium, for as long as the tests run."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="page tests need: pip install playwright"
    )
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("page tests need Chromium: install it from your system's packages")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()
