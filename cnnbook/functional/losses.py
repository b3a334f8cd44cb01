"""Losses of a classifier: how far scores are from the right classes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cnnbook._checks import as_float, as_indices, as_real, check_fraction, sum_type
from cnnbook._shape_checks import check_class_weights, check_classes, class_axis
from cnnbook.functional.classification import log_softmax


def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Any:
    """Return the negative log-likelihood of classes: minus the logarithm of their probability.

    Parameters
    ----------
    input : array_like, (C,), (N, C) or (N, C, …)
        The logarithm of each class's probability, as :func:`log_softmax` gives it.
    target : array_like of int, (), (N,) or (N, …)
        Class indices 0 … C − 1.
    weight : array_like, (C,), optional
        How much each class counts.
    ignore_index : int
        A target that does not count.
    reduction : {"mean", "sum", "none"}
        Whether to return the mean over what counts, the sum, or each loss.

    Returns
    -------
    numpy.floating or numpy.ndarray
        −weight[target] · input[target]; the mean is divided by the sum of those weights.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not match, a class is not in 0 … C − 1, or the reduction is unknown.

    Notes
    -----
    As ``torch.nn.functional.nll_loss``. The mean over nothing is NaN.

    Examples
    --------
    >>> float(nll_loss([[-1, -2], [-3, -4]], [0, 1]))
    2.5
    """
    logs, classes = as_float(input), as_indices(target, "target")
    wanted = wanted_classes(logs, classes, weight, ignore_index, reduction)
    exact = logs.astype(sum_type(logs.dtype), copy=False)
    return _reduced(exact, wanted, reduction).astype(logs.dtype)


def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """Return the cross-entropy between scores and target classes.

    Parameters
    ----------
    input : array_like, (C,), (N, C) or (N, C, …)
        One score per class (not probabilities).
    target : array_like
        Class indices 0 … C − 1 of shape (), (N,) or (N, …), or probabilities of the input's shape.
    weight : array_like, (C,), optional
        How much each class counts.
    ignore_index : int
        A class index that does not count.
    reduction : {"mean", "sum", "none"}
        Whether to return the mean over all images (and pixels), the sum, or each loss.
    label_smoothing : float
        What share of the target, 0 to 1, is spread evenly over all classes.

    Returns
    -------
    numpy.floating or numpy.ndarray
        −log softmax(input)[target]; for probabilities −Σ target · log softmax(input).

    Raises
    ------
    TypeError, ValueError
        If the shapes do not match, a class is not in 0 … C − 1, or an option is unknown.

    Notes
    -----
    As ``torch.nn.functional.cross_entropy``: it takes scores, since log softmax computed in one
    step is accurate where softmax alone rounds to 0. For class indices the mean is divided by the
    sum of the weights of the targets that count. The mean over nothing is NaN.

    Examples
    --------
    >>> round(float(cross_entropy([0, 0], 1)), 4)  # log 2
    0.6931
    """
    scores, classes = as_float(input), as_real(target, "target")
    wanted = wanted_classes(scores, classes, weight, ignore_index, reduction, label_smoothing)
    logs = log_softmax(scores.astype(sum_type(scores.dtype), copy=False), class_axis(scores))
    return _reduced(logs, wanted, reduction).astype(scores.dtype)


class Wanted(NamedTuple):
    """What a loss asks for: loss = −at · logs[index] − Σ share · logs, divided by ``total``."""

    index: np.ndarray | None  # (N, 1, …) of one class, or None
    at: np.ndarray | None  # (N, 1, …): how much that class counts, or None for 1
    share: np.ndarray | None  # (N, C, …): how much each class counts besides, or None
    total: Any  # what the mean is divided by


def wanted_classes(
    scores: np.ndarray,
    target: np.ndarray,
    weight,
    ignore_index: int,
    reduction: str,
    label_smoothing: float = 0.0,
) -> Wanted:
    """Check a loss's arguments, and return what counts how much."""
    if target.size == 0 and target.shape != scores.shape:
        target = target.astype(np.int64)  # an empty list of classes
    check_classes(scores.shape, target, reduction, ignore_index)
    smooth, axis = check_fraction("label_smoothing", label_smoothing), class_axis(scores)
    dtype = sum_type(scores.dtype)
    counts = target != ignore_index
    if target.dtype.kind != "f" and weight is None and smooth == 0 and counts.all():
        return Wanted(np.expand_dims(target, axis), None, None, target.size)
    weights = check_class_weights(weight, scores.shape[axis]).astype(dtype, copy=False)
    spread = weights.reshape((-1,) + (1,) * (scores.ndim - axis - 1))  # (C, 1, …)
    if target.dtype.kind == "f":
        share = ((1 - smooth) * target + smooth / len(weights)) * spread
        count = scores.size // len(weights)
        return Wanted(None, None, share.astype(dtype, copy=False), count)
    counts = np.expand_dims(counts, axis)  # (N, 1, …)
    index = np.where(counts, np.expand_dims(target, axis), 0).astype(np.int64)
    full = weights[index] * counts
    share = spread * (smooth / len(weights)) * counts if smooth else None
    return Wanted(index, full * dtype.type(1 - smooth), share, full.sum())


def _reduced(logs: np.ndarray, wanted: Wanted, reduction: str) -> Any:
    axis = class_axis(logs)
    with np.errstate(all="ignore"):
        losses = np.zeros((), logs.dtype)
        if wanted.index is not None:
            chosen = np.take_along_axis(logs, wanted.index, axis)
            if wanted.at is not None:
                chosen = np.where(wanted.at != 0, wanted.at * chosen, 0)
            losses = -chosen.squeeze(axis)
        if wanted.share is not None:
            losses = losses - (wanted.share * logs).sum(axis=axis)
        losses = losses.astype(logs.dtype, copy=False)
        if reduction == "none":
            return losses
        total = losses.sum()
        return total if reduction == "sum" else total / logs.dtype.type(wanted.total)
