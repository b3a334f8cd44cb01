"""Pages fit every screen, follow light and dark, and leave pictures where nothing can run."""

import pytest

from .pages import PAGES, toc_pages
from .states import make_unusual, names

TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const end = (element) => Math.round(element.getBoundingClientRect().right);
  const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";
  const held = (box) => box !== document.body && (scrolls(box) || held(box.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((element) => end(element) > innerWidth && !held(element.parentElement))
    .map((element) => `${element.outerHTML.slice(0, 80)} ends at ${end(element)}`);
}"""


WIDTHS = (320, 360, 375, 414, 600, 768, 1024, 1280)


def too_wide(page):
    """What is wider than the screen, once widgets that follow its width have been drawn anew."""
    for _ in range(20):
        found = page.evaluate(TOO_WIDE)
        if not found:
            break
        page.evaluate("() => new Promise((done) => { setTimeout(done, 100); })")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen(open_page, path):
    page = open_page(path, width=320, formulas=True)
    for state in (lambda page: None, make_unusual) if names(page) else (lambda page: None,):
        state(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == [], f"at {width} px"


def test_explorers_reach_over_the_contents_which_fold_meanwhile(open_page):
    page = open_page("book/03_convolution.html", width=1280)
    explorer = page.locator(".cnnbook-widget:not(:has(.cb-question))").nth(1)
    question = page.locator(".cnnbook-widget:has(.cb-question)").first
    article = page.locator("article h1").bounding_box()["width"]
    assert explorer.bounding_box()["width"] > 1.3 * article
    assert question.bounding_box()["width"] <= article
    contents = page.locator(".bd-sidebar-secondary")
    explorer.evaluate("(e) => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.wait_for_function("(e) => e.offsetHeight < 50", arg=contents.element_handle())
    first = contents.locator("a").first
    first.focus()  # by keyboard it opens over the explorer
    page.wait_for_function("(e) => e.offsetHeight > 300", arg=contents.element_handle())
    page.wait_for_function(
        "(e) => getComputedStyle(e.closest('nav')).opacity === '1'", arg=first.element_handle()
    )
    first.evaluate("(e) => e.blur()")
    question.evaluate("(e) => e.scrollIntoView({ block: 'start', behavior: 'instant' })")
    page.wait_for_function("(e) => e.offsetHeight > 300", arg=contents.element_handle())
    page.set_viewport_size({"width": 1024, "height": 900})
    assert explorer.bounding_box()["width"] <= page.locator("article h1").bounding_box()["width"]


def background(page):
    """The page's background colour, as three numbers."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")]


def test_light_and_dark_follow_the_system_and_the_button(open_page):
    page = open_page(PAGES[0], scheme="dark")
    assert max(background(page)) < 60
    page.locator(".theme-switch-button:visible").first.click()
    assert min(background(page)) > 200


def pages_with_widgets(site):
    """The first page with a widget: the landing page has one."""
    return [path for path in toc_pages() if "cnnbook-widget" in (site / path).read_text("utf-8")]


def test_without_javascript_each_widget_is_its_picture_and_its_call(open_page, site):
    assert pages_with_widgets(site)
    for path in pages_with_widgets(site):
        page = open_page(path, javascript=False)
        stills = page.locator(".cnnbook-widget > .cnnbook-still")
        assert stills.count() == page.locator(".cnnbook-widget").count()
        for still in stills.all():
            assert still.is_visible()
            assert still.locator("img").get_attribute("alt")
        calls = page.locator(".cnnbook-still pre").all_inner_texts()
        assert [call for call in calls if "cnnbook" in call or "output = " in call]


def test_python_is_folded_and_a_press_shows_it(open_page):
    place = open_page("book/03_convolution.html").locator(".cnnbook-live").first
    fold = place.get_by_role("button", name="The same in Python")
    code = place.locator(".cb-code-box")
    assert not code.is_visible()
    for shown in (True, False):
        fold.press("Enter")
        assert fold.get_attribute("aria-expanded") == str(shown).lower()
        assert code.is_visible() == shown


def test_print_shows_a_widget_as_the_reader_has_set_it(open_page):
    page = open_page("book/03_convolution.html", scheme="dark")
    place = page.locator("[data-widget=ConvolutionExplorer-2]")
    place.get_by_label("Stride", exact=True).fill("2")
    page.emulate_media(media="print")
    for seen in (place.locator("canvas").first, place.get_by_label("Stride", exact=True)):
        assert seen.is_visible()
    assert place.locator(".cb-code-box").is_visible()  # folded on the screen
    assert "stride=2" in place.locator(".cb-code-box").text_content()
    for not_for_paper in (place.get_by_role("button"), place.locator(".cnnbook-still")):
        assert not any(one.is_visible() for one in not_for_paper.all())
    page.evaluate(
        """() => {
          addEventListener("afterprint", () => { window.after = true; });
          const page = document.documentElement.dataset;
          addEventListener("beforeprint", () => { window.theme = page.theme; });
        }"""
    )
    page.pdf()
    page.wait_for_function("window.after")
    assert page.evaluate("[theme, document.documentElement.dataset.theme]") == ["light", "dark"]


def test_print_shows_an_answer_that_was_given_and_a_line_for_one_that_was_not(open_page):
    page = open_page("book/03_convolution.html")
    given, open_ = page.locator(".cb-question:has(.cb-q-number)").all()[:2]
    given.locator("input").fill("25")
    given.get_by_role("button", name="Check").click()
    page.emulate_media(media="print")
    assert given.locator(".cb-q-prompt").is_visible()
    assert given.locator("input").input_value() == "25"
    assert "Not yet" in given.locator(".cb-q-verdict").inner_text()
    line = open_.locator("input")
    assert line.bounding_box()["width"] > 150
    style = line.evaluate(
        "(e) => [getComputedStyle(e).borderBottomStyle, getComputedStyle(e).borderTopStyle]"
    )
    assert style == ["solid", "none"]


def test_pictures_of_data_are_not_dimmed_in_the_dark(open_page):
    page = open_page("book/02_filters.html", scheme="dark")
    filters = page.locator("article :is(.cell_output, .cnnbook-still) img").evaluate_all(
        "(images) => images.map((image) => getComputedStyle(image).filter)"
    )
    assert set(filters) == {"none"}


def test_the_table_of_a_network_stands_on_the_pages_paper_in_the_dark(open_page):
    page = open_page("book/07_counting.html", scheme="dark")
    table = page.locator(".cnnbook-summary").first
    grounds = table.evaluate(
        "(e) => [e, e.parentElement].map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert set(grounds) == {"rgba(0, 0, 0, 0)"}
    for part in (table.locator("caption"), table.locator("td").first):
        ink = part.evaluate("(e) => getComputedStyle(e).color")
        assert min(int(value) for value in ink.removeprefix("rgb(").rstrip(")").split(",")) > 150


LEAST = 72  # pixels of the page for an inch of a figure: letters of 9 points are 9 pixels high
INCHES = """(image) => ({ name: image.alt.slice(0, 60), inches: image.naturalWidth / 144,
  width: image.getBoundingClientRect().width, room: image.parentElement.clientWidth,
  scrolls: getComputedStyle(image.parentElement).overflowX })"""


@pytest.mark.parametrize("path", toc_pages())
def test_letters_of_figures_can_be_read_on_a_phone(open_page, path):
    """The figures have no smaller letters: tests/unit/test_plots.py and a rule for lessons."""
    page = open_page(path, width=375)
    for image in page.locator(".cell_output > a > img").all():
        figure = image.evaluate(INCHES)
        a_inch = figure["width"] / figure["inches"]
        assert a_inch >= LEAST - 0.2, f"{figure['name']}: {a_inch:.1f} pixels an inch"
        assert figure["scrolls"] == "auto" or figure["width"] <= figure["room"], figure["name"]
