"""Batch normalisation as a layer."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import (
    check_flag,
    check_float_dtype,
    check_fraction,
    check_integer,
    check_number,
)
from cnnbook.layers.base import Layer, Parameter


class BatchNorm2d(Layer):
    """Normalise each channel of images: see :func:`cnnbook.functional.batch_norm`.

    In training mode, in which a layer begins, mean and variance are those of the batch, and running
    averages of them are kept. In evaluation mode, after :meth:`Layer.eval`, those averages are
    used, so that an image's result does not depend on the others.

    Parameters
    ----------
    num_features : int
        Number of channels.
    eps : float
        Added to the variance, so that a channel of equal values is not divided by 0.
    momentum : float or None
        Share of the newest batch in the running averages, 0 to 1; None takes the plain mean of all
        batches.
    affine : bool
        Whether a weight and a bias for each channel are learned.
    track_running_stats : bool
        Whether running averages are kept; without them the batch's own statistics are always used.
    dtype : numpy.dtype
        The dtype of weights and running averages.

    Attributes
    ----------
    weight, bias : Parameter or None
        At first ones and zeros.
    running_mean, running_var, num_batches_tracked : ndarray or None
        At first zeros, ones, and 0; part of the state, but no parameters. The running variance is
        divided by one less than the number of values.

    Raises
    ------
    ValueError, TypeError
        If an option is out of range.

    Examples
    --------
    >>> layer = BatchNorm2d(1, eps=0, momentum=1)
    >>> images = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> layer(images).ravel(), layer.running_mean, layer.running_var
    (array([-1.,  1.]), array([2.], dtype=float32), array([2.], dtype=float32))
    >>> layer.backward(images).ravel(), layer.weight.grad, layer.bias.grad
    (array([0., 0.]), array([2.]), array([4.]))
    """

    _buffers = ("running_mean", "running_var", "num_batches_tracked")

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        dtype: DTypeLike = np.float32,
    ):
        self.num_features = check_integer("num_features", num_features)
        self.eps = check_number("eps", eps)
        self.momentum = momentum if momentum is None else check_fraction("momentum", momentum)
        self.affine = check_flag("affine", affine)
        self.track_running_stats = check_flag("track_running_stats", track_running_stats)
        if not self.eps >= 0:
            raise ValueError(f"eps must be a number of at least 0, got {eps}")
        ones = np.ones(num_features, check_float_dtype(dtype))
        self.weight = Parameter(ones) if affine else None
        self.bias = Parameter(np.zeros_like(ones)) if affine else None
        track = self.track_running_stats
        self.running_mean = np.zeros_like(ones) if track else None
        self.running_var = ones.copy() if track else None
        self.num_batches_tracked = np.zeros((), np.int64) if track else None

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Normalise (N, C, H, W)."""
        self._check(np.shape(input))
        own = self.training or not self.track_running_stats
        weight, bias = (None if p is None else p.data for p in (self.weight, self.bias))
        running = (None, None) if own else (self.running_mean, self.running_var)
        options = {"training": own, "eps": self.eps, "return_statistics": True}
        output, mean, variance = F.batch_norm(input, *running, weight, bias, **options)
        if self.training and self.track_running_stats:
            self._track(mean, variance, np.size(input) // self.num_features)
        self._saved = input, mean, variance, own
        return output

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Set ``weight.grad`` and ``bias.grad``; return the gradient of the input."""
        input, mean, variance, own = self._from_forward()
        weight = None if self.weight is None else self.weight.data
        options = {"training": own, "eps": self.eps}
        grads = G.batch_norm_backward(grad, input, mean, variance, weight, **options)
        if self.weight is not None and self.bias is not None:
            self.weight.grad, self.bias.grad = grads[1:]
        return grads[0]

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape (N, C, H, W)."""
        self._check(shape)
        return shape

    def _check(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 4 or shape[1] != self.num_features:
            raise ValueError(
                f"{self} needs images of shape (N, {self.num_features}, H, W), got {shape}"
            )

    def _track(self, mean: NDArray[Any], variance: NDArray[Any], count: int) -> None:
        """Move the running averages towards a batch's, whose channels hold ``count`` values."""
        self.num_batches_tracked += 1
        if count == 0:
            return
        share = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
        self.running_mean += share * (mean - self.running_mean)
        self.running_var += share * (variance * (count / (count - 1)) - self.running_var)

    def _options(self) -> str:
        names = ("eps", "momentum", "affine", "track_running_stats")
        return f"{self.num_features}, " + ", ".join(f"{n}={getattr(self, n)}" for n in names)
