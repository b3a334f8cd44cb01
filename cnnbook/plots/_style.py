"""The sheet that every figure is drawn on, and the value that a figure becomes."""

import io
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
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


class Picture:
    """A finished figure as a value: a PNG for the page and a line of text for everyone else.

    Notebooks show the picture; where there is no picture to look at, in a terminal, in a test, in a
    diff, its description stands. It never says `<Figure size …>`, and nothing in it changes from
    one run to the next.
    """

    def __init__(self, png: bytes, description: str, size: tuple[int, int]):
        self.png = png
        self.description = description
        self.size = size

    def __repr__(self) -> str:
        return f"Picture: {self.description}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        width, height = self.size
        data = {"image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"width": width, "height": height, "alt": self.description}}


def _figure_of(drawing: Figure | Axes | Iterable[Axes]) -> Figure:
    if isinstance(drawing, Figure):
        return drawing
    axes = list(np.ravel(np.asarray(drawing, dtype=object)))
    if not axes or not all(isinstance(ax, Axes) for ax in axes):
        raise TypeError(
            f"picture takes what the functions of plots return, Axes, several Axes or a Figure, "
            f"but got {type(drawing).__name__}"
        )
    return axes[0].figure


def picture(drawing: Figure | Axes | Iterable[Axes], description: str | None = None) -> Picture:
    """Finish a figure: close it and return it as a value for the end of a notebook's cell.

    Parameters
    ----------
    drawing : Axes, sequence of Axes or Figure
        What one of the functions of `plots` returned, or any figure of your own.
    description : str, optional
        What there is to see, in a few words. By default the titles in the figure.

    Returns
    -------
    Picture
        Shown as a PNG in a notebook; its repr is the description.

    Raises
    ------
    TypeError
        If `drawing` is none of these.

    Examples
    --------
    >>> from cnnbook import plots
    >>> plots.picture(plots.show_image([[0, 1], [1, 0]], title="Four pixels"))
    Picture: Four pixels
    """
    figure = _figure_of(drawing)
    titles = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
    if description is None:
        description = "; ".join(title for title in titles if title) or "a figure without a title"
    buffer = io.BytesIO()
    # No date and no program's version in the file: the same data gives the same bytes.
    figure.savefig(buffer, format="png", dpi=144, metadata={"Software": None})
    plt.close(figure)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    return Picture(buffer.getvalue(), description, (width, height))
