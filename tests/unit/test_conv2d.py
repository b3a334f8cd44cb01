"""Convolution against the loops, against SciPy, and against sums that one can do by hand."""

import tracemalloc

import numpy as np
import pytest
from cases import both, conv_cases, near, normal
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import reference
from cnnbook._engine import blocks
from cnnbook._engine.geometry import conv_geometry
from cnnbook._engine.windows import windows
from cnnbook.functional import transposed


@given(conv_cases(), st.sampled_from([0.0, 1.0, -2.5]))
def test_conv2d_equals_the_loops(case, value):
    image, weight, bias = case.arrays()
    options = case.options | {"padding_value": value}
    near(
        F.conv2d(image, weight, bias, **options),
        reference.conv2d(image, weight, bias, **options),
    )


@given(st.tuples(st.integers(1, 12), st.integers(1, 12)), st.integers(1, 5), st.integers(0, 2**16))
def test_one_kernel_equals_scipy(shape, size, seed):
    image, kernel = normal(seed, shape), normal(seed + 1, (size, size))
    near(F.conv2d(image, kernel, padding=size - 1), signal.correlate2d(image, kernel, "full"))
    flipped = kernel[::-1, ::-1]
    near(F.conv2d(image, flipped, padding=size - 1), signal.convolve2d(image, kernel, "full"))


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("constant", "constant"),
        ("reflect", "mirror"),
        ("replicate", "nearest"),
        ("circular", "wrap"),
    ],
)
def test_padding_modes_equal_scipy(mode, name):
    image, kernel = normal(0, (7, 6)), normal(1, (3, 5))
    expected = ndimage.correlate(image, kernel, mode=name, cval=1.5)
    near(F.conv2d(image, kernel, padding="same", padding_mode=mode, padding_value=1.5), expected)


def test_by_hand():
    image = np.arange(1, 10).reshape(3, 3)
    assert F.conv2d(image, np.ones((3, 3))).tolist() == [[45]]
    assert F.conv2d(image, [[1, 0], [0, 2]]).tolist() == [[11, 14], [20, 23]]
    assert F.conv2d(image, [[1]], 10, stride=2).tolist() == [[11, 13], [17, 19]]
    assert F.conv2d(image, [[1, 1], [1, 1]], dilation=2).tolist() == [[20]]
    assert F.conv2d(image, [[1, -1]], padding=(0, 1), padding_value=1).tolist() == [
        [0, -1, -1, 2],
        [-3, -1, -1, 5],
        [-6, -1, -1, 8],
    ]


def test_result_has_the_rank_of_the_input():
    grey, colour = normal(0, (5, 6)), normal(1, (3, 5, 6))
    assert F.conv2d(grey, np.ones((3, 3))).shape == (3, 4)
    assert F.conv2d(colour, np.ones((8, 3, 3, 3))).shape == (8, 3, 4)
    assert F.conv2d(colour[np.newaxis], np.ones((8, 3, 3, 3))).shape == (1, 8, 3, 4)


def test_channels_are_summed():
    image, weight = normal(0, (3, 6, 6)), normal(1, (1, 3, 3, 3))
    alone = [F.conv2d(channel, kernel) for channel, kernel in zip(image, weight[0], strict=True)]
    near(F.conv2d(image, weight)[0], sum(alone))


