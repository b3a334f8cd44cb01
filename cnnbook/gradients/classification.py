"""Gradients of the head of a classifier: fully connected layer, softmax, cross-entropy."""

import numpy as np

from cnnbook._checks import (
    as_float,
    as_real,
    check_classes,
    check_features,
    check_grad,
    class_axis,
    float_type,
)
from cnnbook.functional.classification import softmax


def linear_backward(grad, input, weight) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    exact = np.dtype(np.float32) if dtype == np.float16 else dtype
    x, rows, g = (array.astype(exact, copy=False) for array in (x, rows, g))
    flat = g.reshape(-1, rows.shape[0])  # (batch, out_features)
    with np.errstate(all="ignore"):
        parts = g @ rows, flat.T @ x.reshape(len(flat), rows.shape[1]), flat.sum(axis=0)
        return tuple(part.astype(dtype, copy=False) for part in parts)


def softmax_backward(grad, output, dim: int = -1) -> np.ndarray:
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
    p, g = as_float(output), as_float(grad, "grad")
    check_grad(g.shape, p.shape)
    g = g.astype(p.dtype, copy=False)
    return p * (g - (g * p).sum(axis=dim, keepdims=True))


def log_softmax_backward(grad, output, dim: int = -1) -> np.ndarray:
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
    logs, g = as_float(output), as_float(grad, "grad")
    check_grad(g.shape, logs.shape)
    g = g.astype(logs.dtype, copy=False)
    return g - np.exp(logs) * g.sum(axis=dim, keepdims=True)


def cross_entropy_backward(grad, input, target, *, reduction: str = "mean") -> np.ndarray:
    """Return the gradient of cross-entropy with respect to the scores.

    Parameters
    ----------
    grad : float or array_like
        Gradient with respect to the loss: 1 if the loss itself is minimised; an array of the
        losses' shape for reduction "none".
    input, target, reduction
        The arguments of :func:`cnnbook.functional.cross_entropy`.

    Returns
    -------
    numpy.ndarray
        grad · (softmax(input) − one_hot(target)), for the mean divided by the number of losses.

    Raises
    ------
    ValueError
        As ``cross_entropy``, and if ``grad`` does not have the shape of the loss.

    Notes
    -----
    From −log p[t] = log Σ eˣ − x[t]: the derivative of the first part is softmax, that of the
    second is 1 for the target class (Bishop, "Pattern Recognition and Machine Learning", 2006,
    equation 4.109). For probabilities as target, softmax is multiplied by Σ target.

    Examples
    --------
    >>> cross_entropy_backward(1, [0, 0], 1)
    array([ 0.5, -0.5])
    """
    scores, classes = as_float(input), as_real(target, "target")
    check_classes(scores.shape, classes, reduction)
    axis = class_axis(scores)
    if classes.dtype.kind != "f":
        classes = _one_hot(classes, scores.shape[axis], axis)
    wanted = classes.astype(scores.dtype, copy=False)  # probabilities of the input's shape
    slopes = softmax(scores, axis) * wanted.sum(axis=axis, keepdims=True) - wanted
    losses = slopes.shape[:axis] + slopes.shape[axis + 1 :]
    g = as_float(grad, "grad").astype(scores.dtype, copy=False)
    check_grad(g.shape, losses if reduction == "none" else ())
    if reduction == "none":
        return slopes * np.expand_dims(g, axis)
    return slopes * (g / scores.dtype.type(np.prod(losses)) if reduction == "mean" else g)


def _one_hot(target: np.ndarray, classes: int, axis: int) -> np.ndarray:
    return np.expand_dims(target, axis) == np.arange(classes).reshape(
        (-1,) + (1,) * (target.ndim - axis)
    )
