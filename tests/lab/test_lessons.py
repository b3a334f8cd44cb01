"""The lessons in JupyterLab and in Jupyter Notebook: every widget lives, and talks with Python."""

import numpy as np
import pytest

from cnnbook import widgets
from tests.lab.conftest import LESSONS

NAMES = [lesson.name for lesson in LESSONS]
IN_NOTEBOOK_7 = NAMES[1::4]  # the widgets are the same there: some lessons will do
LIVE = ".cnnbook, .widget-interact"


def step(field):
    """Change a number by one: upwards, or downwards where it stands at its upper bound."""
    before = field.input_value()
    field.press("ArrowUp")
    if field.input_value() == before:
        field.press("ArrowDown")


def walk(grid):
    """Go on in a map, which may have a single row."""
    grid.press("ArrowDown")
    grid.press("ArrowRight")


def slide(slider):
    """Move a slider by one, to the left where it stands at its right end."""
    before = slider.input_value()
    slider.press("ArrowRight")
    if slider.input_value() == before:
        slider.press("ArrowLeft")


# The first of these that a widget shows is changed, as a reader would.
CONTROLS = [
    ("input[type=radio]", lambda control: control.last.check()),
    (".cb-field input[type=text]", lambda control: step(control.first)),
    (".cb-text", lambda control: control.first.press_sequentially("7")),
    (":not(.cb-player) > .cb-field > input[type=range]", lambda control: slide(control.first)),
    ("[role=grid]", lambda control: walk(control.first)),
    ("svg [role=slider]", lambda control: control.first.press("ArrowRight")),
]
# What a widget shows: its call, its numbers, what its fields hold.
_SHOWN = """(place) => {
  const root = place.querySelector(".cnnbook");
  const maps = [root.cnnbookOutput].flat();
  const ticked = ["checkbox", "radio"];
  const held = ({ type, checked, value }) => (ticked.includes(type) ? checked : value);
  // A Question keeps what the last check gave, to hold the next answer against.
  const cells = root.querySelectorAll(":scope:not(.cb-question) [role=gridcell]");
  return {
    code: root.querySelector(".cb-code-text")?.textContent ?? "",
    output: maps[0].data ? maps.flatMap(({ data }) => Array.from(data)) : null,
    counts: maps[0].data ? null : maps[0],
    fields: [...root.querySelectorAll("input, select")].map(held),
    cells: [...cells].map((cell) => cell.textContent),
  };
}"""


def live(notebook):
    """Return the places of the lesson's widgets by their models; each must have come to life."""
    places = notebook.widgets()
    for place in places.values():
        place.locator(LIVE).first.wait_for(state="attached")
    return places


def shown(place):
    return place.evaluate(_SHOWN)


def change(place):
    """Change a widget's state in the page; a Question is answered, and checked."""
    for selector, act in CONTROLS:
        found = place.locator(selector).locator("visible=true")
        if found.count():
            act(found)
            break
    else:
        raise AssertionError(f"nothing to change in {place.text_content()!r:.200}")
    check = place.get_by_role("button", name="Check", exact=True)
    if check.count():
        check.click()


def wait_until_shown(place, before):
    """Wait until a widget shows again what it showed before."""
    same = f"([place, before]) => JSON.stringify(({_SHOWN})(place)) === before"
    text = place.evaluate("(_, before) => JSON.stringify(before)", before)
    place.page.wait_for_function(same, arg=[place.element_handle(), text])


def ids(notebook):
    """All ids in widgets; two widgets with one id would share labels and radio buttons."""
    return notebook.page.evaluate(
        "[...document.querySelectorAll('.cnnbook [id]')].map(({ id }) => id)"
    )


def talk(notebook, everything):
    """Change every widget in the page and read it in Python; set it in Python and see it shown."""
    kinds = notebook.ask("from tests.lab import kernel_side; kernel_side.remember()")
    # A lesson may make an explorer for its numbers alone; what its outputs show is in `everything`.
    places = {model: everything[model] for model in kinds if model in everything}
    assert len(ids(notebook)) == len(set(ids(notebook)))
    before = {model: shown(place) for model, place in places.items()}
    for place in places.values():
        change(place)
    for model, place in places.items():
        assert shown(place) != before[model], f"{kinds[model]} shows no change"
    told = notebook.ask("kernel_side.tell()")
    for model, place in places.items():
        now, known = shown(place), told[model]
        assert known["changed"], f"{kinds[model]}: Python heard of no change"
        assert now["code"] in ("", known["code"])
        if now["output"] is not None:
            np.testing.assert_allclose(now["output"], known["output"], rtol=1e-5, atol=1e-5)
    notebook.ask("kernel_side.restore()")
    for model, place in places.items():
        wait_until_shown(place, before[model])


