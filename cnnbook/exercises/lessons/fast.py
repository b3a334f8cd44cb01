"""Lesson 13: from loops to matrix products."""

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import between, cells, framed, grey, mirrored, sides, signed, slide, turned


def _draw_windows(rng):
    k = between(rng, 1, 3)
    return grey(rng, *sides(rng, k, k + 2)), k


@exercise(
    task="""
    Collect all windows of k × k that fit into an image of shape (H, W). The result has shape
    (H − k + 1, W − k + 1, k, k): the first two indices say where the window's top left corner
    lies, the last two which pixel of it.
    """,
    hints=(
        "A 3 × 3 image and k = 2: how many windows, and what is the first one?",
        "result[i, j] is a whole window. Which slice of the image is it?",
        "Make zeros with four axes and fill result[i, j] in two loops. NumPy has a view for it "
        "too: np.lib.stride_tricks.sliding_window_view.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6]], 2), [[[[1, 2], [4, 5]], [[2, 3], [5, 6]]]]),
        (([[7, 8]], 1), [[[[7]], [[8]]]]),
        (([[1, 2], [3, 4]], 2), [[[[1, 2], [3, 4]]]]),
    ],
    draw=_draw_windows,
    mistakes=[
        Mistake(
            "axes-exchanged",
            "the axes are in another order: first where the window lies, then which pixel of it.",
            lambda image, k: cells(image, k, k).transpose(2, 3, 0, 1),
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "rows and columns are exchanged within each window.",
            lambda image, k: cells(image, k, k).swapaxes(2, 3),
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "rows and columns are exchanged in where the windows lie.",
            lambda image, k: cells(image, k, k).swapaxes(0, 1),
        ),
        Mistake(
            "stride-ignored",
            "the windows do not overlap: each begins where the one before ends. The next should "
            "begin one pixel further.",
            lambda image, k: cells(image, k, k)[::k, ::k],
        ),
        Mistake(
            "off-by-one",
            "the last row and the last column of windows are missing.",
            lambda image, k: cells(image, k, k)[:-1, :-1],
        ),
        Mistake(
            "flattened",
            "each window has become a row of numbers. It should keep its two axes.",
            lambda image, k: cells(image, k, k).reshape(*cells(image, k, k).shape[:2], -1),
        ),
        Mistake(
            "flattened",
            "the windows stand in one long list. They should keep their rows and columns.",
            lambda image, k: cells(image, k, k).reshape(-1, k, k),
        ),
    ],
)
def windows(image, k):
    """Collect all windows of k × k."""
    height, width = image.shape[0] - k + 1, image.shape[1] - k + 1
    result = np.zeros((height, width, k, k))
    for i in range(height):
        for j in range(width):
            result[i, j] = image[i : i + k, j : j + k]
    return result


def _columns(image, k):
    return cells(image, k, k).reshape(-1, k * k).T


@exercise(
    task="""
    Write each window of k × k of an image as a column. `image` has shape (H, W). The result has
    shape (k · k, OH · OW): windows in reading order from left to right, and within a column the
    window's pixels in reading order from top to bottom.
    """,
    hints=(
        "A 3 × 3 image and k = 2: how long is a column, and how many are there?",
        "Reading order is what ravel() gives, for the pixels of a window as for the windows.",
        "Collect window.ravel() of each window in a list, in two loops; np.array of it has the "
        "windows as rows, so it is still to be transposed.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6]], 2), [[1, 2], [2, 3], [4, 5], [5, 6]]),
        (([[7, 8]], 1), [[7, 8]]),
        (([[1, 2], [3, 4]], 2), [[1], [2], [3], [4]]),
        (([[1, 2], [3, 4]], 1), [[1, 2, 3, 4]]),
    ],
    draw=_draw_windows,
    mistakes=[
        Mistake(
            "rows-and-columns-exchanged",
            "each window has become a row. It should be a column.",
            lambda image, k: _columns(image, k).T,
        ),
        Mistake(
            "not-reading-order",
            "the pixels of a window are read column by column.",
            lambda image, k: cells(image, k, k).swapaxes(2, 3).reshape(-1, k * k).T,
        ),
        Mistake(
            "not-reading-order",
            "the windows are taken column by column of the image.",
            lambda image, k: cells(image, k, k).swapaxes(0, 1).reshape(-1, k * k).T,
        ),
        Mistake(
            "reshaped-not-transposed",
            "the shape is right, but the numbers were poured into it row after row. reshape keeps "
            "the order of all numbers; .T turns rows into columns.",
            lambda image, k: cells(image, k, k).reshape(k * k, -1),
        ),
        Mistake(
            "stride-ignored",
            "the windows do not overlap. The next should begin one pixel further.",
            lambda image, k: cells(image, k, k)[::k, ::k].reshape(-1, k * k).T,
        ),
        Mistake(
            "off-by-one",
            "the last row and the last column of windows are missing.",
            lambda image, k: cells(image, k, k)[:-1, :-1].reshape(-1, k * k).T,
        ),
    ],
)
def im2col(image, k):
    """Write each window as a column."""
    columns = []
    for i in range(image.shape[0] - k + 1):
        for j in range(image.shape[1] - k + 1):
            columns.append(image[i : i + k, j : j + k].ravel())
    return np.array(columns).T


