"""A network: layers applied one after the other."""

from collections.abc import Iterator
from textwrap import indent

import numpy as np

from cnnbook.layers.base import Layer, Parameter


class Sequential(Layer):
    """Layers applied one after the other.

    A network can be iterated, measured with len and indexed. To see each layer's output::

        for layer in net:
            image = layer(image)

    Parameters
    ----------
    *layers : Layer
        The layers, first to last.

    Raises
    ------
    TypeError
        If an argument is not a layer.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(784, 10, bias=False, rng=0))
    >>> net
    Sequential(
      (0): Flatten(start_dim=1, end_dim=-1)
      (1): Linear(in_features=784, out_features=10, bias=False)
    )
    >>> net(np.zeros((64, 1, 28, 28))).shape, list(net.state_dict())
    ((64, 10), ['1.weight'])
    """

    def __init__(self, *layers: Layer):
        for place, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Sequential takes layers, got {_likely(layer)} at position {place}"
                )
        self.layers = layers

    def forward(self, input) -> np.ndarray:
        """Return the output of the last layer."""
        for layer in self.layers:
            input = layer(input)
        return input

    def backward(self, grad) -> np.ndarray:
        """Run the layers' backward, last to first; return the gradient of the input."""
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def backward_parameters(self, grad) -> None:
        """Run the layers' backward, without the gradient of the first layer's input."""
        for layer in reversed(self.layers[1:]):
            grad = layer.backward(grad)
        for layer in self.layers[:1]:
            layer.backward_parameters(grad)

    def output_shape(self, shape: tuple) -> tuple:
        """Return the shape of the last layer's output."""
        for layer in self.layers:
            shape = layer.output_shape(shape)
        return shape

    def named_children(self) -> dict[str, Layer]:
        """Return the layers by their places: "0", "1" and so on."""
        return {str(place): layer for place, layer in enumerate(self.layers)}

    def named_parameters(self) -> dict[str, Parameter]:
        """Return the parameters of all layers as "index.name", for example "0.weight"."""
        return {
            f"{place}.{name}": parameter
            for place, layer in enumerate(self.layers)
            for name, parameter in layer.named_parameters().items()
        }

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, place):
        chosen = self.layers[place]
        return Sequential(*chosen) if isinstance(place, slice) else chosen

    def __repr__(self) -> str:
        lines = "".join(f"({place}): {layer}\n" for place, layer in enumerate(self.layers))
        return f"Sequential(\n{indent(lines, '  ')})" if lines else "Sequential()"


def _likely(layer) -> str:
    if isinstance(layer, list | tuple):
        return f"a {type(layer).__name__} (unpack the list, Sequential(*layers))"
    if isinstance(layer, type) and issubclass(layer, Layer):
        return f"the class (create one with {layer.__name__}())"
    return type(layer).__name__
