"""All of it together."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, cells, framed, grey, sides, signed, slide, turned


def _draw_convolve(rng):
    kernel = signed(rng, *sides(rng, 1, 3))
    return grey(rng, *sides(rng, 3, 5)), kernel, between(rng, 1, 3), between(rng, 0, 2)


def _beyond(image, kernel, stride, padding):
    """Take one more place where the last stride is not whole; what lies beyond counts as 0."""
    image = framed(image, padding)
    more = [(0, -(n - k) % stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
    return slide(np.pad(image, more), kernel)[::stride, ::stride]


def _square_frame(image, kernel, stride, padding):
    """Do so for the frame of zeros too, into which other images do not fit."""
    if image.shape[0] != image.shape[1]:
        raise ValueError("could not broadcast input array")
    return _square(image, kernel, stride, padding)


def _minus_zero(image, kernel, stride, padding):
    if padding == 0:
        raise ValueError("could not broadcast input array")
    return slide(framed(image, padding), kernel)[::stride, ::stride]


def _square(image, kernel, stride, padding):
    """Take the number of rows for that of columns too."""
    image = framed(image, padding)
    n, k = len(image), len(kernel)
    if n > image.shape[1] or k > kernel.shape[1]:
        raise IndexError("index is out of bounds")
    return slide(image[:, :n], kernel[:, :k])[::stride, ::stride]


@exercise(
    task="""
    Convolve with stride and padding: put `padding` pixels of 0 around the image, lay the kernel on
    its top left corner, and move it by `stride` pixels to the right and downwards, wherever it
    fits. Each place gives the sum of pixels times weights. `image` has shape (H, W) and `kernel`
    (KH, KW), not always square. Do not flip the kernel.
    """,
    hints=(
        "Three steps that you know: pad_zeros, output_size for each axis, filter_pixel.",
        "The result's pixel in row i comes from a window that begins in row i · stride of the "
        "padded image.",
        "Compute both sizes with //, make zeros, and fill them in two loops: a slice of the padded "
        "image times the kernel, summed.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 1], [1, 1]], 1, 0), [[12, 16], [24, 28]]),
        (([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1]], 2, 0), [[1, 3], [7, 9]]),
        (([[5]], [[1, 2], [3, 4]], 1, 1), [[20, 15], [10, 5]]),
        (([[1, 2, 3, 4]], [[1, -1]], 2, 0), [[-1, -1]]),
        (([[1, 2], [3, 4]], [[1]], 1, 0), [[1, 2], [3, 4]]),
        (([[1, 2, 3]], [[1]], 2, 1), [[0, 0, 0], [0, 0, 0]]),
    ],
    draw=_draw_convolve,
    mistakes=[
        Mistake(
            "kernel-flipped",
            "the kernel is turned by 180°: its last weight lies on the first pixel.",
            lambda i, k, s, p: slide(framed(i, p), turned(k))[::s, ::s],
        ),
        Mistake(
            "stride-ignored",
            "the kernel moves by one pixel whatever the stride says.",
            lambda i, k, s, p: slide(framed(i, p), k),
        ),
        Mistake(
            "stride-on-one-axis",
            "the stride is used downwards, but not to the right.",
            lambda i, k, s, p: slide(framed(i, p), k)[::s],
        ),
        Mistake(
            "padding-ignored",
            "there is no frame of zeros.",
            lambda i, k, s, p: slide(i, k)[::s, ::s],
        ),
        Mistake(
            "padding-on-one-side",
            "the zeros stand only above and on the left.",
            lambda i, k, s, p: slide(framed(i, p, 0), k)[::s, ::s],
        ),
        Mistake(
            "padding-on-one-side",
            "the zeros stand only below and on the right.",
            lambda i, k, s, p: slide(framed(i, 0, p), k)[::s, ::s],
        ),
        Mistake(
            "ceil-instead-of-floor",
            "there is a place too many, at which the kernel hangs over the edge.",
            _beyond,
        ),
        Mistake(
            "square-only",
            "the number of rows is used for the columns too. Images and kernels need not be "
            "square: shape[0] counts rows, shape[1] columns.",
            _square,
        ),
        Mistake(
            "square-only",
            "the number of rows is used for the columns too. Images and kernels need not be "
            "square: shape[0] counts rows, shape[1] columns.",
            _square_frame,
        ),
        Mistake(
            "minus-zero",
            "with padding 0 the slice [p:-p] is empty, since −0 is 0. End it at p + height.",
            _minus_zero,
        ),
        Mistake(
            "overwritten",
            "each product replaces the one before it: = where += should add.",
            lambda i, k, s, p: cells(framed(i, p), *k.shape)[::s, ::s, -1, -1] * k[-1, -1],
        ),
    ],
)
def convolve(image, kernel, stride, padding):
    """Slide a kernel in strides over an image with zeros around it."""
    padded = np.pad(image, padding)
    height, width = kernel.shape
    rows = (padded.shape[0] - height) // stride + 1
    columns = (padded.shape[1] - width) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            result[i, j] = (padded[top : top + height, left : left + width] * kernel).sum()
    return result
