"""Python in the page, as a reader uses it: run, edit, stop, reset, break, leave and come back."""

import pytest

from .conftest import watch
from .python_page import STATE, PythonPage

pytestmark = pytest.mark.xdist_group("a page with Python running")  # one worker, one `shared`
LESSON = "book/02_filters.html"
SMALL, NEXT = 7, 8  # the cell that makes `small` and `box`, and one that uses them
EXPLORER = 10  # the cell that shows them in an explorer
FREE = 11  # a cell that the tests write into; what it needs has run once the page has


@pytest.fixture(scope="module")
def shared(browser, address):
    """Lesson 2 with Python running, one for all tests of this file that do no harm to it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems = watch(page, address)
    page.goto(f"{address}/{LESSON}")
    python = PythonPage(page)
    assert python.run_page() == "done"
    yield python
    context.close()
    assert problems == []


@pytest.fixture
def python(shared):
    """The shared page, all edits taken back after the test."""
    yield shared
    undo = shared.page.get_by_role("button", name="Undo all my edits")
    if undo.is_visible():
        undo.click()


def test_a_page_says_what_the_first_press_fetches_and_loads_nothing_before(open_page):
    page = open_page(LESSON)
    asked = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [name for name in asked if "/python/" in name] == []
    assert page.evaluate(STATE) == "off"
    assert "The first press fetches Python, 26 MB" in PythonPage(page).says
    button = page.get_by_role("button", name="Run this page")
    assert button.bounding_box()["y"] < 300


def test_what_a_page_gets_of_python_is_at_most_2_kb(site):
    html = (site / LESSON).read_text(encoding="utf-8")
    bar = html[html.index('<div class="cnnbook-run"') :]
    bar = bar[: bar.index("</div>") + 6]
    style = (site / "_static" / "book.css").read_text(encoding="utf-8")
    style = style[style.index(".cnnbook-run") :]
    script = (site / "_static" / "run.js").read_bytes()
    assert len(bar.encode()) + len(style.encode()) + len(script) <= 2 * 1024


def test_code_keeps_its_place_its_size_and_its_ground_when_it_is_edited(opened):
    python = opened()
    look = """(box) => {
      const { fontSize, lineHeight, backgroundColor } = getComputedStyle(box);
      return [fontSize, lineHeight, backgroundColor];
    }"""
    start = """(box) => {
      const first = document.createTreeWalker(box, NodeFilter.SHOW_TEXT).nextNode();
      const range = document.createRange();
      range.setStart(first, 0);
      range.setEnd(first, 1);
      const { x, y } = range.getBoundingClientRect();
      return [x, y + scrollY];
    }"""
    before = python.cell(1).locator("pre").first
    looked, stood = before.evaluate(look), before.evaluate(start)
    editor = python.editor(1)
    around = python.cell(1).locator(".cnnbook-editor")
    assert around.evaluate(look) == looked
    assert editor.evaluate(look)[:2] == looked[:2]
    assert editor.evaluate(start) == pytest.approx(stood, abs=2)


def test_a_changed_cell_shows_what_it_prints_in_place_of_the_built_output(python):
    assert "1. 1. 1." in python.shown(SMALL)
    assert python.run(SMALL, "print('mine')\n1 + 1") == "mine\n\n2"
    assert not python.cell(SMALL).locator(".cell_output:not(.cnnbook-fresh)").is_visible()
    assert python.cell(SMALL).locator(".cnnbook-edited").is_visible()
    python.button("Reset", SMALL).click()
    assert python.cell(SMALL).locator(".cell_output:not(.cnnbook-fresh)").is_visible()
    assert not python.cell(SMALL).locator(".cnnbook-fresh").is_visible()
    assert python.cell(SMALL).locator(".cnnbook-edited").is_hidden()


def test_later_cells_are_stale_after_an_edit_and_a_run(python):
    python.run(NEXT)
    assert python.cell(NEXT).get_attribute("data-run") == "done"
    python.write(SMALL, "small = np.zeros((7, 7))")
    assert python.cell(SMALL).get_attribute("data-run") == "changed"
    assert python.cell(NEXT).get_attribute("data-run") == "stale"
    assert "an earlier cell has changed" in python.cell(NEXT).inner_text()
    python.button("Reset", SMALL).click()
    python.run(NEXT)
    assert python.cell(NEXT).get_attribute("data-run") == "done"


def test_shift_enter_runs_and_goes_on_and_control_enter_stays(python):
    python.write(SMALL, "small = np.eye(7, dtype=int)\nbox = filters.box(3)").press("Shift+Enter")
    python.wait("done")
    assert python.page.evaluate("document.activeElement.ariaLabel") == f"Code of cell {NEXT}"
    python.editor(NEXT).press("ControlOrMeta+Enter")
    python.wait("running", "done")
    python.wait("done")
    assert python.page.evaluate("document.activeElement.ariaLabel") == f"Code of cell {NEXT}"


def test_tab_indents_and_is_no_trap(python):
    editor = python.write(SMALL, "if True:")
    editor.press("Enter")
    assert python.page.evaluate("document.activeElement.ariaLabel") == f"Code of cell {SMALL}"
    python.page.keyboard.insert_text("x = 1")
    assert "    x = 1" in editor.inner_text()
    editor.press("Escape")
    editor.press("Tab")
    assert python.page.evaluate("document.activeElement.ariaLabel") != f"Code of cell {SMALL}"


def test_every_key_types_into_the_editor_and_none_goes_to_the_page(python):
    editor = python.write(2, "")
    editor.press_sequentially("1/2 # ? s")
    assert editor.inner_text().strip() == "1/2 # ? s"


def test_an_error_shows_the_readers_frames_and_words(python):
    python.run(FREE, "def half(n):\n    return 1 / n\nhalf(0)")
    error = python.error(FREE)
    assert "ZeroDivisionError: division by zero" in error
    assert f'File "cell {FREE}", line 3' in error
    assert "cnnbook_page" not in error
    assert python.says == f"Cell {FREE} ended with an error."
    python.run(FREE, "import torch")
    assert "torch is not part of this page" in python.error(FREE)


HARMFUL = '''
class Page:
    def _repr_html_(self):
        return """<b>bold</b><script>window.harmed = 1</script><style>body { display: none }</style>
                  <img src="data:image/png;base64," onerror="window.harmed = 1">"""
Page()
'''


def test_html_of_a_value_cannot_run_scripts(python):
    python.run(FREE, HARMFUL)
    box = python.cell(FREE).locator(".cnnbook-html")
    assert box.locator("b").inner_text() == "bold"
    assert box.locator("script, style, [onerror]").count() == 0
    assert python.page.evaluate("window.harmed") is None


TABLE = """
from cnnbook.layers import Conv2d, Sequential
from cnnbook.summary import summarize
summarize(Sequential(Conv2d(1, 2, 3)), (1, 5, 5))
"""
FIGURE = """
import matplotlib.pyplot as plt
plt.figure(figsize=(3, 2))
plt.title("A line")
plt.plot([1, 2]);
"""


def test_a_table_a_figure_and_many_lines(python):
    python.run(FREE, TABLE)
    assert python.cell(FREE).locator(".cnnbook-html table").is_visible()
    python.run(FREE, FIGURE)
    figure = python.cell(FREE).get_by_role("img", name="A line")
    assert 200 < figure.bounding_box()["width"] < 400
    assert len(python.run(FREE, "print('x' * 300_000)")) < 201_000
    assert "cut here: a cell may print 200,000 characters" in python.shown(FREE)


def test_widgets_of_the_page_and_of_python_are_one(python):
    python.run(EXPLORER, 'explorer = ConvolutionExplorer(small, "box", normalise=True)\nexplorer')
    python.run(FREE, "explorer.stride = 2\nexplorer.padding = 1")
    assert python.model("ConvolutionExplorer-1")["stride"] == 2
    python.change("ConvolutionExplorer-1", kernel=[[0, 0, 0], [0, 5, 0], [0, 0, 0]])
    assert "[0, 5, 0]" in python.run(FREE, "print(explorer.kernel, explorer.stride)")


def test_a_value_that_python_refuses_goes_back(python):
    python.run(EXPLORER, 'explorer = ConvolutionExplorer(small, "box")\nexplorer')
    python.change("ConvolutionExplorer-1", stride=0)
    python.page.wait_for_function("document.body.innerText.includes('Python does not take this')")
    assert "stride" in python.says
    assert python.model("ConvolutionExplorer-1")["stride"] == 1
    assert python.run(FREE, "print(explorer.stride)") == "1"


INTERACT = """
import ipywidgets
@ipywidgets.interact(n=(1, 9), x=(0.0, 1.0, 0.25), word=["one", "two"], on=True, text="hi")
def show(n=3, x=0.5, word="one", on=True, text="hi"):
    print(n, x, word, on, text)
