"""Run cells one after the other in one namespace, and tell the page how each one ended."""

from __future__ import annotations

import ast
import inspect
import io
import json
import linecache
import re
import sys
import tokenize
import types
from pathlib import Path
from typing import Any

from . import comms, display, errors, page, streams

main = types.ModuleType("__main__")  # a module, so that classes of the reader are found by name
names = main.__dict__


def connect(tell: Any, tell_comm: Any, book: str = "[]") -> None:
    """Begin a session that reaches the page through these two functions.

    `tell(kind, json)` tells what a cell does, `tell_comm(type, id, json, buffers)` what a widget
    does; `book` holds the page's cells, as in :data:`errors.book`.
    """
    page.send, page.send_comm = tell, _with_buffers(tell_comm)
    errors.book[:] = json.loads(book)
    sys.stdout, sys.stderr = streams.Stream("stdout"), streams.Stream("stderr")
    names.update(input=errors.no_input, display=display.display)
    sys.modules["__main__"] = main
    comms.prepare()


def _with_buffers(tell_comm: Any) -> Any:
    try:
        from pyodide.ffi import to_js
    except ImportError:
        return tell_comm
    return lambda kind, id, data, buffers: tell_comm(kind, id, data, to_js(buffers))


def trust_fonts() -> None:
    """Make Matplotlib believe its own list of fonts.

    The list inside the wheel carries another version's number, and Matplotlib would look through
    all fonts for some seconds, each time.
    """
    lists = (Path(place) / "matplotlib" / "fontlist.json" for place in sys.path)
    fonts = next((path for path in lists if path.exists()), None)
    if fonts is not None:
        manager = fonts.with_name("font_manager.py").read_text(encoding="utf-8")
        wanted = re.search(r"__version__ = (\S+)", manager)[1]
        number = re.compile(r'("_version": )"?[\d.]+"?')
        text = number.sub(rf"\g<1>{wanted}", fonts.read_text(encoding="utf-8"), count=1)
        fonts.write_text(text, encoding="utf-8")


async def run(cell: str, label: str, code: str) -> bool:
    """Run a cell; say whether it ended without an error."""
    page.cell, page.outputs[:], streams.printed = cell, [], 0
    comms.close_widgets(cell)
    errors.labels.add(label)
    linecache.cache[label] = (len(code), None, code.splitlines(keepends=True), label)
    try:
        value = await _run_code(code, label)
        if value is not None:
            names["_"] = value
            display.display(value)
        display.show_open_figures()
        return True
    except BaseException as error:
        page.outputs[:] = []
        page.tell("error", **errors.told(error))
        return False
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


async def _run_code(code: str, label: str) -> Any:
    """Run statements, and return the value of an expression at the end without a semicolon."""
    tree = ast.parse(code, label)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    await _evaluated(compile(tree, label, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
    if last is None:
        return None
    expression = ast.Expression(last.value)
    value = await _evaluated(compile(expression, label, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
    return None if _ends_in_semicolon(code) else value


async def _evaluated(compiled: types.CodeType) -> Any:
    value = eval(compiled, names)
    return await value if compiled.co_flags & inspect.CO_COROUTINE else value


def _ends_in_semicolon(code: str) -> bool:
    """Tell whether the value of the last line is not wanted.

    Examples
    --------
    >>> _ends_in_semicolon("f();  # done"), _ends_in_semicolon("'a;'")
    (True, False)
    """
    passed = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.DEDENT)
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    seen = [token.string for token in tokens if token.type not in passed]
    return bool(seen) and seen[-1] == ";"


def from_page(comm_id: str, data: str, buffers: Any) -> None:
    """Hand a message of the page to the widget of this id."""
    page.cell = None
    streams.printed = 0
    comms.from_page(comm_id, data, [bytes(buffer) for buffer in buffers])
    sys.stdout.flush()
