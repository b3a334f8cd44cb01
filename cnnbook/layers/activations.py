"""Activations as layers."""

import numpy as np

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook.layers.base import Layer


class ReLU(Layer):
    """Keep what is positive: see :func:`cnnbook.functional.relu`.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer([-2, 3]), layer.backward([5, 5])
    (array([0., 3.]), array([0., 5.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return max(x, 0)."""
        self._kept = F.relu(input)  # as good as the input: positive in the same places
        return self._kept

    def backward(self, grad) -> np.ndarray:
        """Let the gradient through where the input was positive."""
        return G.relu_backward(grad, self._remember())


class LeakyReLU(Layer):
    """Let a small part of the negative through: see :func:`cnnbook.functional.leaky_relu`.

    Parameters
    ----------
    negative_slope : float
        The slope left of 0.

    Examples
    --------
    >>> layer = LeakyReLU(0.5)
    >>> layer([-2, 3]), layer.backward([4, 4])
    (array([-1.,  3.]), array([2., 4.]))
    """

    def __init__(self, negative_slope: float = 0.01):
        self.negative_slope = negative_slope

    def forward(self, input) -> np.ndarray:
        """Return x where x > 0, else negative_slope · x."""
        self._kept = input
        return F.leaky_relu(input, self.negative_slope)

    def backward(self, grad) -> np.ndarray:
        """Weaken the gradient where the input was not positive."""
        return G.leaky_relu_backward(grad, self._remember(), self.negative_slope)

    def _options(self) -> str:
        return f"negative_slope={self.negative_slope}"


class ELU(Layer):
    """Bend the negative smoothly towards −alpha: see :func:`cnnbook.functional.elu`.

    Parameters
    ----------
    alpha : float
        How deep the bend goes.

    Examples
    --------
    >>> layer = ELU(2)
    >>> layer([-np.inf, 3]), layer.backward([4, 4])
    (array([-2.,  3.]), array([0., 4.]))
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = alpha

    def forward(self, input) -> np.ndarray:
        """Return x where x > 0, else alpha · (eˣ − 1)."""
        self._kept = input
        return F.elu(input, self.alpha)

    def backward(self, grad) -> np.ndarray:
        """Weaken the gradient where the curve bends."""
        return G.elu_backward(grad, self._remember(), self.alpha)

    def _options(self) -> str:
        return f"alpha={self.alpha}"


class Sigmoid(Layer):
    """Press between 0 and 1: see :func:`cnnbook.functional.sigmoid`.

    Examples
    --------
    >>> layer = Sigmoid()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([0.5, 1. ]), array([1., 0.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return 1 / (1 + e⁻ˣ)."""
        self._kept = F.sigmoid(input)
        return self._kept

    def backward(self, grad) -> np.ndarray:
        """Weaken the gradient, most where the output is near 0 or 1."""
        return G.sigmoid_backward(grad, self._remember())


class Tanh(Layer):
    """Press between −1 and 1: see :func:`cnnbook.functional.tanh`.

    Examples
    --------
    >>> layer = Tanh()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([0., 1.]), array([4., 0.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return tanh x."""
        self._kept = F.tanh(input)
        return self._kept

    def backward(self, grad) -> np.ndarray:
        """Weaken the gradient, most where the output is near −1 or 1."""
        return G.tanh_backward(grad, self._remember())
