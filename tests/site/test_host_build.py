"""What the build does with a lesson: a picture and a place for each widget, buttons, or no book."""

import nbformat
import pytest
import yaml

from scripts import launch
from scripts.build import build

from .pages import ROOT, elements

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


@pytest.fixture
def book(tmp_path):
    """Build a book of one lesson with these cells and return its page."""

    def book_(*cells, url=""):
        (tmp_path / "book").mkdir()
        config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        config["repository"]["url"] = url
        (tmp_path / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/lesson\n")
        (tmp_path / "book" / "references.bib").touch()
        (tmp_path / "book" / "_ext").symlink_to(ROOT / "book" / "_ext")
        title = nbformat.v4.new_markdown_cell("# A lesson")
        lesson = nbformat.v4.new_notebook(cells=[title, *cells])
        lesson.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(lesson, tmp_path / "book" / "lesson.ipynb")
        return build(tmp_path, quiet=True) / "book" / "lesson.html"

    return book_


def test_a_widget_becomes_a_picture_with_words_and_a_place(book, open_page):
    path = book(code(TOY), code("toy = Toy()\ntoy"), code("Toy(count=5)"), code("toy"))
    html = path.read_text("utf-8")
    alts = [a.get("alt") for tag, a in elements(path) if tag == "img" and "_images" in a["src"]]
    assert alts == [f"A bar that is {count} high." for count in (3, 5, 3)]
    assert html.count('<div class="cnnbook-widget">') == 3
    assert html.count("export default { render") == 2  # the cell's source, and the module once
    page = open_page(path)
    assert page.locator(".cnnbook-live").all_text_contents() == ["</script><!-- <script>"] * 3


def test_a_widget_that_needs_a_kernel_stops_the_build_by_name(book, capsys):
    with pytest.raises(SystemExit):
        book(code("import ipywidgets\nipywidgets.IntSlider()"))
    said = capsys.readouterr().err
    assert "book/lesson: the page cannot show the widget IntSliderModel without a kernel" in said


def test_a_cell_tagged_still_shows_pictures_only(book):
    words = {"image": {"alt": "A line that rises."}}
    path = book(code(INTERACT, tags=["still"], mystnb=words))
    html = path.read_text("utf-8")
    assert "cnnbook-widget" not in html
    assert "widget-view" not in html
    assert "widget_host.js" not in html
    assert "n is 3" in html
    (picture,) = [a for tag, a in elements(path) if tag == "img" and "logo" not in a["src"]]
    assert picture["alt"] == "A line that rises."


def test_a_cell_whose_output_no_page_shows_is_not_run(book):
    path = book(code("1 / 0", tags=["still", "remove-output"]), code("print(6 * 7)"))
    assert ">42\n" in path.read_text("utf-8")


def test_a_figure_without_words_stops_the_build(book, capsys):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    with pytest.raises(SystemExit):
        book(code(plot))
    assert "a figure has no text alternative" in capsys.readouterr().err


def test_a_figure_with_words_carries_them(book):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    path = book(code(plot, mystnb={"image": {"alt": "A line that rises."}}))
    assert [a["alt"] for tag, a in elements(path) if tag == "img" and "_images" in a["src"]] == [
        "A line that rises."
    ]


def launch_links(path):
    """Where the launch buttons of a page lead."""
    hosts = ("https://mybinder.org/", "https://colab.research.google.com/")
    links = [a.get("href", "") for tag, a in elements(path) if tag == "a"]
    return [link for link in links if link.startswith(hosts)]


def test_launch_buttons_lead_to_the_lesson_in_the_repository(book, open_page):
    path = book(code("1 + 1"), url="https://github.com/someone/cnnbook")
    assert launch_links(path) == [
        "https://mybinder.org/v2/gh/someone/cnnbook/main?urlpath=lab/tree/book/lesson.ipynb",
        "https://colab.research.google.com/github/someone/cnnbook/blob/main/book/lesson.ipynb",
    ]
    page = open_page(path)  # and asks nobody by itself
    page.get_by_role("button", name="Launch interactive content").click()
    assert page.get_by_role("link", name="Colab").is_visible()


def test_there_are_launch_buttons_only_once_the_repository_has_an_address(site):
    links = launch_links(site / "book" / "01_pixels.html")
    assert len(links) == (2 if launch.address() else 0)
