"""Every hand: forced colours, fingers, thumbs that scroll, marks that people type."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ConvolutionExplorer

from .mount import mount
from .pages import LESSONS
from .rooms import examples

IMAGE = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 8, 7], [6, 5, 4, 3]]
ACROSS = """() => {
  const fields = "select, .cb-number input, .cb-text, [type=range], .cb-check, .cb-q-choice";
  const controls = `.cnnbook :is(button, summary, ${fields})`;
  const small = (box, low) => box.height < 44 - 0.5 || (box.width < low - 0.5);
  return [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility())
    .filter((one) => small(one.getBoundingClientRect(), one.matches("button") ? 44 : 24))
    .map((one) => `${one.outerHTML.slice(0, 90)} ${JSON.stringify(one.getBoundingClientRect())}`);
}"""


@pytest.mark.parametrize("make", examples())
def test_every_target_is_large_enough_for_a_finger_and_fits_a_phone(browser, make):
    mounted = mount(browser, make(), width=320, has_touch=True, is_mobile=True)
    assert mounted.page.evaluate(ACROSS) == []
    assert mounted.overflow == 0
    root = mounted.page.locator(".cnnbook").first
    assert root.get_attribute("role") == "group"
    named = root.get_attribute("aria-label") or root.get_attribute("aria-labelledby")
    assert named
    if not root.get_attribute("aria-labelledby"):
        assert root.evaluate("(e) => document.getElementById(e.getAttribute('aria-describedby'))")
    mounted.close()


PRESSED = """() => {
  const look = (one) => {
    const { color, backgroundColor, borderTopStyle } = getComputedStyle(one);
    return [color, backgroundColor, borderTopStyle].join();
  };
  const all = [...document.querySelectorAll(".cnnbook [aria-pressed]")];
  const looks = (pressed) => all.filter((one) => one.ariaPressed === pressed).map(look);
  const both = new Set(looks("true"));
  return looks("false").filter((one) => both.has(one)).length;
}"""
EMPTY = """() => [...document.querySelectorAll(".cnnbook :is(.cb-legend-bar, .cb-bar)")]
  .filter((one) => one.checkVisibility() && one.clientWidth)
  .filter((one) => {
    const { backgroundImage, backgroundColor } = getComputedStyle(one);
    const ground = getComputedStyle(document.body).backgroundColor;
    const none = [ground, "rgba(0, 0, 0, 0)"].includes(backgroundColor);
    return backgroundImage === "none" && none;
  }).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("make", examples())
def test_forced_colours_leave_every_state_a_sign(browser, make):
    mounted = mount(browser, make(), forced_colors="active")
    assert mounted.page.evaluate(PRESSED) == 0
    assert mounted.page.evaluate(EMPTY) == []
    mounted.close()


@pytest.fixture
def convolution(shown):
    """A convolution explorer, on a page that a thumb can scroll."""
    return shown(ConvolutionExplorer(IMAGE, kernel=[[1, 0], [0, 1]]), has_touch=True)