@pytest.mark.parametrize("block_bytes", [1, 2**8, 2**20])
@given(case=conv_cases(modes=["constant"]))
def test_blocks_and_parts_change_nothing(block_bytes, case):
    """Whatever the size of a block, and with one product for the kernel or one for each row."""
    image, weight, bias = case.arrays()
    expected = reference.conv2d(image, weight, bias, **case.options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", block_bytes)
        for parts in (1, weight.shape[2]) if both(case.options["stride"])[0] == 1 else (1,):
            patch.setattr(blocks, "count_parts", lambda *_, parts=parts: parts)
            near(F.conv2d(image, weight, bias, **case.options), expected)


def test_the_kernel_is_cut_where_that_copies_less():
    def parts(weight, stride=1, groups=1):
        geometry = conv_geometry((2, weight[1] * groups, 9, 9), weight, stride, 0, 1, groups)
        return blocks.count_parts(weight, groups, geometry)

    assert parts((16, 8, 3, 3)) == 3
    assert parts((24, 8, 5, 3)) == 5
    assert parts((25, 8, 5, 3)) == 1  # many filters, few channels
    assert parts((16, 1, 3, 3)) == 1
    assert parts((16, 1, 3, 3), groups=16) == 3  # one filter in each group
    assert parts((16, 8, 3, 3), stride=2) == 1


def test_with_many_filters_blocks_are_wider_and_the_result_is_the_same(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 4096)
    image, filters = normal(0, (1, 2, 24, 24)), normal(1, (32, 2, 3, 3))
    view = windows(image, (1, 3))  # 25,344 bytes in 24 rows of 22 places
    few, many = (
        [places.stop // 22 for places, _ in blocks.column_blocks(view, np.empty((3, 1, f, 6)), 1)]
        for f in (31, 32)
    )
    assert few == [3, 6, 9, 12, 15, 18, 21, 22]
    assert many == [10, 20, 22]
    halves = [F.conv2d(image, half) for half in (filters[:16], filters[16:])]
    near(F.conv2d(image, filters), np.concatenate(halves, axis=1))


def test_blocks_are_about_equal_and_hold_everything():
    most = blocks.BLOCK_BYTES
    assert blocks.slices(7, most * 3 // 2) == [slice(0, 7)]  # not split
    assert blocks.slices(2, most * 3 // 2 + 1) == [slice(0, 1), slice(1, 2)]
    assert blocks.slices(7, most * 7) == [slice(i, i + 1) for i in range(7)]
    assert blocks.slices(7, most * 3) == [slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 7)]
    assert blocks.slices(2, most * 9) == [slice(0, 1), slice(1, 2)]  # at least one thing
    assert blocks.slices(0, 0) == [slice(0, 0)]


def test_a_batch_is_cut_by_the_size_of_its_columns():
    small = blocks.batches((48, 8, 14, 14), (1, 3), (14, 14))  # 0.86 MiB of columns
    assert small == [slice(0, 48)]
    deep = blocks.batches((4, 64, 56, 56), (1, 3), (56, 56))  # 2.3 MiB for each image
    assert deep == [slice(i, i + 1) for i in range(4)]


def test_the_way_back_to_the_pixels_is_the_one_that_copies_less(monkeypatch):
    for name in ("_scatter", "_convolve", "_convolve_strided"):
        monkeypatch.setattr(transposed, name, lambda *_, name=name: name)

    def way(weight, stride=1):
        geometry = conv_geometry((1, weight[1], 9, 9), weight, stride, 0, 1, 1)
        return transposed.transposed(None, (1, weight[1], 9, 9), np.empty(weight), geometry, 1)

    assert way((8, 1, 3, 3)) == "_scatter"
    assert way((8, 4, 3, 3)) == "_convolve"
    assert way((8, 4, 3, 3), stride=(1, 2)) == "_convolve_strided"


@pytest.mark.parametrize("shape", [(32, 1, 90, 90), (1, 1, 600, 601), (3, 4, 200, 220)])
def test_work_in_several_blocks(shape):
    image, weight = normal(0, shape), normal(1, (2, shape[1], 3, 3))
    expected = [
        sum(signal.correlate2d(c, k, "valid") for c, k in zip(one, kernels, strict=True))
        for one in image
        for kernels in weight
    ]
    result = F.conv2d(image, weight)
    near(result, np.reshape(expected, result.shape))


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ((np.float32, np.float32), np.float32),
        ((np.float64, np.float32), np.float64),
        ((np.float32, np.float64), np.float64),
        ((np.float16, np.float16), np.float16),
        ((np.uint8, np.float32), np.float32),
        ((np.float32, np.int64), np.float32),
        ((np.int64, np.int64), np.float64),
        ((np.bool_, np.uint8), np.float64),
    ],
)
def test_type_of_the_result(types, expected):
    image, weight = np.ones((4, 4), types[0]), np.full((3, 3), 2, types[1])
    near(F.conv2d(image, weight), np.full((2, 2), 18.0), expected)


def test_float16_is_added_up_in_float32():
    """In float16 a row of 33 ones is lost in part, once the sum is above 2048."""
    ones = np.ones((128, 33), np.float16)
    assert F.conv2d(ones, ones).tolist() == [[128 * 33]]
    image, grad = np.ones((300, 1, 5, 5), np.float16), np.ones((300, 1, 3, 3), np.float16)
    parts = G.conv2d_backward(grad, image, np.ones((1, 1, 3, 3), np.float16))
    assert (parts[1] == 300 * 9).all()
    assert parts[2].tolist() == [300 * 9]


def test_unsigned_pixels_do_not_wrap_round():
    assert F.conv2d(np.array([[0, 255]], np.uint8), [[1, -1]]).tolist() == [[-255]]


@pytest.mark.parametrize("mode", ["constant", "replicate"])
def test_inputs_are_left_alone(mode):
    image, weight, bias = normal(0, (2, 4, 6, 6)), normal(1, (4, 2, 3, 3)), normal(2, 4)
    copies = image.copy(), weight.copy(), bias.copy()
    for array in (image, weight, bias):
        array.flags.writeable = False
    for padding in (0, 1):
        result = F.conv2d(image, weight, bias, groups=2, padding=padding, padding_mode=mode)
        assert result.flags.writeable
        assert not np.shares_memory(result, image)
    for array, copy in zip((image, weight, bias), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_identity_kernel_copies():
    image = normal(0, (1, 1, 4, 4))
    result = F.conv2d(image, np.ones((1, 1, 1, 1)))
    near(result, image)
    assert not np.shares_memory(result, image)


def test_memory_order_does_not_matter():
    image, weight = normal(0, (2, 3, 8, 9)), normal(1, (4, 3, 3, 3))
    expected = F.conv2d(image, weight, padding=1)
    last = np.ascontiguousarray(image.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    sliced = np.repeat(np.repeat(image, 2, axis=2), 2, axis=3)[:, :, ::2, ::2]
    backwards = image[..., ::-1].copy()[..., ::-1]
    for view in (np.asfortranarray(image), last, sliced, backwards):
        near(F.conv2d(view, weight, padding=1), expected)
    near(F.conv2d(image, np.asfortranarray(weight), padding=1), expected)


def test_empty_batch():
    result = F.conv2d(np.zeros((0, 3, 5, 5), np.float32), np.zeros((4, 3, 3, 3), np.float32))
    assert result.shape == (0, 4, 3, 3)
    assert result.dtype == np.float32


def test_smallest_images():
    assert F.conv2d([[3]], [[2]]).tolist() == [[6]]
    assert F.conv2d([[3]], np.ones((3, 3)), padding=1).tolist() == [[3]]
    image = normal(0, (5, 4))
    near(F.conv2d(image, image), np.array([[(image * image).sum()]]))


def test_nan_and_infinity_reach_only_their_windows():
    image = np.ones((5, 7), np.float32)
    image[2, 1], image[2, 5] = np.nan, np.inf
    result = F.conv2d(image, np.ones((3, 3), np.float32))
    assert np.isnan(result[:, :2]).all()
    assert np.isinf(result[:, 3:]).all()
    assert np.isfinite(result[:, 2]).all()
    assert np.isnan(F.conv2d([[np.inf, np.inf]], [[1, -1]])).all()


@pytest.mark.parametrize(
    ("shape", "filters", "padding", "limit"),
    [((8, 64, 56, 56), (64, 64, 3, 3), 1, 4), ((1, 3, 512, 512), (1, 3, 7, 7), 0, 2)],
)
def test_memory_stays_small(shape, filters, padding, limit):
    """Forward and backward take at most a few times the input, whatever the kernel's size."""
    image, weight = np.zeros(shape, np.float32), np.zeros(filters, np.float32)
    grad = F.conv2d(image, weight, padding=padding)
    for call in (
        lambda: F.conv2d(image, weight, padding=padding),
        lambda: G.conv2d_backward(grad, image, weight, padding=padding),
    ):
        tracemalloc.start()
        call()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < limit * image.nbytes


DEEP, FILTERS = (2, 32, 15, 26), (32, 32, 3, 3)  # for which fewer products would pay


def test_a_large_pixel_spoils_no_output_that_does_not_see_it():
    """Each output's error is bounded by its own products, so these sums of 288 ones are exact."""
    image, weight = np.ones(DEEP, np.float32), np.ones(FILTERS, np.float32)
    image[1, 7, 3, 20] = 1e30
    seen = np.zeros((13, 24), bool)
    seen[1:4, 18:21] = True
    result = F.conv2d(image, weight)
    assert (result[0] == 288).all()
    assert (result[1][:, ~seen] == 288).all()
    np.testing.assert_allclose(result[1][:, seen], 1e30, rtol=1e-6)
    grad = np.ones_like(result)
    grad[1, 5, 6, 7] = 1e30
    grad_input, grad_weight, _ = G.conv2d_backward(grad, np.ones(DEEP, np.float32), weight)
    assert (grad_weight[np.arange(32) != 5] == 2 * 13 * 24).all()
    seen = np.zeros(DEEP[2:], bool)
    seen[6:9, 7:10] = True
    assert (grad_input[0, :, 2:-2, 2:-2] == 288).all()
    assert (grad_input[1, :, 2:-2, 2:-2][:, ~seen[2:-2, 2:-2]] == 288).all()


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("stride", [1, 2])
def test_nan_in_one_image_touches_no_other(value, stride):
    """Nor any window but those that see it: nine at stride 1, and in the gradient 9 of 390."""
    image, weight = normal(0, DEEP, np.float32), normal(1, FILTERS, np.float32)
    clean = F.conv2d(image, weight, stride=stride)
    back = G.conv2d_backward(clean, image, weight, stride=stride)[0]
    image[1, 7, 4, 20], spoiled = value, clean.copy()
    spoiled[0, 3, 2, 2] = value
    result = F.conv2d(image, weight, stride=stride)
    windows = {1: np.s_[2:5, 18:21], 2: np.s_[1:3, 9:11]}[stride]
    assert not np.isfinite(result[1][(slice(None), *windows)]).any()
    result[1][(slice(None), *windows)] = clean[1][(slice(None), *windows)]
    np.testing.assert_array_equal(result, clean)
    grad_input, grad_weight, _ = G.conv2d_backward(spoiled, image, weight, stride=stride)
    pixels = np.s_[0, :, 2 * stride : 2 * stride + 3, 2 * stride : 2 * stride + 3]
    assert not np.isfinite(grad_input[pixels]).any()
    grad_input[pixels] = back[pixels]
    np.testing.assert_array_equal(grad_input, back)
    assert not np.isfinite(grad_weight[3]).any()
    assert np.isfinite(np.delete(np.delete(grad_weight, 3, 0), 7, 1)).all()
