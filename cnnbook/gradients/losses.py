"""Gradients of the losses of a classifier."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_indices, as_real, sum_type
from cnnbook._shape_checks import check_grad, class_axis
from cnnbook.functional.classification import softmax
from cnnbook.functional.losses import Wanted, wanted_classes


def nll_loss_backward(
    grad: ArrayLike,
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> NDArray[Any]:
    """Return the gradient of the negative log-likelihood with respect to the logarithms.

    Parameters
    ----------
    grad : float or array_like
        Gradient with respect to the loss: 1 if the loss itself is minimised; an array of the
        losses' shape for reduction "none".
    input, target, weight, ignore_index, reduction
        The arguments of :func:`cnnbook.functional.nll_loss`.

    Returns
    -------
    numpy.ndarray
        −grad · weight[target] at the target, 0 elsewhere; for the mean divided as the loss is.

    Raises
    ------
    TypeError, ValueError
        As ``nll_loss``, and if ``grad`` does not have the shape of the loss.

    Examples
    --------
    >>> nll_loss_backward(1, [[-1, -2], [-3, -4]], [0, 1])
    array([[-0.5,  0. ],
           [ 0. , -0.5]])
    """
    logs, classes = as_float(input), as_indices(target, "target")
    wanted = wanted_classes(logs, classes, weight, ignore_index, reduction)
    slopes = 0 - _shares(wanted, logs)
    return _scaled(slopes, grad, wanted, reduction).astype(logs.dtype, copy=False)


def cross_entropy_backward(
    grad: ArrayLike,
    input: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> NDArray[Any]:
    """Return the gradient of cross-entropy with respect to the scores.

    Parameters
    ----------
    grad : float or array_like
        Gradient with respect to the loss: 1 if the loss itself is minimised; an array of the
        losses' shape for reduction "none".
    input, target, weight, ignore_index, reduction, label_smoothing
        The arguments of :func:`cnnbook.functional.cross_entropy`.

    Returns
    -------
    numpy.ndarray
        grad · (softmax(input) − one_hot(target)), for the mean divided by the number of losses.

    Raises
    ------
    TypeError, ValueError
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
    wanted = wanted_classes(scores, classes, weight, ignore_index, reduction, label_smoothing)
    axis, shares = class_axis(scores), _shares(wanted, scores)
    chances = softmax(scores.astype(shares.dtype, copy=False), axis)
    with np.errstate(all="ignore"):
        slopes = chances * shares.sum(axis=axis, keepdims=True) - shares
    return _scaled(slopes, grad, wanted, reduction).astype(scores.dtype, copy=False)


def _shares(wanted: Wanted, scores: np.ndarray) -> np.ndarray:
    """Return how much each class of each loss counts, in the shape of the scores."""
    shares = np.zeros(scores.shape, sum_type(scores.dtype))
    if wanted.index is not None:
        np.put_along_axis(
            shares, wanted.index, 1 if wanted.at is None else wanted.at, class_axis(scores)
        )
    return shares if wanted.share is None else shares + wanted.share


def _scaled(slopes: np.ndarray, grad, wanted: Wanted, reduction: str) -> np.ndarray:
    """Return the slopes of each loss times the gradient of the reduced one."""
    axis = class_axis(slopes)
    losses = slopes.shape[:axis] + slopes.shape[axis + 1 :]
    g = as_float(grad, "grad").astype(slopes.dtype, copy=False)
    check_grad(g.shape, losses if reduction == "none" else ())
    with np.errstate(all="ignore"):
        if reduction == "none":
            return slopes * np.expand_dims(g, axis)
        if reduction == "mean":  # over nothing it is NaN, but nothing changes it
            g = g / slopes.dtype.type(wanted.total) if wanted.total else 0 * g
        return slopes * g
