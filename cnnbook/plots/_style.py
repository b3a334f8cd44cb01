"""The sheet that every figure is drawn on, and the value that a figure becomes."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from numpy.typing import NDArray

PAPER, INK, SOFT = "#fafaf8", "#1d2129", "#5a6270"
# Told apart in grey too: the lines also differ in their dashes (Okabe and Ito's colours).
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
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same figure on every machine
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
    """Return `count` Axes in a new figure, in rows of `columns`, each cell so many inches."""
    if columns is not None and columns < 1:
        raise ValueError(f"columns must be at least 1, but it is {columns}")
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
    """Return one title for each of `count` things, or say how many there must be."""
    if titles is None:
        return [None] * count
    if isinstance(titles, str) or len(titles) != count:
        given = 1 if isinstance(titles, str) else len(titles)
        raise ValueError(f"there must be one title for each {what}: {count}, but got {given}")
    return list(titles)
