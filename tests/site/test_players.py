"""Every player: it waits to be asked, steps, plays at its speed, pauses, and ends with its view."""

from itertools import pairwise

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from .conftest import CONTROLS
from .mount import mount
from .rooms import examples

SECOND = 1000
PLAYER = ".cb-player"


@pytest.fixture(params=examples(using="player"))
def walked(request, browser):
    """A widget with a player, on a page whose clock stands still until the test moves it."""
    mounted = mount(browser, request.param())
    page = mounted.page
    page.evaluate(CONTROLS)
    page.clock.install()
    page.clock.pause_at("2100-01-01")
    yield mounted
    mounted.close()


@pytest.fixture
def player(walked):
    """Its player."""
    return Player(walked)


class Player:
    """One player of a page."""

    def __init__(self, mounted):
        self.page = mounted.page
        element = self.page.locator(PLAYER).first
        self.toggle = element.get_by_role("button").first
        self.step = element.get_by_role("button", name="Step")
        self.speed = element.get_by_label("Speed")

    def state(self):
        """The model's state."""
        return self.page.evaluate("controls.state()")

    def wait(self, milliseconds):
        """Let time pass."""
        self.page.clock.run_for(milliseconds)

    def steps(self, count):
        """The states that so many presses on Step lead through; the widget is put back."""
        start, met = self.state(), []
        for _ in range(count):
            self.step.click()
            met.append(self.state())
        self.page.evaluate("(state) => { model.set(state); }", start)
        return met


def test_it_waits_to_be_asked(player):
    before = player.state()
    assert player.toggle.text_content() == "▶ Play"
    player.wait(10 * SECOND)
    assert player.state() == before


def test_a_step_goes_on_by_one_and_comes_round(player):
    met = player.steps(60)
    kinds = {str(state) for state in met}
    assert met[0] != player.state()
    assert all(one != other for one, other in pairwise(met))
    first = met.index(met[0], 1)  # it begins again when it has been everywhere
    assert first == len(kinds)


def test_play_takes_the_same_steps_at_its_speed(player):
    met = player.steps(10)
    player.toggle.click()
    assert player.toggle.text_content() == "❚❚ Pause"
    for state in met[:4]:
        player.wait(SECOND // 4)
        assert player.state() == state
    player.speed.press("End")
    assert player.speed.get_attribute("aria-valuetext") == "30 a second"
    for state in met[4:]:
        player.wait(-(-SECOND // 30))
        assert player.state() == state
    player.speed.press("Home")
    assert player.speed.get_attribute("aria-valuetext") == "1 a second"
    player.wait(SECOND - 10)
    assert player.state() == met[-1]


def test_pause_step_and_pointing_stop_it(player):
    page = player.page
    grid = page.get_by_role("grid")
    stops = [player.toggle.click, player.step.click]
    if grid.count() and "row" in player.state():
        stops += [lambda: grid.last.press("ArrowDown"), grid.last.locator("canvas").hover]
    for stop in stops:
        page.mouse.move(0, 0)
        player.toggle.click()
        player.wait(SECOND // 4)
        stop()
        assert player.toggle.text_content() == "▶ Play"
        before = player.state()
        player.wait(10 * SECOND)
        assert player.state() == before


def test_it_ends_with_its_view(walked, player):
    player.toggle.click()
    before = player.state()
    walked.unmount()
    player.wait(10 * SECOND)
    assert player.state() == before


def test_where_motion_is_not_wanted_nothing_moves_but_what_is_asked_for(walked, player):
    page = player.page
    page.emulate_media(reduced_motion="reduce")
    before = player.state()
    player.wait(10 * SECOND)
    assert player.state() == before
    player.toggle.click()
    player.wait(SECOND)
    assert player.state() != before  # the reader has asked
    assert page.evaluate("document.getAnimations().length") == 0
