"""A bar chart of a few named numbers."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from cnnbook.plots._axes import one_axes
from cnnbook.plots.style import LINES


def bars(
    values: Mapping[str, float],
    *,
    percent: bool = False,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a horizontal bar for each number, the first on top, labelled with the number.

    Parameters
    ----------
    values : mapping from str to number
        Names and non-negative numbers.
    percent : bool
        The numbers are fractions from 0 to 1, to be written in percent.
    title : str, optional
        Title of the Axes.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is no number, or one is negative.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = bars({"right": 0.975, "wrong": 0.025}, percent=True, title="Answers")
    >>> [text.get_text() for text in ax.texts], picture(ax)
    (['97.5 %', '2.5 %'], Picture: Answers)
    """
    if not values or not all(value >= 0 for value in values.values()):
        raise ValueError(f"values must be one or more non-negative numbers, got {dict(values)}")
    ax = one_axes(ax, figsize=(5.4, 0.5 + 0.36 * len(values)))
    drawn = ax.barh(list(values), list(values.values()), color=LINES[0][0], height=0.6)
    numbers = [f"{100 * v:.1f} %" if percent else f"{v:,g}" for v in values.values()]
    ax.bar_label(drawn, numbers, padding=4, fontsize=9)
    longest = 1.0 if percent else max(values.values()) or 1.0
    ax.set(xlim=(0, 1.2 * longest), ylim=(len(values) - 0.5, -0.5), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(left=False)
    if title is not None:
        ax.set_title(title)
    return ax
