"""ChannelExplorer: filters over all channels, one sum over the channels, one map per filter."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook.functional import conv2d

from ..shared.photograph import OwnPicture
from ..shared.printing import array, keywords
from ..shared.stack import Stack
from ..shared.traits import Integer

CONTROLS = ("filters", "size", "stride", "padding", "numbers", "picture")
_DEFAULTS = {"stride": 1, "padding": 0}


class ChannelExplorer(OwnPicture):
    """Slide a filter over all channels and see how their results are summed to one map.

    Parameters
    ----------
    image : array-like of shape (C, H, W)
        The input maps: the channels of a colour image or the feature maps of a layer; at most
        8 maps of 64 × 64.
    weight : array-like of shape (F, C, KH, KW)
        The filters, with as many channels as the input; at most 8 of them, 5 × 5 each.
    bias : array-like of shape (F,), optional
        One number per filter; zeros by default.
    stride, padding : int
        As in `cnnbook.conv2d`.
    filter : int
        The filter whose computation is shown.
    row, column : int
        The selected output pixel.
    names : list of str
        Names of the input channels, such as ``["red", "green", "blue"]``.
    colour : bool
        Also show the three channels together as one colour image.
    controls : list of str
        The fields shown to the reader; by default all of `CONTROLS`.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture in three channels.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type, or `cnnbook.conv2d` rejects the state. To change several
        values that are only valid together, set them inside
        ``with explorer.hold_trait_notifications():``.

    Examples
    --------
    >>> explorer = ChannelExplorer([[[1, 2]], [[3, 4]]], weight=[[[[10]], [[1]]]], bias=[5])
    >>> explorer.parts
    array([[[10., 20.]],
    <BLANKLINE>
           [[ 3.,  4.]]])
    >>> explorer.output
    array([[[18., 29.]]])
    """

    _colour = True

    image = Stack(axes="C, H, W", largest=(8, 64, 64)).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    weight = Stack(axes="F, C, KH, KW", largest=(8, 8, 5, 5)).tag(sync=True)
    bias = Stack(axes="F", largest=(8,)).tag(sync=True)
    stride = Integer(1, min=1, max=8).tag(sync=True)
    padding = Integer(0, min=0, max=4).tag(sync=True)
    filter = Integer(0, min=0).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colour = traitlets.Bool(False).tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, image: Any, weight: Any, bias: Any = None, **state: Any):
        if bias is None:
            bias = np.zeros(len(weight))
        super().__init__(image=image, weight=weight, bias=bias, **state)

    @traitlets.validate("image", "weight", "bias", "stride", "padding")
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject a state that `conv2d` rejects, with the same message."""
        state = {name: getattr(self, name) for name in ("image", "weight", "bias", *_DEFAULTS)}
        try:
            self._compute({**state, proposal["trait"].name: proposal["value"]})
        except ValueError as error:
            self._refuse(str(error))
        return proposal["value"]

    @traitlets.validate("colour", "names")
    def _match_channels(self, proposal: dict[str, Any]) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        channels = len(self.image)
        if name == "colour" and value and channels != 3:
            self._refuse(f"colour needs 3 channels (red, green, blue), got {channels}")
        if name == "names" and value and len(value) != channels:
            self._refuse(f"names must hold one name per channel: {channels}, got {len(value)}")
        return value

    @staticmethod
    def _compute(state: dict[str, Any]) -> np.ndarray:
        image, weight, bias = (
            np.array(state[name], dtype=float) for name in ("image", "weight", "bias")
        )
        return conv2d(image, weight, bias, stride=state["stride"], padding=state["padding"])

    def _state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("image", "weight", "bias", *_DEFAULTS)}

    @property
    def output(self) -> np.ndarray:
        """The output maps, an array of shape (F, OH, OW), computed by `cnnbook.conv2d`."""
        return self._compute(self._state())

    @property
    def parts(self) -> np.ndarray:
        """Each channel's contribution to the shown filter's map, before the sum: (C, OH, OW)."""
        image, slices = np.array(self.image, float), np.array(self.weight, float)[self._shown]
        options = {name: getattr(self, name) for name in _DEFAULTS}
        return np.stack([conv2d(x, w, **options) for x, w in zip(image, slices, strict=True)])

    @property
    def _shown(self) -> int:
        return min(self.filter, len(self.weight) - 1)

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        used = [m for m in ("digits", "filters", "pictures") if f"{m}." in self._image_expression]
        options = {name: getattr(self, name) for name in _DEFAULTS}
        return (
            f"import numpy as np\nfrom cnnbook import {', '.join(['conv2d', *used])}\n\n"
            f"x = {self._image_expression}\n"
            f"w = {array(self.weight)}\n"
            f"b = {array(self.bias)}\n"
            f"output = conv2d(x, w, b{keywords(options, _DEFAULTS)})"
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        channels, height, width = np.shape(self.image)
        filters, _, kh, kw = np.shape(self.weight)
        _, oh, ow = self.output.shape
        maps = "1 map" if filters == 1 else f"{filters} maps"
        many = "1 filter" if filters == 1 else f"{filters} filters"
        return (
            f"{many} of depth {channels} ({kh} × {kw}) over {channels} input maps of "
            f"{height} × {width}: the output is {maps} of {oh} × {ow}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw a row per channel (map, slice of the filter, result) and their sum on the right."""
        channels = len(self.image)
        figure.set_size_inches(8, max(3, 1.9 * channels))
        axes = figure.subplots(channels, 4, squeeze=False, width_ratios=[2, 1.2, 2, 2])
        image, parts, f = np.array(self.image), self.parts, self._shown
        output = self.output[f]
        for c in range(channels):
            called = f" {self.names[c]}" if self.names else ""
            _picture(axes[c, 0], image[c], f"x[{c}]{called}", like=image)
            _weights(axes[c, 1], np.array(self.weight[f][c]), f"w[{f}, {c}]")
            _picture(axes[c, 2], parts[c], f"x[{c}] ∗ w[{f}, {c}]", like=parts)
            axes[c, 3].set_axis_off()
        middle = axes[channels // 2, 3]
        middle.set_axis_on()
        _picture(middle, output, f"output[{f}]: their sum + {self.bias[f]:g}", like=output)
        self._frame(axes, middle, output.shape)

    def _frame(self, axes: np.ndarray, middle: Any, shape: tuple[int, int]) -> None:
        """Frame the selected output pixel, and its window in every channel."""
        row, column = min(self.row, shape[0] - 1), min(self.column, shape[1] - 1)
        kh, kw = np.shape(self.weight)[2:]
        corner = [place * self.stride - self.padding - 0.5 for place in (column, row)]
        style = {"fill": False, "edgecolor": "#d95f02", "linewidth": 2}
        for ax in axes[:, 0]:
            ax.add_patch(Rectangle(corner, kw, kh, **style))
        for ax in (*axes[:, 2], middle):
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **style))


def _picture(ax: Any, values: np.ndarray, title: str, *, like: np.ndarray) -> None:
    """Draw a map with the colour range of `like`, the maps that it is compared with."""
    limit = np.abs(like).max() or 1
    signed = like.min() < 0
    ax.imshow(values, cmap="RdBu_r" if signed else "gray", vmin=-limit * signed, vmax=limit)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)


def _weights(ax: Any, values: np.ndarray, title: str) -> None:
    limit = np.abs(values).max() or 1
    ax.imshow(values, cmap="BrBG", vmin=-limit, vmax=limit)
    for (r, c), value in np.ndenumerate(values):
        ink = "white" if abs(value) > 0.6 * limit else "black"
        ax.text(c, r, f"{value:g}", ha="center", va="center", color=ink, fontsize=8)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)
