"""The cost of a network: shapes, parameters, multiply-adds, memory."""

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

import numpy as np

from cnnbook._checks import check_integer
from cnnbook.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    Conv2d,
    ConvTranspose2d,
    Layer,
    Linear,
    MaxPool2d,
    Parameter,
    Residual,
    Sequential,
    shapes_only,
)
from cnnbook.summary.fields import ONE_PIXEL, ReceptiveField, next_field, united, whole_field
from cnnbook.summary.table import Row, Summary


def summarize(net: Layer | Callable[[], Layer], input_shape: tuple[int, ...]) -> Summary:
    """Return the cost of a network for one image, layer by layer, without running it.

    Parameters
    ----------
    net : Layer or function
        A network or a single layer; or a function without arguments that builds one, such as
        :func:`cnnbook.famous.vgg16`. Then no weights are drawn or stored: 138 million of them are
        counted in milliseconds.
    input_shape : tuple
        The shape of one image, without the batch: (C, H, W), or (features,).

    Returns
    -------
    Summary
        Per layer: output shape, weights, biases, multiply-adds (one for each weight of the filter
        and each output; adding the bias, pooling, normalising and activations are not counted),
        bytes of the output, and receptive field. The parameters of a layer that is used more than
        once are counted at its first place.

    Raises
    ------
    ValueError
        If a layer does not accept its input shape; the message names the layer.
    TypeError
        If the input shape is not a tuple of integers, or a function does not give a layer.

    Examples
    --------
    >>> from cnnbook.layers import Conv2d, ReLU
    >>> table = summarize(Sequential(Conv2d(1, 8, 3), ReLU(), Conv2d(8, 10, 3)), (1, 28, 28))
    >>> table.parameters, table.rows[-1].output_shape
    (810, (10, 24, 24))
    >>> summarize(lambda: Conv2d(1000, 1_000_000, 3, bias=False), (1000, 3, 3)).parameters
    9000000000
    """
    image, net = _image_shape(input_shape), _built(net)
    table = _Table(next((p.dtype.itemsize for p in net.parameters()), 4), image)
    table.walk(net, "", _Place((1, *image), ONE_PIXEL if len(image) == 3 else None, image[1:]))
    return Summary(image, table.rows)


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


def _built(net: Any) -> Layer:
    """Return the network, which a function builds without weights."""
    if isinstance(net, Layer):
        return net
    rule = "summarize takes a network, or a function without arguments that builds one"
    if not callable(net) or isinstance(net, type):
        raise TypeError(f"{rule}, got {net!r:.80}")
    with shapes_only():
        built = net()
    if not isinstance(built, Layer):
        raise TypeError(f"{rule}; this one gave {built!r:.80}")
    return built


def _image_shape(input_shape: Any) -> tuple[int, ...]:
    """Return the shape of one image; reject anything else, such as the image itself."""
    rule = "input_shape must be that of one image"
    if isinstance(input_shape, np.ndarray) and input_shape.ndim:
        raise TypeError(f"{rule}, image.shape, not the image itself")
    if not isinstance(input_shape, tuple | list):
        raise TypeError(f"{rule}, such as (1, 28, 28), got {input_shape!r}")
    shape = tuple(check_integer("input_shape's sizes", size) for size in input_shape)
    if len(shape) > 3:
        raise ValueError(f"{rule}, without batch, got {shape}")
    return shape


class _Place(NamedTuple):
    """What comes in somewhere in a network."""

    shape: tuple[int, ...]  # (1, …)
    field: ReceptiveField | None
    grid: tuple[int, ...]  # the size of the last image


class _Table:
    """Walks through a network, and collects a row for each layer."""

    def __init__(self, itemsize: int, image: tuple[int, ...]):
        self.itemsize, self.image = itemsize, image
        self.rows: list[Row] = []
        self._counted: set[Parameter] = set()

    def walk(self, layer: Layer, name: str, place: _Place) -> _Place:
        """Return what comes out of a layer."""
        if isinstance(layer, Sequential):
            for number, inner in enumerate(layer):
                place = self.walk(inner, f"{name}.{number}" if name else str(number), place)
            return place
        if isinstance(layer, Residual):
            return self._residual(layer, name, place)
        name = f"{name} {type(layer).__name__}".strip()
        shape = _shape_after(layer, place.shape, name)
        field = _field_after(layer, place, self.image)
        self.rows.append(self._row(name, layer, place.shape, shape[1:], field))
        return _Place(shape, field, shape[2:] or place.grid)

    def _residual(self, layer: Residual, name: str, place: _Place) -> _Place:
        """Walk both ways; an output of the sum sees what either of them sees."""
        _shape_after(layer, place.shape, f"{name} Residual".strip())
        prefix = f"{name}." if name else ""
        body = self.walk(layer.body, f"{prefix}body", place)
        past = place
        if layer.shortcut is not None:
            past = self.walk(layer.shortcut, f"{prefix}shortcut", place)
        return body._replace(field=united(body.field, past.field))

    def _row(self, name: str, layer: Layer, before: tuple, shape: tuple, field) -> Row:
        new = {n: p for n, p in layer.named_parameters().items() if p not in self._counted}
        self._counted |= set(new.values())
        biases = sum(p.size for n, p in new.items() if n.rpartition(".")[2] == "bias")
        weights, outputs = sum(p.size for p in new.values()) - biases, prod(shape)
        products = _multiply_adds(layer, before, outputs)
        return Row(name, shape, weights, biases, products, outputs * self.itemsize, field)


def _shape_after(layer: Layer, shape: tuple[int, ...], name: str) -> tuple[int, ...]:
    try:
        return layer.output_shape(shape)
    except ValueError as error:
        likely = ""
        if len(shape) == 3:
            likely = f"; (1, {shape[1]}, {shape[2]}) is the shape of a grey image"
        raise ValueError(
            f"layer {name} does not accept the shape {shape[1:]}: {error}{likely}"
        ) from error


def _multiply_adds(layer: Layer, before: tuple[int, ...], outputs: int) -> int:
    weight = getattr(layer, "weight", None)
    if not isinstance(weight, Parameter):
        return 0
    if isinstance(layer, ConvTranspose2d):  # each input is multiplied by a filter
        return prod(before) * prod(weight.shape[1:])
    return outputs * prod(weight.shape[1:]) if len(weight.shape) > 1 else 0


def _field_after(layer: Layer, place: _Place, image: tuple[int, ...]) -> ReceptiveField | None:
    field, (_, *before) = place.field, place.shape
    if field is None or (isinstance(layer, Linear) and len(before) > 1):
        return None
    if isinstance(layer, Conv2d | MaxPool2d | AvgPool2d):
        dilation = getattr(layer, "dilation", 1)
        return next_field(field, layer.kernel_size, layer.stride, layer.padding, dilation)
    if isinstance(layer, AdaptiveAvgPool2d):
        return _adaptive_field(layer, field, place, image)
    if isinstance(layer, ConvTranspose2d):
        return None
    return whole_field(field, place.grid, image[1:]) if isinstance(layer, Linear) else field


def _adaptive_field(layer: AdaptiveAvgPool2d, field, place: _Place, image) -> ReceptiveField | None:
    """Return the field of equal windows side by side, or None if they are not equal."""
    rows, columns = layer.output_shape(place.shape)[2:]
    if (rows, columns) == (1, 1):
        return whole_field(field, place.grid, image[1:])
    height, width = place.grid
    if height % rows or width % columns:
        return None
    windows = height // rows, width // columns
    return next_field(field, windows, windows)
