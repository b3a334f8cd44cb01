"""KernelLearner: nine random weights become the kernel that is hidden behind a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook import filters
from cnnbook.functional import conv2d
from cnnbook.random import Generator

from ..shared.descent import descend
from ..shared.photograph import OwnPicture
from ..shared.printing import array, literal
from ..shared.traits import Integer, Matrix, Number

SIDE = 3
_LARGEST = 100  # of pixels and of hidden weights


def _named_kernels() -> dict[str, list[list[int]]]:
    """Return every named 3 × 3 kernel as small integers."""
    names = filters.names()
    return {name: filters.weights(name, SIDE).astype(int).tolist() for name in names}


class KernelLearner(OwnPicture):
    """Watch gradient descent find the 3 × 3 kernel that made a picture.

    Parameters
    ----------
    image : array-like of shape (H, W)
        The image, from 3 × 3 to 64 × 64, with pixels from -100 to 100.
    hidden : array-like of shape (3, 3) or str
        The kernel to be found, or its name: see `cnnbook.filters.names`.
    lr : float
        The learning rate, from 0.001 to 10.
    seed : int
        Of the random weights at the beginning: ``Generator(seed).uniform(-1, 1, (3, 3))``.
    step : int
        How many steps have been taken, at most `steps`. The descent ends when a weight leaves
        −1000 … 1000.
    steps : int
        How many there are, from 1 to 1000.
    row, column : int
        The selected weight.
    image_code : str
        The Python expression of the image, for the printed call; if empty, the numbers are printed.
    image_file : {"", "picture.npy"}
        The file that the printed call loads instead: a reader's own picture, divided by 255.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or is out of bounds.

    Examples
    --------
    >>> image = np.zeros((5, 5))
    >>> image[2, 2] = 1  # each weight meets the one bright pixel once
    >>> learner = KernelLearner(image, "sobel_x", lr=4.5, step=1)
    >>> learner.output.round(9).tolist()
    [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    """

    _scaled = " / 255"

    image = Matrix(largest=64).tag(sync=True)
    image_code = traitlets.Unicode("").tag(sync=True)
    hidden = Matrix(largest=SIDE).tag(sync=True)
    lr = Number(1, min=0.001, max=10).tag(sync=True)
    seed = Integer(0, min=0, max=9999).tag(sync=True)
    step = Integer(0, min=0).tag(sync=True)
    steps = Integer(250, min=1, max=1000).tag(sync=True)
    row = Integer(0, min=0, max=SIDE - 1).tag(sync=True)
    column = Integer(0, min=0, max=SIDE - 1).tag(sync=True)
    named_kernels = traitlets.Dict(_named_kernels(), read_only=True).tag(sync=True)

    def __init__(self, image: Any, hidden: Any = "sobel_x", **state: Any):
        if isinstance(hidden, str):
            hidden = filters.weights(hidden, SIDE)
        super().__init__(image=image, hidden=hidden, **state)

    @traitlets.validate("image", "hidden")
    def _learnable(self, proposal: dict[str, Any]) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        shape = np.shape(value)
        if name == "hidden" and shape != (SIDE, SIDE):
            self._refuse(f"hidden must be a 3 × 3 kernel, got shape {shape}")
        if min(shape) < SIDE:
            self._refuse(f"image must have at least 3 rows and 3 columns, got shape {shape}")
        if (largest := np.abs(value).max()) > _LARGEST:
            self._refuse(f"{name} must hold numbers from -100 to 100, got {largest:g}")
        return value

    @traitlets.validate("step", "steps")
    def _within_the_run(self, proposal: dict[str, Any]) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        step, steps = (value, self.steps) if name == "step" else (self.step, value)
        if step > steps:
            self._refuse(f"step can be at most {steps}, the number of steps, got {step}")
        return value

    @property
    def target(self) -> np.ndarray:
        """What the hidden kernel makes of the image, an array of shape (H − 2, W − 2)."""
        return self._made(np.array(self.hidden, dtype=float))

    def _made(self, kernel: np.ndarray) -> np.ndarray:
        return conv2d(np.array(self.image, dtype=float), kernel)

    def _course(self) -> list[np.ndarray]:
        """Return the kernels of all steps up to the present one, fewer if they explode."""
        image, target = np.array(self.image, dtype=float), self.target

        def gradient(kernel: np.ndarray) -> np.ndarray:
            error = conv2d(image, kernel) - target
            return 2 * conv2d(image, error) / error.size

        first = Generator(self.seed).uniform(-1, 1, (SIDE, SIDE))
        return descend(first, gradient, lr=self.lr, steps=self.step)

    @property
    def output(self) -> np.ndarray:
        """The kernel after the steps, an array of shape (3, 3), computed by `cnnbook`."""
        return self._course()[-1]

    @property
    def loss(self) -> float:
        """The mean squared error between what the present kernel makes and the target."""
        return self._loss(self.output)

    def _loss(self, kernel: np.ndarray) -> float:
        return float(np.mean((self._made(kernel) - self.target) ** 2))

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        image = self._image_expression
        used = "conv2d, digits" if "digits." in image else "conv2d"
        return (
            f"import numpy as np\nfrom cnnbook import {used}\n"
            "from cnnbook.random import Generator\n\n"
            f"image = {image}\n"
            f"hidden = {array(self.hidden)}\n"
            "target = conv2d(image, hidden)\n"
            f"kernel = Generator({self.seed}).uniform(-1, 1, (3, 3))\n"
            f"for _ in range({len(self._course()) - 1}):\n"
            "    error = conv2d(image, kernel) - target\n"
            "    gradient = 2 * conv2d(image, error) / error.size\n"
            f"    kernel = kernel - {literal(self.lr)} * gradient\n"
            "output = kernel"
        )

    @property
    def description(self) -> str:
        """The state in one sentence."""
        course = self._course()
        taken = len(course) - 1
        height, width = np.shape(self.image)
        return (
            f"a random 3 × 3 kernel on a {height} × {width} image, "
            f"after {taken} step{'s' * (taken != 1)} towards the hidden kernel: "
            f"the loss is {self._loss(course[-1]):.4g}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the present kernel, the image, what the kernel makes of it, and the target."""
        kernel, target = self.output, self.target
        made = self._made(kernel)
        reach = max(np.abs(made).max(), np.abs(target).max()) or 1
        axes = figure.subplots(1, 4)
        _draw_kernel(axes[0], kernel)
        axes[1].imshow(np.array(self.image, dtype=float), cmap="gray")
        for ax, values in zip(axes[2:], (made, target), strict=True):
            ax.imshow(values, cmap="RdBu_r", vmin=-reach, vmax=reach)
        titles = ("the kernel", "image", "it makes", "target")
        for ax, title in zip(axes, titles, strict=True):
            ax.set(title=title, xticks=[], yticks=[])


def _draw_kernel(ax: Any, kernel: np.ndarray) -> None:
    """Draw nine weights in their colours, with their numbers."""
    reach = np.abs(kernel).max() or 1
    ax.imshow(kernel, cmap="BrBG", vmin=-reach, vmax=reach)
    for (row, column), weight in np.ndenumerate(kernel):
        ink = "white" if abs(weight) > 0.6 * reach else "black"
        ax.text(column, row, f"{weight:.2f}", ha="center", va="center", color=ink, fontsize=8)
