"""Every grid of every widget: mouse, finger, arrows, Home and End, whole pages, typing."""

import itertools
import re

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ActivationExplorer, ConvolutionExplorer

from .rooms import examples

PAGE = 5  # cells


everywhere = pytest.mark.parametrize("opened_example", examples(), indirect=True)


class Grid:
    """One grid of a page."""

    def __init__(self, page, number, about):
        self.page, self.number = page, number
        self.name, self.kind = about["name"], about["kind"]
        self.rows, self.columns = about["size"]
        self.stops, self.touch = about["stops"], about["touchAction"]

    def press(self, *keys):
        """Press keys, and return where each leads."""
        ask = "([n, keys]) => controls.press(n, keys)"
        self.met = self.page.evaluate(ask, [self.number, keys])
        assert not any(one["scrolls"] for one in self.met), f"{self.name}: a key scrolls the page"
        return [tuple(one["at"]) for one in self.met]

    def go(self, key):
        """Press one key, and return where it leads."""
        return self.press(key)[0]

    def place(self, cell):
        """Return where a cell is on the page."""
        return self.page.evaluate("([n, cell]) => controls.middle(n, cell)", [self.number, cell])

    def point(self, cell, how):
        """Point at a cell with the mouse or a finger, and return the cell that is chosen then."""
        x, y = self.place(cell)
        if how == "finger":
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.move(x, y)
        self.page.evaluate("() => controls.drawn()")
        return tuple(self.page.evaluate("(n) => controls.whereIn(n)", self.number))

    @property
    def corners(self):
        """The first and the last cell."""
        return (0, 0), (self.rows - 1, self.columns - 1)


def grids(mounted, *kinds):
    """The grids of a page, of these kinds."""
    found = mounted.page.evaluate("controls.grids()")
    all_ = [Grid(mounted.page, n, about) for n, about in enumerate(found)]
    return [grid for grid in all_ if grid.kind in kinds]


def walk(grid, start, key, most):
    """Press a key until it leads no further: the places on the way from this one on."""
    path = grid.press(*[key] * (most + 1))
    assert path[-1] == path[-2] or most == 0, f"{grid.name}: {key} never ends"
    return [place for place, _ in itertools.groupby([start, *path])]


@everywhere
def test_a_grid_has_a_name_and_one_tab_stop(used):
    found = grids(used, "map", "pad", "matrix")
    names = [grid.name for grid in found]
    assert all(names)
    assert len(names) == len(set(names))
    for grid in found:
        assert grid.rows > 0
        assert grid.columns > 0
        assert grid.stops == 1, grid.name
        wanted = {"map": "manipulation", "pad": "none", "matrix": "auto"}[grid.kind]
        assert grid.touch == wanted, grid.name


@everywhere
def test_keys_lead_to_every_cell_and_stop_at_the_edges(used):
    for grid in grids(used, "map", "pad", "matrix"):
        name = grid.name
        last, first = grid.press("Control+End", "Control+Home")
        assert grid.press("ArrowLeft", "ArrowUp") == [first, first], name
        assert first < last or grid.rows * grid.columns == 1, f"{name}: the keys move nothing"
        right = walk(grid, first, "ArrowRight", grid.columns)
        assert [row for row, _ in right] == [first[0]] * len(right), name
        columns = [column for _, column in right]
        assert columns == sorted(set(columns)), name
        assert columns[-1] == last[1], name
        assert walk(grid, right[-1], "ArrowLeft", grid.columns) == right[::-1], name
        down = walk(grid, first, "ArrowDown", grid.rows)
        assert [column for _, column in down] == [first[1]] * len(down), name
        rows = [row for row, _ in down]
        assert rows == sorted(set(rows)), name
        assert rows[-1] == last[0], name
        assert walk(grid, down[-1], "ArrowUp", grid.rows) == down[::-1], name


