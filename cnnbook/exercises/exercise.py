"""What an exercise is: a task, its solution, cases to try, hints, and the mistakes it knows.

A file of `lessons` holds the exercises of one lesson. There, `exercise` turns the solution, a plain
function that the reader is shown, into an `Exercise`.
"""

import ast
import inspect
import textwrap
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .comparing import TOLERANCE
from .printing import fresh, indented, written_call, written_value

DRAWN = 12  # cases from a seed, beside those worked out by hand

EXERCISES: dict[str, "Exercise"] = {}


@dataclass(frozen=True)
class Mistake:
    """A wrong way that is often taken, and the words for whoever takes it.

    `function` takes it too: whose results equal its results on every case has probably made it.
    """

    key: str
    why: str
    function: Callable
    tolerance: float | None = None  # where the exercise's own would take one for the other


@dataclass(frozen=True)
class Case:
    """Arguments, and what a right function returns for them."""

    arguments: tuple
    expected: Any

    @property
    def size(self) -> tuple[int, int]:
        """How much there is to look at: numbers first, then characters."""
        numbers = sum(np.size(a) for a in self.arguments if not callable(a))
        return numbers, len(written_call("", self.arguments))


@dataclass(frozen=True)
class Exercise:
    """A function that the reader writes."""

    solution: Callable
    task: str
    hints: tuple[str, str, str]
    by_hand: tuple[Case, ...]
    draw: Callable[[np.random.Generator], tuple]
    mistakes: tuple[Mistake, ...]
    exact: bool = False  # whether results are whole numbers, or may be rounded
    tolerance: float = TOLERANCE

    @property
    def name(self) -> str:
        """The function's name."""
        return self.solution.__name__

    @property
    def lesson(self) -> str:
        """The name of the lesson: that of its file or folder in `lessons`."""
        return self.solution.__module__.partition(".lessons.")[2].partition(".")[0]

    @property
    def signature(self) -> str:
        """The call with the names of the arguments.

        Examples
        --------
        >>> from cnnbook.exercises.lessons.pixels import shrink
        >>> shrink.signature
        'shrink(image, side)'
        """
        return f"{self.name}{inspect.signature(self.solution)}"

    def named(self, case: Case) -> dict[str, Any]:
        """Return a case's arguments by their names."""
        return dict(zip(inspect.signature(self.solution).parameters, case.arguments, strict=True))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """All cases, smallest first: those worked out by hand and those drawn from a seed."""
        seed = zlib.crc32(self.name.encode())
        drawn = [self.draw(np.random.default_rng([seed, n])) for n in range(DRAWN)]
        judged = [Case(a, _value(self.solution(*fresh(a)), self.exact)) for a in drawn]
        return tuple(sorted((*self.by_hand, *judged), key=lambda case: case.size))

    @property
    def source(self) -> str:
        """The solution as its reader sees it, without the decorator."""
        text = textwrap.dedent(inspect.getsource(self.solution))
        first = ast.parse(text).body[0].lineno  # of the line with def
        return "\n".join(text.splitlines()[first - 1 :]) + "\n"

    @property
    def stub(self) -> str:
        """The signature with the first line of the docstring, for the reader to fill."""
        summary = (inspect.getdoc(self.solution) or "").partition("\n")[0]
        return f'def {self.signature}:\n    """{summary}"""\n    ...\n'

    @property
    def description(self) -> str:
        """The task with an example."""
        case = self.by_hand[0]
        call, value = written_call(self.name, case.arguments), written_value(case.expected)
        return (
            f"{self.signature}\n\n{textwrap.dedent(self.task).strip()}\n\n"
            f"For example,\n\n{indented(call)}\n\nreturns\n\n{indented(value)}\n\n"
            "Leave the arguments as they are, and return something new."
        )


def exercise(
    *,
    task: str,
    hints: tuple[str, str, str],
    by_hand: Sequence[tuple[tuple, Any]],
    draw: Callable[[np.random.Generator], tuple],
    mistakes: Sequence[Mistake],
    exact: bool = False,
    tolerance: float = TOLERANCE,
) -> Callable[[Callable], Exercise]:
    """Turn a solution into an exercise of its lesson."""

    def register(solution: Callable) -> Exercise:
        cases = tuple(
            Case(tuple(map(_argument, arguments)), _value(expected, exact))
            for arguments, expected in by_hand
        )
        made = Exercise(solution, task, hints, cases, draw, tuple(mistakes), exact, tolerance)
        EXERCISES[made.name] = made
        return made

    return register


def _argument(value: Any) -> Any:
    """Return lists of numbers as arrays of floats; a list of tuples stays one."""
    if isinstance(value, list) and not isinstance(value[0], tuple):
        return np.array(value, dtype=float)
    return value


def _value(expected: Any, exact: bool) -> Any:
    """Return arrays for lists, NumPy numbers for numbers; a tuple holds several values."""
    if isinstance(expected, tuple):
        return tuple(_value(part, exact) for part in expected)
    array = np.asarray(expected)
    return (array if exact else array.astype(float))[()]
