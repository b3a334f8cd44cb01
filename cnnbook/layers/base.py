"""The base class of all layers, and the parameters that they hold."""

from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np


class Parameter:
    """A trainable array and its gradient.

    ``data`` is the array; ``grad`` is None until a backward pass fills it with an array of the same
    shape. Each backward pass replaces ``grad`` (PyTorch adds to it, and needs ``zero_grad``).
    An optimiser changes ``data`` in place, ``parameter.data -= lr * parameter.grad``, and the layer
    uses the new values, since it holds this object.

    Parameters
    ----------
    data : array_like
        The initial values.

    Examples
    --------
    >>> Parameter(np.zeros((8, 1, 3, 3)))
    Parameter(shape=(8, 1, 3, 3), dtype=float64)
    """

    __slots__ = ("data", "grad")

    def __init__(self, data):
        self.data: np.ndarray = np.asarray(data)
        self.grad: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.data.size

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        if copy is None:  # NumPy 1 does not accept None for "only if needed"
            return np.asarray(self.data, dtype=dtype)
        return np.array(self.data, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        return f"Parameter(shape={self.shape}, dtype={self.data.dtype})"


class Layer:
    """The base of all layers.

    Calling a layer computes its output and saves what :meth:`backward` needs. ``backward`` takes
    the gradient of the loss with respect to that output, sets ``grad`` of the parameters and
    returns the gradient with respect to the input.

    ``training`` says in which mode it is: some layers do in training what they do not do in use.
    """

    training: bool = True
    _saved = None  # by the last forward, for backward

    def __call__(self, input) -> np.ndarray:
        """Return the output for ``input``."""
        return self.forward(input)

    def forward(self, input) -> np.ndarray:
        """Return the output for ``input`` and save what :meth:`backward` needs."""
        raise NotImplementedError

    def backward(self, grad) -> np.ndarray:
        """Set the parameters' ``grad`` and return the gradient with respect to the input.

        Raises
        ------
        RuntimeError
            If the layer has not been called yet.
        """
        raise NotImplementedError

    def backward_parameters(self, grad) -> None:
        """Set the parameters' ``grad`` only: a network's first layer needs no input gradient."""
        self.backward(grad)

    def output_shape(self, shape: tuple) -> tuple:
        """Return the shape of the output for an input of ``shape``, without computing it."""
        return shape

    def named_children(self) -> dict[str, "Layer"]:
        """Return the layers that this one is made of, by their names."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Layer)}

    def train(self, mode: bool = True) -> Self:
        """Put the layer, and all that it is made of, into training mode; return the layer.

        A layer begins in training mode. :func:`cnnbook.training.fit` chooses it for its steps, and
        leaves the network in evaluation mode.

        Parameters
        ----------
        mode : bool
            False puts it into evaluation mode, as :meth:`eval` does.
        """
        for layer in self.modules():
            layer.training = bool(mode)
        return self

    def modules(self) -> Iterator["Layer"]:
        """Yield the layer, and all layers that it is made of, at any depth."""
        yield self
        for layer in self.named_children().values():
            yield from layer.modules()

    def eval(self) -> Self:
        """Put the layer, and all that it is made of, into evaluation mode; return the layer."""
        return self.train(False)

    def named_parameters(self) -> dict[str, Parameter]:
        """Return the parameters by their PyTorch names."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Parameter)}

    def parameters(self) -> list[Parameter]:
        """Return the parameters, for an optimiser."""
        return list(self.named_parameters().values())

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return a copy of every parameter's array, under PyTorch's key."""
        return {name: value.data.copy() for name, value in self.named_parameters().items()}

    def load_state_dict(self, state: Mapping) -> None:
        """Copy the arrays of ``state``, from :meth:`state_dict` or PyTorch, into the parameters.

        Raises
        ------
        ValueError
            If keys are missing or unknown, or a shape differs; then nothing is changed.
        """
        own = self.named_parameters()
        missing, unknown = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
        if missing or unknown:
            raise ValueError(
                f"state_dict does not match: missing keys {missing}, unknown {unknown}"
            )
        arrays = {name: np.asarray(state[name]) for name in own}
        for name, parameter in own.items():
            if arrays[name].shape != parameter.shape:
                raise ValueError(
                    f"state_dict does not match: {name} must have shape {parameter.shape}, "
                    f"got {arrays[name].shape}"
                )
        for name, parameter in own.items():
            parameter.data[...] = arrays[name]

    def _from_forward(self):
        if self._saved is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward needs a forward pass: "
                "call the layer on an input first"
            )
        return self._saved

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._options()})"

    def _options(self) -> str:
        return ""
