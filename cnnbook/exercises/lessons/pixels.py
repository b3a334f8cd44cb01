"""Lesson 1: an image is a grid of numbers."""

import numpy as np

from ..exercise import Mistake, exercise
from ._ways import between, cells, grey, pooled, sides, signed


def _draw_shrink(rng):
    side = between(rng, 2, 3)
    height, width = sides(rng, 1, 3)
    return grey(rng, height * side, width * side), side


@exercise(
    task="""
    Make an image smaller: replace each square of side × side pixels by one pixel, their mean.
    `image` has shape (H, W), and `side` divides both. The result has shape (H / side, W / side).
    """,
    hints=(
        "Which pixels of the image become the pixel in row 0, column 1 of the result?",
        "Row r of the result comes from `side` rows of the image. The first of them is r · side.",
        "Two loops, over the rows and columns of the result; in the middle a slice of both axes, "
        "image[…:…, …:…], and its mean().",
    ),
    by_hand=[
        (([[1, 3, 0, 0], [5, 7, 0, 4]], 2), [[4, 1]]),
        (([[1, 2], [3, 4]], 2), [[2.5]]),
        (([[1, 2], [3, 4]], 1), [[1, 2], [3, 4]]),
        (([[9, 0, 0], [0, 0, 0], [0, 0, 9], [1, 1, 1], [1, 1, 1], [1, 1, 1]], 3), [[2], [1]]),
    ],
    draw=_draw_shrink,
    mistakes=[
        Mistake(
            "sum-instead-of-mean",
            "the pixels of a square are added up, but not divided by how many they are. A square "
            "that is 5 everywhere should stay 5.",
            lambda image, side: pooled(image, side, np.sum),
        ),
        Mistake(
            "divided-by-side",
            "the sum is divided by the side of the square, not by the number of pixels in it.",
            lambda image, side: pooled(image, side, np.sum) / side,
        ),
        Mistake(
            "one-pixel-of-each",
            "one pixel of each square is kept and the others are left out. Does each of them "
            "change your result?",
            lambda image, side: image[::side, ::side],
        ),
        Mistake(
            "max-instead-of-mean",
            "the largest pixel of each square is taken, not the mean.",
            lambda image, side: pooled(image, side, np.max),
        ),
        Mistake(
            "stride-ignored",
            "the squares overlap: the next one begins one pixel further. Print where each begins.",
            lambda image, side: cells(image, side, side).mean(axis=(2, 3)),
        ),
        Mistake(
            "one-axis",
            "only the rows are shrunk; the columns keep their number.",
            lambda image, side: image.reshape(-1, side, image.shape[1]).mean(axis=1),
        ),
    ],
)
def shrink(image, side):
    """Replace each square of side × side pixels by its mean."""
    height, width = image.shape[0] // side, image.shape[1] // side
    result = np.zeros((height, width))
    for r in range(height):
        for c in range(width):
            top, left = r * side, c * side
            result[r, c] = image[top : top + side, left : left + side].mean()
    return result


def _draw_connected(rng):
    height, width = sides(rng, 2, 3)
    return grey(rng, height, width), signed(rng, between(rng, 2, 3), height, width)


