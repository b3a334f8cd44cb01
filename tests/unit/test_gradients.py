"""Every hand-derived gradient against central differences; no other library is needed."""

import numpy as np
import pytest
from cases import MODES, normal

from cnnbook import functional as F
from cnnbook import gradients as G

IMAGE = (2, 4, 6, 5)


def check(name, function, backward, inputs, tolerance=1e-6):
    """Compare backward(grad, *inputs) with (f(x + h) − f(x − h)) / 2h, number by number."""
    inputs = [array.copy() for array in inputs]
    grad = normal(99, np.shape(function(*inputs)))
    parts = backward(grad, *inputs)
    for place, (array, part) in enumerate(zip(inputs, parts, strict=True)):
        assert part.shape == array.shape, f"{name}: shape of the gradient of input {place}"
        for index in np.ndindex(array.shape):
            kept, step = array[index], 1e-5
            array[index] = kept + step
            above = function(*inputs)
            array[index] = kept - step
            slope = ((above - function(*inputs)) * grad).sum() / (2 * step)
            array[index] = kept
            assert abs(slope - part[index]) <= tolerance * max(1, abs(slope)), (
                f"{name}: gradient of input {place} at {index} is {part[index]}, "
                f"but a small step says {slope}"
            )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": (2, 1), "padding": (1, 2)},
        {"padding": "same", "dilation": (1, 2)},
        {"groups": 2, "padding": 1},
        {"groups": 4},
        *({"padding": 2, "padding_mode": mode, "padding_value": 1.5} for mode in MODES),
    ],
    ids=str,
)
def test_conv2d(options):
    filters = normal(1, (4, 4 // options.get("groups", 1), 3, 2))

    def backward(grad, image, weight, bias):
        return G.conv2d_backward(grad, image, weight, **options)

    def forward(image, weight, bias):
        return F.conv2d(image, weight, bias, **options)

    check("conv2d", forward, backward, [normal(0, IMAGE), filters, normal(2, 4)])


@pytest.mark.parametrize("axes", [2, 3])
def test_conv2d_of_fewer_axes(axes):
    image, weight = normal(0, (2, 5, 5)[-axes:]), normal(1, (3, 2, 3, 3) if axes == 3 else (3, 3))

    def backward(grad, image, weight):
        return G.conv2d_backward(grad, image, weight)[:2]

    check("conv2d", F.conv2d, backward, [image, weight])


@pytest.mark.parametrize("mode", MODES)
def test_pad(mode):
    sides = ((1, 2), (3, 0))

    def forward(image):
        return F.pad(image, sides, mode=mode)

    check(
        "pad", forward, lambda g, x: [G.pad_backward(g, sides, mode=mode)], [normal(0, (2, 4, 5))]
    )


POOLINGS = [
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": (1, 2), "stride": (3, 1)},
    {"kernel_size": (3, 2), "stride": 2, "ceil_mode": True},
    {"kernel_size": (4, 1), "stride": 1},
]


@pytest.mark.parametrize("options", [*POOLINGS, {"kernel_size": 2, "dilation": 2}], ids=str)
def test_max_pool2d(options):
    image = np.random.default_rng(0).permutation(np.arange(240.0)).reshape(IMAGE)  # no ties

    def backward(grad, image):
        return [G.max_pool2d_backward(grad, image, **options)]

    check("max_pool2d", lambda x: F.max_pool2d(x, **options), backward, [image])


@pytest.mark.parametrize("options", [*POOLINGS, {"kernel_size": 2, "divisor_override": 3}], ids=str)
@pytest.mark.parametrize("count", [True, False])
def test_avg_pool2d(options, count):
    options = options | {"count_include_pad": count}

    def backward(grad, image):
        return [G.avg_pool2d_backward(grad, image.shape, **options)]

    check("avg_pool2d", lambda x: F.avg_pool2d(x, **options), backward, [normal(0, IMAGE)])


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax"])
def test_functions_of_one_array(name):
    forward, slope = getattr(F, name), getattr(G, f"{name}_backward")
    from_output = name in {"sigmoid", "tanh", "softmax"}

    def backward(grad, x):
        return [slope(grad, forward(x) if from_output else x)]

    check(name, forward, backward, [normal(0, (3, 5))])


def test_log_softmax_along_another_axis():
    def backward(grad, x):
        return [G.log_softmax_backward(grad, F.log_softmax(x, 0), 0)]

    check("log_softmax", lambda x: F.log_softmax(x, 0), backward, [normal(0, (3, 5))])


@pytest.mark.parametrize("batch", [(), (3,), (2, 3)])
def test_linear(batch):
    def backward(grad, x, weight, bias):
        return G.linear_backward(grad, x, weight)

    arrays = [normal(0, (*batch, 4)), normal(1, (2, 4)), normal(2, 2)]
    check("linear", F.linear, backward, arrays)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("target", [np.array([1, 0]), np.array([[0.2, 0.3, 0.5], [0, 0.5, 0.1]])])
def test_cross_entropy(reduction, target):
    def forward(scores):
        return F.cross_entropy(scores, target, reduction=reduction)

    def backward(grad, scores):
        return [G.cross_entropy_backward(grad, scores, target, reduction=reduction)]

    check("cross_entropy", forward, backward, [normal(0, (2, 3))])


def test_cross_entropy_of_pixels_by_hand():
    """Softmax of equal scores is 1/2; the mean divides by two pixels."""
    grad = G.cross_entropy_backward(1, np.zeros((1, 2, 1, 2)), [[[0, 1]]])
    assert grad.tolist() == [[[[-0.25, 0.25]], [[0.25, -0.25]]]]


def test_a_wrong_gradient_is_named():
    with pytest.raises(AssertionError, match=r"tanh: gradient of input 0 at \(0, 0\)"):
        check("tanh", F.tanh, lambda grad, x: [grad], [normal(0, (1, 2))])


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_types_and_inputs_are_kept(dtype):
    image, weight = normal(0, IMAGE, dtype), normal(1, (3, 4, 3, 3), dtype)
    grad = normal(2, (2, 3, 6, 5), dtype)
    copies = grad.copy(), image.copy(), weight.copy()
    for array in (grad, image, weight):
        array.flags.writeable = False
    parts = [*G.conv2d_backward(grad, image, weight, padding=1)]
    pooled = normal(3, (2, 4, 3, 2), dtype)
    parts += [G.max_pool2d_backward(pooled, image, 2), G.avg_pool2d_backward(pooled, IMAGE, 2)]
    parts += [G.relu_backward(image, image), G.tanh_backward(image, image)]
    assert {part.dtype for part in parts} == {np.dtype(dtype)}
    for array, copy in zip((grad, image, weight), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_first_of_equal_values_gets_all():
    zeros = np.zeros((4, 4))
    assert G.max_pool2d_backward(np.ones((2, 2)), zeros, 2).tolist() == [
        [1, 0, 1, 0],
        [0, 0, 0, 0],
        [1, 0, 1, 0],
        [0, 0, 0, 0],
    ]


def test_indices_are_believed():
    """What the forward chose is not compared once more."""
    grad = G.max_pool2d_backward([[5]], [[1, 2], [3, 4]], 2, indices=[[1]])
    assert grad.tolist() == [[0, 5], [0, 0]]


@pytest.mark.parametrize(
    ("indices", "error", "message"),
    [
        ([[1.0]], TypeError, "indices must be integers, got an array of float64"),
        ([[4]], ValueError, "indices must be pixels of a channel, 0 to 3, got 4 to 4"),
        ([[-1]], ValueError, "indices must be pixels of a channel, 0 to 3, got -1 to -1"),
        (
            [1],
            ValueError,
            r"shape of the forward output \(1, 1\), got \(1,\): they are",
        ),
    ],
)
def test_indices_that_the_forward_cannot_give(indices, error, message):
    with pytest.raises(error, match=message):
        G.max_pool2d_backward([[5]], [[1, 2], [3, 4]], 2, indices=indices)


def test_padding_never_takes_the_gradient():
    lowest = np.full((2, 2), -np.inf)  # no larger than the padding
    assert G.max_pool2d_backward(np.ones((3, 3)), lowest, 2, 1, padding=1).tolist() == [
        [4, 2],
        [2, 1],
    ]


def test_empty_batch():
    image, weight = np.zeros((0, 2, 5, 5)), np.ones((3, 2, 3, 3))
    parts = G.conv2d_backward(np.zeros((0, 3, 3, 3)), image, weight)
    assert [part.shape for part in parts] == [image.shape, weight.shape, (3,)]
    assert not parts[1].any()
    assert G.max_pool2d_backward(np.zeros((0, 2, 2, 2)), image, 2).shape == image.shape
    assert G.avg_pool2d_backward(np.zeros((0, 2, 2, 2)), image.shape, 2).shape == image.shape


@pytest.mark.parametrize(
    "call",
    [
        lambda g: G.conv2d_backward(g, np.ones((4, 4)), np.ones((2, 2))),
        lambda g: G.max_pool2d_backward(g, np.ones((6, 6)), 2),
        lambda g: G.avg_pool2d_backward(g, (6, 6), 2),
        lambda g: G.relu_backward(g, np.ones((3, 3))),
        lambda g: G.softmax_backward(g, np.ones((3, 3))),
        lambda g: G.linear_backward(g, np.ones((3, 5)), np.ones((3, 5))),
    ],
)
def test_a_gradient_of_another_shape_is_rejected(call):
    call(np.ones((3, 3)))
    with pytest.raises(ValueError, match=r"shape of the forward output \(3, 3\), got \(1, 3, 3\)"):
        call(np.ones((1, 3, 3)))
    with pytest.raises(ValueError, match=r"shape of the forward output \(3, 3\), got \(\)"):
        call(1.0)


def test_padding_too_wide_for_its_gradient():
    with pytest.raises(ValueError, match=r"grad \(2, 2\) is smaller than its padding 2"):
        G.pad_backward(np.ones((2, 2)), 2)
