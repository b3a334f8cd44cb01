"""What readers write under "Write it yourself", judged in the page as in a notebook."""

import json

import pytest

from cnnbook import exercises
from scripts.lessons import WRITE, checks
from tests.lesson_texts import NAMES, cells

from .conftest import watch
from .pages import LESSONS
from .python_page import PythonPage
from .test_accessibility import AXE

pytestmark = pytest.mark.xdist_group("exercises")  # one worker: Python starts once
LESSON = "book/02_filters.html"
FRAME, RIGHT = "rgb(217, 95, 2)", "rgb(23, 128, 61)"  # the edge of a verdict: not yet, right
MIRRORED = """
def my_filter_image(image, kernel):
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    turned = [[kernel[-1 - a, -1 - b] for b in range(kw)] for a in range(kh)]
    return [[(image[r : r + kh, c : c + kw] * turned).sum() for c in range(columns)]
            for r in range(rows)]
"""
IN_LOOPS = """
def my_filter_image(image, kernel):
    kh, kw = kernel.shape
    result = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for a in range(kh):
        for b in range(kw):
            result += kernel[a, b] * image[a : a + len(result), b : b + result.shape[1]]
    return result
"""
CHECK = 'exercises.check("filter_image", my_filter_image)'
_PLACES = """() => [...document.querySelectorAll(".cell:has(.cell_input)")]
  .map((cell) => cell.querySelector(".cell_input").textContent)"""
_STYLES = """(box) => {
  const outlined = [...box.querySelectorAll("td")].filter((td) => td.style.outlineStyle);
  return [getComputedStyle(box).borderLeftColor, outlined.map((td) => td.textContent.trim())];
}"""

_GROUND = "(box) => getComputedStyle(box.parentElement).backgroundColor"
_AXE = """async () => {
  const { violations } = await axe.run(".cnnbook-fresh .cnnbook-verdict", { preload: false });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}"""


def numbers(page):
    """Which cell of the page checks which exercise, by its number."""
    sources = page.evaluate(_PLACES)
    found = {n: s.partition('exercises.check("') for n, s in enumerate(sources, 1)}
    return {rest.partition('"')[0]: n for n, (_, sign, rest) in found.items() if sign}


@pytest.fixture(scope="module", params=[(1280, "light"), (375, "dark")], ids=["wide", "narrow"])
def lesson(request, browser, address):
    """Lesson 2 with the numbers of its exercises' cells, wide and light, narrow and dark."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    problems = watch(page, address)
    page.goto(f"{address}/{LESSON}")
    python = PythonPage(page)
    page.evaluate(AXE)
    yield python, numbers(page)
    context.close()
    assert problems == []


def verdict(python, number):
    """A cell's verdict: its words, the colour of its edge, and the numbers that are framed."""
    (box,) = python.cell(number).locator(".cnnbook-verdict:visible").all()
    return box.inner_text(), *box.evaluate(_STYLES)


def made(code):
    """The function that code makes, with NumPy in reach."""
    import numpy as np

    space = {"np": np}
    exec(code, space)
    return space["my_filter_image"]


def test_every_exercise_of_the_lesson_is_on_its_page_and_says_so_before_any_press(lesson):
    python, numbers = lesson
    asked = [call.args[0].value for cell in cells("02_filters") for call in checks(cell)]
    assert list(numbers) == asked
    for name, number in numbers.items():
        assert f"{name} is not written yet" in python.cell(number).inner_text()
        assert python.button("Run", number).is_visible()
        box = python.cell(number).locator(".cnnbook-verdict:visible")
        assert box.evaluate(_GROUND) == "rgba(0, 0, 0, 0)", "not on the page's own paper"
    assert python.page.get_by_role("heading", name=WRITE).count() == 1


def test_not_written_a_mistake_right_each_with_its_words_and_colours(lesson):
    python, numbers = lesson
    number = numbers["filter_image"]
    assert "filter_image is not written yet" in python.run(number)
    for code, colour in ((MIRRORED, FRAME), (IN_LOOPS, RIGHT)):
        python.run(number, f"{code}\n\n{CHECK}")
        words, edge, framed = verdict(python, number)
        native = exercises.check("filter_image", made(code))
        said = [text for kind, text in native.lines if kind in ("say", "why")]
        assert all(text.strip() in words for text in said)
        assert edge == colour
        assert len(framed) == (0 if native.passed else 2)
        assert python.page.evaluate(_AXE) == []
    assert native.passed
    assert exercises.check("filter_image", made(MIRRORED)).mistake == "kernel-flipped"


def test_a_verdict_does_not_overflow(lesson):
    python, numbers = lesson
    number = numbers["filter_image"]
    python.run(number, f"{MIRRORED}\n\n{CHECK}")
    box = python.cell(number).locator(".cnnbook-fresh .cnnbook-verdict")
    assert box.evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0
    assert python.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_notebooks_fold_below_is_at_hand_by_buttons_and_by_calls(lesson):
    python, numbers = lesson
    folded = python.page.locator("details", has_text='exercises.hint("filter_image", 2)')
    assert folded.count() == 1
    assert not folded.is_visible()
    assert python.page.get_by_role("button", name="Hint: filter_image").is_visible()
    assert python.page.get_by_role("button", name="Solution: filter_image").is_visible()
    number = numbers["filter_image"]
    for call in ('hint("filter_image", 2)', 'solution("filter_image")', 'task("filter_image")'):
        shown = python.run(number, f"from cnnbook import exercises\nexercises.{call}")
        assert shown == str(eval(f"exercises.{call}")).strip()


SOLVED = """
import json
from cnnbook import exercises
said = {}
for name, code in json.loads(TASKS):
    verdict = None
    exec(code)
    said[name] = [verdict.passed, verdict.message]
print(json.dumps(said))
"""


def solved(cell):
    """An exercise and the code of its cell, the function written as the solution has it."""
    (call,) = checks(cell)
    name, own = call.args[0].value, call.args[1].id
    solution = exercises.solution(name).replace(f"def {name}(", f"def {own}(", 1)
    check = cell.source.splitlines()[-1]
    return name, f"import numpy as np\n{solution}\nverdict = {check}"


def test_each_solution_passes_by_the_check_of_its_lessons_cell(open_page):
    tasks = [solved(cell) for name in NAMES for cell in cells(name) if checks(cell)]
    assert len(tasks) >= 2 * len(LESSONS)
    python = PythonPage(open_page(LESSON))
    said = json.loads(python.run(1, f"TASKS = {json.dumps(tasks)!r}\n{SOLVED}"))
    assert {name for name, _ in tasks} == set(said)
    assert {name: words for name, (passed, words) in said.items() if not passed} == {}
