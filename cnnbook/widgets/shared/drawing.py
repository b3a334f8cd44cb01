"""Drawings: strokes of a round pen with soft edges on 28 × 28 pixels, and their ink."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import traitlets

from cnnbook.digits import _strokes as pen

from .printing import literal
from .traits import plain

SIDE = 28
SOFT = 0.06 * SIDE  # the ink fades out over this many pixels, as in `digits.draw`
MOST_POINTS = 2000
FITTED = 18  # the longer side of a fitted drawing, from the middle of a line to that of another
FITTED_PEN = 3.6  # a fifth of it: about as thick as the real digits' strokes
USUAL = 0.65  # width by height, as of most digits
THINNEST = 0.1  # what is thinner by height is a line, and stays one

Stroke = list[list[float]]

# What is no digit, for a network that knows nothing else.
STRANGERS: dict[str, list[Stroke]] = {
    "X": [[[7, 5], [21, 23]], [[21, 5], [7, 23]]],
    "A": [[[6, 24], [14, 4], [22, 24]], [[9, 17], [19, 17]]],
    "square": [[[6, 6], [22, 6], [22, 22], [6, 22], [6, 6]]],
    "level line": [[[4, 14], [24, 14]]],
}


def sketch(strokes: list[Stroke], *, width: float = 2.8) -> np.ndarray:
    """Return the image of a list of strokes.

    Parameters
    ----------
    strokes : list of list of (x, y)
        Each stroke is a list of points in pixels from the upper left corner: x grows to the right,
        y downwards. A single point is a dot.
    width : float
        The pen's width in pixels.

    Returns
    -------
    ndarray of shape (28, 28)
        0 is background, 1 is ink.

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


def fitted(strokes: list[Stroke]) -> list[Stroke]:
    """Return strokes at the scale of the training data, whatever their size and place.

    Parameters
    ----------
    strokes : list of list of (x, y)
        A drawing; at least one stroke.

    Returns
    -------
    list of list of (x, y)
        The same drawing in the middle of the image, 18 pixels high, or wide if it is wider. A
        narrow drawing is made wider, and a wide one narrower: the ratio r of width and height
        becomes 0.65 (r / 0.65)^0.4. A line, thinner than a tenth of its height, stays one.

    Notes
    -----
    The points are moved, not the ink: drawn again with a pen that is as thick as the training
    data's strokes, a small or narrow digit keeps its holes open.

    Examples
    --------
    >>> fitted([[(2, 2), (2, 5)]])  # a small line in a corner becomes a large one in the middle
    [[[14.0, 5.0], [14.0, 23.0]]]
    """
    points = np.concatenate([np.array(stroke, dtype=float) for stroke in strokes])
    first, last = points.min(axis=0), points.max(axis=0)
    wide, high = last - first
    if max(wide, high) < 1:  # a dot
        scale = np.ones(2)
    else:
        scale = np.array([_stretch(wide, high), 1.0])
        scale *= FITTED / (scale * (wide, high)).max()
    placed = [(np.array(stroke) - (first + last) / 2) * scale + SIDE / 2 for stroke in strokes]
    return [stroke.tolist() for stroke in placed]


def _stretch(wide: float, high: float) -> float:
    """Return how many times wider a drawing becomes."""
    if wide < THINNEST * high:
        return 1.0
    ratio = 10.0 if wide > 10 * high else wide / high
    return (USUAL / ratio) ** 0.6


def ink(strokes: list[Stroke], image: Any, *, width: float) -> np.ndarray:
    """Return what a network is shown of a drawing: fitted strokes, or strokes on an image.

    Strokes on an image stay where they are, since they belong to it.

    Examples
    --------
    >>> paper = np.zeros((28, 28))
    >>> ink([], paper, width=2.8).max(), ink([[(3, 4), (3, 8)]], paper, width=2.8).max()
    (np.float64(0.0), np.float64(1.0))
    """
    paper = np.asarray(image, dtype=float)
    if paper.any() or not strokes:
        return np.maximum(paper, sketch(strokes, width=width))
    return sketch(fitted(strokes), width=FITTED_PEN)


def checked_scan(image: Any, refuse: Callable[[str], None]) -> np.ndarray:
    """Return a digit's pixels as an array; refuse another size or scale."""
    pixels = np.array(image, dtype=float)
    if pixels.shape != (SIDE, SIDE):
        refuse(f"image must have shape ({SIDE}, {SIDE}), got {pixels.shape}")
    if pixels.min() < 0 or pixels.max() > 1:
        extremes = f"{pixels.min():g} to {pixels.max():g}"
        refuse(f"image must hold intensities from 0 to 1, got {extremes}: divide by 255?")
    return pixels


def example(digit: int) -> list[Stroke]:
    """Return a digit as strokes: 20 pixels high, centred.

    Examples
    --------
    >>> [len(stroke) for stroke in example(7)]
    [2, 7]
    """
    chains = [_points(stroke) for stroke in pen.STROKES[digit]]
    every = np.concatenate(chains)
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    scale = 20 - 2.8  # half the pen's width extends above, and half below
    placed = [((chain - middle) * scale + SIDE / 2).round(1) for chain in chains]
    return [[[plain(x), plain(y)] for x, y in chain.tolist()] for chain in placed]


def _points(stroke: Any) -> np.ndarray:
    straight = len(stroke) == 4 and np.allclose(np.diff(stroke, 2, axis=0), 0)
    return pen.polyline(stroke, steps=1 if straight else 6)


class Strokes(traitlets.TraitType):
    """A list of strokes, each a list of points (x, y) in pixels."""

    info_text = "a list of strokes, such as [[(3, 4), (5, 6)]]"
    # the page's problemOf validates values from a link
    limit: ClassVar = {"kind": "judged", "most": MOST_POINTS}

    def validate(self, obj: Any, value: Any) -> list[Stroke]:
        """Return the strokes as nested lists, or raise a TraitError that states the rule."""
        try:
            checked = [[_point(point) for point in stroke] for stroke in value]
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(
                f"{self.name} must be {self.info_text}, got {value!r:.80}"
            ) from error
        if not all(checked):
            raise traitlets.TraitError(
                f"{self.name}: every stroke must have a point, "
                f"got none in stroke {checked.index([])}"
            )
        if (points := sum(map(len, checked))) > MOST_POINTS:
            raise traitlets.TraitError(
                f"{self.name} must have at most {MOST_POINTS} points, got {points}"
            )
        for stroke in checked:
            for x, y in stroke:
                if not (-SIDE <= x <= 2 * SIDE and -SIDE <= y <= 2 * SIDE):
                    raise traitlets.TraitError(
                        f"{self.name}: points must be from {-SIDE} to {2 * SIDE} pixels, "
                        f"got ({x}, {y})"
                    )
        return checked


def _point(point: Any) -> list[float]:
    x, y = point
    if isinstance(x, bool | str) or isinstance(y, bool | str):
        raise TypeError("coordinates must be numbers")
    return [plain(x), plain(y)]


def printed(strokes: list[Stroke], width: float, *, fit: bool = False) -> str:
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
    drawing = f"fitted([\n{lines}    ])" if fit else f"[\n{lines}    ]"
    return f"sketch(\n    {drawing},\n    width={literal(width)},\n)"
