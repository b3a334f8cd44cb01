"""The rules for a lesson. Each is a function that says what to do where a lesson breaks it."""

import ast
import re
from itertools import pairwise
from pathlib import Path

from cnnbook import exercises
from scripts.lessons import (
    EXERCISES,
    FEWEST_QUESTIONS,
    FEWEST_TERMS,
    GOALS,
    MINUTES,
    SECTIONS,
    TOUCH,
    WRITE,
    calls,
    checks,
    headings,
    minutes,
    plain,
    texts,
)
from tests.lesson_texts import SHORTENED

ROOT = Path(__file__).resolve().parents[2]
SLIDERS = {"still", "remove-output", "nbval-ignore-output"}


def opening(lesson):
    """The first cell is the title, what the reader will be able to do, and how long it takes."""
    first = lesson.cells[0].source
    goals = first.partition(GOALS)[2]
    points = re.findall(r"^- ", goals, re.MULTILINE)
    if not re.match(r"# \S", first):
        yield "Begin the first cell with the title: # Name"
    if sum(level == 1 for level, _ in headings(lesson)) != 1:
        yield "Use '# ' for the title alone, '## ' for a section, '### ' within a section."
    if not 2 <= len(points) <= 4:
        yield f"Write {GOALS} into the first cell, and below it 2 to 4 points that begin with '- '."
    if not MINUTES.search(first):
        yield "Write 'It takes about 1 minutes.' into the first cell; make notebooks computes it."


def stated_minutes(lesson):
    """The minutes that a lesson says it takes are those of the rule."""
    said = MINUTES.search(lesson.cells[0].source)
    if said and int(said[0]) != minutes(lesson):
        yield f"It says {said[0]} minutes, the rule gives {minutes(lesson)}: run make notebooks."


def description(lesson):
    """A line for the landing page's list."""
    line = lesson.metadata.get("description", "")
    if not re.fullmatch(r"\S.{10,98}[^.\s]", line):
        yield (
            'Write the line for the landing page into the notebook\'s metadata, "description": '
            f"up to 100 characters, no full stop. It is {line!r}."
        )


def order(lesson):
    """The sections that all lessons have are there, in their order."""
    own = [words for level, words in headings(lesson) if level == 2]
    wanted = [s for s in SECTIONS if s.always or any(w.startswith(s.heading) for w in own)]
    places = [
        next((i for i, words in enumerate(own) if words.startswith(s.heading)), None)
        for s in wanted
    ]
    for section, place in zip(wanted, places, strict=True):
        if place is None:
            yield f"Add the section '## {section.heading}': {section.holds}."
    there = [(s, place) for s, place in zip(wanted, places, strict=True) if place is not None]
    for (before, first), (after, second) in pairwise(there):
        if first > second:
            yield f"Put '## {before.heading}' before '## {after.heading}'."


def levels(lesson):
    """Headings go down one level at a time."""
    for (before, _), (after, words) in pairwise(headings(lesson)):
        if after > before + 1:
            yield f"Write '{'#' * (before + 1)} {words}': one level below the heading above it."


def touch(lesson):
    """Something to touch, before the reader's own experiment."""
    touched, names = 0, widget_names(lesson)
    for cell, section in with_section(lesson):
        touched += section.startswith(TOUCH) and shows_widget(cell, names)
        if section == "Your own experiment":
            break
    if not touched:
        yield f"Add a section '## {TOUCH}: …' with a widget, before '## Your own experiment'."


def folded(lesson):
    """The code that makes a widget is folded, that of a question is not shown at all."""
    names = widget_names(lesson)
    for cell in lesson.cells:
        tags = cell.metadata.get("tags", [])
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
        if is_question(cell) and not ("remove-input" in tags and hidden):
            yield f"{cell.id}: tag the question 'remove-input', and set jupyter.source_hidden."
        if not is_question(cell) and shows_widget(cell, names) and "hide-input" not in tags:
            yield f"{cell.id}: tag the cell that shows a widget 'hide-input'."


def written(lesson):
    """A few functions for the reader to write, all in their section."""
    fewest, most = EXERCISES
    places = [(cell, section) for cell, section in with_section(lesson) if checks(cell)]
    if not fewest <= len(places) <= most:
        yield f"Let the reader write {fewest} to {most} functions: there are {len(places)}."
    for cell, section in places:
        if section != WRITE:
            yield f"{cell.id}: move the exercise to '## {WRITE}'."


def stubs(lesson):
    """The cell of an exercise holds the function, not written yet, its check, and nothing else."""
    for cell in filter(checks, lesson.cells):
        name = checks(cell)[0].args[0].value
        if name not in exercises.names():
            yield f"{cell.id}: there is no exercise {name!r}: choose one of exercises.names()."
        elif without_import(cell) != (right := stub_and_check(name, names_read(lesson))):
            why = f" (my_: another cell reads {name!r})" if f"my_{name}" in right else ""
            yield f"{cell.id}: comments and the import aside, let the cell be{why}:\n{right}"


def questions(lesson):
    """Enough questions, one a cell, all in "Check yourself"."""
    asked = [cell for cell in lesson.cells if is_question(cell)]
    if len(asked) < FEWEST_QUESTIONS:
        yield f"Ask at least {FEWEST_QUESTIONS} questions: there are {len(asked)}."
    if sum(name == "Question" for name, _ in calls(lesson)) != len(asked):
        yield "Ask one question a cell, and show it."
    for cell, section in with_section(lesson):
        if is_question(cell) and section != "Check yourself":
            yield f"{cell.id}: move the question to '## Check yourself'."


