"""GradientExplorer: a small network as a graph, with its values and the slopes of its loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnbook.functional import conv2d, cross_entropy, linear, max_pool2d, relu, softmax
from cnnbook.gradients import (
    conv2d_backward,
    cross_entropy_backward,
    linear_backward,
    max_pool2d_backward,
    relu_backward,
)

from ..shared.base import Explorer
from ..shared.printing import array
from ..shared.traits import Integer, as_array, plain
from .still import draw_graph

LARGEST = 4  # so that no probability, however small, is rounded to 0
LEAVES = (
    *("x00", "x01", "x10", "x11"),  # pixels
    *("a0", "a1", "b0", "b1"),  # weights of the filters a and b
    *("w0a", "w0b", "w1a", "w1b", "c0", "c1"),  # weights and biases of the linear layer
)
COMPUTED = (
    *("za0", "za1", "zb0", "zb1"),  # after the convolution
    *("ra0", "ra1", "rb0", "rb1"),  # after ReLU
    *("ma", "mb", "s0", "s1", "p0", "p1", "L"),  # after max pooling; scores, probabilities, loss
)
NODES = LEAVES + COMPUTED
CONTROLS = ("predict", "inputs")
STEPS = len(COMPUTED) + len(NODES)  # first the values become known, then the slopes

_PROGRAM = """\
import numpy as np
from cnnbook import conv2d, max_pool2d, relu
from cnnbook.functional import cross_entropy, linear, softmax
from cnnbook.gradients import conv2d_backward, cross_entropy_backward
from cnnbook.gradients import linear_backward, max_pool2d_backward, relu_backward

x = {image}
k = {kernels}
w = {weight}
c = {bias}
t = {target}

# forward
image, kernel = x[None], k.reshape(2, 1, 1, 2)  # (1, 2, 2), (2, 1, 1, 2)
z = conv2d(image, kernel)  # (2, 2, 1)
r = relu(z)
m = max_pool2d(r, (2, 1))  # (2, 1, 1)
s = linear(m.ravel(), w, c)  # (2,)
p = softmax(s)
loss = cross_entropy(s, t)

# backward
dp = np.where(np.arange(2) == t, -1 / p, 0)
ds = cross_entropy_backward(1, s, t)
dm, dw, dc = linear_backward(ds, m.ravel(), w)
dr = max_pool2d_backward(dm.reshape(m.shape), r, (2, 1))
dz = relu_backward(dr, z)
dx, dk, _ = conv2d_backward(dz, image, kernel)

