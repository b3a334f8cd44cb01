"""BoundaryExplorer: a small network learns to part two classes of points in the plane."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import layers as nn
from cnnbook.functional import softmax
from cnnbook.random import Generator
from cnnbook.training import Adam, fit

from ..shared.base import Explorer
from ..shared.printing import array, literal
from ..shared.traits import Integer, Matrix, Number
from .data_sets import data_sets

REACH, SIDE = 3.5, 71  # the plane from −3.5 to 3.5, a place each 0.1
STEPS = 10  # of gradient descent in a round
_NAMES = ("points", "activation", "width", "layers", "lr", "seed", "round")


class BoundaryExplorer(Explorer):
    """Let a small network learn two classes of points, and see the boundary that it draws.

    The network has linear layers with an activation between them, or none, and two scores at its
    end. It learns live on the page, from all points at once, and here by the program in `code`.

    Parameters
    ----------
    points : array-like of shape (N, 3) or str
        Up to 200 rows of x, y (from -3.5 to 3.5) and the class, 0 or 1, with at least one point of
        each; or one of "blobs", "xor", "moons", "ring" and "spirals".
    activation : {"none", "ReLU", "Tanh", "Sigmoid"}
        Between the layers.
    width : int
        Units of each hidden layer, from 1 to 8.
    layers : int
        Hidden layers, from 1 to 3.
    lr : float
        The learning rate, from 0.001 to 10.
    seed : int
        Of the first weights, which are drawn from ``Generator(seed)``.
    round : int
        How long the network has learnt, from 0 to 40: ten steps a round.
    adds : {"blue", "red"}
        Of which class is a point that the reader adds: blue is 0.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or is out of bounds.

    Examples
    --------
    >>> explorer = BoundaryExplorer("xor", "none", round=20)
    >>> explorer.accuracy < 0.6  # no straight line parts them
    True
    >>> explorer.activation = "Tanh"
    >>> explorer.accuracy
    1.0
    """

    points = Matrix(largest=200).tag(sync=True)
    activation = traitlets.Enum(("none", "ReLU", "Tanh", "Sigmoid"), "ReLU").tag(sync=True)
    width = Integer(8, min=1, max=8).tag(sync=True)
    layers = Integer(1, min=1, max=3).tag(sync=True)
    lr = Number(0.05, min=0.001, max=10).tag(sync=True)
    seed = Integer(1, min=0, max=9999).tag(sync=True)
    round = Integer(0, min=0, max=40).tag(sync=True)
    adds = traitlets.Enum(("blue", "red"), "blue").tag(sync=True)
    data_sets = traitlets.Dict(data_sets(), read_only=True).tag(sync=True)

    def __init__(self, points: Any = "moons", activation: str = "ReLU", **state: Any):
        if isinstance(points, str):
            known = data_sets()
            if points not in known:
                self._refuse(f"points must be one of {', '.join(known)}, got {points!r}")
            points = known[points]
        super().__init__(points=points, activation=activation, **state)

    @traitlets.validate("points")
    def _are_points(self, proposal: dict[str, Any]) -> Any:
        points = np.array(proposal["value"])
        if points.shape[1] != 3:
            self._refuse(
                f"points must have three numbers in each row: x, y and class, got {points.shape}"
            )
        if (far := np.abs(points[:, :2]).max()) > REACH:
            self._refuse(f"points must lie from -3.5 to 3.5, got {far:g}")
        if set(points[:, 2].tolist()) != {0, 1}:
            classes = ", ".join(f"{kind:g}" for kind in sorted(set(points[:, 2].tolist())))
            self._refuse(f"points must be of the classes 0 and 1, some of each, got {classes}")
        return proposal["value"]

    @property
    def net(self) -> nn.Sequential:
        """The network after its rounds; read it, do not change it."""
        state = {name: getattr(self, name) for name in _NAMES}
        state["points"] = tuple(map(tuple, self.points))
        return _learnt(**state)

    @property
    def output(self) -> np.ndarray:
        """The probability of class 1 at 71 × 71 places, from top left, an array (71, 71)."""
        line = np.linspace(-REACH, REACH, SIDE)
        x, y = np.meshgrid(line, -line)
        scores = self.net(np.stack([x, y], axis=-1).reshape(-1, 1, 2))
        return softmax(scores)[:, 1].reshape(SIDE, SIDE)

    @property
    def accuracy(self) -> float:
        """The share of points on the correct side of the boundary."""
        points = np.array(self.points, dtype=float)
        scores = self.net(points[:, None, :2])
        return float(((scores[:, 1] > scores[:, 0]) == points[:, 2]).mean())

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        used = {"Flatten", "Linear", "Sequential", self.activation} - {"none"}
        learning = [
            f"optimizer = training.Adam(net.parameters(), lr={literal(self.lr)})",
            f'options = {{"batch_size": {len(self.points)}, "optimizer": optimizer}}',
            f"training.fit(net, places, classes, epochs={STEPS * self.round}, **options, "
            "progress=False)",
        ]
        return "\n".join(
            [
                "import numpy as np",
                f"from cnnbook import {'softmax, training' if self.round else 'softmax'}",
                f"from cnnbook.layers import {', '.join(sorted(used))}",
                "from cnnbook.random import Generator",
                "",
                f"points = {array(self.points)}",
                "places, classes = points[:, None, :2], points[:, 2].astype(int)",
                "",
                f"rng = Generator({self.seed})",
                "net = Sequential(",
                *(f"    {line}," for line in _printed(self.activation, self.width, self.layers)),
                ")",
                *(learning if self.round else []),
                "",
                "line = np.linspace(-3.5, 3.5, 71)",
                "x, y = np.meshgrid(line, -line)",
                "scores = net(np.stack([x, y], axis=-1).reshape(-1, 1, 2))",
                "output = softmax(scores)[:, 1].reshape(71, 71)",
            ]
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        sizes = "-".join(map(str, [2, *[self.width] * self.layers, 2]))
        name = {"none": "no activation", "Tanh": "tanh", "Sigmoid": "sigmoid"}
        right = round(self.accuracy * len(self.points))
        return (
            f"a network {sizes} with {name.get(self.activation, self.activation)}, after "
            f"{STEPS * self.round} steps: {right} of {len(self.points)} points are on the correct "
            "side of its boundary"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the probabilities, the boundary and the points."""
        ax, output = figure.subplots(), self.output
        box = (-REACH, REACH, -REACH, REACH)
        ax.imshow(output, cmap="RdBu_r", vmin=0, vmax=1, extent=box)
        if output.min() < 0.5 < output.max():
            ax.contour(output[::-1], [0.5], colors="black", linewidths=2, extent=box)
        points = np.array(self.points, dtype=float)
        for kind, (marker, colour) in enumerate([("o", "#05488c"), ("s", "#94210c")]):
            x, y, _ = points[points[:, 2] == kind].T
            ax.plot(x, y, marker, color=colour, markeredgecolor="white", label=f"class {kind}")
        ax.set(xlabel="x", ylabel="y")
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1))


