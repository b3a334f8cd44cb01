"""Our own scripts and style sheets, served beside the pages, minified.

terser does it, which stands in ``vendor/``, where there is Node to run it. Without Node a script
loses its comments and its indentation alone: heavier pages, which do the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from made_from import of_files
from sphinx.application import Sphinx
from sphinx.util import logging

from cnnbook.widgets.shared.bundle import compact

ROOT = Path(__file__).parents[3]
TERSER = ROOT / "vendor" / "terser" / "terser.js"
KEPT = ROOT / "_build" / "minified"
WITHOUT = "Scripts are not minified, for want of Node: the pages are heavier, and the same."
# Terser begins as a page's script would. It does not touch names at the top level, which other
# parts of a page refer to.
_MINIFY = """
const { readFileSync } = require("node:fs");
const page = require("node:vm").createContext();
require("node:vm").runInContext(readFileSync(process.argv[1], "utf-8"), page);
const texts = JSON.parse(readFileSync(0, "utf-8"));
const short = texts.map((text) => page.Terser.minify_sync(text, { ecma: 2020 }).code);
process.stdout.write(JSON.stringify(short));
"""
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r'("[^"]*")|\s*([{}>])\s*|([;:,])\s+')  # not in a text in quotes
_known: dict[str, str] = {}

logger = logging.getLogger(__name__)


def minified(texts: Sequence[str]) -> list[str]:
    """Return scripts in as few characters as mean the same.

    Each is done once and kept, all new ones of a call together: it takes a third of a second to
    begin.
    """
    new = [text for text in dict.fromkeys(texts) if text not in _known]
    if new:
        _known.update(zip(new, _kept(new) if available() else map(compact, new), strict=True))
    return [_known[text] for text in texts]


def _kept(texts: list[str]) -> list[str]:
    """Return what terser makes of scripts: from the folder where it is kept, or anew."""
    made_by = of_files(TERSER.parent, [TERSER]) + _MINIFY
    keys = [hashlib.sha256((made_by + text).encode()).hexdigest() for text in texts]
    places = [KEPT / f"{key}.js" for key in keys]
    new = {place: text for place, text in zip(places, texts, strict=True) if not place.exists()}
    if new:
        KEPT.mkdir(parents=True, exist_ok=True)
        for place, short in zip(new, _terser([*new.values()]), strict=True):
            half = place.with_suffix(f".{os.getpid()}")  # nobody reads half a script
            half.write_text(short, encoding="utf-8", newline="")
            half.replace(place)
    return [place.read_text(encoding="utf-8") for place in places]


def tight(sheet: str) -> str:
    """Return a style sheet without remarks and needless space.

    Examples
    --------
    >>> tight('.a, .b :is(p) { color: red; /* so */ content: "a: b"; }')
    '.a,.b :is(p){color:red;content:"a: b"}'
    """
    return _SPACE.sub(r"\1\2\3", _REMARK.sub("", sheet)).strip().replace(";}", "}")


def available() -> bool:
    """Tell whether scripts can be minified here."""
    return shutil.which("node") is not None and TERSER.exists()


def _terser(texts: list[str]) -> list[str]:
    run = subprocess.run(
        ["node", "-e", _MINIFY, str(TERSER)],
        input=json.dumps(texts).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(run.stdout)


def serve(app: Sphinx, config: Any, *files: Path) -> None:
    """Put these scripts and style sheets, minified, among the static files of the site."""
    write(app, config, {file.name: file.read_text(encoding="utf-8") for file in files})


def write(app: Sphinx, config: Any, texts: dict[str, str]) -> None:
    """Put these texts, by the names of their files, minified among the static files of the site."""
    place = Path(app.doctreedir) / "scripts"
    place.mkdir(parents=True, exist_ok=True)
    scripts = [name for name in texts if name.endswith(".js")]
    short = dict(zip(scripts, minified([texts[name] for name in scripts]), strict=True))
    for name, text in texts.items():
        (place / name).write_text(short.get(name) or tight(text), encoding="utf-8")
    if str(place) not in config.html_static_path:
        config.html_static_path.append(str(place))


def say_so(app: Sphinx, config: Any) -> None:
    """Say it where scripts are not minified."""
    if not available():
        logger.info(WITHOUT)


def setup(app: Sphinx) -> None:
    """Register what is said."""
    app.connect("config-inited", say_so)
