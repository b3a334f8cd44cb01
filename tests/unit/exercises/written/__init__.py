"""Functions as readers might write them, right and wrong, in their own words.

They share no code with the exercises. For each exercise, the first right way is mostly plain loops
over numbers; a wrong way is that text with a few words of it exchanged, as a reader might have
them.
"""

import textwrap
from dataclasses import dataclass, field

import numpy as np

WRITTEN = {}


@dataclass(frozen=True)
class Written:
    """Right ways, and by the key of the mistake what to exchange in the first of them."""

    right: list[str]
    wrong: dict[str, list] = field(default_factory=dict)

    def wrong_sources(self):
        """Yield key and source of each wrong way."""
        for key, ways in self.wrong.items():
            for way in ways:
                yield key, exchanged(self.right[0], way)


def exchanged(source, pairs):
    """Exchange words of a source: one pair, several pairs, or a whole new source."""
    if isinstance(pairs, str):
        return pairs
    for old, new in [pairs] if isinstance(pairs[0], str) else pairs:
        assert old in source, f"{old!r} is not in\n{source}"
        source = source.replace(old, new)
    return source


def written(name, *right, **wrong):
    """Note the ways of an exercise; keys have _ for -."""
    ways = {key.replace("_", "-"): ways for key, ways in wrong.items()}
    WRITTEN[name] = Written([textwrap.dedent(source).strip() for source in right], ways)


def made(source):
    """Return the function of a source."""
    names = {"np": np}
    exec(compile(textwrap.dedent(source).strip(), "<reader>", "exec"), names)
    return names["f"]


from . import images, layers, learning, matrices  # noqa: E402, F401
