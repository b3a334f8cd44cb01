"""What a cell prints: gathered, so that the page is not told of each character, and limited."""

from __future__ import annotations

import io
import json
from time import monotonic

from . import page

LIMIT = 200_000  # characters that one cell may print
PIECE = 4000  # characters after which the page is told at once
PAUSE = 0.1  # seconds after which it is told of less
printed = 0  # by the running cell, so far


class Stream(io.TextIOBase):
    """Standard output or standard error of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str):
        self.name = name
        self._parts: list[str] = []
        self._size, self._told = 0, 0.0

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Keep the text for the page, as far as the cell's limit allows."""
        global printed
        room = LIMIT - printed
        printed += len(text)
        if room > 0:
            self._keep(text[:room])
        if 0 <= room < len(text):
            self.flush()
            note = f"\n… cut here: a cell may print {LIMIT:,} characters.\n"
            page.send("stream", json.dumps({"cell": page.cell, "name": "stderr", "text": note}))
        return len(text)

    def _keep(self, text: str) -> None:
        if page.outputs:
            stream = {"output_type": "stream", "name": self.name, "text": text}
            page.outputs[-1].outputs += (stream,)
            return
        self._parts.append(text)
        self._size += len(text)
        if self._size > PIECE or monotonic() - self._told > PAUSE:
            self.flush()

    def flush(self) -> None:
        """Tell the page what has been printed."""
        if self._parts:
            text = "".join(self._parts)
            page.send("stream", json.dumps({"cell": page.cell, "name": self.name, "text": text}))
        self._parts, self._size, self._told = [], 0, monotonic()
