"""The host's model keeps the contract that anywidget's models keep in Jupyter."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from tests.contract import EXPECTED, Probe, checked

END = """() => {
  window.endSecondView = async () => {
    window.cnnbookHost.unmount(document.querySelectorAll(".cnnbook-widget")[1]);
  };
}"""


@pytest.fixture
def outcome(shown):
    """What comes of every check, and what should."""
    mounted = shown(Probe(), views=2)
    mounted.page.evaluate(END)
    return checked(mounted.page)


def test_the_hosts_model_is_what_a_widget_may_rely_on(outcome):
    assert outcome == EXPECTED
