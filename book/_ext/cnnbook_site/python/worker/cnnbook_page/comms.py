"""Widgets: their channel to the page, and which cell made them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import comm
from comm.base_comm import BaseComm

from . import page

made: defaultdict[str | None, list[str]] = defaultdict(list)  # by each cell: ids of its widgets


class PageComm(BaseComm):
    """A channel to the model that the page holds of a widget."""

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Send one message of the widget protocol."""
        if msg_type == "comm_open":
            made[page.cell].append(self.comm_id)
            if data["state"].get("_model_name") == "OutputModel":
                let_outputs_capture()
        bytes_ = [bytes(buffer) for buffer in buffers or ()]
        page.send_comm(msg_type, self.comm_id, json.dumps(data or {}), bytes_)


def prepare() -> None:
    """Let widgets talk to the page. It imports no ipywidgets: many a cell needs none."""
    comm.create_comm = PageComm


def let_outputs_capture() -> None:
    """Let an Output of ipywidgets capture what is shown in it, as it does in a notebook."""
    from ipywidgets.widgets.widget_output import Output

    Output.__enter__, Output.__exit__ = _enter, _leave


def _enter(output: Any) -> Any:
    page.outputs.append(output)
    return output


def _leave(output: Any, kind: Any, error: Any, frames: Any) -> bool | None:
    from . import errors

    page.outputs.remove(output)
    if error is None:
        return None
    told = errors.told(error)
    shown = {"output_type": "error", "ename": told["name"], "evalue": told["message"]}
    output.outputs += ({**shown, "traceback": [told["traceback"]]},)
    return True


def from_page(comm_id: str, text: str, buffers: list[bytes]) -> None:
    """Hand a message of the page to its widget; what it does not take is sent back as it is."""
    target = comm.get_comm_manager().comms.get(comm_id)
    if target is None:
        return
    data = json.loads(text)
    views = [memoryview(buffer) for buffer in buffers]
    target.handle_msg({"content": {"data": data}, "metadata": {}, "buffers": views})
    if data.get("method") == "update" and (widget := _widget(comm_id)) is not None:
        _send_back_what_differs(widget, data["state"])


def _send_back_what_differs(widget: Any, sent: dict[str, Any]) -> None:
    """Tell the page what a widget did not take, and why; ipywidgets only logs it."""
    kept = widget.get_state(list(sent))
    refused = [name for name in sent if kept.get(name) != sent[name]]
    for name in refused:
        try:
            setattr(widget, name, sent[name])
        except Exception as error:
            page.tell("refused", text=str(error))
    if refused:
        widget.send_state(refused)


def _widget(comm_id: str) -> Any:
    from ipywidgets.widgets.widget import _instances

    return _instances.get(comm_id)


def close_widgets(cell: str) -> None:
    """Close the widgets that a cell made when it ran before."""
    for comm_id in made.pop(cell, ()):
        if (widget := _widget(comm_id)) is not None:
            widget.close()
