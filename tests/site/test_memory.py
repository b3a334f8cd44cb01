"""What a reader does is kept on the device: come back, forget, carry, and keep nothing."""

import json
import re

import pytest

from scripts.browser import READY

from .pages import LESSONS
from .rooms import unusual
from .states import fragment, names
from .test_accessibility import AXE
from .test_python import FORBIDDEN

LESSON, INTRO = "book/02_filters.html", "book/intro.html"
KEPT = """(kind) => Object.keys(localStorage)
  .filter((key) => key.startsWith(`cnnbook:${kind ?? ""}`)).sort()"""
READ = "(key) => JSON.parse(localStorage.getItem(key))"
# Set traits of a widget as its view does when the reader acts.
ACT = """([key, values]) => {
  const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
  const view = model.seenBy(new AbortController().signal);
  view.set(values);
  view.save_changes();
}"""
STATE = """([key, names]) => {
  const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}"""
CELL = """(key) => document.querySelector(`[data-widget="${key}"]`).closest("[data-cell]")
  .dataset.cell"""
WRITTEN = "dispatchEvent(new Event('pagehide'))"  # what waits to be written is written
ANSWER = """(place) => {
  const model = window.cnnbookHost.modelIn(place);
  const { answer } = JSON.parse(atob(model.get("sealed")));
  const view = model.seenBy(new AbortController().signal);
  view.set({ response: model.get("kind") === "choice" ? answer : String(answer), checked: false });
}"""
FORGOTTEN = f"(cell) => {{ {WRITTEN}; return !localStorage.getItem(`cnnbook:state:${{cell}}`); }}"


def settle(page):
    """Wait until nothing is on its way to the page, so that leaving it breaks nothing off."""
    page.evaluate("Promise.resolve(window.cnnbookFormulas).then(() => document.fonts.ready)")


def reload(page):
    """Load the page anew."""
    settle(page)
    page.reload()
    page.wait_for_function(READY)


def go(page, path):
    """Go to another page of the book."""
    settle(page)
    page.goto(re.sub(r"book/\w+\.html.*", path, page.url))
    page.wait_for_function(READY)


def act(page, key, **values):
    """Change a widget's state as the reader does, and let it be written."""
    page.evaluate(ACT, [key, values])
    page.evaluate(WRITTEN)


def state(page, key, *wanted):
    """These traits of a widget."""
    return page.evaluate(STATE, [key, list(wanted)])


def questions(page):
    """The places of the questions that are answered with a number or a choice."""
    places = page.locator(".cnnbook-widget[data-widget^=Question]")
    kinds = places.evaluate_all("all => all.map((p) => window.cnnbookHost.modelIn(p).get('kind'))")
    return [places.nth(i) for i, kind in enumerate(kinds) if kind in ("number", "choice")]


def answer(place):
    """Answer a question right, by a press on its button."""
    place.evaluate(ANSWER)
    place.locator(".cb-q-check").click()
    place.locator("[data-verdict=right]").wait_for()


def sign(page, path=LESSON):
    """What stands beside a lesson in the contents."""
    name = path.rpartition("/")[2]
    link = page.locator(".bd-links a").filter(has_text=name[3:-5].replace("_", " ").capitalize())
    return [text.strip() for text in link.first.locator(".cnnbook-sign").all_inner_texts()]


def how_far(page):
    """The summary at a lesson's end."""
    return page.locator(".cnnbook-how-far").inner_text()


# ---- coming back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_widget_is_as_it_was_left(open_page, over):
    page = open_page(LESSON, over=over)
    act(page, "ConvolutionExplorer-1", kernel=[[1, 2, 3], [4, 5, 6], [7, 8, 9]], row=3)
    cell = page.evaluate(CELL, "ConvolutionExplorer-1")
    key = f"cnnbook:state:{cell}"
    assert set(page.evaluate(READ, key)["state"]) == {"kernel", "row"}, "only what was changed"
    reload(page)
    assert state(page, "ConvolutionExplorer-1", "kernel", "row") == {
        "kernel": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "row": 3,
    }  # fmt: skip
    assert page.locator("[data-widget=ConvolutionExplorer-1]").get_by_text("[7, 8, 9]").count()


