"""TemplateExplorer: ten templates read a digit, fixed in the middle or sliding over the image."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnbook import digits
from cnnbook.digits.scanned import CELLS_FILE
from cnnbook.functional import conv2d

from ..shared.digit_cells import pack as pack_digits
from ..shared.drawing import SIDE, Stroke, Strokes, checked_scan, printed, sketch
from ..shared.network_state import pack
from ..shared.photograph import OwnPicture
from ..shared.traits import Integer, Matrix, as_rows

AVERAGED = 900  # digits that the templates are averaged from
EXAMPLES = (1715, 1546, 1744, 1160, 1778, 1322, 1223, 1184, 1596, 1186)  # one of each, not averaged
SIZE = 22  # side of a template
PADDING = 4  # how far a sliding template may stand over the edge
_MIDDLE = (SIDE - SIZE) // 2
_PEN = 2.8
_EMPTY = [[0] * SIDE for _ in range(SIDE)]


@cache
def _templates() -> np.ndarray:
    images, labels = digits.load()
    return digits.templates(images[:AVERAGED], labels[:AVERAGED], SIZE)


@cache
def _example_images() -> list[list[list[float]]]:
    images, _ = digits.load()
    return [as_rows(images[number], name="image") for number in EXAMPLES]


@cache
def _packed_examples() -> str:
    with np.load(CELLS_FILE) as scanned:
        return pack_digits(scanned["images"][list(EXAMPLES)], scanned["labels"][list(EXAMPLES)])


class TemplateExplorer(OwnPicture):
    """Let ten templates read a digit, and move the digit until they no longer can.

    Each template is an average of many digits, see `cnnbook.digits.templates`. It is laid on the
    image, multiplied with it and added up; the largest of the ten sums wins.

    Parameters
    ----------
    image : array-like of shape (28, 28)
        The image under the strokes, intensities from 0 to 1; by default a hand-written 3.
    strokes : list of list of (x, y)
        What is drawn on it: lists of points in pixels, x to the right and y downwards.
    down, right : int
        How far image and strokes are moved, in pixels.
    sliding : bool
        Whether each template tries all places, and its largest sum counts. If not, it stays in the
        middle.
    template : int
        The template whose products are shown; -1 is the one that wins.
    row, column : int
        The selected pixel.
    tool : {"look", "move", "draw"}
        The effect of pressing on the image.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture, divided by 255.

    Examples
    --------
    >>> explorer = TemplateExplorer(digits.load()[0][1160])
    >>> explorer.output.argmax()
    np.int64(3)
    >>> explorer.right = 3
    >>> explorer.output.argmax()  # fixed templates lose it
    np.int64(0)
    >>> explorer.sliding = True
    >>> explorer.output.argmax()
    np.int64(3)
    """

    _scaled = " / 255"

    image = Matrix(_EMPTY, largest=SIDE).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    strokes = Strokes([]).tag(sync=True)
    down = Integer(0, min=-8, max=8).tag(sync=True)
    right = Integer(0, min=-8, max=8).tag(sync=True)
    sliding = traitlets.Bool(False).tag(sync=True)
    template = Integer(-1, min=-1, max=9).tag(sync=True)
    row = Integer(13, min=0, max=SIDE - 1).tag(sync=True)
    column = Integer(13, min=0, max=SIDE - 1).tag(sync=True)
    tool = traitlets.Enum(("look", "move", "draw"), "move").tag(sync=True)
    templates = traitlets.Dict(read_only=True).tag(sync=True)
    examples = traitlets.Unicode(read_only=True).tag(sync=True)
    example_numbers = traitlets.List(list(EXAMPLES), read_only=True).tag(sync=True)

    def __init__(self, image: Any = None, **state: Any):
        super().__init__(image=_example_images()[3] if image is None else image, **state)

    @traitlets.default("templates")
    def _default_templates(self) -> dict[str, Any]:
        return pack(_templates()[:, np.newaxis])

    @traitlets.default("examples")
    def _default_examples(self) -> str:
        return _packed_examples()

    @traitlets.validate("image")
    def _valid_image(self, proposal: dict[str, Any]) -> Any:
        """Reject another size or scale."""
        checked_scan(proposal["value"], self._refuse)
        return proposal["value"]

    @property
    def _moved_strokes(self) -> list[Stroke]:
        return [[[x + self.right, y + self.down] for x, y in stroke] for stroke in self.strokes]

    @property
    def seen(self) -> np.ndarray:
        """The image and what is drawn on it, moved: an array of shape (28, 28)."""
        image = digits.shift(np.array(self.image, dtype=float), down=self.down, right=self.right)
        return np.maximum(image, sketch(self._moved_strokes, width=_PEN))

    @property
    def answers(self) -> np.ndarray:
        """The sum of each template at each place, an array of shape (10, 15, 15)."""
        weight = _templates()[:, np.newaxis].astype(float)
        return conv2d(self.seen[np.newaxis, np.newaxis], weight, padding=PADDING)[0]

    @property
    def output(self) -> np.ndarray:
        """The ten scores, an array of shape (10,)."""
        if self.sliding:
            return self.answers.max(axis=(1, 2))
        return self.answers[:, PADDING + _MIDDLE, PADDING + _MIDDLE]

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the upper left corner of the template that wins."""
        if not self.sliding:
            return _MIDDLE, _MIDDLE
        answers = self.answers[self.output.argmax()]
        row, column = np.unravel_index(answers.argmax(), answers.shape)
        return int(row) - PADDING, int(column) - PADDING

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        used = "conv2d, digits" if self.sliding else "digits"
        lines = ["import numpy as np", f"from cnnbook import {used}"]
        if self.strokes:
            lines.append("from cnnbook.widgets.shared.drawing import sketch")
        return "\n".join([*lines, "", *self._image_lines(), *self._score_lines()])

    def _image_lines(self) -> list[str]:
        lines = [
            "images, labels = digits.load()",
            f"templates = digits.templates(images[:{AVERAGED}], labels[:{AVERAGED}])",
            f"image = {self._image_expression}",
        ]
        moves = {"down": self.down, "right": self.right}
        moved = "".join(f", {name}={by}" for name, by in moves.items() if by)
        if moved:
            lines.append(f"image = digits.shift(image{moved})")
        if self.strokes:
            lines.append(f"image = np.maximum(image, {printed(self._moved_strokes, _PEN)})")
        return lines

    @property
    def _image_expression(self) -> str:
        if not self.image_file and self.image in _example_images():
            return f"images[{EXAMPLES[_example_images().index(self.image)]}]"
        if not self.image_file and self.image == _EMPTY:
            return f"np.zeros(({SIDE}, {SIDE}))"
        return super()._image_expression

    def _score_lines(self) -> list[str]:
        if self.sliding:
            return [
                f"answers = [conv2d(image, one, padding={PADDING}) for one in templates]",
                "output = np.array([answer.max() for answer in answers])",
            ]
        inside = f"{_MIDDLE}:{_MIDDLE + SIZE}"
        return [f"output = (templates * image[{inside}, {inside}]).sum(axis=(1, 2))"]

    @property
    def description(self) -> str:
        """The state in one sentence."""
        how = "sliding" if self.sliding else "fixed"
        if not self.seen.any():
            return f"ten {how} templates and an empty image"
        best = self.output.argmax()
        return f"ten {how} templates read a {best}: it answers {self.output[best]:.2f}"

    def draw(self, figure: Figure) -> None:
        """Draw the image with the frame of the winning template, that template, and the scores."""
        axes = figure.subplots(1, 3, width_ratios=[3, 2, 4])
        scores, (top, left) = self.output, self.place
        best = int(scores.argmax())
        weights = _templates()[best]
        limit = np.abs(weights).max()
        axes[0].imshow(self.seen, cmap="gray", vmin=0, vmax=1)
        corner = (left - 0.5, top - 0.5)
        axes[0].add_patch(Rectangle(corner, SIZE, SIZE, fill=False, edgecolor="#d95f02", lw=2))
        axes[1].imshow(weights, cmap="BrBG", vmin=-limit, vmax=limit)
        for ax, title in zip(axes, ("image", f"template {best}"), strict=False):
            ax.set(title=title, xticks=[], yticks=[])
        colours = ["#d95f02" if digit == best else "#848b98" for digit in range(len(scores))]
        axes[2].bar(range(len(scores)), scores, color=colours)
        axes[2].axhline(0, color="#555d6b", linewidth=0.8)
        axes[2].set(title="answers", xlabel="template", xticks=range(len(scores)))
