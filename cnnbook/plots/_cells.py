"""Shared by all figures made of cells: colours, numbers in the cells, ticks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike, NDArray

GREY, SIGNED, WEIGHT = "gray", "RdBu_r", "BrBG"
_MOST_NUMBERS = 32 * 32


def as_image(image: ArrayLike, name: str = "image") -> NDArray[Any]:
    """Return (H, W) for a grey and (H, W, 3) for a colour image; reject anything else."""
    pixels = np.asarray(image)
    if pixels.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got an array of {pixels.dtype}")
    if pixels.ndim == 3 and pixels.shape[0] == 1:
        pixels = pixels[0]
    elif pixels.ndim == 3 and pixels.shape[0] == 3:
        pixels = np.moveaxis(pixels, 0, -1)  # (H, W, 3)
    if pixels.size == 0 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(
            f"{name} must have shape (H, W), (1, H, W) or (3, H, W), got {np.shape(image)}; "
            f"of several images, choose one: images[0]"
        )
    return pixels


def limits(values: Sequence[NDArray[Any]]) -> tuple[float, float]:
    """Return the colour range: 0 to at least 1, or symmetric about 0 with negative values."""
    finite = np.concatenate([np.asarray(v, dtype=float)[np.isfinite(v)] for v in values])
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    if low < 0:
        limit = max(-low, high)
        return -float(limit), float(limit)
    return 0.0, float(high if high > 1 else 1)


def number(value: float) -> str:
    """Format a value with at most two decimals, without trailing zeros.

    Examples
    --------
    >>> number(3.0), number(0.125), number(-0.5), number(-0.001)
    ('3', '0.12', '−0.5', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".") if np.isfinite(value) else str(value)
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def write_numbers(ax: Axes, shown: AxesImage, values: NDArray[Any]) -> None:
    """Write each value into its cell, dark on light cells and light on dark ones."""
    if values.size > _MOST_NUMBERS:
        raise ValueError(
            f"numbers=True needs an image of at most 32 × 32 pixels, got "
            f"{values.shape[0]} × {values.shape[1]}"
        )
    inches = ax.get_window_extent().width / ax.figure.dpi / values.shape[1]
    longest = max(len(number(value)) for value in values.flat)
    size = float(np.clip(72 * inches / (0.75 * max(longest, 2)), 3, 12))
    for (row, column), value in np.ndenumerate(values):
        red, green, blue = shown.to_rgba(value)[:3]
        dark = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.179
        ink = "white" if dark else "black"
        ax.text(column, row, number(value), ha="center", va="center", color=ink, fontsize=size)


def count_cells(ax: Axes, height: int, width: int) -> None:
    """Set integer ticks that count rows and columns from 0, as NumPy does."""
    step = max(1, -(-max(height, width) // 8))
    ax.set(xticks=range(0, width, step), yticks=range(0, height, step))
    ax.tick_params(length=0)
