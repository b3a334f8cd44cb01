"""Gradients of the activations: the gradient of the output times the function's slope."""

from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, check_choice
from cnnbook._engine.blocks import element_by_element
from cnnbook._shape_checks import check_grad
from cnnbook.functional.activations import logistic, share_below


def relu_backward(grad: ArrayLike, input: ArrayLike) -> NDArray[Any]:
    """Pass the gradient on where the input was positive.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.relu`.

    Returns
    -------
    numpy.ndarray
        grad · [x > 0]. At 0, where the slope is not defined, it is taken as 0, as in PyTorch.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> relu_backward([5, 5, 5], [-2, 0, 3])
    array([0., 0., 5.])
    """
    g, x = _match(grad, input)
    return _keep(g, ~(x <= 0))


def leaky_relu_backward(
    grad: ArrayLike, input: ArrayLike, negative_slope: float = 0.01
) -> NDArray[Any]:
    """Pass the gradient on where the input was positive, scaled by the slope elsewhere.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.leaky_relu`.
    negative_slope : float
        The slope left of 0, and at 0.

    Returns
    -------
    numpy.ndarray
        grad where x > 0, else negative_slope · grad.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> leaky_relu_backward([4, 4, 4], [-2, 0, 3], 0.5)
    array([2., 2., 4.])
    """
    g, x = _match(grad, input)
    right = x > 0
    return g * (right + ~right * g.dtype.type(negative_slope))


def elu_backward(grad: ArrayLike, input: ArrayLike, alpha: float = 1.0) -> NDArray[Any]:
    """Scale the gradient by ELU's slope: d/dx alpha · (eˣ − 1) = alpha · eˣ.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.elu`.
    alpha : float
        As in ``elu``.

    Returns
    -------
    numpy.ndarray
        grad where x > 0, else grad · alpha · eˣ.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> elu_backward([4, 4, 4], [-np.inf, 0, 3], 2)
    array([0., 8., 4.])
    """
    g, x = _match(grad, input)
    with np.errstate(all="ignore"):
        right = x > 0
        return g * (right + ~right * (g.dtype.type(alpha) * np.exp(np.minimum(x, 0))))


def sigmoid_backward(grad: ArrayLike, output: ArrayLike) -> NDArray[Any]:
    """Scale the gradient by the sigmoid's slope, a function of its output y: y · (1 − y).

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    output : array_like
        The output of :func:`cnnbook.functional.sigmoid`.

    Returns
    -------
    numpy.ndarray
        grad · y · (1 − y); at most a quarter of ``grad``.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> sigmoid_backward([8, 8, 8], [0, 0.5, 1])
    array([0., 2., 0.])
    """
    g, y = _match(grad, output)
    return g * (y * (1 - y))


def tanh_backward(grad: ArrayLike, output: ArrayLike) -> NDArray[Any]:
    """Scale the gradient by tanh's slope, a function of its output y: 1 − y².

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    output : array_like
        The output of :func:`cnnbook.functional.tanh`.

    Returns
    -------
    numpy.ndarray
        grad · (1 − y²).

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> tanh_backward([4, 4, 4], [-1, 0, 0.5])
    array([0., 4., 3.])
    """
    g, y = _match(grad, output)
    return g * (1 - y * y)


def relu6_backward(grad: ArrayLike, input: ArrayLike) -> NDArray[Any]:
    """Pass the gradient on where the input was between 0 and 6.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.relu6`.

    Returns
    -------
    numpy.ndarray
        grad · [0 < x < 6].

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> relu6_backward([5, 5, 5], [-2, 3, 8])
    array([0., 5., 0.])
    """
    g, x = _match(grad, input)
    return element_by_element(lambda g, x: _keep(g, ~((x <= 0) | (x >= 6))), g, x)


def silu_backward(grad: ArrayLike, input: ArrayLike) -> NDArray[Any]:
    """Scale the gradient by SiLU's slope: d/dx x · s = s + x · s · (1 − s), with s = sigmoid(x).

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.silu`.

    Returns
    -------
    numpy.ndarray
        grad · s · (1 + x · (1 − s)).

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> silu_backward([8, 8], [0, 1000])
    array([4., 8.])
    """
    g, x = _match(grad, input)
    with np.errstate(all="ignore"):
        return element_by_element(_silu_slope, g, x)


def gelu_backward(grad: ArrayLike, input: ArrayLike, approximate: str = "none") -> NDArray[Any]:
    """Scale the gradient by GELU's slope: d/dx x · Φ(x) = Φ(x) + x · φ(x).

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        The input of :func:`cnnbook.functional.gelu`.
    approximate : {"none", "tanh"}
        As in ``gelu``.

    Returns
    -------
    numpy.ndarray
        grad · (Φ(x) + x · φ(x)): Φ is the share of the normal distribution below x, and φ, its
        slope, the density e^(−x² / 2) / √(2π); for "tanh" the slope of that formula.

    Raises
    ------
    ValueError
        If the shapes differ, or ``approximate`` is neither "none" nor "tanh".

    Examples
    --------
    >>> gelu_backward([8, 8], [0, 1000])
    array([4., 8.])
    """
    g, x = _match(grad, input)
    check_choice("approximate", approximate, ("none", "tanh"))
    with np.errstate(all="ignore"):
        return element_by_element(lambda g, x: _gelu_slope(g, x, approximate), g, x)


def _silu_slope(g: np.ndarray, x: np.ndarray) -> np.ndarray:
    s = logistic(x)
    slope = x * (1 - s)
    slope += 1
    slope *= s * g
    return slope


def _gelu_slope(g: np.ndarray, x: np.ndarray, approximate: str) -> np.ndarray:
    below = share_below(x, approximate)
    wide = x.astype(below.dtype, copy=False)
    density = wide * wide
    if approximate == "tanh":  # 0.5 · (1 + tanh u) has the slope 2 · below · (1 − below) · u'
        density *= 6 * 0.044715 * sqrt(2 / pi)
        density += 2 * sqrt(2 / pi)
        density *= below * (1 - below)
    else:
        density *= -0.5
        np.exp(density, out=density)
        density *= 1 / sqrt(2 * pi)
    density *= wide
    density += below
    density *= g
    return density


def _keep(grad: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the gradient where it is wanted, and 0 elsewhere; 0 · ∞ would not be 0."""
    if grad.itemsize > 8:
        return np.where(where, grad, grad.dtype.type(0))
    bits = f"i{grad.itemsize}"  # the bits as integers: five times faster than np.where
    return (grad.view(bits) * where).view(grad.dtype)


def _match(grad, values) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float arrays of the dtype of ``values``, which the forward used."""
    x, g = as_float(values), as_float(grad, "grad")
    check_grad(g.shape, x.shape)
    return g.astype(x.dtype, copy=False), x
