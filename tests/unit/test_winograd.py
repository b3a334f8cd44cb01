"""Convolution with fewer products: the paper's matrices, the same results, and the price."""

from fractions import Fraction

import numpy as np
import pytest
from cases import ConvCase, near, need_torch, normal
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnbook import fast, reference
from cnnbook import functional as F
from cnnbook._engine import blocks

TILES = pytest.mark.parametrize("tile", [2, 4])

# As printed in Lavin and Gray, "Fast algorithms for convolutional neural networks", section 4.
PRINTED = {
    2: {
        "BT": """
            1  0 -1  0
            0  1  1  0
            0 -1  1  0
            0  1  0 -1""",
        "G": """
             1    0    0
            1/2  1/2  1/2
            1/2 -1/2  1/2
             0    0    1""",
        "AT": """
            1  1  1  0
            0  1 -1 -1""",
    },
    4: {
        "BT": """
            4  0 -5  0  1  0
            0 -4 -4  1  1  0
            0  4 -4 -1  1  0
            0 -2 -1  2  1  0
            0  2 -1 -2  1  0
            0  4  0 -5  0  1""",
        "G": """
             1/4    0     0
            -1/6  -1/6  -1/6
            -1/6   1/6  -1/6
            1/24  1/12   1/6
            1/24 -1/12   1/6
              0     0     1""",
        "AT": """
            1  1  1  1  1  0
            0  1 -1  2 -2  0
            0  1  1  4  4  0
            0  1 -1  8 -8  1""",
    },
}


def printed(tile, name):
    """The rows of a printed matrix as fractions."""
    return [[Fraction(n) for n in row.split()] for row in PRINTED[tile][name].strip().split("\n")]


@TILES
@pytest.mark.parametrize("name", ["G", "BT", "AT"])
def test_matrices_are_those_of_the_paper(tile, name):
    matrix = getattr(fast.TILES[tile], name)
    expected = [[float(number) for number in row] for row in printed(tile, name)]
    np.testing.assert_array_equal(matrix, expected, strict=False)


@TILES
def test_the_matrices_convolve(tile):
    """Along one axis, in fractions: Aᵀ [(G g) · (Bᵀ d)] is the sum of the definition."""
    g, d = [Fraction(n) for n in (3, -5, 7)], [Fraction(n) for n in (2, 11, -1, 4, 8, -6)]
    G, BT, AT = (printed(tile, name) for name in ("G", "BT", "AT"))

    def times(matrix, column):
        return [sum(a * b for a, b in zip(row, column, strict=False)) for row in matrix]

    products = [a * b for a, b in zip(times(G, g), times(BT, d), strict=True)]
    expected = [sum(g[i] * d[y + i] for i in range(3)) for y in range(tile)]
    assert times(AT, products) == expected


@st.composite
def tile_cases(draw):
    height, width = draw(st.tuples(st.integers(1, 11), st.integers(1, 11)))
    dilation = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    padding = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    for size, p, d in zip((height, width), padding, dilation, strict=True):
        assume(size + 2 * p > 2 * d)
    images, channels, filters = draw(st.tuples(*[st.integers(1, 3)] * 3))
    return ConvCase(
        (images, channels, height, width),
        (filters, channels, 3, 3),
        {"padding": padding, "dilation": dilation},
        draw(st.booleans()),
        draw(st.integers(0, 2**16)),
    )


@TILES
@pytest.mark.parametrize("block_bytes", [1, 2**20])
@given(case=tile_cases())
def test_it_equals_the_loops(tile, block_bytes, case):
    image, weight, bias = case.arrays()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", block_bytes)
        result = fast.winograd(image, weight, bias, **case.options, tile=tile)
    near(result, reference.conv2d(image, weight, bias, **case.options))


@given(case=tile_cases())
def test_whole_numbers_stay_exact_in_tiles_of_2(case):
    rng = np.random.default_rng(case.seed)
    image, weight = (rng.integers(-255, 256, s).astype("f") for s in (case.input, case.weight))
    result = fast.winograd(image, weight, **case.options, tile=2)
    np.testing.assert_array_equal(result, reference.conv2d(image, weight, **case.options))


def test_by_hand():
    image = np.arange(16).reshape(4, 4)
    corner = [[1, 0, 0], [0, 0, 0], [0, 0, 2]]
    assert fast.winograd(image, corner, 10, tile=2).tolist() == [[30, 33], [42, 45]]
    near(fast.winograd(image, corner, 10), np.array([[30.0, 33], [42, 45]]))
    assert fast.winograd([[5]], np.ones((3, 3)), padding=1, tile=2).tolist() == [[5]]


