"""ActivationExplorer: an activation function, its slope, and its effect on a feature map."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import functional, gradients
from cnnbook.plots import activation_curve

from ..shared.photograph import OwnPicture
from ..shared.printing import literal
from ..shared.traits import Integer, Matrix, Number

ACTIVATIONS = ("identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh")
CONTROLS = ("activation", "parameter", "gain", "bias", "scale", "numbers", "picture")
_PARAMETERS = {"leaky_relu": "negative_slope", "elu": "alpha"}


class ActivationExplorer(OwnPicture):
    """Apply an activation function to a feature map and see curve, slope and result.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The feature map; at most 96 rows and columns.
    activation : {"identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh"}
        The function; "identity" leaves everything as it is.
    negative_slope : float
        Leaky ReLU's slope left of 0, from 0 to 1.
    alpha : float
        ELU's alpha, from 0 to 3: the function approaches −alpha.
    gain, bias : float
        The map is multiplied by `gain`, and `bias` is added, before the activation.
    x : float
        The point on the curve.
    row, column : int
        The selected cell of the map.
    scale : {"common", "own"}
        The values that the colours of the maps before and after stand for: those of both, or each
        map's own.
    controls : list of str
        The fields shown to the reader; by default all of `CONTROLS`.
    image_code : str
        The Python expression of the map, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture, 0 to 255, from which
        the map is made: ``picture / 16 - 8``.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or is out of bounds.

    Examples
    --------
    >>> explorer = ActivationExplorer([[-2, 0, 3]], "leaky_relu", negative_slope=0.5)
    >>> explorer.output
    array([[-1.,  0.,  3.]])
    >>> explorer.slope
    array([[0.5, 0.5, 1. ]])
    """

    _scaled = " / 16 - 8"

    image = Matrix(largest=96).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    activation = traitlets.Enum(ACTIVATIONS, "relu").tag(sync=True)
    negative_slope = Number(0.1, min=0, max=1).tag(sync=True)
    alpha = Number(1, min=0, max=3).tag(sync=True)
    gain = Number(1, min=-10, max=10).tag(sync=True)
    bias = Number(0, min=-100, max=100).tag(sync=True)
    x = Number(1, min=-1e6, max=1e6).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)
    scale = traitlets.Enum(("common", "own"), "common").tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, image: Any, activation: str = "relu", **state: Any):
        super().__init__(image=image, activation=activation, **state)

    @property
    def before(self) -> np.ndarray:
        """The activation's input: gain · image + bias, of shape (H, W)."""
        return self.gain * np.array(self.image, dtype=float) + self.bias

    @property
    def output(self) -> np.ndarray:
        """The activation's output, an array of shape (H, W), computed by `cnnbook.functional`."""
        return self._activated(self.before)

    @property
    def slope(self) -> np.ndarray:
        """The slope at each cell, an array of shape (H, W)."""
        return self._slopes(self.before)

    def _options(self) -> dict[str, Any]:
        name = _PARAMETERS.get(self.activation)
        return {name: getattr(self, name)} if name else {}

    def _activated(self, x: np.ndarray) -> np.ndarray:
        if self.activation == "identity":
            return np.array(x)
        return getattr(functional, self.activation)(x, **self._options())

    def _slopes(self, x: np.ndarray) -> np.ndarray:
        if self.activation == "identity":
            return np.ones_like(x)
        backward = getattr(gradients, f"{self.activation}_backward")
        # The slopes of sigmoid and tanh are functions of their output, the others' of their input.
        argument = self._activated(x) if self.activation in ("sigmoid", "tanh") else x
        return backward(np.ones_like(x), argument, **self._options())

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        image = self._image_expression
        used = [f for f in ("conv2d", "digits", "filters") if f in image]
        result = self._argument()
        if self.activation != "identity":
            options = (f", {name}={literal(value)}" for name, value in self._options().items())
            result = f"{self.activation}({result}{''.join(options)})"
            used.append(self.activation)
        imported = f"from cnnbook import {', '.join(sorted(used))}\n" if used else ""
        return f"import numpy as np\n{imported}\nimage = {image}\noutput = {result}"

    def _argument(self) -> str:
        scaled = "image" if self.gain == 1 else f"{literal(self.gain)} * image"
        if self.bias == 0:
            return scaled
        return f"{scaled} {'-' if self.bias < 0 else '+'} {literal(abs(self.bias))}"

    @property
    def description(self) -> str:
        """The state in one sentence."""
        name = self.activation.replace("_", " ")
        before, after = self.before, self.output
        return (
            f"the curve of {name} with its slope, and a map of "
            f"{before.shape[0]} × {before.shape[1]} "
            f"before ({before.min():.3g} to {before.max():.3g}) "
            f"and after it ({after.min():.3g} to {after.max():.3g})"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the map before, curve and slope, and the map after."""
        axes = figure.subplots(1, 3, width_ratios=[2, 3, 2])
        before, after = self.before, self.output
        activation_curve(self._activated, self._slopes, interval=(-6, 6), ax=axes[1])
        point = np.clip(self.x, -6, 6)
        axes[1].plot(
            [point], self._activated(np.array([point])), "o", color="#d95f02", markersize=8
        )
        axes[1].set_title(self.activation.replace("_", " "))
        for ax, values, title in ((axes[0], before, "before"), (axes[2], after, "after")):
            judged = np.stack([before, after]) if self.scale == "common" else values
            limit = np.abs(judged).max() or 1
            signed = judged.min() < 0
            colours = "RdBu_r" if signed else "gray"
            ax.imshow(values, cmap=colours, vmin=-limit * signed, vmax=limit)
            ax.set(title=title, xticks=[], yticks=[])
