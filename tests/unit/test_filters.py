"""The named kernels: values, sums, and error messages."""

import numpy as np
import pytest
from scipy import ndimage, signal

from cnnbook import filters

EDGES = ["sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian"]


@pytest.mark.parametrize("name", filters.names())
def test_every_named_kernel_is_a_matrix_of_integers(name):
    kernel = filters.weights(name)
    assert kernel.shape == (3, 3)
    assert kernel.dtype == np.float64
    np.testing.assert_array_equal(kernel, np.round(kernel))


@pytest.mark.parametrize("name", filters.names())
def test_a_name_is_the_function_of_that_name(name):
    np.testing.assert_array_equal(filters.weights(name), getattr(filters, name)())


@pytest.mark.parametrize("name", filters.names())
def test_each_call_gives_an_array_of_its_own(name):
    filters.weights(name)[:] = 99
    assert filters.weights(name).max() < 99


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("make", [filters.mean, filters.gaussian])
def test_blurs_sum_to_one(make, size):
    assert make(size).shape == (size, size)
    assert make(size).sum() == pytest.approx(1)


def test_scipy_computes_the_same_edges():
    image = np.random.default_rng(0).normal(size=(9, 11))
    pairs = [
        (filters.sobel_x(), ndimage.sobel(image, axis=1)),
        (filters.sobel_y(), ndimage.sobel(image, axis=0)),
        (filters.prewitt_x(), ndimage.prewitt(image, axis=1)),
        (filters.prewitt_y(), ndimage.prewitt(image, axis=0)),
        (filters.laplacian(), ndimage.laplace(image)),
    ]
    for kernel, expected in pairs:
        inside = signal.correlate2d(image, kernel, mode="valid")
        np.testing.assert_allclose(inside, expected[1:-1, 1:-1], atol=1e-12)


def test_gaussian_is_scipys_with_the_same_sigma():
    impulse = np.zeros((7, 7))
    impulse[3, 3] = 1
    expected = ndimage.gaussian_filter(impulse, 1.2, radius=3)
    np.testing.assert_allclose(filters.gaussian(7, 1.2), expected, atol=1e-12)


def test_binomial_is_the_box_of_two_with_itself():
    two = filters.box(2)
    np.testing.assert_array_equal(filters.binomial(3), signal.convolve2d(two, two))


def test_an_edge_filter_is_silent_on_a_flat_image():
    for name in EDGES:
        assert filters.weights(name).sum() == 0


def test_normalise_refuses_a_kernel_that_sums_to_zero():
    for name in EDGES:
        with pytest.raises(ValueError, match="weights of this kernel sum to 0"):
            filters.normalise(filters.weights(name))
    with pytest.raises(ValueError, match="weights of this kernel sum to 0"):
        filters.normalise([[0.1, 0.2, -0.3]])  # 2.8e-17 in floating point


def test_normalise_keeps_the_proportions_and_its_argument():
    kernel = filters.sharpen() * 2
    np.testing.assert_array_equal(filters.normalise(kernel), filters.sharpen())
    assert kernel[1, 1] == 10


def test_flip_turns_correlation_into_convolution():
    rng = np.random.default_rng(1)
    image, kernel = rng.normal(size=(6, 7)), rng.normal(size=(2, 3))
    np.testing.assert_allclose(
        signal.correlate2d(image, filters.flip(kernel), mode="valid"),
        signal.convolve2d(image, kernel, mode="valid"),
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: filters.box(0), ValueError, "size must be a positive integer, got 0"),
        (lambda: filters.box(2.5), TypeError, r"size must be a positive integer, got 2\.5"),
        (lambda: filters.box(True), TypeError, "size must be a positive integer, got True"),
        (lambda: filters.identity(4), ValueError, "size must be odd.*got 4"),
        (lambda: filters.gaussian(3, 0), ValueError, "sigma must be a positive number, got 0"),
        (
            lambda: filters.gaussian(3, np.nan),
            ValueError,
            "sigma must be a positive number, got nan",
        ),
        (
            lambda: filters.weights("sobel"),
            ValueError,
            "one of identity, .*, got 'sobel'",
        ),
        (lambda: filters.weights("sharpen", 5), ValueError, "size must be 3 for sharpen.*got 5"),
        (lambda: filters.normalise([1, 2, 3]), ValueError, r"shape \(KH, KW\), got \(3,\)"),
        (lambda: filters.flip([["a"]]), TypeError, "matrix of numbers"),
        (lambda: filters.flip([[1, np.nan]]), ValueError, "got nan in row 0, column 1"),
        (lambda: filters.flip(np.zeros((0, 3))), ValueError, r"\(0, 3\)"),
    ],
)
def test_bad_input_gets_the_rule_and_the_values(call, error, message):
    with pytest.raises(error, match=message):
        call()
