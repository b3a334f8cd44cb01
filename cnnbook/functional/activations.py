"""Activation functions, applied to each element."""

from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, check_choice, check_finite, sum_type
from cnnbook._engine.blocks import element_by_element
from cnnbook.functional._normal import normal_share, one_by_one_and_exp


def relu(input: ArrayLike) -> NDArray[Any]:
    """Rectified linear unit: keep positive values, replace all others by 0.

    Parameters
    ----------
    input : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        max(x, 0), in the input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    """
    x = as_float(input)
    return np.maximum(x, x.dtype.type(0))


def leaky_relu(input: ArrayLike, negative_slope: float = 0.01) -> NDArray[Any]:
    """Leaky ReLU: keep positive values, multiply all others by a small slope.

    Parameters
    ----------
    input : array_like
        Any shape.
    negative_slope : float
        The slope left of 0.

    Returns
    -------
    numpy.ndarray
        x where x > 0, else negative_slope · x; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.
    ValueError
        If ``negative_slope`` is not finite.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], 0.5)
    array([-1.,  0.,  3.])
    """
    x, slope = as_float(input), check_finite("negative_slope", negative_slope)
    with np.errstate(all="ignore"):
        return np.maximum(x, 0) + np.minimum(x, 0) * x.dtype.type(slope)


def elu(input: ArrayLike, alpha: float = 1.0) -> NDArray[Any]:
    """Exponential linear unit: keep positive values; the others approach −alpha smoothly.

    Parameters
    ----------
    input : array_like
        Any shape.
    alpha : float
        The function approaches −alpha for large negative x.

    Returns
    -------
    numpy.ndarray
        x where x > 0, else alpha · (eˣ − 1); integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.
    ValueError
        If ``alpha`` is not finite.

    Examples
    --------
    >>> elu([-np.inf, 0, 3], 2)
    array([-2.,  0.,  3.])
    """
    x = as_float(input)
    check_finite("alpha", alpha)
    with np.errstate(all="ignore"):
        negative = np.expm1(np.minimum(x, 0))  # 0 where x > 0, so nothing overflows
        return np.maximum(x, 0) + negative * x.dtype.type(alpha)


def sigmoid(input: ArrayLike) -> NDArray[Any]:
    """Logistic sigmoid: map every number to between 0 and 1.

    Parameters
    ----------
    input : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        1 / (1 + e⁻ˣ), in the input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.

    Notes
    -----
    For x < 0 it is computed as eˣ / (1 + eˣ), which is equal and does not overflow.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    x = as_float(input)
    with np.errstate(under="ignore"):
        return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def tanh(input: ArrayLike) -> NDArray[Any]:
    """Hyperbolic tangent: map every number to between −1 and 1.

    Parameters
    ----------
    input : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        tanh x, in the input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.

    Examples
    --------
    >>> tanh([-1000, 0, 1000])
    array([-1.,  0.,  1.])
    """
    return np.tanh(as_float(input))


def relu6(input: ArrayLike) -> NDArray[Any]:
    """ReLU that stops at 6: replace values below 0 by 0, and those above 6 by 6.

    Parameters
    ----------
    input : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        min(max(x, 0), 6), in the input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.

    Notes
    -----
    MobileNet uses it, whose numbers shall fit into few bits (Sandler, Howard, Zhu, Zhmoginov and
    Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018).

    Its gradient takes nearly twice PyTorch's time on large arrays: both bounds are compared alone.

    Examples
    --------
    >>> relu6([-2, 3, 8])
    array([0., 3., 6.])
    """
    x = as_float(input)
    return np.clip(x, x.dtype.type(0), x.dtype.type(6))


def silu(input: ArrayLike) -> NDArray[Any]:
    """Sigmoid linear unit, also called swish: each value times its :func:`sigmoid`.

    Parameters
    ----------
    input : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        x / (1 + e⁻ˣ), in the input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.

    Notes
    -----
    Two to three times PyTorch's time on large arrays: each operation of NumPy is a pass of its own
    over the numbers, PyTorch does them all in one.

    Examples
    --------
    >>> silu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    """
    x = as_float(input)
    with np.errstate(all="ignore"):  # −∞ · 0 is NaN, as in PyTorch
        return element_by_element(lambda part: part * logistic(part), x)


def logistic(x: np.ndarray) -> np.ndarray:
    """Return :func:`sigmoid`, as quickly as NumPy can: accurate beside 1, but 0 below −88.

    Float16 becomes float32.
    """
    return one_by_one_and_exp(-x.astype(sum_type(x.dtype), copy=False))


def gelu(input: ArrayLike, approximate: str = "none") -> NDArray[Any]:
    """Gaussian error linear unit: each value times the share of a normal distribution below it.

    Parameters
    ----------
    input : array_like
        Any shape.
    approximate : {"none", "tanh"}
        The share itself, or a formula with tanh that differs by at most 5 · 10⁻⁴.

    Returns
    -------
    numpy.ndarray
        x · (1 + erf(x / √2)) / 2, or x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2; in the
        input's shape; integers become floats.

    Raises
    ------
    TypeError
        If the input does not hold real numbers.
    ValueError
        If ``approximate`` is neither "none" nor "tanh".

    Notes
    -----
    As ``torch.nn.functional.gelu`` (Hendrycks and Gimpel, "Gaussian error linear units", 2016).
    NumPy has no erf. In float32 a polynomial within a sigmoid takes its place, to within 2 · 10⁻⁷;
    it needs a dozen and a half passes over the numbers, so that GELU takes four to five times as
    long as in PyTorch. In float64 Python's erf is called for each number.

    Examples
    --------
    >>> gelu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    >>> round(float(gelu(1)), 4), round(float(gelu(1, approximate="tanh")), 4)
    (0.8413, 0.8412)
    """
    x = as_float(input)
    check_choice("approximate", approximate, ("none", "tanh"))
    with np.errstate(all="ignore"):
        return element_by_element(lambda part: part * share_below(part, approximate), x)


def share_below(x: np.ndarray, approximate: str) -> np.ndarray:
    """Return which share of the standard normal distribution lies below x, float32 for float16."""
    x = x.astype(sum_type(x.dtype), copy=False)
    if approximate == "tanh":  # (1 + tanh u) / 2 is the sigmoid of 2 u
        down = x * x
        down *= -2 * 0.044715 * sqrt(2 / pi)
        down -= 2 * sqrt(2 / pi)
        down *= x
        return one_by_one_and_exp(down)
    return normal_share(x)
