"""What an explorer knows about its image goes away when Python sets another one."""

import numpy as np
import pytest

from cnnbook.widgets import (
    ChainExplorer,
    ChannelExplorer,
    ConvolutionExplorer,
    KernelLearner,
    PixelExplorer,
    ReceptiveFieldExplorer,
    TemplateExplorer,
)

IMAGE = np.eye(28)
KNOWN = {"image_code": "np.eye(28)", "image_file": "picture.npy"}
MAKE = {
    "convolution": lambda **state: ConvolutionExplorer(IMAGE, **state),
    "pixel": lambda **state: PixelExplorer(IMAGE, **state),
    "template": lambda **state: TemplateExplorer(IMAGE, **state),
    "channel": lambda **state: ChannelExplorer([IMAGE], [[[[1]]]], **state),
    "chain": lambda **state: ChainExplorer(IMAGE, **state),
    "kernel_learner": lambda **state: KernelLearner(IMAGE, step=3, lr=0.1, **state),
}


def with_channels(name, image):
    return [image] if name == "channel" else image


@pytest.mark.parametrize("name", MAKE)
def test_an_image_of_pythons_own_has_neither_code_nor_file(name):
    shown = MAKE[name](**KNOWN)
    assert "picture.npy" in shown.code
    shown.image = with_channels(name, 1 - IMAGE)
    assert (shown.image_code, shown.image_file) == ("", "")
    assert "picture.npy" not in shown.code
    names = {}
    exec(shown.code, names)
    np.testing.assert_allclose(names["output"], shown.output, atol=1e-6)


@pytest.mark.parametrize("name", MAKE)
def test_another_setting_leaves_them(name):
    shown = MAKE[name](**KNOWN)
    shown.row = 2
    shown.image = with_channels(name, IMAGE)  # the same one
    assert (shown.image_code, shown.image_file) == tuple(KNOWN.values())


@pytest.mark.parametrize("name", MAKE)
def test_what_the_page_sets_together_stays_together(name):
    shown = MAKE[name]()
    picture = with_channels(name, (1 - IMAGE).tolist())
    shown.set_state({"image": picture, "image_code": "", "image_file": "picture.npy"})
    assert shown.image_file == "picture.npy"
    shown.set_state({"image": with_channels(name, (0.5 * IMAGE).tolist())})  # a second picture
    assert shown.image_file == "picture.npy"
    shown.image = with_channels(name, IMAGE)
    assert shown.image_file == ""


@pytest.mark.parametrize("name", MAKE)
def test_a_state_of_the_pages_that_is_refused_changes_that_for_nothing(name):
    shown = MAKE[name](**KNOWN)
    with pytest.raises(Exception, match="image"):
        shown.set_state({"image": "no picture"})
    shown.image = with_channels(name, 1 - IMAGE)
    assert shown.image_file == ""


@pytest.mark.parametrize("make", [PixelExplorer, ConvolutionExplorer])
def test_the_photograph_comes_only_with_its_control(make):
    assert len(make(IMAGE).photograph) == 96 * 96 * 4 / 3
    assert make(IMAGE, controls=["numbers"]).photograph == ""


def test_a_receptive_fields_call_needs_no_image():
    shown = ReceptiveFieldExplorer(IMAGE, image_file="picture.npy")
    before = shown.code
    shown.image = 1 - IMAGE
    assert shown.image_file == ""
    assert shown.code == before
