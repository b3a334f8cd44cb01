"""Axes for the functions of plots: one, or many with a title for each."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cnnbook._checks import check_integer
from cnnbook.plots.style import STYLE


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
