"""Check every external link of the pages and print the results.

Run as ``python -m scripts.links``, or as ``make links``. Sphinx's ``linkcheck`` does the
checking. A broken link is no failure here: a server may be busy, or there may be no network. The
form of the addresses is checked by the tests.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .build import ROOT, jupyter_book

TROUBLE = {"broken", "timeout"}
NOT_ASKED = {"ignored", "local", "unchecked"}


def check(source: Path = ROOT) -> list[dict[str, Any]]:
    """Let Sphinx check the links of a book; return one record for each place of each link."""
    pages = source / "_build" / "html"  # where Jupyter Book puts the results, beside the pages
    results, summary = pages / "output.json", pages / "output.txt"
    run = jupyter_book(source, "--builder", "linkcheck", quiet=True)  # fails if a link is broken
    if not results.exists():
        raise SystemExit(f"The links were not checked:\n{run.stdout}{run.stderr}")
    records = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    for path in (results, summary):
        path.unlink()
    return records


def report(records: list[dict[str, Any]]) -> list[str]:
    r"""Return a summary and a line for each address, broken ones first.

    Examples
    --------
    >>> there = {"uri": "https://a.org", "status": "working", "info": "", "filename": "a.md"}
    >>> gone = {"uri": "https://b.org", "status": "broken", "info": "404", "filename": "a.md"}
    >>> print("\n".join(report([there, gone])))
    2 addresses, 1 in trouble
    <BLANKLINE>
    - broken, 404: https://b.org (in a.md)
    - working: https://a.org (in a.md)
    """
    asked: dict[str, dict[str, Any]] = {}
    places: dict[str, set[str]] = {}
    for record in records:
        if record["status"] not in NOT_ASKED:
            asked[record["uri"]] = record
            places.setdefault(record["uri"], set()).add(record["filename"])
    in_order = sorted(asked.values(), key=lambda record: record["status"] not in TROUBLE)
    lines = [_line(record, places[record["uri"]]) for record in in_order]
    return [_summary(in_order), "", *lines]


def _summary(asked: list[dict[str, Any]]) -> str:
    troubled = sum(record["status"] in TROUBLE for record in asked)
    return f"{len(asked)} addresses, {troubled} in trouble"


def _line(record: dict[str, Any], places: set[str]) -> str:
    says = ", ".join(filter(None, (record["status"], record["info"])))
    return f"- {says}: {record['uri']} (in {', '.join(sorted(places))})"


def main() -> None:
    """Print the report.

    Raises
    ------
    SystemExit
        No address has answered.
    """
    records = check()
    if no_answer := _without_an_answer(records):
        raise SystemExit(f"None of {no_answer} addresses has answered: is there a network?")
    print("\n".join(report(records)))


def _without_an_answer(records: list[dict[str, Any]]) -> int:
    """Return how many addresses were asked if each of them is in trouble, else 0."""
    asked = {r["uri"]: r["status"] for r in records if r["status"] not in NOT_ASKED}
    return len(asked) if TROUBLE.issuperset(asked.values()) else 0


if __name__ == "__main__":
    main()
