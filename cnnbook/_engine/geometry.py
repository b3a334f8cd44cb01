"""Sizes, pairs and padding amounts: the arithmetic of shapes.

Everything here works on shapes alone, never on pixels. Shapes and options that do not go together
are rejected here or in ``cnnbook._checks``, with a message that names the rule, the values and the
likely mistake.
"""

from functools import lru_cache
from operator import index
from typing import Literal, NamedTuple

import numpy as np

from cnnbook._checks import check_flag
from cnnbook._shape_checks import (
    check_channels,
    check_not_empty,
    check_rank,
    check_transposed_channels,
)

Pair = int | tuple[int, int]
Padding = int | tuple[int, int] | Literal["same", "valid"]
Sides = tuple[tuple[int, int], tuple[int, int]]


class Geometry(NamedTuple):
    """How windows lie on an image: all that convolution and pooling need to know."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    sides: Sides  # ((top, bottom), (left, right)) rows and columns of padding
    output: tuple[int, int]


def output_size(n: int, kernel_size: int, *, stride=1, padding=0, dilation=1) -> int:
    """Return how many windows fit along one axis: floor((n + 2p − d(k − 1) − 1) / s) + 1.

    Parameters
    ----------
    n : int
        Pixels along the axis.
    kernel_size : int
        Taps of the kernel along the axis, k.
    stride : int
        Pixels from one window to the next, s.
    padding : int
        Pixels added at each of the two ends, p.
    dilation : int
        Pixels from one tap to the next, d.

    Returns
    -------
    int
        The size of the output; 0 or less when not even one window fits.

    Notes
    -----
    The formula is the one in the documentation of ``torch.nn.Conv2d``; see also Dumoulin and Visin,
    "A guide to convolution arithmetic for deep learning" (2016), relationship 15.

    Examples
    --------
    >>> output_size(28, 3), output_size(28, 3, padding=1), output_size(28, 3, stride=2)
    (26, 28, 13)
    """
    return (n + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1


def pair(value: Pair, name: str, minimum: int = 1) -> tuple[int, int]:
    """Return (vertical, horizontal) from an integer or a pair of integers.

    Raises
    ------
    TypeError
        If ``value`` is neither an integer nor a pair of integers.
    ValueError
        If a number is below ``minimum``.

    Examples
    --------
    >>> pair(2, "stride"), pair((1, 2), "stride")
    ((2, 2), (1, 2))
    """
    if type(value) is int:
        first = second = value
    else:
        first, second = _two_whole_numbers(value, name)
    if first < minimum or second < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}{_hint(name, value)}")
    return first, second


def _two_whole_numbers(value, name: str) -> tuple[int, int]:
    items = value if isinstance(value, tuple | list | np.ndarray) and np.ndim(value) else (value,)
    if isinstance(value, str) or any(isinstance(item, bool | np.bool_) for item in items):
        items = ()
    try:
        numbers = [index(item) for item in items]
    except TypeError:
        numbers = []
    if len(numbers) not in (1, 2):
        raise TypeError(
            f"{name} must be an integer or a pair (vertical, horizontal) of integers, got {value!r}"
        )
    return numbers[0], numbers[-1]


def _hint(name: str, value) -> str:
    if name == "stride":
        return ": a window that does not move forward never reaches the end of the image"
    return ": to cut pixels off, slice the array" if name == "padding" else ""


def padding_pair(padding: Padding) -> tuple[int, int] | str:
    """Return padding as (vertical, horizontal), or as the word "same" or "valid"."""
    if not isinstance(padding, str):
        return pair(padding, "padding", 0)
    if padding not in ("same", "valid"):
        raise ValueError(f'padding as a word is "same" or "valid", got {padding!r}')
    return padding


def padding_sides(padding, kernel, stride=(1, 1), dilation=(1, 1)) -> Sides:
    """Return ((top, bottom), (left, right)) for a pair, "same" or "valid".

    "same" adds d(k − 1) pixels in all, the odd one at the bottom or right as in PyTorch, so that
    stride 1 keeps the size; "valid" adds none.

    Examples
    --------
    >>> padding_sides("same", (3, 4))
    ((1, 1), (1, 2))
    """
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        return (padding[0], padding[0]), (padding[1], padding[1])
    if stride != (1, 1):
        raise ValueError(
            f'padding "same" keeps the size, which only stride 1 can do, got stride {stride}: '
            "give the padding as a number"
        )
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return (total[0] // 2, total[0] - total[0] // 2), (total[1] // 2, total[1] - total[1] // 2)


def pad_sides(image: tuple, padding) -> Sides:
    """Return ((top, bottom), (left, right)) for the argument of :func:`cnnbook.functional.pad`."""
    if len(image) < 2:
        raise ValueError(f"input needs at least the two axes (H, W), got shape {image}")
    padding = padding.tolist() if isinstance(padding, np.ndarray) else padding
    several = isinstance(padding, tuple | list)
    nested = several and any(map(np.ndim, padding))
    if several and not nested and len(padding) == 4:  # PyTorch's (left, right, top, bottom)
        padding, nested = (padding[2:], padding[:2]), True
    if not nested:
        return padding_sides(_pair_or_sides(padding), None)
    if len(padding) != 2 or np.shape(padding[0]) != (2,) or np.shape(padding[1]) != (2,):
        raise TypeError(f"padding by side is ((top, bottom), (left, right)), got {padding}")
    return pair(padding[0], "padding", 0), pair(padding[1], "padding", 0)


def _pair_or_sides(padding) -> tuple[int, int]:
    try:
        return pair(padding, "padding", 0)
    except TypeError as error:
        raise TypeError(
            f"{error}; ((top, bottom), (left, right)) and PyTorch's (left, right, top, bottom) "
            "do, too"
        ) from None


def padded_shape(shape: tuple, sides: Sides) -> tuple:
    """Return the shape of an image (…, H, W) with ``sides`` round it."""
    (*stack, h, w), ((top, bottom), (left, right)) = shape, sides
    return (*stack, top + h + bottom, left + w + right)


def transposed_sizes(
    image: tuple, weight: tuple, stride, padding, output_padding, dilation, groups
) -> tuple[Geometry, tuple[int, int]]:
    """Return how windows lie on the output of a transposed convolution, and the output's size.

    The image (N, C, H, W) takes the place of a convolution's output, and the weight is
    (C, F/groups, KH, KW).
    """
    check_transposed_channels(image, weight, groups)
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    padding, extra = pair(padding, "padding", 0), pair(output_padding, "output_padding", 0)
    sides, size = [], []
    for n, k, s, p, o, d in zip(
        image[2:], weight[2:], stride, padding, extra, dilation, strict=True
    ):
        if o >= max(s, d):
            raise ValueError(
                f"output_padding must be smaller than stride or dilation, since more of it would "
                f"see nothing: got output_padding {extra}, stride {stride}, dilation {dilation}"
            )
        whole = (n - 1) * s + d * (k - 1) + 1 + o
        sides.append((p, p))
        size.append(whole - 2 * p)
    if min(size) < 1:
        raise ValueError(
            f"padding takes pixels away here, and leaves none: input {image}, padding "
            f"{_short(padding)} would give {size[0]}×{size[1]}"
        )
    return Geometry(weight[2:], stride, dilation, tuple(sides), image[2:]), tuple(size)


def conv_geometry(image: tuple, weight: tuple, stride, padding, dilation, groups) -> Geometry:
    """Check the shapes (N, C, H, W) and (F, C/groups, KH, KW) and return how the windows lie."""
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    return _conv_geometry(image, weight, stride, padding_pair(padding), dilation, groups)


@lru_cache(typed=True)  # a small convolution takes less time than these checks
def _conv_geometry(image, weight, stride, padding, dilation, groups) -> Geometry:
    check_channels(image, weight, groups)
    sides = padding_sides(padding, weight[2:], stride, dilation)
    return _fit(image, weight[2:], stride, dilation, sides)


def pool_geometry(
    image: tuple, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
) -> Geometry:
    """Check a pooling's options for an image (…, H, W) and return how the windows lie.

    With ``ceil_mode`` the last window may hang over the end, but must begin inside the image or
    its first padding; the sides then have the extra pixels at the bottom and right.
    """
    kernel, stride, padding, dilation = pool_options(kernel_size, stride, padding, dilation)
    return _pool_geometry(
        image, kernel, stride, padding, dilation, check_flag("ceil_mode", ceil_mode)
    )


def pool_options(kernel_size, stride=None, padding=0, dilation=1) -> list[tuple[int, int]]:
    """Return kernel, stride, padding and dilation of a pooling as pairs; reject what cannot be."""
    kernel = pair(kernel_size, "kernel_size")
    stride = kernel if stride is None else pair(stride, "stride")
    padding, dilation = pair(padding, "padding", 0), pair(dilation, "dilation")
    if padding[0] > kernel[0] // 2 or padding[1] > kernel[1] // 2:
        raise ValueError(
            f"pooling padding may be at most half of the window, or some windows would see "
            f"padding alone: got padding {padding} with kernel_size {kernel}"
        )
    return [kernel, stride, padding, dilation]


@lru_cache
def _pool_geometry(image, kernel, stride, padding, dilation, ceil_mode) -> Geometry:
    check_rank(image)
    check_not_empty("pool", image)
    sides = padding_sides(padding, kernel)
    if ceil_mode:
        sides = _overhang(image, kernel, stride, dilation, padding)
    return _fit(image, kernel, stride, dilation, sides)


def _overhang(image, kernel, stride, dilation, padding) -> Sides:
    """Return the sides with as many pixels at the end as the last window needs."""
    sides = []
    for n, k, s, d, p in zip(image[-2:], kernel, stride, dilation, padding, strict=True):
        span = d * (k - 1) + 1
        last = -(-(n + 2 * p - span) // s) * s  # where the last window begins, in padded pixels
        if last >= n + p:
            last -= s  # it would begin in the padding at the end
        sides.append((p, max(p, last + span - n - p) if last >= 0 else p))
    return tuple(sides)


def _fit(image, kernel, stride, dilation, sides) -> Geometry:
    height, width = image[-2] + sum(sides[0]), image[-1] + sum(sides[1])
    rows = output_size(height, kernel[0], stride=stride[0], dilation=dilation[0])
    columns = output_size(width, kernel[1], stride=stride[1], dilation=dilation[1])
    if rows < 1 or columns < 1:
        spread = "" if dilation == (1, 1) else f" with dilation {_short(dilation)}"
        raise ValueError(
            f"kernel {kernel[0]}×{kernel[1]}{spread} is larger than the padded input "
            f"{height}×{width} (input {image}, padding {_short((sides[0][0], sides[1][0]))})"
        )
    return Geometry(kernel, stride, dilation, sides, (rows, columns))


@lru_cache
def unseen_windows(geometry: Geometry, size: tuple) -> np.ndarray | None:
    """Return which windows (OH, OW) lie in the padding with all taps, or None if none does.

    That needs a dilation wider than an image of ``size`` (H, W).
    """
    seen = []
    for axis in (0, 1):
        first = np.arange(geometry.output[axis]) * geometry.stride[axis] - geometry.sides[axis][0]
        taps = first[:, np.newaxis] + np.arange(geometry.kernel[axis]) * geometry.dilation[axis]
        seen.append(((taps >= 0) & (taps < size[axis])).any(axis=1))
    unseen = ~np.logical_and.outer(*seen)
    unseen.flags.writeable = False  # the next caller gets the same array
    return unseen if unseen.any() else None


def _short(numbers: tuple[int, int]) -> str:
    return str(numbers[0] if numbers[0] == numbers[1] else numbers)
