"""IPython's `display`, `clear_output` and the values that show a text or a picture as it is."""

from cnnbook_page.display import display

__all__ = ["HTML", "Image", "Markdown", "clear_output", "display"]


def clear_output(wait: bool = False) -> None:
    """Remove what the running cell has shown so far."""
    from cnnbook_page import page

    page.clear()


class HTML:
    """A text of HTML."""

    def __init__(self, data: str):
        self.data = data

    def _repr_html_(self) -> str:
        return self.data


class Markdown(HTML):
    """A text of Markdown, shown as it is written."""

    def _repr_html_(self) -> None:
        return None

    def _repr_markdown_(self) -> str:
        return self.data


class Image:
    """A PNG picture."""

    def __init__(self, data: bytes):
        self.data = data

    def _repr_png_(self) -> bytes:
        return self.data
