"""A reader's own picture: chosen, pasted or dropped, the same numbers as in Python, never sent."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import conv2d, pictures
from cnnbook.widgets import ActivationExplorer, ConvolutionExplorer, PoolingExplorer

IMAGE = np.arange(25).reshape(5, 5)
CHOOSE = "Choose a picture"


def explorer():
    return ConvolutionExplorer(IMAGE, "sobel_x", padding=1)


def png(colour):
    """The bytes of a PNG file of an array (H, W, 3) or (H, W, 4)."""
    stream = io.BytesIO()
    Image.fromarray(colour).save(stream, "PNG")
    return stream.getvalue()


def small(colour):
    """What Python makes of the same picture."""
    return pictures.shrink(pictures.grey(np.moveaxis(colour[..., :3], -1, 0)), 96)


def random_picture(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def opened(shown):
    """An explorer whose own picture is unfolded."""
    mounted = shown(explorer())
    mounted.page.get_by_text("Your own picture").click()
    return mounted


def choose(mounted, content, name="mine.png", kind="image/png"):
    """Choose a file as the picker does."""
    file = {"name": name, "mimeType": kind, "buffer": content}
    mounted.page.get_by_label(CHOOSE).set_input_files(file)


def taken(mounted):
    mounted.page.wait_for_function("window.model.get('image_file') === 'picture.npy'")
    return np.array(mounted.get("image"))


def problem(mounted):
    told = mounted.page.locator(".cb-picture [role=alert]")
    told.filter(has_text=".").wait_for()
    return told.text_content()


def give(mounted, kind, content, mime="image/png"):
    """Paste or drop a file on the widget."""
    mounted.page.evaluate(
        """([kind, text, mime]) => {
          const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "mine.png", { type: mime }));
          const flow = { bubbles: true, cancelable: true };
          const event = kind === "paste"
            ? new ClipboardEvent(kind, { clipboardData: data, ...flow })
            : new DragEvent(kind, { dataTransfer: data, ...flow });
          document.querySelector(".cnnbook [role=grid]").dispatchEvent(event);
        }""",
        [kind, base64.b64encode(content).decode(), mime],
    )


@pytest.mark.parametrize("size", [(40, 60), (96, 96), (97, 200), (301, 150)])
def test_a_file_gives_the_same_numbers_in_the_page_and_in_python(opened, size):
    colour = random_picture(*size)
    choose(opened, png(colour))
    np.testing.assert_array_equal(taken(opened), small(colour))
    expected = conv2d(small(colour).astype(float), [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding=1)
    np.testing.assert_allclose(opened.output, expected)


def test_what_is_transparent_becomes_white(opened):
    colour = np.dstack([random_picture(8, 8), np.zeros((8, 8), np.uint8)])
    choose(opened, png(colour))
    np.testing.assert_array_equal(taken(opened), np.full((8, 8), 255))


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_also_while_it_is_folded(shown, kind):
    mounted = shown(explorer())
    colour = random_picture(30, 20)
    give(mounted, kind, png(colour))
    np.testing.assert_array_equal(taken(mounted), small(colour))


def test_the_photograph_is_pythons(opened):
    opened.page.get_by_role("button", name="The photograph").click()
    np.testing.assert_array_equal(taken(opened), pictures.portrait())


def test_the_file_that_the_printed_call_loads_is_offered(opened, tmp_path, monkeypatch):
    load = opened.page.get_by_role("button", name="Download picture.npy")
    assert not load.is_visible()
    colour = random_picture(50, 33)
    choose(opened, png(colour))
    taken(opened)
    assert 'image = np.load("picture.npy")\n' in opened.code
    widget = ConvolutionExplorer(small(colour), "sobel_x", padding=1, image_file="picture.npy")
    assert opened.code == widget.code
    with opened.page.expect_download() as file:
        load.click()
    assert file.value.suggested_filename == "picture.npy"
    file.value.save_as(tmp_path / "picture.npy")
    loaded = np.load(tmp_path / "picture.npy")
    assert loaded.dtype == np.uint8
    np.testing.assert_array_equal(loaded, small(colour))
    monkeypatch.chdir(tmp_path)
    np.testing.assert_allclose(opened.run_code(), opened.output)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "mine.png", "“mine.png” is empty."),
        (b"dear diary", "notes.txt", "“notes.txt” is no picture that this browser can read."),
        (png(random_picture(9, 9))[:60], "cut.png", "“cut.png” is no picture"),
        (png(random_picture(2, 400)), "wide.png", "A picture of 2 × 400 is too narrow"),
    ],
)
def test_what_is_no_picture_is_explained_and_the_last_one_stays(opened, content, name, message):
    before = opened.output
    choose(opened, content, name)
    assert problem(opened).startswith(message)
    np.testing.assert_array_equal(opened.output, before)
    assert opened.get("image_file") == ""
    choose(opened, png(random_picture(9, 9)))
    taken(opened)
    assert opened.page.locator(".cb-picture [role=alert]").text_content() == ""


def test_a_huge_file_is_refused_before_it_is_read(opened):
    opened.page.evaluate(
        "Object.defineProperty(File.prototype, 'size', { get: () => 51e6, configurable: true })"
    )
    choose(opened, b"x")
    assert problem(opened) == "“mine.png” has 51 MB: at most 50 MB can be read here."


def test_a_picture_that_does_not_fit_the_state_is_refused(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, np.ones((5, 5))))
    give(mounted, "drop", png(random_picture(3, 3)))
    assert "does not fit into the padded image of 3 × 3" in problem(mounted)
    np.testing.assert_array_equal(mounted.get("image"), IMAGE)


def test_undo_and_start_again_bring_the_first_picture_back(opened):
    choose(opened, png(random_picture(9, 9)))
    taken(opened)
    opened.page.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(opened.get("image"), IMAGE)
    assert opened.code == explorer().code
    choose(opened, png(random_picture(9, 9)))
    taken(opened)
    opened.page.get_by_role("button", name="Start again").click()
    assert opened.code == explorer().code


def test_a_text_that_is_pasted_is_no_picture(shown):
    mounted = shown(explorer())
    mounted.page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "1 2");
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true });
          document.querySelector(".cnnbook").dispatchEvent(event);
        }"""
    )
    assert not mounted.page.locator(".cb-picture").evaluate("(box) => box.open")
    np.testing.assert_array_equal(mounted.get("image"), IMAGE)


