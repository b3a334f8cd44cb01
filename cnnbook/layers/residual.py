"""The residual block: what a body changes is added to what went in."""

from textwrap import indent
from typing import Any

from numpy.typing import ArrayLike, NDArray

from cnnbook.layers.base import BackwardPass, Layer


class Residual(Layer):
    """Add the output of a body of layers to their input.

    The gradient has a way past the body, so that many such blocks in a row can be trained (He,
    Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016). PyTorch has no such
    layer; there it is a module with ``return body(x) + shortcut(x)``.

    Parameters
    ----------
    body : Layer
        The layers that go round: a :class:`Sequential` of several.
    shortcut : Layer, optional
        What the input passes on its way past the body, where the body changes its shape: usually a
        1 × 1 convolution. Without it the input is added as it is.

    Raises
    ------
    TypeError
        If body or shortcut is not a layer.
    ValueError
        When it is called, if body and shortcut give different shapes.

    Examples
    --------
    >>> from cnnbook.layers import ReLU
    >>> block = Residual(ReLU())
    >>> block([-2, 3]), block.backward([1, 1])
    (array([-2.,  6.]), array([1., 2.]))
    """

    def __init__(self, body: Layer, shortcut: Layer | None = None):
        for name, layer in (("body", body), ("shortcut", body if shortcut is None else shortcut)):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Residual's {name} must be a layer, got {type(layer).__name__}: "
                    "Sequential(…) makes one of several"
                )
        self.body, self.shortcut = body, shortcut

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return body(x) + shortcut(x)."""
        self._saved = None
        change = self.body.forward(input)
        saved = self.body._saved
        past: Any = input if self.shortcut is None else self.shortcut.forward(input)
        self._check(change.shape, past.shape)
        self._saved = saved, None if self.shortcut is None else self.shortcut._saved
        return change + past

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Return the sum of the gradients of both ways."""
        saved, way = self._from_forward(), BackwardPass()
        if self.shortcut is None:
            return way.back(self.body, saved[0], grad) + grad
        past = way.back(self.shortcut, saved[1], grad)
        return way.back(self.body, saved[0], grad) + past

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the sum."""
        change = self.body.output_shape(shape)
        self._check(change, shape if self.shortcut is None else self.shortcut.output_shape(shape))
        return change

    def _check(self, change: tuple[int, ...], past: tuple[int, ...]) -> None:
        if change != past:
            likely = "give a shortcut that changes the shape, too, such as a 1 × 1 convolution"
            if self.shortcut is not None:
                likely = "body and shortcut need the same channels and strides"
            raise ValueError(
                f"Residual adds arrays of the same shape: the body gives {change}, the way past it "
                f"{past}; {likely}"
            )

    def __repr__(self) -> str:
        parts = f"(body): {self.body}"
        if self.shortcut is not None:
            parts += f"\n(shortcut): {self.shortcut}"
        return f"Residual(\n{indent(parts, '  ')}\n)"
