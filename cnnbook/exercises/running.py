"""One call of somebody else's function: what it returned, printed, changed or raised."""

from __future__ import annotations

import contextlib
import dis
import inspect
import io
import linecache
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .limit import call_limited
from .printing import fresh

_PRINTED = 2000  # characters of what a function prints


@dataclass(frozen=True)
class Outcome:
    """What came of a call."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: tuple[int, ...] = ()  # the numbers of arguments that are no longer what they were


def run(function: Callable, arguments: tuple, limited: bool = True) -> Outcome:
    """Call a function with copies of the arguments, quietly, and within the limit of work."""
    given, printed = fresh(arguments), io.StringIO()
    value, error = None, None
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            value = call_limited(function, given) if limited else function(*given)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # also SystemExit, and the limit itself
            error = raised
    if inspect.iscoroutine(value):
        value.close()  # or Python warns that nobody waited for it
    changed = [n for n, pair in enumerate(zip(given, arguments, strict=True)) if not _same(*pair)]
    return Outcome(value, error, printed.getvalue()[:_PRINTED], tuple(changed))


def _same(now: Any, before: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return now is before or bool(now == before)
    return now.shape == before.shape and np.array_equal(now, before, equal_nan=True)


def is_unwritten(function: Callable) -> bool:
    """Tell whether nothing stands in a function's body but ``...``, ``pass`` or a docstring.

    Examples
    --------
    >>> is_unwritten(lambda image: ...), is_unwritten(lambda image: image)
    (True, False)
    """
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & inspect.CO_GENERATOR:
        return False
    steps = list(dis.get_instructions(code))
    constants = [step.argval for step in steps if "CONST" in step.opname]
    return {step.opname for step in steps} <= _EMPTY and set(constants) <= {None, Ellipsis}


_EMPTY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}


def wrong_arguments(function: Callable, count: int) -> bool:
    """Tell whether a function cannot be called with so many arguments by position."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return True
    except ValueError:  # some functions written in C do not tell
        return False
    return False


def taken(function: Callable) -> str:
    """Write the arguments that a function takes."""
    names = inspect.signature(function).parameters
    return f"{len(names)} ({', '.join(names)})" if names else "none"


def line_of(error: BaseException, function: Callable) -> tuple[int, str] | None:
    """Return number and text of the line of the function's file in which an error arose."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    found, trace = None, error.__traceback__
    while trace is not None and code is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            found = trace.tb_lineno, linecache.getline(code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return found