# What an `interact` shows: pictures, or text.
_DRAWN = """(place) => [...place.querySelectorAll("img, pre")]
  .map(({ src, textContent }) => src ?? textContent).join("")"""


def interact(notebook, places):
    """Move every control of every `interact`: Python hears of each, and shows something else."""
    before = notebook.ask("kernel_side.arguments()")
    handles = {model: places[model].element_handle() for model in before}
    drawn = {}
    for model, handle in handles.items():
        notebook.page.wait_for_function(_DRAWN, arg=handle)
        drawn[model] = handle.evaluate(_DRAWN)
    for model in before:
        for slider in places[model].locator(".widget-slider").all():
            press_at(slider, 0.95)  # far from where any handle stands
        for choice in places[model].locator("select").all():
            choice.select_option(index=1)
    after = notebook.ask("kernel_side.arguments()")
    for model, arguments in before.items():
        same = [name for name, value in arguments.items() if after[model][name] == value]
        assert same == [], f"Python heard nothing of {same}"
        other = f"([place, drawn]) => !['', drawn].includes(({_DRAWN})(place))"
        notebook.page.wait_for_function(other, arg=[handles[model], drawn[model]])


def press_at(slider, part):
    """Press on a slider's line, so far from its left end, and see another number beside it."""
    slider.scroll_into_view_if_needed()
    line, number = slider.locator(".noUi-base"), slider.locator(".widget-readout")
    before, box = number.text_content(), line.bounding_box()
    line.click(position={"x": part * box["width"], "y": box["height"] / 2})
    assert number.text_content() != before


def live_through(notebook):
    """Run a lesson and use all that is alive in it."""
    notebook.run_all()
    assert notebook.errors() == []
    places = live(notebook)
    talk(notebook, places)
    interact(notebook, places)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_lives_in_jupyterlab(opened, name):
    live_through(opened(f"lab/tree/{name}?reset"))


@pytest.mark.parametrize("name", IN_NOTEBOOK_7)
def test_a_lesson_lives_in_jupyter_notebook(opened, name):
    live_through(opened(f"notebooks/{name}"))


def test_every_kind_of_widget_is_met_in_a_lesson():
    sources = "".join(lesson.read_text(encoding="utf-8") for lesson in LESSONS)
    kinds = [name for name in widgets.__all__ if name != "Explorer"]
    assert [name for name in kinds if f"{name}(" not in sources and f"{name}." not in sources] == []


@pytest.mark.parametrize("where", ["lab/tree/one.ipynb?reset", "notebooks/one.ipynb"])
def test_keys_belong_to_the_widget(opened, where):
    # In command mode Jupyter moves with arrows, deletes a cell with d d, makes it a heading with 1.
    notebook = opened(where)
    notebook.run_all()
    (place,) = live(notebook).values()
    cells = "window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
    before = notebook.page.evaluate(cells)
    notebook.page.evaluate("window.jupyterapp.commands.execute('notebook:enter-command-mode')")
    output = place.get_by_role("grid", name="Output")
    for key in ["d", "d", "x", "a", "ArrowRight"]:
        output.press(key)
    assert output.get_by_role("gridcell").text_content() == "row 0, column 1: 1"
    weight = place.get_by_role("grid", name="Kernel").get_by_role("gridcell").first
    weight.press("1")
    notebook.page.keyboard.press("Enter")
    assert weight.text_content() == "1"
    assert notebook.page.evaluate(cells) == before


_COLOURS = """(place) => {
  const root = place.querySelector(".cnnbook");
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const grey = (colour) => parts(colour).reduce((sum, part) => sum + part, 0) / 765;
  const [own, button] = [root, root.querySelector("button")].map((e) => getComputedStyle(e));
  return { ink: grey(own.color), paper: grey(own.backgroundColor), label: grey(button.color) };
}"""


def test_the_colours_follow_the_theme_of_jupyterlab(opened):
    notebook = opened("lab/tree/one.ipynb?reset")
    notebook.run_all()
    (place,) = live(notebook).values()
    for theme, light in [("JupyterLab Dark", "false"), ("JupyterLab Light", "true")]:
        command = (
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
        )
        notebook.page.evaluate(command, theme)
        notebook.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
        place.locator(".cnnbook").wait_for(state="attached")  # Lab draws outputs anew
        colours = place.evaluate(_COLOURS)
        dark_on_light = colours["paper"] > 0.8 and colours["ink"] < 0.3 and colours["label"] < 0.3
        light_on_dark = colours["paper"] < 0.2 and colours["ink"] > 0.7 and colours["label"] > 0.7
        assert dark_on_light if light == "true" else light_on_dark, colours
