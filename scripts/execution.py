"""Run a notebook so that `interact` cannot stall it, and once more if something else does.

nbclient plays the front end of a cell that captures output for a widget: it sends messages on the
very socket on which it waits for the kernel's reply (its issue 312). ZeroMQ signals once that
something has arrived. Sending can consume that signal, and then the waiting ends only with its
timeout, though the reply is there. So here nobody waits longer than a second before looking again.
"""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from traitlets import DottedObjectName, Type

LOOK_AGAIN = 1.0  # seconds


class ShellChannel(AsyncZMQSocketChannel):
    """A channel that looks for a message again each second, whether or not it was signalled."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; raise `queue.Empty` if none has come after `timeout` seconds."""
        end = monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            left = max(end - monotonic(), 0)
            try:
                return await super().get_msg(min(left, LOOK_AGAIN))
            except Empty:
                if left <= LOOK_AGAIN:
                    raise


class _Client(AsyncKernelClient):
    shell_channel_class = Type(ShellChannel)


class _Manager(AsyncKernelManager):
    client_class = DottedObjectName(f"{__name__}._Client")


def run(notebook: NotebookNode, path: Path, *, timeout: int = 120, **kernel: Any) -> NotebookNode:
    """Run a notebook in its folder, once more if a cell takes longer than `timeout` seconds.

    Parameters
    ----------
    notebook
        The notebook; its outputs are replaced.
    path
        Where it lies: a kernel starts in that folder, and an error names the file.
    timeout
        Seconds for each cell.
    kernel
        What else the kernel's start takes, such as ``env``.

    Raises
    ------
    TimeoutError
        A cell took too long, twice: the lesson and the cell are named.
    """
    try:
        return _run(notebook, path, timeout, kernel)
    except CellTimeoutError as error:
        print(f"{path.name} has stalled, and is tried once more. {error}")
    try:
        return _run(notebook, path, timeout, kernel)
    except CellTimeoutError as error:
        raise TimeoutError(f"{path.name} has stalled twice. {error}") from error


def _run(notebook: NotebookNode, path: Path, timeout: int, kernel: dict[str, Any]) -> NotebookNode:
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        kernel_manager_class=_Manager,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
    )
    return client.execute(**kernel)
