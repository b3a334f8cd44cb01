"""The key: what a page asks, with its answers, taken to the end of the book."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag

from cnnbook import exercises

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
CHAPTER = '<section class="paper-page" id="{place}"><h1>{title}</h1>{parts}</section>'
FOLDED = '<section id="{there}"><h3><a href="#{here}">{title}</a></h3>{inside}</section>'
ROOM = '<div class="paper-room" id="{here}">{lines}<p><a href="#{there}">{words}</a></p></div>'
ASKED = '<p class="paper-question" id="{here}"><a href="#{there}">Question {number}</a></p>'
ANSWER = """<div class="paper-answer" id="{there}"><h3><a href="#{here}">Question {number}</a></h3>
{answer}</div>"""
LINES = 3  # to write on, where a lesson folds its answer away
State = dict[str, Any]


def questions_of(page: BeautifulSoup) -> State:
    """Return what the host needs to show a page's questions, and nothing of its other widgets."""
    script = page.find("script", type=STATE)
    stored = json.loads(script.get_text()) if script else {"state": {}}
    asked = {key: entry for key, entry in stored["state"].items() if "sealed" in entry["state"]}
    return {"state": asked, "shared": stored.get("shared", {})}


def whole(value: Any, shared: dict[str, str]) -> Any:
    """Return a trait; a long text stands in parts under `shared`.

    Examples
    --------
    >>> whole({"shared": ["text-1"]}, {"text-1": "long"}), whole(3, {})
    ('long', 3)
    """
    if isinstance(value, dict) and isinstance(value.get("shared"), list):
        return "\n".join(shared[key] for key in value["shared"])
    return value


class Key:
    """The last chapter."""

    place = "key"
    title = "Answers"

    def __init__(self) -> None:
        self.parts: list[str] = []

    def take(self, chapter: Tag, place: str, heading: str, stored: State) -> None:
        """Give a chapter's questions numbers, and move its folded answers here."""
        entries = [*self._folded(chapter, place), *self._asked(chapter, place, stored)]
        if entries:
            back = f'<a href="#{place}">{escape(heading)}</a>'
            self.parts.append(f"<section><h2>{back}</h2>{''.join(entries)}</section>")

    def _folded(self, chapter: Tag, place: str) -> Iterator[str]:
        """Leave room to write where an answer was folded, and a link to it."""
        counts: Counter[str] = Counter()
        for number, fold in enumerate(chapter.select("details:not([class])"), start=1):
            summary = fold.find("summary")
            words = summary.get_text(strip=True) if summary else self.title
            if summary:
                summary.decompose()
            places = {"here": f"{place}--fold-{number}", "there": f"{place}--unfolded-{number}"}
            inside = fold.decode_contents() + solutions(fold.get_text())
            counts[words] += 1
            lines = "<hr>" * (LINES if words == "Answer" else 0)
            pointer = f"{escape(words)}: at the end of the book"
            fold.replace_with(parsed(ROOM.format(**places, lines=lines, words=pointer)))
            title = f"{escape(words)} {counts[words]}"
            yield FOLDED.format(**places, title=title, inside=inside)

    def _asked(self, chapter: Tag, place: str, stored: State) -> Iterator[str]:
        """Give the questions numbers; the host shows them. Other widgets stay pictures."""
        number = 0
        for view in chapter.find_all("script", type=VIEW):
            model = stored["state"].get(json.loads(view.get_text())["model_id"])
            if model is None or view.parent is None:
                view.decompose()
                continue
            number += 1
            places = {"here": f"{place}--question-{number}", "there": f"{place}--answer-{number}"}
            view.parent.insert_before(parsed(ASKED.format(**places, number=number)))
            traits = {k: whole(v, stored["shared"]) for k, v in model["state"].items()}
            yield ANSWER.format(**places, number=number, answer=answer(traits))
        text = json.dumps(stored, ensure_ascii=False).replace("<", "\\u003c")
        chapter.append(parsed(f'<script type="{STATE}">{text}</script>'))

    def html(self) -> str:
        """Return the chapter."""
        return CHAPTER.format(place=self.place, title=self.title, parts="".join(self.parts))


def solutions(text: str) -> str:
    """Return the code of the exercises whose solution a text tells how to ask for.

    Examples
    --------
    >>> print(solutions('exercises.solution("relu")')[-29:])
    return np.maximum(x, 0)</pre>
    """
    names = re.findall(r'solution\(["“”](\w+)["“”]\)', text)
    return "".join(f"<pre>{escape(exercises.solution(name))}</pre>" for name in names)


def parsed(html: str) -> BeautifulSoup:
    """Return a piece of HTML as elements."""
    return BeautifulSoup(html, "html.parser")


def answer(traits: dict[str, Any]) -> str:
    """Return the HTML of a question's answer, and how it is found.

    Examples
    --------
    >>> secret = {"answer": 24, "worked": "28 − 5 + 1 = {answer}"}
    >>> sealed = base64.b64encode(json.dumps(secret).encode()).decode()
    >>> answer({"kind": "number", "details": {"unit": "pixels"}, "sealed": sealed})
    '<p><b>24 pixels.</b></p><p>28 − 5 + 1 = 24</p>'
    """
    secret = json.loads(base64.b64decode(traits["sealed"]))
    short = {"number": _number, "choice": _choice, "kernel": _kernel, "setting": _setting}
    worked = secret["worked"].replace("{answer}", _say(secret.get("answer", "")))
    return short[traits["kind"]](traits["details"], secret) + paragraphs(worked)


def paragraphs(text: str) -> str:
    r"""Return lines of text as paragraphs, with `code` in backticks.

    Examples
    --------
    >>> paragraphs("a `b`\nc < d")
    '<p>a <code>b</code></p><p>c &lt; d</p>'
    """
    lines = (escape(line) for line in text.split("\n") if line.strip())
    marked = (re.sub("`([^`]*)`", r"<code>\1</code>", line) for line in lines)
    return "".join(f"<p>{line}</p>" for line in marked)


def _say(value: Any) -> str:
    """Return a number as the page says it: thousands apart, a true minus, at most four decimals."""
    if not isinstance(value, int | float):
        return str(value)
    text = f"{value:,}" if float(value).is_integer() else f"{value:.4f}".rstrip("0")
    return text.replace("-", "−")


def _bold(text: str) -> str:
    return f"<p><b>{escape(text.rstrip('.'))}.</b></p>"


def _number(details: dict[str, Any], secret: dict[str, Any]) -> str:
    return _bold(f"{_say(secret['answer'])} {details['unit']}".strip())


def _choice(details: dict[str, Any], secret: dict[str, Any]) -> str:
    right = details["choices"][secret["answer"]]
    return paragraphs(f"{right.rstrip('.')}.").replace("<p>", "<p><b>").replace("</p>", "</b></p>")


def _kernel(details: dict[str, Any], secret: dict[str, Any]) -> str:
    rows = ("".join(f"<td>{_say(weight)}</td>" for weight in row) for row in secret["solution"])
    return f"<table class='paper-kernel'>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _setting(details: dict[str, Any], secret: dict[str, Any]) -> str:
    solution = secret["solution"].items()
    return _bold(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in solution))
