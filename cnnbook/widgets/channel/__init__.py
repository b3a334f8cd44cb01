"""ChannelExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ChannelExplorer

__all__ = ["ChannelExplorer"]
