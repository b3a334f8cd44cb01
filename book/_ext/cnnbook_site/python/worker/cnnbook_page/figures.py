"""A Matplotlib figure as a picture, with its size on the page and words for it."""

from __future__ import annotations

import io
import struct
from typing import Any

from matplotlib.figure import Figure

SHARPNESS = 2  # picture pixels for each pixel of the page


def forms(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a figure as a PNG with its size on the page and its titles as text alternative."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=SHARPNESS * figure.dpi, bbox_inches="tight")
    png = stream.getvalue()
    width, height = (side // SHARPNESS for side in struct.unpack(">II", png[16:24]))
    metadata = {"width": width, "height": height, "alt": titles(figure)}
    return {"image/png": png, "text/plain": repr(figure)}, {"image/png": metadata}


def titles(figure: Figure) -> str:
    """Return the titles in a figure, or say that it has none."""
    found = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
    return "; ".join(title for title in found if title) or "a figure without a title"
