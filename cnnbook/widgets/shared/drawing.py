"""What a reader draws: strokes of a round, soft pen on 28 × 28 pixels, and the ink they leave."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from cnnbook.digits import strokes as pen

from .printing import literal
from .traits import plain

SIDE = 28
SOFT = 0.06 * SIDE  # the edge of the ink fades over this many pixels, as in `digits.draw`
MOST_POINTS = 2000

Stroke = list[list[float]]


def sketch(strokes: list[Stroke], *, width: float = 2.8) -> np.ndarray:
    """Return the ink that strokes leave.

    Parameters
    ----------
    strokes : list of list of (x, y)
        Each stroke is a chain of points in pixels, from the upper left corner: x grows to the
        right, y downwards. A single point is a dot.
    width : float
        The pen's width in pixels.

    Returns
    -------
    ndarray of shape (28, 28)
        0 is black paper, 1 is white ink.

    Examples
    --------
    >>> image = sketch([[(3.5, 2.5), (3.5, 6.5)]], width=2)
    >>> image.shape, image[2:7, 3].round(1).tolist()
    ((28, 28), [1.0, 1.0, 1.0, 1.0, 1.0])
    """
    if not strokes:
        return np.zeros((SIDE, SIDE))
    chains = [np.array(stroke, dtype=float) for stroke in strokes]
    starts = np.concatenate([chain[: max(1, len(chain) - 1)] for chain in chains])
    ends = np.concatenate([chain[min(1, len(chain) - 1) :] for chain in chains])
    distance = pen.distances(SIDE, starts, ends)
    ink = np.clip((width / 2 - distance) / SOFT + 0.5, 0, 1)
    return ink * ink * (3 - 2 * ink)


def example(digit: int) -> list[Stroke]:
    """Return a digit as strokes: 20 pixels high, in the middle.

    Examples
    --------
    >>> [len(stroke) for stroke in example(7)]
    [2, 7]
    """
    chains = [_points(stroke) for stroke in pen.STROKES[digit]]
    every = np.concatenate(chains)
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    scale = 20 - 2.8  # half a pen sticks out above, and half below
    placed = [((chain - middle) * scale + SIDE / 2).round(1) for chain in chains]
    return [[[plain(x), plain(y)] for x, y in chain.tolist()] for chain in placed]


def _points(stroke: Any) -> np.ndarray:
    straight = len(stroke) == 4 and np.allclose(np.diff(stroke, 2, axis=0), 0)
    return pen.polyline(stroke, steps=1 if straight else 6)


class Strokes(traitlets.TraitType):
    """A list of strokes, each a list of points (x, y) in pixels."""

    info_text = "a list of strokes, such as [[(3, 4), (5, 6)]]"
    # the page's problemOf looks at what a link brings
    limit: ClassVar = {"kind": "judged", "most": MOST_POINTS}

    def validate(self, obj: Any, value: Any) -> list[Stroke]:
        """Return the strokes as nested lists, or raise a TraitError that says what is wrong."""
        try:
            checked = [[_point(point) for point in stroke] for stroke in value]
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(
                f"{self.name} must be {self.info_text}, not {value!r:.80}"
            ) from error
        if not all(checked):
            raise traitlets.TraitError(f"{self.name}: stroke {checked.index([])} has no point")
        if (points := sum(map(len, checked))) > MOST_POINTS:
            raise traitlets.TraitError(f"{self.name} has {points} points: {MOST_POINTS} at most")
        for stroke in checked:
            for x, y in stroke:
                if not (-SIDE <= x <= 2 * SIDE and -SIDE <= y <= 2 * SIDE):
                    raise traitlets.TraitError(
                        f"{self.name}: the point ({x}, {y}) is far from the pad, "
                        f"which goes from 0 to {SIDE}"
                    )
        return checked


def _point(point: Any) -> list[float]:
    x, y = point
    if isinstance(x, bool | str) or isinstance(y, bool | str):
        raise TypeError("a coordinate is a number")
    return [plain(x), plain(y)]


def printed(strokes: list[Stroke], width: float) -> str:
    """Return the Python expression for the drawing, one stroke a line.

    Examples
    --------
    >>> print(printed([[[1, 2], [3, 4]], [[5, 6]]], 2.8))
    sketch(
        [
            [[1, 2], [3, 4]],
            [[5, 6]],
        ],
        width=2.8,
    )
    """
    lines = "".join(f"        {literal(stroke)},\n" for stroke in strokes)
    return f"sketch(\n    [\n{lines}    ],\n    width={literal(width)},\n)"
