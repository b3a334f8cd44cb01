"""The host's model keeps the contract that anywidget's models keep in Jupyter."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from tests.contract import EXPECTED, Probe, checked

END = """() => {
  window.endSecondView = async () => {
    window.cnnbookHost.unmount(document.querySelectorAll(".cnnbook-widget")[1]);
  };
}"""


# What the host does not do yet: it compares values by their JSON.
NOT_YET = (
    "the order of an object's names makes no change",
    "other bytes are a change, equal ones are none",
)


@pytest.fixture
def outcome(shown):
    """What comes of every check, and what should."""
    mounted = shown(Probe(), views=2)
    mounted.page.evaluate(END)
    return checked(mounted.page)


def test_the_hosts_model_is_what_a_widget_may_rely_on(outcome):
    expected = {name: what for name, what in EXPECTED.items() if name not in NOT_YET}
    assert {name: outcome[name] for name in expected} == expected


@pytest.mark.xfail(reason="the host compares values by their JSON", strict=True)
def test_values_are_equal_when_their_parts_are(outcome):
    assert {name: outcome[name] for name in NOT_YET} == {name: EXPECTED[name] for name in NOT_YET}
