"""An exercise as a place of its own on the page: Check, Hint, Solution, and lines to order."""

import re

import pytest

from cnnbook import exercises
from cnnbook.exercises.ordering import GAPS, body, lines
from scripts.lessons import checks
from tests.lesson_texts import NAMES, cells

from .conftest import watch
from .python_page import PythonPage
from .test_accessibility import AXE
from .test_exercises import numbers
from .test_memory import reload, settle

pytestmark = pytest.mark.xdist_group("exercises' places")  # one worker: Python starts once
LESSON = "book/02_filters.html"
NAME, CELL = "moving_average", "filters-write-moving-average"
SOLVED = f"import numpy as np\n{exercises.solution(NAME)}\nexercises.check('{NAME}', {NAME})"
WRONG = SOLVED.replace("mean()", "sum()")
_AXE = """async () => {
  const { violations } = await axe.run(".cell[data-exercise]", { preload: false });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}"""


def place(page, name=NAME):
    """The place of an exercise."""
    return page.locator(f".cell[data-exercise={name}]")


def press(page, what, name=NAME):
    """Press one of its buttons."""
    page.get_by_role("button", name=f"{what}: {name}", exact=True).click()
    page.wait_for_function("window.cnnbookExercises")  # what it does is loaded with the first
    page.evaluate("new Promise((done) => setTimeout(done))")


def given(page, name=NAME):
    """The lines as they stand, the indent left out."""
    return [
        text.strip() for text in place(page, name).locator(".cnnbook-line code").all_inner_texts()
    ]


def in_order(page, name=NAME):
    """Which of the given lines stands where."""
    items = place(page, name).locator(".cnnbook-line")
    return items.evaluate_all("items => items.map(({ line }) => line)")


def wanted(name):
    """For each line of the solution the number of the given line, and its choices."""
    rights = {gap.right for gap in GAPS[name]}
    texts = [
        "".join(
            next(o for o in part if o in rights) if isinstance(part, list) else part
            for part in line
        )
        for line in lines(name)
    ]
    return [texts.index(line[4:]) for line in body(name)]


def choose(page, name=NAME, wrong=None):
    """Fill each gap, right but for one."""
    rights = {gap.right for gap in GAPS[name]}
    for select in place(page, name).locator("select").all():
        options = select.locator("option").all_inner_texts()
        right = next(text for text in options if text in rights)
        select.select_option(label=wrong if wrong in options else right)


def order(page, name=NAME):
    """Bring the lines into order by the keyboard."""
    for at, line in enumerate(wanted(name)):
        now = in_order(page, name).index(line)
        place(page, name).locator(".cnnbook-grip").nth(now).focus()
        for _ in range(now - at):
            page.keyboard.press("ArrowUp")
    assert in_order(page, name) == wanted(name)


# ---- without Python ------------------------------


@pytest.mark.parametrize("over", ["http", "file"])
def test_three_hints_one_a_press_and_the_solution(open_page, over):
    page = open_page(LESSON, over=over)
    for step in (1, 2, 3, 3):
        press(page, "Hint")
        last = place(page).locator(".cnnbook-hints p").last
        assert last.inner_text() == str(exercises.hint(NAME, step))
    assert place(page).locator(".cnnbook-hints p").count() == 3
    assert place(page).locator(".cnnbook-hints").get_attribute("aria-live") == "polite"
    press(page, "Solution")
    shown = place(page).locator(".cnnbook-solution pre").inner_text()
    assert shown.strip() == str(exercises.solution(NAME)).strip()
    press(page, "Solution")
    assert place(page).locator(".cnnbook-solution pre").count() == 0


def test_nothing_of_it_is_loaded_before_a_press(open_page):
    page = open_page(LESSON)
    loaded = "performance.getEntriesByType('resource').map(({ name }) => name)"
    assert not any("exercises.js" in name for name in page.evaluate(loaded))
    press(page, "Hint")
    place(page).locator(".cnnbook-hints p").wait_for()
    assert any("exercises.js" in name for name in page.evaluate(loaded))


def test_not_written_yet_has_a_calm_colour(open_page):
    page = open_page(LESSON)
    edge = (
        place(page)
        .locator(".cnnbook-verdict")
        .evaluate("(b) => getComputedStyle(b).borderLeftColor")
    )
    muted = page.evaluate("""() => {
      const probe = document.createElement("i");
      probe.style.color = "var(--pst-color-text-muted)";
      document.querySelector("article").append(probe);
      return getComputedStyle(probe).color;
    }""")
    assert edge == muted


