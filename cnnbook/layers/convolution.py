"""The convolutional layer."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_flag, check_integer
from cnnbook._shape_checks import check_channels, check_layer_mode
from cnnbook.functional.shapes import (
    Padding,
    Pair,
    conv_geometry,
    padding_pair,
    padding_sides,
    pair,
)
from cnnbook.layers._initial import uniform
from cnnbook.layers.base import Layer
from cnnbook.random import as_generator


class Conv2d(Layer):
    """A convolutional layer: see :func:`cnnbook.functional.conv2d`.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of the input; filters, each of which gives one channel of the output.
    kernel_size, stride, padding, dilation, groups
        As in ``conv2d``.
    bias : bool
        Whether each filter also adds a bias.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        PyTorch's names for layers; "zeros" is ``conv2d``'s "constant" with the value 0.
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
    >>> layer = Conv2d(1, 8, 3, padding=1, rng=0)
    >>> layer
    Conv2d(1, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    >>> layer(np.zeros((64, 1, 28, 28), np.float32)).shape
    (64, 8, 28, 28)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Padding = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        *,
        rng: Any = None,
        dtype: DTypeLike = np.float32,
    ):
        check_integer("in_channels", in_channels)
        check_integer("out_channels", out_channels)
        check_integer("groups", groups)
        self.kernel_size, self.stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
        self.padding, self.dilation = padding_pair(padding), pair(dilation, "dilation")
        self.padding_mode, self.groups = padding_mode, groups
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        check_channels((1, in_channels, 1, 1), shape, groups)
        padding_sides(self.padding, self.kernel_size, self.stride, self.dilation)
        check_layer_mode(padding_mode)
        bias = check_flag("bias", bias)
        rng, fan_in = as_generator(rng), prod(shape[1:])
        self.weight = uniform(rng, shape, fan_in, dtype)
        self.bias = uniform(rng, (out_channels,), fan_in, dtype) if bias else None

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Convolve (N, C, H, W) into (N, F, OH, OW)."""
        self._saved = input
        bias = None if self.bias is None else self.bias.data
        return F.conv2d(input, self.weight.data, bias, **self._arguments())

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Set ``weight.grad`` and ``bias.grad``; return the gradient of the input."""
        return self._backward(grad, needs_input_grad=True)

    def backward_parameters(self, grad: ArrayLike) -> None:
        """Set ``weight.grad`` and ``bias.grad`` only, which is faster."""
        self._backward(grad, needs_input_grad=False)

    def _backward(self, grad: ArrayLike, *, needs_input_grad: bool) -> Any:
        options = self._arguments() | {"needs_input_grad": needs_input_grad}
        grads = G.conv2d_backward(grad, self._from_forward(), self.weight.data, **options)
        grad_input, self.weight.grad, grad_bias = grads
        if self.bias is not None:
            self.bias.grad = grad_bias
        return grad_input

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (N, F, OH, OW) for (N, C, H, W)."""
        weight = self.weight.shape
        if len(shape) != 4:
            raise ValueError(f"Conv2d needs images of shape (N, C, H, W), got {shape}")
        options = self.stride, self.padding, self.dilation, self.groups
        return (shape[0], weight[0], *conv_geometry(shape, weight, *options).output)

    def _arguments(self) -> dict[str, Any]:
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        return {
            "stride": self.stride,
            "padding": self.padding,
            "padding_mode": mode,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    def _options(self) -> str:
        channels = f"{self.weight.shape[1] * self.groups}, {self.weight.shape[0]}"
        text = f"{channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        usual = {"padding": (0, 0), "dilation": (1, 1), "groups": 1}
        for name, value in usual.items():
            if getattr(self, name) != value:
                text += f", {name}={getattr(self, name)}"
        text += ", bias=False" if self.bias is None else ""
        return text if self.padding_mode == "zeros" else f"{text}, padding_mode={self.padding_mode}"
