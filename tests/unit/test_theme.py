"""What the site's Python decides, without a build: links, previews, icons, files, names."""

import sys
from collections import namedtuple
from types import SimpleNamespace

import pytest
from docutils import nodes
from fontTools.ttLib import TTFont

from scripts.build import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from cnnbook_site.reference import public_names
from cnnbook_site.theme import assets, icons, links, pages

Entry = namedtuple("Entry", "docname node_id objtype")


def entries(**kinds):
    """Documented names of the package, each with its kind."""
    return {
        f"cnnbook.{name.replace('__', '.')}": Entry("api", name, kind)
        for name, kind in kinds.items()
    }


@pytest.mark.parametrize("kind", ["method", "attribute", "property"])
def test_a_member_is_named_with_its_class(kind):
    found = links.package_names(entries(layers__Sequential="class", layers__Sequential__run=kind))
    assert sorted(found) == [
        "Sequential",
        "Sequential.run",
        "layers.Sequential",
        "layers.Sequential.run",
    ]


def test_a_name_of_two_modules_leads_nowhere_unless_the_package_exports_one():
    two = entries(digits__load="function", training__load="function")
    assert sorted(links.package_names(two)) == ["digits.load", "training.load"]
    exported = entries(functional__pad="function", reference__pad="function")
    assert links.package_names(exported)["pad"].anchor == "functional__pad"


@pytest.mark.parametrize(
    ("node", "linked"),
    [
        (nodes.emphasis, True),
        (nodes.math, False),
        (nodes.literal, False),
        (nodes.reference, False),
        (nodes.title, False),
        (nodes.table, False),
    ],
)
def test_terms_are_linked_in_prose_alone(node, linked):
    text, inner, paragraph = nodes.Text("kernel"), node(), nodes.paragraph()
    inner += text
    paragraph += inner
    assert links.in_prose(text, links.NOT_WORDS) == linked


def test_what_stands_in_no_paragraph_is_no_prose():
    text, block = nodes.Text("kernel"), nodes.literal_block()
    block += text
    assert not links.in_prose(text, links.NOT_WORDS)


def mentions(text, *terms):
    """The words of a text that are linked, and where to."""
    places = {term: links.Place("glossary", f"term-{term}") for term in terms}
    found = links.first_mentions(text, places, links.term_pattern(places), set())
    return [(words, place.anchor) for words, place in found if place]


def test_a_term_is_linked_once_in_any_form_and_over_a_line_end():
    text = "A Feature\nmap, feature maps, then a map of features."
    assert mentions(text, "feature map") == [("Feature\nmap", "term-feature map")]
    assert mentions("Boxes, a box.", "box") == [("Boxes", "term-box")]
    assert mentions("relu, ReLU", "ReLU") == [("ReLU", "term-ReLU")]
    assert mentions("max pooling, pooling", "pooling", "max pooling") == [
        ("max pooling", "term-max pooling"),
        ("pooling", "term-pooling"),
    ]


def page(*paragraphs):
    """A document of these paragraphs."""
    document = nodes.document(None, None)
    for text in paragraphs:
        document += nodes.paragraph("", text)
    return document


def test_the_description_is_the_first_paragraph_cut_between_words():
    assert pages.first_paragraph(page("", "One\nline.", "Two.")) == "One line."
    assert pages.first_paragraph(page()) == ""
    fits, longer = "nine char " * 19 + "nine chars", "nine char " * 30
    assert pages.first_paragraph(page(fits)) == fits
    assert pages.first_paragraph(page(longer)) == "nine char " * 19 + "nine…"


def test_a_preview_escapes_what_it_shows_and_names_absolute_addresses():
    made = pages.card(
        title='The "R" in <ReLU>',
        description="",
        site="CNNs",
        base="https://a.org/b/",
        page="book/x.html",
    )
    assert 'content="The &quot;R&quot; in &lt;ReLU&gt;"' in made
    assert '"og:url" content="https://a.org/b/book/x.html"' in made
    assert '"og:image" content="https://a.org/b/_static/preview.png"' in made
    assert "og:image" not in pages.card(title="", description="", site="")


