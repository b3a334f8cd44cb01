"""Other values for a trait, sensible and senseless, from its present value and its limits."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

NONSENSE = [None, "", "nonsense", -1, 0, 10**9, 1e300, [], {}, [[]], [[1], [2, 3]], True, 0.5]


def other_value(value: Any, limit: dict[str, Any] | None, rng: Random) -> Any:
    """Return another value: mostly one that fits the limits, sometimes one that fits nothing."""
    if rng.random() < 0.1:
        return rng.choice(NONSENSE)
    kind = (limit or {}).get("kind")
    if kind == "flag":
        return not value
    if kind == "choice":
        return rng.choice(limit["choices"])
    if kind in ("whole", "number"):
        return _number(value, limit, rng)
    if kind == "grid":
        return _grid(value, rng)
    return _near(value, rng)


def _number(value: float, limit: dict[str, Any], rng: Random) -> float:
    low, high = limit.get("min", -50), limit.get("max", 50)
    whole = limit["kind"] == "whole"
    inside = rng.randint(int(low), int(high)) if whole else round(rng.uniform(low, high), 3)
    edges = [low, high, low - 1, high + 1, value + 1, value - 1]
    return rng.choice([inside, *edges] if whole else [inside, *edges, value / 3, -value, 1e-12])


def _grid(value: list[Any], rng: Random) -> list[Any]:
    """Change one number, or all, or the number of rows and columns."""
    way = rng.choice(["one", "all", "shape", "shape", "constant"])
    if way == "one":
        return _one_number_changed(copy.deepcopy(value), rng)
    shape = _shape(value)
    if way == "shape":
        shape = [max(1, n + rng.choice([-2, -1, 0, 1, 2])) for n in shape]
    same = rng.choice([0, 1, -2.5, 0.1, 1e6])
    return _filled(shape, (lambda: same) if way == "constant" else (lambda: _weight(rng)))


def _weight(rng: Random) -> float:
    return rng.choice([rng.randint(-9, 9), 0, round(rng.uniform(0, 1), 4)])


def _shape(value: Any) -> list[int]:
    return [len(value), *_shape(value[0])] if isinstance(value, list) and value else []


def _filled(shape: list[int], number: Any) -> Any:
    return [_filled(shape[1:], number) for _ in range(shape[0])] if shape else number()


def _one_number_changed(value: list[Any], rng: Random) -> list[Any]:
    part = rng.choice(value)
    if isinstance(part, list):
        _one_number_changed(part, rng)
    else:
        value[rng.randrange(len(value))] = _weight(rng)
    return value


def _near(value: Any, rng: Random) -> Any:
    """Something of the same form: a list with one entry more, less or other, a text, a number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + rng.choice([-1, 1, 2, 0.5])
    if isinstance(value, str):
        return rng.choice(["", "1", "7.5", "-3", value + "0", "½", "x" * 500])
    if isinstance(value, dict):
        return {name: _near(v, rng) if rng.random() < 0.5 else v for name, v in value.items()}
    if isinstance(value, list) and value:
        return _near_list(list(value), rng)
    return rng.choice(NONSENSE)


def _near_list(value: list[Any], rng: Random) -> list[Any]:
    k = rng.randrange(len(value))
    way = rng.choice(["less", "twice", "other", "swap"])
    if way == "less":
        del value[k]
    elif way == "twice":
        value.insert(k, copy.deepcopy(value[k]))
    elif way == "other":
        value[k] = _near(value[k], rng)
    else:
        value.reverse()
    return value
