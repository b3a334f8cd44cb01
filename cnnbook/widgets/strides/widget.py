"""StridesExplorer: an image as it lies in memory, and its windows, which are the same memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook import fast

from ..shared.base import Explorer
from ..shared.traits import Integer


class StridesExplorer(Explorer):
    """Choose a window of an image, and see which numbers of the memory it reads.

    The pixels of the image are numbered as they lie in memory, row after row.

    Parameters
    ----------
    height, width : int
        Rows and columns of the image, 3 to 7.
    kernel_size : int
        Rows and columns of a window, 1 to 3.
    row, column : int
        The chosen window: the place of its first pixel.

    Raises
    ------
    traitlets.TraitError
        A value is of the wrong kind or out of its bounds.

    Examples
    --------
    >>> StridesExplorer(3, 4, kernel_size=2).output
    array([[ 0.,  1.,  2.,  4.,  5.,  6.],
           [ 1.,  2.,  3.,  5.,  6.,  7.],
           [ 4.,  5.,  6.,  8.,  9., 10.],
           [ 5.,  6.,  7.,  9., 10., 11.]])
    """

    height = Integer(4, min=3, max=7).tag(sync=True)
    width = Integer(5, min=3, max=7).tag(sync=True)
    kernel_size = Integer(3, min=1, max=3).tag(sync=True)
    row = Integer(0, min=0).tag(sync=True)
    column = Integer(0, min=0).tag(sync=True)

    def __init__(self, height: Any = 4, width: Any = 5, **state: Any):
        super().__init__(height=height, width=width, **state)

    @property
    def output(self) -> np.ndarray:
        """The windows as columns, an array of shape (kernel_size², windows)."""
        size = 1, 1, self.height, self.width
        image = np.arange(float(self.height * self.width)).reshape(size)
        return fast.columns(image, self.kernel_size)[0]

    @property
    def code(self) -> str:
        """The Python call that computes `output`."""
        count = float(self.height * self.width)
        return (
            "import numpy as np\n"
            "from cnnbook import fast\n\n"
            f"image = np.arange({count}).reshape(1, 1, {self.height}, {self.width})\n"
            f"view = fast.windows(image, {self.kernel_size})  # the same memory: not copied\n"
            f"output = fast.columns(image, {self.kernel_size})[0]  # each window copied to a column"
        )

    def _first(self) -> int:
        """Return the first number that the chosen window reads; the last window ends the image."""
        row = min(self.row, self.height - self.kernel_size)
        return row * self.width + min(self.column, self.width - self.kernel_size)

    @property
    def description(self) -> str:
        """The state in one sentence."""
        size = f"{self.kernel_size} × {self.kernel_size}"
        return (
            f"a window of {size} of an image of {self.height} × {self.width}, in memory from "
            f"number {self._first()} on, rows {self.width} numbers apart"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the image above its memory, with the chosen window marked in both."""
        top, bottom = figure.subplots(2, 1, height_ratios=[self.height, 1.6])
        numbers, first = np.arange(self.height * self.width), self._first()
        row, column = divmod(first, self.width)
        runs = [first + i * self.width for i in range(self.kernel_size)]
        boxes = {
            top: [(column, row, self.kernel_size)],
            bottom: [(start, 0, 1) for start in runs],
        }
        for ax, shape in ((top, (self.height, self.width)), (bottom, (1, -1))):
            cells = numbers.reshape(shape)
            ax.imshow(cells, cmap="gray", aspect="equal" if ax is top else "auto")
            for (y, x), number in np.ndenumerate(cells):
                ink = "white" if number < len(numbers) / 2 else "black"
                ax.text(x, y, str(number), ha="center", va="center", color=ink, size=8)
            for x, y, rows in boxes[ax]:
                frame = {"fill": False, "edgecolor": "#d55e00", "linewidth": 2.5}
                ax.add_patch(Rectangle((x - 0.5, y - 0.5), self.kernel_size, rows, **frame))
            ax.set(title="image" if ax is top else "memory", xticks=[], yticks=[])
