"""Join a widget's small ES modules into the one module that an anywidget loads.

Each module becomes a function that returns what it exports, so the private names of two modules
never meet. Understood are the two forms that our modules use: ``import { a, b } from "./file.js";``
and ``export`` in front of a declaration; the entry module keeps its ``export default``. Indentation
is left out, so a text in backticks must stay on one line.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PART = "\f"  # white space to a browser; the site keeps parts that widgets share only once
HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w]+)\.js";\n', re.MULTILINE)
_ROOT = re.compile(r"\.cnnbook(?![\w-])")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) +(\w+)", re.MULTILINE)
_SPACE = re.compile(r"^[ \t\n]+", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL)


@cache
def stylesheet(entry: str) -> str:
    """Return the style sheet that all widgets share, and after it the one of `entry`, if any.

    Several widgets on a page bring the shared sheet several times. So that a widget's own rules win
    over shared ones in whatever order they come, their ``.cnnbook`` counts twice.
    """
    shared = (HERE / "widgets.css").read_text(encoding="utf-8")
    own = HERE / f"{entry}.css"
    if not own.exists():
        return shared
    return PART.join([shared, _ROOT.sub(".cnnbook.cnnbook", own.read_text(encoding="utf-8"))])


@cache
def bundle(entry: str) -> str:
    """Return the module `entry` with everything that it imports, as one ES module.

    Parameters
    ----------
    entry : str
        File name without its ending, such as ``"convolution"``.

    Raises
    ------
    ValueError
        A module imports in a form that is not understood, or modules import each other in a circle.
    """
    order = _in_order(entry)
    wrapped = [_as_function(name) for name in order if name != entry]
    return PART.join([*wrapped, _EXPORT.sub("", _linked(_read(entry)))])


def _read(name: str) -> str:
    return (HERE / f"{name}.js").read_text(encoding="utf-8")


def _in_order(entry: str) -> list[str]:
    """Every module that `entry` needs, each after those that it imports itself."""
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*path, name))}")
        for _, needed in _IMPORT.findall(_read(name)):
            visit(needed, (*path, name))
        if name not in done:
            done.append(name)

    visit(entry, ())
    return done


def _linked(source: str) -> str:
    """Turn imports into look-ups in the functions' results; leave comments and indentation out."""
    linked = _IMPORT.sub(
        lambda m: f"const {{{m[1].replace(' as ', ': ')}}} = module_{m[2]};\n", source
    )
    if stray := re.search(r"^import .*", linked, re.MULTILINE):
        raise ValueError(f'write imports as `import {{ a }} from "./file.js";`, not {stray[0]!r}')
    return _SPACE.sub("", _COMMENT.sub("", linked))


def _as_function(name: str) -> str:
    source = _read(name)
    exported = ", ".join(_EXPORTED.findall(source))
    body = _EXPORT.sub("", _linked(source))
    return f"const module_{name} = (() => {{\n{body}return {{ {exported} }};\n}})();"
