"""A notebook that is run: a reply that nobody was told of is found, and a stall ends by name."""

import asyncio
import os
import time
from contextlib import contextmanager
from queue import Empty

import nbformat
import pytest
import zmq
import zmq.asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session
from nbclient import NotebookClient

from scripts import execution
from scripts.execution import ShellChannel, run

INTERACT = """
import ipywidgets
def show(n=3):
    print("n is", n)
ipywidgets.interact(show, n=(1, 5));
"""
# Each run leaves a mark in a file, so that the runs can be counted.
COUNT = """
with open("runs", "a") as runs:
    runs.write("x")
count = len(open("runs").read())
"""
LONG_AT_FIRST = "import time\nif count == 1:\n    time.sleep(600)\nprint('done')"


@contextmanager
def connected():
    """A kernel's socket, and the channel of a client."""
    with zmq.Context() as context:
        kernel = context.socket(zmq.ROUTER)
        client = context.socket(zmq.DEALER, socket_class=zmq.asyncio.Socket)
        try:
            client.connect(f"tcp://127.0.0.1:{kernel.bind_to_random_port('tcp://127.0.0.1')}")
            yield kernel, ShellChannel(client, Session(key=b"the test's"))
        finally:
            kernel.close(linger=0)
            client.close(linger=0)


async def wait_while_sending():
    """Wait for a reply that arrives just before something is sent."""
    with connected() as (kernel, channel):
        session = channel.session
        channel.send(session.msg("execute_request"))
        client, *_ = kernel.recv_multipart()
        waiting = asyncio.ensure_future(channel.get_msg(timeout=30))
        await asyncio.sleep(0.1)  # now it waits
        session.send(kernel, "execute_reply", ident=client)
        time.sleep(0.2)  # busy, as with a figure, while the reply arrives
        channel.send(session.msg("comm_msg"))
        return (await waiting)["msg_type"]


def test_a_reply_is_found_though_sending_has_consumed_its_signal():
    start = time.monotonic()
    assert asyncio.run(wait_while_sending()) == "execute_reply"
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("timeout", [0, 0.2, 1.3])
def test_no_message_in_time_is_an_error(timeout):
    async def wait():
        with connected() as (_, channel):
            await channel.get_msg(timeout)

    start = time.monotonic()
    with pytest.raises(Empty):
        asyncio.run(wait())
    assert time.monotonic() - start >= timeout


def lesson(folder, *sources):
    """A notebook of these code cells, and its path."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells), folder / "09_toy.ipynb"


def test_interact_is_run_in_the_lessons_folder_with_its_environment(tmp_path):
    where = "import os\nprint(os.getcwd(), os.environ['MARK'])"
    done = run(*lesson(tmp_path, INTERACT, where), env={**os.environ, "MARK": "ours"})
    (shown,) = done.cells[0].outputs
    assert "interactive(children=" in shown.data["text/plain"]
    assert done.cells[1].outputs[0].text == f"{tmp_path} ours\n"


def test_a_notebook_is_run_over_that_channel(tmp_path, monkeypatch):
    waited = []

    async def remember(channel, timeout=None):
        waited.append(timeout)
        return await AsyncZMQSocketChannel.get_msg(channel, timeout)

    monkeypatch.setattr(ShellChannel, "get_msg", remember)
    run(*lesson(tmp_path, "1 + 1"), timeout=77)
    assert 77 in waited


def test_a_lesson_that_stalls_once_is_tried_once_more(tmp_path, capsys):
    done = run(*lesson(tmp_path, COUNT, LONG_AT_FIRST), timeout=2)
    assert done.cells[1].outputs[0].text == "done\n"
    said = capsys.readouterr().out
    assert "09_toy.ipynb has stalled, and is tried once more." in said
    assert "time.sleep(600)" in said


def test_a_lesson_that_stalls_twice_ends_with_its_name_and_its_cell(tmp_path):
    with pytest.raises(TimeoutError, match=r"09_toy\.ipynb has stalled twice\.") as told:
        run(*lesson(tmp_path, COUNT, "import time\ntime.sleep(600)"), timeout=2)
    assert "time.sleep(600)" in str(told.value)
    assert (tmp_path / "runs").read_text() == "xx"


class Dying(NotebookClient):
    """A client whose kernel dies before it begins, until `left` is used up."""

    left = 1

    def execute(self, **options):
        if Dying.left:
            Dying.left -= 1
            raise RuntimeError("Kernel died before replying to kernel_info")
        return super().execute(**options)


def test_a_kernel_that_dies_before_it_begins_is_started_once_more(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(execution, "NotebookClient", Dying)
    monkeypatch.setattr(Dying, "left", 1)
    done = run(*lesson(tmp_path, "print('done')"))
    assert done.cells[0].outputs[0].text == "done\n"
    assert "09_toy.ipynb is tried once more. Kernel died" in capsys.readouterr().out
    monkeypatch.setattr(Dying, "left", 2)
    with pytest.raises(RuntimeError, match="Kernel died"):
        run(*lesson(tmp_path, "print('done')"))


def test_a_mistake_is_not_tried_again(tmp_path):
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run(*lesson(tmp_path, COUNT, "1 / 0"))
    assert (tmp_path / "runs").read_text() == "x"
