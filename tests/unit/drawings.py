"""Digits as a hand might draw them on the pad: polylines of our own, which no training has seen.

They share nothing with the digits that the package draws (`cnnbook.digits.draw`): other shapes,
two ways of writing each digit, and a hand that shakes.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

# The corners of each stroke in a box of height 1, x to the right and y downwards. A stroke marked
# "curve" is rounded between its corners, one marked "line" is straight.
SHAPES = {
    0: [
        [("curve", "33 0 5 20 0 50 8 85 33 100 58 82 64 50 56 15 33 0")],
        [("curve", "42 3 18 8 2 35 6 75 30 98 55 88 66 55 60 20 36 1 28 6")],
    ],
    1: [
        [("line", "20 0 20 100")],
        [("line", "0 30 25 0 25 100")],
    ],
    2: [
        [("curve", "2 25 12 4 35 0 58 12 56 35 35 62 4 98"), ("line", "4 98 66 98")],
        [("curve", "0 18 25 0 52 8 58 30 40 58 14 86 8 96 20 92 44 97 66 90")],
    ],
    3: [
        [("curve", "2 10 30 0 56 12 52 36 22 47"), ("curve", "22 47 58 56 62 80 36 100 0 90")],
        [("curve", "4 14 22 0 46 6 50 28 34 44 18 48 42 52 60 70 50 92 24 100 0 86")],
    ],
    4: [
        [("line", "44 0 0 66 70 66"), ("line", "50 30 50 100")],
        [("line", "6 0 2 52 60 52"), ("line", "56 4 52 100")],
    ],
    5: [
        [("line", "58 2 10 2 6 44"), ("curve", "6 44 34 38 60 56 58 84 32 100 0 90")],
        [
            ("line", "12 4 8 46"),
            ("curve", "8 46 40 40 60 62 50 92 22 100 0 92"),
            ("line", "12 4 62 0"),
        ],
    ],
    6: [
        [("curve", "48 0 20 22 2 60 8 90 32 100 56 88 58 66 38 54 14 62 4 78")],
        [("curve", "34 0 12 30 2 68 14 96 42 98 56 76 42 58 18 62 6 76")],
    ],
    7: [
        [("line", "0 2 62 2 22 100")],
        [("line", "0 4 60 0"), ("curve", "60 0 44 30 30 62 24 100"), ("line", "14 50 54 48")],
    ],
    8: [
        [("curve", "56 14 34 0 8 10 12 32 34 46 60 66 58 90 32 100 6 90 6 66 34 46 54 30 56 14")],
        [
            ("curve", "32 0 10 8 10 36 32 46 54 36 54 8 32 0"),
            ("curve", "32 46 4 58 4 90 32 100 60 90 60 58 32 46"),
        ],
    ],
    9: [
        [("curve", "56 20 36 0 8 8 2 34 24 50 50 40 56 20"), ("line", "56 20 48 100")],
        [("curve", "54 24 30 2 4 16 8 44 34 50 54 26 56 14 58 54 46 88 14 98")],
    ],
}

# Height of the digit, width of the pen, and what else is unlike the usual way of drawing.
STYLES = {
    "normal": {},
    "thin": {"pen": 1.4},
    "thick": {"pen": 4.5},
    "corner": {"height": 12, "corner": True},
    "large": {"height": 24},
    "small": {"height": 8},
    "small and thick": {"height": 9, "pen": 4.5},
    "narrow": {"wide": 0.45},
    "very narrow": {"wide": 0.33},
    "wide": {"wide": 1.5},
    "tilted left": {"turn": -20},
    "tilted right": {"turn": 20},
    "fast": {"every": 9, "shake": 0.03},
}


def drawings() -> list[tuple[str, int, list, float]]:
    """Return 260 drawings: the style's name, the digit, its strokes, and the pen's width."""
    rng = np.random.default_rng(2026)
    return [
        (style, digit, drawn(shape, rng, **options), options.get("pen", 2.8))
        for style, options in STYLES.items()
        for digit, shapes in SHAPES.items()
        for shape in shapes
    ]


def drawn(
    shape, rng, *, height=18, corner=False, wide=1.0, turn=0.0, every=2, shake=0.012, **_
) -> list:
    """Return the strokes of a shape on the pad, as one hand draws it once."""
    chains = [chain(how, corners) for how, corners in shape]
    every_point = np.concatenate(chains)
    middle = (every_point.min(axis=0) + every_point.max(axis=0)) / 2
    angle = np.deg2rad(turn + rng.uniform(-4, 4))
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    place = rng.uniform(-1.5, 1.5, 2) if not corner else rng.choice([-6.5, 6.5], 2)
    strokes = []
    for points in chains:
        wobble = np.cumsum(rng.normal(0, shake / 3, points.shape), axis=0)
        placed = ((points - middle + wobble) * (wide, 1)) @ turned.T * height + 14 + place
        kept = np.concatenate([placed[:-1:every], placed[-1:]])
        strokes.append(np.clip(kept, 0, 28).round(1).tolist())
    return strokes


def chain(how, corners):
    """Return the points of a stroke: about a hundredth of its height apart, as a pointer's."""
    points = np.array(corners.split(), float).reshape(-1, 2) / 100
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None]
    if how == "line":
        pieces = [a + (b - a) * steps for a, b in pairwise(points)]
    else:
        ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
        pieces = [rounded(*ends[k : k + 4], steps) for k in range(len(points) - 1)]
    return np.concatenate([*pieces, points[-1:]])


def rounded(a, b, c, d, t):
    """Return points from b to c on the curve that comes from a and goes on to d (Catmull-Rom)."""
    return (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3
    ) / 2
