"""Activation functions, applied to each element."""

import numpy as np

from cnnbook._checks import as_float


def relu(input) -> np.ndarray:
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


def leaky_relu(input, negative_slope: float = 0.01) -> np.ndarray:
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

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], 0.5)
    array([-1.,  0.,  3.])
    """
    x = as_float(input)
    with np.errstate(all="ignore"):
        return np.maximum(x, 0) + np.minimum(x, 0) * x.dtype.type(negative_slope)


def elu(input, alpha: float = 1.0) -> np.ndarray:
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

    Examples
    --------
    >>> elu([-np.inf, 0, 3], 2)
    array([-2.,  0.,  3.])
    """
    x = as_float(input)
    with np.errstate(all="ignore"):
        negative = np.expm1(np.minimum(x, 0))  # 0 where x > 0, so nothing overflows
        return np.maximum(x, 0) + negative * x.dtype.type(alpha)


def sigmoid(input) -> np.ndarray:
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


def tanh(input) -> np.ndarray:
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
