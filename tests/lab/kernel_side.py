"""What the tests run in a lesson's kernel, as a reader could in a cell of the same notebook."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from ipywidgets import interactive
from ipywidgets.widgets import widget as ipywidgets_widget

from cnnbook.widgets import Explorer

_before: dict[str, dict[str, Any]] = {}


def _all(kind: type) -> dict[str, Any]:
    known = ipywidgets_widget._instances.items()
    return {model: widget for model, widget in known if isinstance(widget, kind)}


def remember() -> None:
    """Keep every explorer's state, and print which classes there are."""
    explorers = _all(Explorer)
    _before.update({model: explorer.get_state() for model, explorer in explorers.items()})
    print(json.dumps({model: type(explorer).__name__ for model, explorer in explorers.items()}))


def tell() -> None:
    """Print, for each explorer, which traits have changed, its call, and its output as one row."""
    print(json.dumps({model: _told(model, e) for model, e in _all(Explorer).items()}))


def _told(model: str, explorer: Explorer) -> dict[str, Any]:
    try:
        output = np.ravel(explorer.output).tolist()
    except AttributeError:  # a Question has none
        output = None
    return {"changed": sorted(_changes(model, explorer)), "code": explorer.code, "output": output}


def _changes(model: str, explorer: Explorer) -> dict[str, Any]:
    now = explorer.get_state()
    return {name: old for name, old in _before[model].items() if now[name] != old}


def restore() -> None:
    """Set every trait that has changed to what it was."""
    for model, explorer in _all(Explorer).items():
        with explorer.hold_trait_notifications():
            for name, old in _changes(model, explorer).items():
                explorer.set_trait(name, old)


def arguments() -> None:
    """Print with which arguments each `interact` called its function last."""
    print(json.dumps({model: widget.kwargs for model, widget in _all(interactive).items()}))


_HEARD: dict[str, list[Any]] = {"changes": [], "messages": []}


def listen(probe: Any) -> None:
    """Keep what a page changes of a probe, and the messages that it sends."""
    changes, messages = _HEARD.values()
    probe.observe(lambda change: changes.append([change.name, change.new]), ["count", "names"])
    probe.on_msg(lambda _, content, parts: messages.append([content, [list(b) for b in parts]]))


def heard() -> None:
    """Print what a page has changed and sent until now."""
    print(json.dumps(_HEARD))
