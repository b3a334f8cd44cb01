"""The style of all figures, and how their Axes are created."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cnnbook._checks import check_integer

PAPER, INK, SOFT = "#fafaf8", "#1d2129", "#5a6270"
# Okabe and Ito's colours; the dashes distinguish the lines in grey too.
LINES = [("#0072b2", "-"), ("#d55e00", "--"), ("#008060", "-."), ("#9c3f84", ":")]

STYLE = {
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": "#d9dbe0",
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "font.size": 10,
    "font.family": "DejaVu Sans",  # part of Matplotlib, so figures are the same on every machine
    "lines.linewidth": 2.0,
}


def one_axes(ax: Axes | None, *, figsize: tuple[float, float]) -> Axes:
    """Return `ax`, or the Axes of a new figure in the book's style."""
    if ax is not None:
        return ax
    with plt.rc_context(STYLE):
        _, ax = plt.subplots(figsize=figsize, layout="constrained")
    return ax


def many_axes(count: int, *, columns: int | None, cell: tuple[float, float]) -> NDArray[Any]:
    """Return `count` Axes in a new figure; `cell` is the (width, height) of each in inches."""
    if columns is not None:
        check_integer("columns", columns)
    width = min(columns or 6, count)
    height = -(-count // width)
    with plt.rc_context(STYLE):
        figure, grid = plt.subplots(
            height,
            width,
            figsize=(width * cell[0], height * cell[1]),
            layout="constrained",
            squeeze=False,
        )
    for empty in grid.flat[count:]:
        figure.delaxes(empty)
    return grid.ravel()[:count]


def titles_for(titles: Sequence[str] | None, count: int, what: str) -> list[str | None]:
    """Return one title for each of `count` items; reject any other number of titles."""
    if titles is None:
        return [None] * count
    if isinstance(titles, str) or len(titles) != count:
        given = 1 if isinstance(titles, str) else len(titles)
        raise ValueError(f"titles must hold one title for each {what}: {count}, got {given}")
    return list(titles)
