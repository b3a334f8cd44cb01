"""What the build does with a lesson: a picture and a place for each widget, buttons, or no book."""

import contextlib
import io
import re

import nbformat
import pytest
import yaml

from scripts import launch
from scripts.build import build

from .pages import ROOT, elements

pytestmark = pytest.mark.xdist_group("small books")  # one worker: each is built once
TOY = """
import base64, io
import anywidget, traitlets
from matplotlib.figure import Figure

class Toy(anywidget.AnyWidget):
    _esm = (
        "export default { render({ el }) { el.textContent = '</script><!-- <script>'; } };"
        + " " * 2000
    )
    count = traitlets.Int(3).tag(sync=True)
    def __repr__(self):
        return f"Toy: A bar that is {self.count} high.\\n\\nprint({self.count})"
    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        figure = Figure(figsize=(1, 1))
        figure.subplots().bar(0, self.count)
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        return {**data, "image/png": base64.b64encode(stream.getvalue()).decode()}, metadata
"""
INTERACT = """
from ipywidgets import interact
import matplotlib.pyplot as plt

@interact(n=(1, 5))
def draw(n=3):
    print("n is", n)
    plt.plot(range(n))
    plt.show()
"""


def code(source, **metadata):
    """A code cell."""
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def book(folder, *cells, url="", plain=()):
    """Build a book of a lesson with these cells and a plain one, and return the lesson's page."""
    (folder / "book").mkdir()
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["repository"]["url"] = url
    config["execute"]["timeout"] = 40  # what `still` cells stall by (see execution.py) costs less
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    contents = "format: jb-book\nroot: book/lesson\nchapters:\n- file: book/plain\n"
    (folder / "_toc.yml").write_text(contents)
    (folder / "book" / "references.bib").touch()
    (folder / "book" / "_ext").symlink_to(ROOT / "book" / "_ext")
    for name, its in [("lesson", cells), ("plain", plain)]:
        title = nbformat.v4.new_markdown_cell("# A lesson")
        notebook = nbformat.v4.new_notebook(cells=[title, *its])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, folder / "book" / f"{name}.ipynb")
    return build(folder, quiet=True) / "book" / "lesson.html"


WORDS = {"image": {"alt": "A line that rises."}}
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
WIDGETS = [code(TOY), code("toy = Toy()\ntoy"), code("Toy(count=5)"), code("toy")]
STILL = code(INTERACT, tags=["still"], mystnb={"image": {"alt": "A line that rises by steps."}})

UNSEEN = code("1 / 0", tags=["still", "remove-output"])


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The page of a lesson with widgets, a figure and a still, in a repository with an address."""
    cells = [*WIDGETS, code(PLOT, mystnb=WORDS), STILL, UNSEEN, code("print(6 * 7)")]
    url = "https://github.com/someone/cnnbook"
    return book(tmp_path_factory.mktemp("good"), *cells, url=url, plain=[STILL])


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """What a build says that is stopped by a widget with a kernel and a figure without words."""
    said = io.StringIO()
    cells = [code("import ipywidgets\nipywidgets.IntSlider()"), code(PLOT)]
    with contextlib.redirect_stderr(said), pytest.raises(SystemExit):
        book(tmp_path_factory.mktemp("bad"), *cells)
    return said.getvalue()


def alts(path):
    """The text alternatives of a page's pictures."""
    images = [a for tag, a in elements(path) if tag == "img" and "logo" not in a["src"]]
    return [image.get("alt") for image in images]


def test_a_widget_becomes_a_picture_with_words_and_a_place(lesson, open_page):
    html = lesson.read_text("utf-8")
    assert alts(lesson)[:3] == [f"A bar that is {count} high." for count in (3, 5, 3)]
    assert html.count('<div class="cnnbook-widget">') == 3
    found = re.findall(r"export default ?\{ ?render", html)
    assert len(found) == 2  # the cell's source, and the module once, minified
    page = open_page(lesson)
    assert page.locator(".cnnbook-live").all_text_contents() == ["</script><!-- <script>"] * 3


def test_a_widget_that_needs_a_kernel_stops_the_build_by_name(refused):
    words = "book/lesson: the page cannot show the widget IntSliderModel without a kernel"
    assert words in refused


def test_a_figure_without_words_stops_the_build(refused):
    assert "a figure has no text alternative" in refused


def test_a_figure_with_words_carries_them(lesson):
    assert alts(lesson)[3] == "A line that rises."


def test_a_cell_tagged_still_shows_pictures_only(lesson):
    assert alts(lesson)[4:] == ["A line that rises by steps."]
    html = lesson.read_text("utf-8")
    assert "n is 3" in html


def test_a_page_without_a_widget_brings_no_host(lesson):
    html = lesson.with_name("plain.html").read_text("utf-8")
    assert "n is 3" in html
    assert "cnnbook-widget" not in html
    assert "widget-view" not in html
    assert "widget_host.js" not in html


def test_a_cell_whose_output_no_page_shows_is_not_run(lesson):
    assert ">42\n" in lesson.read_text("utf-8")


def launch_links(path):
    """Where the launch buttons of a page lead."""
    hosts = ("https://mybinder.org/", "https://colab.research.google.com/")
    links = [a.get("href", "") for tag, a in elements(path) if tag == "a"]
    return [link for link in links if link.startswith(hosts)]


def test_launch_buttons_lead_to_the_lesson_in_the_repository(lesson, open_page):
    assert launch_links(lesson) == [
        "https://mybinder.org/v2/gh/someone/cnnbook/main?urlpath=lab/tree/book/lesson.ipynb",
        "https://colab.research.google.com/github/someone/cnnbook/blob/main/book/lesson.ipynb",
    ]
    page = open_page(lesson)  # and asks nobody by itself
    page.get_by_role("button", name="Launch interactive content").click()
    assert page.get_by_role("link", name="Colab").is_visible()


def test_there_are_launch_buttons_only_once_the_repository_has_an_address(site):
    links = launch_links(site / "book" / "01_pixels.html")
    assert len(links) == (2 if launch.address() else 0)
