"""A trait for arrays of any number of axes: stacks of maps and of filters."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from .traits import as_array, plain


class Stack(traitlets.TraitType):
    """An array of finite numbers with named axes, stored as nested lists.

    Parameters
    ----------
    axes : str
        The names of the axes, such as ``"F, C, KH, KW"``.
    largest : tuple of int
        Largest length of each axis.
    """

    def __init__(
        self,
        default_value: Any = traitlets.Undefined,
        *,
        axes: str,
        largest: tuple[int, ...],
        **kwargs: Any,
    ):
        self.axes = axes
        self.largest = largest
        self.limit = {"kind": "grid", "largest": list(largest)}
        super().__init__(default_value, **kwargs)

    def validate(self, obj: Any, value: Any) -> list:
        """Return `value` as nested lists, or raise a TraitError that states the rule."""
        array = as_array(value, f"{self.name} must be an array ({self.axes}) of numbers")
        self._check_shape(array.shape)
        if not np.isfinite(array).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise traitlets.TraitError(
                f"{self.name} must hold finite numbers, got {array[place]} at index {place}"
            )
        return _nested(array)

    def _check_shape(self, shape: tuple[int, ...]) -> None:
        if len(shape) != len(self.largest) or 0 in shape:
            raise traitlets.TraitError(
                f"{self.name} must be an array ({self.axes}) without empty axes, got shape {shape}"
            )
        if any(size > most for size, most in zip(shape, self.largest, strict=True)):
            raise traitlets.TraitError(
                f"{self.name} must be ({self.axes}) of at most {self.largest} in this widget, "
                f"got shape {shape}"
            )


def _nested(array: np.ndarray) -> list:
    if array.ndim == 1:
        return [plain(number) for number in array.tolist()]
    return [_nested(part) for part in array]
