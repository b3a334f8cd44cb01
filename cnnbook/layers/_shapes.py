"""Networks without weights: built to be counted, not to be run."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import prod
from typing import Any, NoReturn

import numpy as np

from cnnbook.layers.base import Parameter

_WANTED = ContextVar("only shapes", default=False)


@contextmanager
def shapes_only() -> Iterator[None]:
    """Build layers without weights within a ``with`` block: no number is drawn, none is stored.

    Such a network can be counted, as by :func:`cnnbook.summary.summarize`, which builds it so by
    itself if it is given a function. Whatever needs the weights raises a RuntimeError. PyTorch has
    ``with torch.device("meta")`` for the same.

    Examples
    --------
    >>> from cnnbook.layers import Linear
    >>> with shapes_only():
    ...     layer = Linear(1_000_000, 1_000_000, bias=False)
    >>> layer.weight.size
    1000000000000
    """
    token = _WANTED.set(True)
    try:
        yield
    finally:
        _WANTED.reset(token)


def only_shapes_wanted() -> bool:
    """Tell whether layers are built without weights just now."""
    return _WANTED.get()


class ShapeOnly(Parameter):
    """A parameter with a shape and a dtype, and no array."""

    __slots__ = ("_dtype", "_shape")

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any]):
        self._shape, self._dtype, self.grad = shape, dtype, None

    @property
    def data(self) -> NoReturn:  # type: ignore[override]
        """There is none."""
        raise RuntimeError(
            f"these weights of shape {self.shape} were never drawn: the network was built to be "
            "counted, by shapes_only() or summarize(function, …). To run it, build it without them"
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the array would have."""
        return self._shape

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self._shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype that the array would have."""
        return self._dtype