def test_from_a_folder_check_says_what_to_do(open_page):
    page = open_page(LESSON, over="file")
    place(page).get_by_role("button", name=re.compile("Check cell")).click()
    said = place(page).get_by_role("status").filter(has_text="python -m http.server")
    said.wait_for()


@pytest.mark.parametrize("how", ["keys", "buttons", "mouse"])
def test_lines_are_put_into_order_and_kept(open_page, how):
    page = open_page(LESSON)
    press(page, "Lines to order")
    items = place(page).locator(".cnnbook-line")
    first = in_order(page)
    if how == "keys":
        items.first.locator(".cnnbook-grip").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused.startswith(f"Line 3 of {len(first)}")
    elif how == "buttons":
        for _ in range(2):
            page.get_by_role("button", name=re.compile("^Down:")).and_(
                items.filter(has_text=given_text(first[0])).get_by_role("button")
            ).last.click()
    else:
        items.first.scroll_into_view_if_needed()
        grip = items.first.locator(".cnnbook-grip").bounding_box()
        target = items.nth(2).bounding_box()
        page.mouse.move(grip["x"] + 5, grip["y"] + 5)
        page.mouse.down()
        page.mouse.move(grip["x"] + 5, target["y"] + target["height"] - 2, steps=12)
        page.mouse.up()
    moved = [first[1], first[2], first[0], *first[3:]]
    assert in_order(page) == moved
    assert place(page).get_by_role("status").filter(has_text="Now line 3 of").count() == 1
    place(page).locator("select").first.select_option(index=1)
    reload(page)
    press(page, "Lines to order")
    assert in_order(page) == moved
    assert place(page).locator("select").first.evaluate("(s) => s.selectedIndex") == 1
    place(page).get_by_role("button", name="Start again").click()
    assert in_order(page) == first
    assert (
        page.evaluate("localStorage.getItem(`cnnbook:lines:filters-write-moving-average`)") is None
    )


def given_text(line):
    """The first words of a given line."""
    return next(
        part for part in lines(NAME)[line] if isinstance(part, str) and part.strip()
    ).strip()


