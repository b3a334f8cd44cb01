"""Every lesson keeps the rules, and every rule finds a lesson that does not."""

import copy
import functools
import re
import shutil

import nbformat
import pytest
from cnnbook_site.theme.lessons import WORDS, read_lessons

from cnnbook import exercises
from scripts import lessons as parts
from scripts.cell_names import is_name
from scripts.notebooks import ids, normalise, normalised
from tests.lesson_texts import SHORTENED

from .rules import GOALS, ROOT, RULES, glossary, is_question

LESSONS = parts.files(ROOT)
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))


@functools.cache
def read(path):
    """A notebook; do not change it."""
    return nbformat.read(path, as_version=4)


TAKES = parts.minutes(read(ROOT / "book" / "02_filters.ipynb"))  # the lesson that is broken below
SAID = f"takes about {TAKES}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_the_rule(path, rule):
    complaints = list(rule(read(path)))
    assert not complaints, "\n".join([f"book/{path.name}:", *complaints])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_lets_the_reader_write_functions_of_its_own(path):
    lesson = re.sub(r"^\d+_", "", path.stem)
    asked = [call.args[0].value for cell in read(path).cells for call in parts.checks(cell)]
    assert len(set(asked)) == len(asked)
    try:
        own = exercises.names(lesson)
    except ValueError:
        own = exercises.names()  # a new lesson borrows its exercises until it has its own
    assert set(asked) <= set(own)


def test_every_numbered_notebook_is_a_lesson_of_the_table_of_contents():
    numbered = [path for path in NOTEBOOKS if re.match(r"\d\d_", path.name)]
    missing = [path.stem for path in numbered if path not in LESSONS]
    assert not missing, f"add to the part Lessons of _toc.yml: {missing}"
    assert all(path.exists() for path in LESSONS), "the part Lessons of _toc.yml names no file"
    assert len(LESSONS) >= 8


def test_the_glossary_is_read_with_the_other_names_of_an_entry():
    entries = glossary()
    assert ["ReLU", "rectified linear unit"] in entries
    assert ["window"] in entries
    assert len(entries) > 50


def test_each_cell_of_the_book_has_a_name_of_its_own():
    places = {}
    for path in NOTEBOOKS:
        for index, identity in enumerate(ids(path)):
            places.setdefault(identity, []).append(f"book/{path.name}, cell {index}")
    nameless = [f"{p[0]}: {name!r}" for name, p in places.items() if not is_name(name)]
    assert not nameless, f"run make notebooks, which names these cells: {nameless}"
    twice = [f"{name}: {' and '.join(where)}" for name, where in places.items() if len(where) > 1]
    assert not twice, f"run make notebooks, which gives one of each two a new name: {twice[:5]}"


