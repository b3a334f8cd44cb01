"""The package's own pages hold every public name, and the lessons' words lead there."""

import functools
import inspect
import re
from collections import Counter
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup

import cnnbook

from .pages import LESSONS

OVERVIEW = "book/api.html"


@functools.cache
def soup(site, path):
    """The main part of a page, parsed."""
    return BeautifulSoup((site / path).read_text("utf-8"), "html.parser").find("article")


def public_names():
    """Every function and class that the package offers, by its full name."""
    modules = [name for name in cnnbook.__all__ if inspect.ismodule(getattr(cnnbook, name))]
    found = set()
    for module in (getattr(cnnbook, name) for name in modules):
        own = [name for name, value in vars(module).items() if inspect.getmodule(value) is module]
        names = getattr(module, "__all__", own)
        values = {name: getattr(module, name) for name in names if not name.startswith("_")}
        found |= {f"{module.__name__}.{name}" for name, v in values.items() if described(v)}
    return found


def described(value):
    """Tell whether this is a function or a class, and not the name of a type."""
    return inspect.isfunction(value) or inspect.isclass(value)


def test_every_public_name_stands_in_the_overview_and_on_a_page(site):
    leads = {link.get("title"): link["href"] for link in soup(site, OVERVIEW).select("table a")}
    assert public_names() - leads.keys() == set()
    for name, address in leads.items():
        path, anchor = urldefrag(address)
        entry = soup(site, f"book/{path}").find(id=anchor)
        assert entry is not None, name
        words = entry.find_parent("dl").get_text()
        assert len(words.split()) > 15, name


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_leads_to_the_glossary_once_a_term(site, path):
    terms = soup(site, path).select("a.cnnbook-term")
    leads = Counter(link["href"] for link in terms)
    assert len(leads) > 4
    assert all(address.startswith("glossary.html#term-") for address in leads)
    assert max(leads.values()) == 1
    nowhere = ["h1", "h2", "h3", "pre", "code", "table", "a"]
    assert [link for link in terms if link.find_parent(nowhere)] == []


@pytest.mark.parametrize("path", LESSONS)
def test_a_name_of_the_package_in_the_prose_leads_to_its_entry(site, path):
    for code in soup(site, path).select("p:not(.cnnbook-exercise) code"):
        name = re.match(r"\w*", code.get_text())[0]
        if name in cnnbook.functional.__all__:
            link = code.find_parent("a")
            assert link is not None, name
            assert link["href"] == f"api/functions.html#cnnbook.functional.{name}"