@everywhere
def test_home_and_end_lead_along_a_row_and_with_control_to_the_corners(used):
    for grid in grids(used, "map", "pad", "matrix"):
        first, last = grid.press("Control+Home", "Control+End")
        beginning, end = grid.press("Home", "End")
        assert beginning == (last[0], first[1]), grid.name
        assert end == last, grid.name
        if grid.kind != "map":
            assert (first, last) == grid.corners, grid.name


@everywhere
def test_a_page_is_five_cells(used):
    for grid in grids(used, "map", "pad", "matrix"):
        first, last = grid.press("Control+Home", "Control+End")
        down = grid.press("Control+Home", "ArrowDown", "Control+Home", "PageDown", "PageUp")
        step = down[1][0] - first[0]  # a window's grid may go on by some cells at once
        goal = min(first[0] + PAGE, last[0])
        assert abs(down[3][0] - goal) < max(step, 1), f"{grid.name}: {down[3]}, not row {goal}"
        assert down[3][1] == down[4][1] == first[1], grid.name
        assert down[4][0] == first[0], grid.name
        up = grid.press("Control+End", "PageUp")[1]
        goal = max(last[0] - PAGE, first[0])
        assert abs(up[0] - goal) < max(step, 1), f"{grid.name}: {up}, not row {goal}"


@pytest.mark.parametrize(
    "opened_example", [lambda: ActivationExplorer(np.zeros((14, 3)))], indirect=True, ids=["tall"]
)
def test_pages_lead_down_and_up_a_tall_map(used):
    keys = ["PageDown"] * 3 + ["PageUp"] * 3
    for grid in grids(used, "map"):
        assert [row for row, _ in grid.press(*keys)] == [5, 10, 13, 8, 3, 0]


