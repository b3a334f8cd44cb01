"""NetworkExplorer: a trained network from the drawing to the answer, number by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import digits
from cnnbook.functional import softmax
from cnnbook.layers import Sequential

from ..shared.base import Explorer
from ..shared.drawing import (
    FITTED_PEN,
    SIDE,
    STRANGERS,
    Strokes,
    checked_scan,
    example,
    ink,
    printed,
    sketch,
)
from ..shared.network_state import Edits, describe, pack, rebuild
from ..shared.printing import array, literal
from ..shared.traits import Integer, Matrix, Number, as_rows
from .looks import FILLS, occlusion, saliency

CONTROLS = ("network", "sums", "looks")
LOOKS = ("nothing", "occlusion", "saliency")
_EMPTY = [[0] * SIDE for _ in range(SIDE)]


class NetworkExplorer(Explorer):
    """Follow a trained network from your drawing to its answer, each number down to its sum.

    Parameters
    ----------
    net : Sequential
        The network, for images of shape (N, 1, 28, 28); it returns one score per class. Supported
        layers: Conv2d, Linear, MaxPool2d, AvgPool2d, Flatten, ReLU, LeakyReLU, ELU, Sigmoid, Tanh.
    state_dict : mapping, optional
        Weights to use instead of the network's own, from its `state_dict` or PyTorch's.
    strokes : list of list of (x, y)
        The drawing: lists of points in pixels, 0 to 28, x to the right and y downwards.
    pen : float
        The pen's width in pixels.
    image : array-like of shape (28, 28)
        The image under the strokes, intensities from 0 to 1; empty by default.
    image_code, net_code : str
        The Python expressions of image and network, for the printed call; without `net_code` the
        call uses the variable ``net``.
    layer, channel, row, column : int
        The number whose sum is shown. Layers count from 0; one more than the last is softmax.
    source : int
        Which of the maps before it: that map's weights can be changed.
    edits : list of [name, index, value]
        Changed weights: the parameter's name in `net.state_dict()`, its index as in
        `array.flat`, and the new value.
    look : {"nothing", "occlusion", "saliency"}
        What is asked about the answer: how it falls when a patch covers the image, or how its
        score changes with each pixel.
    patch : {2, 4, 6, 8}
        The patch's side in pixels.
    fill : {"grey", "black"}
        What the patch is filled with.
    controls : list of str
        What is shown below the drawing: any of "network", "sums" and "looks"; by default all.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(784, 10, rng=0))
    >>> explorer = NetworkExplorer(net, strokes=[[(14, 4), (14, 24)]])
    >>> explorer.output.shape
    (10,)
    """

    layers = traitlets.List(traitlets.Dict()).tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)
    net_code = traitlets.Unicode("").tag(sync=True)
    image = Matrix(_EMPTY, largest=SIDE).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    strokes = Strokes([]).tag(sync=True)
    pen = Number(2.8, min=1, max=6).tag(sync=True)
    layer = Integer(0, min=0).tag(sync=True)
    channel = Integer(0, min=0).tag(sync=True)
    row = Integer(SIDE // 2, min=0).tag(sync=True)
    column = Integer(SIDE // 2, min=0).tag(sync=True)
    source = Integer(0, min=0).tag(sync=True)
    edits = Edits([]).tag(sync=True)
    look = traitlets.Enum(LOOKS, LOOKS[0]).tag(sync=True)
    patch = traitlets.Enum((2, 4, 6, 8), 4).tag(sync=True)
    fill = traitlets.Enum(tuple(FILLS), "grey").tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)
    examples = traitlets.List([example(digit) for digit in range(10)], read_only=True).tag(
        sync=True
    )
    strangers = traitlets.List([[name, strokes] for name, strokes in STRANGERS.items()]).tag(
        sync=True
    )

    def __init__(self, net: Sequential, state_dict: Mapping | None = None, **state: Any):
        super().__init__(**self._network(net, state_dict), **state)

    @classmethod
    def _network(cls, net: Sequential, state_dict: Mapping | None = None) -> dict[str, Any]:
        arrays = net.state_dict() if state_dict is None else state_dict
        try:
            layers = describe(net)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(f"{cls.__name__}: {error}") from error
        return {"layers": layers, "weights": {name: pack(a) for name, a in arrays.items()}}

    def use(self, net: Sequential, state_dict: Mapping | None = None) -> None:
        """Show another network, for instance the same one after more training."""
        self.edits = []
        with self.hold_trait_notifications():
            for name, value in self._network(net, state_dict).items():
                setattr(self, name, value)

    @traitlets.validate("layers", "weights")
    def _runs(self, proposal: dict[str, Any]) -> Any:
        """Reject a network that does not map a 28 × 28 image to scores."""
        state = {"layers": self.layers, "weights": self.weights}
        state[proposal["trait"].name] = proposal["value"]
        try:
            shape = rebuild(**state)(np.zeros((1, 1, SIDE, SIDE), np.float32)).shape
        except (TypeError, ValueError) as error:
            self._refuse(f"the network must accept a {SIDE} × {SIDE} image: {error}")
        if len(shape) != 2 or shape[1] < 2:
            self._refuse(f"the network must return one score per class, (1, 10), got {shape}")
        return proposal["value"]

    @traitlets.validate("edits")
    def _there(self, proposal: dict[str, Any]) -> Any:
        """Reject a change of a weight that is not there."""
        for name, index, _ in proposal["value"]:
            if name not in self.weights:
                self._refuse(f"edits must name one of {sorted(self.weights)}, got {name!r}")
            size = int(np.prod(self.weights[name]["shape"]))
            if index >= size:
                self._refuse(f"edits: {name} has {size} numbers, got index {index}")
        return proposal["value"]

    @traitlets.validate("image")
    def _valid_image(self, proposal: dict[str, Any]) -> Any:
        """Reject another size or scale; round to 4 decimals, unless there is an `image_code`."""
        image = checked_scan(proposal["value"], self._refuse)
        exact = proposal["value"]
        return exact if self.image_code else as_rows(image.round(4), name="image")

    @property
    def net(self) -> Sequential:
        """The network with its weights, the changed ones too."""
        net = rebuild(self.layers, self.weights)
        parameters = net.named_parameters()
        for name, index, value in self.edits:
            parameters[name].data.flat[index] = value
        return net

    @property
    def drawing(self) -> np.ndarray:
        """The drawing, an array of shape (28, 28)."""
        return np.maximum(np.array(self.image, dtype=float), sketch(self.strokes, width=self.pen))

    @property
    def seen(self) -> np.ndarray:
        """The network's input: the drawing at the scale of the training data, (28, 28)."""
        return digits.normalise(ink(self.strokes, self.image, width=self.pen))

    @property
    def output(self) -> np.ndarray:
        """The network's scores, an array of shape (10,)."""
        return self.net(self.seen[None, None])[0]

    @property
    def probabilities(self) -> np.ndarray:
        """The scores as probabilities, an array of shape (10,)."""
        return softmax(self.output)

    @property
    def looked(self) -> np.ndarray | None:
        """What `look` asks for: (14, 14) for "occlusion", (28, 28) for "saliency", else None."""
        if self.look == "occlusion":
            return occlusion(self.net, self.seen, size=self.patch, fill=FILLS[self.fill])
        return saliency(self.net, self.seen) if self.look == "saliency" else None

    @property
    def code(self) -> str:
        """The Python call that computes `output`; without `net_code`, ``net`` is the network."""
        names = "digits, training" if "training." in self.net_code else "digits"
        lines = ["import numpy as np", f"from cnnbook import {names}"]
        if self.edits:
            lines.insert(0, "from copy import deepcopy")
        if self.strokes:
            pens = "sketch" if self._on_image() else "fitted, sketch"
            lines.append(f"from cnnbook.widgets.shared.drawing import {pens}")
        drawing = f"drawing = {self._drawing_code()}"
        scores = "output = net(digits.normalise(drawing)[None, None])[0]"
        return "\n".join([*lines, "", *self._net_code(), drawing, scores])

    def _net_code(self) -> list[str]:
        if not self.edits:
            return [f"net = {self.net_code}" if self.net_code else "# net is the trained network"]
        return [f"net = deepcopy({self.net_code or 'net'})", *map(self._edit_code, self.edits)]

    def _edit_code(self, edit: list[Any]) -> str:
        name, index, value = edit
        layer, _, parameter = name.partition(".")
        place = np.unravel_index(index, self.weights[name]["shape"])
        return f"net[{layer}].{parameter}.data[{', '.join(map(str, place))}] = {literal(value)}"

    def _on_image(self) -> bool:
        return self.image != _EMPTY

    def _drawing_code(self) -> str:
        image = self.image_code or array(self.image)
        if not self.strokes:
            return image if self._on_image() else f"np.zeros(({SIDE}, {SIDE}))"
        if not self._on_image():
            return printed(self.strokes, FITTED_PEN, fit=True)
        return f"np.maximum({image}, {printed(self.strokes, self.pen)})"

    @property
    def description(self) -> str:
        """The state in one sentence."""
        if not self.drawing.any():
            return "an empty pad: draw something, and see what a trained network takes it for"
        return f"a drawing that the network takes for a {self.output.argmax()}"

    def draw(self, figure: Figure) -> None:
        """Draw the drawing, the network's input, and the probabilities."""
        axes = figure.subplots(1, 3, width_ratios=[2, 2, 3])
        pictures = {"drawing": self.drawing, "what the network sees": self.seen}
        for ax, (title, picture) in zip(axes, pictures.items(), strict=False):
            ax.imshow(picture, cmap="gray", vmin=0, vmax=1)
            ax.set(title=title, xticks=[], yticks=[])
        chances = self.probabilities
        colours = ["#d95f02" if chance == chances.max() else "#848b98" for chance in chances]
        axes[2].bar(range(len(chances)), chances, color=colours)
        axes[2].set(title="probabilities", xlabel="digit", ylim=(0, 1), xticks=range(len(chances)))
