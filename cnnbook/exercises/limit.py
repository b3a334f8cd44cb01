"""A limit on the work of one call, so that an endless loop ends with a sentence.

Each turn of a loop and each call of a Python function is one step. From Python 3.12 on,
`sys.monitoring` counts them, which leaves debuggers alone; in Python 3.11 `sys.settrace` counts the
interpreter's instructions, since a loop on a single line has no other event there. Neither needs
threads or signals, so both work in a page. What runs in C without coming back, such as
``sum(range(10**12))``, cannot be counted; nor can a reader's ``except:`` that catches everything in
Python 3.11.
"""

import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

STEPS = 500_000  # hundreds of times what the largest case needs, in plain loops
_INSTRUCTIONS = 4  # of the interpreter that count as a step
_NUMPY = np.__file__.rpartition("__init__")[0]
_TOOLS = (4, 3, 5, 2, 1, 0)  # of sys.monitoring; 4 and 3 are meant for nobody in particular


class TooMuchWork(BaseException):
    """Raised inside a call that takes too many steps; no ``except Exception`` catches it."""


def call_limited(function: Callable, arguments: tuple, steps: int | None = None) -> Any:
    """Call a function; raise TooMuchWork where it takes more than so many steps (STEPS).

    Examples
    --------
    >>> call_limited(max, (2, 3))
    3
    """
    steps = STEPS if steps is None else steps
    if hasattr(sys, "monitoring"):
        return _call_monitored(function, arguments, steps)
    return _call_traced(function, arguments, steps)


def _call_monitored(function: Callable, arguments: tuple, steps: int) -> Any:
    monitoring = sys.monitoring  # type: ignore[attr-defined]
    tool = next((t for t in _TOOLS if monitoring.get_tool(t) is None), None)
    if tool is None:
        return function(*arguments)
    left, here = [steps], threading.get_ident()

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] < 0 and threading.get_ident() == here:
            raise TooMuchWork

    events = monitoring.events
    counted = (events.JUMP, events.PY_START, events.PY_RESUME)
    monitoring.use_tool_id(tool, "cnnbook.exercises")
    for event in counted:
        monitoring.register_callback(tool, event, count)
    monitoring.set_events(tool, sum(counted))
    try:
        return function(*arguments)
    finally:  # nothing here may be a step: no loop, no function of Python
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)


def _call_traced(function: Callable, arguments: tuple, steps: int) -> Any:
    left = [steps * _INSTRUCTIONS]

    def count(frame: Any, event: str, _: Any) -> Callable | None:
        left[0] -= 1
        if left[0] < 0:
            raise TooMuchWork
        if frame.f_code.co_filename.startswith(_NUMPY):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return counted

    def counted(frame: Any, event: str, _: Any) -> Callable:
        left[0] -= 1
        if left[0] < 0:
            raise TooMuchWork
        return counted

    before = sys.gettrace()
    sys.settrace(count)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)
