"""What the session knows of the page: how to reach it, and which cell is running."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

send: Callable[[str, str], None] = lambda kind, text: None  # noqa: E731
send_comm: Callable[..., None] = lambda *message: None  # noqa: E731
cell: str | None = None
outputs: list[Any] = []  # the ipywidgets Outputs that capture what is shown, the innermost last


def tell(kind: str, **what: Any) -> None:
    """Tell the page what the running cell did; what it printed before goes first."""
    sys.stdout.flush()
    sys.stderr.flush()
    send(kind, json.dumps({"cell": cell, **what}))


def show(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Show a value's forms: on the page, or in the Output that captures it."""
    if outputs:
        output = {"output_type": "display_data", "data": data, "metadata": metadata}
        outputs[-1].outputs += (output,)
    else:
        tell("display", data=data, metadata=metadata)


def clear() -> None:
    """Remove what the running cell has shown so far."""
    if outputs:
        outputs[-1].outputs = ()
    else:
        tell("clear")