def _rows(activation: str, width: int, layers: int) -> list[tuple[str, tuple[int, ...]]]:
    """Return each layer's name and sizes.

    Examples
    --------
    >>> _rows("ReLU", 4, 1)
    [('Flatten', ()), ('Linear', (2, 4)), ('ReLU', ()), ('Linear', (4, 2))]
    """
    rows: list[tuple[str, tuple[int, ...]]] = [("Flatten", ())]
    for inputs in [2, *[width] * (layers - 1)]:
        rows.append(("Linear", (inputs, width)))
        rows += [(activation, ())] if activation != "none" else []
    return [*rows, ("Linear", (width, 2))]


def _printed(activation: str, width: int, layers: int) -> list[str]:
    options = "rng=rng, dtype=float"
    return [
        f"{name}({', '.join([*map(str, sizes), options])})" if sizes else f"{name}()"
        for name, sizes in _rows(activation, width, layers)
    ]


@lru_cache(maxsize=8)
def _learnt(points, activation, width, layers, lr, seed, round) -> nn.Sequential:
    rng = Generator(seed)
    net = nn.Sequential(
        *(
            getattr(nn, name)(*sizes, **({"rng": rng, "dtype": float} if sizes else {}))
            for name, sizes in _rows(activation, width, layers)
        )
    )
    if round:
        places = np.array(points, dtype=float)
        fit(
            net,
            places[:, None, :2],
            places[:, 2].astype(int),
            epochs=STEPS * round,
            batch_size=len(points),
            optimizer=Adam(net.parameters(), lr=lr),
            progress=False,
        )
    return net
