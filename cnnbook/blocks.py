"""The blocks of deep networks: a few layers that come again and again, each time as one row.

Each function gives the layers of one row of blocks, for :class:`cnnbook.layers.Sequential`. Only
the first block of a row changes the shape: it may have a stride, and other channels.
"""

from collections.abc import Callable
from typing import Any

from cnnbook._checks import check_integer
from cnnbook.layers import BatchNorm2d, Conv2d, Layer, ReLU, ReLU6, Residual, Sequential
from cnnbook.random import as_generator

__all__ = ["basic_blocks", "bottlenecks", "conv_norm", "inverted_residuals"]


def conv_norm(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    stride: int = 1,
    groups: int = 1,
    rng: Any = None,
) -> Sequential:
    """Convolve without bias, then normalise; the size stays, but for the stride.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, groups, rng
        As for :class:`cnnbook.layers.Conv2d`; the kernel size is odd.

    Returns
    -------
    Sequential
        The convolution and its batch normalisation, which has a bias itself.

    Examples
    --------
    >>> from cnnbook.summary import count_parameters
    >>> count_parameters(conv_norm(3, 8, 5)) == 3 * 8 * 5 * 5 + 2 * 8
    True
    """
    options = {"stride": stride, "padding": kernel_size // 2, "groups": groups, "bias": False}
    conv = Conv2d(in_channels, out_channels, kernel_size, **options, rng=rng)
    return Sequential(conv, BatchNorm2d(out_channels))


def basic_blocks(
    in_channels: int, out_channels: int, blocks: int = 1, stride: int = 1, rng: Any = None
) -> list[Layer]:
    """Residual blocks of two 3 × 3 convolutions, each followed by ReLU: a row of ResNet-18.

    Parameters
    ----------
    in_channels, out_channels : int
        Maps that come in, and maps that every block gives.
    blocks : int
        How many blocks stand in the row.
    stride : int
        The stride of the first block.
    rng : generator or int, optional
        Source of the initial weights, or a seed; as for :class:`cnnbook.layers.Conv2d`.

    Returns
    -------
    list of Layer
        For each block a :class:`cnnbook.layers.Residual` and a ReLU. Where a block changes the
        shape, the way past it is a 1 × 1 convolution.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> row = Sequential(*basic_blocks(64, 128, blocks=2, stride=2))
    >>> row.output_shape((1, 64, 56, 56))
    (1, 128, 28, 28)
    """
    return _row(_basic, in_channels, out_channels, blocks, stride, as_generator(rng))


def bottlenecks(
    in_channels: int, out_channels: int, blocks: int = 1, stride: int = 1, rng: Any = None
) -> list[Layer]:
    """Residual blocks that are narrow inside, each followed by ReLU: a row of ResNet-50.

    A 1 × 1 convolution goes down to a quarter of the channels, a 3 × 3 one looks around, and a
    1 × 1 one comes back.

    Parameters
    ----------
    in_channels, out_channels, blocks, stride, rng
        As for :func:`basic_blocks`; out_channels is at least 4. The stride stands at the 3 × 3
        convolution, as in torchvision.

    Returns
    -------
    list of Layer
        As of :func:`basic_blocks`.

    Examples
    --------
    >>> from cnnbook.summary import count_parameters
    >>> count_parameters(Sequential(*bottlenecks(256, 256)))
    70400
    """
    check_integer("out_channels", out_channels, 4)
    return _row(_bottleneck, in_channels, out_channels, blocks, stride, as_generator(rng))


def inverted_residuals(
    in_channels: int,
    out_channels: int,
    blocks: int = 1,
    stride: int = 1,
    expand_ratio: int = 6,
    rng: Any = None,
) -> list[Layer]:
    """Blocks that are wide inside, with a depthwise convolution there: a row of MobileNetV2.

    Parameters
    ----------
    in_channels, out_channels, blocks, stride, rng
        As for :func:`basic_blocks`.
    expand_ratio : int
        How many times wider the inside is.

    Returns
    -------
    list of Layer
        A Residual for each block that keeps the shape, and its layers alone for one that does not.

    Examples
    --------
    >>> from cnnbook.summary import count_parameters
    >>> count_parameters(Sequential(*inverted_residuals(8, 8))) == 8 * 48 + 48 * 9 + 48 * 8 + 208
    True
    """
    check_integer("expand_ratio", expand_ratio, 1)
    r, layers = as_generator(rng), []
    for before, step in _steps(in_channels, out_channels, blocks, stride):
        body = _inverted(before, out_channels, step, before * expand_ratio, r)
        layers.append(Residual(body) if step == 1 and before == out_channels else body)
    return layers


def _steps(before: int, after: int, blocks: int, stride: int) -> list[tuple[int, int]]:
    """Return channels that come in and stride, for each block of a row."""
    return [(before, stride), *[(after, 1)] * (check_integer("blocks", blocks, 1) - 1)]


def _row(
    body: Callable[..., Sequential], before: int, after: int, blocks: int, stride: int, r: Any
) -> list[Layer]:
    layers: list[Layer] = []
    for channels, step in _steps(before, after, blocks, stride):
        same = step == 1 and channels == after
        past = None if same else conv_norm(channels, after, 1, step, rng=r)
        layers += [Residual(body(channels, after, step, r), past), ReLU()]
    return layers


def _basic(before: int, after: int, stride: int, r: Any) -> Sequential:
    first = conv_norm(before, after, 3, stride, rng=r)
    return Sequential(first, ReLU(), conv_norm(after, after, 3, rng=r))


def _bottleneck(before: int, after: int, stride: int, r: Any) -> Sequential:
    narrow = after // 4
    return Sequential(
        *(conv_norm(before, narrow, 1, rng=r), ReLU()),
        *(conv_norm(narrow, narrow, 3, stride, rng=r), ReLU()),
        conv_norm(narrow, after, 1, rng=r),
    )


def _inverted(before: int, after: int, stride: int, inside: int, r: Any) -> Sequential:
    """Go by 1 × 1 to many channels, filter each of them by 3 × 3, and come back by 1 × 1."""
    widen = [conv_norm(before, inside, 1, rng=r), ReLU6()] if inside > before else []
    return Sequential(
        *widen,
        *(conv_norm(inside, inside, 3, stride, groups=inside, rng=r), ReLU6()),
        conv_norm(inside, after, 1, rng=r),
    )
