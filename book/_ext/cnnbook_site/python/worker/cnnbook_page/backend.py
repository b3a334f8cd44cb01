"""Matplotlib's backend in the page: `plt.show()`, and the end of a cell, show what is open."""

from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from matplotlib.backends.backend_agg import FigureManagerBase as FigureManager

from .display import show_open_figures as show

__all__ = ["FigureCanvas", "FigureManager", "show"]
