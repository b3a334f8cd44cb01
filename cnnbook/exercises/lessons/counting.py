"""Lesson 7: what a network costs."""

from ..exercise import Mistake, exercise
from ._ways import between


def _draw_conv(rng):
    return between(rng, 2, 9), between(rng, 2, 9), between(rng, 2, 7), bool(rng.integers(2))


@exercise(
    task="""
    How many numbers does a convolutional layer learn? Each of the `out_channels` filters has a
    kernel of kernel_size × kernel_size for each of the `in_channels`; if `bias` is True, it has
    one number more.
    """,
    hints=(
        "One filter, one channel, 3 × 3: how many weights?",
        "How many kernels has one filter, and how many filters are there?",
        "Multiply four numbers for the weights. For the biases ask how many filters there are.",
    ),
    by_hand=[
        ((1, 8, 3, True), 80),
        ((8, 10, 3, True), 730),
        ((3, 5, 3, False), 135),
        ((1, 1, 1, True), 2),
        ((2, 3, 1, False), 6),
    ],
    draw=_draw_conv,
    mistakes=[
        Mistake(
            "bias-forgotten",
            "the biases are missing.",
            lambda i, o, k, bias: o * i * k * k,
        ),
        Mistake(
            "bias-always",
            "there are biases also where bias is False.",
            lambda i, o, k, bias: o * i * k * k + o,
        ),
        Mistake(
            "bias-per-channel",
            "there is a bias for each kernel. A filter has one bias, however many kernels it has.",
            lambda i, o, k, bias: o * i * k * k + o * i * bias,
        ),
        Mistake(
            "one-bias",
            "there is a single bias for the whole layer. Each filter has its own.",
            lambda i, o, k, bias: o * i * k * k + bias,
        ),
        Mistake(
            "one-side",
            "a kernel of size k has k rows and k columns of weights.",
            lambda i, o, k, bias: o * i * k + o * bias,
        ),
        Mistake(
            "in-channels-ignored",
            "the channels that come in play no part. A filter has a kernel for each of them.",
            lambda i, o, k, bias: o * k * k + o * bias,
        ),
        Mistake(
            "bias-per-in-channel",
            "there is a bias for each channel that comes in. Each filter has one.",
            lambda i, o, k, bias: o * i * k * k + i * bias,
        ),
    ],
    exact=True,
)
def count_conv(in_channels, out_channels, kernel_size, bias):
    """Return how many numbers a convolutional layer learns."""
    weights = out_channels * in_channels * kernel_size**2
    return weights + out_channels if bias else weights


@exercise(
    task="""
    How many numbers does a fully connected layer learn? Each of the `out_features` nodes has a
    weight for each of the `in_features` inputs, and one bias if `bias` is True.
    """,
    hints=(
        "Draw 3 inputs and 2 nodes, and a line from every input to every node. Count the lines.",
        "The weights are the lines. Where do the biases sit, at the inputs or at the nodes?",
        "A product for the weights, and one number a node more if there are biases.",
    ),
    by_hand=[
        ((784, 10, False), 7840),
        ((147, 10, True), 1480),
        ((3, 2, True), 8),
        ((3, 2, False), 6),
        ((1, 1, True), 2),
    ],
    draw=lambda rng: (between(rng, 2, 99), between(rng, 2, 20), bool(rng.integers(2))),
    mistakes=[
        Mistake("bias-forgotten", "the biases are missing.", lambda i, o, bias: i * o),
        Mistake(
            "bias-always",
            "there are biases also where bias is False.",
            lambda i, o, bias: i * o + o,
        ),
        Mistake(
            "bias-per-input",
            "there is a bias for each input. Each node has one.",
            lambda i, o, bias: i * o + i * bias,
        ),
        Mistake(
            "one-bias",
            "there is a single bias for the whole layer. Each node has its own.",
            lambda i, o, bias: i * o + bias,
        ),
        Mistake(
            "added",
            "inputs and nodes are added. Every input is wired to every node: count the lines.",
            lambda i, o, bias: i + o + o * bias,
        ),
    ],
    exact=True,
)
def count_linear(in_features, out_features, bias):
    """Return how many numbers a fully connected layer learns."""
    return in_features * out_features + (out_features if bias else 0)


def _draw_products(rng):
    channels = between(rng, 2, 5), between(rng, 2, 5)  # few enough to be counted one by one
    return *channels, between(rng, 2, 3), between(rng, 3, 9), between(rng, 3, 9)


@exercise(
    task="""
    How many multiplications does a convolutional layer do for one image? Its result has
    `out_channels` maps of `height` × `width` numbers. Each number is a sum of products, one for
    each weight of a filter: kernel_size × kernel_size for each of the `in_channels`. Each product
    with its addition counts once.
    """,
    hints=(
        "How many products does a single number of the result need?",
        "How many numbers has the result, in all maps?",
        "The two answers multiplied.",
    ),
    by_hand=[
        ((1, 3, 3, 14, 14), 5292),
        ((1, 1, 1, 2, 2), 4),
        ((2, 1, 1, 1, 1), 2),
        ((3, 3, 3, 7, 7), 3969),
        ((1, 1, 2, 3, 1), 12),
    ],
    draw=_draw_products,
    mistakes=[
        Mistake(
            "weights-only",
            "these are the weights. Each of them is used at every place of the map.",
            lambda i, o, k, h, w: i * o * k * k,
        ),
        Mistake(
            "one-side",
            "a kernel of size k has k rows and k columns of weights.",
            lambda i, o, k, h, w: i * o * k * h * w,
        ),
        Mistake(
            "in-channels-ignored",
            "the channels that come in play no part. Each has its own products.",
            lambda i, o, k, h, w: o * k * k * h * w,
        ),
        Mistake(
            "out-channels-ignored",
            "this is one map. How many maps are there?",
            lambda i, o, k, h, w: i * k * k * h * w,
        ),
        Mistake(
            "counted-twice",
            "products and additions are counted separately. Here a product with its addition "
            "counts once.",
            lambda i, o, k, h, w: 2 * i * o * k * k * h * w,
        ),
        Mistake(
            "one-axis",
            "only one side of the maps is counted.",
            lambda i, o, k, h, w: i * o * k * k * h,
        ),
    ],
    exact=True,
)
def multiply_adds(in_channels, out_channels, kernel_size, height, width):
    """Return how many multiplications a convolutional layer does."""
    return in_channels * kernel_size**2 * out_channels * height * width
