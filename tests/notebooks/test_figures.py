"""The figures that the video names: each one must come out of a computation in its lesson."""

import re
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"

# lesson, figure as a text output must hold it, how often at least
FIGURES = [
    ("01_pixels", "784", 1),
    ("01_pixels", "7,840", 1),
    ("01_pixels", "15,680", 1),
    ("03_convolution", "14", 1),
    ("07_counting", "28 → 14 → 7", 1),
    ("07_counting", "147", 1),
    ("07_counting", "1,470", 1),
    ("07_counting", "5.33", 1),
    ("07_counting", "23,520", 1),
    ("07_counting", "16", 1),
    ("07_counting", "810", 3),
    ("07_counting", "1,310,720", 1),
]


def text_outputs(lesson):
    """Everything that the cells of a lesson print or give as text."""
    notebook = nbformat.read(BOOK / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("text", "")
            yield output.get("data", {}).get("text/plain", "")


def occurrences(figure, text):
    """How often a figure stands in a text, with or without commas between its thousands."""
    pattern = re.escape(figure).replace(",", ",?")
    return len(re.findall(rf"(?<![\d.,]){pattern}(?!\d|[.,]\d)", text))


@pytest.mark.parametrize(("lesson", "figure", "times"), FIGURES)
def test_a_figure_of_the_video_is_computed(lesson, figure, times):
    found = sum(occurrences(figure, text) for text in text_outputs(lesson))
    assert found >= times, f"{lesson} computes {figure} {found} times, not at least {times}"


@pytest.mark.parametrize(
    ("text", "found"),
    [("7,840 weights", 1), ("7840", 1), ("17,840", 0), ("7,840.5", 0), ("7,8401", 0)],
)
def test_a_figure_is_found_as_a_whole_number_only(text, found):
    assert occurrences("7,840", text) == found