@everywhere
@pytest.mark.parametrize("how", ["mouse", "finger"])
def test_pointing_chooses_what_the_keys_choose(used, how):
    for grid in grids(used, "map"):
        first, last = grid.press("Control+Home", "Control+End")
        for corner, chosen in zip(grid.corners, (first, last), strict=True):
            assert grid.point(corner, how) == chosen, f"{grid.name}: at {corner}"
        if (first, last) == grid.corners:
            cell = (grid.rows // 2, grid.columns // 3)
            assert grid.point(cell, how) == cell, grid.name


@everywhere
def test_the_active_cell_is_said(used):
    for grid in grids(used, "map", "pad"):
        first, last = grid.press("Control+Home", "Control+End")
        shifts = set()
        for one, at in zip(grid.met, (first, last), strict=True):
            row, column = re.match(
                r"(?:padding, )?row (-?\d+), column (-?\d+)", one["says"]
            ).groups()
            shifts.add((at[0] - int(row), at[1] - int(column)))
        assert len(shifts) == 1, f"{grid.name}: {grid.met}"  # as far as the padding reaches


@everywhere
def test_the_keyboard_itself_moves_and_does_not_scroll(used):
    for grid in grids(used, "map", "pad"):
        element = used.page.get_by_role("grid", name=grid.name, exact=True)
        start = grid.go("Control+Home")
        element.press("ArrowDown")
        moved = tuple(used.page.evaluate("(n) => controls.whereIn(n)", grid.number))
        assert moved != start or grid.go("ArrowDown") == start, grid.name


@everywhere
def test_a_legend_names_both_ends_of_its_colours(used):
    for legend in used.page.locator(".cb-legend").locator("visible=true").all():
        low, _, high = legend.locator("span").all_text_contents()
        assert legend.get_attribute("aria-label").endswith(f": {low} to {high}")
        assert _number(low) < _number(high)


def _number(text):
    return float(text.replace("−", "-"))


# ---- matrices: cells that are typed into ---------------------------------------------------------


def cell_of(used, grid, row, column):
    """A cell of a matrix."""
    matrix = used.page.get_by_role("grid", name=grid.name, exact=True)
    return matrix.get_by_role("row").nth(row).get_by_role("gridcell").nth(column)


def leaf(change):
    """The value that a change has set."""
    return change and change["now"]


TYPED = [("7", 7), ("-2", -2), ("−3", -3), ("0,5", 0.5), ("1/4", 0.25), (".125", 0.125)]


@everywhere
def test_a_typed_weight_is_taken(used):
    page = used.page
    for grid in grids(used, "matrix"):
        row, column = grid.rows - 1, grid.columns // 2
        cell = cell_of(used, grid, row, column)
        for text, value in TYPED:
            before = page.evaluate("controls.state()")
            cell.press("Enter")
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
            assert leaf(_change(page, before)) == value, f"{grid.name}: {text}"
            assert cell.get_by_role("textbox").count() == 0
        before = page.evaluate("controls.state()")
        cell.press("9")  # typing opens the cell
        page.keyboard.press("Escape")
        assert _change(page, before) is None
        cell.press("8")
        page.keyboard.press("Tab")
        assert leaf(_change(page, before)) == 8


NOT_TYPED = ["NaN", "two", "", "1e999", "--3", "1/0", "9" * 8]


@everywhere
def test_what_is_no_weight_is_refused_in_place(used):
    page = used.page
    for grid, text in itertools.product(grids(used, "matrix"), NOT_TYPED):
        before = page.evaluate("controls.state()")
        cell = cell_of(used, grid, 0, 0)
        cell.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
        field = cell.get_by_role("textbox")
        assert field.get_attribute("aria-invalid") == "true", grid.name
        told = page.locator(f"#{_described(page, grid)}").text_content()
        assert "A weight" in told or f"“{text}” is not a number" in told, told
        page.keyboard.press("Escape")
        assert field.count() == 0
        assert _change(page, before) is None, grid.name


def _described(page, grid):
    return page.get_by_role("grid", name=grid.name, exact=True).get_attribute("aria-describedby")


def _change(page, before):
    return page.evaluate("(before) => controls.change(before)", before)


# ---- the numbers in the cells ------------------------------------------------------------------

RISING = np.arange(64.0).reshape(8, 8) - 30
# What is written on the grids' canvases, and how large.
WRITTEN = """() => {
  const draw = CanvasRenderingContext2D.prototype.fillText;
  window.written = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.written.push([text, Number.parseFloat(this.font)]);
    return draw.call(this, text, ...place);
  };
}"""
TITLES = """() => [...document.querySelectorAll(".cb-maps .cb-title, .cb-panels .cb-title")]
  .map((title) => getComputedStyle(title, "::after").content.replaceAll('"', ""))"""


def test_numbers_on_a_phone_are_large_enough_and_have_one_decimal_less_where_two_are_small(shown):
    digit = np.round(np.abs(np.sin(RISING)) * 9)
    mounted = shown(ConvolutionExplorer(digit, "box", normalise=True, padding=1), width=375)
    mounted.page.evaluate(WRITTEN)
    mounted.set(show_numbers=True)
    written = mounted.page.evaluate("written")
    assert min(size for text, size in written) >= 8.5  # cells of the padded picture have 14 pixels
    assert max(len(text.split(".")[1]) for text, size in written if "." in text) == 1
    wide = shown(ConvolutionExplorer(digit, "box", normalise=True, padding=1), width=900)
    wide.page.evaluate(WRITTEN)
    wide.set(show_numbers=True)
    written = wide.page.evaluate("written")
    assert max(len(text.split(".")[1]) for text, size in written if "." in text) == 2


def test_where_numbers_do_not_fit_the_minus_signs_stay_and_the_title_says_so(shown):
    mounted = shown(ActivationExplorer(np.tile(RISING, (3, 3)) / 7), width=375)
    pictures = "() => [...document.querySelectorAll('canvas')].map((one) => one.toDataURL())"
    signs = mounted.page.evaluate(pictures)
    assert mounted.page.evaluate(TITLES) == ["none"] * 3
    mounted.set(show_numbers=True)
    assert mounted.page.evaluate(pictures) == signs
    assert mounted.page.evaluate(TITLES) == [" (no room for numbers)"] * 3
    few = shown(ActivationExplorer(RISING[:4, :4], show_numbers=True), width=375)
    assert few.page.evaluate(TITLES) == ["none"] * 3
