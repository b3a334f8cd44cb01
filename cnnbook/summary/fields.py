"""Receptive fields: which pixels of the image an output depends on."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from cnnbook.functional.shapes import padding_pair, padding_sides, pair


class ReceptiveField(NamedTuple):
    """The input pixels that affect an output; each entry is (vertical, horizontal).

    Output ``i`` depends on ``size`` pixels from ``start + i · jump``; those outside the image are
    padding.
    """

    size: tuple[int, int]
    jump: tuple[int, int]
    start: tuple[int, int]


ONE_PIXEL = ReceptiveField((1, 1), (1, 1), (0, 0))


def receptive_field(layers: Iterable[tuple[Any, ...]]) -> list[ReceptiveField]:
    """Return the receptive field of each layer's outputs in the input of the first layer.

    Parameters
    ----------
    layers : iterable of (kernel_size, stride, padding, dilation)
        Convolutions and poolings, first to last; the last entries may be omitted and default to
        1, 0 and 1. Each entry is an integer or a pair; padding may be "same" or "valid".

    Returns
    -------
    list of ReceptiveField
        One per layer.

    Raises
    ------
    ValueError, TypeError
        If an entry is out of range or not an integer.

    Notes
    -----
    Per axis, with kernel k, stride s, padding p and dilation d: size grows by (k − 1) · d · jump,
    start falls by p · jump, then jump is multiplied by s (Araujo, Norris and Sim, "Computing
    receptive fields of convolutional neural networks", 2019, with other names).

    Examples
    --------
    >>> receptive_field([(3, 1, 1), (2, 2), (3,)])[-1]
    ReceptiveField(size=(8, 8), jump=(2, 2), start=(-1, -1))
    """
    fields, field = [], ONE_PIXEL
    for layer in layers:
        field = next_field(field, *layer)
        fields.append(field)
    return fields


def next_field(
    field: ReceptiveField, kernel_size, stride=1, padding=0, dilation=1
) -> ReceptiveField:
    """Return the field behind one more convolution or pooling."""
    kernel, dilation = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    stride = pair(stride, "stride")
    before = [side[0] for side in padding_sides(padding_pair(padding), kernel, stride, dilation)]
    axes = range(2)
    return ReceptiveField(
        tuple(field.size[a] + (kernel[a] - 1) * dilation[a] * field.jump[a] for a in axes),
        tuple(field.jump[a] * stride[a] for a in axes),
        tuple(field.start[a] - before[a] * field.jump[a] for a in axes),
    )


def whole_field(field: ReceptiveField, grid, image) -> ReceptiveField:
    """Return the union of the receptive fields of a grid of outputs, within the image."""
    first, size = [], []
    for axis in range(2):
        start = field.start[axis]
        end = start + (grid[axis] - 1) * field.jump[axis] + field.size[axis]
        first.append(max(0, start))
        size.append(min(end, image[axis]) - first[axis])
    return ReceptiveField(tuple(size), (0, 0), tuple(first))


def united(first: ReceptiveField | None, other: ReceptiveField | None) -> ReceptiveField | None:
    """Return the field that holds two, if their outputs lie equally far apart."""
    if first is None or other is None or first.jump != other.jump:
        return None
    start = tuple(map(min, first.start, other.start))
    ends = [
        max(one.start[axis] + one.size[axis] for one in (first, other)) - start[axis]
        for axis in range(2)
    ]
    return ReceptiveField((ends[0], ends[1]), first.jump, (start[0], start[1]))
