"""Line plots: activations, parameter counts, training histories."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from cnnbook.plots._axes import many_axes, one_axes
from cnnbook.plots.style import LINES, PAPER, SOFT

Function = Callable[[NDArray[np.float64]], ArrayLike]


def _line(ax: Axes, x: ArrayLike, y: ArrayLike, label: str, which: int, **style: Any) -> None:
    colour, dashes = LINES[which % len(LINES)]
    ax.plot(x, y, label=label, color=colour, linestyle=dashes, **style)


def activation_curve(
    function: Function,
    derivative: Function | None = None,
    *,
    interval: tuple[float, float] = (-4.0, 4.0),
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw an activation function and, if given, its derivative.

    Parameters
    ----------
    function : callable
        Takes an array of shape (M,), returns one of the same shape.
    derivative : callable, optional
        Its derivative, in the same form.
    interval : (float, float)
        The range of x.
    title : str, optional
        Title of the Axes, for example the function's name.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the interval is empty.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = activation_curve(np.abs, np.sign, title="The absolute value")
    >>> [line.get_label() for line in ax.lines[-2:]]
    ['f(x)', 'slope f′(x)']
    >>> picture(ax)
    Picture: The absolute value
    """
    low, high = interval
    if not low < high:
        raise ValueError(f"interval must be (low, high) with low < high, got ({low}, {high})")
    ax = one_axes(ax, figsize=(4.2, 3.0))
    x = np.linspace(low, high, 401)
    ax.axhline(0, color=SOFT, linewidth=0.8)
    ax.axvline(0, color=SOFT, linewidth=0.8)
    _line(ax, x, function(x), "f(x)", 0)
    if derivative is not None:
        _line(ax, x, derivative(x), "slope f′(x)", 1)
    ax.set(xlabel="x", ylabel="value", xlim=interval)
    ax.legend(facecolor=PAPER, framealpha=0.9, edgecolor="none")  # the axes cross it
    if title is not None:
        ax.set_title(title)
    return ax


def parameter_growth(
    widths: Sequence[int],
    counts: Mapping[str, Sequence[float]],
    *,
    title: str | None = None,
    ylabel: str = "parameters",
    ax: Axes | None = None,
) -> Axes:
    """Plot counts of networks against the image width, both axes logarithmic.

    Parameters
    ----------
    widths : sequence of int
        Image widths in pixels.
    counts : mapping from str to sequence of number
        For each network one count per width.
    title : str, optional
        Title of the Axes.
    ylabel : str
        Label of the y axis.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a network does not have one positive count for each width.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = parameter_growth([8, 16], {"dense": [640, 2560]}, title="Growth")
    >>> ax.get_yscale(), picture(ax)
    ('log', Picture: Growth)
    """
    for name, values in counts.items():
        if len(values) != len(widths):
            raise ValueError(
                f"counts must hold one number per width: {len(widths)}, "
                f"got {len(values)} for {name!r}"
            )
        if min(values, default=1) <= 0:
            raise ValueError(
                f"counts must be positive for a logarithmic axis, got {min(values)} for {name!r}"
            )
    ax = one_axes(ax, figsize=(5.0, 3.4))
    for which, (name, values) in enumerate(counts.items()):
        _line(ax, widths, values, name, which, marker="os^D"[which % 4], markersize=4)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    ax.set(xlabel="image width in pixels", ylabel=ylabel)
    ax.grid(True, which="major")
    ax.legend(frameon=False)
    if title is not None:
        ax.set_title(title)
    return ax


def training_history(history: Any, *, title: str | None = None) -> NDArray[Any]:
    """Plot a training history: the loss on the left, the accuracy on the right.

    Parameters
    ----------
    history : training.History
        The result of `training.fit`: `loss`, `accuracy` and, if there are any,
        `validation_loss` and `validation_accuracy`, one number per epoch.
    title : str, optional
        Title of the figure.

    Returns
    -------
    ndarray of two matplotlib Axes
        Loss, accuracy (in percent).

    Raises
    ------
    ValueError
        If the history holds no epoch.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from cnnbook.plots import picture
    >>> history = SimpleNamespace(loss=[2.3, 1.1], accuracy=[0.1, 0.7])
    >>> picture(training_history(history))
    Picture: loss; accuracy
    """
    epochs = np.arange(1, len(history.loss) + 1)
    if len(epochs) == 0:
        raise ValueError("history must hold at least one epoch, got none")
    axes = many_axes(2, columns=2, cell=(3.6, 2.8))
    for ax, name, factor in zip(axes, ["loss", "accuracy"], [1, 100], strict=True):
        marker = {"marker": "o", "markersize": 3} if len(epochs) < 40 else {}
        _line(ax, epochs, factor * np.array(getattr(history, name)), "trained on", 0, **marker)
        held_out = getattr(history, f"validation_{name}", None)
        if held_out:
            _line(ax, epochs, factor * np.array(held_out), "held out", 1, **marker)
            ax.legend(frameon=False)
        ax.set(xlabel="epoch", ylabel=name if factor == 1 else f"{name} in %", title=name)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(True, axis="y")
    axes[0].set_ylim(bottom=0)
    axes[1].set_ylim(0, 101)
    if title is not None:
        axes[0].figure.suptitle(title)
    return axes