def _draw_square(rng):
    k = between(rng, 1, 3)
    return grey(rng, *sides(rng, k, k + 2)), signed(rng, k, k)


def _shape(image, kernel):
    return slide(image, kernel).shape


@exercise(
    task="""
    Filter an image by one matrix product: the weights as a row, times the windows as columns, and
    the result brought back into its shape. `image` has shape (H, W), `kernel` (k, k), the result
    (H − k + 1, W − k + 1): the same as filter_image. Do not flip the kernel.
    """,
    hints=(
        "What are the shapes of the row of weights, of im2col(image, k), and of their product?",
        "Row times column is the sum of products of one window. Where does it belong?",
        "kernel.ravel() @ columns, then reshape to the rows and columns of the result.",
    ),
    by_hand=[
        (([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 2]]), [[11, 14], [20, 23]]),
        (([[5, 6]], [[3]]), [[15, 18]]),
        (([[1, 2], [3, 4]], [[1, 10], [100, 1000]]), [[4321]]),
        (([[1, 2, 3], [4, 5, 6]], [[0, 1], [0, 0]]), [[2, 3]]),
    ],
    draw=_draw_square,
    mistakes=[
        Mistake(
            "kernel-flipped",
            "the kernel is turned by 180°: its last weight meets the first pixel.",
            lambda image, kernel: slide(image, turned(kernel)),
        ),
        Mistake(
            "not-reading-order",
            "weights and pixels are read in different orders, one by rows and one by columns.",
            lambda image, kernel: slide(image, mirrored(kernel)),
        ),
        Mistake(
            "flattened",
            "the numbers stand in one row. They should be brought back into rows and columns.",
            lambda image, kernel: slide(image, kernel).ravel(),
        ),
        Mistake(
            "flattened",
            "the numbers stand in one row. They should be brought back into rows and columns.",
            lambda image, kernel: slide(image, kernel).reshape(1, -1),
        ),
        Mistake(
            "poured-wrongly",
            "the numbers are poured into the shape column by column, or with height and width "
            "exchanged.",
            lambda image, kernel: (
                slide(image, kernel).ravel().reshape(_shape(image, kernel), order="F")
            ),
        ),
        Mistake(
            "poured-wrongly",
            "height and width are exchanged in the reshape.",
            lambda image, kernel: slide(image, kernel).ravel().reshape(_shape(image, kernel)[::-1]),
        ),
        Mistake(
            "padded",
            "the result is as large as the image, so the kernel also stood over the edge.",
            lambda image, kernel: slide(
                framed(image, (len(kernel) - 1) // 2, len(kernel) // 2), kernel
            ),
        ),
        Mistake(
            "off-by-one",
            "the last row and the last column of the result are missing.",
            lambda image, kernel: slide(image, kernel)[:-1, :-1],
        ),
    ],
)
def conv_by_matrix(image, kernel):
    """Filter an image by one matrix product."""
    k = len(kernel)
    height, width = image.shape[0] - k + 1, image.shape[1] - k + 1
    columns = np.zeros((k * k, height * width))
    for i in range(height):
        for j in range(width):
            columns[:, i * width + j] = image[i : i + k, j : j + k].ravel()
    return (kernel.ravel() @ columns).reshape(height, width)