PAGES = [f"book/{name}.html" for name in (
    "intro", "01_pixels", "02_filters", "03_convolution", "04_channels", "05_activations",
    "06_pooling", "07_counting", "08_one_weight", "09_backwards", "10_training", "11_trust",
)]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_widget_of_a_page_comes_back_and_start_again_forgets_it(open_page, path):
    page = open_page(path)
    wanted = {}
    for key in names(page):
        second = unusual(key.split("-")[0])
        if not callable(second):
            act(page, key, **second)
            wanted[key] = second
    reload(page)
    for key, second in wanted.items():
        assert state(page, key, *second) == second, key
    for key in wanted:
        again = page.locator(f"[data-widget={key}]").get_by_role("button", name="Start again")
        if again.count():
            again.first.evaluate("(button) => button.click()")
            page.wait_for_function(FORGOTTEN, arg=page.evaluate(CELL, key))


def test_a_drawing_comes_back(open_page):
    page = open_page("book/11_trust.html")
    place = page.locator("[data-widget=NetworkExplorer-1]")
    pad = place.get_by_role("grid").or_(place.locator("canvas")).first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    before = state(page, "NetworkExplorer-1", "strokes")["strokes"]
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    drawn = state(page, "NetworkExplorer-1", "strokes")["strokes"]
    assert drawn != before
    reload(page)
    assert state(page, "NetworkExplorer-1", "strokes")["strokes"] == drawn


def test_answers_come_back_and_are_counted(open_page):
    page = open_page(LESSON)
    assert sign(page) == []
    first, second, *_ = questions(page)
    answer(first)
    second.get_by_role("button", name="Hint").click()
    answer(second)
    page.evaluate(WRITTEN)
    total = page.evaluate("window.cnnbookMemory.lessons[1].questions.length")
    words = f"1 right at once, 1 with help, {total - 2} still open"
    for _ in range(2):
        assert words in how_far(page)
        assert sign(page) == [f"2 of {total + 3}"]
        assert page.locator("[data-widget^=Question] [data-verdict=right]").count() == 2
        reload(page)
    go(page, INTRO)
    in_list = page.locator('.cnnbook-lessons a[href^="02_"]').inner_text()
    assert in_list == f"Filters 2 of {total + 3}"


def test_a_right_answer_stays_done_when_it_is_tried_again(open_page):
    page = open_page(LESSON)
    place = questions(page)[0]
    answer(place)
    page.evaluate(WRITTEN)
    place.evaluate("""(place) => window.cnnbookHost.modelIn(place)
      .seenBy(new AbortController().signal).set({ response: "", checked: false })""")
    page.evaluate(WRITTEN)
    reload(page)
    assert "1 right at once" in how_far(page)


def test_the_summary_leads_to_the_first_that_is_open(open_page):
    page = open_page(LESSON)
    page.get_by_role("button", name="Show the first that is open").click()
    open_cell = page.evaluate("window.cnnbookMemory.lessons[1].questions[0]")
    here = page.evaluate("document.activeElement.closest('[data-cell]').dataset.cell")
    assert here == open_cell


def test_going_on_where_one_was(open_page):
    page = open_page(LESSON)
    scroll = "(section) => section.scrollIntoView({ behavior: 'instant' })"
    page.locator("#check-yourself").evaluate(scroll)
    page.evaluate(WRITTEN)
    go(page, INTRO)
    link = page.get_by_role("link", name="Go on where I was: Filters")
    link.click()
    page.wait_for_url("**/02_filters.html#check-yourself")


@pytest.mark.parametrize("last", [
    {"page": "book/../../evil", "id": "x"}, {"page": 7}, 7, [], {"page": "book/02_filters"},
    {"page": "book/02_filters", "id": '"><script>'},
])  # fmt: skip
def test_a_place_that_is_none_does_no_harm(open_page, last):
    page = open_page(INTRO)
    page.evaluate("(v) => localStorage.setItem('cnnbook:place:last', JSON.stringify(v))", last)
    reload(page)
    links = page.get_by_role("link", name="Go on where I was")
    assert all(
        href.endswith("book/02_filters.html")
        for href in links.evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    )


