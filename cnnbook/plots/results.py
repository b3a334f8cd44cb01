"""Results of a classifier: confusion table and mistakes."""

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from cnnbook.plots._axes import many_axes, one_axes
from cnnbook.plots._cells import write_numbers
from cnnbook.plots.images import show_image
from cnnbook.plots.style import PAPER


def _class_pairs(labels: ArrayLike, predictions: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return true and predicted classes as arrays of one length; reject anything else."""
    true, predicted = np.asarray(labels), np.asarray(predictions)
    if true.ndim != 1 or true.shape != predicted.shape or true.size == 0:
        raise ValueError(
            f"labels and predictions must both have shape (N,), got {true.shape} and "
            f"{predicted.shape}; scores become predictions with scores.argmax(axis=1)"
        )
    if true.dtype.kind not in "iu" or predicted.dtype.kind not in "iu":
        raise TypeError(
            f"labels and predictions must be integers, got arrays of {true.dtype} and "
            f"{predicted.dtype}"
        )
    if min(true.min(), predicted.min()) < 0:
        raise ValueError(
            f"classes must be non-negative integers, got {min(true.min(), predicted.min())}"
        )
    return true, predicted


def confusion_table(
    labels: ArrayLike,
    predictions: ArrayLike,
    *,
    classes: int = 10,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Show how often each digit was classified as each digit.

    Parameters
    ----------
    labels : array_like of int, shape (N,)
        The true classes.
    predictions : array_like of int, shape (N,)
        The predicted classes.
    classes : int
        Number of classes.
    title : str, optional
        By default the accuracy.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes
        Its image holds the (classes, classes) counts: true class down, prediction across. Zeros are
        not written, so that the mistakes stand out.

    Raises
    ------
    TypeError, ValueError
        If the two do not match or a class is out of range.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = confusion_table([0, 0, 1, 1], [0, 0, 1, 0], classes=2)
    >>> ax.images[0].get_array().astype(int).tolist()
    [[2, 0], [1, 1]]
    >>> picture(ax)
    Picture: 3 of 4 right (75 %)
    """
    true, predicted = _class_pairs(labels, predictions)
    largest = max(true.max(), predicted.max())
    if largest >= classes:
        raise ValueError(f"classes must be from 0 to {classes - 1}, got {largest}")
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (true, predicted), 1)
    ax = one_axes(ax, figsize=(4.6, 4.6))
    colours = colormaps["cividis_r"].with_extremes(
        under=PAPER
    )  # cells with 0 have the background's colour
    shown = ax.imshow(counts, cmap=colours, vmin=0.5, vmax=max(1, counts.max()))
    write_numbers(ax, shown, counts)
    for text in ax.texts:
        if text.get_text() == "0":
            text.set_text("")
    right = int((true == predicted).sum())
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
    """Show the images that were classified wrongly.

    Parameters
    ----------
    images : array_like of shape (N, H, W) or (N, 1, H, W)
        The images.
    labels, predictions : array_like of int, shape (N,)
        The true and the predicted classes.
    most : int
        Show at most this many, the first ones.
    columns : int
        Images per row.

    Returns
    -------
    ndarray of matplotlib Axes
        One for each mistake; if there are none, a single one that says so.

    Raises
    ------
    TypeError, ValueError
        If the three do not match.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> picture(mistakes(np.zeros((2, 5, 5)), [3, 4], [3, 9]))
    Picture: 4, taken for 9
    """
    true, predicted = _class_pairs(labels, predictions)
    pixels = np.asarray(images)
    if len(pixels) != len(true):
        raise ValueError(
            f"images and labels must have the same length, got {len(pixels)} and {len(true)}"
        )
    wrong = np.flatnonzero(true != predicted)[:most]
    axes = many_axes(max(1, len(wrong)), columns=columns, cell=(1.4, 1.6))
    if len(wrong) == 0:
        axes[0].set_axis_off()
        axes[0].set_title("no mistakes")
    for ax, k in zip(axes, wrong, strict=False):
        show_image(pixels[k], title=f"{true[k]}, taken for {predicted[k]}", ax=ax)
        ax.set(xticks=[], yticks=[])
        ax.title.set_fontsize(9)
    return axes
