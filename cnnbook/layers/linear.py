"""The fully connected layer."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_flag, check_integer
from cnnbook._shape_checks import check_features
from cnnbook.layers._initial import uniform
from cnnbook.layers.base import Layer
from cnnbook.random import as_generator


class Linear(Layer):
    """A fully connected layer: see :func:`cnnbook.functional.linear`.

    Parameters
    ----------
    in_features, out_features : int
        Number of inputs and of outputs.
    bias : bool
        Whether each output also adds a bias.
    rng : generator or int, optional
        Source of the initial weights, NumPy's or a `cnnbook.random.Generator`, or a seed. By
        default they differ on every run.
    dtype : numpy.dtype
        The dtype of the weights.

    Raises
    ------
    ValueError, TypeError
        If a size is not a positive integer.

    Examples
    --------
    >>> layer = Linear(147, 10, rng=0)
    >>> layer
    Linear(in_features=147, out_features=10, bias=True)
    >>> layer.weight.size
    1470
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: Any = None,
        dtype: DTypeLike = np.float32,
    ):
        check_integer("in_features", in_features)
        check_integer("out_features", out_features)
        bias = check_flag("bias", bias)
        rng = as_generator(rng)
        self.weight = uniform(rng, (out_features, in_features), in_features, dtype)
        self.bias = uniform(rng, (out_features,), in_features, dtype) if bias else None

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Map (N, in_features) to (N, out_features)."""
        self._saved = input
        return F.linear(input, self.weight.data, None if self.bias is None else self.bias.data)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Set ``weight.grad`` and ``bias.grad``; return the gradient of the input."""
        grads = G.linear_backward(grad, self._from_forward(), self.weight.data)
        grad_input, self.weight.grad, grad_bias = grads
        if self.bias is not None:
            self.bias.grad = grad_bias
        return grad_input

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (…, out_features) for (…, in_features)."""
        check_features(shape, self.weight.shape)
        return (*shape[:-1], self.weight.shape[0])

    def _options(self) -> str:
        features = f"in_features={self.weight.shape[1]}, out_features={self.weight.shape[0]}"
        return f"{features}, bias={self.bias is not None}"
