"""Show how far a build or an installation is, and all trouble.

On a terminal a line counts, elsewhere there are few lines. Jupyter Book, Sphinx, pip and what they
call say much that tells a reader nothing; errors and warnings, which they write apart from the
rest, are shown as they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TextIO

_PAGE = re.compile(r"(reading sources|writing output)\.\.\. .*?\[ *(\d+)%\].*?([\w/]+)\s*$")
_RAN = re.compile(r"([\w-]+\.ipynb) ran in ([\d.]+) s$")
_VERBS = {"reading sources": "Reading", "writing output": "Writing"}
_COLLECTS = re.compile(r"(?:Collecting|Processing|Requirement already satisfied:) (\S+)")
_DOWNLOADS = re.compile(r"\s+Downloading (?:\S*/)?([\w.]+)-\S+ \((.+)\)")
_INSTALLS = "Installing collected packages: "
_UV_SAYS = ("Resolved", "Prepared", "Installed", "Audited", "Updated", "Uninstalled")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
# fontTools counts what it cuts; ipykernel 7 warns of each kernel that it is not encrypted.
_NOISE = re.compile(
    r"^# \S+ \S+ INFO |^\s*$|^\[IPKernelApp\] WARNING \| Kernel is running over TCP"
)


class Progress:
    """What a person sees of another program's work."""

    def __init__(self, screen: TextIO | None = None) -> None:
        self.screen = screen or sys.stdout
        self.counts = self.screen.isatty()
        self._step = ""

    def take(self, line: str) -> None:
        """Take a line that the program says about its progress."""
        raise NotImplementedError

    def keeps(self, line: str) -> bool:
        """Tell whether a line that it says apart from the rest is about trouble."""
        return not _NOISE.match(line)

    def _count(self, step: str, far: str) -> None:
        if self.counts:
            self.screen.write(f"\r\x1b[K{step}: {far}")
        elif step != self._step:
            self.screen.write(f"{step} ...\n")
        self._step = step
        self.screen.flush()

    def _whole(self, line: str) -> None:
        self.screen.write(f"\r\x1b[K{line}\n" if self.counts else f"{line}\n")
        self.screen.flush()

    def end(self) -> None:
        """Remove the line that counts."""
        if self.counts:
            self.screen.write("\r\x1b[K")
            self.screen.flush()


class Building(Progress):
    """A build of the book: pages that are read and written, lessons that have run."""

    def take(self, line: str) -> None:
        """Take a line of Sphinx, or of our own extension."""
        line = _COLOUR.sub("", line).rstrip()
        if page := _PAGE.search(line):
            self._count(f"{_VERBS[page[1]]} pages", f"{page[2]} % ({page[3]})")
        elif ran := _RAN.search(line):
            self._whole(f"  ran {ran[1]} in {ran[2]} s")


class Installing(Progress):
    """An installation by pip, which says much, or by uv, which says little."""

    def __init__(self, screen: TextIO | None = None) -> None:
        super().__init__(screen)
        self._found: set[str] = set()

    def take(self, line: str) -> None:
        """Take a line of pip."""
        if found := _COLLECTS.match(line):
            self._found.add(found[1])
            self._count("Looking for packages", str(len(self._found)))
        elif loads := _DOWNLOADS.match(line):
            self._count("Looking for packages", f"{len(self._found)} ({loads[1]}, {loads[2]})")
        elif line.startswith(_INSTALLS):
            self._whole(f"Installing {line.count(',') + 1} packages ...")

    def keeps(self, line: str) -> bool:
        """Tell whether a line is about trouble; show it if it is uv's about its progress."""
        if line.startswith(_UV_SAYS):
            self._whole(line.rstrip())
            return False
        return super().keeps(line)


def watched(
    command: list[str], env: dict[str, str], progress: Progress, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program, show how far it is, and return it with what it wrote as trouble."""
    said: list[str] = []
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": cwd}
    with subprocess.Popen(
        command, env=env, text=True, encoding="utf-8", errors="replace", **pipes
    ) as running:
        reader = threading.Thread(target=_keep, args=(running.stderr, said, progress), daemon=True)
        reader.start()
        try:
            for line in running.stdout:
                progress.take(line)
        finally:
            progress.end()
        reader.join()
    return subprocess.CompletedProcess(command, running.returncode, stderr="".join(said))


def _keep(stream: TextIO, said: list[str], progress: Progress) -> None:
    """Keep what is written about trouble; it is shown when the program has ended."""
    said.extend(line for line in stream if progress.keeps(line))
