"""All questions and exercises on paper, and the key: two HTML pages for any browser to print."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from cnnbook import exercises

from .assignment_notebooks import given

if TYPE_CHECKING:
    from .assignments import Asked, Lesson

STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { font-family: sans-serif; line-height: 1.2; break-after: avoid; }
h2 { break-before: page; } h2:first-of-type { break-before: auto; }
section { break-inside: avoid; margin: 1rem 0; }
pre, code { font: 9.5pt/1.35 monospace; white-space: pre-wrap; }
pre { border-left: 2px solid; padding-left: .6rem; }
ol.choices { list-style: none; padding-left: 1rem; }
ol.choices li::before { content: "\\25CB  "; }
.line { border-bottom: 1px solid; height: 2rem; }
.pictures { display: flex; gap: 2rem; flex-wrap: wrap; }
.name { display: flex; gap: 2rem; }
.name span { flex: 1; border-bottom: 1px solid; padding-top: 1.5rem; }
"""
LINES = {"number": 1, "choice": 0, "kernel": 3, "setting": 2}


def page(lessons: list[Lesson], *, solved: bool) -> str:
    """Return the sheet, or with `solved` its key, as a page that needs nothing else."""
    title = "Questions and exercises: the key" if solved else "Questions and exercises"
    name = "" if solved else '<p class="name"><span>Name:</span><span>Date:</span></p>'
    body = "\n".join(_lesson(lesson, solved) for lesson in lessons)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>Convolutional neural networks, pixel by "
        f"pixel. CC BY 4.0.</p>\n{name}\n{body}\n</html>\n"
    )


def _lesson(lesson: Lesson, solved: bool) -> str:
    asked = [_question(n, one, solved) for n, one in enumerate(lesson.questions, start=1)]
    tasks = [_exercise(name, solved) for name in lesson.exercises]
    return "\n".join([f"<h2>{escape(lesson.title)}</h2>", *asked, *tasks])


def _question(number: int, asked: Asked, solved: bool) -> str:
    parts = [f"<h3>Question {number}</h3>", f"<p>{_text(asked.prompt)}</p>"]
    tables = [f"<div>{what}<pre>{table}</pre></div>" for what, table in given(asked).items()]
    if tables:
        parts.append(f'<div class="pictures">{"".join(tables)}</div>')
    if asked.choices:
        items = "".join(f"<li>{_text(choice)}</li>" for choice in asked.choices)
        parts.append(f'<ol class="choices">{items}</ol>')
    if solved:
        parts.append(f"<p><strong>{_text(asked.answer)}</strong> {_text(asked.worked)}</p>")
    else:
        parts += ['<div class="line"></div>'] * LINES[asked.kind]
    return f"<section>{''.join(parts)}</section>"


def _exercise(name: str, solved: bool) -> str:
    parts = [f"<h3>Write it yourself: <code>{name}</code></h3>"]
    parts.append(f"<pre>{escape(str(exercises.task(name)))}</pre>")
    if solved:
        parts.append(f"<pre>{escape(str(exercises.solution(name)))}</pre>")
    else:
        parts += ['<div class="line"></div>'] * 8
    return f"<section>{''.join(parts)}</section>"


def _text(words: str) -> str:
    r"""Return a question's words as HTML: code in backticks, and line ends where they are.

    Examples
    --------
    >>> _text("Is `a < b`?\nYes.")
    'Is <code>a &lt; b</code>?<br>Yes.'
    """
    coded = re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(words, quote=False))
    bold = re.sub(r"\*([^*\n]+)\*", r"<em>\1</em>", coded)
    return bold.replace("\n", "<br>")
