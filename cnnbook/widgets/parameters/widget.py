"""ParameterExplorer: two networks side by side, and their cost as the image grows."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import layers, plots
from cnnbook.summary import Summary, summarize

from ..shared.base import Explorer
from ..shared.layer_rows import LayerRows
from ..shared.traits import Integer
from .costs import BLOCKS, Cost, costs, made, parameters, row_code
from .presets import IMAGES, PRESETS, image_of, preset

SMALLEST, LARGEST = 8, 512
MOST_LAYERS = 48
MOST_PARAMETERS = 1_000_000_000  # so that the page's numbers are exact, too
WITHOUT = ("dilation",)
_PLAIN, _CONVOLUTIONAL = PRESETS["plain network"], PRESETS["convolutions"]


class ParameterExplorer(Explorer):
    """Build two networks, change the image width, and see the cost of each layer.

    Parameters
    ----------
    first, second : list of dict or str
        1 to 48 layers each, such as ``{"kind": "Conv2d", "out_channels": 8, "kernel_size":
        3, "stride": 1, "padding": 1, "bias": True}``, ``{"kind": "Linear", "out_features": 10}``
        or just ``"ReLU"``. With ``"out_features": "pixels"`` a layer has one output per pixel.
        ``{"kind": "BasicBlock", "out_channels": 64, "blocks": 2, "stride": 1}`` is a row of
        :func:`cnnbook.blocks.basic_blocks`; so are ``"Bottleneck"`` and ``"InvertedResidual"``.
        Or the name of a network, one of `presets`: a famous one brings the image that it is made
        for.
    width : int
        Rows and columns of the image, 8 to 512.
    channels : {1, 3}
        A grey image has one channel, one in colour three.
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

    first = LayerRows(_PLAIN, without=WITHOUT, most=MOST_LAYERS).tag(sync=True)
    second = LayerRows(_CONVOLUTIONAL, without=WITHOUT, most=MOST_LAYERS).tag(sync=True)
    width = Integer(28, min=SMALLEST, max=LARGEST).tag(sync=True)
    channels = traitlets.Enum((1, 3), 1).tag(sync=True)
    names = traitlets.List(
        traitlets.Unicode(), ["Fully connected", "Convolutional"], minlen=2, maxlen=2
    ).tag(sync=True)

    presets = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, first: Any = _PLAIN, second: Any = _CONVOLUTIONAL, **state: Any):
        try:
            networks = {"first": preset(first), "second": preset(second)}
        except ValueError as error:
            self._refuse(str(error))
        super().__init__(**networks, **{**image_of(first, second), **state})

    @traitlets.default("presets")
    def _presets(self) -> dict[str, dict[str, Any]]:
        images = {name: image._asdict() for name, image in IMAGES.items()}
        return {name: {"rows": [*rows], **images.get(name, {})} for name, rows in PRESETS.items()}

    @traitlets.validate("first", "second", "width", "channels")
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject layers that do not match, and networks too large to count."""
        state = {name: getattr(self, name) for name in ("first", "second", "width", "channels")}
        state[proposal["trait"].name] = proposal["value"]
        for which in ("first", "second"):
            try:
                total = parameters(state[which], state["width"], state["channels"])
            except ValueError as error:
                self._refuse(f"{which} network, {error}")
            if total > MOST_PARAMETERS:
                self._refuse(
                    f"{which} network: there must be at most {MOST_PARAMETERS:,} parameters, "
                    f"got {total:,}"
                )
        return proposal["value"]

    def _costs(self) -> list[list[Cost]]:
        return [costs(rows, self.width, self.channels) for rows in (self.first, self.second)]

    @property
    def networks(self) -> list[layers.Sequential]:
        """The two networks, built from `cnnbook.layers`, with weights."""
        return [self._built(which) for which in range(2)]

    def _built(self, which: int) -> layers.Sequential:
        rows = zip((self.first, self.second)[which], self._costs()[which], strict=True)
        made_of = [layer for row, cost in rows for layer in made(row, cost.inputs, self.width)]
        return layers.Sequential(*made_of)

    @property
    def tables(self) -> list[Summary]:
        """The table of each network, by `cnnbook.summary.summarize`."""
        shape = (self.channels, self.width, self.width)
        return [summarize(partial(self._built, which), shape) for which in range(2)]

    @property
    def output(self) -> np.ndarray:
        """Weights, biases, multiply-adds and bytes, one row for each layer of both networks.

        A block counts as the layers that it is made of.
        """
        rows = [row for table in self.tables for row in table.rows]
        return np.array([[r.weights, r.biases, r.multiply_adds, r.memory] for r in rows])

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        lines = ["import numpy as np", *self._imports(), ""]
        for name, row_costs in zip(("first", "second"), self._costs(), strict=True):
            rows = zip(getattr(self, name), row_costs, strict=True)
            lines += ["", f"def {name}():", "    return Sequential("]
            lines += [*(f"        {row_code(row, cost)}," for row, cost in rows), "    )", ""]
        return "\n".join(
            [
                *lines,
                "",
                f"shape = ({self.channels}, {self.width}, {self.width})",
                "tables = [summarize(network, shape) for network in (first, second)]",
                "rows = [row for table in tables for row in table.rows]",
                "counts = [(r.weights, r.biases, r.multiply_adds, r.memory) for r in rows]",
                "output = np.array(counts)",
            ]
        )

    def _imports(self) -> list[str]:
        kinds = {row["kind"] for row in (*self.first, *self.second)}
        used = sorted({"Sequential", *(kinds - set(BLOCKS))})
        rows = sorted(BLOCKS[kind] for kind in kinds & set(BLOCKS))
        lines = [f"from cnnbook.blocks import {', '.join(rows)}"] if rows else []
        lines += [f"from cnnbook.layers import {', '.join(used)}"]
        return [*lines, "from cnnbook.summary import summarize"]

    @property
    def description(self) -> str:
        """The state in one sentence."""
        totals = [parameters(rows, self.width, self.channels) for rows in (self.first, self.second)]
        parts = [f"{name} {total:,}" for name, total in zip(self.shown_names, totals, strict=True)]
        return f"parameters at an image width of {self.width} pixels, {' and '.join(parts)}"

    @property
    def shown_names(self) -> list[str]:
        """The names of the networks; one that is just a famous one has its name."""
        found = zip((self.first, self.second), self.names, strict=True)
        return [self._famous(rows) or name for rows, name in found]

    def _famous(self, rows: list[dict[str, Any]]) -> str | None:
        check = self.traits()["first"].validate
        return next((name for name in IMAGES if check(self, PRESETS[name]) == rows), None)

    def draw(self, figure: Figure) -> None:
        """Plot both networks' parameters against the image width, with the current width marked."""
        ax = figure.subplots()
        counts = {
            f"{name} ({number})": [self._growth(rows, width) for width in _WIDTHS]
            for number, (name, rows) in enumerate(
                zip(self.shown_names, (self.first, self.second), strict=True), start=1
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

    def _growth(self, rows: list[dict[str, Any]], width: int) -> int:
        """Return a network's parameters, 0 if the image is too small for it."""
        try:
            return parameters(rows, width, self.channels)
        except ValueError:
            return 0


_WIDTHS = tuple(2**power for power in range(3, 10))
