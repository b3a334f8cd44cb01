"""What every test of the project may use."""

import pytest

from scripts.browser import FLAGS, installed


@pytest.fixture(scope="session")
def browser():
    """Chromium, for as long as the tests run."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="page tests need: pip install playwright"
    )
    path = installed()
    if path is None:
        pytest.skip("page tests need Chromium: install it from your system's packages")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