"""


def test_the_controls_of_interact_are_alive(python):
    python.run(FREE, INTERACT)
    cell = python.cell(FREE)
    said = cell.locator(".cnnbook-output")

    def expect(text):
        python.page.wait_for_function(
            "([box, text]) => box.innerText.trim() === text",
            arg=[said.element_handle(), text],
        )

    expect("3 0.5 one True hi")
    cell.get_by_label("n", exact=True).press("ArrowRight")
    expect("4 0.5 one True hi")
    cell.get_by_label("x", exact=True).press("ArrowLeft")
    expect("4 0.25 one True hi")
    cell.get_by_label("word").select_option("two")
    expect("4 0.25 two True hi")
    cell.get_by_label("on", exact=True).uncheck()
    expect("4 0.25 two False hi")
    cell.get_by_label("text").fill("so")
    expect("4 0.25 two False so")


def test_fifty_runs_leave_nothing_behind(python):
    python.run(EXPLORER, 'explorer = ConvolutionExplorer(small, "box")\nexplorer')
    count = "from ipywidgets.widgets.widget import _instances\nprint(len(_instances))"
    before = python.run(FREE, count), python.page.evaluate("window.cnnbookHost.models.size")
    for _ in range(50):
        python.run(EXPLORER)
    after = python.run(FREE, count), python.page.evaluate("window.cnnbookHost.models.size")
    assert after == before
    assert python.cell(EXPLORER).locator(".cnnbook-widget").count() == 1


def test_at_375_pixels_nothing_overflows_while_a_cell_is_edited_and_has_failed(python):
    python.page.set_viewport_size({"width": 375, "height": 800})
    python.run(FREE, "x = " + "'" + "long " * 60 + "'\nprint(x)\n1 / 0")
    width = "document.documentElement.scrollWidth"
    assert python.page.evaluate(width) <= 375
    assert python.cell(FREE).locator(".cnnbook-error").is_visible()
    python.page.set_viewport_size({"width": 1280, "height": 900})


# ---- pages of their own: what ends a session, or harms it ----------------------------------------


@pytest.fixture
def opened(open_page):
    """Open a page and give its buttons: `opened(path, **options)`."""
    return lambda path=LESSON, **options: PythonPage(open_page(path, **options))


def test_a_picture_that_was_changed_before_python_came_is_pythons_too(opened):
    python = opened("book/06_pooling.html")
    keys = python.page.locator("[data-widget^=PoolingExplorer]").first.get_attribute("data-widget")
    python.change(keys, kind="average")
    assert python.run_page() == "done"
    assert python.model(keys)["kind"] == "average"
    last = python.page.locator(".cell_input").count()
    values = python.run(
        last,
        "from cnnbook.widgets import PoolingExplorer\n"
        "from ipywidgets.widgets.widget import _instances\n"
        "print([w.kind for w in _instances.values() if isinstance(w, PoolingExplorer)])",
    )
    assert "'average'" in values


def test_an_endless_loop_is_stopped_within_a_second_and_the_next_run_starts_anew(opened):
    python = opened()
    python.run(1, "print('here')")
    python.write(2, "while True:\n    pass")
    python.button("Run", 2).click()
    python.wait("running")
    pause = """async (press) => {
      const began = performance.now();
      press.click();
      const { dataset } = document.documentElement;
      while (dataset.python !== "off") await new Promise(requestAnimationFrame);
      return performance.now() - began;
    }"""
    assert python.button("Stop", 2).evaluate(pause) < 1000
    assert "The names that the cells made are gone" in python.says
    assert python.run(2, "print('again')") == "again"
    assert python.shown(1) == "here"


def test_edits_survive_a_reload_and_can_be_undone(opened):
    python = opened()
    python.write(2, "print('kept')")
    python.reload()
    editor = python.page.get_by_role("textbox", name="Code of cell 2", exact=True)
    editor.wait_for()
    assert editor.inner_text() == "print('kept')"
    assert python.cell(2).locator(".cnnbook-edited").is_visible()
    python.page.get_by_role("button", name="Undo all my edits").click()
    python.reload()
    python.page.wait_for_function(f"{STATE} === 'off'")
    assert python.page.evaluate(KEPT) == []


KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('cnnbook:code:'))"
KEEP = """([id, value]) => localStorage.setItem(`cnnbook:code:${id}`, value)"""


def test_a_changed_book_asks_before_it_takes_the_place_of_an_edit(opened):
    python = opened()
    first = python.page.evaluate("""async () => {
      const main = new URL(document.querySelector(".cnnbook-run").dataset.main, location.href);
      const cells = await (await fetch(new URL("../cells/book/02_filters.json", main))).json();
      return cells.filter(({ rendered }) => rendered)[1];
    }""")
    old = '{"code": "print(1)", "from": "another book"}'
    python.page.evaluate(KEEP, [first["id"], old])
    python.reload()
    python.page.get_by_text("has changed since you edited it").wait_for()
    assert python.editor(2).inner_text() == "print(1)"
    python.page.get_by_role("button", name="Take the book's").click()
    assert first["code"].splitlines()[0] in python.editor(2).inner_text()
    assert python.page.evaluate(KEPT) == []


def test_what_was_kept_by_somebody_else_does_no_harm(opened):
    python = opened()
    for kept in ("{", "7", '{"code": 1}', '{"code": "x"}', '{"code": "y", "from": 2}'):
        python.page.evaluate(KEEP, ["filters-write-filter-pixel", kept])
        python.reload()
        assert python.editor(2).inner_text(), kept


FORBIDDEN = """for (const name of ["getItem", "setItem", "removeItem"]) {
  const before = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key.startsWith("cnnbook")) throw new Error("no");
    return before.call(this, key, ...rest);
  };
}"""


def test_without_storage_all_else_works(open_page):
    python = PythonPage(open_page(LESSON, before=FORBIDDEN))
    assert python.run(1, "print(1)") == "1"


def test_a_second_press_while_python_comes_stops_it_and_a_third_starts_again(opened):
    python = opened()
    top = python.page.locator(".cnnbook-run button").first
    top.click()
    python.wait("loading")
    assert top.inner_text() == "Stop"
    top.click()
    python.wait("off")
    assert python.run(1, "print('third')") == "third"


def test_leaving_while_it_runs_and_coming_back(opened):
    python = opened()
    python.page.get_by_role("button", name="Run this page").click()
    python.wait("running")
    python.reload()
    python.page.wait_for_function(f"{STATE} === 'off'")
    assert python.run(1, "print('back')") == "back"


def test_two_tabs_are_two_sessions(opened):
    one, two = opened(), opened()
    one.run(1, "here = 1")
    two.run(1, "print('here' in globals())")
    assert two.shown(1) == "False"


def test_a_page_from_a_folder_says_how_to_serve_it(open_page):
    page = open_page(LESSON, over="file")
    page.get_by_role("button", name="Run this page").click()
    assert "python -m http.server" in PythonPage(page).says
    assert page.evaluate(STATE) == "off"


@pytest.mark.parametrize(
    ("lacks", "words"),
    [
        ("delete window.WebAssembly", "this browser has no WebAssembly"),
        (
            "window.Worker = class { constructor(url) {} terminate() {} }",
            "this browser is too old",
        ),
    ],
)
def test_a_browser_that_cannot_is_told_why(open_page, lacks, words):
    page = open_page(LESSON, before=lacks)
    python = PythonPage(page)
    page.get_by_role("button", name="Run this page").click()
    python.wait("failed")
    assert words in python.says


MISSING = ("**/six-*.whl", {"status": 404}, "its file six-1.16.0-py2.py3-none-any.whl is missing")
DAMAGED = [
    ("**/pyodide.asm.js", {"body": "1"}, "its file pyodide.asm.js is damaged"),
    ("**/numpy-*.whl", {"body": "no wheel"}, "is damaged"),
    ("**/cnnbook-*.whl", {"body": "no wheel"}, "is damaged"),
]


@pytest.fixture
def unwatched(browser, address):
    """A page on which something may go wrong."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/{LESSON}")
    yield PythonPage(page)
    context.close()


