"""PixelExplorer: an image is a grid of numbers; read and change each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook.functional import avg_pool2d

from ..shared.photograph import OwnPicture
from ..shared.traits import Integer, Matrix, Number

CONTROLS = ("tools", "resolution", "scale", "numbers", "picture")
SCALES = (1, 9, 255)
_COARSEST = 7


def resolutions(height: int, width: int) -> list[int]:
    """Return every number of rows that an image can be shown with, largest first.

    Each shown pixel is the mean of a square of pixels; there are at least 7 rows and columns.

    Examples
    --------
    >>> resolutions(28, 28)
    [28, 14, 7]
    """
    smallest = min(height, width)
    return [
        height // side
        for side in range(1, smallest + 1)
        if height % side == width % side == 0 and (side == 1 or smallest // side >= _COARSEST)
    ]


class PixelExplorer(OwnPicture):
    """Point at the pixels of an image to read them, and paint on it to change them.

    Parameters
    ----------
    image : array-like of shape (H, W)
        Intensities from 0 (black) to 1 (white); at most 64 rows and columns.
    resolution : int
        Rows of the shown image: H, or one of `resolutions(H, W)`. Each shown pixel is the mean of a
        square of pixels.
    scale : {1, 9, 255}
        The shown intensity of white; 9 and 255 give integers.
    row, column : int
        The selected pixel of the shown image.
    tool : {"look", "paint", "erase"}
        The effect of pressing on the image.
    brush : {1, 2, 3}
        Width of the brush in shown pixels.
    ink : float
        The intensity that is painted, 0 to 1.
    show_numbers : bool
        Write the numbers into the cells.
    controls : list of str
        The fields shown to the reader; by default all of `CONTROLS`.
    image_code : str
        The Python expression of the image, for the printed call; if it is empty or the image has
        changed, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture, divided by 255.

    Examples
    --------
    >>> PixelExplorer([[0, 1], [0.5, 1]], scale=255).output
    array([[  0., 255.],
           [128., 255.]])
    """

    _scaled = " / 255"

    image = Matrix(largest=64).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    resolution = Integer(28, min=1, max=64).tag(sync=True)
    scale = traitlets.Enum(SCALES, 1).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)
    tool = traitlets.Enum(("look", "paint", "erase"), "look").tag(sync=True)
    brush = Integer(1, min=1, max=3).tag(sync=True)
    ink = Number(1, min=0, max=1).tag(sync=True)
    show_numbers = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, image: Any, **state: Any):
        state.setdefault("resolution", len(image) if np.ndim(image) else 28)
        super().__init__(image=image, **state)

    @traitlets.validate("image", "resolution")
    def _fits(self, proposal: dict[str, Any]) -> Any:
        """Reject values outside 0 to 1, and a resolution that does not give square blocks."""
        state = {"image": self.image, "resolution": self.resolution}
        state[proposal["trait"].name] = proposal["value"]
        image = np.array(state["image"])
        wrong = np.argwhere((image < 0) | (image > 1))
        if wrong.size:
            row, column = wrong[0]
            self._refuse(
                f"intensities must be from 0 to 1, got {image[row, column]:g} in row {row}, column "
                f"{column}: divide the image by its largest value first"
            )
        good = resolutions(*image.shape)
        if state["resolution"] not in good:
            self._refuse(
                f"resolution of a {image.shape[0]} × {image.shape[1]} image must be one of "
                f"{', '.join(map(str, good))}, got {state['resolution']}"
            )
        return proposal["value"]

    @property
    def _side(self) -> int:
        return len(self.image) // self.resolution

    @property
    def output(self) -> np.ndarray:
        """The shown image, an array of shape (resolution, …)."""
        shown = np.array(self.image, dtype=float)
        if self._side > 1:
            shown = avg_pool2d(shown, self._side)
        return shown if self.scale == 1 else np.round(self.scale * shown)

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        shown = "image" if self._side == 1 else f"avg_pool2d(image, {self._side})"
        shown = shown if self.scale == 1 else f"np.round({self.scale} * {shown})"
        lines = f"image = {self._image_expression}\noutput = {shown}"
        used = ["avg_pool2d"] if self._side > 1 else []
        used += ["digits"] if "digits." in self._image_expression else []
        imports = ["import numpy as np"] if "np." in lines else []
        imports += [f"from cnnbook import {', '.join(used)}"] if used else []
        return "\n".join([*imports, "", lines]).lstrip()

    @property
    def _chosen(self) -> tuple[int, int]:
        height, width = self.output.shape
        return min(self.row, height - 1), min(self.column, width - 1)

    @property
    def description(self) -> str:
        """The state in one sentence."""
        output = self.output
        (height, width), (row, column) = output.shape, self._chosen
        return (
            f"an image of {height} × {width} = {height * width} pixels, from 0 (black) to "
            f"{self.scale} (white); row {row}, column {column} is {output[row, column]:.3g}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the image with its selected pixel, and the numbers around that pixel."""
        output = self.output
        row, column = self._chosen
        axes = figure.subplots(1, 2)
        top, left = max(0, row - 3), max(0, column - 3)
        near = output[top : row + 4, left : column + 4]
        shades = {"cmap": "gray", "vmin": 0, "vmax": self.scale}
        axes[0].imshow(output, **shades)
        axes[1].imshow(near, **shades, extent=self._extent(top, left, near.shape))
        for (r, c), value in np.ndenumerate(near):
            ink = "black" if value > self.scale / 2 else "white"
            text = f"{round(value, 2):g}"
            axes[1].text(left + c, top + r, text, ha="center", va="center", color=ink, fontsize=8)
        frame = {"fill": False, "edgecolor": "#d95f02", "linewidth": 2}
        axes[0].add_patch(Rectangle((left - 0.5, top - 0.5), *near.shape[::-1], **frame))
        axes[1].add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **frame))
        axes[0].set_title("the picture", fontsize=10)
        axes[1].set_title("its numbers, where the frame is", fontsize=10)

    @staticmethod
    def _extent(top: int, left: int, shape: tuple[int, int]) -> tuple[float, float, float, float]:
        return left - 0.5, left + shape[1] - 0.5, top + shape[0] - 0.5, top - 0.5
