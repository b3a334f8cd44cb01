"""Figures: their labels, limits and data. No test compares rendered pixels."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from cnnbook import plots
from cnnbook.plots import style


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_an_image_is_shown_as_it_is():
    image = np.arange(6.0).reshape(2, 3) / 5
    ax = plots.show_image(image, title="six")
    np.testing.assert_array_equal(ax.images[0].get_array(), image)
    assert ax.images[0].get_clim() == (0, 1)
    assert ax.images[0].get_cmap().name == "gray"
    assert ax.images[0].get_interpolation() == "nearest"
    assert ax.get_title() == "six"
    assert ax.yaxis_inverted()  # row 0 on top


@pytest.mark.parametrize(
    ("values", "limits", "colours"),
    [
        ([[0, 0.5]], (0, 1), "gray"),
        ([[0, 9]], (0, 9), "gray"),
        ([[-1, 3]], (-3, 3), "RdBu_r"),
        ([[-4, 3]], (-4, 4), "RdBu_r"),
        ([[np.nan, np.inf, 0.2]], (0, 1), "gray"),
    ],
)
def test_negative_values_put_zero_in_the_middle(values, limits, colours):
    shown = plots.show_image(np.array(values)).images[0]
    assert shown.get_clim() == limits
    assert shown.get_cmap().name == colours


def test_numbers_stand_in_their_cells_and_can_be_read():
    ax = plots.show_image([[0, 0.25], [1, -1]], numbers=True)
    assert {t.get_position(): t.get_text() for t in ax.texts} == {
        (0, 0): "0",
        (1, 0): "0.25",
        (0, 1): "1",
        (1, 1): "−1",
    }
    dark = plots.show_image([[0.0, 1.0]], numbers=True)
    assert [t.get_color() for t in dark.texts] == ["white", "black"]


def test_ticks_count_rows_and_columns_from_zero():
    ax = plots.show_image(np.zeros((28, 3)))
    assert list(ax.get_yticks()) == [0, 4, 8, 12, 16, 20, 24]
    assert list(ax.get_xticks()) == [0]


def test_three_channels_are_a_colour_image():
    image = np.zeros((3, 4, 5))
    image[0] = 1
    shown = plots.show_image(image).images[0].get_array()
    assert shown.shape == (4, 5, 3)
    assert (shown[..., 0] == 1).all()
    assert plots.show_image(np.zeros((1, 4, 5))).images[0].get_array().shape == (4, 5)


def test_a_kernels_colours_are_centred_at_zero():
    ax = plots.show_kernel([[-1, 0, 5]])
    assert ax.images[0].get_clim() == (-5, 5)
    assert texts(ax) == ["−1", "0", "5"]
    assert plots.show_kernel([[0, 0]]).images[0].get_clim() == (-1, 1)


def test_compare_can_give_all_images_one_scale():
    axes = plots.compare([[[0, 1]], [[0, 4]]], titles=["a", "b"], same_scale=True)
    assert [ax.get_title() for ax in axes] == ["a", "b"]
    assert {ax.images[0].get_clim() for ax in axes} == {(0, 4)}
    axes = plots.compare([[[0, 1]], [[0, 4]]])
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 1), (0, 4)]


def test_compare_fills_rows_and_leaves_no_empty_frame():
    axes = plots.compare([np.zeros((2, 2))] * 5, columns=3)
    assert len(axes) == len(axes[0].figure.axes) == 5
    assert axes[4].get_subplotspec().rowspan.start == 1


def test_equal_pictures_count_their_cells_once():
    def counted(axes):
        return [(ax.yaxis.get_tick_params()["labelleft"]) for ax in axes]

    assert counted(plots.compare([np.zeros((2, 2))] * 2)) == [True, False]
    assert counted(plots.compare([np.zeros((2, 2)), np.zeros((3, 3))])) == [True, True]
    assert counted(plots.feature_maps(np.zeros((3, 2, 2)))) == [True, False, False]


def test_each_filter_stands_above_its_result():
    kernels = [np.eye(3) * k for k in range(1, 6)]
    results = [np.full((4, 4), k / 5) for k in range(1, 6)]
    axes = plots.show_filters(kernels, results, titles=list("abcde"), columns=3)
    assert axes.shape == (5, 2)
    assert [above.get_title() for above, _ in axes] == list("abcde")
    for k, (above, below) in enumerate(axes):
        np.testing.assert_array_equal(above.images[0].get_array(), kernels[k])
        np.testing.assert_array_equal(below.images[0].get_array(), results[k])
        places = [ax.get_subplotspec() for ax in (above, below)]
        assert places[1].rowspan.start == places[0].rowspan.start + 1
        assert places[1].colspan == places[0].colspan
    assert len(axes[0, 0].figure.axes) == 10  # no empty frame


def test_a_wire_leads_from_each_pixel_to_each_node():
    ax = plots.show_wires(np.zeros((2, 3)), nodes=4, chosen=2)
    others, own = (np.array(lines.get_segments()) for lines in ax.collections[:2])
    assert others.shape == (3 * 6, 2, 2)
    assert own.shape == (6, 2, 2)
    starts = {(x, y) for x, y in own[:, 0]}
    assert starts == {(x, y) for x in range(3) for y in range(2)}
    assert len(np.unique(own[:, 1], axis=0)) == 1
    assert texts(ax) == ["0", "1", "2", "3"]
    assert ax.get_title() == "6 pixels × 4 nodes = 24 wires"


def test_feature_maps_share_one_scale_with_a_bar():
    maps = np.stack([np.full((2, 2), -1.0), np.full((2, 2), 3.0)])
    axes = plots.feature_maps(maps)
    assert {ax.images[0].get_clim() for ax in axes} == {(-3, 3)}
    assert [ax.get_title() for ax in axes] == ["map 0", "map 1"]
    assert [ax.get_ylabel() for ax in axes[0].figure.axes[2:]] == ["value"]


def test_a_receptive_field_is_framed_where_it_lies():
    ax = plots.receptive_field(np.zeros((6, 8)), top=-1, left=5, height=4, width=5)
    frame = ax.patches[-1]
    assert frame.get_xy() == (4.5, -1.5)
    assert (frame.get_width(), frame.get_height()) == (5, 4)
    assert ax.get_xlim()[1] > 9.5  # columns 5 to 9, two of them in the padding
    assert ax.get_ylim()[1] < -1.5
    shown = plots.receptive_field([[1, 2]], top=0, left=0, height=1, width=1, numbers=True)
    assert texts(shown) == ["1", "2"]


def test_an_activation_and_its_slope():
    ax = plots.activation_curve(np.tanh, lambda x: 1 - np.tanh(x) ** 2, interval=(-2, 3))
    curve, slope = ax.lines[-2:]
    np.testing.assert_array_equal(curve.get_ydata(), np.tanh(curve.get_xdata()))
    assert curve.get_xdata()[[0, -1]].tolist() == [-2, 3]
    assert curve.get_linestyle() != slope.get_linestyle()  # told apart without colour
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "value")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["f(x)", "slope f′(x)"]


def test_growth_is_drawn_on_logarithmic_axes():
    ax = plots.parameter_growth([8, 512], {"dense": [1280, 5242880], "convolutional": [810, 810]})
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.lines[0].get_ydata().tolist() == [1280, 5242880]
    assert "width" in ax.get_xlabel()
    assert ax.get_ylabel() == "parameters"


def test_a_training_with_and_without_held_out_data():
    history = SimpleNamespace(loss=[2.0, 1.0], accuracy=[0.2, 0.8])
    loss, accuracy = plots.training_history(history)
    assert accuracy.lines[0].get_ydata().tolist() == [20, 80]
    assert loss.lines[0].get_xdata().tolist() == [1, 2]
    assert accuracy.get_ylabel() == "accuracy in %"
    history.validation_loss, history.validation_accuracy = [2.1, 1.5], [0.1, 0.7]
    loss, accuracy = plots.training_history(history)
    assert [line.get_label() for line in loss.lines] == ["trained on", "held out"]


def test_confusions_are_counted_true_class_down():
    labels, predictions = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 0])
    ax = plots.confusion_table(labels, predictions, classes=3)
    assert ax.images[0].get_array().tolist() == [[1, 1, 0], [0, 1, 0], [2, 0, 1]]
    assert texts(ax) == ["1", "1", "", "", "1", "", "2", "", "1"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("taken for", "was")
    assert ax.get_title() == "3 of 6 right (50 %)"


def test_only_mistakes_are_shown():
    images = np.arange(4.0)[:, None, None, None] * np.ones((1, 1, 3, 3)) / 4
    axes = plots.mistakes(images, [1, 2, 3, 4], [1, 7, 3, 0])
    assert [ax.get_title() for ax in axes] == ["2, taken for 7", "4, taken for 0"]
    assert axes[1].images[0].get_array()[0, 0] == 0.75
    assert len(plots.mistakes(images, [1, 2, 3, 4], [0] * 4, most=3)) == 3
    assert plots.mistakes(images, [1] * 4, [1] * 4)[0].get_title() == "no mistakes"


def test_a_given_axes_is_used_and_no_figure_is_made():
    figure, ax = plt.subplots()
    calls = [
        lambda: plots.show_image([[1]], ax=ax),
        lambda: plots.show_kernel([[1]], ax=ax),
        lambda: plots.receptive_field([[1]], top=0, left=0, height=1, width=1, ax=ax),
        lambda: plots.show_wires([[1]], ax=ax),
        lambda: plots.activation_curve(np.sin, ax=ax),
        lambda: plots.parameter_growth([1], {"a": [1]}, ax=ax),
        lambda: plots.confusion_table([0], [0], ax=ax),
    ]
    for call in calls:
        assert call() is ax
    assert plt.get_fignums() == [figure.number]


def test_a_picture_is_a_value_and_closes_its_figure():
    picture = plots.picture(plots.compare([[[0, 1]]] * 2, titles=["left", "right"]))
    assert plt.get_fignums() == []
    assert repr(picture) == "Picture: left; right"
    data, metadata = picture._repr_mimebundle_()
    assert data["text/plain"] == repr(picture)
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "left; right"


def test_bars_stand_in_order_with_their_numbers():
    ax = plots.bars({"filters": 810, "plain": 15_680, "none": 0}, title="parameters")
    assert [bar.get_width() for bar in ax.patches] == [810, 15_680, 0]
    assert texts(ax) == ["810", "15,680", "0"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["filters", "plain", "none"]
    assert ax.yaxis_inverted()  # the first on top
    assert ax.get_title() == "parameters"


def test_bars_of_shares_reach_to_one():
    ax = plots.bars({"seven": 0.5, "one": 0.125}, percent=True)
    assert texts(ax) == ["50.0 %", "12.5 %"]
    assert ax.get_xlim()[1] >= 1


def test_a_picture_is_the_same_bytes_every_time():
    def make():
        return plots.picture(plots.show_image([[0, 1]]), "two pixels").png

    assert make() == make()
    assert b"Software" not in make()


def test_the_sheet_is_light_and_opaque_whatever_the_readers_settings(tmp_path):
    with plt.rc_context({"figure.facecolor": "black", "text.color": "white"}):
        path = tmp_path / "picture.png"
        path.write_bytes(plots.picture(plots.show_image([[0, 1]])).png)
    corner = Image.open(path).convert("RGBA").getpixel((1, 1))
    assert corner == (*(round(255 * c) for c in to_rgb(style.PAPER)), 255)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: plots.show_image(np.zeros((2, 3, 4, 4))), ValueError, r"\(2, 3, 4, 4\).*images"),
        (lambda: plots.show_image(np.zeros((0, 3))), ValueError, r"\(0, 3\)"),
        (
            lambda: plots.show_image("digit.png"),
            TypeError,
            "must hold real numbers, got an array of <U9",
        ),
        (
            lambda: plots.show_image(np.zeros((40, 40)), numbers=True),
            ValueError,
            "at most 32 × 32 pixels, got 40 × 40",
        ),
        (
            lambda: plots.show_kernel(np.zeros((3, 2, 2))),
            ValueError,
            r"kernel must have shape \(KH, KW\), got \(3, 2, 2\)",
        ),
        (lambda: plots.compare([]), ValueError, "at least one image"),
        (lambda: plots.compare([[[1]], "x"]), TypeError, r"images\[1\]"),
        (
            lambda: plots.compare([[[1]]], titles=["a", "b"]),
            ValueError,
            "one title for each image: 1, got 2",
        ),
        (
            lambda: plots.compare([[[1]]], columns=0),
            ValueError,
            "columns must be a positive integer, got 0",
        ),
        (
            lambda: plots.feature_maps(np.zeros((3, 3))),
            ValueError,
            r"maps must have shape \(C, H, W\), got",
        ),
        (
            lambda: plots.receptive_field([[1]], top=0, left=0, height=0, width=1),
            ValueError,
            "height must be a positive integer, got 0",
        ),
        (lambda: plots.show_filters([], []), ValueError, "got 0 kernels and 0 results"),
        (lambda: plots.show_filters([[[1]]], []), ValueError, "got 1 kernels and 0 results"),
        (
            lambda: plots.show_filters([[[1]]], [[[1]]], titles=["a", "b"]),
            ValueError,
            "one title for each kernel: 1, got 2",
        ),
        (
            lambda: plots.show_wires(np.zeros((3, 2, 2))),
            ValueError,
            r"grey image \(H, W\), got shape \(3, 2, 2\)",
        ),
        (
            lambda: plots.show_wires([[1]], nodes=3, chosen=3),
            ValueError,
            "chosen must be an integer from 0 to 2, got 3",
        ),
        (
            lambda: plots.activation_curve(np.sin, interval=(1, 1)),
            ValueError,
            r"low < high, got \(1, 1\)",
        ),
        (lambda: plots.bars({}), ValueError, r"one or more non-negative numbers, got \{\}"),
        (lambda: plots.bars({"a": 1, "b": -2}), ValueError, "'b': -2"),
        (lambda: plots.bars({"a": 1, "b": float("nan")}), ValueError, "'b': nan"),
        (
            lambda: plots.parameter_growth([1, 2], {"a": [1]}),
            ValueError,
            "one number per width: 2, got 1 for 'a'",
        ),
        (
            lambda: plots.parameter_growth([1], {"a": [0]}),
            ValueError,
            "must be positive .*got 0 for 'a'",
        ),
        (
            lambda: plots.training_history(SimpleNamespace(loss=[], accuracy=[])),
            ValueError,
            "history must hold at least one epoch, got none",
        ),
        (
            lambda: plots.confusion_table([0, 1], [0]),
            ValueError,
            r"shape \(N,\), got \(2,\) and \(1,\)",
        ),
        (lambda: plots.confusion_table([0.0], [0.0]), TypeError, "integers, got arrays of float64"),
        (
            lambda: plots.confusion_table([0], [10]),
            ValueError,
            "classes must be from 0 to 9, got 10",
        ),
        (
            lambda: plots.confusion_table([0], [-1]),
            ValueError,
            "classes must be non-negative integers, got -1",
        ),
        (
            lambda: plots.mistakes(np.zeros((3, 2, 2)), [0], [0]),
            ValueError,
            "same length, got 3 and 1",
        ),
        (lambda: plots.picture("figure"), TypeError, "got str"),
    ],
)
def test_bad_input_gets_the_rule_and_the_values(call, error, message):
    with pytest.raises(error, match=message):
        call()


HISTORY = SimpleNamespace(loss=[2.0, 1.0], accuracy=[0.2, 0.8])
SMALLEST = 9  # points: pages show an inch of a figure on 72 pixels at least


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.show_image(np.eye(8), numbers=True),
        lambda: plots.show_kernel(np.eye(3) / 3),
        lambda: plots.show_filters([np.eye(3)] * 4, [np.eye(6)] * 4, titles=list("abcd")),
        lambda: plots.show_wires(np.eye(7), nodes=10, chosen=2),
        lambda: plots.compare([np.eye(5) / 3] * 2, numbers=True),
        lambda: plots.feature_maps(np.ones((3, 5, 5))),
        lambda: plots.receptive_field(np.eye(7), top=1, left=1, height=3, width=3),
        lambda: plots.activation_curve(np.tanh, np.tanh, interval=(-2, 2)),
        lambda: plots.parameter_growth([8, 512], {"dense": [1280, 5242880]}),
        lambda: plots.training_history(HISTORY),
        lambda: plots.bars({"a": 1, "b": 2}),
        lambda: plots.confusion_table(np.arange(10), np.arange(10)),
        lambda: plots.mistakes(np.ones((2, 1, 3, 3)), [0, 1], [1, 1]),
    ],
)
def test_letters_can_be_read_on_a_phone(draw):
    figure = np.ravel(draw())[0].figure
    figure.canvas.draw()
    letters = {t.get_text(): t.get_fontsize() for t in figure.findobj(Text) if t.get_text()}
    assert {text: size for text, size in letters.items() if size < SMALLEST} == {}
