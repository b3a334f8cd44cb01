"""ParameterExplorer: two networks side by side, and their cost as the image grows."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import layers, plots
from cnnbook.summary import Summary, summarize

from ..shared.base import Explorer
from ..shared.layer_rows import LayerRows
from ..shared.traits import Integer
from .costs import Cost, costs, layer_code
from .presets import PRESETS, preset

SMALLEST, LARGEST = 8, 512
MOST_PARAMETERS = 50_000_000
WITHOUT = ("dilation",)
_PLAIN, _CONVOLUTIONAL = PRESETS["plain network"], PRESETS["convolutions"]


class ParameterExplorer(Explorer):
    """Build two networks, change the image width, and see the cost of each layer.

    Parameters
    ----------
    first, second : list of dict or str
        One to twelve layers each, such as ``{"kind": "Conv2d", "out_channels": 8, "kernel_size":
        3, "stride": 1, "padding": 1, "bias": True}``, ``{"kind": "Linear", "out_features": 10}``
        or just ``"ReLU"``. With ``"out_features": "pixels"`` a layer has one output per pixel.
        Or the name of a network, one of `presets`.
    width : int
        Rows and columns of the grey image, 8 to 512.
    names : list of two str
        Names of the networks.

    Examples
    --------
    >>> explorer = ParameterExplorer()
    >>> [table.parameters for table in explorer.tables]
    [15680, 810]
    >>> explorer.output[:2]  # weights, biases, multiply-adds and bytes of each layer
    array([[   0,    0,    0, 3136],
           [7840,    0, 7840,   40]])
    """

    first = LayerRows(_PLAIN, without=WITHOUT).tag(sync=True)
    second = LayerRows(_CONVOLUTIONAL, without=WITHOUT).tag(sync=True)
    width = Integer(28, min=SMALLEST, max=LARGEST).tag(sync=True)
    names = traitlets.List(
        traitlets.Unicode(), ["Fully connected", "Convolutional"], minlen=2, maxlen=2
    ).tag(sync=True)

    presets = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, first: Any = _PLAIN, second: Any = _CONVOLUTIONAL, **state: Any):
        try:
            networks = {"first": preset(first), "second": preset(second)}
        except ValueError as error:
            self._refuse(str(error))
        super().__init__(**networks, **state)

    @traitlets.default("presets")
    def _presets(self) -> dict[str, list[dict[str, Any]]]:
        rows = self.traits()["first"]
        return {name: rows.validate(self, network) for name, network in PRESETS.items()}

    @traitlets.validate("first", "second", "width")
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject layers that do not match, and networks too large for a small computer."""
        state = {name: getattr(self, name) for name in ("first", "second", "width")}
        state[proposal["trait"].name] = proposal["value"]
        for which in ("first", "second"):
            try:
                layer_costs = costs(state[which], state["width"])
            except ValueError as error:
                self._refuse(f"{which} network, {error}")
            total = sum(cost.weights + cost.biases for cost in layer_costs)
            if total > MOST_PARAMETERS:
                self._refuse(
                    f"{which} network: there must be at most {MOST_PARAMETERS:,} parameters, to "
                    f"build it on a small computer, got {total:,}"
                )
        return proposal["value"]

    def _costs(self) -> list[list[Cost]]:
        return [costs(rows, self.width) for rows in (self.first, self.second)]

    @property
    def networks(self) -> list[layers.Sequential]:
        """The two networks, built from `cnnbook.layers`."""
        return [
            layers.Sequential(
                *[_built(row, cost) for row, cost in zip(rows, layer_costs, strict=True)]
            )
            for rows, layer_costs in zip((self.first, self.second), self._costs(), strict=True)
        ]

    @property
    def tables(self) -> list[Summary]:
        """The table of each network, by `cnnbook.summary.summarize`."""
        return [summarize(net, (1, self.width, self.width)) for net in self.networks]

    @property
    def output(self) -> np.ndarray:
        """Weights, biases, multiply-adds and bytes, one row for each layer of both networks."""
        rows = [row for table in self.tables for row in table.rows]
        return np.array([[r.weights, r.biases, r.multiply_adds, r.memory] for r in rows])

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        used = {"Sequential", *(row["kind"] for row in (*self.first, *self.second))}
        lines = ["import numpy as np", f"from cnnbook.layers import {', '.join(sorted(used))}"]
        lines += ["from cnnbook.summary import summarize", ""]
        for name, layer_costs in zip(("first", "second"), self._costs(), strict=True):
            made = zip(getattr(self, name), layer_costs, strict=True)
            inner = [f"    {layer_code(row, cost)}," for row, cost in made]
            lines += [f"{name} = Sequential(", *inner, ")"]
        return "\n".join(
            [
                *lines,
                f"shape = (1, {self.width}, {self.width})",
                "tables = [summarize(net, shape) for net in (first, second)]",
                "rows = [row for table in tables for row in table.rows]",
                "counts = [(r.weights, r.biases, r.multiply_adds, r.memory) for r in rows]",
                "output = np.array(counts)",
            ]
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        totals = [sum(cost.weights + cost.biases for cost in each) for each in self._costs()]
        parts = [f"{n} {t:,}" for n, t in zip(self.names, totals, strict=True)]
        return f"parameters at an image width of {self.width} pixels, {' and '.join(parts)}"

    def draw(self, figure: Figure) -> None:
        """Plot both networks' parameters against the image width, with the current width marked."""
        ax = figure.subplots()
        counts = {
            f"{name} ({number})": [_parameters(rows, width) for width in _WIDTHS]
            for number, (name, rows) in enumerate(
                zip(self.names, (self.first, self.second), strict=True), start=1
            )
        }
        shown = [i for i in range(len(_WIDTHS)) if all(counts[name][i] for name in counts)]
        if not shown:
            ax.text(0.5, 0.5, self.description, ha="center", wrap=True)
            return
        kept = {name: [values[i] for i in shown] for name, values in counts.items()}
        plots.parameter_growth([_WIDTHS[i] for i in shown], kept, ax=ax)
        ax.axvline(self.width, color="0.4", linestyle=":")
        ax.set_title(f"image width {self.width}")


_WIDTHS = tuple(2**power for power in range(3, 10))


def _parameters(rows: list[dict[str, Any]], width: int) -> int:
    """Return a network's parameters, 0 if the image is too small for it."""
    try:
        return sum(cost.weights + cost.biases for cost in costs(rows, width))
    except ValueError:
        return 0


def _built(row: dict[str, Any], cost: Cost) -> layers.Layer:
    """Create the layer of the printed call; its weights do not matter, so they are fixed."""
    options = {name: value for name, value in row.items() if name != "kind"}
    make = getattr(layers, row["kind"])
    if row["kind"] == "Conv2d":
        return make(cost.inputs, **options, rng=0)
    if row["kind"] == "Linear":
        return make(cost.inputs, **{**options, "out_features": cost.shape[0]}, rng=0)
    return make(**options)