def refused(python, file, answer):
    """What the page says when one of its files comes otherwise than it should."""
    python.page.route(file, lambda route: route.fulfill(**answer))
    python.page.get_by_role("button", name="Run this page").click()
    python.wait("failed")
    return python.says


@pytest.mark.parametrize(("file", "answer", "words"), DAMAGED)
def test_a_damaged_file_is_named(unwatched, file, answer, words):
    said = refused(unwatched, file, answer)
    assert "Python could not start" in said
    assert words in said


def test_a_missing_file_is_named_and_the_next_press_finds_it(unwatched):
    file, answer, words = MISSING
    assert words in refused(unwatched, file, answer)
    unwatched.page.unroute(file)
    assert unwatched.run(1, "print('mended')") == "mended"


def test_what_imports_nothing_runs_before_the_packages_have_come(unwatched):
    unwatched.page.route("**/numpy-*.whl", lambda route: route.fulfill(status=404))
    assert unwatched.run(1, "print(6 * 7)") == "42"
    unwatched.run(1, "import numpy")
    assert "could not start: its file numpy-2.0.2" in unwatched.says
    unwatched.page.unroute("**/numpy-*.whl")
    assert unwatched.run(1, "import numpy\nprint(numpy.arange(3).sum())") == "3"


def test_the_site_works_under_a_subpath(browser, site, tmp_path):
    from scripts.browser import served

    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(site, target_is_directory=True)
    with served(tmp_path) as root:
        context = browser.new_context()
        page = context.new_page()
        problems = watch(page, root)
        page.goto(f"{root}/some/where/{LESSON}")
        assert PythonPage(page).run(1, "print('below')") == "below"
        context.close()
    assert problems == []


def test_with_the_keyboard_alone(opened):
    python = opened("book/numpy.html")
    python.page.get_by_role("button", name="Run this page").focus()
    python.page.keyboard.press("Enter")
    python.wait("done", "failed")
    python.button("Edit", 2).focus()
    python.page.keyboard.press("Enter")
    python.page.wait_for_function("document.activeElement.ariaLabel === 'Code of cell 2'")
    python.page.keyboard.press("ControlOrMeta+a")
    python.page.keyboard.type("print('typed')")
    python.page.keyboard.press("ControlOrMeta+Enter")
    python.wait("running", "done")
    python.wait("done")
    assert python.shown(2) == "typed"