@exercise(
    task="""
    Let every node add up every pixel times its own weight for that pixel. `image` has shape
    (H, W), `weights` has shape (nodes, H, W). The result has one number for each node.
    """,
    hints=(
        "Begin with a single node: what is the sum for weights[0]?",
        "weights[0] * image multiplies pixel by pixel. What is still to be done with the products?",
        "For each node: multiply its weights by the image, sum everything, and put the sum into "
        "the result at the node's place.",
    ),
    by_hand=[
        (([[1, 2], [3, 4]], [[[1, 0], [0, 0]], [[0, 1], [1, 0]]]), [1, 5]),
        (([[1, 2]], [[[3, 4]]]), [11]),
        (([[1, 2, 3]], [[[1, 1, 1]], [[0, 0, -1]]]), [6, -3]),
        (([[1, 2], [3, 4]], [[[0, 1], [0, 0]], [[0, 0], [1, 0]]]), [2, 3]),
    ],
    draw=_draw_connected,
    mistakes=[
        Mistake(
            "not-summed",
            "the products are right, but each node should add its own up to a single number.",
            lambda image, weights: weights * image,
        ),
        Mistake(
            "one-total",
            "the products of all nodes are added up together. Each node keeps its own sum.",
            lambda image, weights: (weights * image).sum(),
        ),
        Mistake(
            "wrong-axis",
            "the sum goes over the nodes in the place of the pixels. The nodes are the first axis.",
            lambda image, weights: (weights * image).sum(axis=0),
        ),
        Mistake(
            "one-axis",
            "the sum goes over the rows, but not over the columns too.",
            lambda image, weights: (weights * image).sum(axis=1),
        ),
        Mistake(
            "mean-instead-of-sum",
            "the products are averaged. Here they are only added up.",
            lambda image, weights: (weights * image).mean(axis=(1, 2)),
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "the image is read column by column and the weights row by row, so pixels meet the "
            "weights of others. Try an image with a single 1 in it.",
            lambda image, weights: weights.reshape(len(weights), -1) @ image.T.ravel(),
        ),
        Mistake(
            "weights-forgotten",
            "each node adds up the pixels, and its weights play no part.",
            lambda image, weights: np.full(len(weights), image.sum()),
        ),
    ],
)
def fully_connected(image, weights):
    """Let every node add up every pixel times its weight."""
    result = np.zeros(len(weights))
    for j in range(len(weights)):
        result[j] = (weights[j] * image).sum()
    return result


def _place(flat, image):
    return tuple(int(n) for n in np.unravel_index(flat, image.shape))


@exercise(
    task="""
    Find the brightest pixel of an image of shape (H, W): return its row and its column, two whole
    numbers. If several are equally bright, take the first in reading order: the highest row, and
    in it the leftmost.
    """,
    hints=(
        "Go through the pixels as you read a page, and remember the best one so far.",
        "Remember two things: how bright it is and where it is. When does the memory change?",
        "Two loops; inside, if image[row, column] is greater than the best so far, remember it "
        "and its place. np.argmax does the same and counts through all rows.",
    ),
    by_hand=[
        (([[1, 2, 9], [3, 4, 5]],), (0, 2)),
        (([[1], [2]],), (1, 0)),
        (([[3, 7], [7, 1]],), (0, 1)),
        (([[-5, -2], [-3, -4]],), (0, 1)),
    ],
    draw=lambda rng: (grey(rng, *sides(rng, 2, 4)),),
    mistakes=[
        Mistake(
            "rows-and-columns-exchanged",
            "the column comes first. In NumPy and here the row is first, counted downwards.",
            lambda image: _place(image.argmax(), image)[::-1],
        ),
        Mistake(
            "flat-index",
            "one number came that counts through all rows, as argmax does. How many whole rows "
            "are in it, and what is left?",
            lambda image: image.argmax(),
        ),
        Mistake(
            "value-instead-of-place",
            "this is how bright the pixel is, not where it is.",
            lambda image: image.max(),
        ),
        Mistake(
            "counted-from-one",
            "the counting began at 1. The first row is row 0.",
            lambda image: tuple(n + 1 for n in _place(image.argmax(), image)),
        ),
        Mistake(
            "darkest",
            "this is the darkest pixel. Which way does the comparison point?",
            lambda image: _place(image.argmin(), image),
        ),
        Mistake(
            "last-of-equal",
            "of equally bright pixels the last one was taken: ≥ also replaces what is equal.",
            lambda image: _place(image.size - 1 - image.ravel()[::-1].argmax(), image),
        ),
        Mistake(
            "starts-at-zero",
            "the best so far begins at 0, so in an image below 0 nothing is ever brighter.",
            lambda image: _place(image.argmax(), image) if image.max() > 0 else (0, 0),
        ),
    ],
    exact=True,
)
def brightest(image):
    """Return row and column of the brightest pixel."""
    place = int(np.argmax(image))
    return place // image.shape[1], place % image.shape[1]
