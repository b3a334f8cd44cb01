"""Gradients of batch normalisation."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_real, float_type, sum_type
from cnnbook._engine.blocks import slices
from cnnbook._shape_checks import check_channel_numbers, check_grad
from cnnbook.functional.normalisation import inverse_deviation, per_channel


@np.errstate(all="ignore")
def batch_norm_backward(
    grad: ArrayLike,
    input: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    training: bool = False,
    eps: float = 1e-5,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of batch normalisation with respect to input, weight and bias.

    Parameters
    ----------
    grad : array_like, (N, C, …)
        Gradient with respect to the output.
    input, weight, eps
        What :func:`cnnbook.functional.batch_norm` was given.
    mean, variance : array_like, (C,)
        What it used, and returned with ``return_statistics``.
    training : bool
        Whether they were those of the batch, which change with each of its values.

    Returns
    -------
    grad_input : numpy.ndarray, (N, C, …)
        weight / √(variance + eps) · grad; in training without its mean, and without its part along
        the normalised values x̂.
    grad_weight : numpy.ndarray, (C,)
        Σ grad · x̂.
    grad_bias : numpy.ndarray, (C,)
        Σ grad.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Notes
    -----
    With m values in a channel, grad_input = weight / √(variance + eps) · (grad − Σ grad / m −
    x̂ · Σ (grad · x̂) / m): adding a constant to a channel, or stretching it, changes nothing
    (Ioffe and Szegedy, 2015, section 3).

    Examples
    --------
    >>> parts = batch_norm_backward([[1], [0]], [[1], [3]], [2], [1], eps=0)
    >>> [part.tolist() for part in parts]
    [[[1.0], [0.0]], [-1.0], [1.0]]
    """
    x, g = as_float(input), as_float(grad, "grad")
    check_grad(g.shape, x.shape)
    given = [as_real(array, "mean, variance or weight") for array in (mean, variance)]
    given += [] if weight is None else [as_real(weight, "weight")]
    check_channel_numbers(x.shape, given)
    dtype = float_type(x, *given[2:])
    exact, axes = sum_type(dtype), (0, *range(2, x.ndim))
    x, g, mean, variance, *factor = (a.astype(exact, copy=False) for a in (x, g, *given))
    scale, count = inverse_deviation(variance, eps), exact.type(x.size // max(1, x.shape[1]))
    grad_bias, grad_weight = g.sum(axis=axes), np.zeros(x.shape[1], exact)
    cuts = slices(len(x), x.nbytes)  # each stays in the cache
    for images in cuts:
        grad_weight += _products(_distance(x[images], mean), g[images])
    grad_weight *= scale if x.size else 0  # of nothing the deviation is NaN
    slope = scale * factor[0] if factor else scale
    grad_input = np.empty_like(x, order="C")
    for images in cuts:
        part = g[images]
        if training:
            away = _distance(x[images], mean)
            away *= per_channel(grad_weight / count * scale, x.ndim)
            away += per_channel(grad_bias / count, x.ndim)
            part = np.subtract(part, away, out=away)
        np.multiply(part, per_channel(slope, x.ndim), out=grad_input[images])
    return tuple(part.astype(dtype, copy=False) for part in (grad_input, grad_weight, grad_bias))


def _distance(x: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return how far each value lies from the mean of its channel."""
    return x - per_channel(mean, x.ndim)


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the sum of the products of two arrays (n, C, …), for each channel."""
    flat = *one.shape[:2], prod(one.shape[2:])
    return np.einsum("ncp,ncp->nc", one.reshape(flat), other.reshape(flat)).sum(axis=0)
