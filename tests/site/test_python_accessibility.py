"""axe on a page whose Python is idle, running, done and failed, light and dark, wide and narrow."""

import pytest

from .python_page import PythonPage
from .test_accessibility import AXE

LESSON = "book/02_filters.html"
# Axe takes milliseconds for each element: the first cells stand for all, in every look they have.
MARK = """() => [...document.querySelectorAll(".cell")].slice(0, 6)
  .forEach((cell) => (cell.dataset.lookedAt = ""))"""


def found(page):
    """What axe finds in the part of the page that runs code."""
    return page.evaluate(
        """async () => {
          const parts = { include: [[".cnnbook-run"], ["[data-looked-at]"]] };
          const { violations } = await axe.run(parts, { preload: false });
          const words = ({ html }) => html.slice(0, 200);
          return violations.map(({ id, nodes }) => [id, nodes.map(words)]);
        }"""
    )


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_axe_finds_nothing_in_any_state(open_page, scheme, width):
    python = PythonPage(open_page(LESSON, scheme=scheme, width=width))
    python.page.evaluate(AXE)
    python.page.evaluate(MARK)
    assert found(python.page) == []
    python.editor(1)
    python.write(2, "small = np.eye(7)\nbox = filters.box(3)\nprint('text')\nsmall")
    python.button("Run", 2).click()
    python.wait("running")
    assert found(python.page) == []
    python.wait("done")
    assert found(python.page) == []
    python.run(3, "import ipywidgets\nipywidgets.interact(print, n=(1, 3), t='a', c=True)\n1 / 0")
    assert python.state == "failed"
    assert found(python.page) == []