values = [x, k, w, c, z, r, m, s, p, loss]
slopes = [dx, dk, dw, dc, dz, dr, dm, ds, dp, 1]
output = np.array([np.hstack([np.ravel(part) for part in row]) for row in (values, slopes)])"""


class Block(traitlets.TraitType):
    """An array of a fixed shape, as nested lists, of numbers from -4 to 4."""

    def __init__(self, default_value: Any, *, shape: tuple[int, ...], **kwargs: Any):
        self.shape = shape
        # "judged": the page's problemOf looks at what a link brings
        self.limit = {"kind": "judged", "shape": list(shape), "min": -LARGEST, "max": LARGEST}
        super().__init__(default_value, **kwargs)

    def validate(self, obj: Any, value: Any) -> list[Any]:
        """Return `value` as nested lists, or raise a TraitError that states the rule."""
        rule = f"{self.name} must have the shape {self.shape}"
        numbers = as_array(value, rule)
        if numbers.shape != self.shape:
            raise traitlets.TraitError(f"{rule}, got {numbers.shape}")
        if not (np.abs(numbers) <= LARGEST).all():
            raise traitlets.TraitError(
                f"{self.name} must hold numbers from {-LARGEST} to {LARGEST}, got {value!r:.80}"
            )
        return _plain(numbers.tolist())


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, list) else plain(value)


class GradientExplorer(Explorer):
    """Walk through a small network forward and backward, and predict each value and each slope.

    An image of 2 × 2, two filters of 1 × 2, ReLU, max pooling over the rows, a linear layer,
    softmax, and cross-entropy as the loss.

    Parameters
    ----------
    image : array-like of shape (2, 2)
        The pixels x. All inputs are numbers from -4 to 4.
    kernels : array-like of shape (2, 2)
        The weights of filter a, and below them those of filter b.
    weight : array-like of shape (2, 2)
        The linear layer's weights w, one row per class.
    bias : array-like of shape (2,)
        Its biases c.
    target : {0, 1}
        The right class.
    node : str
        The chosen node, one of `NODES`: "x01" is the pixel in row 0, column 1, "a0" the first
        weight of filter a, "za1" the answer of filter a on row 1, "ra1" the same after ReLU, "ma"
        after max pooling, "w0a" the weight from "ma" to the score "s0", "c0" its bias, "p0" the
        probability and "L" the loss.
    step : int
        How many values and slopes the reader has found: 0 to 15 values, then up to 29 slopes.
    guess : str
        What stands in the field for the next one.
    outcome : {"", "checked", "right", "shown"}
        What came of the last press: the guess is wrong, or the one before was right or shown.
    controls : list of str
        What the reader can do; by default all of `CONTROLS`.

    Raises
    ------
    traitlets.TraitError
        If a value has the wrong type or shape, or is out of bounds.

    Examples
    --------
    >>> explorer = GradientExplorer([[2, 1], [4, 2]], [[2, -3], [-1, 1]])
    >>> float(explorer.values["ma"]), float(explorer.slopes["ma"]), float(explorer.slopes["a0"])
    (2.0, -1.5, -6.0)
    """

    image = Block([[2, 1], [4, 2]], shape=(2, 2)).tag(sync=True)
    kernels = Block([[2, -3], [-1, 1]], shape=(2, 2)).tag(sync=True)
    weight = Block([[4, -3], [1, 2]], shape=(2, 2)).tag(sync=True)
    bias = Block([-3, 3], shape=(2,)).tag(sync=True)
    target = Integer(0, min=0, max=1).tag(sync=True)
    node = traitlets.Enum(NODES, "L").tag(sync=True)
    step = Integer(len(COMPUTED), min=0, max=STEPS).tag(sync=True)
    guess = traitlets.Unicode("").tag(sync=True)
    outcome = traitlets.Enum(("", "checked", "right", "shown"), "").tag(sync=True)
    program = traitlets.Unicode(_PROGRAM, read_only=True).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(self, image: Any = None, kernels: Any = None, **state: Any):
        given = {"image": image, "kernels": kernels}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **state)

    @property
    def output(self) -> np.ndarray:
        """The values of all `NODES`, and below them the slopes of the loss: shape (2, 29)."""
        inputs = self.image, self.kernels, self.weight, self.bias
        x, k, w, c = (np.array(part, dtype=float) for part in inputs)
        image, kernel = x[None], k.reshape(2, 1, 1, 2)
        z = conv2d(image, kernel)  # (2, 2, 1)
        r = relu(z)
        m = max_pool2d(r, (2, 1))  # (2, 1, 1)
        s = linear(m.ravel(), w, c)  # (2,)
        p = softmax(s)
        dp = np.where(np.arange(2) == self.target, -1 / p, 0)
        ds = cross_entropy_backward(1, s, self.target)
        dm, dw, dc = linear_backward(ds, m.ravel(), w)
        dr = max_pool2d_backward(dm.reshape(m.shape), r, (2, 1))
        dz = relu_backward(dr, z)
        dx, dk, _ = conv2d_backward(dz, image, kernel)
        values = [x, k, w, c, z, r, m, s, p, cross_entropy(s, self.target)]
        slopes = [dx, dk, dw, dc, dz, dr, dm, ds, dp, 1]
        return np.array([np.hstack([np.ravel(part) for part in row]) for row in (values, slopes)])

    @property
    def values(self) -> dict[str, float]:
        """The value of each node."""
        return dict(zip(NODES, self.output[0], strict=True))

    @property
    def slopes(self) -> dict[str, float]:
        """The slope of the loss for each node: ∂L/∂node."""
        return dict(zip(NODES, self.output[1], strict=True))

    @property
    def code(self) -> str:
        """The Python program that computes `output`."""
        arrays = {name: array(getattr(self, name)) for name in ("image", "kernels", "weight")}
        return self.program.format(**arrays, bias=array(self.bias), target=self.target)

    @property
    def description(self) -> str:
        """The state in one sentence."""
        values, slopes = self.values, self.slopes
        return (
            "a network of 29 nodes, from a 2 × 2 image through two filters, ReLU, max pooling, "
            f"a linear layer and softmax to the loss, which is {values['L']:.3g}; "
            f"the slopes of the two pooled maps are {slopes['ma']:.3g} and {slopes['mb']:.3g}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the graph with all values and all slopes."""
        draw_graph(figure, self.values, self.slopes, self.target)
