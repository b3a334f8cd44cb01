"""Figures of layers: filters with their results, connections of a fully connected layer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import check_integer
from cnnbook.plots._axes import many_axes, one_axes, titles_for
from cnnbook.plots._cells import as_image
from cnnbook.plots.images import show_image, show_kernel
from cnnbook.plots.style import INK, LINES, PAPER, SOFT


def show_filters(
    kernels: Sequence[ArrayLike],
    results: Sequence[ArrayLike],
    *,
    titles: Sequence[str] | None = None,
    columns: int = 6,
) -> NDArray[Any]:
    """Show each kernel, and below it its result.

    Parameters
    ----------
    kernels : sequence of array_like, each of shape (KH, KW)
        The weights, written into their cells.
    results : sequence of array_like
        For each kernel, an image as for `show_image`.
    titles : sequence of str, optional
        One for each kernel.
    columns : int
        Pairs per row.

    Returns
    -------
    ndarray of matplotlib Axes, shape (number of kernels, 2)

    Raises
    ------
    TypeError, ValueError
        If there are not as many results and titles as kernels, or one is not a matrix of numbers.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> axes = show_filters([[[1]], [[-1]]], [[[5]], [[-5]]], titles=["as it is", "negative"])
    >>> axes.shape, picture(axes)
    ((2, 2), Picture: as it is; negative)
    """
    count = len(kernels)
    if count == 0 or len(results) != count:
        raise ValueError(
            f"results must hold one result for each kernel, got {count} kernels and "
            f"{len(results)} results"
        )
    names = titles_for(titles, count, "kernel")
    width = min(columns, count)
    rows = -(-count // width)
    axes = many_axes(2 * rows * width, columns=width, cell=(1.12, 1.18))
    pairs = axes.reshape(rows, 2, width).swapaxes(1, 2).reshape(-1, 2)
    for empty in pairs[count:].flat:
        empty.remove()
    for (above, below), kernel, result, name in zip(
        pairs[:count], kernels, results, names, strict=True
    ):
        show_kernel(kernel, title=name, ax=above)
        show_image(result, ax=below)
        for ax in (above, below):
            ax.set(xticks=[], yticks=[])
    return pairs[:count]


def show_wires(
    image: ArrayLike,
    nodes: int = 10,
    *,
    chosen: int = 0,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the connections (wires) of a fully connected layer: from each pixel to each node.

    Parameters
    ----------
    image : array_like of shape (H, W)
        The layer's input.
    nodes : int
        Number of nodes of the layer.
    chosen : int
        The node whose wires are highlighted.
    title : str, optional
        By default the number of wires.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes
        Its two line collections hold the wires of the other nodes and those of the chosen one.

    Raises
    ------
    TypeError, ValueError
        If `image` is not a grey image, or `chosen` is not a node.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> picture(show_wires([[0, 1], [1, 0]], nodes=3))
    Picture: 4 pixels × 3 nodes = 12 wires
    """
    pixels = as_image(image)
    if pixels.ndim != 2:
        raise ValueError(f"image must be a grey image (H, W), got shape {np.shape(image)}")
    check_integer("nodes", nodes)
    check_integer("chosen", chosen, 0, nodes - 1)
    height, width = pixels.shape
    count = f"{pixels.size:,} pixels × {nodes} nodes = {pixels.size * nodes:,} wires"
    ax = show_image(pixels, title=title or count, ax=one_axes(ax, figsize=(5.6, 2.8)))
    y = np.linspace(-0.2, height - 0.8, nodes)
    x = np.full(nodes, 2.1 * width)
    _draw_wires(ax, np.column_stack([x, y]), (height, width), chosen)
    for node in range(nodes):
        ax.text(x[node], y[node], str(node), ha="center", va="center", color=INK, zorder=4)
    ax.set(xticks=[], yticks=[], xlim=(-0.6, 2.1 * width + 0.5), ylim=(height - 0.3, -0.7))
    ax.spines[:].set_visible(False)
    return ax


def _draw_wires(ax: Axes, ends: NDArray[Any], shape: tuple[int, int], chosen: int) -> None:
    """Draw a line from each pixel's centre to each of the `ends`, and a circle at each end."""
    rows, columns = np.indices(shape).reshape(2, -1)
    starts = np.column_stack([columns, rows])  # (H·W, 2), as x and y
    accent = LINES[1][0]
    others = [(start, end) for k, end in enumerate(ends) if k != chosen for start in starts]
    own = [(start, ends[chosen]) for start in starts]
    ax.add_collection(LineCollection(others, colors=SOFT, linewidths=0.4, alpha=0.25))
    ax.add_collection(LineCollection(own, colors=accent, linewidths=0.8, alpha=0.9))
    edges = [accent if k == chosen else SOFT for k in range(len(ends))]
    ax.scatter(*ends.T, s=240, facecolor=PAPER, edgecolor=edges, linewidth=1.5, zorder=3)
