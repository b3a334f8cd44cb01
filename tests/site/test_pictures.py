"""A reader's own picture: chosen, pasted or dropped, the same numbers as in Python, never sent."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import conv2d, pictures
from cnnbook.widgets import (
    ActivationExplorer,
    ChainExplorer,
    ChannelExplorer,
    ConvolutionExplorer,
    KernelLearner,
    PixelExplorer,
    PoolingExplorer,
    ReceptiveFieldExplorer,
    TemplateExplorer,
)

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


def grey(colour):
    return pictures.grey(np.moveaxis(colour, -1, 0))


# Every explorer, what Python makes of a picture for it, and what its image is divided by.
EXPLORERS = {
    "convolution": (explorer, small, 1),
    "pixel": (
        lambda: PixelExplorer(np.zeros((14, 14)), resolution=7),
        lambda colour: pictures.shrink(grey(colour), 64),
        255,
    ),
    "template": (TemplateExplorer, lambda colour: pictures.as_digit(grey(colour)), 255),
    "channel": (
        lambda: ChannelExplorer(np.zeros((3, 6, 6)), np.ones((2, 3, 3, 3)), colour=True),
        lambda colour: pictures.shrink(np.moveaxis(colour, -1, 0), 64),
        1,
    ),
    "chain": (
        lambda: ChainExplorer(np.zeros((6, 6)), bias=-5),
        lambda colour: pictures.shrink(grey(colour), 32),
        255,
    ),
    "receptive": (lambda: ReceptiveFieldExplorer(np.zeros((28, 28))), small, 1),
    "kernel_learner": (
        lambda: KernelLearner(np.eye(6), lr=0.1, step=7),
        lambda colour: pictures.shrink(grey(colour), 64),
        255,
    ),
}
PHOTOGRAPHS = {
    "convolution": pictures.portrait(),
    "pixel": pictures.shrink(pictures.portrait(), 64),
    "template": pictures.as_digit(pictures.portrait()),
    "channel": pictures.shrink(pictures.portrait(colour=True), 64),
    "chain": pictures.shrink(pictures.portrait(), 32),
    "receptive": pictures.portrait(),
    "kernel_learner": pictures.shrink(pictures.portrait(), 64),
}


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


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_explorer_takes_a_file_as_python_does(shown, name, tmp_path, monkeypatch):
    make, in_python, white = EXPLORERS[name]
    mounted, colour = shown(make()), random_picture(97, 150)
    expected = in_python(colour)
    mounted.page.get_by_text("Your own picture").click()
    choose(mounted, png(colour))
    np.testing.assert_array_equal(taken(mounted), expected / white)
    with mounted.page.expect_download() as file:
        mounted.page.get_by_role("button", name="Download picture.npy").click()
    file.value.save_as(tmp_path / "picture.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "picture.npy"), expected)
    monkeypatch.chdir(tmp_path)
    widget = make()
    names = [name for name in widget.limits if name != "image_code"]
    widget.set_state({"image_code": "", **{name: mounted.get(name) for name in names}})
    assert mounted.code == widget.code
    np.testing.assert_allclose(np.squeeze(mounted.maps), widget.output.squeeze(), atol=1e-5)
    np.testing.assert_allclose(mounted.run_code(), widget.output, atol=1e-5)
    mounted.page.get_by_role("button", name="Undo", exact=True).click()
    assert mounted.get("image_file") == ""
    assert mounted.get("image") == make().image


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_explorer_has_a_photograph_to_start_from(shown, name):
    make, _, white = EXPLORERS[name]
    mounted = shown(make())
    mounted.page.get_by_text("Your own picture").click()
    mounted.page.get_by_role("button", name="The photograph").click()
    np.testing.assert_array_equal(taken(mounted), PHOTOGRAPHS[name] / white)


@pytest.mark.parametrize("name", EXPLORERS)
def test_no_explorer_takes_what_is_no_picture(shown, name):
    mounted = shown(EXPLORERS[name][0]())
    before = mounted.code
    give(mounted, "drop", b"dear diary", mime="text/plain")
    assert "is no picture that this browser can read" in problem(mounted)
    assert mounted.code == before


@pytest.mark.parametrize("size", [(28, 28), (29, 100), (300, 113)])
@pytest.mark.parametrize("ink", ["dark", "bright"])
def test_a_photographed_digit_is_pythons(shown, size, ink):
    mounted = shown(TemplateExplorer())
    colour = random_picture(*size) // 4 + (0 if ink == "bright" else 190)
    middle = tuple(slice(n // 3, 2 * n // 3) for n in size)
    colour[middle] = 240 if ink == "bright" else 20
    give(mounted, "drop", png(colour))
    expected = pictures.as_digit(grey(colour))
    np.testing.assert_array_equal(taken(mounted), expected / 255)
    assert expected[0].mean() < 128 < expected[14, 14]


def test_a_picture_too_small_for_a_digit_is_refused(shown):
    mounted = shown(TemplateExplorer())
    give(mounted, "drop", png(random_picture(20, 40)))
    assert problem(mounted) == "A picture of 20 × 40 is too small: 28 × 28 pixels are needed."


def test_a_colour_picture_does_not_fit_filters_for_two_maps(shown):
    mounted = shown(ChannelExplorer(np.zeros((2, 6, 6)), np.ones((1, 2, 3, 3))))
    give(mounted, "drop", png(random_picture(9, 9)))
    assert problem(mounted).startswith("The input has 3 channels, but each filter has 2")


def test_painting_on_a_picture_leaves_its_file(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14))))
    give(mounted, "drop", png(random_picture(9, 9)))
    taken(mounted)
    mounted.page.get_by_role("button", name="Invert").click()
    assert mounted.get("image_file") == ""
    assert "picture.npy" not in mounted.code
    mounted.page.get_by_role("button", name="Undo").click()
    assert mounted.get("image_file") == "picture.npy"


# ---- the camera ----------------------------------------------------------------------------------

CAMERA = """(refusal) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 120, height: 90 });
  const context = canvas.getContext("2d");
  const draw = () => {
    context.fillStyle = "rgb(120 120 120)";
    context.fillRect(0, 0, 120, 90);
  };
  window.tracks = [];
  const getUserMedia = async () => {
    if (refusal) throw new DOMException("", refusal);
    const stream = canvas.captureStream();
    window.tracks.push(...stream.getTracks());
    setInterval(draw, 20);
    return stream;
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia } });
}"""
SEES = "document.querySelector('video').videoWidth > 0"
RUNNING = "tracks.filter((track) => track.readyState === 'live').length"


def with_camera(shown, refusal="", make=explorer):
    """An explorer on a page with a camera, and its pictures unfolded."""
    mounted = shown(make())
    mounted.page.evaluate(CAMERA, refusal)
    mounted.page.get_by_text("Your own picture").click()
    return mounted


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_camera_is_seen_and_taken_from_and_then_off(shown, name):
    mounted = with_camera(shown, make=EXPLORERS[name][0])
    page = mounted.page
    assert not page.get_by_label("Take one").is_visible()
    page.get_by_role("button", name="Camera", exact=True).click()
    page.wait_for_function(SEES)
    assert page.evaluate(RUNNING) == 1
    page.get_by_role("button", name="Take it").click()
    image = taken(mounted)
    shapes = {"channel": (3, 45, 60), "template": (28, 28), "chain": (22, 30)}
    shape = shapes.get(name, (45, 60))
    assert image.shape == shape
    if name != "template":  # which stretches what is even
        np.testing.assert_allclose(image * EXPLORERS[name][2], 120, atol=3)
    page.get_by_role("button", name="Camera", exact=True).wait_for()
    assert page.evaluate(RUNNING) == 0


def test_the_camera_is_closed_without_a_picture_and_with_the_widget(shown):
    for end in ("button", "unmount"):
        mounted = with_camera(shown)
        mounted.page.get_by_role("button", name="Camera", exact=True).click()
        mounted.page.wait_for_function(SEES)
        if end == "button":
            mounted.page.get_by_role("button", name="Close the camera").click()
        else:
            mounted.unmount()
        assert mounted.page.evaluate(RUNNING) == 0
        np.testing.assert_array_equal(mounted.get("image"), IMAGE)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        ("NotAllowedError", "The camera was not allowed. Allow it for this page, or choose a"),
        ("NotFoundError", "No camera was found. Choose a picture instead."),
        ("NotReadableError", "The camera cannot be used now (NotReadableError). Choose a picture"),
    ],
)
def test_a_camera_that_is_refused_is_explained_and_a_file_can_be_taken(shown, refusal, message):
    mounted = with_camera(shown, refusal)
    mounted.page.get_by_role("button", name="Camera", exact=True).click()
    assert problem(mounted).startswith(message)
    colour = random_picture(9, 9)
    file = {"name": "mine.png", "mimeType": "image/png", "buffer": png(colour)}
    mounted.page.get_by_label("Take one").set_input_files(file)
    np.testing.assert_array_equal(taken(mounted), small(colour))


def test_where_there_is_no_camera_the_device_is_asked_for_a_file(shown):
    mounted = shown(explorer())
    mounted.page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    mounted.page.get_by_text("Your own picture").click()
    assert mounted.page.get_by_label("Take one").get_attribute("capture") == "environment"
    assert mounted.page.get_by_role("button", name="Camera", exact=True).count() == 0


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