def terms(lesson):
    """Enough words of the glossary, so that a reader can look them up."""
    prose = re.sub(r"^#.*|`[^`]*`|\$[^$]*\$|^\|.*", " ", "\n".join(texts(lesson)), flags=re.M)
    prose = re.sub(r"\[[^]]*\]\([^)]*\)", " ", prose)
    used = [entry[0] for entry in glossary() if any(mentions(term, prose) for term in entry)]
    if len(used) < FEWEST_TERMS:
        yield (
            f"Use at least {FEWEST_TERMS} terms of book/glossary.md outside of headings, code and "
            f"links: there are {len(used)}, {', '.join(used)}."
        )


def alternatives(lesson):
    """Every figure says what it shows."""
    names = widget_names(lesson)
    for cell in lesson.cells:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        if has_figure(cell, names) and len(alt.split()) < 5:
            yield (
                f"{cell.id}: say what the figure shows in the cell's metadata: "
                f'{{"mystnb": {{"image": {{"alt": "…"}}}}}}. It is {alt!r}.'
            )
        if alt and not has_figure(cell, names):
            yield f"{cell.id}: take the figure's text out of the metadata: there is no figure."


def letters(lesson):
    """Letters of figures can be read on a phone, where an inch has 72 pixels."""
    for cell in lesson.cells:
        for size in re.findall(r"\b(?:font|label|title)size=([\d.]+)", cell.source):
            if float(size) < 9:
                yield f"{cell.id}: letters of {size} points are too small to read: take 9 or more."


def sliders(lesson):
    """What needs a kernel leaves nothing dead on the page."""
    for cell in lesson.cells:
        code = cell.cell_type == "code" and "interact(" in cell.source
        if code and not set(cell.metadata.get("tags", [])) >= SLIDERS:
            yield f"{cell.id}: tag the cell with interact: {', '.join(sorted(SLIDERS))}."


def shortened(lesson):
    """At most one cell in ten trains less where the page runs it, and it is tagged."""
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if SHORTENED in cell.metadata.get("tags", [])]
    if len(tagged) > len(code) / 10:
        yield f"At most one cell in ten may be tagged '{SHORTENED}': {len(tagged)} of {len(code)}."
    for cell in tagged:
        if not re.search(r"\bwhole\b|emscripten", cell.source):
            yield f"{cell.id}: nothing is shorter in the page; leave out the tag '{SHORTENED}'."


RULES = [
    shortened,
    opening,
    stated_minutes,
    description,
    order,
    levels,
    touch,
    folded,
    written,
    stubs,
    questions,
    terms,
    alternatives,
    letters,
    sliders,
]


def with_section(lesson):
    """Each cell with the section that it stands in."""
    section = ""
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            section = ([section] + [words for n, words in headings_of(cell) if n == 2])[-1]
        yield cell, section


def headings_of(cell):
    """The headings of one cell."""
    return headings(type(cell)(cells=[cell]))


def pictures(cell):
    """What a cell's outputs with a picture say in words."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [data.get("text/plain", "") for data in outputs if "image/png" in data]


def widget_names(lesson):
    """The widgets that a lesson makes."""
    return {name for name, _ in calls(lesson)}


def shows_widget(cell, names):
    """Tell whether a cell's picture is a widget's: its words begin with the widget's name."""
    return any(words.partition(":")[0] in names for words in pictures(cell))


def has_figure(cell, names):
    """Tell whether a cell shows a picture that is no widget's."""
    return bool(pictures(cell)) and not shows_widget(cell, names)


def is_question(cell):
    """Tell whether a cell shows a question."""
    return any(words.startswith("Question: ") for words in pictures(cell))


def without_import(cell):
    """The code of an exercise's cell, without comments and without the import of `exercises`."""
    code = cell.source.removeprefix("from cnnbook import exercises\n")
    return ast.unparse(ast.parse(code))


def stub_and_check(name, taken):
    """The code that an exercise's cell should hold; its function keeps off names that are taken."""
    own = f"my_{name}" if name in taken else name
    arguments = ast.unparse(ast.parse(exercises.stub(name)).body[0].args)
    code = f"def {own}({arguments}):\n    ...\nexercises.check({name!r}, {own})"
    return ast.unparse(ast.parse(code))


def names_read(lesson):
    """The names that the cells read which are no exercises."""
    cells = [c for c in lesson.cells if c.cell_type == "code" and not checks(c)]
    nodes = [node for cell in cells for node in ast.walk(ast.parse(plain(cell.source)))]
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return read | {n.asname or n.name for n in nodes if isinstance(n, ast.alias)}


def glossary():
    """The entries of the glossary, each with its names."""
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    block = re.search(r"```{glossary}\n(.*?)```", text, re.DOTALL)[1]
    names = re.findall(r"((?:^\S.*\n)+)^  ", block, re.MULTILINE)
    return [entry.splitlines() for entry in names]


def mentions(term, prose):
    """Tell whether a text uses a term, or its plural."""
    case = re.IGNORECASE if term.islower() else 0
    words = r"\s+".join(map(re.escape, term.split()))
    return re.search(rf"(?<![\w-]){words}(s|es)?(?![\w-])", prose, case)
