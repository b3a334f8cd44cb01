"""Links from the words of the prose: to the glossary, and to the package's own pages.

Lessons stay plain text, which JupyterLab and Colab show as it is: the links are made when a page is
built. A glossary term is linked where a page first uses it, a name of the package in code type
(`conv2d`, `filters.mean(3)`) wherever it stands. Headings, code and what is a link already are left
alone.
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
# Where a name has several homes, the one that the package gives it: `from cnnbook import conv2d`.
PREFERRED = "cnnbook.functional."
MEMBERS = ("attribute", "method", "property")  # named with their class: `Sequential.backward`
LINKS_AND_HEADINGS = (nodes.reference, nodes.title, nodes.citation)
NOT_WORDS = (*LINKS_AND_HEADINGS, nodes.literal, nodes.math, nodes.table)


class Place(NamedTuple):
    """Where something is explained."""

    page: str
    anchor: str


class LinkWords(SphinxPostTransform):
    """Link the names of the package, and each page's first mention of a glossary term."""

    default_priority = 20  # the references that are written out have been resolved
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Link names on every page, terms where prose is more than a description of code."""
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
    """Tell whether a node stands in a paragraph, and outside of these."""
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
    """Return each documented name, whole and shortened, as far as it is clear what it means.

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
    """Return where each term of the glossary is explained."""
    return {name: Place(*place) for (kind, name), place in objects.items() if kind == "term"}


def term_pattern(terms: dict[str, Place]) -> re.Pattern[str]:
    """Return a pattern that finds the terms as whole words, the longest that fits, or their plural.

    Examples
    --------
    >>> pattern = term_pattern({"pooling": None, "max pooling": None, "ReLU": None})
    >>> [match[0] for match in pattern.finditer("Max pooling, poolings, relu, ReLUs, re-pooling")]
    ['Max pooling', 'poolings', 'ReLUs']
    """
    words = "|".join(_any_case(term) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({words})(?:s|es)?(?![\w-])")


def _any_case(term: str) -> str:
    """Let a term begin a sentence; one with capitals of its own, such as ReLU, is kept."""
    words = r"\s+".join(re.escape(word) for word in term.split())
    return f"(?i:{words})" if term.islower() else words


def first_mentions(
    text: str, terms: dict[str, Place], pattern: re.Pattern[str], seen: set[Place]
) -> Iterator[tuple[str, Place | None]]:
    """Split a text into (words, place): the term's place at its first mention, else None.

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