@TILES
@pytest.mark.parametrize("mode", ["replicate", "circular", "constant", "reflect"])
def test_other_borders(tile, mode):
    image, weight = normal(0, (2, 3, 9, 10)), normal(1, (4, 3, 3, 3))
    options = {"padding": 2, "padding_mode": mode, "padding_value": 2.0}
    near(fast.winograd(image, weight, **options, tile=tile), F.conv2d(image, weight, **options))


@TILES
@pytest.mark.parametrize("axes", [2, 3, 4])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.uint8])
def test_shapes_and_types_are_those_of_conv2d(tile, axes, dtype):
    image = normal(0, (2, 3, 7, 9)[-axes:]).astype(dtype)
    weight = np.ones((3, 3) if axes == 2 else (4, 3, 3, 3), dtype)
    expected = F.conv2d(image, weight)
    near(fast.winograd(image, weight, tile=tile), expected, expected.dtype)


@TILES
@pytest.mark.parametrize("padding", [1, "same"])
def test_it_equals_pytorch(tile, padding):
    torch = need_torch()
    arrays = [normal(i, s, np.float32) for i, s in enumerate([(2, 32, 15, 26), (32, 32, 3, 3), 32])]
    expected = torch.nn.functional.conv2d(*map(torch.tensor, arrays), padding=padding)
    near(fast.winograd(*arrays, padding=padding, tile=tile), expected, np.float32)


def test_the_inputs_are_left_alone():
    image, weight, bias = normal(0, (2, 3, 6, 6)), normal(1, (4, 3, 3, 3)), normal(2, 4)
    copies = image.copy(), weight.copy(), bias.copy()
    for array in (image, weight, bias):
        array.flags.writeable = False
    assert fast.winograd(image, weight, bias).flags.c_contiguous
    for array, copy in zip((image, weight, bias), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_empty_batch():
    result = fast.winograd(np.zeros((0, 3, 5, 5), np.float32), np.zeros((4, 3, 3, 3), np.float32))
    assert result.shape == (0, 4, 3, 3)


@pytest.mark.parametrize(("tile", "least", "most"), [(2, 0.02, 0.5), (4, 0.2, 5)])
def test_the_price_beside_large_pixels(tile, least, most):
    """What the docstring says: beside a pixel of 1e6, outputs of small products lose digits."""
    image, weight = normal(0, (1, 1, 40, 40), np.float32), normal(1, (1, 1, 3, 3), np.float32)
    image[..., ::8, ::8], weight[..., 1, 1] = 1e6, 0
    small = F.conv2d(abs(image), abs(weight)) < 100
    exact = F.conv2d(image.astype(float), weight.astype(float))
    assert abs(F.conv2d(image, weight) - exact)[small].max() < 1e-5
    assert least < abs(fast.winograd(image, weight, tile=tile) - exact)[small].max() < most


def test_the_rounding_otherwise():
    image, weight = normal(0, (4, 64, 28, 28)), normal(1, (64, 64, 3, 3))
    exact, single = F.conv2d(image, weight), (image.astype("f"), weight.astype("f"))
    plain = abs(F.conv2d(*single) - exact).mean()
    assert abs(fast.winograd(*single, tile=2) - exact).mean() < 2 * plain
    assert abs(fast.winograd(*single, tile=4) - exact).mean() < 20 * plain


@TILES
def test_nan_spreads_over_its_tiles_and_no_further(tile):
    image, weight = np.ones((2, 1, 14, 14)), np.ones((1, 1, 3, 3))
    image[1, 0, 5, 5] = np.nan
    result = fast.winograd(image, weight, tile=tile)
    assert np.isnan(result[1, 0, 3:6, 3:6]).all()
    first, last = 3 // tile * tile, (5 // tile + 1) * tile
    assert np.isnan(result[1, 0, first:last, first:last]).all()
    result[1, 0, first:last, first:last] = 9
    near(result, np.full((2, 1, 12, 12), 9.0))


@pytest.mark.parametrize(
    ("weight", "options", "message"),
    [
        ((1, 1, 3, 5), {}, "winograd takes kernels of 3×3, got 3×5: conv2d takes any"),
        ((1, 1, 1, 1), {}, "winograd takes kernels of 3×3, got 1×1: conv2d takes any"),
        ((1, 1, 3, 3), {"tile": 3}, r"tile must be one of \(2, 4\), got 3"),
        ((1, 2, 3, 3), {}, "input has 1 channel but each filter has 2"),
        ((1, 1, 3, 3), {"padding": -1}, "padding must be at least 0, got -1"),
        ((1, 1, 3, 3), {"padding_mode": "edge"}, "padding mode must be one of"),
    ],
)
def test_what_bad_calls_are_told(weight, options, message):
    with pytest.raises(ValueError, match=message):
        fast.winograd(np.ones((1, 1, 8, 8)), np.ones(weight), **options)
