"""ChainExplorer: two layers, one after the other, and what becomes of a picture without either."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import filters
from cnnbook.functional import conv2d

from ..shared.photograph import OwnPicture
from ..shared.printing import array
from ..shared.stack import Stack
from ..shared.traits import Integer, Matrix, Number, as_rows

_EDGES = [as_rows(filters.sobel_x(), name="first"), as_rows(filters.sobel_y(), name="first")]


class ChainExplorer(OwnPicture):
    """Send a picture through two layers, and take either of them away.

    The first layer makes a feature map with each of its kernels. The second has one filter, of
    1 × 1: at each place it multiplies every map by a weight of its own, adds up, and adds the bias.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The picture; at most 32 rows and columns.
    first : array-like of shape (F, KH, KW)
        The kernels of the first layer, at most 4 of 5 × 5; by default Sobel x and Sobel y.
    second : array-like of shape (F,)
        The second layer's weights, one for each map.
    bias : float
        What the second layer adds to each sum.
    layers : {"both", "first", "second"}
        The layers that are there. Where the first is missing, every map is the picture itself,
        without its edge; where the second is missing, the maps are the output.
    row, column : int
        The selected pixel of the maps.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture, divided by 255.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type, or the layers do not fit together.

    Examples
    --------
    >>> explorer = ChainExplorer([[0, 0, 0], [0, 1, 1], [0, 1, 1]], bias=-5)
    >>> explorer.maps.ravel(), explorer.output.ravel()  # the window holds an upper left corner
    (array([3., 3.]), array([1.]))
    """

    _scaled = " / 255"

    image = Matrix(largest=32).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    first = Stack(_EDGES, axes="F, KH, KW", largest=(4, 5, 5)).tag(sync=True)
    second = Stack([1, 1], axes="F", largest=(4,)).tag(sync=True)
    bias = Number(0, min=-1000, max=1000).tag(sync=True)
    layers = traitlets.Enum(("both", "first", "second"), "both").tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)

    def __init__(self, image: Any, **state: Any):
        super().__init__(image=image, **state)

    @traitlets.validate("image", "first", "second")
    def _fits(self, proposal: dict[str, Any]) -> Any:
        """Reject kernels that are larger than the image, and another number of weights."""
        state = {name: getattr(self, name) for name in ("image", "first", "second")}
        state[proposal["trait"].name] = proposal["value"]
        (height, width), (count, kh, kw) = np.shape(state["image"]), np.shape(state["first"])
        if kh > height or kw > width:
            self._refuse(f"kernels of {kh} × {kw} are larger than the image of {height} × {width}")
        if len(state["second"]) != count:
            self._refuse(
                f"second must hold one weight for each map of the first layer: {count}, "
                f"got {len(state['second'])}"
            )
        return proposal["value"]

    @property
    def _kernels(self) -> np.ndarray:
        """The first layer as it is: kernels that copy the middle where it is missing."""
        kernels = np.array(self.first, dtype=float)[:, np.newaxis]
        if self.layers == "second":
            kernels[:] = 0
            kernels[:, :, (kernels.shape[2] - 1) // 2, (kernels.shape[3] - 1) // 2] = 1
        return kernels

    @property
    def maps(self) -> np.ndarray:
        """The maps of the first layer, an array of shape (F, H′, W′)."""
        return conv2d(np.array(self.image, dtype=float)[np.newaxis], self._kernels)

    @property
    def output(self) -> np.ndarray:
        """The output, an array of shape (1, H′, W′); the maps if the second layer is missing."""
        if self.layers == "first":
            return self.maps
        weight = np.array(self.second, dtype=float).reshape(1, -1, 1, 1)
        return conv2d(self.maps, weight, [self.bias])

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        image = self._image_expression
        used = ["conv2d"] + [name for name in ("digits", "filters") if f"{name}." in image]
        kernels = [as_rows(kernel[0], name="first") for kernel in self._kernels]
        lines = [
            "import numpy as np",
            f"from cnnbook import {', '.join(used)}",
            "",
            f"x = {image}",
            f"v = {array(kernels)}",
            "maps = conv2d(x[np.newaxis], v[:, np.newaxis])",
        ]
        if self.layers == "first":
            return "\n".join([*lines, "output = maps"])
        w = array([[[[weight]] for weight in self.second]])
        return "\n".join([*lines, f"w = {w}", f"output = conv2d(maps, w, {array([self.bias])})"])

    @property
    def description(self) -> str:
        """The state in one sentence."""
        (height, width), output = np.shape(self.image), self.output
        if self.layers == "first":
            return f"one layer over an image of {height} × {width}: {len(output)} maps"
        what = "two layers" if self.layers == "both" else "the second layer alone"
        places = int((output > 0).sum())
        return (
            f"{what} over an image of {height} × {width}: the output is positive at {places} of "
            f"{output.size} places"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the picture, the maps of the first layer, and the output of the second."""
        shown = {"picture": np.array(self.image, dtype=float)}
        shown |= {f"map {k}": one for k, one in enumerate(self.maps)}
        if self.layers != "first":
            shown["output"] = self.output[0]
        axes = figure.subplots(1, len(shown), squeeze=False)[0]
        for ax, (title, values) in zip(axes, shown.items(), strict=True):
            limit = np.abs(values).max() or 1
            if title == "output" and values.max() > 0:  # what is positive is seen
                limit = values.max()
            signed = values.min() < 0
            colours = {"cmap": "RdBu_r" if signed else "gray", "vmin": -limit * signed}
            ax.imshow(values, vmax=limit, **colours)
            ax.set(title=title, xticks=[], yticks=[])
