"""JavaScript modules of the widgets on an empty page, without a widget: for tests of functions."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cnnbook.widgets.shared import bundle


def joined(folder: Path, modules: Mapping[str, str]) -> str:
    """Return the text of one ES module that exports these functions, by module: "a, b".

    The folder must be empty: copies of the modules are joined there.
    """
    for room in ("maths", "page"):
        shutil.copytree(bundle.ROOMS / room, folder / room)
    (folder / "probe").mkdir()
    lines = [f'import {{ {names} }} from "../{m}.js";\n' for m, names in modules.items()]
    every = ", ".join(modules.values())
    (folder / "probe/widget.js").write_text("".join(lines) + f"export default {{ {every} }};\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "ROOMS", folder)
        return bundle.bundle.__wrapped__("probe")


def load(page: Page, module: str) -> None:
    """Make the functions of a joined module the page's ``maths``."""
    page.evaluate(
        """async (text) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          window.maths = (await import(url)).default;
        }""",
        module,
    )
