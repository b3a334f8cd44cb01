"""The PDF of a small site: pages in order, links within it, outline, contents, questions, key."""

import json
from contextlib import nullcontext

import pytest
from pypdf import PdfReader

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import Question
from scripts import pdf

from .mount import HOST, STATE, VIEW, compact, script, stored

TITLE = "Convolutional neural networks, pixel by pixel"
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<script src="../_static/widget_host.js" defer></script></head><body><h1>Around the page</h1>
<article><section id="top"><h1>{title}<a class="headerlink" href="#top">#</a></h1>{body}</section>
</article>{state}</body></html>"""
LONG = "A heading that is much too long for a single line of a page of paper, even a wide one"
QUESTION = f'<div class="cnnbook-widget">{script(VIEW, json.dumps({"model_id": "asked"}))}</div>'
BODIES = {
    "intro": """alpha <a href="lesson.html#stop">to the stop</a> <a href="lesson.html">lesson</a>
        <a href="https://example.org/">out</a> <a href="../genindex.html">index</a>
        <p style="break-before: page">beta</p>""",
    "lesson": f"""gamma <h2 id="stop">{LONG}</h2> {QUESTION} <a href="#stop">up</a>
        <details><summary>Answer</summary>It moves <a href="api/x.html#top">by x</a>.</details>
        <details class="hide"><summary>code</summary>hidden code</details>""",
    "api/x": '<p>delta <a href="../intro.html#top">to the front</a></p>',
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory, browser):
    """The PDF of three pages; the first takes two sheets of paper, the second asks something."""
    site = tmp_path_factory.mktemp("site")
    (site / "_static").mkdir()
    (site / "_static/widget_host.js").write_text(HOST.read_text(encoding="utf-8"))
    asked = Question.number("How many of `x`?", 24, unit="pixels", worked="28 - 5 + 1 = {answer}")
    state = {"asked": {**stored(asked), "state": {**stored(asked)["state"]}}}
    for name, body in BODIES.items():
        kept = script(STATE, compact(state)) if name == "lesson" else ""
        page = PAGE.format(title=name.title(), body=body, state=kept)
        path = site / f"book/{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.replace("../_static", "../" * name.count("/") + "../_static"), "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pdf, "pages", lambda: [f"book/{name}.html" for name in BODIES])
        patched.setattr(pdf, "chromium", lambda: nullcontext(browser))
        return PdfReader(pdf.print_book(site, site / "made" / "book.pdf"))


def sheets(printed):
    """The words of each sheet of paper."""
    return [" ".join(sheet.extract_text().split()) for sheet in printed.pages]


def links(printed):
    """Every link: the sheet that it stands on, and the sheet or the address it leads to."""
    for number, sheet in enumerate(printed.pages):
        for note in sheet.get("/Annots", ()):
            note = note.get_object()
            action = note.get("/A", {})
            if "/URI" in action:
                yield number, action["/URI"]
            else:
                where = printed.named_destinations[note.get("/Dest") or action["/D"]]
                yield number, printed.get_destination_page_number(where)


def test_the_pages_follow_one_another_between_contents_and_key(printed):
    starts = ("alpha", "beta", "gamma", "delta", "24 pixels")
    words = sheets(printed)
    assert [[w for w in starts if w in text] for text in words[1:]] == [[w] for w in starts]
    assert words[0].startswith(f"{TITLE} Contents Intro 2 Lesson 4 Api/X 5 Answers 6")
    assert [text.endswith(f"{TITLE} · {n}") for n, text in enumerate(words, start=1)] == [True] * 6
    assert "hidden code" not in "".join(words)
    assert "Around" not in "".join(words)


def test_a_question_has_a_line_and_its_answer_stands_at_the_end(printed):
    lesson, key = sheets(printed)[3], sheets(printed)[5]
    assert "Question 1 How many of x ? pixels" in lesson
    assert "28" not in lesson
    assert "It moves" not in lesson
    assert "Answer: at the end of the book" in lesson
    assert "Answer 1 It moves by x." in key
    assert "Question 1 24 pixels. 28 - 5 + 1 = 24" in key


def test_every_link_leads_to_a_place_in_it_or_out_to_the_world(printed):
    contents = [(0, 1), (0, 3), (0, 4), (0, 5)]
    pages = [(1, 3), (1, 3), (1, "https://example.org/"), (3, 3), (4, 1)]
    there_and_back = [(3, 5), (3, 5), (5, 3), (5, 3), (5, 3), (5, 4)]
    assert sorted(map(str, links(printed))) == sorted(map(str, contents + pages + there_and_back))


def test_the_outline_names_the_pages_and_their_parts_in_whole_words(printed):
    def entries(items, depth=0):
        for item in items:
            if isinstance(item, list):
                yield from entries(item, depth + 1)
            else:
                yield depth, item.title, printed.get_destination_page_number(item)

    lesson = [(0, "Lesson", 3), (1, LONG, 3)]
    key = [(0, "Answers", 5), (1, "Lesson", 5), (2, "Answer 1", 5), (2, "Question 1", 5)]
    pages = [(0, "Contents", 0), (0, "Intro", 1), *lesson, (0, "Api/X", 4)]
    assert list(entries(printed.outline)) == [*pages, *key]


def test_it_says_what_it_is_and_is_tagged(printed):
    about, root = printed.metadata, printed.trailer["/Root"]
    assert (about.title, about.author) == (TITLE, "the cnnbook authors")
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_order_is_that_of_the_table_of_contents_at_every_depth(tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").write_text(
        """
root: a
parts:
- chapters:
  - file: b
    sections: [{file: c, sections: [{file: d}]}, {file: e}]
  - url: https://example.org
- chapters: [{file: f}]
"""
    )
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    assert pdf.pages() == ["a.html", "b.html", "c.html", "d.html", "e.html", "f.html"]
