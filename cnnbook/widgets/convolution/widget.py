"""ConvolutionExplorer: slide a kernel over an image, and see and change every number."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook import filters
from cnnbook.functional import conv2d

from ..shared.photograph import OwnPicture
from ..shared.printing import array, keywords
from ..shared.traits import Integer, Matrix, Number

CONTROLS = (
    "named",
    "size",
    "normalise",
    "flip",
    "stride",
    "padding",
    "padding_mode",
    "padding_value",
    "dilation",
    "scale",
    "numbers",
    "picture",
)
_DEFAULTS = {
    "stride": 1,
    "padding": 0,
    "padding_mode": "constant",
    "padding_value": 0,
    "dilation": 1,
}
_SIZES = (1, 3, 5, 7, 9)
_MODES = ("constant", "reflect", "replicate", "circular")


def _named_kernels() -> dict[str, dict[str, list[list[float]]]]:
    """Return every named kernel in every size that exists, as small integers."""
    table: dict[str, dict[str, list[list[float]]]] = {}
    for name in filters.names():
        table[name] = {}
        for size in _SIZES:
            try:
                weights = filters.weights(name, size)
            except ValueError:  # this kernel does not exist in this size
                continue
            table[name][str(size)] = [[int(w) for w in row] for row in weights]
    return table


class ConvolutionExplorer(OwnPicture):
    """Slide a kernel over an image and see the computation of every output pixel.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The image; at most 256 rows and columns.
    kernel : array-like of shape (KH, KW) or str
        The weights, at most 9 × 9, or the name of a kernel: see `cnnbook.filters.names`.
    normalise : bool
        Divide the weights by their sum.
    flip : bool
        Rotate the kernel by 180° first: convolution in the mathematical sense.
    stride, padding, dilation : int
        As in `cnnbook.conv2d`.
    padding_mode : {"constant", "reflect", "replicate", "circular"}
        The values outside the image.
    padding_value : float
        The constant of the padding mode "constant".
    scale : {"own", "input"}
        The values that the colours of the output stand for: its own smallest and largest, or those
        of the input.
    row, column : int
        The selected output pixel.
    controls : list of str
        The fields shown to the reader; by default all of `CONTROLS`.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture.

    Examples
    --------
    >>> explorer = ConvolutionExplorer(image=[[1, 2], [3, 4]], kernel=[[1, 1]])
    >>> explorer.output
    array([[3.],
           [7.]])
    """

    image = Matrix(largest=256).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    kernel = Matrix([[1, 1, 1]] * 3, largest=9).tag(sync=True)
    normalise = traitlets.Bool(False).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    stride = Integer(1, min=1, max=28).tag(sync=True)
    padding = Integer(0, min=0, max=14).tag(sync=True)
    padding_mode = traitlets.Enum(_MODES, "constant").tag(sync=True)
    padding_value = Number(0, min=-1000, max=1000).tag(sync=True)
    dilation = Integer(1, min=1, max=14).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    scale = traitlets.Enum(("own", "input"), "own").tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)
    named_kernels = traitlets.Dict(_named_kernels(), read_only=True).tag(sync=True)

    def __init__(self, image: Any, kernel: Any = "box", **state: Any):
        if isinstance(kernel, str):
            kernel = filters.weights(kernel, 3)
        super().__init__(image=image, kernel=kernel, **state)

    @traitlets.validate(
        "image", "kernel", "normalise", "stride", "padding", "padding_mode", "dilation"
    )
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject a state that `conv2d` rejects, with the same message."""
        state = {name: getattr(self, name) for name in self._inputs()}
        try:
            self._compute({**state, proposal["trait"].name: proposal["value"]})
        except ValueError as error:
            self._refuse(str(error))
        return proposal["value"]

    @staticmethod
    def _inputs() -> tuple[str, ...]:
        return ("image", "kernel", "normalise", "flip", *_DEFAULTS)

    @staticmethod
    def _compute(state: dict[str, Any]) -> np.ndarray:
        kernel = np.array(state["kernel"], dtype=float)
        if state["normalise"]:
            kernel = filters.normalise(kernel)
        if state["flip"]:
            kernel = filters.flip(kernel)
        options = {name: state[name] for name in _DEFAULTS}
        return conv2d(np.array(state["image"], dtype=float), kernel, **options)

    @property
    def output(self) -> np.ndarray:
        """The output, an array of shape (OH, OW), computed by `cnnbook.conv2d`."""
        return self._compute({name: getattr(self, name) for name in self._inputs()})

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        kernel = "kernel"
        if self.normalise:
            kernel = f"filters.normalise({kernel})"
        if self.flip:
            kernel = f"filters.flip({kernel})"
        used = ["conv2d"]
        used += ["digits"] if "digits." in self._image_expression else []
        used += ["filters"] if kernel != "kernel" else []
        return (
            f"import numpy as np\nfrom cnnbook import {', '.join(used)}\n\n"
            f"image = {self._image_expression}\n"
            f"kernel = {array(self.kernel)}\n"
            f"output = conv2d(image, {kernel}{keywords(self._options(), _DEFAULTS)})"
        )

    def _options(self) -> dict[str, Any]:
        """Return the options that have an effect: without padding, its mode and constant do not."""
        options = {name: getattr(self, name) for name in _DEFAULTS}
        if self.padding == 0:
            options["padding_mode"] = "constant"
        if self.padding == 0 or self.padding_mode != "constant":
            options["padding_value"] = 0
        return options

    @property
    def description(self) -> str:
        """The state in one sentence."""
        (height, width), (kh, kw) = np.shape(self.image), np.shape(self.kernel)
        oh, ow = self.output.shape
        return (
            f"a {kh} × {kw} kernel over an image of {height} × {width}, stride {self.stride}, "
            f"padding {self.padding}: the output is {oh} × {ow}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw image, kernel and output side by side, with the selected window."""
        axes = figure.subplots(1, 3, width_ratios=[3, 1.4, 3])
        weights = np.array(self.kernel)
        largest = np.abs(weights).max() or 1
        axes[0].imshow(self.image, cmap="gray")
        axes[1].imshow(weights, cmap="BrBG", vmin=-largest, vmax=largest)
        for (r, c), weight in np.ndenumerate(weights):
            ink = "white" if abs(weight) > 0.6 * largest else "black"
            axes[1].text(c, r, f"{weight:g}", ha="center", va="center", color=ink, fontsize=8)
        output = self.output
        axes[2].imshow(output, **self._colours(output))
        self._draw_window(axes, output.shape)
        for ax, title in zip(axes, ("input", "kernel", "output"), strict=True):
            ax.set(title=title, xticks=[], yticks=[])

    def _colours(self, output: np.ndarray) -> dict[str, Any]:
        """Return the colours of the output as Matplotlib's options."""
        values = np.array(self.image, dtype=float) if self.scale == "input" else output
        limit = np.abs(values).max() or 1
        if values.min() < 0:
            return {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
        return (
            {"cmap": "gray", "vmin": 0, "vmax": limit}
            if self.scale == "input"
            else {"cmap": "gray"}
        )

    def _draw_window(self, axes: Any, shape: tuple[int, int]) -> None:
        """Frame the selected output pixel, and the window of the image that it depends on."""
        row, column = min(self.row, shape[0] - 1), min(self.column, shape[1] - 1)
        height, width = (self.dilation * (k - 1) + 1 for k in np.shape(self.kernel))
        corner = [place * self.stride - self.padding - 0.5 for place in (column, row)]
        style = {"fill": False, "edgecolor": "#d95f02", "linewidth": 2}
        axes[0].add_patch(Rectangle(corner, width, height, **style))
        axes[2].add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **style))