# ---- links, other books, other hands -------------------------------------------------------------


def test_a_link_wins_over_what_is_kept_and_what_is_kept_over_what_is_built(open_page):
    page = open_page(LESSON)
    act(page, "ConvolutionExplorer-1", row=3, stride=2)
    link = fragment("ConvolutionExplorer-1", {"row": 5})
    reload(page)
    assert state(page, "ConvolutionExplorer-1", "row", "stride") == {"row": 3, "stride": 2}
    other = page.context.new_page()
    other.goto(page.url.split("#")[0] + link)
    other.wait_for_function(READY)
    assert state(other, "ConvolutionExplorer-1", "row", "stride") == {"row": 5, "stride": 1}
    other.goto("about:blank")
    other.goto(page.url.split("#")[0])
    other.wait_for_function(READY)
    assert state(other, "ConvolutionExplorer-1", "row", "stride") == {"row": 3, "stride": 2}


def test_a_refused_link_leaves_what_is_kept(open_page):
    page = open_page(LESSON)
    act(page, "ConvolutionExplorer-1", row=3)
    page.evaluate(
        "(hash) => { location.hash = hash; }", fragment("ConvolutionExplorer-1", {"row": "x"})
    )
    page.get_by_role("alert").filter(has_text="The link's state was not taken").wait_for()
    reload(page)
    assert state(page, "ConvolutionExplorer-1", "row") == {"row": 3}


DAMAGED = [
    "{", "7", "[]", "null", '"x"', "{}", '{"state": 3, "from": 0}', '{"state": {}, "from": 0}',
    '{"state": {"stride": 10000}, "from": 0}', '{"state": {"kernel": [["a"]]}, "from": 0}',
    '{"state": {"stride": "2"}, "from": 0}', '{"state": {"unknown": 2}, "from": 0}',
    '{"state": {"_esm": "throw 1", "constructor": 1}, "from": 0}',
    '{"state": {"stride": 2}, "from": 999}', '{"state": {"kernel": [[1e999]]}, "from": 0}',
]  # fmt: skip


