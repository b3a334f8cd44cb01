"""The cost of a network: shapes, parameters, multiply-adds, memory, and receptive fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import prod
from typing import NamedTuple

from cnnbook._engine.geometry import output_size, padding_pair, padding_sides, pair
from cnnbook.layers import AvgPool2d, Conv2d, Layer, Linear, MaxPool2d, Sequential

__all__ = [
    "ReceptiveField",
    "Row",
    "Summary",
    "count_parameters",
    "output_size",
    "receptive_field",
    "summarize",
]

HEADINGS = (
    "layer",
    "output shape",
    "weights",
    "biases",
    "multiply-adds",
    "memory (KiB)",
    "sees",
    "jump",
    "start",
)


class ReceptiveField(NamedTuple):
    """The input pixels that affect an output; each entry is (vertical, horizontal).

    Output ``i`` depends on ``size`` pixels from ``start + i · jump``; those outside the image are
    padding.
    """

    size: tuple[int, int]
    jump: tuple[int, int]
    start: tuple[int, int]


ONE_PIXEL = ReceptiveField((1, 1), (1, 1), (0, 0))


def receptive_field(layers) -> list[ReceptiveField]:
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
        field = _next_field(field, *layer)
        fields.append(field)
    return fields


def _next_field(field, kernel_size, stride=1, padding=0, dilation=1) -> ReceptiveField:
    kernel, dilation = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    stride = pair(stride, "stride")
    before = [side[0] for side in padding_sides(padding_pair(padding), kernel, stride, dilation)]
    axes = range(2)
    return ReceptiveField(
        tuple(field.size[a] + (kernel[a] - 1) * dilation[a] * field.jump[a] for a in axes),
        tuple(field.jump[a] * stride[a] for a in axes),
        tuple(field.start[a] - before[a] * field.jump[a] for a in axes),
    )


@dataclass(frozen=True)
class Row:
    """The cost of one layer, for one image.

    ``memory`` is the size of the output in bytes. ``receptive_field`` is None if the input is not
    an image; a jump of (0, 0) means that all outputs depend on the same pixels.
    """

    name: str
    output_shape: tuple[int, ...]
    weights: int
    biases: int
    multiply_adds: int
    memory: int
    receptive_field: ReceptiveField | None

    def cells(self) -> tuple[str, ...]:
        """Return the row as strings, one for each heading."""
        counts = self.weights, self.biases, self.multiply_adds
        field = self.receptive_field
        region = ("", "", "")
        if field is not None:
            region = ("{}×{}".format(*field.size), _short(field.jump), _short(field.start))
        numbers = (f"{count:,}" for count in counts)
        return (self.name, str(self.output_shape), *numbers, f"{self.memory / 1024:,.1f}", *region)


class Summary:
    """The cost of a network as a table: print it, display it, or read its ``rows``.

    Attributes
    ----------
    input_shape : tuple
        The shape of one image.
    rows : list of Row
        One per layer.
    weights, biases, parameters, multiply_adds, memory : int
        Sums over the rows.
    """

    def __init__(self, input_shape: tuple, rows: list[Row]):
        self.input_shape, self.rows = input_shape, rows
        self.weights = sum(row.weights for row in rows)
        self.biases = sum(row.biases for row in rows)
        self.parameters = self.weights + self.biases
        self.multiply_adds = sum(row.multiply_adds for row in rows)
        self.memory = sum(row.memory for row in rows)

    def __str__(self) -> str:
        lines = [HEADINGS, *(row.cells() for row in self.rows), self._totals()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [_line(cells, widths) for cells in lines]
        rule = "─" * sum(widths, 2 * (len(widths) - 1))
        return "\n".join([f"{self._title()}", text[0], rule, *text[1:-1], rule, text[-1]])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADINGS)
        body = "".join(_html_row(row.cells()) for row in self.rows)
        return (
            f'<table class="cnnbook-summary"><caption>{escape(self._title())}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            f"<tfoot>{_html_row(self._totals())}</tfoot></table>"
        )

    def _title(self) -> str:
        return f"Input {self.input_shape}: {self.parameters:,} parameters"

    def _totals(self) -> tuple[str, ...]:
        totals = Row("total", (), self.weights, self.biases, self.multiply_adds, self.memory, None)
        return ("total", "", *totals.cells()[2:])


def summarize(net: Layer, input_shape: tuple) -> Summary:
    """Return the cost of a network for one image, layer by layer, without running it.

    Parameters
    ----------
    net : Layer
        A network or a single layer.
    input_shape : tuple
        The shape of one image, without the batch: (C, H, W), or (features,).

    Returns
    -------
    Summary
        Per layer: output shape, weights, biases, multiply-adds (one for each weight of the filter
        and each output; adding the bias and the comparisons of pooling are not counted), bytes of
        the output, and receptive field.

    Raises
    ------
    ValueError
        If a layer does not accept its input shape; the message names the layer.

    Examples
    --------
    >>> from cnnbook.layers import Conv2d, ReLU
    >>> table = summarize(Sequential(Conv2d(1, 8, 3), ReLU(), Conv2d(8, 10, 3)), (1, 28, 28))
    >>> table.parameters, table.rows[-1].output_shape
    (810, (10, 24, 24))
    """
    shape = (1, *input_shape)
    if len(shape) > 4:
        raise ValueError(f"input_shape must be that of one image, without batch, got {input_shape}")
    itemsize = next((p.data.itemsize for p in net.parameters()), 4)
    rows, field, grid = [], ONE_PIXEL if len(shape) == 4 else None, shape[2:]
    for name, layer in _each_layer(net):
        before, shape = shape, _shape_after(layer, shape, name)
        field = _field_after(layer, field, before, grid, input_shape)
        grid = shape[2:] or grid
        rows.append(_row(name, layer, shape[1:], itemsize, field))
    return Summary(tuple(input_shape), rows)


def count_parameters(net: Layer, bias: bool = True) -> int:
    """Return the number of trainable parameters.

    Parameters
    ----------
    net : Layer
        A network or a single layer.
    bias : bool
        Whether to count biases.

    Returns
    -------
    int
        Weights, and biases unless excluded.

    Examples
    --------
    >>> from cnnbook.layers import Conv2d, Linear
    >>> net = Sequential(Conv2d(1, 8, 3), Conv2d(8, 10, 3))
    >>> count_parameters(net), count_parameters(net, bias=False)
    (810, 792)
    >>> count_parameters(Linear(784, 10), bias=False)
    7840
    """
    parameters = net.named_parameters().items()
    return sum(p.size for name, p in parameters if bias or name.rpartition(".")[2] != "bias")


def _each_layer(layer: Layer, place: str = "") -> Iterator[tuple[str, Layer]]:
    """Yield ("index kind", layer) for every layer that is not a Sequential, in order."""
    if isinstance(layer, Sequential):
        for number, inner in enumerate(layer):
            yield from _each_layer(inner, f"{place}.{number}" if place else str(number))
    else:
        yield f"{place} {type(layer).__name__}".strip(), layer


def _shape_after(layer: Layer, shape: tuple, name: str) -> tuple:
    try:
        return layer.output_shape(shape)
    except ValueError as error:
        raise ValueError(f"layer {name} does not accept the shape {shape[1:]}: {error}") from error


def _row(name: str, layer: Layer, shape: tuple, itemsize: int, field) -> Row:
    biases = count_parameters(layer) - count_parameters(layer, bias=False)
    weights, outputs = count_parameters(layer, bias=False), prod(shape)
    products = prod(layer.weight.shape[1:]) if hasattr(layer, "weight") else 0
    return Row(name, shape, weights, biases, outputs * products, outputs * itemsize, field)


def _field_after(layer, field, shape, grid, image) -> ReceptiveField | None:
    if field is None or (isinstance(layer, Linear) and len(shape) > 2):
        return None
    if isinstance(layer, Conv2d | MaxPool2d | AvgPool2d):
        dilation = getattr(layer, "dilation", 1)
        return _next_field(field, layer.kernel_size, layer.stride, layer.padding, dilation)
    return _whole_field(field, grid, image[1:]) if isinstance(layer, Linear) else field


def _whole_field(field: ReceptiveField, grid, image) -> ReceptiveField:
    """Return the union of the receptive fields of a grid of outputs, within the image."""
    first, size = [], []
    for axis in range(2):
        start = field.start[axis]
        end = start + (grid[axis] - 1) * field.jump[axis] + field.size[axis]
        first.append(max(0, start))
        size.append(min(end, image[axis]) - first[axis])
    return ReceptiveField(tuple(size), (0, 0), tuple(first))


def _short(numbers: tuple[int, int]) -> str:
    return str(numbers[0] if numbers[0] == numbers[1] else numbers)


def _line(cells, widths) -> str:
    first = cells[0].ljust(widths[0])
    rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join([first, *rest]).rstrip()


def _html_row(cells) -> str:
    first, *rest = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
