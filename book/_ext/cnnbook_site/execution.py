"""Run a lesson in a build: skip cells whose output no page shows, retry a lesson that stalls.

A cell that captures output for a widget (`interact`) can stall nbclient (its issue 312): nbclient
sends messages on the socket on which it is waiting for the kernel's reply. ZeroMQ signals a new
message only once, and sending can consume that signal, so the wait lasts until the cell's timeout.
Such a cell is tagged ``still`` and ``remove-output``: the page shows its source only, so a build
need not run it. Everything else that runs lessons runs these cells too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from myst_nb.core import execute
from myst_nb.core.execute import ExecutionError
from myst_nb.core.execute.direct import NotebookClientDirect
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from sphinx.application import Sphinx

SKIP = "skip-execution"  # nbclient's own tag
NOT_SHOWN = {"still", "remove-output"}


class StalledError(ExecutionError):
    """A cell ran into its timeout."""


class LessonClient(NotebookClientDirect):
    """MyST-NB's client for `execute_notebooks: force`, with one retry after a timeout."""

    def start_client(self) -> None:
        """Run the lesson; if it stalls again, the error names the lesson and the cell."""
        with unseen_cells_skipped(self.notebook):
            try:
                self._run()
            except StalledError as error:
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
    unseen = [cell for cell in notebook.cells if NOT_SHOWN.issubset(cell.metadata.get("tags", ()))]
    for cell in unseen:
        cell.metadata["tags"].append(SKIP)
    try:
        yield
    finally:
        for cell in unseen:
            cell.metadata["tags"].remove(SKIP)


def setup(app: Sphinx) -> None:
    """Replace MyST-NB's client; there is no setting for it."""
    execute.NotebookClientDirect = LessonClient
