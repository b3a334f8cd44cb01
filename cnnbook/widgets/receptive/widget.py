"""ReceptiveFieldExplorer: a stack of layers, and the receptive field of one output."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook import filters, plots
from cnnbook.functional import avg_pool2d, conv2d, max_pool2d
from cnnbook.summary import receptive_field

from ..shared.layer_rows import LayerRows, map_sizes
from ..shared.photograph import OwnPicture
from ..shared.traits import Integer, Matrix

KINDS = ("Conv2d", "MaxPool2d", "AvgPool2d")
MOST = 8
_START = ({"kind": "Conv2d", "padding": 1}, "MaxPool2d", {"kind": "Conv2d", "padding": 1})


class ReceptiveFieldExplorer(OwnPicture):
    """Stack convolutions and poolings, select an output, and see its receptive field.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The image; at most 256 rows and columns.
    layers : list of dict
        One to eight layers such as ``{"kind": "Conv2d", "kernel_size": 3, "stride": 1, "padding":
        1, "dilation": 1}``; the kinds are "Conv2d", "MaxPool2d" and "AvgPool2d" (which has no
        dilation); omitted options have their defaults.
    layer : int
        The layer of the selected output, counted from 0; −1 is the last.
    row, column : int
        The selected output.
    image_file : {"", "picture.npy"}
        Whether the image is a reader's own picture; the printed call needs no image.

    Notes
    -----
    A receptive field does not depend on the weights. For the pictures, each convolution is a mean
    filter.

    Examples
    --------
    >>> explorer = ReceptiveFieldExplorer(np.zeros((28, 28)), ["Conv2d", "MaxPool2d", "Conv2d"])
    >>> explorer.output  # size, jump and start of each layer
    array([[3, 1, 0],
           [4, 2, 0],
           [8, 2, 0]])
    """

    _known = ("image_file",)

    image = Matrix(largest=256).tag(sync=True)
    layers = LayerRows(_START, kinds=KINDS, without=("out_channels", "bias"), most=MOST).tag(
        sync=True
    )
    layer = Integer(-1, min=-1, max=MOST - 1).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)

    def __init__(self, image: Any, layers: Any = _START, **state: Any):
        super().__init__(image=image, layers=layers, **state)

    @traitlets.validate("image", "layers")
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject layers that are too large for the image, with the message of the shape rules."""
        state = {"image": self.image, "layers": self.layers}
        state[proposal["trait"].name] = proposal["value"]
        try:
            list(map_sizes(state["layers"], np.shape(state["image"])))
        except ValueError as error:
            self._refuse(str(error))
        return proposal["value"]

    @property
    def output(self) -> np.ndarray:
        """Size, jump and start of each layer, an array of shape (layers, 3)."""
        fields = receptive_field([_numbers(row) for row in self.layers])
        return np.array([[field.size[0], field.jump[0], field.start[0]] for field in fields])

    @property
    def region(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and last row, first and last column of the selected output's receptive field."""
        index, row, column = self._chosen()
        size, jump, start = (int(number) for number in self.output[index])
        first = start + row * jump, start + column * jump
        return (first[0], first[0] + size - 1), (first[1], first[1] + size - 1)

    def _chosen(self) -> tuple[int, int, int]:
        """Return layer, row and column, clipped to those that exist."""
        index = len(self.layers) - 1 if self.layer < 0 else min(self.layer, len(self.layers) - 1)
        height, width = list(map_sizes(self.layers, np.shape(self.image)))[index]
        return index, min(self.row, height - 1), min(self.column, width - 1)

    @property
    def code(self) -> str:
        """The Python call that computes `output`, and the rows and columns of `region`."""
        index, row, column = self._chosen()
        lines = [f"    {_numbers(layer)},  # {layer['kind']}" for layer in self.layers]
        ends = [f"start + {at} * jump, start + {at} * jump + size - 1" for at in (row, column)]
        return "\n".join(
            [
                "import numpy as np",
                "from cnnbook.summary import receptive_field",
                "",
                "layers = [  # kernel size, stride, padding, dilation",
                *lines,
                "]",
                "fields = receptive_field(layers)",
                "output = np.array([[f.size[0], f.jump[0], f.start[0]] for f in fields])",
                f"size, jump, start = output[{index}]",
                f"rows = {ends[0]}",
                f"columns = {ends[1]}",
            ]
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        index, row, column = self._chosen()
        rows, columns = self.region
        return (
            f"output ({row}, {column}) of layer {index + 1} of {len(self.layers)} sees rows "
            f"{rows[0]} to {rows[1]} and columns {columns[0]} to {columns[1]} of the "
            f"{len(self.image)} × {len(self.image[0])} image"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the image with the receptive field framed, and the map of the selected layer."""
        index, row, column = self._chosen()
        (top, bottom), (left, right) = self.region
        axes = figure.subplots(1, 2)
        size = {"height": bottom - top + 1, "width": right - left + 1}
        plots.receptive_field(self.image, top=top, left=left, **size, ax=axes[0])
        picture = np.array(self.image, dtype=float)
        for layer in self.layers[: index + 1]:
            picture = _stand_in(layer, picture)
        title = f"after layer {index + 1}: {picture.shape[0]} × {picture.shape[1]}"
        plots.show_image(picture, title=title, ax=axes[1])
        frame = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec="#d95f02", lw=2)
        axes[1].add_patch(frame)


def _numbers(row: dict[str, Any]) -> tuple[int, int, int, int]:
    return row["kernel_size"], row["stride"], row["padding"], row.get("dilation", 1)


def _stand_in(row: dict[str, Any], picture: np.ndarray) -> np.ndarray:
    """Apply a layer to a map, with a mean filter for a convolution's unknown weights."""
    kernel, stride, padding, dilation = _numbers(row)
    if row["kind"] == "AvgPool2d":
        return avg_pool2d(picture, kernel, stride, padding=padding)
    if row["kind"] == "MaxPool2d":
        return max_pool2d(picture, kernel, stride, padding=padding, dilation=dilation)
    weights = filters.mean(kernel) if kernel % 2 else np.full((kernel, kernel), kernel**-2.0)
    return conv2d(picture, weights, stride=stride, padding=padding, dilation=dilation)
