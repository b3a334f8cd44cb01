"""A finished figure as a value for the end of a notebook cell."""

import io
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Picture:
    """A finished figure as a value: a PNG and a description.

    Notebooks display the PNG; terminals, tests and diffs show the description instead of
    `<Figure size …>`. Both are the same on every run.
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
            f"drawing must be Axes, several Axes or a Figure, as the functions of plots return, "
            f"got {type(drawing).__name__}"
        )
    return axes[0].figure


def picture(drawing: Figure | Axes | Iterable[Axes], description: str | None = None) -> Picture:
    """Close a figure and return it as a value for the end of a notebook cell.

    Parameters
    ----------
    drawing : Axes, sequence of Axes or Figure
        The result of a function of `plots`, or any other figure.
    description : str, optional
        A short description, used as text alternative; by default the titles in the figure.

    Returns
    -------
    Picture
        Displayed as a PNG in a notebook; its repr is the description.

    Raises
    ------
    TypeError
        If `drawing` is not one of these.

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
    # Without the date and Matplotlib's version, the same data gives the same bytes.
    figure.savefig(buffer, format="png", dpi=144, metadata={"Software": None})
    plt.close(figure)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    return Picture(buffer.getvalue(), description, (width, height))
