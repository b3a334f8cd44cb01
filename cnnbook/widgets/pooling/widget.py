"""PoolingExplorer: move a window over an image and reduce each window to one number."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook.functional import avg_pool2d, max_pool2d

from ..shared.photograph import OwnPicture
from ..shared.printing import keywords
from ..shared.traits import Integer, Matrix

CONTROLS = (
    "kind",
    "kernel_size",
    "stride",
    "padding",
    "show_winners",
    "show_numbers",
    "picture",
)
KINDS = ("max", "average")
_INPUTS = ("image", "kind", "kernel_size", "stride", "padding")


class PoolingExplorer(OwnPicture):
    """Move a pooling window over an image and see the output of each window.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The image; at most 256 rows and columns.
    kind : {"max", "average"}
        Each window's largest value, or its mean.
    kernel_size, stride, padding : int
        As in `cnnbook.max_pool2d`; the default stride is the kernel size.
    row, column : int
        The selected output pixel.
    show_winners : bool
        Mark the largest pixel of each window of max pooling.
    show_numbers : bool
        Write the numbers into the cells.
    controls : list of str
        The fields shown to the reader; by default all of `CONTROLS`.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture.

    Examples
    --------
    >>> PoolingExplorer(image=[[1, 2, 0, 1], [3, 4, 1, 0]]).output
    array([[4., 1.]])
    """

    image = Matrix(largest=256).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    kind = traitlets.Enum(KINDS, "max").tag(sync=True)
    kernel_size = Integer(2, min=1, max=14).tag(sync=True)
    stride = Integer(2, min=1, max=28).tag(sync=True)
    padding = Integer(0, min=0, max=7).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    show_winners = traitlets.Bool(False).tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, image: Any, kind: str = "max", **state: Any):
        state.setdefault("stride", state.get("kernel_size", 2))
        super().__init__(image=image, kind=kind, **state)

    @traitlets.validate(*_INPUTS)
    def _computable(self, proposal: dict[str, Any]) -> Any:
        """Reject a state that the pooling function rejects, with the same message."""
        state = {name: getattr(self, name) for name in _INPUTS}
        try:
            self._compute({**state, proposal["trait"].name: proposal["value"]})
        except ValueError as error:
            self._refuse(str(error))
        return proposal["value"]

    @staticmethod
    def _compute(state: dict[str, Any]) -> np.ndarray:
        pool = max_pool2d if state["kind"] == "max" else avg_pool2d
        image = np.array(state["image"], dtype=float)
        return pool(image, state["kernel_size"], state["stride"], padding=state["padding"])

    @property
    def output(self) -> np.ndarray:
        """The output, an array of shape (OH, OW), computed by `cnnbook`."""
        return self._compute({name: getattr(self, name) for name in _INPUTS})

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        function = "max_pool2d" if self.kind == "max" else "avg_pool2d"
        image = self._image_expression
        used = [*(["digits"] if "digits." in image else []), function]
        options = keywords(
            {"stride": self.stride, "padding": self.padding},
            {"stride": self.kernel_size, "padding": 0},
        )
        return (
            f"import numpy as np\nfrom cnnbook import {', '.join(sorted(used))}\n\n"
            f"image = {image}\n"
            f"output = {function}(image, {self.kernel_size}{options})"
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        (height, width), (oh, ow) = np.shape(self.image), self.output.shape
        return (
            f"{self.kind} pooling of an image of {height} × {width} with a window of "
            f"{self.kernel_size} × {self.kernel_size}, stride {self.stride}, "
            f"padding {self.padding}: the output is {oh} × {ow}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw image and output side by side, with the selected window."""
        axes = figure.subplots(1, 2)
        output = self.output
        row, column = (min(at, n - 1) for at, n in zip(self._place(), output.shape, strict=True))
        corner = [at * self.stride - self.padding - 0.5 for at in (column, row)]
        _show(axes[0], np.array(self.image), "input", (corner, self.kernel_size))
        _show(axes[1], output, f"{self.kind} pooling", ((column - 0.5, row - 0.5), 1))

    def _place(self) -> tuple[int, int]:
        return self.row, self.column


def _show(ax, image: np.ndarray, title: str, frame: tuple) -> None:
    """Draw a map with its size and one framed square."""
    limit = np.abs(image).max() or 1
    signed = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
    ax.imshow(image, **(signed if image.min() < 0 else {"cmap": "gray", "vmin": 0, "vmax": limit}))
    corner, size = frame
    ax.add_patch(Rectangle(corner, size, size, fill=False, ec="#d95f02", lw=2))
    ax.set(title=f"{title}: {image.shape[0]} × {image.shape[1]}", xticks=[], yticks=[])
