"""The style of all figures: colours, line styles and Matplotlib settings."""

PAPER, INK, SOFT = "#fafaf8", "#1d2129", "#5a6270"
# Okabe and Ito's colours; the dashes distinguish the lines in grey too.
LINES = [("#0072b2", "-"), ("#d55e00", "--"), ("#008060", "-."), ("#9c3f84", ":")]

STYLE = {
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": "#d9dbe0",
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "font.size": 10,
    "font.family": "DejaVu Sans",  # part of Matplotlib, so figures are the same on every machine
    "lines.linewidth": 2.0,
}
