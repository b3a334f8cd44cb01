"""Argument validation: what is no network, no optimiser, or no argument of `fit`."""

from collections.abc import Mapping
from typing import Any

from cnnbook.layers import Layer
from cnnbook.training.optimizer import Optimizer

_ADAM = "the optimiser has it, optimizer=training.Adam(net.parameters(), {}={!r})"
_ELSEWHERE = {  # what other libraries' loops take, and where it stands here
    "lr": _ADAM,
    "learning_rate": _ADAM,
    "weight_decay": _ADAM,
    "momentum": "the optimiser has it, optimizer=training.SGD(net.parameters(), {}={!r})",
    "validation_data": "it is called validation",
    "callbacks": "it is called callback, and is one function",
    "verbose": "it is called progress",
    "rng": "it is called seed",
}


def check_arguments(net: Any, optimizer: Any, unknown: Mapping[str, Any]) -> None:
    """Reject unknown arguments, and what is no network or not its optimiser."""
    for name, value in unknown.items():
        likely = _ELSEWHERE.get(name, "help(training.fit) lists all")
        option = "lr" if name == "learning_rate" else name
        raise TypeError(f"fit has no argument {name!r}: {likely.format(option, value)}")
    if not isinstance(net, Layer):
        raise TypeError(f"net must be a layer, such as a Sequential, got {type(net).__name__}")
    if optimizer is None:
        return
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        raise TypeError(
            f"optimizer must be made for the network: training.{optimizer.__name__}"
            f"(net.parameters(), lr=0.01), got the class {optimizer.__name__}"
        )
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            "optimizer must be an optimiser such as training.Adam(net.parameters(), lr=0.01), "
            f"got {type(optimizer).__name__}"
        )
    if not set(optimizer.parameters) <= set(net.parameters()):
        raise ValueError(
            "optimizer holds parameters that the network does not have: "
            f"training.{type(optimizer).__name__}(net.parameters(), …) makes one for it"
        )
