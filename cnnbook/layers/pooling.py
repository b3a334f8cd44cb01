"""Pooling layers and Flatten."""

from math import prod

import numpy as np

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._engine.geometry import Pair, pool_geometry
from cnnbook.layers.base import Layer


class MaxPool2d(Layer):
    """Keep the largest value of each window: see :func:`cnnbook.functional.max_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As in ``max_pool2d``.

    Examples
    --------
    >>> layer = MaxPool2d(2)
    >>> layer([[1, 2, 0, 1], [3, 4, 1, 0]])
    array([[4., 1.]])
    >>> layer.backward([[5, 7]]).tolist()
    [[0.0, 0.0, 0.0, 7.0], [0.0, 5.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        kernel_size: Pair,
        stride: Pair | None = None,
        padding: Pair = 0,
        dilation: Pair = 1,
        *,
        ceil_mode: bool = False,
    ):
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation, self.ceil_mode = padding, dilation, ceil_mode

    def forward(self, input) -> np.ndarray:
        """Pool (…, H, W) into (…, OH, OW)."""
        output, indices = F.max_pool2d(input, **self._arguments(), return_indices=True)
        self._saved = input, indices
        return output

    def backward(self, grad) -> np.ndarray:
        """Pass each window's gradient to its largest pixel."""
        input, indices = self._from_forward()
        return G.max_pool2d_backward(grad, input, **self._arguments(), indices=indices)

    def output_shape(self, shape: tuple) -> tuple:
        """Return (…, OH, OW) for (…, H, W)."""
        return (*shape[:-2], *pool_geometry(shape, **self._arguments()).output)

    def _arguments(self) -> dict:
        kept = ("_saved", "training")
        return {name: value for name, value in vars(self).items() if name not in kept}

    def _options(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self._arguments().items())


class AvgPool2d(Layer):
    """Take the mean of each window: see :func:`cnnbook.functional.avg_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in ``avg_pool2d``.

    Examples
    --------
    >>> layer = AvgPool2d(2)
    >>> layer([[1, 2, 0, 1], [3, 6, 1, 0]])
    array([[3. , 0.5]])
    >>> layer.backward([[4, 8]]).tolist()
    [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]
    """

    def __init__(
        self,
        kernel_size: Pair,
        stride: Pair | None = None,
        padding: Pair = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ):
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input) -> np.ndarray:
        """Pool (…, H, W) into (…, OH, OW)."""
        self._saved = np.shape(input)
        return F.avg_pool2d(input, **self._arguments())

    def backward(self, grad) -> np.ndarray:
        """Distribute each window's gradient evenly over its pixels."""
        return G.avg_pool2d_backward(grad, self._from_forward(), **self._arguments())

    def output_shape(self, shape: tuple) -> tuple:
        """Return (…, OH, OW) for (…, H, W)."""
        options = {"ceil_mode": self.ceil_mode}
        geometry = pool_geometry(shape, self.kernel_size, self.stride, self.padding, **options)
        return (*shape[:-2], *geometry.output)

    def _arguments(self) -> dict:
        kept = ("_saved", "training")
        return {name: value for name, value in vars(self).items() if name not in kept}

    def _options(self) -> str:
        shown = ("kernel_size", "stride", "padding")
        return ", ".join(f"{name}={getattr(self, name)}" for name in shown)


class Flatten(Layer):
    """Reshape each image to one axis, so that a fully connected layer can follow.

    Parameters
    ----------
    start_dim, end_dim : int
        The first and the last axis to flatten; by default all but the batch axis.

    Examples
    --------
    >>> Flatten()(np.zeros((64, 3, 7, 7))).shape
    (64, 147)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1):
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input) -> np.ndarray:
        """Reshape (N, …) into (N, features)."""
        array = np.asarray(input)
        self._saved = array.shape
        return array.reshape(self.output_shape(array.shape))

    def backward(self, grad) -> np.ndarray:
        """Reshape the gradient back."""
        return np.asarray(grad).reshape(self._from_forward())

    def output_shape(self, shape: tuple) -> tuple:
        """Return (N, features) for (N, …)."""
        axes = range(len(shape))
        try:
            first, last = axes[self.start_dim], axes[self.end_dim]
        except IndexError:
            raise ValueError(f"input {shape} does not have the axes of {self}") from None
        if first > last:
            raise ValueError(f"start_dim must not come after end_dim: {self}, input {shape}")
        return (*shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :])

    def _options(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
