"""Filtering a pixel, an image and a signal."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, cells, grey, mirrored, sides, signed, slide, turned


def _draw_image(rng):
    kernel = signed(rng, *sides(rng, 2, 3))
    return grey(rng, *sides(rng, 3, 5)), kernel


def _draw_pixel(rng):
    image, kernel = _draw_image(rng)
    height, width = (n - k + 1 for n, k in zip(image.shape, kernel.shape, strict=True))
    return image, kernel, between(rng, 0, height - 1), between(rng, 0, width - 1)


def _window(image, kernel, row, column):
    return image[row : row + kernel.shape[0], column : column + kernel.shape[1]]


def _centred(image, kernel, row, column):
    top, left = row - kernel.shape[0] // 2, column - kernel.shape[1] // 2
    return (_window(image, kernel, top, left) * kernel).sum()


def _centred_around(image, kernel, row, column):
    rows = row - kernel.shape[0] // 2 + np.arange(kernel.shape[0])
    columns = column - kernel.shape[1] // 2 + np.arange(kernel.shape[1])
    return (image[np.ix_(rows, columns)] * kernel).sum()


@exercise(
    task="""
    Compute one pixel of a filtered image. Lay the kernel on the image with its top left corner on
    (`row`, `column`), multiply each weight by the pixel under it, and return the sum. `image` has
    shape (H, W), `kernel` (KH, KW); the kernel fits. Do not flip it and do not divide.
    """,
    hints=(
        "Take a kernel of 2 × 2 on row 0, column 0: which four pixels lie under it?",
        "The weight in row a, column b lies on the pixel in row row + a. In which column?",
        "Cut the window out of the image with a slice, of as many rows and columns as the kernel "
        "has; multiply by the kernel and sum.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 2]], 1, 0), 20),
        (([[1, 2], [3, 4]], [[1, 10], [100, 1000]], 0, 0), 4321),
        (([[1, 2, 3]], [[1, -1]], 0, 1), -1),
        (([[5]], [[2]], 0, 0), 10),
    ],
    draw=_draw_pixel,
    mistakes=[
        Mistake(
            "kernel-flipped",
            "the kernel is turned by 180°: its last weight lies on the first pixel.",
            lambda i, k, r, c: (_window(i, k, r, c) * turned(k)).sum(),
        ),
        Mistake(
            "centred-window",
            "the middle of the kernel lies on (row, column), not its top left corner.",
            _centred,
        ),
        Mistake(
            "centred-window",
            "the middle of the kernel lies on (row, column), not its top left corner, so indices "
            "below 0 read from the other end.",
            _centred_around,
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "row and column are exchanged where the window begins.",
            lambda i, k, r, c: (_window(i, k, c, r) * k).sum(),
        ),
        Mistake(
            "not-summed",
            "the products are there, but not yet added up to one number.",
            lambda i, k, r, c: _window(i, k, r, c) * k,
        ),
        Mistake(
            "weights-forgotten",
            "the pixels of the window are added up, and the weights play no part.",
            lambda i, k, r, c: _window(i, k, r, c).sum(),
        ),
        Mistake(
            "divided-by-sum",
            "the sum is divided by the sum of the weights, which is a step of its own.",
            lambda i, k, r, c: (_window(i, k, r, c) * k).sum() / k.sum(),
        ),
        Mistake(
            "mean-instead-of-sum",
            "the products are averaged, not added up.",
            lambda i, k, r, c: (_window(i, k, r, c) * k).mean(),
        ),
    ],
)
def filter_pixel(image, kernel, row, column):
    """Return the sum of the pixels under a kernel, each times its weight."""
    height, width = kernel.shape
    window = image[row : row + height, column : column + width]
    return (window * kernel).sum()


@exercise(
    task="""
    Slide a kernel over an image, wherever it fits inside, and write each sum of products into the
    result. `image` has shape (H, W), `kernel` (KH, KW), the result (H − KH + 1, W − KW + 1). Do
    not flip the kernel and do not divide.
    """,
    hints=(
        "First the size: how often does a kernel of 3 fit into a row of 5 pixels?",
        "The result's pixel in row i, column j is what filter_pixel(image, kernel, i, j) gives.",
        "Two loops over the rows and columns of the result; inside, either two more loops over "
        "the weights that add up with +=, or one slice times the kernel, summed.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 2]]), [[11, 14], [20, 23]]),
        (([[1, 2, 4]], [[1, -1]]), [[-1, -2]]),
        (([[1], [2], [4]], [[1], [3]]), [[7], [14]]),
        (([[1, 2], [3, 4]], [[1, 10], [100, 1000]]), [[4321]]),
        (([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]]), [[4, 3], [2, 1]]),
    ],
    draw=_draw_image,
    mistakes=[
        Mistake(
            "kernel-flipped",
            "the kernel is turned by 180°. A single 1 in the image shows it: around it you should "
            "see the kernel turned, not as it is.",
            lambda image, kernel: slide(image, turned(kernel)),
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "the two indices of the kernel are exchanged.",
            lambda image, kernel: slide(image, mirrored(kernel)),
        ),
        Mistake(
            "overwritten",
            "each product replaces the one before it: = where += should add.",
            lambda image, kernel: cells(image, *kernel.shape)[..., -1, -1] * kernel[-1, -1],
        ),
        Mistake(
            "off-by-one",
            "the last row and the last column of the result are missing: a kernel of 3 fits three "
            "times into a row of 5, not twice.",
            lambda image, kernel: slide(image, kernel)[:-1, :-1],
        ),
        Mistake(
            "padded",
            "the result is as large as the image, so the kernel also stood over the edge.",
            lambda image, kernel: slide(
                np.pad(image, [((k - 1) // 2, k // 2) for k in kernel.shape]), kernel
            ),
        ),
        Mistake(
            "divided-by-sum",
            "each sum is divided by the sum of the weights, which is a step of its own.",
            lambda image, kernel: slide(image, kernel) / kernel.sum(),
        ),
        Mistake(
            "weights-forgotten",
            "the pixels under the kernel are added up, and its weights play no part.",
            lambda image, kernel: slide(image, np.ones(kernel.shape)),
        ),
    ],
)
def filter_image(image, kernel):
    """Slide a kernel over an image, wherever it fits inside."""
    height = image.shape[0] - kernel.shape[0] + 1
    width = image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            for a in range(kernel.shape[0]):
                for b in range(kernel.shape[1]):
                    result[i, j] += kernel[a, b] * image[i + a, j + b]
    return result


def _draw_signal(rng):
    size = between(rng, 2, 4)
    return grey(rng, size + between(rng, 1, 5)), size


@exercise(
    task="""
    Smooth a row of numbers: return the mean of each `size` neighbours, wherever so many fit.
    `signal` has shape (N,), the result (N − size + 1,).
    """,
    hints=(
        "Write down the groups of 2 neighbours in 1, 2, 3, 4. How many are there?",
        "Group number i begins at signal[i]. Where does it end?",
        "One loop over the places of the result; each is the mean of a slice of length size.",
    ),
    by_hand=[
        (([1, 3, 5, 7], 2), [2, 4, 6]),
        (([4, 8], 2), [6]),
        (([5, 6], 1), [5, 6]),
        (([3, 0, 0, 6], 3), [1, 2]),
        (([1, 2], 2), [1.5]),
    ],
    draw=_draw_signal,
    mistakes=[
        Mistake(
            "sum-instead-of-mean",
            "the neighbours are added up but not divided by how many they are.",
            lambda signal, size: np.convolve(signal, np.ones(size), "valid"),
        ),
        Mistake(
            "divided-by-length",
            "each sum is divided by the length of the whole signal, not of the group.",
            lambda signal, size: np.convolve(signal, np.ones(size), "valid") / len(signal),
        ),
        Mistake(
            "off-by-one",
            "the last group is missing. Is there one that ends with the last number?",
            lambda signal, size: np.convolve(signal, np.ones(size), "valid")[:-1] / size,
        ),
        Mistake(
            "stride-ignored",
            "the groups do not overlap: each begins where the one before ended. The next should "
            "begin one number further.",
            lambda signal, size: signal[: len(signal) // size * size].reshape(-1, size).mean(1),
        ),
        Mistake(
            "padded",
            "the result is as long as the signal, so the groups at its ends were not full.",
            lambda signal, size: (
                np.convolve(signal, np.ones(size))[(size - 1) // 2 :][: len(signal)] / size
            ),
        ),
        Mistake(
            "cumulative",
            "each place holds the mean of everything up to there.",
            lambda signal, size: np.cumsum(signal) / np.arange(1, len(signal) + 1),
        ),
    ],
)
def moving_average(signal, size):
    """Return the mean of each group of neighbours."""
    result = np.zeros(len(signal) - size + 1)
    for i in range(len(result)):
        result[i] = signal[i : i + size].mean()
    return result
