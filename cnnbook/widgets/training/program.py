"""The Python program that trains as the page does: the same text as ``derived.js`` prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cnnbook import layers as nn

from ..shared.printing import literal

ARCHITECTURE = ("network", "first_maps", "second_maps", "activation", "pool")
DIGITS = ("count", "moved", "augment")
OPTIMISATION = ("optimizer", "lr", "weight_decay", "batch_size", "seed")
RUN = ARCHITECTURE + DIGITS + OPTIMISATION  # what determines a training, epoch by epoch

_ALL = 1438  # training digits
Row = tuple[str, tuple[Any, ...], dict[str, Any]]  # a layer: its name, arguments, options


def _rows(settings: dict[str, Any]) -> list[Row]:
    """Return the layers of the network, without weights.

    Examples
    --------
    >>> [name for name, *_ in _rows({"network": "plain"})]
    ['Flatten', 'Linear']
    """
    if settings["network"] == "plain":
        return [("Flatten", (), {}), ("Linear", (28 * 28, 10), {})]
    side, rows, before = 28, [], 1
    for maps in (settings["first_maps"], settings["second_maps"]):
        rows.append(("Conv2d", (before, maps, 3), {"padding": 1}))
        if settings["activation"] != "none":
            rows.append((settings["activation"], (), {}))
        if settings["pool"] != "none":
            rows.append((settings["pool"], (2,), {}))
            side //= 2
        before = maps
    return [*rows, ("Flatten", (), {}), ("Linear", (before * side * side, 10), {})]


def layers_of(settings: dict[str, Any]) -> list[Callable[..., nn.Layer]]:
    """Return a function for each layer that makes it, from options for the layers with weights.

    Examples
    --------
    >>> [make(rng=0, dtype=float) for make in layers_of({"network": "plain"})]
    [Flatten(start_dim=1, end_dim=-1), Linear(in_features=784, out_features=10, bias=True)]
    """
    return [partial(_made, *row) for row in _rows(settings)]


def _made(name: str, sizes: tuple, options: dict[str, Any], **weights: Any) -> nn.Layer:
    return getattr(nn, name)(*sizes, **options, **(weights if _has_weights(name) else {}))


def _has_weights(name: str) -> bool:
    return name in ("Conv2d", "Linear")


def program(settings: dict[str, Any], epochs: int) -> str:
    """Return the program as text."""
    rows = _rows(settings)
    names = ", ".join(sorted({name for name, *_ in rows} | {"Sequential"}))
    moved, augment = settings["moved"], settings["moved"] and settings["augment"]
    return "\n".join(
        [
            "from cnnbook import digits, training",
            f"from cnnbook.layers import {names}",
            "from cnnbook.random import Generator",
            "",
            "images, labels = digits.load()",
            "train, held_out = training.split(images[:, None].astype(float), labels)",
            *([f"move = training.shifts({moved})"] if moved else []),
            *(["held_out = move(held_out[0], Generator(0)), held_out[1]"] if moved else []),
            *(["train = move(train[0], Generator(1)), train[1]"] if moved and not augment else []),
            *_cut(settings["count"]),
            "",
            f"rng = Generator({settings['seed']})",
            'options = {"rng": rng, "dtype": float}',
            "net = Sequential(",
            *(f"    {_printed(*row)}," for row in rows),
            ")",
            "history = training.fit(",
            "    net,",
            "    *train,",
            f"    epochs={epochs},",
            f"    batch_size={settings['batch_size']},",
            f"    optimizer=training.{_optimizer(settings)},",
            "    seed=rng,",
            "    validation=held_out,",
            *(["    augment=move,"] if augment else []),
            "    progress=False,",
            ")",
        ]
    )


def _cut(count: int) -> list[str]:
    return [f"train = train[0][:{count}], train[1][:{count}]"] if count < _ALL else []


def _printed(name: str, sizes: tuple, options: dict[str, Any]) -> str:
    given = [literal(size) for size in sizes]
    given += [f"{key}={literal(value)}" for key, value in options.items()]
    return f"{name}({', '.join([*given, *(['**options'] if _has_weights(name) else [])])})"


def _optimizer(settings: dict[str, Any]) -> str:
    options = f"lr={literal(settings['lr'])}"
    if settings["optimizer"] == "momentum":
        options += ", momentum=0.9"
    if settings["weight_decay"]:
        options += f", weight_decay={literal(settings['weight_decay'])}"
    name = "Adam" if settings["optimizer"] == "Adam" else "SGD"
    return f"{name}(net.parameters(), {options})"
