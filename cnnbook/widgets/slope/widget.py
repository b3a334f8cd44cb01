"""SlopeExplorer: one weight on its loss curve, its slope, and the steps that lead downhill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure

from ..shared.base import Explorer
from ..shared.descent import descend
from ..shared.printing import literal
from ..shared.traits import Integer, Matrix, Number

CONTROLS = ("curve", "slope", "nudge", "step")
PAIRS = ((-1, -3), (1, 3), (2, 3))  # the best weight is 2, where the loss is 1
_LARGEST_PAIR = 10


class Curve(NamedTuple):
    """A loss of one weight, its slope, the slope's program, and where it is shown."""

    loss: Callable[[float], float]
    slope: Callable[[float], float]
    program: str
    view: tuple[float, float]


def _two_valleys() -> Curve:
    # No powers: products are the same to the last bit on the page.
    return Curve(
        loss=lambda w: w * w * w * w / 4 - 2 * w * w - w / 2 + 6,
        slope=lambda w: w * w * w - 4 * w - 0.5,
        program="\n\ndef slope(w):\n    return w * w * w - 4 * w - 0.5\n",
        view=(-3, 3),
    )


def _fit(pairs: list[list[float]]) -> Curve:
    x, y = np.array(pairs, dtype=float).T
    columns = [[pair[k] for pair in pairs] for k in (0, 1)]
    arrays = "".join(
        f"{name} = np.array({literal(values)})\n"
        for name, values in zip("xy", columns, strict=True)
    )
    middle = float(np.clip((x @ y) / (x @ x) if x.any() else 0, -7, 7))
    return Curve(
        loss=lambda w: float(np.mean((w * x - y) ** 2)),
        slope=lambda w: float(np.mean(2 * x * (w * x - y))),
        program=f"{arrays}\n\ndef slope(w):\n    return np.mean(2 * x * (w * x - y))\n",
        view=(middle - 3, middle + 3),
    )


class SlopeExplorer(Explorer):
    """Move one weight on its loss curve, read the slope, and take steps of gradient descent.

    Parameters
    ----------
    initial : float
        The weight at the beginning, from -10 to 10.
    lr : float
        The learning rate, from 0.001 to 10: a step is ``w - lr * slope``.
    steps : int
        How many steps have been taken, at most 100. The descent ends when the weight leaves
        −1000 … 1000.
    curve : {"fit", "two_valleys"}
        The loss: the mean squared error of w · x for the pairs, or a made-up one with two valleys.
    pairs : array-like of shape (N, 2)
        Up to 20 pairs (x, y), from -10 to 10, for the curve "fit".
    h : {0.5, 0.1, 0.01, 0.001}
        How far the weight is nudged to both sides, for the slope by nudging.
    controls : list of str
        What is shown beside the curve: any of "curve", "slope", "nudge" and "step"; by default all.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or is out of bounds.

    Examples
    --------
    >>> explorer = SlopeExplorer(initial=0, lr=0.25, steps=1)
    >>> explorer.output  # 0 − 0.25 · (−8)
    array([0., 2.])
    >>> explorer.loss, explorer.slope
    (1.0, 0.0)
    """

    curve = traitlets.Enum(("fit", "two_valleys"), "fit").tag(sync=True)
    pairs = Matrix(PAIRS, largest=20).tag(sync=True)
    initial = Number(0, min=-10, max=10).tag(sync=True)
    lr = Number(0.05, min=0.001, max=10).tag(sync=True)
    steps = Integer(0, min=0, max=100).tag(sync=True)
    h = traitlets.Enum((0.5, 0.1, 0.01, 0.001), 0.1).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, initial: float = 0, **state: Any):
        super().__init__(initial=initial, **state)

    @traitlets.default("pairs")
    def _pairs(self) -> list[list[float]]:
        return [list(pair) for pair in PAIRS]

    @traitlets.validate("pairs")
    def _are_pairs(self, proposal: dict[str, Any]) -> Any:
        shape = np.shape(proposal["value"])
        if shape[1] != 2:
            self._refuse(f"pairs must have two numbers in each row, x and y, got shape {shape}")
        if (largest := np.abs(proposal["value"]).max()) > _LARGEST_PAIR:
            self._refuse(f"pairs must be from -10 to 10, got {largest:g}")
        return proposal["value"]

    def _curve(self) -> Curve:
        return _fit(self.pairs) if self.curve == "fit" else _two_valleys()

    @property
    def output(self) -> np.ndarray:
        """The weights that the steps lead through, the first one too: an array of shape (N,)."""
        first, slope = float(self.initial), self._curve().slope
        return np.array(descend(first, slope, lr=self.lr, steps=self.steps))

    @property
    def weight(self) -> float:
        """The present weight: where the steps have led."""
        return float(self.output[-1])

    @property
    def loss(self) -> float:
        """The loss of the present weight."""
        return self._curve().loss(self.weight)

    @property
    def slope(self) -> float:
        """The slope of the loss at the present weight, by the rule."""
        return self._curve().slope(self.weight)

    @property
    def nudged(self) -> float:
        """The slope by nudging: (loss(w + h) − loss(w − h)) / (2 h)."""
        loss, w = self._curve().loss, self.weight
        return (loss(w + self.h) - loss(w - self.h)) / (2 * self.h)

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        return (
            f"import numpy as np\n{'' if self.curve == 'two_valleys' else chr(10)}"
            f"{self._curve().program}\n\n"
            f"w = {literal(self.initial)}\ntrail = [w]\n"
            f"for _ in range({len(self.output) - 1}):\n"
            f"    w = w - {literal(self.lr)} * slope(w)\n"
            "    trail.append(w)\n"
            "output = np.array(trail, dtype=float)"
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        name = "mean squared error" if self.curve == "fit" else "loss with two valleys"
        taken = len(self.output) - 1
        return (
            f"one weight on the curve of its {name}: after {taken} step{'s' * (taken != 1)} "
            f"w is {self.weight:.4g}, its loss {self.loss:.4g} and its slope {self.slope:.4g}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the curve with trail, point and tangent; beside it the pairs and the line w · x."""
        panels = 2 if self.curve == "fit" else 1
        axes = figure.subplots(1, panels, width_ratios=[2, 1][:panels], squeeze=False)[0]
        self._draw_curve(axes[0])
        if self.curve == "fit":
            self._draw_pairs(axes[1])

    def _draw_curve(self, ax: Any) -> None:
        curve, trail = self._curve(), self.output
        w = np.linspace(*curve.view, 121)
        losses = [curve.loss(value) for value in w]
        ax.plot(w, losses, color="#0067a3")
        ax.plot(trail, [curve.loss(value) for value in trail], "o-", color="0.45", markersize=4)
        ax.plot(w, self.loss + self.slope * (w - self.weight), color="#d95f02")
        ax.plot([self.weight], [self.loss], "o", color="#d95f02", markersize=9)
        ax.set(xlim=curve.view, ylim=(0, 1.05 * max(*losses, 1e-9)), xlabel="w", title="loss")

    def _draw_pairs(self, ax: Any) -> None:
        x, y = np.array(self.pairs, dtype=float).T
        ax.vlines(x, y, self.weight * x, color="#d95f02", linestyle="--")
        ax.axline((0, 0), slope=self.weight, color="#0067a3")
        ax.plot(x, y, "o", color="0.2")
        reach = 1.2 * max(np.abs(y).max(), 1)
        ax.set(ylim=(-reach, reach), xlabel="x", title="y, and the line w · x")
