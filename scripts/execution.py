"""Run a notebook without losing a kernel's reply, and retry it once if a cell times out.

For a cell that captures output for a widget (`interact`), nbclient sends messages on the socket on
which it is waiting for the kernel's reply (its issue 312). ZeroMQ signals a new message only once,
and sending can consume that signal: the wait then lasts until the timeout, although the reply is
there. The channel below therefore checks the socket every second.
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
from traitlets import Type

CHECK_EVERY = 1.0  # seconds


class ShellChannel(AsyncZMQSocketChannel):
    """A channel that checks its socket every second, whether or not a message was signalled."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; raise `queue.Empty` if none has come after `timeout` seconds."""
        end = monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            left = max(end - monotonic(), 0)
            try:
                return await super().get_msg(min(left, CHECK_EVERY))
            except Empty:
                if left <= CHECK_EVERY:
                    raise


class _Client(AsyncKernelClient):
    shell_channel_class = Type(ShellChannel)


class _Manager(AsyncKernelManager):
    client_factory = Type(_Client)


def run(notebook: NotebookNode, path: Path, *, timeout: int = 120, **kernel: Any) -> NotebookNode:
    """Run a notebook in its folder, once more if its kernel dies or a cell takes too long.

    A kernel may die before it begins: another one may have taken its port.

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
    RuntimeError
        The kernel died, twice.
    """
    try:
        return _run(notebook, path, timeout, kernel)
    except CellTimeoutError as error:
        print(f"{path.name} has stalled, and is tried once more. {error}")
    except RuntimeError as error:
        print(f"{path.name} is tried once more. {error}")
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
        extra_arguments=["--log-level=ERROR"],  # ipykernel 7 warns of each kernel it starts
    )
    return client.execute(**kernel)
