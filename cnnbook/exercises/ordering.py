"""Exercises that can also be done by putting lines into order and filling gaps (Parsons problems).

The lines are those of the solution. In each gap stands one of several texts: the solution's own, or
one that leads to a mistake that the exercise knows. So the same judge says the same of it.
"""

from __future__ import annotations

import random
import textwrap
import zlib
from dataclasses import dataclass

from .exercise import EXERCISES


@dataclass(frozen=True)
class Gap:
    """A part of the solution, and what else may be put there: a text, and its mistake's key."""

    right: str
    wrong: dict[str, str]


GAPS: dict[str, tuple[Gap, ...]] = {
    "fully_connected": (
        Gap("weights[j] * image", {"image": "weights-forgotten"}),
        Gap("sum()", {"mean()": "mean-instead-of-sum"}),
    ),
    "shrink": (Gap("mean()", {"sum()": "sum-instead-of-mean", "max()": "max-instead-of-mean"}),),
    "moving_average": (
        Gap("- size + 1", {"- size": "off-by-one"}),
        Gap("mean()", {"sum()": "sum-instead-of-mean"}),
    ),
    "filter_image": (
        Gap(
            "kernel[a, b]",
            {
                "kernel[-1 - a, -1 - b]": "kernel-flipped",
                "kernel[b, a]": "rows-and-columns-exchanged",
            },
        ),
        Gap("+=", {"=": "overwritten"}),
    ),
    "pad_zeros": (Gap("p : p + height, p : p + width", {":height, :width": "in-the-corner"}),),
    "convolve": (
        Gap("* kernel).sum()", {"* kernel[::-1, ::-1]).sum()": "kernel-flipped"}),
        Gap("np.pad(image, padding)", {"image": "padding-ignored"}),
    ),
    "one_by_one": (
        Gap(
            "weight[f, c]",
            {"weight[c, f]": "filters-and-channels-exchanged", "1": "weights-forgotten"},
        ),
        Gap("+=", {"=": "one-channel"}),
    ),
    "conv_channels": (
        Gap("+ bias[f]", {"+ 0": "bias-forgotten", "+ bias[f] * len(image)": "bias-per-channel"}),
    ),
    "max_pool": (Gap("max()", {"mean()": "mean-instead-of-max", "min()": "min-instead-of-max"}),),
    "receptive_field": (
        Gap("(kernel - 1) * step", {"(kernel - 1)": "stride-ignored"}),
        Gap("1, 1", {"0, 1": "off-by-one"}),
    ),
    "max_pool_backward": (
        Gap("grad[i, j]", {"1": "grad-forgotten", "window.max()": "value-instead-of-slope"}),
    ),
    "conv_weight_gradient": (
        Gap(
            "(seen * grad).sum()",
            {"seen.sum()": "grad-forgotten", "(seen * grad).mean()": "mean-instead-of-sum"},
        ),
    ),
    "conv_input_gradient": (
        Gap("+=", {"=": "overwritten"}),
        Gap("kernel * grad[i, j]", {"grad[i, j]": "weights-forgotten"}),
    ),
    "momentum_step": (
        Gap("w - rate", {"w + rate": "sign"}),
        Gap(
            "momentum * velocity + grad",
            {
                "velocity + grad": "momentum-forgotten",
                "momentum * velocity + (1 - momentum) * grad": "slope-damped",
            },
        ),
    ),
    "one_hot": (Gap("labels[n]", {"labels[n] - 1": "counted-from-one"}),),
    "confusion": (
        Gap("label, guess]", {"guess, label]": "rows-and-columns-exchanged"}),
        Gap("+= 1", {"= 1": "overwritten"}),
    ),
    "occlusion": (
        Gap("image.copy()", {"image": "squares-stay"}),
        Gap("0.5", {"0": "black-square", "1": "white-square"}),
        Gap("predict(covered)", {"predict(image)": "not-covered"}),
    ),
}
_MARK = "\0"


def body(name: str) -> list[str]:
    """Return the lines of an exercise's solution, without the first and without its docstring.

    Examples
    --------
    >>> body("relu")
    ['    return np.maximum(x, 0)']
    """
    return EXERCISES[name].source.splitlines()[2:]


def lines(name: str) -> list[list[str | list[str]]]:
    """Return the lines as they are given to the reader: in another order, with gaps.

    A line is a list of texts and, for a gap, the list of what may stand there; its first text
    begins with the indent. The order is the same each time.

    Examples
    --------
    >>> lines("receptive_field")[2]
    ['    size += ', ['(kernel - 1) * step', '(kernel - 1)'], '']
    """
    rng = random.Random(zlib.crc32(name.encode()))
    text = textwrap.dedent("\n".join(body(name)))
    choices = []
    for gap in GAPS[name]:
        text = text.replace(gap.right, f"{_MARK}{len(choices)}{_MARK}", 1)
        choices.append(rng.sample(options := [gap.right, *gap.wrong], len(options)))
    right = [_parts(line, choices) for line in text.splitlines()]
    given = rng.sample(right, len(right))
    return given if given != right else right[::-1]


def _parts(line: str, choices: list[list[str]]) -> list[str | list[str]]:
    parts = line.split(_MARK)
    return [choices[int(part)] if n % 2 else part for n, part in enumerate(parts)]
