"""What a state must be, to be loaded: all of it fits, or nothing of it is used."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import as_numbers


def fitting_arrays(own: Mapping[str, NDArray[Any]], state: Any) -> dict[str, NDArray[Any]]:
    """Return the arrays of ``state``, copied, in the shapes and dtypes of ``own``; or reject it."""
    _check_keys(own, state)
    return {name: _fitting(name, array, state[name]) for name, array in own.items()}


def _check_keys(own: Mapping[str, Any], state: Any) -> None:
    if not isinstance(state, Mapping):
        likely = "net.load_state_dict(other.state_dict()) copies another network's weights"
        if isinstance(state, str):
            likely = "net.load_state_dict(training.load(path)) reads a file"
        raise TypeError(
            f"state_dict must be a mapping from names to arrays, got {type(state).__name__}: "
            f"{likely}"
        )
    missing = [name for name in own if name not in state]
    unknown = [name for name in state if name not in own]
    if missing or unknown:
        raise ValueError(f"state_dict does not match: missing keys {missing}, unknown {unknown}")


def _fitting(name: str, own: NDArray[Any], value: Any) -> NDArray[Any]:
    array = as_numbers(value, f"state_dict does not match: {name}")
    if array.shape != own.shape:
        raise ValueError(
            f"state_dict does not match: {name} must have shape {own.shape}, got {array.shape}"
        )
    if own.dtype.kind != "f" and array.dtype.kind not in "iu":
        raise TypeError(f"state_dict does not match: {name} must hold integers, got {array.dtype}")
    with np.errstate(over="ignore"):
        fitting = np.array(array, own.dtype)
    if (np.isinf(fitting) & np.isfinite(array)).any():
        raise ValueError(
            f"state_dict does not match: {name} has numbers too large for {own.dtype}, "
            f"up to {np.abs(array).max()}"
        )
    return fitting
