"""The book's colours for numbers, as its pages mix them (`widgets/page/colour.js`), as CSS.

Dark to bright where nothing is negative, blue over white to red where something is; the steps are
even to the eye, since they are mixed in OKLab (Björn Ottosson, 2020).
"""

from functools import cache

import numpy as np

FRAME = "#d95f02"
_GREY = [(0, 0, 0), (255, 255, 255)]
_SIGNED = [(5, 72, 140), (97, 158, 206), (245, 245, 242), (230, 132, 88), (148, 33, 12)]
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)


def _linear(colours: np.ndarray) -> np.ndarray:
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def _gamma(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@cache
def _ramp(signed: bool) -> np.ndarray:
    """Return 256 colours evenly spaced between the given ones, (256, 3)."""
    anchors = np.array(_SIGNED if signed else _GREY) / 255
    lab = np.cbrt(_linear(anchors) @ _TO_CONES.T) @ _TO_LAB.T  # (A, 3)
    places, known = np.linspace(0, len(lab) - 1, 256), np.arange(len(lab))
    mixed = np.stack([np.interp(places, known, axis) for axis in lab.T], axis=1)
    light = (mixed @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T
    return np.round(255 * _gamma(light)).astype(int)


def colours_for(values: np.ndarray, everything: np.ndarray) -> list[tuple[str, str]]:
    """Return background and ink of each value; the scale fits everything shown beside it.

    Examples
    --------
    >>> colours_for(np.array([0.0, 2.0]), np.array([0.0, 2.0]))
    [('#000000', '#fff'), ('#ffffff', '#000')]
    """
    finite = everything[np.isfinite(everything)]
    low, high = finite.min(initial=0), finite.max(initial=0)
    signed = bool(low < 0)
    reach = max(-low, high) or 1
    start, end = (-reach, reach) if signed else (0, max(high, 1e-12))
    places = np.nan_to_num((values.ravel() - start) / (end - start), nan=0.5, posinf=1, neginf=0)
    chosen = _ramp(signed)[np.round(255 * np.clip(places, 0, 1)).astype(int)]
    bright = _linear(chosen / 255) @ [0.2126, 0.7152, 0.0722] > 0.179
    css = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in chosen]
    return [(colour, "#000" if b else "#fff") for colour, b in zip(css, bright, strict=True)]
