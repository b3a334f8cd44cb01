"""Gradient descent, as the page's ``maths/descent.js`` walks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

BEYOND = 1000  # a weight beyond this has exploded: the descent ends


def descend(first: Any, gradient: Callable[[Any], Any], *, lr: float, steps: int) -> list[Any]:
    """Return where the steps lead, the first place too; fewer if a weight explodes.

    Examples
    --------
    >>> descend(3.0, lambda w: 2 * w, lr=0.5, steps=2)
    [3.0, 0.0, 0.0]
    """
    trail = [first]
    while len(trail) <= steps and np.abs(trail[-1]).max() <= BEYOND:
        trail.append(trail[-1] - lr * gradient(trail[-1]))
    return trail
