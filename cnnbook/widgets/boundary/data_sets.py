"""Points of two classes in the plane: what a boundary shall part."""

from __future__ import annotations

import numpy as np

from cnnbook.random import Generator

_EACH = 30  # points of a class


def data_sets() -> dict[str, list[list[float]]]:
    """Return every set by its name: rows of x, y and the class, 0 or 1.

    Examples
    --------
    >>> sets = data_sets()
    >>> list(sets)
    ['blobs', 'xor', 'moons', 'ring', 'spirals']
    >>> len(sets["ring"])
    60
    """
    made = {"blobs": _blobs, "xor": _xor, "moons": _moons, "ring": _ring, "spirals": _spirals}
    return {name: _rows(*make(Generator(7))) for name, make in made.items()}


def _rows(*classes: np.ndarray) -> list[list[float]]:
    points = [np.round(np.clip(points, -2.9, 2.9), 1) for points in classes]
    return [[*point, kind] for kind, some in enumerate(points) for point in some.tolist()]


def _cloud(rng: Generator, count: int, reach: float) -> np.ndarray:
    """Return points around the origin: sums of three uniform numbers, (count, 2)."""
    return rng.uniform(-reach, reach, (count, 2, 3)).sum(axis=2)


def _blobs(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    centre = np.array([1.1, 0.8])
    return _cloud(rng, _EACH, 0.6) - centre, _cloud(rng, _EACH, 0.6) + centre


def _xor(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    places = rng.uniform(0.3, 2.6, (2 * _EACH, 2))
    signs = np.where(np.arange(2 * _EACH) % 2, 1, -1)
    places *= signs[:, None]  # the quarters upper right and lower left
    return places[:_EACH], places[_EACH:] * [1, -1]


def _moons(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    turn = np.linspace(0, np.pi, _EACH)
    upper = 1.5 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + [-0.75, -0.4]
    lower = 1.5 * np.stack([np.cos(turn), -np.sin(turn)], axis=1) + [0.75, 0.4]
    return upper + _cloud(rng, _EACH, 0.12), lower + _cloud(rng, _EACH, 0.12)


def _ring(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    turn = 2 * np.pi * np.arange(_EACH) / _EACH
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return _cloud(rng, _EACH, 0.4), 2.2 * circle + _cloud(rng, _EACH, 0.12)


def _spirals(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    way = np.linspace(0.4, 2.8, _EACH)
    arm = way[:, None] * np.stack([np.cos(2.2 * way), np.sin(2.2 * way)], axis=1)
    return arm + _cloud(rng, _EACH, 0.05), -arm + _cloud(rng, _EACH, 0.05)
