"""Show how far a build is: a line that counts on a terminal, few lines elsewhere, and all trouble.

Jupyter Book, Sphinx and what they call say much that tells a reader nothing; errors and warnings,
which they write apart from the rest, are shown as they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from typing import TextIO

_PAGE = re.compile(r"(reading sources|writing output)\.\.\. .*?\[ *(\d+)%\].*?([\w/]+)\s*$")
_RAN = re.compile(r"([\w-]+\.ipynb) ran in ([\d.]+) s$")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_NOISE = re.compile(r"^# \S+ \S+ INFO |^\s*$")


class Progress:
    """What a person sees of a build."""

    def __init__(self, screen: TextIO | None = None) -> None:
        self.screen = screen or sys.stdout
        self.counts = self.screen.isatty()
        self._step = ""

    def take(self, line: str) -> None:
        """Take a line that the build says about its progress."""
        line = _COLOUR.sub("", line).rstrip()
        if page := _PAGE.search(line):
            self._count(page[1], page[2], page[3])
        elif ran := _RAN.search(line):
            self._whole(f"  ran {ran[1]} in {ran[2]} s")

    def _count(self, step: str, percent: str, name: str) -> None:
        verb = {"reading sources": "Reading", "writing output": "Writing"}[step]
        if self.counts:
            self.screen.write(f"\r\x1b[K{verb} pages: {percent} % ({name})")
        elif verb != self._step:
            self.screen.write(f"{verb} pages ...\n")
        self._step = verb
        self.screen.flush()

    def _whole(self, line: str) -> None:
        self.screen.write(f"\r\x1b[K{line}\n" if self.counts else f"{line}\n")
        self.screen.flush()

    def end(self) -> None:
        """Remove the line that counts."""
        if self.counts:
            self.screen.write("\r\x1b[K")
            self.screen.flush()


def watched(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a build, show how far it is, and return it with what it wrote as trouble."""
    progress, said = Progress(), []
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        command, env=env, text=True, encoding="utf-8", errors="replace", **pipes
    ) as running:
        reader = threading.Thread(target=_keep, args=(running.stderr, said), daemon=True)
        reader.start()
        try:
            for line in running.stdout:
                progress.take(line)
        finally:
            progress.end()
        reader.join()
    return subprocess.CompletedProcess(command, running.returncode, stderr="".join(said))


def _keep(stream: TextIO, said: list[str]) -> None:
    """Keep what is written about trouble; it is shown when the build has ended."""
    said.extend(line for line in stream if not _NOISE.match(line))
