"""The still picture of GradientExplorer: every node with its value and its slope."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

_STAGES = {
    "image": ["x00", "x01", "x10", "x11"],
    "convolution": ["za0", "za1", "zb0", "zb1"],
    "ReLU": ["ra0", "ra1", "rb0", "rb1"],
    "max": ["ma", "mb"],
    "linear": ["s0", "s1"],
    "softmax": ["p0", "p1"],
    "loss": ["L"],
}
_PARAMETERS = {
    "two filters": [["a0", "a1"], ["b0", "b1"]],
    "linear layer: weights, bias": [["w0a", "w0b", "c0"], ["w1a", "w1b", "c1"]],
}


def draw_graph(
    figure: Figure, values: Mapping[str, float], slopes: Mapping[str, float], target: int
) -> None:
    """Draw the stages from left to right, and the parameters below them."""
    figure.set_size_inches(8, 4.6)
    ax = figure.add_subplot()
    ax.set(xlim=(-0.55, 6.55), ylim=(6.9, -0.8))
    ax.axis("off")
    places = _places()
    for start, end in _arrows(target):
        arrow = {"arrowstyle": "->", "color": "0.6", "shrinkA": 26, "shrinkB": 26}
        ax.annotate("", places[end], places[start], arrowprops=arrow)
    for name, place in places.items():
        _draw_node(ax, place, name, values[name], slopes[name])
    for column, stage in enumerate(_STAGES):
        ax.text(column, -0.65, stage, ha="center", color="0.35", fontsize=9)
    for left, block in zip((-0.4, 2.6), _PARAMETERS, strict=True):
        ax.text(left, 4.45, block, color="0.35", fontsize=9)


def _places() -> dict[str, tuple[float, float]]:
    places = {}
    for column, names in enumerate(_STAGES.values()):
        gap = 4 / len(names)
        places |= {n: (column, gap * (i + 0.5) - 0.5) for i, n in enumerate(names)}
    for left, rows in zip((0, 3), _PARAMETERS.values(), strict=True):
        for r, names in enumerate(rows):
            places |= {name: (left + i, 5.1 + 1.1 * r) for i, name in enumerate(names)}
    return places


def _arrows(target: int) -> list[tuple[str, str]]:
    filters, rows = "ab", "01"
    arrows = [(f"x{r}{c}", f"z{f}{r}") for f in filters for r in rows for c in rows]
    arrows += [(f"z{f}{r}", f"r{f}{r}") for f in filters for r in rows]
    arrows += [(f"r{f}{r}", f"m{f}") for f in filters for r in rows]
    arrows += [(f"m{f}", f"s{k}") for f in filters for k in rows]
    arrows += [(f"s{k}", f"p{j}") for k in rows for j in rows]
    return [*arrows, (f"p{target}", "L")]


def _draw_node(ax: Axes, place: tuple[float, float], name: str, value: float, slope: float) -> None:
    text = f"{name}  {value:.4g}\n∂ {slope:.3g}".replace("-", "−")
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "0.4"}
    ax.text(*place, text, ha="center", va="center", fontsize=8.5, bbox=box)
