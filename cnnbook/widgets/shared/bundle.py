"""Bundle a widget's ES modules into the one module that anywidget loads.

Each module becomes a function that returns its exports, so the private names of two modules cannot
collide: ``get_page_grid`` is the function, ``the_page_grid`` what it has returned. Two forms
are supported: ``import { a, b } from "../page/file.js";`` and ``export`` before a declaration; the
entry module keeps its ``export default``. Indentation is removed, so a template literal must not
span several lines.

A worker needs the text of a program of its own. ``import { text } from "../maths/work.js?text";``
is that text: the module and everything that it imports, joined to a classic script, which a worker
can be started from anywhere. It is put together from the same functions, which know their own
text: what page and worker both need stands in the bundle once, and what only the worker needs is
not run on the page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

PART = "\f"  # whitespace in JavaScript and CSS; the site stores shared parts only once
ROOMS = Path(__file__).parent.parent
TOKENS = "page/tokens.css"
SHARED_STYLES = (TOKENS, "page/style.css")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w/]+)\.js";\n', re.MULTILINE)
_TEXT = re.compile(r'^import \{ text \} from "(\.\.?/[\w/]+)\.js\?text";\n', re.MULTILINE)
_ROOT = re.compile(r"\.cnnbook(?![\w-])")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) +(\w+)", re.MULTILINE)
_STRAY = re.compile(r"^import .*|^export (?:\{|\*).*", re.MULTILINE)
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)  # in a style sheet
_SPACE = re.compile(r"^[ \t\n]+", re.MULTILINE)
_COMMENT = re.compile(
    r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL
)


@cache
def stylesheet(room: str) -> str:
    """Return the style sheet of all widgets, those of parts used, and the room's own, if any.

    A part such as ``page/chart.js`` may have a ``page/chart.css``. With several widgets on a page,
    the shared sheets are loaded several times. So that a widget's own rules take precedence in any
    order, their ``.cnnbook`` is doubled, for higher specificity.
    """
    parts = [f"{name}.css" for name in _in_order(f"{room}/widget") if name.startswith("page/")]
    sheets = [_css(sheet) for sheet in (*SHARED_STYLES, *parts) if (ROOMS / sheet).exists()]
    own = f"{room}/widget.css"
    if (ROOMS / own).exists():
        sheets.append(_ROOT.sub(".cnnbook.cnnbook", _css(own)))
    return PART.join(sheets)


def _css(name: str) -> str:
    return _SPACE.sub("", _REMARK.sub("", (ROOMS / name).read_text(encoding="utf-8")))


@cache
def bundle(room: str) -> str:
    """Return the ``widget.js`` of a room and everything that it imports as one ES module.

    Parameters
    ----------
    room : str
        Name of the widget's folder, such as ``"convolution"``.

    Raises
    ------
    ValueError
        If a module imports or exports in an unsupported form, or the imports are circular.
    """
    entry = f"{room}/widget"
    *needed, _ = order = _in_order(entry)
    programs = [program for name in order for program in _programs(name)]
    every = dict.fromkeys([*needed, *(name for program in programs for name in _in_order(program))])
    sources = [f"const {_source(name)} = {_function(name)};" for name in every]
    modules = [f"const {_module(name)} = {_source(name)}();" for name in needed]
    return PART.join([*sources, "\n".join(modules), _EXPORT.sub("", _linked(entry))])


def script(entry: str) -> str:
    """Return a module that exports nothing, such as ``"maths/work"``, as a classic script.

    Raises
    ------
    ValueError
        As `bundle` does, or if the program asks for the text of a program.
    """
    return "\n".join(_program(entry, _function))


def _program(entry: str, written: Callable[[str], str]) -> list[str]:
    """Return the lines of a program; `written` gives the text of each module's function."""
    *needed, _ = order = _in_order(entry)
    for name in order:
        if _programs(name):
            raise ValueError(f"{name}.js: a program of its own cannot import the text of another")
    modules = [f"const {_module(name)} = ({written(name)})();" for name in needed]
    return ['"use strict";', *modules, f"({written(entry)})();"]


def _programs(name: str) -> list[str]:
    """Return the programs whose text a module imports."""
    return [_target(name, path) for path in _TEXT.findall(_read(name))]


def _read(name: str) -> str:
    return (ROOMS / f"{name}.js").read_text(encoding="utf-8")


def _target(name: str, path: str) -> str:
    """Resolve a relative import of module `name` to a path from the rooms' folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _module(name: str) -> str:
    return f"the_{name.replace('/', '_')}"


def _source(name: str) -> str:
    return f"get_{name.replace('/', '_')}"


def _in_order(entry: str) -> list[str]:
    """Return `entry` and its dependencies, each after its own dependencies."""
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"circular import: {' → '.join((*path, name))}")
        for _, needed in _IMPORT.findall(_read(name)):
            visit(_target(name, needed), (*path, name))
        if name not in done:
            done.append(name)

    visit(entry, ())
    return done


def _linked(name: str) -> str:
    """Replace imports by look-ups in the modules' functions; remove comments and indentation."""

    def lookup(found: re.Match) -> str:
        names = found[1].replace(" as ", ": ")
        return f"const {{{names}}} = {_module(_target(name, found[2]))};\n"

    def text(found: re.Match) -> str:
        lines = _program(_target(name, found[1]), lambda part: f"${{{_source(part)}}}")
        return f"const text = [{', '.join(f'`{line}`' for line in lines)}].join('\\n');\n"

    linked = _IMPORT.sub(lookup, _TEXT.sub(text, _read(name)))
    if stray := _STRAY.search(linked):
        raise ValueError(
            f'{name}.js: imports must be `import {{ a }} from "./file.js";` and exports `export` '
            f"before a declaration, got {stray[0]!r}"
        )
    return compact(linked)


def compact(source: str) -> str:
    """Return JavaScript without comments on lines of their own, and without indentation."""
    return _SPACE.sub("", _COMMENT.sub("", source))


def _function(name: str) -> str:
    exported = ", ".join(_EXPORTED.findall(_read(name)))
    body = _EXPORT.sub("", _linked(name))
    return f"() => {{\n{body}return {{ {exported} }};\n}}"
