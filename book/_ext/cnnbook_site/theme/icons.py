"""A font of the few icons that the pages use, cut from the theme's Font Awesome.

The theme ships Font Awesome as a script of 1.4 MB and as fonts of 1 MB. Its style sheet draws the
icons with the font as well, so the script is not needed (our webpack-macros.html leaves it out).
Of the font, only the glyphs remain that a page or the style sheet (admonitions, links) uses.
"""

from __future__ import annotations

import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.util import logging

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
SOLID = THEME / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.ttf"
STYLES = THEME / "styles" / "pydata-sphinx-theme.css"
# Classes for size or style, not names of icons.
NOT_ICONS = {"fa-solid", "fa-lg", "fa-sm", "fa-xs", "fa-fw", "fa-2x"}
BY_SCRIPT = {"fa-xmark"}  # the theme's scripts add it
BY_BOOK_THEME = {0xF107}  # written as a character in sphinx-book-theme's own style sheet

logger = logging.getLogger(__name__)


def write_font(static: Path, pages: list[Path]) -> None:
    """Replace the full font by one with the icons that `pages` use; warn about unknown names."""
    codes = theme_codes()
    wanted = set(BY_SCRIPT).union(*(classes(page.read_text(encoding="utf-8")) for page in pages))
    for name in sorted(wanted - codes.keys()):
        logger.warning("no icon is called %s", name, type="cnnbook")
    characters = {codes[name] for name in wanted if name in codes} | style_codes() | BY_BOOK_THEME
    options = subset.Options(flavor="woff2", notdef_outline=True, name_IDs=[0, 13, 14])
    font = TTFont(SOLID)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(characters))
    subsetter.subset(font)
    folder = static / "vendor" / "fontawesome" / "webfonts"
    for full in folder.iterdir():
        full.unlink()
    subset.save_font(font, folder / "fa-solid-900.woff2", options)


def classes(html: str) -> set[str]:
    """Return the names of the icons in a page's class attributes.

    Examples
    --------
    >>> sorted(classes('<i class="fa-solid fa-bars fa-lg"></i> fa-none'))
    ['fa-bars']
    """
    found = re.findall(r'class="([^"]*\bfa-[^"]*)"', html)
    return {name for group in found for name in re.findall(r"\bfa-[\w-]+", group)} - NOT_ICONS


def theme_codes() -> dict[str, int]:
    """Return each icon's code point, read from the theme's style sheet."""
    rules = re.findall(
        r'((?:\.fa-[\w-]+:before,?)+){content:"\\([0-9a-f]+)"}', STYLES.read_text("utf-8")
    )
    return {
        name: int(code, 16)
        for names, code in rules
        for name in re.findall(r"fa-[\w-]+(?=:)", names)
    }


def style_codes() -> set[int]:
    """Return the code points that the style sheet uses for admonitions, downloads and links."""
    values = re.findall(r'--pst-icon-[\w-]+:"([^"]+)"', STYLES.read_text("utf-8"))
    return {int(value[1:], 16) if value.startswith("\\") else ord(value) for value in values}
