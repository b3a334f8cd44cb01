"""A small random generator whose numbers are the same in Python and in JavaScript, to the last bit.

NumPy's own generators use 64-bit integers, which JavaScript has no fast form of. A program that
takes its random numbers from `Generator` gives the same results as the book's pages do.
"""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import check_integer

Size = int | tuple[int, ...] | None

_BITS = 2**32
_PARITY = 0x1BD11BDA
_ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)


class Generator:
    """A seeded source of random numbers, with the names of `numpy.random.Generator`'s methods.

    It can be used wherever the package takes a ``numpy.random.Generator``: as ``rng`` of a layer,
    as ``seed`` of :func:`cnnbook.training.fit`, and for augmentation.

    Parameters
    ----------
    seed : int
        From 0 to 2³² − 1. The same seed gives the same numbers.

    Raises
    ------
    TypeError, ValueError
        If the seed is not such an integer.

    Notes
    -----
    Threefry-2×32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
    as 1, 2, 3", 2011), as JAX uses it. Number k is a function of the seed and of k alone, so many
    are computed at once. Its 64 bits give one float of 53 bits; all other numbers are made from
    such floats, one each.

    Examples
    --------
    >>> rng = Generator(0)
    >>> rng.integers(0, 10, 8)
    array([4, 3, 3, 7, 6, 3, 6, 1])
    >>> rng.permutation(5)
    array([1, 2, 3, 4, 0])
    """

    def __init__(self, seed: int = 0):
        self.seed = check_integer("seed", seed, minimum=0, maximum=_BITS - 1)
        self._drawn = 0

    def random(self, size: Size = None) -> Any:
        """Return floats from 0 to below 1.

        Parameters
        ----------
        size : int or tuple of int, optional
            The shape of the array to return; without it, one float is returned.

        Examples
        --------
        >>> 0 <= Generator(0).random() < 1
        True
        """
        count = 1 if size is None else prod(np.atleast_1d(size).tolist())
        places = np.arange(self._drawn, self._drawn + count, dtype=np.uint64)
        self._drawn += count
        high, low = _threefry(self.seed, places)
        floats = ((high >> 5) * 2.0**26 + (low >> 6)) / 2.0**53
        return float(floats[0]) if size is None else floats.reshape(size)

    def uniform(self, low: float = 0.0, high: float = 1.0, size: Size = None) -> Any:
        """Return floats from `low` to below `high`; see `random`."""
        return low + (high - low) * self.random(size)

    def integers(self, low: int, high: int | None = None, size: Size = None) -> Any:
        """Return integers from `low` to below `high`; with one bound, from 0 to below it.

        Parameters
        ----------
        low, high : int
            The least integer, and the first one that is too large.
        size : int or tuple of int, optional
            The shape of the array to return; without it, one int is returned.

        Raises
        ------
        ValueError
            If there is no such integer, or more than 2³² of them.
        """
        first, end = (0, low) if high is None else (low, high)
        if not 0 < end - first <= _BITS:
            raise ValueError(f"high must be above low, by at most 2³², got {first} and {end}")
        found = np.floor(self.random(size) * (end - first)).astype(np.int64) + first
        return int(found) if size is None else found

    def permutation(self, x: int | ArrayLike) -> NDArray[Any]:
        """Return the integers below `x`, or the rows of an array, in random order."""
        rows = np.arange(x) if np.ndim(x) == 0 else np.asarray(x)
        return rows[self._order(len(rows))]

    def shuffle(self, x: NDArray[Any]) -> None:
        """Put the rows of an array into random order, in place."""
        x[...] = self.permutation(x)

    def _order(self, n: int) -> list[int]:
        """Exchange each place, from the last, with a random one up to it (Durstenfeld, 1964)."""
        order = list(range(n))
        lasts = np.arange(n - 1, 0, -1)
        others = np.floor(self.random(len(lasts)) * (lasts + 1)).astype(int)
        for last, other in zip(lasts.tolist(), others.tolist(), strict=True):
            order[last], order[other] = order[other], order[last]
        return order

    def __repr__(self) -> str:
        return f"Generator({self.seed})"


def as_generator(rng: Any) -> Generator | np.random.Generator:
    """Return a generator of ours as it is, and what `numpy.random.default_rng` makes of all else.

    Parameters
    ----------
    rng : Generator, numpy.random.Generator, int or None
        The source of random numbers, or a seed for NumPy's.

    Returns
    -------
    Generator or numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If it is none of these.

    Examples
    --------
    >>> as_generator(Generator(7)), type(as_generator(7)).__module__
    (Generator(7), 'numpy.random._generator')
    """
    if isinstance(rng, Generator):
        return rng
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(
            "a source of random numbers is a non-negative integer, a generator or None, "
            f"got {rng!r}"
        ) from error


def _threefry(seed: int, places: NDArray[np.uint64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two words of 32 bits for each place (N,); the key is (seed, 0)."""
    keys = (seed, 0, seed ^ _PARITY)
    x = (places % _BITS).astype(np.uint32) + np.uint32(keys[0])
    y = (places // _BITS).astype(np.uint32) + np.uint32(keys[1])
    for part in range(5):
        for turn in _ROTATIONS[part % 2 * 4 :][:4]:
            x += y
            y = (y << turn | y >> 32 - turn) ^ x
        x += np.uint32(keys[(part + 1) % 3])
        y += np.uint32((keys[(part + 2) % 3] + part + 1) % _BITS)
    return x, y
