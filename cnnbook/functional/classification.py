"""The head of a classifier: fully connected layer, softmax and cross-entropy."""

import numpy as np

from cnnbook._checks import (
    as_float,
    as_real,
    check_bias,
    check_classes,
    check_features,
    class_axis,
    float_type,
)


def linear(input, weight, bias=None) -> np.ndarray:
    """Fully connected layer: every output is a weighted sum of all inputs.

    Parameters
    ----------
    input : array_like, (…, in_features)
        One vector, or any number of batch axes.
    weight : array_like, (out_features, in_features)
        One row of weights per output.
    bias : array_like, (out_features,), optional
        Added to each output.

    Returns
    -------
    numpy.ndarray, (…, out_features)
        input · weightᵀ + bias, in the widest float dtype of the arguments.

    Raises
    ------
    ValueError
        If the shapes do not match.
    TypeError
        If an array does not hold real numbers.

    Notes
    -----
    As ``torch.nn.functional.linear``. float16 is accumulated in float32.

    Examples
    --------
    >>> linear([1, 2], [[1, 1], [0, 3]], [0, 1])
    array([3., 7.])
    """
    arrays = [as_real(input, "input"), as_real(weight, "weight")]
    check_features(arrays[0].shape, arrays[1].shape)
    if bias is not None:
        arrays.append(as_real(bias, "bias"))
        check_bias(arrays[2].shape, arrays[1].shape[0])
    dtype = float_type(*arrays)
    exact = np.dtype(np.float32) if dtype == np.float16 else dtype
    x, rows, *offset = [array.astype(exact, copy=False) for array in arrays]
    with np.errstate(all="ignore"):  # NaN and ∞ propagate without a warning, as in PyTorch
        result = x @ rows.T  # (…, out_features)
        if offset:
            result += offset[0]
        return result.astype(dtype, copy=False)


def softmax(input, dim: int = -1) -> np.ndarray:
    """Turn scores into probabilities that sum to 1.

    Parameters
    ----------
    input : array_like
        Scores, any shape.
    dim : int
        The axis along which the probabilities sum to 1.

    Returns
    -------
    numpy.ndarray
        eˣ / Σ eˣ, in the input's shape; integers become floats.

    Raises
    ------
    ValueError
        If the input has no such axis.

    Notes
    -----
    The largest score is subtracted first, which does not change the result and prevents overflow.

    Examples
    --------
    >>> softmax([1000, 1000])
    array([0.5, 0.5])
    """
    return np.exp(log_softmax(input, dim))


def log_softmax(input, dim: int = -1) -> np.ndarray:
    """Return the logarithm of :func:`softmax`, without taking the logarithm of a rounded 0.

    Parameters
    ----------
    input : array_like
        Scores, any shape.
    dim : int
        The axis along which the probabilities sum to 1.

    Returns
    -------
    numpy.ndarray
        x − log Σ eˣ, in the input's shape; integers become floats.

    Raises
    ------
    ValueError
        If the input has no such axis.

    Examples
    --------
    >>> log_softmax([0, -1000])
    array([    0., -1000.])
    """
    x = as_float(input)
    if not -x.ndim <= dim < x.ndim:
        raise ValueError(f"dim must be an axis of the input: got dim {dim}, input {x.shape}")
    if x.size == 0:
        return x.copy()
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, as in PyTorch
        shifted = x - x.max(axis=dim, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


def cross_entropy(input, target, *, reduction: str = "mean"):
    """Return the cross-entropy between scores and target classes.

    Parameters
    ----------
    input : array_like, (C,), (N, C) or (N, C, …)
        One score per class (not probabilities).
    target : array_like
        Class indices 0 … C − 1 of shape (), (N,) or (N, …), or probabilities of the input's shape.
    reduction : {"mean", "sum", "none"}
        Whether to return the mean over all images (and pixels), the sum, or each loss.

    Returns
    -------
    numpy.floating or numpy.ndarray
        −log softmax(input)[target]; for probabilities −Σ target · log softmax(input).

    Raises
    ------
    ValueError
        If the shapes do not match, a class is not in 0 … C − 1, or the reduction is unknown.

    Notes
    -----
    As ``torch.nn.functional.cross_entropy``: it takes scores, since log softmax computed in one
    step is accurate where softmax alone rounds to 0. The mean over no images is NaN.

    Examples
    --------
    >>> round(float(cross_entropy([0, 0], 1)), 4)  # log 2
    0.6931
    """
    scores = as_float(input)
    classes = as_real(target, "target")
    check_classes(scores.shape, classes, reduction)
    axis = class_axis(scores)
    logs = log_softmax(scores, axis)
    if classes.dtype.kind == "f":
        losses = -(classes * logs).sum(axis=axis)
    else:
        losses = -np.take_along_axis(logs, np.expand_dims(classes, axis), axis).squeeze(axis)
    if reduction == "none":
        return losses
    with np.errstate(all="ignore"):
        return losses.sum() if reduction == "sum" else losses.sum() / losses.dtype.type(losses.size)
