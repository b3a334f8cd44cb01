"""Backward of the activations: the gradient times the slope of the curve at each number."""

import numpy as np

from cnnbook._checks import as_float, check_grad


def relu_backward(grad, input) -> np.ndarray:
    """Let the gradient through where the input was positive.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        What :func:`cnnbook.functional.relu` was given.

    Returns
    -------
    numpy.ndarray
        grad · [x > 0]. At 0, where the curve has a corner, the slope is taken as 0, as in PyTorch.

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
    whole = f"i{g.itemsize}"  # multiplied as whole numbers, since 0 · ∞ is not 0
    return (g.view(whole) * ~(x <= 0)).view(g.dtype)  # five times quicker than np.where


def leaky_relu_backward(grad, input, negative_slope: float = 0.01) -> np.ndarray:
    """Let the gradient through where the input was positive, and a small part of it elsewhere.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        What :func:`cnnbook.functional.leaky_relu` was given.
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


def elu_backward(grad, input, alpha: float = 1.0) -> np.ndarray:
    """Weaken the gradient where the curve bends: d/dx alpha · (eˣ − 1) = alpha · eˣ.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    input : array_like
        What :func:`cnnbook.functional.elu` was given.
    alpha : float
        How deep the bend goes.

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


def sigmoid_backward(grad, output) -> np.ndarray:
    """Weaken the gradient by the sigmoid's slope, which its output y tells: y · (1 − y).

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    output : array_like
        What :func:`cnnbook.functional.sigmoid` returned.

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


def tanh_backward(grad, output) -> np.ndarray:
    """Weaken the gradient by the tangent's slope, which its output y tells: 1 − y².

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    output : array_like
        What :func:`cnnbook.functional.tanh` returned.

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


def _match(grad, values) -> tuple[np.ndarray, np.ndarray]:
    """Return both as floats of one type: that of the values, which the forward kept."""
    x, g = as_float(values), as_float(grad, "grad")
    check_grad(g.shape, x.shape)
    return g.astype(x.dtype, copy=False), x
