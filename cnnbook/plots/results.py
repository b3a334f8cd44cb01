"""What a classifier gets right and wrong."""

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from cnnbook.plots._cells import write_numbers
from cnnbook.plots._style import PAPER, many_axes, one_axes
from cnnbook.plots.images import show_image


def _pairs(labels: ArrayLike, predictions: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return true and guessed classes as arrays of one length, or say why they are not."""
    true, guessed = np.asarray(labels), np.asarray(predictions)
    if true.ndim != 1 or true.shape != guessed.shape or true.size == 0:
        raise ValueError(
            f"labels and predictions must both have shape (N,), but they have {true.shape} and "
            f"{guessed.shape}; scores become predictions with scores.argmax(axis=1)"
        )
    if true.dtype.kind not in "iu" or guessed.dtype.kind not in "iu":
        raise TypeError(
            f"labels and predictions must be whole numbers, but they are {true.dtype} and "
            f"{guessed.dtype}"
        )
    if min(true.min(), guessed.min()) < 0:
        raise ValueError(f"classes count from 0, but there is {min(true.min(), guessed.min())}")
    return true, guessed


def confusion_table(
    labels: ArrayLike,
    predictions: ArrayLike,
    *,
    classes: int = 10,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Show how often each digit was taken for each digit.

    Parameters
    ----------
    labels : array_like of int, shape (N,)
        What it was.
    predictions : array_like of int, shape (N,)
        What it was taken for.
    classes : int
        How many classes there are.
    title : str, optional
        By default the share that is right.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes
        Its image holds the (classes, classes) counts: true class down, prediction across. A zero is
        left out, so that the mistakes catch the eye.

    Raises
    ------
    TypeError, ValueError
        If the two do not fit together or a class is out of range.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = confusion_table([0, 0, 1, 1], [0, 0, 1, 0], classes=2)
    >>> ax.images[0].get_array().astype(int).tolist()
    [[2, 0], [1, 1]]
    >>> picture(ax)
    Picture: 3 of 4 right (75 %)
    """
    true, guessed = _pairs(labels, predictions)
    largest = max(true.max(), guessed.max())
    if largest >= classes:
        raise ValueError(f"with {classes} classes the last is {classes - 1}, but got {largest}")
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (true, guessed), 1)
    ax = one_axes(ax, figsize=(4.6, 4.6))
    colours = colormaps["cividis_r"].with_extremes(under=PAPER)  # an empty cell stays paper
    shown = ax.imshow(counts, cmap=colours, vmin=0.5, vmax=max(1, counts.max()))
    write_numbers(ax, shown, counts)
    for text in ax.texts:
        if text.get_text() == "0":
            text.set_text("")
    right = int((true == guessed).sum())
    share = f"{right} of {true.size} right ({100 * right / true.size:.3g} %)"
    ax.set(xticks=range(classes), yticks=range(classes), xlabel="taken for", ylabel="was")
    ax.set_title(share if title is None else title)
    return ax


def mistakes(
    images: ArrayLike,
    labels: ArrayLike,
    predictions: ArrayLike,
    *,
    most: int = 12,
    columns: int = 6,
) -> NDArray[Any]:
    """Show the images that were taken for something else.

    Parameters
    ----------
    images : array_like of shape (N, H, W) or (N, 1, H, W)
        What was looked at.
    labels, predictions : array_like of int, shape (N,)
        What it was, and what it was taken for.
    most : int
        Show at most so many, the first ones.
    columns : int
        Images per row.

    Returns
    -------
    ndarray of matplotlib Axes
        One for each mistake; if there is none, a single one that says so.

    Raises
    ------
    TypeError, ValueError
        If the three do not fit together.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> picture(mistakes(np.zeros((2, 5, 5)), [3, 4], [3, 9]))
    Picture: 4, taken for 9
    """
    true, guessed = _pairs(labels, predictions)
    pixels = np.asarray(images)
    if len(pixels) != len(true):
        raise ValueError(f"there are {len(pixels)} images, but {len(true)} labels")
    wrong = np.flatnonzero(true != guessed)[:most]
    axes = many_axes(max(1, len(wrong)), columns=columns, cell=(1.4, 1.6))
    if len(wrong) == 0:
        axes[0].set_axis_off()
        axes[0].set_title("no mistakes")
    for ax, k in zip(axes, wrong, strict=False):
        show_image(pixels[k], title=f"{true[k]}, taken for {guessed[k]}", ax=ax)
        ax.set(xticks=[], yticks=[])
        ax.title.set_fontsize(9)
    return axes
