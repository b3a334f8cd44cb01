"""Batch normalisation: each channel with mean 0 and variance 1."""

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_real, check_number, float_type, sum_type
from cnnbook._engine.blocks import slices
from cnnbook._shape_checks import check_channel_numbers, check_statistics


@overload
def batch_norm(
    input: ArrayLike,
    running_mean: ArrayLike | None = None,
    running_var: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    training: bool = False,
    eps: float = 1e-5,
    return_statistics: Literal[False] = False,
) -> NDArray[Any]: ...


@overload
def batch_norm(
    input: ArrayLike,
    running_mean: ArrayLike | None = None,
    running_var: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    training: bool = False,
    eps: float = 1e-5,
    return_statistics: Literal[True],
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]: ...


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def batch_norm(
    input: ArrayLike,
    running_mean: ArrayLike | None = None,
    running_var: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    *,
    training: bool = False,
    eps: float = 1e-5,
    return_statistics: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Subtract each channel's mean and divide by its standard deviation; then scale and shift.

    Parameters
    ----------
    input : array_like, (N, C) or (N, C, …)
        A batch of images, or of vectors.
    running_mean, running_var : array_like, (C,), optional
        The mean and variance to use outside of training. Without them, or in training, they are
        those of the batch.
    weight, bias : array_like, (C,), optional
        What each channel is multiplied by, and what is added then.
    training : bool
        Whether to use the mean and variance of the batch itself.
    eps : float
        Added to the variance, so that a channel of equal values is not divided by 0.
    return_statistics : bool
        Whether to say, too, which mean and variance were used; the gradient needs them.

    Returns
    -------
    output : numpy.ndarray, the shape of ``input``
        (x − mean) / √(variance + eps) · weight + bias.
    mean, variance : numpy.ndarray, (C,), with ``return_statistics``
        Those that were used. The variance of a batch is the mean square distance from the mean.

    Raises
    ------
    ValueError
        If the shapes do not match, or a channel of the batch has a single value, whose variance
        would be 0.

    Notes
    -----
    As ``torch.nn.functional.batch_norm`` (Ioffe and Szegedy, "Batch normalization: accelerating
    deep network training by reducing internal covariate shift", 2015), which also updates the
    running statistics. Here :class:`cnnbook.layers.BatchNorm2d` does that.

    Up to two and a half times PyTorch's time on large batches, and its gradient three times:
    statistics, difference, factor and bias are each a pass of their own over the numbers.

    Examples
    --------
    >>> batch_norm([[1], [3]], training=True, eps=0)
    array([[-1.],
           [ 1.]])
    >>> batch_norm([[1], [3]], running_mean=[1], running_var=[4], weight=[10], eps=0)
    array([[ 0.],
           [10.]])
    """
    x, pair = as_float(input), (running_mean, running_var)
    check_statistics(x.shape, pair, training, check_number("eps", eps))
    own = training or running_mean is None
    running = [] if own else [as_real(array, "running statistics") for array in pair]
    affine = [as_real(array, "weight or bias") for array in (weight, bias) if array is not None]
    check_channel_numbers(x.shape, running + affine)
    dtype = float_type(x, *affine)
    x = x.astype(sum_type(dtype), copy=False)
    mean, variance = batch_statistics(x) if own else (array.astype(x.dtype) for array in running)
    scale = inverse_deviation(variance, eps)
    scale = scale if weight is None else scale * as_real(weight, "weight").astype(x.dtype)
    output = np.empty_like(x, order="C")
    for images in slices(len(x), x.nbytes):  # each stays in the cache
        part = np.subtract(x[images], per_channel(mean, x.ndim), out=output[images])
        part *= per_channel(scale, x.ndim)
        if bias is not None:
            part += per_channel(as_real(bias, "bias").astype(x.dtype), x.ndim)
    output = output.astype(dtype, copy=False)
    return (output, mean, variance) if return_statistics else output


def batch_statistics(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the variance of each channel of (N, C, …)."""
    axes = (0, *range(2, x.ndim))
    count = x.size // max(1, x.shape[1])
    mean, squares = x.sum(axis=axes) / x.dtype.type(count), np.zeros(x.shape[1], x.dtype)
    for images in slices(len(x), x.nbytes):
        distance = x[images] - per_channel(mean, x.ndim)
        distance *= distance
        squares += distance.sum(axis=axes)
    return mean, squares / x.dtype.type(count)


def inverse_deviation(variance: np.ndarray, eps: float) -> np.ndarray:
    """Return 1 / √(variance + eps)."""
    return 1 / np.sqrt(variance + variance.dtype.type(eps))


def per_channel(numbers: np.ndarray, axes: int) -> np.ndarray:
    """Return (C,) as (C, 1, …), to go with an array (N, C, …) of ``axes`` axes."""
    return numbers.reshape((-1,) + (1,) * (axes - 2))
