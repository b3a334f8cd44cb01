"""The list of lessons, their number and their hours, from `_toc.yml` and the lessons themselves.

On a page, ``{lessons}`` is a directive that lists the lessons, and ``{{ lessons }}`` and
``{{ hours }}`` say how many there are and how long they take: "eight", "two and a half hours".
Title and minutes stand in a lesson's first cell, its line in its metadata as ``description``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PART = "Lessons"
YOUR_WORK = (  # see memory/panel.js
    '<section class="cnnbook-your-work" id="your-work" aria-label="Your work"></section>'
)
_WORDS = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
WORDS = [*_WORDS.split(), "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]


class Lesson(NamedTuple):
    """What the landing page says of a lesson."""

    path: Path
    title: str
    line: str
    minutes: int


def read_lessons(root: Path) -> list[Lesson]:
    """Return the chapters of the part "Lessons", in the order of `_toc.yml`."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    parts = toc.get("parts", [])
    chapters = next((part["chapters"] for part in parts if part["caption"] == PART), [])
    return [read_lesson(root / f"{chapter['file']}.ipynb") for chapter in chapters]


def read_lesson(path: Path) -> Lesson:
    """Read what a lesson says of itself; `tests/notebooks` sees to it that it does."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    first = "".join(notebook["cells"][0]["source"])
    title = re.search(r"^# +(.*\S)", first, re.MULTILINE)
    minutes = re.search(r"takes about (\d+) minutes?\b", first)
    line = notebook["metadata"].get("description", "")
    return Lesson(path, title[1] if title else path.stem, line, int(minutes[1]) if minutes else 0)


def as_list(lessons: list[Lesson], folder: Path) -> list[str]:
    """Return the lessons as the lines of a numbered list with links, seen from a page's folder.

    Examples
    --------
    >>> page = Path("/book/intro.md")
    >>> lesson = Lesson(page.with_name("01_pixels.ipynb"), "Pixels", "a grid of numbers", 17)
    >>> as_list([lesson], page.parent)
    ['1. [Pixels](01_pixels.ipynb): a grid of numbers. 17 minutes.']
    """
    return [
        f"{number}. [{title}]({path.relative_to(folder).as_posix()}): {line}. {minutes} minutes."
        for number, (path, title, line, minutes) in enumerate(lessons, start=1)
    ]


def number_in_words(number: int) -> str:
    """Return a number as one says it, up to twenty.

    Examples
    --------
    >>> number_in_words(8), number_in_words(21)
    ('eight', '21')
    """
    return WORDS[number] if number < len(WORDS) else str(number)


def hours_in_words(minutes: int) -> str:
    """Return a time to the nearest half hour, in words.

    Examples
    --------
    >>> [hours_in_words(minutes) for minutes in (20, 61, 95, 140)]
    ['half an hour', 'an hour', 'one and a half hours', 'two and a half hours']
    """
    whole, half = divmod(max(1, round(minutes / 30)), 2)
    if whole == 0:
        return "half an hour"
    if (whole, half) == (1, 0):
        return "an hour"
    return f"{number_in_words(whole)}{' and a half' if half else ''} hours"


class Lessons(SphinxDirective):
    """The directive ``{lessons}``."""

    def run(self) -> list[nodes.Node]:
        """List the lessons, and let the page be made anew when one of them changes."""
        lessons = read_lessons(Path(self.env.srcdir))
        for lesson in lessons:
            self.env.note_dependency(str(lesson.path))
        page = Path(self.env.doc2path(self.env.docname))
        found = nodes.container(classes=["cnnbook-lessons"])
        lines = StringList(as_list(lessons, page.parent), source=str(page))
        self.state.nested_parse(lines, self.content_offset, found)
        return [found, nodes.raw("", YOUR_WORK, format="html")]


def say_how_many(app: Sphinx, config: Any) -> None:
    """Let pages say the number of the lessons and their hours."""
    lessons = read_lessons(Path(app.srcdir))
    config.myst_substitutions = {
        **(config.myst_substitutions or {}),
        "lessons": number_in_words(len(lessons)),
        "hours": hours_in_words(sum(lesson.minutes for lesson in lessons)),
    }


def setup(app: Sphinx) -> None:
    """Register the directive and the two words."""
    app.add_directive("lessons", Lessons)
    app.connect("config-inited", say_how_many)
