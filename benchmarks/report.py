"""Where the figures go: all of them into benchmarks/README.md, the heart of them into README.md."""

import re
from pathlib import Path

HERE = Path(__file__).parent
DETAILS, FRONT = HERE / "README.md", HERE.parent / "README.md"
MARK = "<!-- Below this line everything is written by `python -m benchmarks`. -->\n"
START, END = "<!-- Written by `python -m benchmarks`: -->\n", "<!-- So far. -->\n"


def write(text: str) -> None:
    """Replace the figures in both files."""
    head = DETAILS.read_text(encoding="utf-8").split(MARK)[0]
    DETAILS.write_text(head + MARK + "\n" + text, encoding="utf-8")
    before, _, after = parts()
    FRONT.write_text(before + START + heart(text) + END + after, encoding="utf-8")


def details() -> str:
    """Return the figures in benchmarks/README.md."""
    return DETAILS.read_text(encoding="utf-8").split(MARK)[1].lstrip()


def parts() -> tuple[str, str, str]:
    """Return README.md before, between and after the marks."""
    before, rest = FRONT.read_text(encoding="utf-8").split(START)
    return before, *rest.split(END)


def heart(text: str) -> str:
    """Return the machine, and of the first table the cases and their ratios to PyTorch."""
    lines = text.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("| case"))
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in _run(lines[first:])]
    kept = [i for i, name in enumerate(table[0]) if name == "case" or name.endswith("÷ PyTorch")]
    rows = ["| " + " | ".join(row[i] for i in kept) + " |" for row in table]
    return "\n".join(["", lines[0], "", *rows, "", ""])


def _run(lines: list[str]) -> list[str]:
    """Return the lines of the table at the beginning."""
    end = next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return lines[:end]


def form(text: str) -> list[str]:
    r"""Return what a report says apart from its figures: titles, first cells, sentences.

    Examples
    --------
    >>> form("a machine\n\n7 of 8\n| case | ms |\n| (1,1) 3×3 | 0.5 |")
    ['… of …', '| case | ms |', '| (1,1) 3×3 | |']
    """
    found, head = [], False
    for line in text.splitlines()[1:]:
        if line.startswith("|"):
            cells = line.split("|")[1:-1]
            heading = not head and "---" not in line
            rest = cells[1:] if heading else [" " for _ in cells[1:]]
            found.append("|".join(["", cells[0], *rest, ""]))
        elif line:
            found.append(re.sub(r"[0-9][0-9.,]*", "…", line))
        head = line.startswith("|")
    return found
