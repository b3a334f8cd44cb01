"""Which names a cell makes and uses, and so which cells an exercise needs to have run before it."""

from __future__ import annotations

import json
import symtable
from collections.abc import Iterator


def made(code: str) -> set[str]:
    r"""Return the names that a cell makes for all cells.

    Examples
    --------
    >>> sorted(made("import numpy as np\nfor i in range(3):\n    x = i\ndef f(y): z = y"))
    ['f', 'i', 'np', 'x']
    """
    top = next(_scopes(code), None)
    symbols = top.get_symbols() if top else ()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def used(code: str) -> set[str]:
    r"""Return the names that a cell takes from all cells, its own among them.

    Examples
    --------
    >>> sorted(used("def f(image):\n    size = len(image)\n    return np.ones(size)\nf(x)"))
    ['f', 'len', 'np', 'x']
    """
    return {
        symbol.get_name()
        for scope in _scopes(code)
        for symbol in scope.get_symbols()
        if symbol.is_referenced() and (symbol.is_global() or scope.get_type() == "module")
    }


def _scopes(code: str) -> Iterator[symtable.SymbolTable]:
    """Yield the scope of a cell and all within it; none where the code is no Python."""
    try:
        open_ = [symtable.symtable(code, "cell", "exec")]
    except SyntaxError:
        return
    while open_:
        scope = open_.pop()
        yield scope
        open_ += scope.get_children()


def needed(code: str, above: str) -> str:
    """Return the cells that must run before this code does, in their order, as JSON.

    `above` holds the cells above it as JSON, a list of [id, code, whether it has run]: needed is
    each that makes a name which the code uses, or which a needed cell uses.

    Examples
    --------
    >>> above = [["a", "import numpy as np", False], ["b", "x = slow()", False]]
    >>> needed("np.sum(1)", json.dumps(above)), needed("def f(x): return x", json.dumps(above))
    ('["a"]', '[]')
    """
    wanted, found = used(code), []
    for cell, text, has_run in reversed(json.loads(above)):
        names = made(text)
        if not wanted & names:
            continue
        wanted -= names
        if not has_run:
            wanted |= used(text)
            found.append(cell)
    return json.dumps(found[::-1])
