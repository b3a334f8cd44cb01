"""Matplotlib figures of the book: data in, Axes out.

Every function takes the data first and its options by keyword, draws on `ax` or on a new figure,
and returns the Axes; none of them shows anything. `picture` turns the result into a value that a
notebook's cell can end with.

**Colours.** A figure is a sheet of light paper with dark ink, whatever the page around it: on a
white page the sheet is hardly seen, on a dark one it is a card, and in print it costs no toner.
(A transparent figure would need one grey that reads well on white and on black alike, and there is
none: 4.5 to 1 against both is out of reach.) Images without negative values run from black to
white; where something is negative, blue–white–red stand around zero; weights are brown–green. All
three change evenly to the eye. In grey, a sign that a colour loses is still there as a number: in
the cells of a kernel, and beside the map in a colour bar.
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
