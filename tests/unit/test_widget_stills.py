"""Still pictures: what is framed, marked and written, with places worked out by hand."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from cnnbook import layers as nn
from cnnbook.widgets import (
    ActivationExplorer,
    ChannelExplorer,
    ConvolutionExplorer,
    NetworkExplorer,
    ParameterExplorer,
    PixelExplorer,
    PoolingExplorer,
    ReceptiveFieldExplorer,
    TrainingExplorer,
)

IMAGE = np.arange(30).reshape(5, 6) % 7


def drawn(widget):
    """Return the Axes of a widget's still picture."""
    figure = Figure()
    widget.draw(figure)
    return figure.axes


def frames(ax):
    """Return (x, y, width, height) of each rectangle: half a pixel more at the upper left."""
    return [(*patch.get_xy(), patch.get_width(), patch.get_height()) for patch in ax.patches]


def test_convolution_frames_the_window_of_the_selected_output():
    """Row 1 · 2 − 2 = 0, column 2 · 2 − 2 = 2; dilated, 2 × 3 weights reach over 3 × 5 pixels."""
    options = {"stride": 2, "padding": 2, "dilation": 2}
    widget = ConvolutionExplorer(IMAGE, np.ones((2, 3)), row=1, column=2, **options)
    image, kernel, output = drawn(widget)
    assert frames(image) == [(1.5, -0.5, 5, 3)]
    assert frames(output) == [(1.5, 0.5, 1, 1)]
    assert [text.get_text() for text in kernel.texts] == ["1"] * 6
    np.testing.assert_array_equal(output.images[0].get_array(), widget.output)


def test_channels_frame_the_window_in_every_channel():
    """Row 1 · 2 − 1 = 1, column 2 · 2 − 1 = 3."""
    image = np.stack([IMAGE, IMAGE + 1])
    widget = ChannelExplorer(image, np.ones((1, 2, 3, 3)), stride=2, padding=1, row=1, column=2)
    axes = np.array(drawn(widget)).reshape(2, 4)
    for map_, _, part, _ in axes:
        assert frames(map_) == [(2.5, 0.5, 3, 3)]
        assert frames(part) == [(1.5, 0.5, 1, 1)]
    assert frames(axes[1, 3]) == [(1.5, 0.5, 1, 1)]


def test_pooling_frames_the_window_of_the_selected_output():
    """Row 1 · 2 − 1 = 1, column 0 · 2 − 1 = −1, in the padding."""
    widget = PoolingExplorer(IMAGE, kernel_size=3, stride=2, padding=1, row=1, column=0)
    image, output = drawn(widget)
    assert frames(image) == [(-1.5, 0.5, 3, 3)]
    assert frames(output) == [(-0.5, 0.5, 1, 1)]


def test_a_receptive_field_is_framed_where_it_lies():
    """8 pixels from −3 + 0 · 2 and −3 + 1 · 2: 3 of a convolution, 4 of its pool, 8 at last."""
    convolution = {"kind": "Conv2d", "padding": 1}
    widget = ReceptiveFieldExplorer(
        np.zeros((20, 20)), [convolution, "MaxPool2d", convolution], row=0, column=1
    )
    image, output = drawn(widget)
    assert frames(image)[-1] == (-1.5, -3.5, 8, 8)
    assert frames(output) == [(0.5, -0.5, 1, 1)]


def test_the_numbers_of_a_pixel_image_stand_in_their_places():
    image = np.arange(14 * 28).reshape(14, 28) / 400
    picture, numbers = drawn(PixelExplorer(image, row=5, column=9))
    assert frames(picture) == [(5.5, 1.5, 7, 7)]  # columns 6 to 12, rows 2 to 8
    assert frames(numbers) == [(8.5, 4.5, 1, 1)]
    written = {text.get_position(): text.get_text() for text in numbers.texts}
    assert written == {
        (c, r): f"{round(image[r, c], 2):g}" for r in range(2, 9) for c in range(6, 13)
    }


def test_an_activation_shows_its_point_within_the_curve():
    _, curve, after = drawn(ActivationExplorer([[-1, 2]], "relu", x=9))
    assert curve.lines[-1].get_xydata().tolist() == [[6, 6]]
    assert after.images[0].get_array().tolist() == [[0, 2]]


def test_a_classifier_shows_probabilities_that_sum_to_one():
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 3, rng=0))
    net[1].bias.data[:] = np.log([1, 2, 5])
    bars = drawn(NetworkExplorer(net))[2].patches  # an empty drawing: only the biases count
    assert [bar.get_height() for bar in bars] == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert bars[2].get_facecolor() != bars[1].get_facecolor() == bars[0].get_facecolor()


def test_parameters_mark_the_width():
    (ax,) = drawn(ParameterExplorer(width=64))
    assert ax.lines[-1].get_xdata() == [64, 64]
    assert ax.lines[0].get_ydata().tolist() == [20 * width**2 for width in ax.lines[0].get_xdata()]


def test_a_training_shows_curves_digit_and_filters():
    net = nn.Sequential(nn.Conv2d(1, 2, 3, rng=0), nn.Flatten(), nn.Linear(1352, 10, rng=0))
    widget = TrainingExplorer(epochs=4)
    history = type("History", (), {"loss": [2, 1], "accuracy": [0.5, 0.75]})
    history.validation_loss, history.validation_accuracy = [], []
    widget.follow(1, net, history)
    loss, accuracy, digit, *filters = drawn(widget)
    assert loss.lines[0].get_xydata().tolist() == [[1, 2], [2, 1]]
    assert accuracy.lines[0].get_xydata().tolist() == [[1, 0.5], [2, 0.75]]
    assert loss.get_xlim() == (0, 4)
    np.testing.assert_array_equal(digit.images[0].get_array(), widget.output)
    shown = [ax.images[0].get_array() for ax in filters]
    np.testing.assert_array_equal(shown, net[0].weight.data[:, 0])
