"""The photograph that explorers offer beside the reader's own pictures."""

from __future__ import annotations

import base64
from functools import cache

from cnnbook import pictures

FILE = "picture.npy"  # what a reader's own picture is called, which the page offers as a file


@cache
def photograph() -> str:
    """Return `cnnbook.pictures.portrait` as text: 96 × 96 bytes, row by row, in base64.

    Examples
    --------
    >>> len(base64.b64decode(photograph())) == 96 * 96
    True
    """
    return base64.b64encode(pictures.portrait().tobytes()).decode("ascii")