def swipe(page, locator):
    """Begin on an element and scroll the page, as a thumb does."""
    page.evaluate("document.body.style.paddingBottom = '3000px'")
    box = locator.bounding_box()
    x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for step in range(12):
        kind = "touchMove" if step else "touchStart"
        where = [{"x": x, "y": y - 15 * step}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("scrollY > 0")


def to_the_top(page):
    """Scroll to the top, and again while a swipe still carries the page on."""
    page.wait_for_function("() => { const still = scrollY === 0; scrollTo(0, 0); return still; }")


def test_a_thumb_that_scrolls_changes_nothing(convolution):
    page = convolution.page
    grid = page.get_by_role("grid").last
    speed = page.get_by_label("Speed")
    before = (convolution.get("row"), convolution.get("column"), speed.input_value())
    for place in (grid, speed):
        swipe(page, place)
        assert (convolution.get("row"), convolution.get("column"), speed.input_value()) == before
        to_the_top(page)
    box = grid.bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
    moved = "([r, c]) => window.model.get('row') !== r || window.model.get('column') !== c"
    page.wait_for_function(moved, arg=before[:2])


TYPED = {"−2": -2, "– 3": -3, "+ 4": 4, "0,5": 0.5, "1 000": 1000, " 7 ": 7, "1/4": 0.25}
TYPED |= {"3*3": 9, "2 × 3 − 1": 5, "-1/4 + 1": 0.75, "1e-1*2": 0.2}  # worked out


def test_what_people_type_is_a_number(convolution):
    convolution.set(padding=1)
    for typed, value in TYPED.items():
        convolution.page.get_by_label("Constant", exact=True).fill(typed)
        assert convolution.get("padding_value") == value, typed


def test_a_mark_that_may_mean_two_things_is_asked_about(convolution):
    convolution.set(padding=1)
    assert convolution.refusal("Constant", "2,303") == (
        "Is “2,303” 2303 or 2.303? Write one of the two."
    )


def test_start_again_forgets_what_was_refused(convolution):
    page = convolution.page
    page.get_by_label("Stride", exact=True).fill("many")
    assert page.locator("[aria-invalid=true]").count() == 1
    page.get_by_role("button", name="Start again").click()
    assert page.get_by_label("Stride", exact=True).input_value() == "1"
    page.get_by_role("gridcell").first.press("x")
    page.get_by_role("gridcell").first.press("Enter")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start again").click()
    assert page.locator("[aria-invalid=true], .cb-matrix input").count() == 0
    assert (
        page.locator(".cb-problem").all_inner_texts() == [""] * page.locator(".cb-problem").count()
    )


def test_nothing_speaks_while_it_plays_and_it_pauses_out_of_sight(convolution):
    page = convolution.page
    spoken = "[...document.querySelectorAll('[role=status]')].map((one) => one.ariaLive)"
    page.get_by_role("button", name="Play").click()
    assert set(page.evaluate(spoken)) == {"off"}
    page.evaluate("document.body.style.paddingBottom = '3000px'; scrollTo(0, 3000)")
    page.get_by_role("button", name="▶ Play").wait_for(state="attached")
    assert set(page.evaluate(spoken)) == {"polite"}


def test_a_widget_fills_the_screen_with_large_numbers_and_comes_back(open_page):
    page = open_page("book/03_convolution.html")
    place = page.locator(".cnnbook-widget:has(.cnnbook-stage)").first
    before = place.bounding_box()
    place.get_by_role("button", name="Whole screen").click()
    page.wait_for_function("document.fullscreenElement?.classList.contains('cnnbook-whole')")
    assert place.bounding_box()["x"] == 0
    zoom = place.locator(".cnnbook-live").evaluate("(e) => Number(getComputedStyle(e).zoom)")
    assert zoom > 1.3
    canvas = place.locator("canvas").last
    canvas.click(position={"x": 3, "y": 3})
    place.get_by_role("button", name="Back to the page").click()
    page.wait_for_function("!document.fullscreenElement")
    assert place.bounding_box()["width"] == before["width"]


def test_an_embedded_widget_stands_alone_with_its_state(open_page, tmp_path, address):
    page = open_page("book/03_convolution.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    place = page.locator("[data-widget=ConvolutionExplorer-2]")
    place.get_by_label("Stride", exact=True).fill("2")
    place.get_by_role("button", name="Embed").click()
    place.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert 'title="Convolution explorer"' in text
    (tmp_path / "course.html").write_text(f"<!doctype html><p>Our course</p>{text}")
    url = text.split('src="')[1].split('"')[0]
    alone = open_page(url.removeprefix(f"{address}/"))
    stride = alone.locator(".cnnbook-widget.cnnbook-only").get_by_label("Stride", exact=True)
    assert stride.input_value() == "2"
    parts = alone.locator("h1:visible, nav:visible, .cnnbook-widget:visible")
    assert parts.count() == 1
    assert alone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_back_to_top_covers_nothing(open_page):
    for width in (375, 1280):
        page = open_page("book/03_convolution.html", width=width)
        page.evaluate("document.querySelector('#pst-back-to-top').style.display = 'block'")
        assert not page.locator("#pst-back-to-top").is_visible()


STOPS = """(places) => places.map((place) => {
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = [...place.querySelectorAll(kinds)];
  const reached = all.filter((one) => one.tabIndex >= 0 && !one.disabled)
    .filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const single = new Set(reached.map((one) => (one.type === "radio" ? one.name : one)));
  return [place.dataset.widget, single.size - 1]; // of radio buttons, one is reached
})"""


@pytest.mark.parametrize("path", ["book/intro.html", "book/numpy.html", *LESSONS])
def test_at_most_40_tab_stops_stand_before_the_last_control_of_a_widget(open_page, path):
    page = open_page(path)
    stops = page.locator(".cnnbook-widget").evaluate_all(STOPS)
    assert len(stops) > 0
    assert [(name, before) for name, before in stops if not 0 <= before <= 40] == []
