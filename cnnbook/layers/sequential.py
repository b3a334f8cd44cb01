"""A network: layers applied one after the other."""

from collections.abc import Iterator
from textwrap import indent
from typing import Any, overload

from numpy.typing import ArrayLike, NDArray

from cnnbook.layers.base import BackwardPass, Layer


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
    >>> import numpy as np
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

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output of the last layer."""
        self._saved, saved, output = None, [], input  # the memory of the last call is free again
        for layer in self.layers:
            output = layer.forward(output)
            saved.append(layer._saved)  # a layer may come again
        self._saved = saved
        return output

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Run the layers' backward, last to first; return the gradient of the input.

        The gradients of a layer that is used more than once are added up.
        """
        saved, way = self._from_forward(), BackwardPass()
        for place in reversed(range(len(self.layers))):
            grad = way.back(self.layers[place], saved[place], grad)
        return grad

    def backward_parameters(self, grad: ArrayLike) -> None:
        """Run the layers' backward, without the gradient of the first layer's input."""
        saved, way = self._from_forward(), BackwardPass()
        for place in reversed(range(len(self.layers))):
            grad = way.back(self.layers[place], saved[place], grad, parameters_only=place == 0)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the last layer's output."""
        for layer in self.layers:
            shape = layer.output_shape(shape)
        return shape

    def _children(self) -> dict[str, Layer]:
        return {str(place): layer for place, layer in enumerate(self.layers)}

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    @overload
    def __getitem__(self, place: int) -> Layer: ...

    @overload
    def __getitem__(self, place: slice) -> "Sequential": ...

    def __getitem__(self, place: int | slice) -> Layer:
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
