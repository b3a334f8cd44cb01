"""The loss of a classifier as a layer."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import as_float, as_numbers, check_choice, check_fraction, check_integer
from cnnbook._shape_checks import REDUCTIONS
from cnnbook.layers.base import Layer


class CrossEntropyLoss(Layer):
    """The cross-entropy between scores and classes: see :func:`cnnbook.functional.cross_entropy`.

    It takes the network's scores and the right classes, and its ``backward`` begins the way back::

        loss = criterion(net(images), labels)
        net.backward(criterion.backward())

    Parameters
    ----------
    weight : array_like, (C,), optional
        How much each class counts.
    ignore_index, reduction, label_smoothing
        As in ``cross_entropy``.

    Raises
    ------
    TypeError, ValueError
        If an option is unknown or out of range.

    Examples
    --------
    >>> criterion = CrossEntropyLoss(reduction="sum")
    >>> round(float(criterion([[0, 0]], [1])), 4), criterion.backward()  # log 2
    (0.6931, array([[ 0.5, -0.5]]))
    """

    _buffers = ("weight",)

    def __init__(
        self,
        weight: ArrayLike | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):
        self.weight = None if weight is None else as_float(as_numbers(weight, "weight"), "weight")
        self.ignore_index = check_integer("ignore_index", ignore_index, minimum=None)
        self.reduction = check_choice("reduction", reduction, REDUCTIONS)
        self.label_smoothing = check_fraction("label_smoothing", label_smoothing)

    def __call__(self, input: ArrayLike, target: ArrayLike | None = None) -> Any:
        """Return the loss of scores (N, C) for classes (N,)."""
        return self.forward(np.array(input), target)

    def forward(self, input: ArrayLike, target: ArrayLike | None = None) -> Any:
        """Return the loss of scores (N, C) for classes (N,)."""
        if target is None:
            raise TypeError(
                "CrossEntropyLoss needs scores and classes, criterion(net(images), labels): "
                "it stands beside a network and not in it"
            )
        classes = np.array(target)
        loss = F.cross_entropy(input, classes, **self._arguments())
        self._saved = input, classes
        return loss

    def backward(self, grad: ArrayLike = 1.0) -> NDArray[Any]:
        """Return the gradient of the scores, for the network's ``backward``."""
        return G.cross_entropy_backward(grad, *self._from_forward(), **self._arguments())

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the loss."""
        losses = shape[:1] + shape[2:] if len(shape) > 1 else ()
        return losses if self.reduction == "none" else ()

    def _arguments(self) -> dict[str, Any]:
        names = ("weight", "ignore_index", "reduction", "label_smoothing")
        return {name: getattr(self, name) for name in names}
