"""The base class of all layers, and the parameters that they hold."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import as_float, as_real
from cnnbook.layers._state import fitting_arrays


class Parameter:
    """A trainable array and its gradient.

    ``data`` is the array; ``grad`` is None until a backward pass fills it with an array of the same
    shape. Each backward pass replaces ``grad`` (PyTorch adds to it, and needs ``zero_grad``).
    An optimiser changes ``data`` in place, ``parameter.data -= lr * parameter.grad``, and the layer
    uses the new values, since it holds this object.

    Parameters
    ----------
    data : array_like
        The initial values; integers become floats.

    Examples
    --------
    >>> Parameter(np.zeros((8, 1, 3, 3)))
    Parameter(shape=(8, 1, 3, 3), dtype=float64)
    """

    __slots__ = ("data", "grad")

    def __init__(self, data: ArrayLike):
        self.data: NDArray[Any] = as_float(data, "data")
        self.grad: NDArray[Any] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the data."""
        return self.data.dtype

    def __array__(self, dtype=None, copy=None) -> NDArray[Any]:
        if copy is None:  # NumPy 1 does not accept None for "only if needed"
            return np.asarray(self.data, dtype=dtype)
        return np.array(self.data, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        return f"Parameter(shape={self.shape}, dtype={self.dtype})"


class Layer:
    """The base of all layers.

    Calling a layer computes its output and saves what :meth:`backward` needs. ``backward`` takes
    the gradient of the loss with respect to that output, sets ``grad`` of the parameters and
    returns the gradient with respect to the input.

    ``training`` says in which mode it is: some layers do in training what they do not do in use.

    A layer of your own has a ``forward`` that keeps in ``self._saved`` what its ``backward`` needs,
    and nowhere else: then a network may use it more than once. Parameters and layers that it is
    made of are found among its attributes.
    """

    training: bool = True
    _saved: Any = None  # by the last forward, for backward
    _buffers: ClassVar[tuple[str, ...]] = ()  # arrays of the state that no optimiser changes

    def __call__(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output for ``input``; what becomes of ``input`` later changes no gradient."""
        return self.forward(np.array(as_real(input, "input")))

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output for ``input`` and save what :meth:`backward` needs."""
        raise NotImplementedError

    def backward(self, grad: ArrayLike) -> NDArray[Any]:
        """Set the parameters' ``grad`` and return the gradient with respect to the input.

        It belongs to the last call of the layer.

        Raises
        ------
        RuntimeError
            If the layer has not been called yet.
        """
        raise NotImplementedError

    def backward_parameters(self, grad: ArrayLike) -> None:
        """Set the parameters' ``grad`` only: a network's first layer needs no input gradient."""
        self.backward(grad)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the output for an input of ``shape``, without computing it."""
        return shape

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

    def eval(self) -> Self:
        """Put the layer, and all that it is made of, into evaluation mode; return the layer."""
        return self.train(False)

    def modules(self) -> Iterator["Layer"]:
        """Yield the layer and all layers that it is made of, at any depth, each once."""
        found = dict.fromkeys(self._modules())
        yield from found

    def named_parameters(self) -> dict[str, Parameter]:
        """Return the parameters by their PyTorch names, each once, also if it is used twice."""
        first = {}
        for name, value in self._named_state():
            if isinstance(value, Parameter):
                first.setdefault(value, name)
        return {name: parameter for parameter, name in first.items()}

    def parameters(self) -> list[Parameter]:
        """Return the parameters, each once, for an optimiser."""
        own = (value for layer in self._modules() for value in vars(layer).values())
        return list(dict.fromkeys(value for value in own if isinstance(value, Parameter)))

    def zero_grad(self) -> None:
        """Set every ``grad`` to None, as PyTorch does. No training here needs that.

        In PyTorch each backward pass adds to ``grad``, so that ``zero_grad`` must come first. Here
        each backward pass replaces it.
        """
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return a copy of every parameter's array, and of running statistics, by PyTorch's keys.

        A network of PyTorch takes them as
        ``{k: torch.from_numpy(v) for k, v in net.state_dict().items()}``.
        """
        return {name: value.copy() for name, value in self._named_arrays()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Copy the arrays of ``state`` into the parameters: all of them, or none.

        Parameters
        ----------
        state : mapping from str to array
            From :meth:`state_dict`, from :func:`cnnbook.training.load`, or PyTorch's: a network's
            ``state_dict()`` or ``dict(network.named_parameters())``.

        Raises
        ------
        TypeError
            If ``state`` is not a mapping, or holds anything but real numbers.
        ValueError
            If keys are missing or unknown, a shape differs, or a number is too large for the
            parameter's dtype.
        """
        own = dict(self._named_arrays())
        for name, array in fitting_arrays(own, state).items():
            own[name][...] = array

    def _children(self) -> dict[str, "Layer"]:
        """Return the layers that this one is made of; one that is used twice has two names."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Layer)}

    def _modules(self) -> Iterator["Layer"]:
        yield self
        for layer in self._children().values():
            yield from layer._modules()

    def _named_state(self) -> Iterator[tuple[str, Parameter | NDArray[Any]]]:
        """Yield parameters and buffers in PyTorch's order; what is used twice has two names."""
        own = vars(self)
        for name, value in own.items():
            if isinstance(value, Parameter):
                yield name, value
        for name in self._buffers:
            if own[name] is not None:
                yield name, own[name]
        for place, layer in self._children().items():
            for name, value in layer._named_state():
                yield f"{place}.{name}", value

    def _named_arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        for name, value in self._named_state():
            yield name, value.data if isinstance(value, Parameter) else value

    def _from_forward(self) -> Any:
        if self._saved is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward needs a forward pass: "
                "call the layer on an input first"
            )
        return self._saved

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the last forward saved: a file of the network holds no images."""
        return {name: value for name, value in vars(self).items() if name != "_saved"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._options()})"

    def _options(self) -> str:
        return ""


class BackwardPass:
    """One way back through layers, some of which may have been used more than once.

    Before a layer's backward, it gets back what it saved at that place. After it, the gradients
    that its parameters had from later places are added to those of this one.
    """

    def __init__(self) -> None:
        self._sums: dict[Parameter, NDArray[Any]] = {}

    def back(self, layer: Layer, saved: Any, grad: Any, parameters_only: bool = False) -> Any:
        """Return the gradient of the layer's input at the place where it saved ``saved``."""
        layer._saved = saved
        grad = layer.backward_parameters(grad) if parameters_only else layer.backward(grad)
        for parameter in layer.parameters():
            if parameter.grad is not None:
                if parameter in self._sums:
                    parameter.grad = self._sums[parameter] + parameter.grad
                self._sums[parameter] = parameter.grad
        return grad