@pytest.mark.parametrize(("address", "kept"), [("https://a.org/b", True), ("", False)])
def test_launch_buttons_need_an_address(address, kept):
    options = {"repository_url": address, "launch_buttons": {"colab_url": "https://c.org"}}
    pages.launch_from_an_address(None, SimpleNamespace(html_theme_options=options))
    assert ("launch_buttons" in options) == kept


@pytest.fixture
def font(tmp_path):
    """The code points of the font for pages of this HTML."""

    def font_(*htmls):
        folder = tmp_path / "vendor" / "fontawesome" / "webfonts"
        folder.mkdir(parents=True)
        (folder / "fa-brands-400.ttf").touch()
        for number, html in enumerate(htmls):
            (tmp_path / f"{number}.html").write_text(html)
        icons.write_font(tmp_path, sorted(tmp_path.glob("*.html")))
        (file,) = folder.iterdir()
        return set(TTFont(file).getBestCmap())

    return font_


def test_the_font_has_the_icons_of_pages_scripts_and_style_sheets(font):
    found = font('<i class="fa-solid fa-bars"></i>', '<i class="fa-solid fa-house"></i>')
    assert {0xF0C9, 0xF015} <= found  # bars, house
    assert 0xF00D in found  # xmark, which a script of the theme adds
    assert 0xF107 in found  # angle down, which the book theme writes as a character
    assert {0xF05A, 0xF071} <= found  # circle info, triangle exclamation: admonitions
    assert len(found) < 60


def test_an_icon_of_two_names_has_one_character():
    codes = icons.theme_codes()
    assert codes["fa-house"] == codes["fa-home"] == 0xF015


def test_an_unknown_icon_is_a_warning(font, monkeypatch):
    warned = []
    monkeypatch.setattr(icons.logger, "warning", lambda text, *a, **_: warned.append(text % a))
    font('<i class="fa-solid fa-no-such-icon"></i>')
    assert warned == ["no icon is called fa-no-such-icon"]


@pytest.fixture
def finished(tmp_path):
    """The static files of a site that has a formula, or none, after the build."""

    def finished_(formula):
        static = tmp_path / "_static"
        webfonts = static / "vendor" / "fontawesome" / "webfonts"
        webfonts.mkdir(parents=True)
        (static / "scripts").mkdir()
        for name in ("book.js", "book.js.map", "scripts/fontawesome.js", "scripts/theme.js.map"):
            (static / name).touch()
        math = SimpleNamespace(has_equations=lambda name: formula and name == "lesson")
        app = SimpleNamespace(
            builder=SimpleNamespace(format="html"),
            outdir=tmp_path,
            env=SimpleNamespace(get_domain=lambda _: math, found_docs=["intro", "lesson"]),
        )
        assets.finish(app, None)
        return {path.relative_to(static).as_posix() for path in static.rglob("*.*")}

    return finished_


def test_mathjax_comes_with_its_fonts_and_its_accessible_part_if_a_page_has_a_formula(finished):
    found = finished(formula=True)
    assert {"mathjax/tex-chtml.js", "mathjax/a11y/assistive-mml.js"} <= found
    assert [name for name in found if name.endswith(".woff")]


def test_a_site_without_formulas_and_without_what_no_page_loads(finished):
    assert finished(formula=False) == {"book.js", "vendor/fontawesome/webfonts/fa-solid-900.woff2"}


def test_the_overview_names_functions_and_classes_and_no_constants():
    assert public_names("cnnbook.summary") == [
        "ReceptiveField",
        "Row",
        "Summary",
        "count_parameters",
        "output_size",
        "receptive_field",
        "summarize",
    ]
    assert "GLYPH_HEIGHT" not in public_names("cnnbook.digits")
