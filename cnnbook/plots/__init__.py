"""Matplotlib figures of the book: each function takes data and returns Axes.

Every function takes the data first and its options by keyword, draws on `ax` or on a new figure,
and returns the Axes; none of them calls `show`. `picture` turns the result into a value to end a
notebook cell with.

**Colours.** Figures have a light background and dark text, on light and on dark pages and in print.
(A transparent figure would need one grey with a contrast of 4.5 to 1 against white and against
black, and there is none.) Images without negative values are grey, from black to white; images with
negative values are blue–white–red around zero; weights are brown–green. All three colour maps are
perceptually uniform. Where printing in grey loses a sign, it can be read as a number: in the cells
of a kernel, or beside a map on its colour bar.
"""

from cnnbook.plots.bars import bars
from cnnbook.plots.curves import activation_curve, parameter_growth, training_history
from cnnbook.plots.images import compare, feature_maps, receptive_field, show_image, show_kernel
from cnnbook.plots.layers import show_filters, show_wires
from cnnbook.plots.pictures import Picture, picture
from cnnbook.plots.results import confusion_table, mistakes

__all__ = [
    "Picture",
    "activation_curve",
    "bars",
    "compare",
    "confusion_table",
    "feature_maps",
    "mistakes",
    "parameter_growth",
    "picture",
    "receptive_field",
    "show_filters",
    "show_image",
    "show_kernel",
    "show_wires",
    "training_history",
]