@pytest.fixture(scope="module")
def kept_for(browser, address):
    """Open lesson 2 with this text kept for its first explorer."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/{LESSON}")
    page.wait_for_function(READY)
    cell = page.evaluate(CELL, "ConvolutionExplorer-1")
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)

    def put(text):
        page.evaluate("localStorage.clear()")
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [f"cnnbook:state:{cell}", text])
        reload(page)
        return page

    yield put
    assert problems == []
    context.close()


@pytest.mark.parametrize("text", DAMAGED)
def test_what_does_not_fit_leaves_the_widget_as_it_was_built(kept_for, text):
    page = kept_for(text)
    built = {"stride": 1, "kernel": [[1, 1, 1]] * 3}
    assert state(page, "ConvolutionExplorer-1", "stride", "kernel") == built
    assert page.get_by_role("alert").all_inner_texts() == [""] * page.get_by_role("alert").count()


def test_an_unknown_trait_does_not_take_the_others_with_it(kept_for):
    page = kept_for('{"state": {"stride": 2, "gone": 1}, "from": 0}')
    assert state(page, "ConvolutionExplorer-1", "stride") == {"stride": 2}


def test_an_answer_to_a_question_that_has_changed_is_neither_shown_nor_counted(open_page):
    page = open_page(LESSON)
    place = questions(page)[0]
    answer(place)
    page.evaluate(WRITTEN)
    page.evaluate("""() => {
      for (const key of Object.keys(localStorage)) {
        if (!/cnnbook:(state|done):/.test(key)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({ ...entry, from: 1 }));
      }
    }""")
    reload(page)
    assert sign(page) == []
    assert "0 right at once" in how_far(page)
    assert page.locator("[data-verdict=right]").count() == 0


def test_cells_of_another_book_are_left_alone(open_page):
    page = open_page(LESSON)
    page.evaluate("""() => {
      localStorage.setItem("cnnbook:done:no-such-cell", '{"how": "once", "from": 0}');
      localStorage.setItem("cnnbook:state:no-such-cell", '{"state": {"a": 1}, "from": 0}');
    }""")
    reload(page)
    assert sign(page) == []
    assert len(page.evaluate(KEPT)) >= 2


# ---- storage that does not do --------------------------------------------------------------------

FULL = """() => {
  let size = 1 << 20;
  while (size) {
    try { localStorage.setItem(`filled${Math.random()}`, "x".repeat(size)); } catch { size >>= 1; }
  }
}"""


def test_where_storage_throws_all_else_works(open_page):
    page = open_page(LESSON, before=FORBIDDEN)
    answer(questions(page)[0])
    act(page, "ConvolutionExplorer-1", stride=2)
    go(page, INTRO)
    page.get_by_text("This browser keeps nothing of this page").wait_for()
    page.get_by_role("checkbox", name="Private mode").check()
    page.get_by_role("button", name="Yes, keep nothing").click()
    assert "keeps nothing here, private mode or not" in page.locator("#your-work").inner_text()


def test_where_storage_is_blocked_all_else_works(open_page):
    blocked = """const theirs = localStorage; // the theme's own scripts would fail
      Object.defineProperty(window, "localStorage", { get() {
        if (!new Error().stack.includes("memory.js")) return theirs;
        throw new DOMException("blocked", "SecurityError");
      } });"""
    page = open_page("book/glossary.html", before=blocked)
    assert page.evaluate("window.cnnbookStore.write('state', 'a', 1)") is False
    assert page.evaluate("window.cnnbookStore.read('state', 'a')") is None


def test_where_storage_is_full_nothing_breaks_and_what_was_kept_stays(open_page):
    page = open_page(LESSON)
    act(page, "ConvolutionExplorer-1", stride=2)
    page.evaluate(FULL)
    act(page, "ConvolutionExplorer-1", kernel=[[k / 7 for k in range(9)]] * 9)
    answer(questions(page)[0])
    reload(page)
    assert state(page, "ConvolutionExplorer-1", "stride") == {"stride": 2}


def test_two_tabs_agree_on_what_is_done(open_page):
    page = open_page(LESSON)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function(READY)
    answer(questions(page)[0])
    page.evaluate(WRITTEN)
    other.locator(".bd-links .cnnbook-sign").wait_for()
    assert sign(other) == sign(page) != []


# ---- the landing page: forgetting, keeping nothing, carrying -------------------------------------


@pytest.fixture
def with_work(open_page):
    """The landing page, after an answer, a setting and an edit of code in lesson 2."""
    page = open_page(LESSON)
    answer(questions(page)[0])
    act(page, "ConvolutionExplorer-1", stride=2)
    page.evaluate("""() => window.cnnbookStore
      .write("code", "filters-write-filter-pixel", { code: "1", from: "2" })""")
    go(page, INTRO)
    return page


def test_forgetting_asks_and_then_forgets_everything(with_work):
    page = with_work
    kept = page.evaluate(KEPT)
    assert {key.split(":")[1] for key in kept} == {"state", "done", "code", "place"}
    page.evaluate("localStorage.setItem('another', 'site')")
    page.get_by_role("button", name="Forget everything").click()
    assert page.evaluate("document.activeElement.textContent") == "No, leave it"
    page.keyboard.press("Enter")
    assert page.evaluate(KEPT) == kept
    page.get_by_role("button", name="Forget everything").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, forget everything").click()
    page.wait_for_function(READY)
    assert page.evaluate(KEPT) == []
    assert page.evaluate("localStorage.getItem('another')") == "site"
    assert page.locator(".cnnbook-sign").count() == 0
    go(page, LESSON)
    assert state(page, "ConvolutionExplorer-1", "stride") == {"stride": 1}


def test_private_mode_keeps_nothing(with_work):
    page = with_work
    page.get_by_role("checkbox", name="Private mode").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, keep nothing").click()
    page.wait_for_function(READY)
    assert page.evaluate(KEPT) == ["cnnbook:private:mode"]
    go(page, LESSON)
    answer(questions(page)[0])
    act(page, "ConvolutionExplorer-1", stride=2)
    assert "Private mode is on: nothing is kept" in how_far(page)
    reload(page)
    assert page.evaluate(KEPT) == ["cnnbook:private:mode"]
    assert state(page, "ConvolutionExplorer-1", "stride") == {"stride": 1}
    go(page, INTRO)
    page.get_by_role("checkbox", name="Private mode").uncheck()
    page.get_by_text("Private mode is off").wait_for()
    assert page.evaluate(KEPT) == []


def test_a_file_carries_it_to_another_device(with_work, browser, tmp_path):
    page = with_work
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    path = tmp_path / "work.json"
    download.value.save_as(path)
    assert download.value.suggested_filename == "cnnbook-my-work.json"
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_function(READY)
    other.locator("input[type=file][accept*=json]").set_input_files(path)
    other.get_by_text("Your work is here").wait_for()
    assert other.evaluate(KEPT) == page.evaluate(KEPT)
    go(other, LESSON)
    assert state(other, "ConvolutionExplorer-1", "stride") == {"stride": 2}
    assert "1 right at once" in how_far(other)
    context.close()


def file_of(**kept):
    """A file as the page writes it."""
    return json.dumps({"book": "cnnbook", "version": 1, "kept": kept})


@pytest.mark.parametrize(("text", "why"), [
    ("", "damaged"), ("{", "damaged"), ("7", "did not write it"), ("null", "damaged"),
    ('{"book": "other", "version": 1, "kept": {}}', "did not write it"),
    ('{"book": "cnnbook", "version": 2, "kept": {}}', "did not write it"),
    ('{"book": "cnnbook", "version": 1, "kept": 3}', "did not write it"),
    (file_of(theme='"dark"'), "something that this book did not write"),
    (json.dumps({"book": "cnnbook", "version": 1, "kept": {"cnnbook:private:mode": "1"}}),
     "something that this book did not write"),
    (json.dumps({"book": "cnnbook", "version": 1, "kept": {"cnnbook:state:a": 3}}),
     "something that this book did not write"),
    (json.dumps({"book": "cnnbook", "version": 1, "kept": {
        "cnnbook:state:a": "{}", "cnnbook:state:b": "{"}}), "something that this book did not"),
    (json.dumps({"book": "cnnbook", "version": 1, "kept": {
        "cnnbook:state:a": json.dumps("x" * 300_000)}}), "something that this book did not"),
    (" " * 5_000_001, "too large"),
])  # fmt: skip
def test_a_file_that_does_not_fit_changes_nothing(with_work, tmp_path, text, why):
    page = with_work
    before = page.evaluate("JSON.stringify(localStorage)")
    path = tmp_path / "work.json"
    path.write_text(text, encoding="utf-8")
    page.locator("input[type=file][accept*=json]").set_input_files(path)
    page.locator("#your-work [role=status]", has_text=why).wait_for()
    assert page.evaluate("JSON.stringify(localStorage)") == before


# ---- for every reader ----------------------------------------------------------------------------


_AXE = """async (within) => {
  const { violations } = await axe.run(within, { preload: false });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(open_page, scheme):
    page = open_page(LESSON, scheme=scheme, width=375)
    answer(questions(page)[0])
    page.evaluate(WRITTEN)
    page.evaluate(AXE)
    assert page.evaluate(_AXE, ".cnnbook-how-far") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    go(page, INTRO)
    page.get_by_role("button", name="Forget everything").click()
    page.evaluate(AXE)
    assert page.evaluate(_AXE, "#your-work") == []
    assert page.evaluate(_AXE, ".cnnbook-lessons") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


SHIFT = """new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted = (window.shifted ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def test_the_signs_move_nothing(open_page):
    page = open_page(LESSON)
    page.evaluate("""() => window.cnnbookMemory.lessons.forEach(({ questions, exercises }) => {
      for (const cell of [...questions, ...exercises]) {
        window.cnnbookStore.write("done", cell, { how: "once", from: 0 });
      }
    })""")
    page.add_init_script(SHIFT)
    go(page, "book/glossary.html")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert page.locator(".bd-links .cnnbook-sign").count() == len(LESSONS)
    assert page.evaluate("window.shifted ?? 0") <= 0.01


def test_store_and_signs_cost_a_few_kilobytes(site):
    text = (site / "_static" / "memory.js").read_text(encoding="utf-8")
    assert len(text.encode()) <= 15_000