def test_by_touch(browser, address):
    context = browser.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    problems = watch(page, address)
    page.goto(f"{address}/{LESSON}")
    page.get_by_role("button", name=f"Lines to order: {NAME}").tap()
    items = place(page).locator(".cnnbook-line")
    first = in_order(page)
    button = items.first.get_by_role("button").last
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 32
    button.tap()
    assert in_order(page) == [first[1], first[0], *first[2:]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.evaluate(AXE)
    assert page.evaluate(_AXE) == []
    settle(page)
    context.close()
    assert problems == []


@pytest.mark.parametrize("kept", [
    "{", "7", "[]", '{"order": [0, 0, 0, 0], "picks": []}', '{"order": [3, 2, 1, 0]}',
    '{"order": [9, 1, 2, 3], "picks": [[], [], [], []]}',
    '{"order": [3, 2, 1, 0], "picks": [[7], [7], [7], [7]]}',
])  # fmt: skip
def test_kept_lines_that_do_not_fit_are_left_out(open_page, kept):
    page = open_page(LESSON)
    page.evaluate(
        "(v) => localStorage.setItem('cnnbook:lines:filters-write-moving-average', v)", kept
    )
    press(page, "Lines to order")
    assert in_order(page) == list(range(len(lines(NAME))))


def test_every_place_has_a_line_for_the_readers_own_and_lines_for_at_least_ten():
    stubs = {
        call.args[0].value: cell.source
        for name in NAMES for cell in cells(name) for call in checks(cell)
    }  # fmt: skip
    assert all(len(re.findall(r"^    \.\.\.$", s, re.MULTILINE)) == 1 for s in stubs.values())
    assert len(set(GAPS) & set(stubs)) >= 10


# ---- with Python ------------------------------


@pytest.fixture(scope="module")
def shared(browser, address):
    """Lesson 2, narrow, with Python."""
    context = browser.new_context(viewport={"width": 375, "height": 900})
    page = context.new_page()
    problems = watch(page, address)
    page.goto(f"{address}/{LESSON}")
    python = PythonPage(page)
    python.number = numbers(page)[NAME]
    yield python
    settle(page)
    context.close()
    assert problems == []


@pytest.fixture
def python(shared):
    """The place with nothing kept."""
    shared.page.evaluate("""() => {
      for (const kind of ["done", "help", "lines"]) {
        window.cnnbookStore.forget(kind, "filters-write-moving-average");
      }
    }""")
    return shared


def spoken(python):
    """What the place's live region says."""
    return place(python.page).locator(".cnnbook-unseen").inner_text()


def solved(python):
    """The sign beside the exercise's name."""
    signs = place(python.page).locator(".cnnbook-exercise .cnnbook-sign").all_inner_texts()
    return [text.strip() for text in signs]


def test_the_first_press_opens_the_editor_and_says_that_nothing_is_written(python):
    python.run(python.number)
    assert "is not written yet" in spoken(python)
    editor = python.page.get_by_role("textbox", name=f"Code of cell {python.number}", exact=True)
    assert "..." in editor.inner_text()
    assert solved(python) in ([], [""])


RAN = """() => [...document.querySelectorAll(".cell[data-run=done]")].map((c) => c.dataset.cell)"""


def test_only_the_cells_that_make_what_it_uses_run_before_it(open_page):
    python = PythonPage(open_page(LESSON))
    number = numbers(python.page)[NAME]
    python.run(number)
    first = "filters-write-filter-pixel"  # it imports `exercises`
    assert python.page.evaluate(RAN) == [first, CELL]
    code = exercises.solution(NAME).replace("np.", "numpy.").replace("import numpy as np\n", "")
    python.run(number, f"import numpy\n{code}\nexercises.check('{NAME}', {NAME})")
    assert python.page.evaluate(RAN) == [first, CELL]
    assert solved(python) == ["✓ solved"]
    python.run(
        number, f"def {NAME}(signal, size): return conv2d\nexercises.check('{NAME}', {NAME})"
    )
    assert python.page.evaluate(RAN) == ["filters-imports", CELL]  # the first one is stale now
    plain = next(n for n in range(4, number) if python.button("Run", n).is_visible())
    python.run(plain)
    assert len(python.page.evaluate(RAN)) >= plain, "another cell has all those above it run"


def test_a_mistake_is_spoken_and_a_right_one_remembered(python):
    python.run(python.number, WRONG)
    assert "Not yet." in spoken(python)
    assert "the neighbours are added up but not divided" in spoken(python)
    python.run(python.number, SOLVED)
    assert spoken(python).startswith("✓ Right.")
    assert solved(python) == ["✓ solved"]
    python.page.evaluate(AXE)
    assert python.page.evaluate(_AXE) == []
    assert python.page.evaluate("document.documentElement.scrollWidth") <= 375


def test_with_a_hint_it_is_solved_with_help(python):
    press(python.page, "Hint")
    place(python.page).locator(".cnnbook-hints p").first.wait_for()
    python.run(python.number, SOLVED)
    assert solved(python) == ["✓ solved, with help"]


def test_another_functions_verdict_does_not_solve_it(python):
    python.run(python.number, "exercises.check('flip', lambda kernel: kernel[::-1, ::-1])")
    assert "Right." in spoken(python)
    assert solved(python) in ([], [""])


def test_an_error_is_spoken(python):
    python.run(python.number, "def moving_average(signal, size)\n    return 1")
    assert "SyntaxError" in spoken(python)


def check_lines(python, name=NAME):
    python.page.evaluate("document.documentElement.dataset.python = 'asked'")
    place(python.page, name).get_by_role("button", name="Check these lines").click()
    python.wait("done", "failed")
    return place(python.page, name).locator(".cnnbook-fresh .cnnbook-verdict").inner_text()


def test_lines_are_judged_by_the_same_judge(python):
    page = python.page
    python.write(python.number, "mine = 'not to be lost'")
    press(page, "Lines to order")
    place(page).get_by_role("button", name="Check these lines").click()
    place(page).get_by_role("status").filter(has_text="in each gap first").wait_for()
    order(page)
    choose(page, wrong="sum()")
    assert "the neighbours are added up but not divided" in check_lines(python)
    choose(page)
    assert "Right." in check_lines(python)
    assert solved(python) == ["✓ solved, with help"]
    assert "not to be lost" in python.editor(python.number).inner_text()
    python.page.evaluate(AXE)
    assert python.page.evaluate(_AXE) == []
    press(page, "Lines to order")


def test_with_the_keyboard_alone_after_a_reload_it_is_still_solved(open_page):
    page = open_page(LESSON)
    python, number = PythonPage(page), numbers(page)[NAME]
    python.button("Edit", number).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.activeElement.ariaLabel === 'Code of cell {number}'")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(SOLVED)
    page.keyboard.press("ControlOrMeta+Enter")
    python.wait("done", "failed")
    assert solved(python) == ["✓ solved"]
    python.reload()
    page.get_by_role("textbox", name=f"Code of cell {number}", exact=True).wait_for()
    assert solved(python) == ["✓ solved"]
    assert (
        "Exercises: 1 solved alone, 0 with help, 2 still open"
        in page.locator(".cnnbook-how-far").inner_text()
    )
