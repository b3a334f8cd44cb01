"""The session behind a page, in this Python: what it runs, tells, cuts off and explains."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "book" / "_ext" / "cnnbook_site" / "python" / "worker"


@pytest.fixture
def session(monkeypatch):
    """A session that tells a list, in this process; what it takes over is given back."""
    monkeypatch.syspath_prepend(str(WORKER))
    import comm
    from cnnbook_page import comms, errors, page, session
    from ipywidgets.widgets.widget import _instances
    from ipywidgets.widgets.widget_output import Output

    for owner, names in ((sys, ("stdout", "stderr")), (Output, ("__enter__", "__exit__"))):
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(comm, "create_comm", comm.create_comm)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    for name in ("send", "send_comm"):
        monkeypatch.setattr(page, name, getattr(page, name))
    before = set(_instances)
    yield session
    for widget in [w for key, w in _instances.items() if key not in before]:
        widget.close()
    for kept in (session.names, comms.made, errors.labels, errors.book):
        kept.clear()


@pytest.fixture
def run(session):
    """Run cells one after the other; return what the page was told, [kind, message] each."""

    def run_(*codes, book=(), label="cell {}"):
        told = []
        session.connect(
            lambda kind, text: told.append([kind, json.loads(text)]),
            lambda kind, key, data, buffers: told.append([kind, {"id": key}]),
            json.dumps(list(book)),
        )
        for number, code in enumerate(codes, start=1):
            name = label.format(number)
            fine = asyncio.run(session.run(name, name, code))
            told.append(["done", {"cell": name, "fine": fine}])
        return told

    return run_


def kinds(told):
    return [kind for kind, _ in told]


def printed(told, name="stdout"):
    return "".join(m["text"] for kind, m in told if kind == "stream" and m["name"] == name)


def only_error(told):
    (error,) = [message for kind, message in told if kind == "error"]
    return error


def test_a_name_of_one_cell_is_there_in_the_next_and_the_last_value_is_shown(run):
    told = run("x = 6", "print('x is', x)\nx * 7", "x * 2;  # not wanted", "_")
    assert printed(told) == "x is 6\n"
    shown = [message["data"]["text/plain"] for kind, message in told if kind == "display"]
    assert shown == ["42", "42"]
    assert [m["fine"] for kind, m in told if kind == "done"] == [True] * 4


def test_what_is_printed_comes_before_what_is_shown_after_it(run):
    told = run("print('first')\ndisplay(1)\nprint('then')\n2")
    order = [m.get("text", m.get("data", {}).get("text/plain", "")) for _, m in told[:-1]]
    assert "|".join(part.strip() for part in order if part.strip()) == "first|1|then|2"


def test_a_coroutine_may_be_awaited_at_the_top(run):
    told = run("import asyncio\nawait asyncio.sleep(0)\nprint('awake')")
    assert printed(told) == "awake\n"


def test_an_open_figure_is_shown_once_with_its_titles_and_closed(run):
    code = (
        "import matplotlib.pyplot as plt\n"
        "_ = plt.figure(figsize=(2, 1)), plt.title('Nine pixels')\n"
    )
    told = run("import matplotlib\nmatplotlib.use('module://cnnbook_page.backend')", code, "1;")
    (shown,) = [message for kind, message in told if kind == "display"]
    assert shown["metadata"]["image/png"]["alt"] == "Nine pixels"
    assert shown["data"]["image/png"].startswith("iVBOR")
    assert 100 < shown["metadata"]["image/png"]["width"] < 250


def test_printing_is_cut_at_200000_characters_and_says_so(run):
    told = run("for _ in range(300):\n    print('x' * 999)")
    assert len(printed(told)) == 200_000
    assert "a cell may print 200,000 characters" in printed(told, "stderr")
    assert printed(told, "stderr").count("cut here") == 1
    assert kinds(told)[-1] == "done"


def test_each_cell_may_print_as_much_again(run):
    told = run("print('x' * 200_000)", "print('y')")
    assert printed(told).endswith("y\n")


def test_a_traceback_holds_the_readers_own_frames_alone(run):
    error = only_error(run("import json\njson.loads('{')"))
    assert "cell 1" in error["traceback"]
    assert "json/decoder" not in error["traceback"]
    assert "cnnbook_page" not in error["traceback"]
    assert "json.loads('{')" in error["traceback"]


def test_frames_of_several_cells_are_shown_with_their_lines(run):
    error = only_error(run("def f(n):\n    return 1 / n", "f(0)"))
    assert error["name"] == "ZeroDivisionError"
    for part in ('File "cell 2", line 1', 'File "cell 1", line 2', "return 1 / n"):
        assert part in error["traceback"]


BOOK = [{"id": "a", "label": "cell 1", "code": "import numpy as np\nkernel = np.ones((3, 3))"}]


@pytest.mark.parametrize(
    ("code", "name", "help"),
    [
        ("print(kernel)", "NameError", "kernel is made in cell 1, which has not run"),
        ("print(kernal)", "NameError", "Nothing on this page is called kernal"),
        ("import torch_of_others", "ModuleNotFoundError", "torch_of_others is not part of this"),
        (
            "import numpy as np\nnp.zeros((2, 3)) + np.zeros(4)",
            "ValueError",
            r"Here they are (2,3) and (4,).",
        ),
        (
            "import numpy as np\nnp.zeros((2, 3)) @ np.zeros((2, 3))",
            "ValueError",
            "shapes that do not go together",
        ),
        ("if True:\nprint(1)", "IndentationError", "The space at the beginning of a line"),
        ("print((1)", "SyntaxError", "a bracket, a quotation mark or a colon"),
        ("%timeit 1", "SyntaxError", "work in JupyterLab only"),
        ("[1, 2][2]", "IndexError", "Counting begins at 0"),
        ("input('size? ')", "NoInputError", ""),
        ("raise KeyError('k')", "KeyError", ""),
        ("raise SystemExit", "SystemExit", ""),
    ],
)
def test_an_error_gets_words_where_they_are_known(run, code, name, help):
    told = run(code, book=BOOK)
    error = only_error(told)
    assert error["name"] == name
    assert help in error["help"] if help else error["help"] == ""
    assert told[-1] == ["done", {"cell": "cell 1", "fine": False}]


def test_asking_for_input_says_what_to_do(run):
    error = only_error(run("input('size? ')"))
    assert "write the value into the code instead" in error["message"]
    assert error["traceback"].rstrip().splitlines()[-1].startswith("NoInputError: ")


def test_a_widget_is_closed_when_its_cell_runs_again(run):
    told = run(*["import ipywidgets\nw = ipywidgets.IntSlider(3)"] * 5, label="the same cell")
    opened = [message["id"] for kind, message in told if kind == "comm_open"]
    closed = [message["id"] for kind, message in told if kind == "comm_close"]
    of_one_run = len(opened) // 5
    assert len(opened) == 5 * of_one_run > 0
    assert closed == opened[: 4 * of_one_run]


def test_names_that_a_cell_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(WORKER))
    from cnnbook_page.scopes import made

    code = "import a.b, c as d\nfrom e import f\nclass G: pass\ndef h(i): j = 1\nk, l = 1, 2"
    assert made(code) == {"a", "d", "f", "G", "h", "k", "l"}
    assert made("not python (") == set()


LESSON = {
    "imports": "import numpy as np\nfrom cnnbook import exercises",
    "image": "image = np.eye(3)\nkernel = image * 2",
    "long": "for image in range(10): slow = np.ones(image)",
    "first": "def corner(image): return image[0, 0]\nexercises.check('corner', corner)",
}


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("def f(image, kernel):\n    ...\nexercises.check('f', f)", ["imports"]),
        ("def f(image): return np.sum(image)", ["imports"]),
        ("def f(x): return corner(x)", ["imports", "first"]),
        ("def f(x): return [kernel for y in x]", ["imports", "image"]),
        ("def f(x): return x * image", ["imports", "image", "long"]),  # the loop may go on from it
        ("f = lambda image: image", []),
        ("nobody_made_this + 1", []),
        ("def f(:", []),
    ],
)
def test_the_cells_that_an_exercise_needs(monkeypatch, code, needs):
    monkeypatch.syspath_prepend(str(WORKER))
    from cnnbook_page.scopes import needed

    above = [[cell, text, False] for cell, text in LESSON.items()]
    assert json.loads(needed(code, json.dumps(above))) == needs
    run = [[cell, text, cell == "first"] for cell, text in LESSON.items()]
    assert json.loads(needed("corner(np)", json.dumps(run))) == ["imports"]
    assert json.loads(needed("corner(0)", json.dumps(run))) == []


def test_a_stream_tells_of_pieces_and_not_of_characters(monkeypatch):
    monkeypatch.syspath_prepend(str(WORKER))
    from cnnbook_page import page, streams

    told = []
    monkeypatch.setattr(page, "send", lambda kind, text: told.append(json.loads(text)["text"]))
    monkeypatch.setattr(streams, "printed", 0)
    stream = streams.Stream("stdout")
    stream.write("first")  # at once, since nothing was told for long
    for _ in range(1000):
        stream.write("x")
    stream.flush()
    assert "".join(told) == "first" + "x" * 1000
    assert len(told) < 20


def test_values_that_show_themselves_in_several_forms(monkeypatch):
    monkeypatch.syspath_prepend(str(WORKER))
    from cnnbook_page.display import forms

    class Rich:
        def __repr__(self):
            return "rich"

        def _repr_html_(self):
            return "<b>rich</b>"

        def _repr_png_(self):
            return b"png"

    assert forms(Rich()) == (
        {"text/plain": "rich", "text/html": "<b>rich</b>", "image/png": "cG5n"},
        {},
    )
    assert forms(Rich)[0]["text/plain"].startswith("<class")


def test_running_is_a_coroutine(monkeypatch):
    monkeypatch.syspath_prepend(str(WORKER))
    from cnnbook_page.session import run as run_cell

    assert asyncio.iscoroutinefunction(run_cell)
