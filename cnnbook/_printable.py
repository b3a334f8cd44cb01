"""Text that prints in every encoding: a terminal or a file on Windows may have few signs."""

from __future__ import annotations

import sys

PLAIN = str.maketrans({"─": "-", "−": "-", "×": "x", "·": "*", "≥": ">=", "≤": "<=", "→": "->"})


def printable(text: str, encoding: str | None = None) -> str:
    """Return the text in the signs that standard output, or `encoding`, has.

    A sign that it lacks becomes a similar one, or a question mark.

    Examples
    --------
    >>> printable("3 × 3 → −1 ✓", "cp1252"), printable("3 × 3 → −1 ✓", "utf-8")
    ('3 × 3 -> -1 ?', '3 × 3 → −1 ✓')
    """
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    return "".join(_sign(character, encoding) for character in text)


def _sign(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return character.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return character
