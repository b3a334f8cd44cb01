"""TrainingExplorer: follow a training live, or step through a recorded one by epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook.functional import conv2d, softmax
from cnnbook.layers import Conv2d, Layer, Sequential

from ..shared.base import Explorer
from ..shared.network_state import describe, pack, unpack
from ..shared.printing import keywords, literal
from ..shared.traits import Integer, Matrix, plain

_CURVES = ("loss", "accuracy", "validation_loss", "validation_accuracy")
_DEFAULTS = {
    "stride": [1, 1],
    "padding": [0, 0],
    "padding_mode": "constant",
    "dilation": [1, 1],
}
DECIMALS = 4  # of recorded weights: enough for the eye, and short in the printed call


class TrainingExplorer(Explorer):
    """See loss, accuracy, filters and feature maps change during a training.

    With a kernel, display the explorer, then pass `follow` to `fit`. On the page, and afterwards,
    the recorded epochs can be stepped through.

    Parameters
    ----------
    net : Sequential
        The network before its training; its first layer is a Conv2d for one channel.
    image : array-like of shape (H, W)
        The image whose maps are shown.
    image_code : str
        The Python expression of the image, for the printed call.
    epoch : int
        The epoch shown; 0 is before the training.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear
    >>> net = Sequential(Conv2d(1, 3, 3, padding=1, rng=0), Flatten(), Linear(12, 2, rng=0))
    >>> explorer = TrainingExplorer(net, [[0, 1], [1, 0]])
    >>> explorer.epochs, explorer.output.shape
    (0, (3, 2, 2))

    It is updated while ``fit(net, images, labels, callback=explorer.follow)`` runs.
    """

    image = Matrix(largest=64).tag(sync=True)
    image.limit = None  # a link cannot set the image: the network may not accept it
    image_code = traitlets.Unicode("").tag(sync=True)
    layers = traitlets.List(traitlets.Dict()).tag(sync=True)
    recorded = traitlets.Dict().tag(sync=True)
    shares = traitlets.List(traitlets.List()).tag(sync=True)
    loss = traitlets.List(traitlets.Float()).tag(sync=True)
    accuracy = traitlets.List(traitlets.Float()).tag(sync=True)
    validation_loss = traitlets.List(traitlets.Float()).tag(sync=True)
    validation_accuracy = traitlets.List(traitlets.Float()).tag(sync=True)
    epoch = Integer(0, min=0).tag(sync=True)

    def __init__(self, net: Sequential, image: Any, **state: Any):
        before = self._snapshot(net, np.asarray(image, dtype=np.float32))
        super().__init__(image=image, **before, **state)

    @classmethod
    def _snapshot(cls, net: Sequential, image: np.ndarray) -> dict[str, Any]:
        """Return the state before the training: layers, weights and probabilities."""
        first = next(iter(net), None)
        if not isinstance(first, Conv2d) or first.weight.shape[1] != 1 or first.groups != 1:
            raise traitlets.TraitError(
                f"TrainingExplorer: the first layer must be a Conv2d for one channel, got {first}"
            )
        layers = _pictured(net, image)
        names = [name for layer in layers for name in (layer.get("weight"), layer.get("bias"))]
        parameters = net.named_parameters()
        recorded = {name: pack([_short(parameters[name].data)]) for name in names if name}
        return {"layers": layers, "recorded": recorded, "shares": [_shares(net, image)]}

    def follow(self, epoch: int, net: Layer, history: Any) -> None:
        """Record an epoch: the `callback` for `cnnbook.training.fit`."""
        if epoch == 1:
            self._begin_again()
        with self.hold_sync():
            self.recorded = {
                name: pack([*unpack(packed), _short(net.named_parameters()[name].data)])
                for name, packed in self.recorded.items()
            }
            image = np.array(self.image, dtype=np.float32)
            self.shares = [*self.shares, _shares(net, image)]
            for name in _CURVES:
                setattr(self, name, [round(value, 4) for value in getattr(history, name)])
            self.epoch = epoch

    def _begin_again(self) -> None:
        """Discard all epochs but the last: a new training continues from its weights."""
        last = {name: pack(unpack(packed)[-1:]) for name, packed in self.recorded.items()}
        self.epoch, self.recorded, self.shares = 0, last, self.shares[-1:]

    @traitlets.validate("epoch")
    def _happened(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] > self.epochs:
            self._refuse(
                f"epoch must be an integer from 0 to {self.epochs}, got {proposal['value']}"
            )
        return proposal["value"]

    @property
    def epochs(self) -> int:
        """The number of recorded epochs."""
        return len(self.shares) - 1

    def _weight(self, name: str) -> np.ndarray:
        return unpack(self.recorded[self.layers[0][name]])[self.epoch]

    @property
    def output(self) -> np.ndarray:
        """The first layer's maps of the image at this epoch, an array of shape (F, OH, OW)."""
        bias = self._weight("bias") if "bias" in self.layers[0] else None
        image = np.array(self.image, dtype=float)
        return conv2d(image[None], self._weight("weight"), bias, **self._options())

    def _options(self) -> dict[str, Any]:
        mode = self.layers[0]["padding_mode"]
        options = {name: self.layers[0][name] for name in _DEFAULTS}
        return {**options, "padding_mode": "constant" if mode == "zeros" else mode}

    def _used(self) -> str:
        """Return the options as the call prints them: without defaults, and [1, 1] as 1."""
        used = {name: v for name, v in self._options().items() if v != _DEFAULTS[name]}
        pairs = {name: v for name, v in used.items() if isinstance(v, list) and v[0] == v[1]}
        return keywords(used | {name: v[0] for name, v in pairs.items()}, dict.fromkeys(used))

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        names = ["conv2d", *(["digits"] if "digits." in self.image_code else [])]
        filters = "".join(f"    {literal(f)},\n" for f in _decimals(self._weight("weight")))
        lines = [
            f"import numpy as np\nfrom cnnbook import {', '.join(names)}\n",
            f"image = np.array({self.image_code or literal(self.image)})",
            f"weight = np.array([  # epoch {self.epoch}\n{filters}])",
        ]
        if bias := "bias" in self.layers[0]:
            lines.append(f"bias = np.array({literal(_decimals(self._weight('bias')))})")
        lines.append(
            f"output = conv2d(image[None], weight{', bias' if bias else ''}{self._used()})"
        )
        return "\n".join(lines)

    @property
    def description(self) -> str:
        """The state in one sentence."""
        if not self.epochs:
            return "a network before its training"
        return f"a training of {self.epochs} epochs, shown at epoch {self.epoch}"

    def __repr__(self) -> str:
        """Return the description alone: trained weights differ a little between machines."""
        return f"{type(self).__name__}: {self.description}"

    def draw(self, figure: Figure) -> None:
        """Draw the curves and the first layer's filters."""
        filters = self._weight("weight")[:8, 0]
        axes = figure.subplots(1, 2 + len(filters), width_ratios=[4, 4, *[1] * len(filters)])
        for ax, name in zip(axes, ("loss", "accuracy"), strict=False):
            epochs = range(1, len(self.loss) + 1)
            ax.plot(epochs, getattr(self, name), label="training")
            if held_out := getattr(self, f"validation_{name}"):
                ax.plot(epochs, held_out, "--", label="held out")
                ax.legend()
            ax.axvline(self.epoch, color="#d95f02")
            ax.set(title=name, xlabel="epoch")
        largest = np.abs(filters).max() or 1
        for ax, weights in zip(axes[2:], filters, strict=True):
            ax.imshow(weights, cmap="BrBG", vmin=-largest, vmax=largest)
            ax.set(xticks=[], yticks=[])


def _short(weights: np.ndarray) -> np.ndarray:
    return np.round(weights, DECIMALS)


def _decimals(weights: np.ndarray) -> Any:
    """Return weights as nested lists of rounded numbers."""
    if weights.ndim:
        return [_decimals(part) for part in weights]
    return plain(round(float(weights), DECIMALS))


def _shares(net: Layer, image: np.ndarray) -> list[float]:
    return [round(float(share), 3) for share in softmax(net(image[None, None])[0])]


def _pictured(net: Sequential, image: np.ndarray) -> list[dict[str, Any]]:
    """Return the layers whose outputs are feature maps: those before Flatten."""
    kept = []
    maps = image[None, None]
    for description, layer in zip(describe(net), net, strict=True):
        maps = layer(maps)
        if maps.ndim < 4:
            break
        kept.append(description)
    return kept
