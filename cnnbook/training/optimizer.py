"""What all optimisers share: parameters, options, and a state to go on from later.

An optimiser changes `parameter.data` in place, so the layers that hold the parameters use the new
values.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import as_numbers, is_number
from cnnbook.layers import Layer, Parameter


class Optimizer:
    """Base class of the optimisers: a list of parameters and a learning rate.

    Attributes
    ----------
    lr : float
        The learning rate; a schedule may change it between steps.
    weight_decay : float
        Each gradient grows by this times the weight.
    """

    _options: ClassVar[tuple[str, ...]] = ("lr", "weight_decay")
    _averages: ClassVar[tuple[str, ...]] = ()  # what each parameter has besides, by PyTorch's names

    def __init__(self, parameters: Iterable[Parameter], lr: float, weight_decay: float = 0.0):
        self.parameters = _checked(parameters)
        check_number("lr", lr, 0)
        check_number("weight_decay", weight_decay, 0)
        self.lr, self.weight_decay, self.steps = lr, weight_decay, 0
        self._state = [[np.zeros_like(p.data) for p in self.parameters] for _ in self._averages]

    def step(self) -> None:
        """Update every parameter by one step.

        Raises
        ------
        RuntimeError
            If a parameter has no gradient yet.
        """
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is None:
                raise RuntimeError(
                    f"parameter {i} of shape {parameter.shape} has no gradient: call "
                    f"net.backward(…) before optimizer.step()"
                )
        self.steps += 1
        self._update()

    def zero_grad(self) -> None:
        """Set every ``grad`` to None, as PyTorch does. No training here needs that.

        In PyTorch each backward pass adds to ``grad``, so that ``zero_grad`` must come first. Here
        each backward pass replaces it.
        """
        for parameter in self.parameters:
            parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Return all that :meth:`load_state_dict` needs to go on later, under PyTorch's keys.

        Returns
        -------
        dict
            "state" has copies of the averages of each parameter, by its number, once there was a
            step; "param_groups" has the options.
        """
        state = {}
        if self.steps and self._has_averages():
            for i in range(len(self.parameters)):
                pairs = zip(self._averages, self._state, strict=True)
                state[i] = {"step": np.array(self.steps, np.float32)}
                state[i] |= {name: arrays[i].copy() for name, arrays in pairs}
        group = {name: getattr(self, name) for name in self._options}
        group["params"] = list(range(len(self.parameters)))
        return {"state": state, "param_groups": [group]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on where an optimiser of the same kind was: in all, or not at all.

        Parameters
        ----------
        state_dict : mapping
            From :meth:`state_dict`, or from PyTorch's optimiser of the same name.

        Raises
        ------
        TypeError, ValueError
            If it does not fit; then nothing is changed.
        """
        options = self._fitting_options(state_dict)
        fresh = type(self)(self.parameters, **options)  # which checks them
        states = {i: state for i, state in state_dict["state"].items() if _any(state)}
        if states:
            fresh._state = [self._fitting(name, states) for name in self._averages]
            fresh.steps = max(int(as_numbers(s.get("step", 2), "step")) for s in states.values())
        vars(self).update(vars(fresh))

    def _fitting_options(self, state_dict: Any) -> dict[str, Any]:
        rule = "the state of an optimiser is what its state_dict() returned"
        if not isinstance(state_dict, Mapping) or not {"state", "param_groups"} <= set(state_dict):
            raise TypeError(f"{rule}, got {type(state_dict).__name__}")
        sizes = [len(group["params"]) for group in state_dict["param_groups"]]
        if sizes != [len(self.parameters)]:
            raise ValueError(f"{rule}: {len(self.parameters)} parameters in one group, got {sizes}")
        (group,) = state_dict["param_groups"]
        missing = [name for name in self._options if name not in group]
        if missing:
            raise ValueError(f"{rule}, of {type(self).__name__}: {missing} are missing")
        return {name: group[name] for name in self._options}

    def _fitting(self, name: str, states: Mapping[int, Any]) -> list[NDArray[Any]]:
        """Return copies of one kind of average, for all parameters."""
        arrays = []
        for i, parameter in enumerate(self.parameters):
            if name not in states.get(i, ()):
                raise ValueError(f"the state has no {name} of parameter {i}")
            array = as_numbers(states[i][name], f"{name} of parameter {i}")
            if array.shape != parameter.shape:
                raise ValueError(
                    f"{name} of parameter {i} must have shape {parameter.shape}, got {array.shape}"
                )
            arrays.append(np.array(array, parameter.data.dtype))
        return arrays

    def _update(self) -> None:
        raise NotImplementedError

    def _has_averages(self) -> bool:
        return bool(self._averages)

    def _gradient(self, parameter: Parameter) -> NDArray[Any]:
        """Return the gradient of the loss and of weight_decay · weight² / 2."""
        assert parameter.grad is not None
        if self.weight_decay == 0:
            return parameter.grad
        return parameter.grad + self.weight_decay * parameter.data

    def _decay(self) -> str:
        return f", weight_decay={self.weight_decay}" if self.weight_decay else ""


def check_number(name: str, value: float, low: float, high: float = np.inf) -> None:
    """Reject what is not a number from ``low`` to below ``high``."""
    rule = f"at least {low}" if high == np.inf else f"at least {low} and below {high}"
    if not is_number(value):
        raise TypeError(f"{name} must be a number, {rule}, got {value!r}")
    if not (low <= value < high):
        raise ValueError(f"{name} must be {rule}, got {value}")


def _checked(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Return parameters as a list; reject what holds anything else, none, or one twice."""
    if isinstance(parameters, Layer):
        raise TypeError("parameters must hold Parameter objects: give net.parameters(), not net")
    found = list(parameters)
    if not found:
        raise ValueError("parameters must hold at least one parameter, got an empty list")
    others = [p for p in found if not isinstance(p, Parameter)]
    if others:
        raise TypeError(
            f"parameters must hold Parameter objects, got {type(others[0]).__name__}; "
            f"net.parameters() returns them"
        )
    if len(set(found)) < len(found):
        raise ValueError("parameters must hold each parameter once, got one of them twice")
    return found


def _any(state: Mapping[str, Any]) -> bool:
    """Tell whether PyTorch kept more than None for a parameter, as SGD without momentum does."""
    return any(value is not None for value in state.values())