def test_the_landing_page_reads_its_list_from_the_lessons():
    listed = read_lessons(ROOT)
    assert [lesson.path for lesson in listed] == LESSONS
    for path, (_, title, line, minutes) in zip(LESSONS, listed, strict=True):
        notebook = read(path)
        assert notebook.cells[0].source.startswith(f"# {title}\n")
        assert (line, minutes) == (notebook.metadata["description"], parts.minutes(notebook))
    landing = (ROOT / "book" / "intro.md").read_text(encoding="utf-8")
    assert "```{lessons}\n```" in landing
    assert "{{ lessons }} short lessons, about {{ hours }}" in landing


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "book/intro.md"])
def test_nobody_counts_the_lessons_by_hand(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    number = rf"(?i)\b(\d+|{'|'.join(WORDS[2:])}) (\w+ )?(lessons|hours)\b"
    assert not re.search(number, text), f"{path}: say it without a number; lessons will be added"


def test_a_copied_cell_keeps_its_name_in_the_lesson_that_it_is_named_after(tmp_path):
    for name in ("01_copy", "02_filters"):
        shutil.copy(ROOT / "book" / "02_filters.ipynb", tmp_path / f"{name}.ipynb")
    written = [normalised(path, read(path)).cells for path in sorted(tmp_path.iterdir())]
    assert {cell.id.split("-")[0] for cell in written[0]} == {"copy"}
    assert [cell.id for cell in written[1]] == ids(ROOT / "book" / "02_filters.ipynb")


def broken(change):
    """A good lesson after a change of it."""
    lesson = copy.deepcopy(read(ROOT / "book" / "02_filters.ipynb"))
    change(lesson)
    return lesson


def cell(lesson, words):
    """The first cell that holds these words."""
    return next(cell for cell in lesson.cells if words in cell.source)


def replace(old, new):
    """Replace words in the cell that holds them."""

    def change(lesson):
        found = cell(lesson, old)
        found.source = found.source.replace(old, new)

    return change


def metadata(words, **values):
    """Set metadata of the cell that holds these words."""
    return lambda lesson: cell(lesson, words).metadata.update(values)


def without(words):
    """Take a cell out."""
    return lambda lesson: lesson.cells.remove(cell(lesson, words))


def swapped(first, second):
    """Let two cells change places."""

    def change(lesson):
        i, j = (lesson.cells.index(cell(lesson, words)) for words in (first, second))
        lesson.cells[i], lesson.cells[j] = lesson.cells[j], lesson.cells[i]

    return change


def few_questions(lesson):
    """Leave four questions."""
    for asked in [cell for cell in lesson.cells if is_question(cell)][4:]:
        lesson.cells.remove(asked)


def one_exercise(lesson):
    """Leave one function to write."""
    for asked in list(filter(parts.checks, lesson.cells))[1:]:
        lesson.cells.remove(asked)


def plain_words(lesson):
    """Leave no prose but the headings."""
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            cell.source = "\n".join(re.findall("^#.*", cell.source, re.MULTILINE))


def no_touch(lesson):
    """Call the sections with widgets something else."""
    for cell in lesson.cells:
        cell.source = cell.source.replace("## Touch it", "## Look at it")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (replace("# Filters", "Filters"), "Begin the first cell with the title"),
        (replace("## Loop by loop", "# Loop by loop"), "Use '# ' for the title alone"),
        (replace(GOALS, ""), "below it 2 to 4 points"),
        (replace("takes about", "needs some"), "Write 'It takes about 1 minutes.'"),
        (replace(SAID, "takes about 99"), f"It says 99 minutes, the rule gives {TAKES}:"),
        (lambda lesson: lesson.metadata.pop("description"), "line for the landing page"),
        (replace("## Loop by loop", "## Loops"), "Add the section '## Loop by loop': a version"),
        (swapped("## Loop by loop", "## The idea"), "Put '## The idea' before '## Loop by loop'"),
        (replace("## The idea", "#### The idea"), "Write '## The idea': one level below"),
        (no_touch, "Add a section '## Touch it: …' with a widget"),
        (metadata('"sobel_x",\n', tags=[]), "tag the cell that shows a widget 'hide-input'"),
        (one_exercise, "Let the reader write 2 to 4 functions: there are 1."),
        (replace("## Write it yourself", "## Exercises"), "move the exercise to '## Write it"),
        (replace('"filter_pixel"', '"filter_pixels"'), "there is no exercise 'filter_pixels'"),
        (replace("filter_pixel(image, kernel,", "filter_pixel(image,"), "let the cell be:\ndef f"),
        (replace("row, column):", "row, column):\n    return 0"), "let the cell be:\ndef f"),
        (replace("def my_filter_image", "def filter_image"), "(my_: another cell reads 'filter_im"),
        (metadata("Question.choice(", tags=[]), "tag the question 'remove-input'"),
        (metadata("Question.choice(", jupyter={}), "tag the question 'remove-input'"),
        (few_questions, "Ask at least 5 questions: there are 4"),
        (replace("Question.choice(", "Question.choice(); Question.choice("), "one question a cell"),
        (replace("## Check yourself", "## Questions"), "move the question to '## Check yourself'"),
        (plain_words, "Use at least 5 terms of book/glossary.md"),
        (metadata("def show(", mystnb={}), "say what the figure shows"),
        (metadata("import", mystnb={"image": {"alt": "A 7"}}), "there is no figure"),
        (replace("def show(", "fontsize=8.5\n\ndef show("), "letters of 8.5 points are too small"),
        (metadata("def show(", tags=[SHORTENED]), "nothing is shorter in the page"),
        (metadata("interact(", tags=["still"]), "tag the cell with interact: nbval-ignore-output"),
    ],
)
def test_a_rule_says_what_to_do(change, complaint):
    found = [words for rule in RULES for words in rule(broken(change))]
    assert any(complaint in words for words in found), found


def test_a_new_cell_gets_a_name_and_the_others_keep_theirs():
    lesson = broken(lambda lesson: None)
    before = [cell.id for cell in lesson.cells]
    lesson.cells.insert(3, nbformat.v4.new_code_cell("def blur(image):\n    pass"))
    lesson.cells.insert(9, nbformat.v4.new_markdown_cell("## Loop by loop", id="cell-9"))
    after = [cell.id for cell in normalise(lesson).cells]
    assert [name for name in after if name in before] == before
    assert (after[3], after[9]) == ("filters-blur", "filters-loop-by-loop-2")


def test_a_copied_lesson_gets_names_of_its_own():
    lesson = broken(lambda lesson: None)
    taken = {cell.id for cell in lesson.cells}
    copied = normalise(lesson, taken=taken, lesson="blurs")
    names = [cell.id for cell in copied.cells]
    assert all(name.startswith("blurs-") and is_name(name) for name in names)
    assert len(set(names)) == len(names)


def test_minutes_are_computed_when_a_lesson_is_normalised():
    lesson = broken(replace(SAID, "takes about 99"))
    assert f"{SAID} minutes" in normalise(lesson).cells[0].source
