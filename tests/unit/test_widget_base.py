"""What all widgets share in Python: bundling, checked state, printing, the still picture."""

import re

import numpy as np
import pytest
import traitlets

from cnnbook import widgets
from cnnbook.widgets import ConvolutionExplorer
from cnnbook.widgets.shared import bundle, printing
from cnnbook.widgets.shared.traits import as_rows

IMAGE = np.arange(30).reshape(5, 6) % 7


def test_a_bundle_has_no_imports_left_and_one_default_export():
    source = bundle.bundle("convolution")
    assert "import {" not in source
    assert [line.split("(")[0] for line in source.splitlines() if line.startswith("export")] == [
        "export default widget"
    ]


def test_each_module_comes_once_and_after_what_it_needs():
    source = bundle.bundle("convolution")
    assert source.count("const the_maths_convolution =") == 1
    assert source.index("const the_maths_convolution =") < source.index("const the_page_grid =")


def test_a_comment_before_code_takes_no_code_with_it():
    source = "/** @type {number} */ let a = 1;\nlet b = 2; /* kept */\n/* gone */\nlet c = 3;\n"
    compact = bundle.compact(source)
    assert "let b = 2;" in compact
    assert "gone" not in compact


def test_own_rules_win_over_shared_ones_and_parts_bring_theirs(monkeypatch, tmp_path):
    files = {
        "page/tokens.css": ".cnnbook { --cb-ink: red }",
        "page/style.css": ".cnnbook .a { color: var(--cb-ink) }",
        "page/chart.css": ".cnnbook .b { color: green }",
        "page/chart.js": "export const chart = 1;\n",
        "own/widget.css": ".cnnbook .a, .cnnbook { color: blue }",
        "own/widget.js": 'import { chart } from "../page/chart.js";\nexport default chart;\n',
        "plain/widget.js": "export default 1;\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(bundle, "ROOMS", tmp_path)
    assert bundle.stylesheet.__wrapped__("own").split(bundle.PART) == [
        ".cnnbook { --cb-ink: red }",
        ".cnnbook .a { color: var(--cb-ink) }",
        ".cnnbook .b { color: green }",
        ".cnnbook.cnnbook .a, .cnnbook.cnnbook { color: blue }",
    ]
    assert bundle.stylesheet.__wrapped__("plain").split(bundle.PART) == [
        ".cnnbook { --cb-ink: red }",
        ".cnnbook .a { color: var(--cb-ink) }",
    ]


LITERAL = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\bfont(?:-size)?:[^;{}]*?\d(?:px|pt|rem)"
)
IN_A_CELL = re.compile(r"calc\([^()]*(?:\([^()]*\)[^()]*)*\)")  # as large as there is room


@pytest.mark.parametrize("sheet", sorted(bundle.ROOMS.glob("*/*.css")), ids=lambda p: p.parent.name)
def test_sizes_of_letters_and_colours_stand_in_one_file(sheet):
    if sheet == bundle.ROOMS / bundle.TOKENS:
        return
    rules = IN_A_CELL.sub("", bundle._css(f"{sheet.parent.name}/{sheet.name}"))
    found = LITERAL.findall(rules)
    assert found == [], f"{sheet.name}: take a token of {bundle.TOKENS}"


def test_every_token_that_is_used_has_a_value_and_every_one_is_used():
    sheets = {path: path.read_text(encoding="utf-8") for path in bundle.ROOMS.glob("*/*.css")}
    tokens = set(re.findall(r"(--cb-[\w-]+):", sheets[bundle.ROOMS / bundle.TOKENS]))
    scripts = "".join(path.read_text("utf-8") for path in bundle.ROOMS.glob("*/*.js"))
    used = set(re.findall(r"var\((--cb-[\w-]+)", "".join(sheets.values())))
    set_there = set(re.findall(r"--cb-[\w-]+", scripts))
    assert used - tokens - set_there == set()
    assert tokens - used - set_there == set()


@pytest.fixture
def room(monkeypatch, tmp_path):
    """Write the modules of a room "a" and say where the rooms are."""

    def room_(**modules):
        (tmp_path / "a").mkdir()
        for name, text in modules.items():
            (tmp_path / "a" / f"{name}.js").write_text(text)
        monkeypatch.setattr(bundle, "ROOMS", tmp_path)

    return room_


def test_circular_imports_are_named(room):
    room(
        widget='import { b } from "./b.js";\nexport const a = b;\n',
        b='import { a } from "../a/widget.js";\nexport const b = a;\n',
    )
    with pytest.raises(ValueError, match="circular import: a/widget → a/b → a/widget"):
        bundle.bundle.__wrapped__("a")


WORKER = 'import { one } from "../a/c.js";\npostMessage(`${one} <\\n`);\n'


