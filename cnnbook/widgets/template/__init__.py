"""TemplateExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import TemplateExplorer

__all__ = ["TemplateExplorer"]
