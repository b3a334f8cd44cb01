"""Activations as layers."""

import numpy as np

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook.layers.base import Layer


class ReLU(Layer):
    """Keep positive values: see :func:`cnnbook.functional.relu`.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer([-2, 3]), layer.backward([5, 5])
    (array([0., 3.]), array([0., 5.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return max(x, 0)."""
        self._saved = F.relu(input)  # positive where the input is, so it serves as well
        return self._saved

    def backward(self, grad) -> np.ndarray:
        """Pass the gradient on where the input was positive."""
        return G.relu_backward(grad, self._from_forward())


class LeakyReLU(Layer):
    """Keep positive values, scale all others: see :func:`cnnbook.functional.leaky_relu`.

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
        self._saved = input
        return F.leaky_relu(input, self.negative_slope)

    def backward(self, grad) -> np.ndarray:
        """Scale the gradient where the input was not positive."""
        return G.leaky_relu_backward(grad, self._from_forward(), self.negative_slope)

    def _options(self) -> str:
        return f"negative_slope={self.negative_slope}"


class ELU(Layer):
    """Keep positive values; the others approach −alpha: see :func:`cnnbook.functional.elu`.

    Parameters
    ----------
    alpha : float
        As in ``elu``.

    Examples
    --------
    >>> layer = ELU(2)
    >>> layer([-np.inf, 0, 3]), layer.backward([4, 4, 4])
    (array([-2.,  0.,  3.]), array([0., 8., 4.]))
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = alpha

    def forward(self, input) -> np.ndarray:
        """Return x where x > 0, else alpha · (eˣ − 1)."""
        self._saved = input
        return F.elu(input, self.alpha)

    def backward(self, grad) -> np.ndarray:
        """Scale the gradient by the slope alpha · eˣ where the input was negative."""
        return G.elu_backward(grad, self._from_forward(), self.alpha)

    def _options(self) -> str:
        return f"alpha={self.alpha}"


class Sigmoid(Layer):
    """Map to between 0 and 1: see :func:`cnnbook.functional.sigmoid`.

    Examples
    --------
    >>> layer = Sigmoid()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([0.5, 1. ]), array([1., 0.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return 1 / (1 + e⁻ˣ)."""
        self._saved = F.sigmoid(input)
        return self._saved

    def backward(self, grad) -> np.ndarray:
        """Scale the gradient by y · (1 − y), close to 0 where the output is near 0 or 1."""
        return G.sigmoid_backward(grad, self._from_forward())


class Tanh(Layer):
    """Map to between −1 and 1: see :func:`cnnbook.functional.tanh`.

    Examples
    --------
    >>> layer = Tanh()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([0., 1.]), array([4., 0.]))
    """

    def forward(self, input) -> np.ndarray:
        """Return tanh x."""
        self._saved = F.tanh(input)
        return self._saved

    def backward(self, grad) -> np.ndarray:
        """Scale the gradient by 1 − y², close to 0 where the output is near −1 or 1."""
        return G.tanh_backward(grad, self._from_forward())
