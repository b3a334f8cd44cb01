"""Write the exercises and questions of all lessons as assignments, and as sheets with a key.

Run as ``python -m scripts.assignments``, or as ``make assignments``. In `_build/assignments`:

``source/<lesson>/<lesson>.ipynb``
    with solutions and answers between nbgrader's marks, as a teacher keeps it.
``release/<lesson>/<lesson>.ipynb``
    without, as learners get it.
``sheet.html``, ``key.html``
    all questions and exercises to print, and the answers.

Questions come from what the lessons gave when they last ran, exercises from `cnnbook.exercises`.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from cnnbook import exercises

from . import assignment_notebooks, assignment_sheets
from .build import ROOT, build, is_fresh
from .lessons import files, headings

TARGET = ROOT / "_build" / "assignments"
OUTPUTS = ROOT / "_build" / "outputs"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


@dataclass(frozen=True)
class Asked:
    """A question as its widget holds it."""

    kind: str  # "number", "choice", "kernel" or "setting"
    prompt: str
    details: dict[str, Any]
    secret: dict[str, Any]

    @property
    def choices(self) -> list[str]:
        """The statements to choose from, each with its letter."""
        named = zip("ABCDEFGHIJ", self.details.get("choices", []), strict=False)
        return [f"{letter}. {words}" for letter, words in named]

    @property
    def answer(self) -> str:
        """The right answer, or one of them, in a line."""
        if self.kind == "choice":
            return self.choices[self.secret["answer"]]
        if self.kind == "number":
            number = self.secret["answer"]
            written = f"{number:,}" if isinstance(number, int) else f"{number:.6g}"
            return f"{written} {self.details.get('unit', '')}".strip()
        one = self.secret["solution"]
        if self.kind == "setting":
            return ", ".join(f"{name} {value}" for name, value in one.items()) + " (or another)"
        return " / ".join(" ".join(f"{value:g}" for value in row) for row in one) + " (or another)"

    @property
    def worked(self) -> str:
        """How one arrives at it."""
        return self.secret["worked"].replace("{answer}", f"{self.secret.get('answer', '')}")


@dataclass(frozen=True)
class Lesson:
    """What a lesson asks of its reader."""

    name: str  # without its number
    title: str
    questions: list[Asked]
    exercises: list[str]


def collect(root: Path = ROOT, outputs: Path = OUTPUTS) -> list[Lesson]:
    """Return the lessons in the order of the book, with what each asks."""
    found = []
    for path in files(root):
        name = re.sub(r"^\d+_", "", path.stem)
        kept = json.loads((outputs / "book" / f"{path.stem}.json").read_text(encoding="utf-8"))
        title = headings(nbformat.read(path, as_version=4))[0][1]
        found.append(Lesson(name, title, questions(kept), _exercises(name)))
    return found


def _exercises(lesson: str) -> list[str]:
    try:
        return exercises.names(lesson)
    except ValueError:  # a lesson without any
        return []


def questions(kept: dict[str, Any]) -> list[Asked]:
    """Return the questions among the outputs of a lesson, in their order."""
    models = kept["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    shown = [output for cell in kept["cells"] for output in cell["outputs"] or []]
    views = [output["data"][VIEW]["model_id"] for output in shown if VIEW in output.get("data", {})]
    states = [models[view]["state"] for view in dict.fromkeys(views) if view in models]
    return [
        Asked(
            state["kind"],
            state["prompt"],
            state["details"],
            json.loads(base64.b64decode(state["sealed"])),
        )
        for state in states
        if "sealed" in state
    ]


def write(lessons: list[Lesson], target: Path = TARGET) -> list[Path]:
    """Write the notebooks and the sheets; return all files."""
    written = []
    for lesson in lessons:
        for folder, solved in (("source", True), ("release", False)):
            path = target / folder / lesson.name / f"{lesson.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(assignment_notebooks.notebook(lesson, solved=solved), path)
            written.append(path)
    for name, solved in (("sheet", False), ("key", True)):
        path = target / f"{name}.html"
        path.write_text(assignment_sheets.page(lessons, solved=solved), encoding="utf-8")
        written.append(path)
    return written


def main() -> None:
    """Build the site when it is not fresh, and write what its lessons ask."""
    if not is_fresh():
        build()
    lessons = collect()
    write(lessons)
    asked = sum(len(lesson.questions) for lesson in lessons)
    tasks = sum(len(lesson.exercises) for lesson in lessons)
    print(f"{TARGET.relative_to(ROOT)}: {tasks} exercises and {asked} questions")
    print(f"  to print: {(TARGET / 'sheet.html').as_uri()}, and its key beside it")


if __name__ == "__main__":
    main()
