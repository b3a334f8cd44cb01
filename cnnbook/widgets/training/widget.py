"""TrainingExplorer: a network learns to read digits, live on the page."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import digits
from cnnbook import layers as nn
from cnnbook.functional import softmax
from cnnbook.random import Generator
from cnnbook.training import History, split

from ..shared.base import Explorer
from ..shared.digit_cells import training_digits
from ..shared.drawing import SIDE, Strokes, sketch
from ..shared.network_state import describe, pack, rebuild
from ..shared.traits import Integer, Number
from .program import RUN, layers_of, program

_CURVES = ("loss", "accuracy", "validation_loss", "validation_accuracy")
_TRAINING, _HELD_OUT = 1438, 359  # digits


class TrainingExplorer(Explorer):
    """Train a network on the page, and watch its curves, its filters and its answers.

    The page trains by itself, without a kernel, with the numbers of the program in `code`. With a
    kernel, `follow` also shows a training that runs in Python.

    Parameters
    ----------
    network : {"convolutional", "plain"}
        Two convolutions with pooling and a linear layer, or one linear layer, 784 → 10.
    first_maps, second_maps : int
        Feature maps of the two convolutions, from 1 to 32.
    activation : {"ReLU", "LeakyReLU", "ELU", "Tanh", "Sigmoid", "none"}
        After each convolution.
    pool : {"MaxPool2d", "AvgPool2d", "none"}
        After each activation, with a window of 2.
    optimizer : {"SGD", "momentum", "Adam"}
        Momentum is SGD with 0.9 of the last step.
    lr : float
        The learning rate, from 0.0001 to 1000.
    weight_decay : float
        From 0 to 1.
    batch_size : int
        Digits per step, from 1 to 1438.
    count : int
        Training digits, from 1 to 1438.
    moved : int
        Digits are moved at random by up to so many pixels, 0 to 8, the held-out ones too.
    augment : bool
        Whether the training digits are moved anew each time, and not once before the training.
    seed : int
        Of the first weights, the order and the moves.
    epochs : int
        After how many epochs the training pauses, from 1 to 200.
    digit : int
        Which held-out digit the network is shown, from 0 to 358.
    strokes : list of list of (x, y)
        A drawing to be shown instead, as in `NetworkExplorer`.
    down, across : int
        By how many pixels the digit is moved before it is shown, from -8 to 8.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or is out of bounds.

    Examples
    --------
    >>> explorer = TrainingExplorer(network="plain")
    >>> explorer.net
    Sequential(
      (0): Flatten(start_dim=1, end_dim=-1)
      (1): Linear(in_features=784, out_features=10, bias=True)
    )

    After a training on the page, these are the trained weights, and `history` holds the curves.
    """

    network = traitlets.Enum(("convolutional", "plain"), "convolutional").tag(sync=True)
    first_maps = Integer(8, min=1, max=32).tag(sync=True)
    second_maps = Integer(16, min=1, max=32).tag(sync=True)
    activation = traitlets.Enum(
        ("ReLU", "LeakyReLU", "ELU", "Tanh", "Sigmoid", "none"), "ReLU"
    ).tag(sync=True)
    pool = traitlets.Enum(("MaxPool2d", "AvgPool2d", "none"), "MaxPool2d").tag(sync=True)
    optimizer = traitlets.Enum(("SGD", "momentum", "Adam"), "Adam").tag(sync=True)
    lr = Number(0.003, min=0.0001, max=1000).tag(sync=True)
    weight_decay = Number(0, min=0, max=1).tag(sync=True)
    batch_size = Integer(32, min=1, max=_TRAINING).tag(sync=True)
    count = Integer(_TRAINING, min=1, max=_TRAINING).tag(sync=True)
    moved = Integer(4, min=0, max=8).tag(sync=True)
    augment = traitlets.Bool(True).tag(sync=True)
    seed = Integer(1, min=0, max=9999).tag(sync=True)
    epochs = Integer(10, min=1, max=200).tag(sync=True)
    digit = Integer(0, min=0, max=_HELD_OUT - 1).tag(sync=True)
    strokes = Strokes([]).tag(sync=True)
    down = Integer(0, min=-8, max=8).tag(sync=True)
    across = Integer(0, min=-8, max=8).tag(sync=True)
    trained = traitlets.Dict().tag(sync=True)
    packed_digits = traitlets.Dict(training_digits(), read_only=True).tag(sync=True)

    def follow(self, epoch: int, net: nn.Sequential, history: History) -> None:
        """Show an epoch of a training in Python: the `callback` for `cnnbook.training.fit`.

        Raises
        ------
        traitlets.TraitError
            If the network cannot read a 28 × 28 image, or the page cannot compute its layers.
        """
        weights = {name: pack(values) for name, values in net.state_dict().items()}
        try:
            layers = describe(net)
            rebuild(layers, weights)(np.zeros((1, 1, SIDE, SIDE), np.float32))
        except (TypeError, ValueError) as error:
            self._refuse(f"the network must read a {SIDE} × {SIDE} image: {error}")
        curves = {name: [float(value) for value in getattr(history, name)] for name in _CURVES}
        self.trained = {
            "settings": self._settings(),
            "followed": True,
            **curves,
            "dead": {},
            "layers": layers,
            "weights": weights,
        }

    def _settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in RUN}

    @property
    def _results(self) -> dict[str, Any]:
        """What was trained, if it was trained with the present settings."""
        return self.trained if self.trained.get("settings") == self._settings() else {}

    @property
    def net(self) -> nn.Sequential:
        """The network with its trained weights; before a training, with its first ones."""
        if results := self._results:
            return rebuild(results["layers"], results["weights"])
        rng = Generator(self.seed)
        return nn.Sequential(*(make(rng=rng, dtype=float) for make in layers_of(self._settings())))

    @property
    def history(self) -> History:
        """The curves of the training; empty before it."""
        return History(**{name: list(self._results.get(name, [])) for name in _CURVES})

    @property
    def output(self) -> np.ndarray:
        """The digit that the network is shown, an array of shape (28, 28)."""
        drawn = self.strokes and digits.normalise(sketch(self.strokes))
        image = drawn if self.strokes else _held_out()[self.digit]
        shown = np.zeros_like(image)
        rows, columns = (_overlap(by) for by in (self.down, self.across))
        shown[rows[0], columns[0]] = image[rows[1], columns[1]]
        return shown

    @property
    def probabilities(self) -> np.ndarray:
        """What the network answers for `output`: a probability for each digit, shape (10,)."""
        return softmax(self.net(self.output[None, None].astype(float))[0])

    @property
    def code(self) -> str:
        """The Python program of the training, which gives the page's curves."""
        if self._results.get("followed"):
            return "# This training ran in Python: fit(…, callback=explorer.follow)"
        return program(self._settings(), self.epochs)

    @property
    def description(self) -> str:
        """The state in one sentence."""
        maps = f"{self.first_maps} + {self.second_maps} maps"
        what = "a plain network" if self.network == "plain" else f"a network with {maps}"
        what = "a network" if self._results.get("followed") else what
        done = len(self.history.loss)
        epochs = f"after {done} epoch{'s' * (done != 1)} of training"
        return f"{what} that learns to read digits, {epochs if done else 'not trained yet'}"

    def draw(self, figure: Figure) -> None:
        """Draw the curves, the digit, and the first layer's weights."""
        weights = _pictures(self.net)[:8]
        axes = figure.subplots(1, 3 + len(weights), width_ratios=[4, 4, 2, *[1] * len(weights)])
        for ax, name in zip(axes, ("loss", "accuracy"), strict=False):
            training = getattr(self.history, name)
            epochs = range(1, len(training) + 1)
            ax.plot(epochs, training, label="training")
            if held_out := getattr(self.history, f"validation_{name}"):
                ax.plot(epochs, held_out, "--", label="held out")
                ax.legend()
            ax.set(title=name, xlabel="epoch", xlim=(0, max(self.epochs, len(training))), ylim=0)
        axes[2].imshow(self.output, cmap="gray", vmin=0, vmax=1)
        axes[2].set_title("digit")
        reach = max((np.abs(w).max() for w in weights), default=1) or 1
        for ax, picture in zip(axes[3:], weights, strict=True):
            ax.imshow(picture, cmap="BrBG", vmin=-reach, vmax=reach)
        for ax in axes[2:]:
            ax.set(xticks=[], yticks=[])


@cache
def _held_out() -> np.ndarray:
    return split(*digits.load())[1][0]


def _overlap(by: int) -> tuple[slice, slice]:
    """Return where pixels of a moved image go along an axis, and where they come from."""
    return slice(max(0, by), SIDE + min(0, by)), slice(max(0, -by), SIDE - max(0, by))


def _pictures(net: nn.Sequential) -> list[np.ndarray]:
    """Return the weights of the first layer as pictures, if they are some."""
    layer = next((layer for layer in net if layer.named_parameters()), None)
    if isinstance(layer, nn.Conv2d) and layer.weight.shape[1] == 1:
        return list(layer.weight.data[:, 0])
    if isinstance(layer, nn.Linear) and layer.weight.shape[1] == SIDE * SIDE:
        return list(layer.weight.data.reshape(-1, SIDE, SIDE))
    return []
