"""The layer of transposed convolution."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_flag, check_integer
from cnnbook.functional.shapes import Pair, pair, transposed_sizes
from cnnbook.layers._initial import uniform
from cnnbook.layers.base import Layer
from cnnbook.random import as_generator


class ConvTranspose2d(Layer):
    """A layer that makes images larger: see :func:`cnnbook.functional.conv_transpose2d`.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of the input and of the output.
    kernel_size, stride, padding, output_padding, groups
        As in ``conv_transpose2d``.
    bias : bool
        Whether each output channel also gets a bias.
    dilation
        As in ``conv_transpose2d``.
    rng : generator or int, optional
        Source of the initial weights, NumPy's or a `cnnbook.random.Generator`, or a seed. By
        default they differ on every run.
    dtype : numpy.dtype
        The dtype of the weights.

    Raises
    ------
    ValueError, TypeError
        If an option is out of range or not an integer.

    Examples
    --------
    >>> layer = ConvTranspose2d(8, 1, 2, stride=2, rng=0)
    >>> layer
    ConvTranspose2d(8, 1, kernel_size=(2, 2), stride=(2, 2))
    >>> layer(np.zeros((64, 8, 14, 14), np.float32)).shape
    (64, 1, 28, 28)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        output_padding: Pair = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Pair = 1,
        *,
        rng: Any = None,
        dtype: DTypeLike = np.float32,
    ):
        for name, value in (("in_channels", in_channels), ("out_channels", out_channels)):
            check_integer(name, value)
        self.groups = check_integer("groups", groups)
        self.kernel_size, self.stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
        self.padding, self.dilation = pair(padding, "padding", 0), pair(dilation, "dilation")
        self.output_padding = pair(output_padding, "output_padding", 0)
        if out_channels % groups:
            raise ValueError(
                f"groups must divide the output channels: {out_channels} channels, {groups} groups"
            )
        shape = (in_channels, out_channels // groups, *self.kernel_size)
        wide = (1, in_channels, 1 + 2 * self.padding[0], 1 + 2 * self.padding[1])  # padding fits
        transposed_sizes(wide, shape, **self._arguments())
        rng, fan_in, bias = as_generator(rng), prod(shape[1:]), check_flag("bias", bias)
        self.weight = uniform(rng, shape, fan_in, dtype)
        self.bias = uniform(rng, (out_channels,), fan_in, dtype) if bias else None

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Turn (N, C, H, W) into (N, F, OH, OW)."""
        self._saved = input
        bias = None if self.bias is None else self.bias.data
        return F.conv_transpose2d(input, self.weight.data, bias, **self._arguments())

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Set ``weight.grad`` and ``bias.grad``; return the gradient of the input."""
        grads = G.conv_transpose2d_backward(
            grad, self._from_forward(), self.weight.data, **self._arguments()
        )
        grad_input, self.weight.grad, grad_bias = grads
        if self.bias is not None:
            self.bias.grad = grad_bias
        return grad_input

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (N, F, OH, OW) for (N, C, H, W)."""
        weight = self.weight.shape
        if len(shape) != 4:
            raise ValueError(f"ConvTranspose2d needs images of shape (N, C, H, W), got {shape}")
        _, size = transposed_sizes(shape, weight, **self._arguments())
        return (shape[0], weight[1] * self.groups, *size)

    def _arguments(self) -> dict[str, Any]:
        names = ("stride", "padding", "output_padding", "dilation", "groups")
        return {name: getattr(self, name) for name in names}

    def _options(self) -> str:
        channels = f"{self.weight.shape[0]}, {self.weight.shape[1] * self.groups}"
        text = f"{channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        usual = {"padding": (0, 0), "dilation": (1, 1), "output_padding": (0, 0), "groups": 1}
        for name, value in usual.items():
            if getattr(self, name) != value:
                text += f", {name}={getattr(self, name)}"
        return text + (", bias=False" if self.bias is None else "")
