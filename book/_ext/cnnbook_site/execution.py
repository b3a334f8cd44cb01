"""Run the lessons of a build: those that have changed, one a processor, a stalled one twice.

A lesson whose code and surroundings are as they were shows what it gave then (see `outputs`).
The others run while Sphinx reads the pages that need not wait for them.

A cell that captures output for a widget (`interact`) can stall nbclient (its issue 312): nbclient
sends messages on the socket on which it is waiting for the kernel's reply. ZeroMQ signals a new
message only once, and sending can consume that signal, so the wait lasts until the cell's timeout.
Such a cell is tagged ``still`` and ``remove-output``: the page shows its source only, so a build
need not run it. Everything else that runs lessons runs these cells too.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import ClassVar

import nbformat
from made_from import files_in, of_files
from myst_nb.core import execute
from myst_nb.core.execute import ExecutionError
from myst_nb.core.execute.direct import NotebookClientDirect
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from . import outputs

logger = logging.getLogger(__name__)


class StalledError(ExecutionError):
    """A cell ran into its timeout."""


class LessonClient(NotebookClientDirect):
    """MyST-NB's client for `execute_notebooks: force`, with kept outputs, and one retry."""

    root: ClassVar[Path | None] = None  # of the book that is built, once a build has begun
    ahead: ClassVar[dict[Path, Future[None]]] = {}  # the lessons that run, or have run, ahead

    def start_client(self) -> None:
        """Take the lesson's outputs from its last run, or run it and keep them."""
        if self.path in self.ahead:
            self.ahead.pop(self.path).result()  # wait for it; raises what its run has raised
        if not self.restored():
            self.run()

    def restored(self) -> bool:
        """Give the notebook the outputs that are kept for it; say whether there were any."""
        place = self._place()
        return place is not None and outputs.restore(self.notebook, place)

    def run(self) -> None:
        """Run the lesson and keep what it gave."""
        self._run_twice()
        if place := self._place():
            outputs.keep(self.notebook, place)

    def _place(self) -> Path | None:
        if self.root is None or self.path is None:
            return None
        lesson = self.path.resolve().relative_to(self.root)
        return self.root / "_build" / "outputs" / lesson.with_suffix(".json")

    def _run_twice(self) -> None:
        """Run the lesson; if it stalls again, the error names the lesson and the cell."""
        with unseen_cells_skipped(self.notebook):
            try:
                self._run()
            except (StalledError, RuntimeError) as error:  # a kernel's port may just be taken
                self.logger.info(f"{error}\nThe lesson is tried once more.")
                self._run()

    def _run(self) -> None:
        try:
            super().start_client()
        except ExecutionError as error:
            if not isinstance(error.__cause__, CellTimeoutError):
                raise
            raise StalledError(f"{self.path} has stalled. {error.__cause__}") from error


@contextmanager
def unseen_cells_skipped(notebook: NotebookNode) -> Iterator[None]:
    """Within the block, tag the cells whose output no page shows, so that nbclient skips them.

    Examples
    --------
    >>> import nbformat
    >>> tags = ["still", "remove-output"]
    >>> cell = nbformat.v4.new_code_cell("interact(show);", metadata={"tags": tags})
    >>> with unseen_cells_skipped(nbformat.v4.new_notebook(cells=[cell])):
    ...     cell.metadata["tags"]
    ['still', 'remove-output', 'skip-execution']
    >>> cell.metadata["tags"]
    ['still', 'remove-output']
    """
    unseen = [cell for cell in notebook.cells if outputs.is_unseen(cell)]
    for cell in unseen:
        cell.metadata["tags"].append(outputs.SKIP)
    try:
        yield
    finally:
        for cell in unseen:
            cell.metadata["tags"].remove(outputs.SKIP)


def run_ahead(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Start the lessons that have changed, one for each processor; their pages are read last."""
    paths = {name: Path(env.doc2path(name)) for name in docnames}
    lessons = [path for path in paths.values() if path.suffix == ".ipynb"]
    waiting = [client for path in lessons if not (client := _client(path, env)).restored()]
    LessonClient.ahead = {client.path: Future() for client in waiting}
    docnames.sort(key=lambda name: (paths[name] in LessonClient.ahead, name))
    queue: SimpleQueue[LessonClient] = SimpleQueue()
    for client in sorted(waiting, key=lambda client: client.path):
        queue.put(client)
    for _ in range(min(os.cpu_count() or 1, len(waiting))):
        # A daemon, so that an interrupted build does not wait for it.
        threading.Thread(target=_work, args=(queue, dict(LessonClient.ahead)), daemon=True).start()


def _client(path: Path, env: BuildEnvironment) -> LessonClient:
    notebook = nbformat.read(path, as_version=4)
    return LessonClient(notebook, path, env.mystnb_config, logger)


def _work(queue: SimpleQueue[LessonClient], ahead: dict[Path, Future[None]]) -> None:
    while True:
        try:
            client = queue.get_nowait()
        except Empty:
            return
        start = monotonic()
        try:
            client.run()
        except Exception as error:  # told where the page is read
            ahead[client.path].set_exception(error)
        else:
            logger.info(f"{client.path.name} ran in {monotonic() - start:.1f} s")
            ahead[client.path].set_result(None)


def begin(app: Sphinx) -> None:
    """Say where the outputs of this book's lessons are kept."""
    LessonClient.root = Path(app.srcdir).resolve()


def all_or_none(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read every page anew as soon as anything has changed that a page may show.

    Lists, links of words, and the contents beside a page come from other pages, and widgets from
    the package, which Sphinx does not know; the lessons' outputs are kept, so reading is quick.
    """
    source = Path(app.srcdir)
    state = outputs.surroundings() + of_files(source, files_in(source / "book"))
    stale = getattr(env, "cnnbook_state", None) != state
    env.cnnbook_state = state
    return sorted(env.found_docs) if stale or added or changed or removed else []


def setup(app: Sphinx) -> None:
    """Replace MyST-NB's client; there is no setting for it."""
    execute.NotebookClientDirect = LessonClient
    app.connect("builder-inited", begin)
    app.connect("env-get-outdated", all_or_none)
    app.connect("env-before-read-docs", run_ahead)
