"""Join a widget's small ES modules into the one module that an anywidget loads.

Each module becomes a function that returns what it exports, so the private names of two modules
never meet. Two forms are understood: ``import { a, b } from "../page/file.js";`` and ``export`` in
front of a declaration; the entry module keeps its ``export default``. Indentation is left out, so
a text in backticks must stay on one line.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

PART = "\f"  # white space to a browser; the site keeps parts that widgets share only once
ROOMS = Path(__file__).parent.parent
SHARED_STYLE = "page/style.css"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w/]+)\.js";\n', re.MULTILINE)
_ROOT = re.compile(r"\.cnnbook(?![\w-])")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) +(\w+)", re.MULTILINE)
_STRAY = re.compile(r"^import .*|^export (?:\{|\*).*", re.MULTILINE)
_SPACE = re.compile(r"^[ \t\n]+", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL)


@cache
def stylesheet(room: str) -> str:
    """Return the style sheet that all widgets share, then the ``widget.css`` of a room, if any.

    Several widgets on a page bring the shared sheet several times. So that a widget's own rules win
    over shared ones in whatever order they come, their ``.cnnbook`` counts twice.
    """
    shared = (ROOMS / SHARED_STYLE).read_text(encoding="utf-8")
    own = ROOMS / room / "widget.css"
    if not own.exists():
        return shared
    return PART.join([shared, _ROOT.sub(".cnnbook.cnnbook", own.read_text(encoding="utf-8"))])


@cache
def bundle(room: str) -> str:
    """Return the ``widget.js`` of a room with everything that it imports, as one ES module.

    Parameters
    ----------
    room : str
        Name of the widget's folder, such as ``"convolution"``.

    Raises
    ------
    ValueError
        If a module imports or exports in a form that is not understood, or modules import each
        other in a circle.
    """
    entry = f"{room}/widget"
    order = _in_order(entry)
    wrapped = [_as_function(name) for name in order if name != entry]
    return PART.join([*wrapped, _EXPORT.sub("", _linked(entry))])


def _read(name: str) -> str:
    return (ROOMS / f"{name}.js").read_text(encoding="utf-8")


def _target(name: str, path: str) -> str:
    """Return the module that `name` means by a relative path, as a path from the rooms' folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _variable(name: str) -> str:
    return f"module_{name.replace('/', '_')}"


def _in_order(entry: str) -> list[str]:
    """Every module that `entry` needs, each after those that it imports itself."""
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*path, name))}")
        for _, needed in _IMPORT.findall(_read(name)):
            visit(_target(name, needed), (*path, name))
        if name not in done:
            done.append(name)

    visit(entry, ())
    return done


def _linked(name: str) -> str:
    """Turn imports into look-ups in the functions' results; leave comments and indentation out."""

    def lookup(found: re.Match) -> str:
        names = found[1].replace(" as ", ": ")
        return f"const {{{names}}} = {_variable(_target(name, found[2]))};\n"

    linked = _IMPORT.sub(lookup, _read(name))
    if stray := _STRAY.search(linked):
        raise ValueError(
            f'{name}.js: write imports as `import {{ a }} from "./file.js";` and `export` in front '
            f"of a declaration, not {stray[0]!r}"
        )
    return compact(linked)


def compact(source: str) -> str:
    """Return JavaScript without comments on lines of their own, and without indentation."""
    return _SPACE.sub("", _COMMENT.sub("", source))


def _as_function(name: str) -> str:
    exported = ", ".join(_EXPORTED.findall(_read(name)))
    body = _EXPORT.sub("", _linked(name))
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {exported} }};\n}})();"
