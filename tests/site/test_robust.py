"""Two hundred random actions on every widget: no error, nothing left behind, and NumPy agrees.

Hypothesis draws what is done (see actions.py), the same every time: a failure tells the last forty
actions. ``CNNBOOK_ROBUST=50`` gives each widget fifty new sequences, and shrinks one that fails to
what matters, which takes minutes.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from .actions import ACTION, Driver
from .mount import mount
from .rooms import examples, traits

EXTRA = int(os.environ.get("CNNBOOK_ROBUST", "0"))
LENGTH = 230  # of these some rest: 200 and more do something


def run(browser, make, actions):
    """Mount two views of a widget, do all this to them, take them away; count what was done."""
    widget = make()
    mounted = mount(browser, widget, views=2)
    driver = Driver(mounted, widget, traits(widget))
    try:
        for action in [*actions, ("remount", True)]:
            driver.perform(action)
            assert not mounted.problems, mounted.problems
        driver.agree()
        driver.end()
        assert not mounted.problems, mounted.problems
    except Exception as error:
        error.add_note("\n".join(["done before:", *driver.log[-40:]]))
        raise
    finally:
        mounted.page.context.close()
    return sum(done != "rest: rested" for done in driver.log)


@pytest.mark.parametrize("make", examples())
def test_a_widget_stands_whatever_is_done_to_it(browser, make):
    done = []

    @settings(
        max_examples=1 + (EXTRA or 1),  # the first one is only rest, and quick
        derandomize=not EXTRA,
        phases=Phase if EXTRA else [Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ACTION, min_size=LENGTH, max_size=LENGTH))
    def whatever(actions):
        done.append(run(browser, make, actions))

    whatever()
    assert max(done) >= 200
