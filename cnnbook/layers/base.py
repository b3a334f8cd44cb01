"""What every layer is: something to call, to go back through, and to save."""

from collections.abc import Mapping

import numpy as np


class Parameter:
    """An array that training changes, and its gradient.

    ``data`` is the array; ``grad`` is None until a backward pass fills it with an array of the same
    shape. Each backward pass replaces ``grad`` (PyTorch adds to it, and needs ``zero_grad``).
    An optimiser changes ``data`` in place, ``parameter.data -= lr * parameter.grad``, and the layer
    sees it, since the layer holds this very object.

    Parameters
    ----------
    data : array_like
        The first values.

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
        """How many numbers there are."""
        return self.data.size

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        if copy is None:  # NumPy 1 does not know "only if needed" by this name
            return np.asarray(self.data, dtype=dtype)
        return np.array(self.data, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        return f"Parameter(shape={self.shape}, dtype={self.data.dtype})"


class Layer:
    """The base of all layers.

    Calling a layer computes its output, and keeps what :meth:`backward` will need. ``backward``
    takes the gradient of the loss with respect to that output, fills ``grad`` of the parameters and
    returns the gradient with respect to the input.
    """

    _kept = None  # what the last forward left for backward

    def __call__(self, input) -> np.ndarray:
        """Return the output for ``input``."""
        return self.forward(input)

    def forward(self, input) -> np.ndarray:
        """Return the output for ``input`` and keep what :meth:`backward` needs."""
        raise NotImplementedError

    def backward(self, grad) -> np.ndarray:
        """Fill the parameters' ``grad`` and return the gradient with respect to the input.

        Raises
        ------
        RuntimeError
            If the layer has not been called before.
        """
        raise NotImplementedError

    def backward_parameters(self, grad) -> None:
        """Fill the parameters' ``grad`` alone: a network's input, the images, needs none."""
        self.backward(grad)

    def output_shape(self, shape: tuple) -> tuple:
        """Return the shape of the output for an input of ``shape``, without computing it."""
        return shape

    def named_parameters(self) -> dict[str, Parameter]:
        """Return the parameters by the names that PyTorch gives them."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Parameter)}

    def parameters(self) -> list[Parameter]:
        """Return the parameters, for an optimiser."""
        return list(self.named_parameters().values())

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return a copy of every parameter's array, under PyTorch's key."""
        return {name: value.data.copy() for name, value in self.named_parameters().items()}

    def load_state_dict(self, state: Mapping) -> None:
        """Take over the arrays of ``state``, as :meth:`state_dict` or PyTorch gave them.

        Raises
        ------
        ValueError
            If keys are missing or unknown, or a shape differs. Then nothing has been changed.
        """
        own = self.named_parameters()
        missing, unknown = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
        if missing or unknown:
            raise ValueError(f"state_dict does not fit: missing keys {missing}, unknown {unknown}")
        arrays = {name: np.asarray(state[name]) for name in own}
        for name, parameter in own.items():
            if arrays[name].shape != parameter.shape:
                raise ValueError(
                    f"state_dict does not fit: {name} has shape {arrays[name].shape}, "
                    f"the layer needs {parameter.shape}"
                )
        for name, parameter in own.items():
            parameter.data[...] = arrays[name]

    def _remember(self):
        if self._kept is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward needs what the forward kept: "
                "call the layer on an input first"
            )
        return self._kept

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._options()})"

    def _options(self) -> str:
        return ""
