"""Answers to a Question that are judged by convolving: kernels, and settings."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import traitlets

from cnnbook._checks import is_integer
from cnnbook.functional import conv2d
from cnnbook.functional.shapes import output_size

from ..shared.traits import as_rows, plain

SETTINGS = {
    "kernel_size": range(1, 33),
    "stride": range(1, 33),
    "padding": range(33),
    "dilation": range(1, 33),
}
OPTIONS = ("stride", "padding", "padding_mode", "padding_value", "dilation")


@dataclass(frozen=True)
class KernelAnswer:
    """A kernel that turns the image into the target."""

    image: Any
    target: Any
    size: int = 3
    first: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    mistakes: Sequence[tuple[Any, str]] = ()
    kind = "kernel"

    def __post_init__(self) -> None:
        if unknown := set(self.options) - set(OPTIONS):
            raise TypeError(f"options must be among {', '.join(OPTIONS)}, got {sorted(unknown)}")
        expected = self.apply(np.zeros((self.size, self.size))).shape
        if np.shape(self.target) != expected:
            raise ValueError(
                f"target must have shape {expected}, for a {self.size} × {self.size} kernel with "
                f"options {dict(self.options)}, got {np.shape(self.target)}"
            )
        if not self.is_correct(self.solution):
            raise ValueError(
                f"target must be the output of some {self.size} × {self.size} kernel, got one that "
                f"no kernel gives"
            )
        for kernel in [self.start, *(kernel for kernel, _ in self.mistakes)]:
            if self.is_correct(kernel):
                raise ValueError(
                    f"neither start nor mistakes may give the target, got {kernel}, which does"
                )

    def apply(self, kernel: Any) -> np.ndarray:
        """Return the output of `kernel` for the image."""
        return conv2d(np.array(self.image, float), np.array(kernel, float), **self.options)

    @property
    def solution(self) -> list[list[float]]:
        """The kernel of smallest norm that gives the target."""
        units = np.eye(self.size**2).reshape(-1, self.size, self.size)
        # A padding constant adds the same offset to every output: subtract it to get a linear map.
        base = self.apply(np.zeros((self.size, self.size)))
        columns = np.stack([(self.apply(unit) - base).ravel() for unit in units], axis=1)
        weights = np.linalg.lstsq(
            columns, (np.array(self.target, float) - base).ravel(), rcond=None
        )[0]
        return [[plain(w) for w in row] for row in weights.round(9).reshape(self.size, -1).tolist()]

    @property
    def start(self) -> list[list[float]]:
        """The initial kernel."""
        if self.first is None:
            return [[0] * self.size for _ in range(self.size)]
        return as_rows(self.first, name="start", largest=9)

    @property
    def details(self) -> dict[str, Any]:
        """The public part of the state, which the page shows."""
        return {
            "image": as_rows(self.image, name="image", largest=64),
            "target": as_rows(self.target, name="target", largest=64),
            "options": {
                name: plain(v) if name != "padding_mode" else v for name, v in self.options.items()
            },
        }

    @property
    def secret(self) -> dict[str, Any]:
        """The hidden part of the state, for judging a response."""
        mistakes = [[as_rows(kernel, name="mistake"), cause] for kernel, cause in self.mistakes]
        return {"solution": self.solution, "mistakes": mistakes}

    def parse(self, value: Any) -> list[list[float]]:
        """Return the response as rows of weights."""
        rows = as_rows(value, name="response", largest=9)
        if np.shape(rows) != (self.size, self.size):
            raise traitlets.TraitError(
                f"response must be a {self.size} × {self.size} kernel, got shape {np.shape(rows)}"
            )
        return rows

    def is_correct(self, response: Any) -> bool:
        """Return whether the response gives the target, to 1e-6 of its largest value."""
        target = np.array(self.target, float)
        result = self.apply(response)
        near = 1e-6 * max(1, np.abs(target).max())
        return result.shape == target.shape and bool(np.abs(result - target).max() <= near)


@dataclass(frozen=True)
class SettingAnswer:
    """Stride, padding, dilation or kernel size that give an output of a required size."""

    image_size: int | tuple[int, int]
    target: int | tuple[int, int]
    kernel_size: int = 3
    ask: Sequence[str] = ("stride", "padding")
    given: Mapping[str, int] = field(default_factory=dict)
    kind = "setting"

    def __post_init__(self) -> None:
        names = [*self.ask, *self.given]
        if not self.ask or len(set(names)) != len(names) or set(names) - set(SETTINGS):
            raise ValueError(
                f"ask and given must name each of {', '.join(SETTINGS)} at most once, got {names}"
            )
        if self.solution is None:
            raise ValueError(
                f"target must be possible with {' and '.join(self.ask)} up to 32, got {self.target}"
            )
        if self.is_correct(self.start):
            raise ValueError(f"the initial setting must not give the target, got {self.start}")

    @property
    def _known(self) -> dict[str, int]:
        return {
            "stride": 1,
            "padding": 0,
            "dilation": 1,
            "kernel_size": self.kernel_size,
            **self.given,
        }

    @property
    def start(self) -> dict[str, int]:
        """The initial setting."""
        return {name: self._known[name] for name in self.ask}

    @property
    def solution(self) -> dict[str, int] | None:
        """The smallest correct setting; None if there is none."""
        # Small numbers first, as a reader would try them.
        for top in (3, 7, 32):
            ranges = [[v for v in SETTINGS[name] if v <= top] for name in self.ask]
            for values in itertools.product(*ranges):
                setting = dict(zip(self.ask, values, strict=True))
                if self.is_correct(setting):
                    return setting
        return None

    @property
    def details(self) -> dict[str, Any]:
        """The public part of the state, which the page shows."""
        return {
            "image": _both(self.image_size),
            "target": _both(self.target),
            "ask": list(self.ask),
            "limits": {name: _limit(SETTINGS[name]) for name in self.ask},
            "given": {name: value for name, value in self._known.items() if name not in self.ask},
            "told": ["kernel_size", *self.ask, *self.given],
        }

    @property
    def secret(self) -> dict[str, Any]:
        """The hidden part of the state, for judging a response."""
        return {"solution": self.solution}

    def parse(self, value: Any) -> dict[str, int]:
        """Return the response as a dict with one integer for each setting asked."""
        named = isinstance(value, Mapping) and set(value) == set(self.ask)
        if not named or not all(is_integer(v) and v in SETTINGS[n] for n, v in value.items()):
            raise traitlets.TraitError(
                f"response must give an integer up to 32 for {' and '.join(self.ask)}, "
                f"got {value!r}"
            )
        return {name: int(number) for name, number in value.items()}

    def is_correct(self, response: Mapping[str, int]) -> bool:
        """Return whether the response gives the required size on both axes."""
        setting = {**self._known, **response}
        return [output_size(n, **setting) for n in _both(self.image_size)] == _both(self.target)


def _limit(values: range) -> dict[str, Any]:
    return {"kind": "whole", "min": values.start, "max": values.stop - 1}


def _both(size: int | Sequence[int]) -> list[int]:
    return [int(n) for n in ([size, size] if is_integer(size) else size)]
