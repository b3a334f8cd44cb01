"""Automatic links from the prose: glossary terms, and names of the package.

Lessons stay plain text, which JupyterLab and Colab show unchanged; the links are added when a page
is built. A glossary term is linked at its first mention on a page, a name of the package in code
type (`conv2d`, `filters.mean(3)`) at every mention. Headings, code and existing links are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

PACKAGE = "cnnbook."
# A name found in several modules means the one that the package exports: `cnnbook.conv2d`.
PREFERRED = "cnnbook.functional."
MEMBERS = (
    "attribute",
    "method",
    "property",
)  # named with their class: `Sequential.backward`
LINKS_AND_HEADINGS = (nodes.reference, nodes.title, nodes.citation)
NOT_WORDS = (*LINKS_AND_HEADINGS, nodes.literal, nodes.math, nodes.table)


class Place(NamedTuple):
    """The page and anchor of an explanation."""

    page: str
    anchor: str


class LinkWords(SphinxPostTransform):
    """Link the names of the package, and each page's first mention of a glossary term."""

    default_priority = 20  # the references that are written out have been resolved
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Link names on every page, and terms except in the glossary and the reference pages."""
        names = package_names(self.env.get_domain("py").objects)
        for literal in list(self.document.findall(nodes.literal)):
            place = names.get(name_in(literal.astext()))
            if place and in_prose(literal, LINKS_AND_HEADINGS):
                literal.replace_self(self._link(place, literal.deepcopy(), "cnnbook-name"))
        terms = glossary_terms(self.env.get_domain("std").objects)
        describes_code = next(self.document.findall(addnodes.desc), None)
        is_glossary = next(self.document.findall(addnodes.glossary), None)
        if terms and not (describes_code or is_glossary):
            self._link_terms(terms)

    def _link_terms(self, terms: dict[str, Place]) -> None:
        pattern, seen = term_pattern(terms), set()
        for text in list(self.document.findall(nodes.Text)):
            if in_prose(text, NOT_WORDS):
                mentions = first_mentions(text.astext(), terms, pattern, seen)
                parts = [self._word(words, place) for words, place in mentions if words]
                text.parent.replace(text, parts)

    def _word(self, words: str, place: Place | None) -> nodes.Node:
        word = nodes.Text(words)
        return self._link(place, word, "cnnbook-term") if place else word

    def _link(self, place: Place, child: nodes.Node, kind: str) -> nodes.Element:
        builder, here = self.app.builder, self.env.docname
        link = make_refnode(builder, here, place.page, place.anchor, child)
        link["classes"].append(kind)
        return link


def in_prose(node: nodes.Node, outside: tuple[type[nodes.Node], ...]) -> bool:
    """Return whether a node is in a paragraph, and in no node of the types `outside`."""
    above = []
    while node.parent is not None:
        node = node.parent
        above.append(node)
    in_paragraph = any(isinstance(n, nodes.paragraph) for n in above)
    return in_paragraph and not any(isinstance(n, outside) for n in above)


def name_in(code: str) -> str:
    """Return the dotted name that inline code begins with, or that it calls.

    Examples
    --------
    >>> name_in("cnnbook.filters.mean(3)"), name_in("stride = 2")
    ('filters.mean', '')
    """
    found = re.fullmatch(r"([A-Za-z_][\w.]*)(\(.*\))?", code.strip(), re.DOTALL)
    return found[1].removeprefix(PACKAGE) if found else ""


def package_names(objects: dict[str, Any]) -> dict[str, Place]:
    """Map each documented name, full and shortened, to its entry; leave out ambiguous ones.

    Examples
    --------
    >>> from collections import namedtuple
    >>> Entry = namedtuple("Entry", "docname node_id objtype")
    >>> homes = ("functional", "reference")
    >>> names = [f"cnnbook.{home}.conv2d" for home in homes]
    >>> found = package_names({name: Entry("api", name, "function") for name in names})
    >>> sorted(found)
    ['conv2d', 'functional.conv2d', 'reference.conv2d']
    >>> found["conv2d"].anchor
    'cnnbook.functional.conv2d'
    """
    meanings: dict[str, set[str]] = {}
    for full, entry in objects.items():
        parts = full.removeprefix(PACKAGE).split(".")
        longest_cut = len(parts) - (2 if entry.objtype in MEMBERS else 1)
        for cut in range(longest_cut + 1):
            meanings.setdefault(".".join(parts[cut:]), set()).add(full)
    chosen = {}
    for name, fulls in meanings.items():
        preferred = [full for full in fulls if full == PREFERRED + name]
        clear = preferred or (list(fulls) if len(fulls) == 1 else [])
        for full in clear:
            chosen[name] = Place(objects[full].docname, objects[full].node_id)
    return chosen


def glossary_terms(objects: dict[tuple[str, str], tuple[str, str]]) -> dict[str, Place]:
    """Map each term of the glossary to its entry."""
    return {name: Place(*place) for (kind, name), place in objects.items() if kind == "term"}


def term_pattern(terms: dict[str, Place]) -> re.Pattern[str]:
    """Return a pattern for the terms and their plurals, as whole words; the longest match wins.

    Examples
    --------
    >>> pattern = term_pattern({"pooling": None, "max pooling": None, "ReLU": None})
    >>> [match[0] for match in pattern.finditer("Max pooling, poolings, relu, ReLUs, re-pooling")]
    ['Max pooling', 'poolings', 'ReLUs']
    """
    words = "|".join(_any_case(term) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({words})(?:s|es)?(?![\w-])")


def _any_case(term: str) -> str:
    """Return a pattern that ignores case, unless the term has capitals of its own, as ReLU has."""
    words = r"\s+".join(re.escape(word) for word in term.split())
    return f"(?i:{words})" if term.islower() else words


def first_mentions(
    text: str, terms: dict[str, Place], pattern: re.Pattern[str], seen: set[Place]
) -> Iterator[tuple[str, Place | None]]:
    """Split a text into pairs of words and place; place is None except at a term's first mention.

    Examples
    --------
    >>> terms = {"kernel": "glossary#term-kernel"}
    >>> list(first_mentions("A kernel, kernels.", terms, term_pattern(terms), set()))
    [('A ', None), ('kernel', 'glossary#term-kernel'), (', kernels.', None)]
    """
    end = 0
    for match in pattern.finditer(text):
        term = " ".join(match[1].split())
        place = terms.get(term) or terms[term.lower()]
        if place not in seen:
            seen.add(place)
            yield text[end : match.start()], None
            yield match[0], place
            end = match.end()
    yield text[end:], None


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(LinkWords)
