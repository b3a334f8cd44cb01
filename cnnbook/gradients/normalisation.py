"""Gradients of batch normalisation."""

from typing import Any, NamedTuple

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
    unit_of = _Unit(x, mean, inverse_deviation(variance, eps))
    grad_bias, grad_weight = g.sum(axis=axes), np.zeros(x.shape[1], exact)
    cuts = slices(len(x), x.nbytes)  # each stays in the cache
    for images in cuts:
        grad_weight += (unit_of(images) * g[images]).sum(axis=axes)
    slope = unit_of.scale * factor[0] if factor else unit_of.scale
    grad_input = np.empty_like(x, order="C")
    count = exact.type(x.size // max(1, x.shape[1]))
    for images in cuts:
        part = g[images]
        if training:
            away = unit_of(images)
            away *= per_channel(grad_weight / count, x.ndim)
            away += per_channel(grad_bias / count, x.ndim)
            part = part - away
        np.multiply(part, per_channel(slope, x.ndim), out=grad_input[images])
    return tuple(part.astype(dtype, copy=False) for part in (grad_input, grad_weight, grad_bias))


class _Unit(NamedTuple):
    """What the normalised values x̂ are made from."""

    x: np.ndarray
    mean: np.ndarray
    scale: np.ndarray

    def __call__(self, images: slice) -> np.ndarray:
        """Return x̂ of some images."""
        unit = self.x[images] - per_channel(self.mean, self.x.ndim)
        unit *= per_channel(self.scale, self.x.ndim)
        return unit