def test_without_the_control_there_is_no_photograph_in_the_page(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, controls=["named"]))
    assert mounted.page.get_by_text("Your own picture").count() == 0
    assert mounted.get("photograph") == ""


@pytest.mark.parametrize(
    ("make", "map_of"),
    [
        (lambda: PoolingExplorer(IMAGE), lambda picture: picture),
        (lambda: ActivationExplorer(IMAGE), lambda picture: picture / 16 - 8),
    ],
    ids=["pooling", "activation"],
)
def test_other_explorers_take_a_picture_and_their_printed_call_gives_the_output(
    shown, tmp_path, monkeypatch, make, map_of
):
    mounted = shown(make())
    mounted.page.get_by_text("Your own picture").click()
    colour = random_picture(30, 40)
    choose(mounted, png(colour))
    np.testing.assert_array_equal(taken(mounted), map_of(small(colour)))
    twin = make()
    twin.set_trait("image", mounted.get("image"))
    twin.set_trait("image_code", "")
    twin.set_trait("image_file", "picture.npy")
    assert mounted.code == twin.code
    with mounted.page.expect_download() as waiting:
        mounted.page.get_by_role("button", name="Download picture.npy").click()
    waiting.value.save_as(tmp_path / "picture.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "picture.npy"), small(colour))
    monkeypatch.chdir(tmp_path)
    np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-12)
    mounted.page.get_by_role("button", name="The photograph").click()
    mounted.page.wait_for_function("window.model.get('image').length === 96")
    np.testing.assert_array_equal(np.array(mounted.get("image")), map_of(pictures.portrait()))
    mounted.page.get_by_role("button", name="Start again").click()
    np.testing.assert_array_equal(mounted.get("image"), IMAGE)