def test_a_worker_is_put_together_from_the_functions_that_the_page_has_too(room):
    room(
        widget='import { text } from "../a/b.js?text";\nexport default text;\n',
        b=WORKER,
        c="/** One. */\nexport const one = 1;\n",
    )
    assert bundle.script("a/b") == (
        '"use strict";\n'
        "const the_a_c = (() => {\nconst one = 1;\nreturn { one };\n})();\n"
        "(() => {\nconst { one } = the_a_c;\npostMessage(`${one} <\\n`);\nreturn {  };\n})();"
    )
    assert bundle.bundle.__wrapped__("a").split(bundle.PART) == [
        "const get_a_c = () => {\nconst one = 1;\nreturn { one };\n};",
        "const get_a_b = () => {\n"
        "const { one } = the_a_c;\npostMessage(`${one} <\\n`);\nreturn {  };\n};",
        "",  # the page itself runs neither
        'const text = [`"use strict";`, `const the_a_c = (${get_a_c})();`, '
        "`(${get_a_b})();`].join('\\n');\nexport default text;\n",
    ]


def test_a_worker_cannot_hold_the_text_of_another(room):
    line = 'import { text } from "./b.js?text";\n'
    room(widget=line, b=line)
    with pytest.raises(ValueError, match=r"a/b.js: a program of its own cannot import the text"):
        bundle.bundle.__wrapped__("a")


@pytest.mark.parametrize(
    "line", ['import * as b from "./b.js";', "export { b };", 'export * from "./b.js";']
)
def test_an_import_or_export_in_another_form_is_refused(room, line):
    room(widget=f"const b = 1;\n{line}\n")
    with pytest.raises(ValueError, match=r"a/widget.js: imports must be"):
        bundle.bundle.__wrapped__("a")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a picture", "must be a 2-D array of numbers, got 'a picture'"),
        (None, "2-D array"),
        ([], r"got shape \(0,\)"),
        ([1, 2], r"got shape \(2,\)"),
        ([[1, 2], [3]], "2-D array of numbers"),
        ([[1, np.nan]], "got nan in row 0, column 1"),
        ([[np.inf]], "got inf in row 0, column 0"),
        (np.zeros((2, 300)), r"at most 256 rows and columns in this widget, got shape \(2, 300\)"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
    ],
)
def test_an_image_that_is_none_is_refused_with_its_values(value, message):
    with pytest.raises(traitlets.TraitError, match=message):
        ConvolutionExplorer(value)


def test_integers_and_float32_print_short():
    assert as_rows([[1.0, 2.5]], name="x") == [[1, 2.5]]
    assert as_rows(np.array([[0.1]], dtype=np.float32), name="x") == [[0.1]]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("stride", 0, "stride must be an integer from 1 to 28, got 0"),
        ("stride", 1.5, "stride must be an integer from 1 to 28, got 1.5"),
        ("padding", -1, "padding must be an integer from 0 to 14, got -1"),
        ("dilation", True, "dilation must be an integer from 1 to 14, got True"),
        ("padding_mode", "mirror", "padding_mode"),
        ("padding_value", np.nan, "finite number, got nan"),
        ("kernel", np.ones((6, 7)), "larger than the padded input 5×6"),
        ("kernel", np.ones((10, 1)), "at most 9 rows and columns"),
    ],
)
def test_bad_state_raises_and_the_last_good_state_stays(name, value, message):
    explorer = ConvolutionExplorer(IMAGE)
    before = explorer.output
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(explorer, name, value)
    np.testing.assert_array_equal(explorer.output, before)


def test_normalise_refuses_weights_that_sum_to_zero():
    with pytest.raises(traitlets.TraitError, match="sum"):
        ConvolutionExplorer(IMAGE, "sobel_x", normalise=True)


def test_the_printed_call_gives_the_output():
    explorer = ConvolutionExplorer(
        IMAGE, "box", normalise=True, flip=True, stride=2, padding=2, padding_mode="reflect"
    )
    names = {}
    exec(explorer.code, names)
    np.testing.assert_allclose(names["output"], explorer.output)
    assert explorer.code.endswith(
        "output = conv2d(image, filters.flip(filters.normalise(kernel)), "
        'stride=2, padding=2, padding_mode="reflect")'
    )


def test_options_that_do_not_matter_are_not_printed():
    explorer = ConvolutionExplorer(IMAGE, padding_mode="reflect", padding_value=3)
    assert explorer.code.endswith("output = conv2d(image, kernel)")


def test_a_repr_is_stable_and_holds_no_address():
    first, second = (repr(ConvolutionExplorer(IMAGE, padding=1)) for _ in range(2))
    assert first == second
    assert "0x" not in first
    assert first.startswith("ConvolutionExplorer: a 3 × 3 kernel over an image of 5 × 6, stride 1")


def test_the_still_picture_is_the_same_each_time():
    explorer = ConvolutionExplorer(IMAGE)
    assert explorer.still() == explorer.still()
    assert explorer.still().startswith(b"\x89PNG")


def test_the_mimebundle_holds_view_picture_text_and_alternative():
    data, metadata = ConvolutionExplorer(IMAGE)._repr_mimebundle_()
    assert set(data) == {
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/plain",
    }
    assert metadata["image/png"]["alt"] == ConvolutionExplorer(IMAGE).description


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, -2.5], "[1, -2.5]"),
        (True, "True"),
        (None, "None"),
        ("same", '"same"'),
        ([["é"]], '[["é"]]'),
    ],
)
def test_literals_are_python(value, text):
    assert printing.literal(value) == text
    assert eval(text) == value


def test_every_widget_is_exported_with_its_page_module():
    for name in widgets.__all__:
        kind = getattr(widgets, name)
        if kind is not widgets.Explorer:
            assert "export default" in kind._esm
