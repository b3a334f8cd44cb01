"""The check of links asks every address, reports what it heard, and ends well without a network."""

import pytest

from scripts import links
from scripts.browser import served


@pytest.fixture
def book(tmp_path):
    """A book of one page with two links, to places below an address."""
    pages = tmp_path / "served"
    pages.mkdir()
    (pages / "here.html").write_text('<p id="top">here</p>')

    def book_(address):
        (tmp_path / "_config.yml").write_text("title: Toy\n")
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\n")
        text = f"# Toy\n[here]({address}/here.html#top) [gone]({address}/gone.html) [me](page.md)\n"
        (tmp_path / "page.md").write_text(text)
        return tmp_path

    return book_, pages


def test_the_check_asks_every_address_and_leaves_the_site_as_it_was(book):
    make, pages = book
    with served(pages) as address:
        folder = make(address)
        first, blank, gone, here = links.report(links.check(folder))
    assert (first, blank) == ("2 addresses, 1 in trouble", "")
    assert gone.startswith("- broken, 404 ")
    assert f": {address}/gone.html (in page.md)" in gone
    assert here == f"- working: {address}/here.html#top (in page.md)"
    assert list((folder / "_build" / "html").glob("output.*")) == []


def test_the_check_ends_with_a_line_without_a_network(book, monkeypatch):
    make, pages = book
    with served(pages) as address:
        pass  # nobody answers there any more
    checked = links.check(make(address))
    first, _, *lines = links.report(checked)
    assert first == "2 addresses, 2 in trouble"
    assert all("Connection refused" in line for line in lines)
    monkeypatch.setattr(links, "check", lambda: checked)
    with pytest.raises(SystemExit, match=r"^None of 2 addresses has answered: is there a network"):
        links.main()


def test_a_broken_link_is_no_failure_where_others_answer(monkeypatch, capsys):
    record = {"info": "", "filename": "a.md"}
    checked = [{**record, "uri": uri, "status": uri} for uri in ("working", "broken")]
    for records, first in ((checked, "2 addresses, 1 in trouble"), ([], "0 addresses, 0 in")):
        monkeypatch.setattr(links, "check", lambda records=records: records)
        links.main()
        assert capsys.readouterr().out.startswith(first)


def test_the_check_says_why_it_could_not_ask(tmp_path):
    (tmp_path / "_config.yml").write_text("title: Toy\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: nowhere\n")
    with pytest.raises(SystemExit, match=r"The links were not checked:\n(.|\n)*nowhere"):
        links.check(tmp_path)
