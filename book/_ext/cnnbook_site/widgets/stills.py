"""What a widget leaves on a page that cannot run: its picture, what it shows, its printed call."""

from __future__ import annotations

from typing import Any

from docutils import nodes


def still(forms: dict[str, nodes.Element]) -> list[nodes.Node]:
    """Build the still figure from ``image/png`` and ``text/plain``; nothing without both.

    The text's first paragraph, ``Name: sentence``, is the picture's text alternative; what follows
    it is the printed Python call.
    """
    if "image/png" not in forms or "text/plain" not in forms:
        return []
    image = forms["image/png"].next_node(nodes.image)
    head, _, call = forms["text/plain"].astext().strip().partition("\n\n")
    image["alt"] = " ".join(head.partition(": ")[2].split()) or head
    parts: list[nodes.Node] = [_raw('<figure class="cnnbook-still">'), image]
    if call.strip():
        parts.append(nodes.literal_block(call, call, language="python"))
    return [*parts, _raw("</figure>")]


def captured(model_id: str, state: dict[str, dict[str, Any]], *, alt: str) -> list[nodes.Node]:
    """Return what an ipywidgets box has captured: `interact` prints and draws into one."""
    found: list[nodes.Node] = []
    for output in _outputs(model_id, state):
        data = output.get("data", {})
        text = data.get("text/plain", output.get("text", ""))
        if png := data.get("image/png"):
            source = f"data:image/png;base64,{png.strip()}"
            found.append(nodes.image(uri=source, alt=alt, candidates={"*": source}))
        elif text:
            found.append(nodes.literal_block(text, text, language="none"))
    return found


def _outputs(model_id: str, state: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    traits = state.get(model_id, {}).get("state", {})
    inner = [child.removeprefix("IPY_MODEL_") for child in traits.get("children", [])]
    return [*traits.get("outputs", []), *(o for child in inner for o in _outputs(child, state))]


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
