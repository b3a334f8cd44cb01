"""Format the Python call for a widget's state, exactly as the page does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def literal(value: Any) -> str:
    """Return `value` as the page's ``literal`` formats it.

    Examples
    --------
    >>> literal([[1, 0.5], [True, "same"]])
    '[[1, 0.5], [True, "same"]]'
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def keywords(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> str:
    """Return the keyword arguments that differ from their defaults, each after a comma.

    Examples
    --------
    >>> keywords({"stride": 2, "padding": 0}, {"stride": 1, "padding": 0})
    ', stride=2'
    """
    return "".join(
        f", {name}={literal(value)}" for name, value in values.items() if value != defaults[name]
    )


def array(rows: list[list[float]]) -> str:
    """Return a matrix as a Python expression, with one row per line if it is large.

    Examples
    --------
    >>> array([[1, 2], [3, 4]])
    'np.array([[1, 2], [3, 4]])'
    """
    lines = [literal(row) for row in rows]
    flat = ", ".join(lines)
    inner = flat if len(flat) <= 72 else "\n    " + ",\n    ".join(lines) + ",\n"
    return f"np.array([{inner}])"
