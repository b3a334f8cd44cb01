"""A verdict as HTML: the result beside the right one, what differs framed and underlined.

Styles stand on the elements, since pages and notebooks keep those alone. Ink and paper are the
page's own, so dark pages stay dark; a cell has its own colours.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from .colours import FRAME, colours_for
from .comparing import differing, written_place

if TYPE_CHECKING:
    from .verdict import Verdict

_COLUMNS, _CELLS = 12, 150  # more than that is left to the text
_ENOUGH = 4  # numbers, for a picture of their differences
_BOX = (
    "border:1px solid rgb(128 128 128 / 50%);border-left:6px solid {colour};border-radius:8px;"
    "padding:0.5rem 0.9rem;margin:0.5rem 0;overflow-wrap:anywhere;max-width:60rem"
)
_TOLD = ' data-verdict="{}" data-exercise="{}"'  # for the page
_RIGHT, _WRONG = "#17803d", FRAME
_PRE = "margin:0.3rem 0;white-space:pre-wrap;background:none;border:0;padding:0 0 0 1rem"
_ROW = "display:flex;flex-wrap:wrap;gap:0.6rem 2rem;margin:0.5rem 0"
_TABLE = "border-collapse:collapse;margin:0.2rem 0;width:auto;display:table"
_CELL = (
    "min-width:2.3em;height:2.1em;padding:0 0.3em;text-align:center;font-size:0.85rem;"
    "border:1px solid rgb(128 128 128 / 60%);background:{back};color:{ink}"
)
_DIFFERS = ";font-weight:700;text-decoration:underline"
_FIRST = f";outline:3px solid {FRAME};outline-offset:-1px"


def drawn(verdict: Verdict) -> str:
    """Return the rich form of a verdict; its text says as much."""
    grids = _grids(verdict)
    parts, placed = [], False
    for kind, text in verdict.lines:
        if kind == "came" and grids:
            parts += [] if placed else [grids]
            placed = True
        else:
            parts += map(_block, text.split("\n\n"))
    colour = _RIGHT if verdict.passed else _WRONG
    word = "right" if verdict.passed else "wrong"
    mark = "✓" if verdict.passed else "✗" if verdict.mistake != "not-written" else "…"
    first = f'<strong aria-hidden="true">{mark}</strong> '
    body = "".join(parts).replace(">", f">{first}", 1)
    told = "" if verdict.mistake == "not-written" else _TOLD.format(word, verdict.exercise)
    return f'<div class="cnnbook-verdict"{told} style="{_BOX.format(colour=colour)}">{body}</div>'


def _block(text: str) -> str:
    """Return a paragraph; what is indented keeps its lines."""
    if not text.startswith("    "):
        return f'<p style="margin:0.3rem 0">{escape(text)}</p>'
    lines = "\n".join(line.removeprefix("    ") for line in text.splitlines())
    return f'<pre style="{_PRE}">{escape(lines)}</pre>'


def _grids(verdict: Verdict) -> str:
    """Return both results as tables, or nothing where text serves better."""
    got, right = verdict.got, verdict.expected
    if isinstance(right, tuple) and got is not None:
        got, right = got[verdict.part or 0], right[verdict.part or 0]
    if got is None or not (_fits(got) and _fits(np.asarray(right))):
        return ""
    right = np.asarray(right)
    alike = got.shape == right.shape
    wrong = differing(got, right) if alike else np.zeros(got.shape, bool)
    pair = np.concatenate([got.astype(float).ravel(), right.astype(float).ravel()])
    legend = "Framed: the first wrong place. Underlined: all that differ." if alike else ""
    figures = _figure("returned", got, pair, wrong)
    figures += _figure("should be", right, pair, wrong if alike else None)
    figures += _difference(got, right) if alike else ""
    return f'<div style="{_ROW}">{figures}</div>' + (
        f'<p style="margin:0.2rem 0;font-size:0.85rem">{legend}</p>' if legend else ""
    )


def _difference(got: np.ndarray, right: np.ndarray) -> str:
    """Return what came less what should have come, where there are enough numbers to see it."""
    difference = got.astype(float) - right.astype(float)
    if difference.size < _ENOUGH or not np.isfinite(difference).all():
        return ""
    return _figure("returned − should be", difference, difference.ravel(), None)


def _fits(array: Any) -> bool:
    return 1 <= array.ndim <= 3 and 0 < array.size <= _CELLS and array.shape[-1] <= _COLUMNS


def _figure(title: str, array: np.ndarray, pair: np.ndarray, wrong: np.ndarray | None) -> str:
    """Return one result: a table for each map."""
    maps = (
        array.reshape(-1, *np.atleast_2d(array).shape[-2:]) if array.ndim > 1 else array[None, None]
    )
    marks = np.zeros(maps.shape, bool) if wrong is None else wrong.reshape(maps.shape)
    first = tuple(np.argwhere(marks)[0]) if marks.any() else None
    shape = " × ".join(map(str, array.shape))
    tables = "".join(
        _table(
            f"{title}, map {n}" if len(maps) > 1 else f"{title} ({shape})",
            n,
            maps,
            marks,
            first,
            pair,
        )
        for n in range(len(maps))
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:0.6rem">{tables}</div>'


def _table(
    caption: str,
    number: int,
    maps: np.ndarray,
    marks: np.ndarray,
    first: tuple | None,
    pair: np.ndarray,
) -> str:
    values = maps[number].astype(float)
    colours = iter(colours_for(values, pair))
    rows = []
    for r, row in enumerate(values):
        cells = []
        for c, value in enumerate(row):
            back, ink = next(colours)
            style = _CELL.format(back=back, ink=ink)
            style += _DIFFERS if marks[number, r, c] else ""
            style += _FIRST if (number, r, c) == first else ""
            said = f' title="{written_place((r, c))}: differs"' if marks[number, r, c] else ""
            cells.append(f'<td style="{style}"{said}>{_number(value)}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = f'<p style="margin:0;white-space:nowrap">{escape(caption)}</p>'
    body = f"<tbody>{''.join(rows)}</tbody>"
    return f'<div>{head}<table style="{_TABLE}" aria-label="{escape(caption)}">{body}</table></div>'


def _number(value: float) -> str:
    text = f"{value:.4g}" if np.isfinite(value) else str(value)
    return "0" if text == "-0" else text.replace("-", "−")
