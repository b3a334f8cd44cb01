"""The head of a classifier: fully connected layer, softmax, and one-hot rows."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_indices, as_real, check_integer, float_type, sum_type
from cnnbook._shape_checks import check_bias, check_features


def linear(input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> NDArray[Any]:
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
    exact = sum_type(dtype)
    x, rows, *offset = [array.astype(exact, copy=False) for array in arrays]
    with np.errstate(all="ignore"):  # NaN and ∞ propagate without a warning, as in PyTorch
        result = x @ rows.T  # (…, out_features)
        if offset:
            result += offset[0]
        return result.astype(dtype, copy=False)


def softmax(input: ArrayLike, dim: int = -1) -> NDArray[Any]:
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

    Twice PyTorch's time on large arrays: maximum, exponential, sum and quotient are each a pass.

    Examples
    --------
    >>> softmax([1000, 1000])
    array([0.5, 0.5])
    """
    x = as_float(input)
    return np.exp(_log_softmax(x, dim)).astype(x.dtype, copy=False)


def log_softmax(input: ArrayLike, dim: int = -1) -> NDArray[Any]:
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
    return _log_softmax(x, dim).astype(x.dtype, copy=False)


def _log_softmax(x: np.ndarray, dim: int) -> np.ndarray:
    """Return it for an array of floats, float16 as float32."""
    if not -x.ndim <= dim < x.ndim:
        raise ValueError(f"dim must be an axis of the input: got dim {dim}, input {x.shape}")
    if x.size == 0:
        return x.copy()
    x = x.astype(sum_type(x.dtype), copy=False)
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, as in PyTorch
        shifted = x - x.max(axis=dim, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


def one_hot(tensor: ArrayLike, num_classes: int = -1) -> NDArray[Any]:
    """Turn class indices into rows of zeros with a one at the class.

    Parameters
    ----------
    tensor : array_like of int
        Class indices, any shape.
    num_classes : int
        How many classes there are; −1 takes one more than the largest index.

    Returns
    -------
    numpy.ndarray of int64, (…, classes)
        1 at the index, 0 elsewhere.

    Raises
    ------
    TypeError
        If the indices or the number of classes are not integers.
    ValueError
        If an index is negative or too large, or there is none to tell the number of classes.

    Notes
    -----
    As ``torch.nn.functional.one_hot``.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0, 0, 1],
           [1, 0, 0]])
    """
    indices = as_indices(tensor, "tensor")
    if num_classes == -1:
        if indices.size == 0:
            raise ValueError("num_classes must be given, since there is no index to tell it from")
        num_classes = int(indices.max()) + 1 if indices.min() >= 0 else 1
    check_integer("num_classes", num_classes)
    if indices.size and not 0 <= indices.min() <= indices.max() < num_classes:
        raise ValueError(
            f"class indices must be from 0 to {num_classes - 1}, "
            f"got {indices.min()} to {indices.max()}"
        )
    return (indices[..., np.newaxis] == np.arange(num_classes)).astype(np.int64)
