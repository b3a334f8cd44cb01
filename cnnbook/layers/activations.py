"""Activations as layers."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_choice, check_finite, check_integer
from cnnbook.layers.base import Layer


class ReLU(Layer):
    """Keep positive values: see :func:`cnnbook.functional.relu`.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer([-2, 3]), layer.backward([5, 5])
    (array([0., 3.]), array([0., 5.]))
    """

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return max(x, 0)."""
        self._saved = input
        return F.relu(input)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
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
        self.negative_slope = check_finite("negative_slope", negative_slope)

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return x where x > 0, else negative_slope · x."""
        self._saved = input
        return F.leaky_relu(input, self.negative_slope)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
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
        self.alpha = check_finite("alpha", alpha)

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return x where x > 0, else alpha · (eˣ − 1)."""
        self._saved = input
        return F.elu(input, self.alpha)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
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

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return 1 / (1 + e⁻ˣ)."""
        output = F.sigmoid(input)
        self._saved = output.copy()  # whoever gets the output may change it
        return output

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
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

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return tanh x."""
        output = F.tanh(input)
        self._saved = output.copy()  # whoever gets the output may change it
        return output

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Scale the gradient by 1 − y², close to 0 where the output is near −1 or 1."""
        return G.tanh_backward(grad, self._from_forward())


class ReLU6(Layer):
    """Keep values between 0 and 6: see :func:`cnnbook.functional.relu6`.

    Examples
    --------
    >>> layer = ReLU6()
    >>> layer([-2, 3, 8]), layer.backward([5, 5, 5])
    (array([0., 3., 6.]), array([0., 5., 0.]))
    """

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return min(max(x, 0), 6)."""
        self._saved = input
        return F.relu6(input)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Pass the gradient on where the input was between 0 and 6."""
        return G.relu6_backward(grad, self._from_forward())


class SiLU(Layer):
    """Multiply each value by its sigmoid: see :func:`cnnbook.functional.silu`.

    Examples
    --------
    >>> layer = SiLU()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([   0., 1000.]), array([2., 4.]))
    """

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return x / (1 + e⁻ˣ)."""
        self._saved = input
        return F.silu(input)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Scale the gradient by the slope s · (1 + x · (1 − s)), with s the sigmoid."""
        return G.silu_backward(grad, self._from_forward())


class GELU(Layer):
    """Multiply each value by a share of a normal distribution: see :func:`cnnbook.functional.gelu`.

    Parameters
    ----------
    approximate : {"none", "tanh"}
        The share itself, or a quicker formula.

    Examples
    --------
    >>> layer = GELU()
    >>> layer([0, 1000]), layer.backward([4, 4])
    (array([   0., 1000.]), array([2., 4.]))
    """

    def __init__(self, approximate: str = "none"):
        self.approximate = check_choice("approximate", approximate, ("none", "tanh"))

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return x · Φ(x)."""
        self._saved = input
        return F.gelu(input, self.approximate)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Scale the gradient by the slope Φ(x) + x · φ(x)."""
        return G.gelu_backward(grad, self._from_forward(), self.approximate)

    def _options(self) -> str:
        return f"approximate={self.approximate!r}"


class Softmax(Layer):
    """Turn scores into probabilities: see :func:`cnnbook.functional.softmax`.

    A network that is trained ends with scores instead: cross-entropy takes those.

    Parameters
    ----------
    dim : int
        The axis along which the probabilities sum to 1: 1 is that of the classes in (N, C).

    Examples
    --------
    >>> layer = Softmax(dim=1)
    >>> layer([[0, 0]]), layer.backward([[4, 0]])
    (array([[0.5, 0.5]]), array([[ 1., -1.]]))
    """

    def __init__(self, dim: int):
        self.dim = check_integer("dim", dim, minimum=None)

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return eˣ / Σ eˣ."""
        output = F.softmax(input, self.dim)
        self._saved = output.copy()  # whoever gets the output may change it
        return output

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Return p · (grad − Σ grad · p)."""
        return G.softmax_backward(grad, self._from_forward(), self.dim)

    def _options(self) -> str:
        return f"dim={self.dim}"


class Identity(Layer):
    """Do nothing: a place for a layer that is not there.

    Parameters
    ----------
    *args, **kwargs
        Anything; they are not used, so that it can take the place of any layer.

    Examples
    --------
    >>> layer = Identity()
    >>> layer([1, 2]), layer.backward([3, 4])
    (array([1, 2]), array([3, 4]))
    """

    def __init__(self, *args: Any, **kwargs: Any):
        pass

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the input."""
        self._saved = True
        return np.asarray(input)

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Return the gradient."""
        self._from_forward()
        return np.asarray(grad)
