"""Gradients of the head of a classifier: fully connected layer and softmax."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_real, float_type, sum_type
from cnnbook._shape_checks import check_features, check_grad


def linear_backward(
    grad: ArrayLike, input: ArrayLike, weight: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of a fully connected layer.

    Parameters
    ----------
    grad : array_like, (…, out_features)
        Gradient with respect to the output.
    input : array_like, (…, in_features)
        The input of :func:`cnnbook.functional.linear`.
    weight : array_like, (out_features, in_features)
        Its weights.

    Returns
    -------
    grad_input : numpy.ndarray, (…, in_features)
        grad · weight, summed over the outputs.
    grad_weight : numpy.ndarray, (out_features, in_features)
        gradᵀ · input, summed over the batch.
    grad_bias : numpy.ndarray, (out_features,)
        grad, summed over the batch.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Notes
    -----
    From y[o] = Σ_i weight[o, i] · x[i] + bias[o]: ∂y[o]/∂x[i] = weight[o, i], ∂y[o]/∂weight[o, i] =
    x[i] and ∂y[o]/∂bias[o] = 1 (Nielsen, "Neural Networks and Deep Learning", 2015, chapter 2).

    Examples
    --------
    >>> for part in linear_backward([1, 2], [1, 2], [[1, 1], [0, 3]]):
    ...     print(part.tolist())
    [1.0, 7.0]
    [[1.0, 2.0], [2.0, 4.0]]
    [1.0, 2.0]
    """
    x, rows = as_real(input, "input"), as_real(weight, "weight")
    check_features(x.shape, rows.shape)
    g, dtype = as_real(grad, "grad"), float_type(x, rows)
    check_grad(g.shape, (*x.shape[:-1], rows.shape[0]))
    exact = sum_type(dtype)
    x, rows, g = (array.astype(exact, copy=False) for array in (x, rows, g))
    flat = g.reshape(prod(x.shape[:-1]), rows.shape[0])  # (batch, out_features)
    with np.errstate(all="ignore"):
        parts = g @ rows, flat.T @ x.reshape(len(flat), rows.shape[1]), flat.sum(axis=0)
        return tuple(part.astype(dtype, copy=False) for part in parts)


def softmax_backward(grad: ArrayLike, output: ArrayLike, dim: int = -1) -> NDArray[Any]:
    """Return the gradient of softmax with respect to the scores.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the probabilities.
    output : array_like
        The output of :func:`cnnbook.functional.softmax`, p.
    dim : int
        The axis along which the probabilities sum to 1.

    Returns
    -------
    numpy.ndarray
        p · (grad − Σ grad · p).

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    From ∂p[a]/∂x[b] = p[a] · ([a = b] − p[b]) (Bridle, "Probabilistic interpretation of feedforward
    classification network outputs", 1990).

    Examples
    --------
    >>> softmax_backward([4, 0], [0.5, 0.5])
    array([ 1., -1.])
    """
    p, g, dtype = _match(output, grad)
    with np.errstate(all="ignore"):
        grad_scores = p * (g - (g * p).sum(axis=dim, keepdims=True))
        return grad_scores.astype(dtype, copy=False)


def log_softmax_backward(grad: ArrayLike, output: ArrayLike, dim: int = -1) -> NDArray[Any]:
    """Return the gradient of log softmax with respect to the scores.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to log p.
    output : array_like
        The output of ``cnnbook.functional.log_softmax``, log p.
    dim : int
        The axis along which the probabilities sum to 1.

    Returns
    -------
    numpy.ndarray
        grad − p · Σ grad.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> log_softmax_backward([4, 0], np.log([0.5, 0.5]))
    array([ 2., -2.])
    """
    logs, g, dtype = _match(output, grad)
    with np.errstate(all="ignore"):
        grad_scores = g - np.exp(logs) * g.sum(axis=dim, keepdims=True)
        return grad_scores.astype(dtype, copy=False)


def _match(output, grad) -> tuple[np.ndarray, np.ndarray, np.dtype]:
    """Return both in the dtype in which to add up, and the dtype of the result."""
    y, g = as_float(output), as_float(grad, "grad")
    check_grad(g.shape, y.shape)
    exact = sum_type(y.dtype)
    return y.astype(exact, copy=False), g.astype(exact, copy=False), y.dtype
