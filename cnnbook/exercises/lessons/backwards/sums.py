"""Back through a convolution."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import grey, mirrored, sides, signed, slide, turned


def _draw_weights(rng):
    grad = signed(rng, *sides(rng, 1, 3))
    height, width = sides(rng, 1, 3)
    return grad, grey(rng, grad.shape[0] + height - 1, grad.shape[1] + width - 1)


@exercise(
    task="""
    How does the loss change with each weight of a kernel? The way forward was
    filter_image(image, kernel). `grad` has shape (OH, OW), the slopes that arrive at its result;
    `image` has shape (H, W). Return the slope of each weight: shape (H − OH + 1, W − OW + 1).
    """,
    hints=(
        "Which pixels did the weight in row 0, column 0 multiply? One for each output.",
        "Each product pixel · weight gives the weight the slope pixel · grad. A weight adds up its "
        "products over all outputs.",
        "Weight (a, b) met pixel (i + a, j + b) at output (i, j). That is filter_image again: the "
        "slopes slide over the image.",
    ),
    by_hand=[
        (([[1, 0], [0, 2]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]), [[11, 14], [20, 23]]),
        (([[2]], [[1, 3], [5, 7]]), [[2, 6], [10, 14]]),
        (([[1, 1]], [[1, 2, 4]]), [[3, 6]]),
        (([[1], [10]], [[1], [2]]), [[21]]),
    ],
    draw=_draw_weights,
    mistakes=[
        Mistake(
            "kernel-flipped",
            "the slopes are turned by 180°. Follow one weight: which output meets which pixel?",
            lambda grad, image: slide(image, turned(grad)),
        ),
        Mistake(
            "result-flipped",
            "the result is turned by 180°: what belongs to the first weight stands last.",
            lambda grad, image: turned(slide(image, grad)),
        ),
        Mistake(
            "padded",
            "zeros were put around the image. The kernel has a weight for each place where the "
            "slopes fit inside.",
            lambda grad, image: slide(
                np.pad(image, [(n - 1, n - 1) for n in grad.shape]), turned(grad)
            ),
        ),
        Mistake(
            "mean-instead-of-sum",
            "the sum over the outputs is divided by how many they are.",
            lambda grad, image: slide(image, grad) / grad.size,
        ),
        Mistake(
            "grad-forgotten",
            "the pixels are added up without the slopes that arrive.",
            lambda grad, image: slide(image, np.ones(grad.shape)),
        ),
        Mistake(
            "overwritten",
            "each output's share replaces the one before it. A weight adds up all of them.",
            lambda grad, image: image[grad.shape[0] - 1 :, grad.shape[1] - 1 :] * grad[-1, -1],
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "the two indices of the slopes are exchanged.",
            lambda grad, image: slide(image, mirrored(grad)),
        ),
    ],
)
def conv_weight_gradient(grad, image):
    """Return the slope of each weight of the kernel."""
    height, width = image.shape[0] - grad.shape[0] + 1, image.shape[1] - grad.shape[1] + 1
    result = np.zeros((height, width))
    for a in range(height):
        for b in range(width):
            seen = image[a : a + grad.shape[0], b : b + grad.shape[1]]
            result[a, b] = (seen * grad).sum()
    return result


def _all_around(grad, kernel):
    """Slide over the slopes with zeros around them, as far as one weight still touches one."""
    return slide(np.pad(grad, [(k - 1, k - 1) for k in kernel.shape]), kernel)


def _overwritten(grad, kernel):
    result = np.zeros([g + k - 1 for g, k in zip(grad.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(grad.shape):
        result[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel * grad[i, j]
    return result


def _inside(grad, kernel):
    full = _all_around(grad, turned(kernel))
    top, left = ((k - 1) // 2 for k in kernel.shape)
    return full[top : top + grad.shape[0], left : left + grad.shape[1]]


@exercise(
    task="""
    How does the loss change with each pixel of the image? The way forward was
    filter_image(image, kernel). `grad` has shape (OH, OW), the slopes that arrive at its result;
    `kernel` has shape (KH, KW). Return the slope of each pixel: shape
    (OH + KH − 1, OW + KW − 1).
    """,
    hints=(
        "With a single output there is a single window. What slope has each of its pixels?",
        "Each product pixel · weight gives the pixel the slope weight · grad. Windows overlap, so "
        "a pixel adds up several.",
        "Begin with zeros of the image's shape; for each output (i, j) add kernel · grad[i, j] to "
        "the window that begins at (i, j).",
    ),
    by_hand=[
        (([[1, 10]], [[1, 2]]), [[1, 12, 20]]),
        (([[2]], [[1, 2], [3, 4]]), [[2, 4], [6, 8]]),
        (([[1, 0], [0, 1]], [[1, 2], [3, 4]]), [[1, 2, 0], [3, 5, 2], [0, 3, 4]]),
        (([[3]], [[5]]), [[15]]),
    ],
    draw=lambda rng: (signed(rng, *sides(rng, 1, 3)), signed(rng, *sides(rng, 2, 3))),
    mistakes=[
        Mistake(
            "not-flipped",
            "the kernel slides over the slopes as it is. Follow one pixel: the last weight met it "
            "at the first window.",
            _all_around,
        ),
        Mistake(
            "overwritten",
            "where windows overlap, the last one replaced what was there. A pixel adds up the "
            "slopes from all its windows: = where += should add.",
            _overwritten,
        ),
        Mistake(
            "padding-forgotten",
            "the result is smaller than the slopes. The image was larger than its result, so "
            "there must be zeros around the slopes.",
            lambda grad, kernel: slide(grad, turned(kernel)),
        ),
        Mistake(
            "inside-only",
            "the result is as large as the slopes, so the pixels at the edge are missing.",
            _inside,
        ),
        Mistake(
            "weights-forgotten",
            "each pixel adds up the slopes of its windows, without the weights.",
            lambda grad, kernel: _all_around(grad, np.ones(kernel.shape)),
        ),
        Mistake(
            "mean-instead-of-sum",
            "the sum is divided by the number of weights.",
            lambda grad, kernel: _all_around(grad, turned(kernel)) / kernel.size,
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "the two indices of the kernel are exchanged.",
            lambda grad, kernel: _all_around(grad, turned(mirrored(kernel))),
        ),
    ],
)
def conv_input_gradient(grad, kernel):
    """Return the slope of each pixel of the image."""
    height, width = kernel.shape
    result = np.zeros((grad.shape[0] + height - 1, grad.shape[1] + width - 1))
    for i in range(grad.shape[0]):
        for j in range(grad.shape[1]):
            result[i : i + height, j : j + width] += kernel * grad[i, j]
    return result
