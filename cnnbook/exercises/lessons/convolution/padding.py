"""Frames around an image."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, framed, grey, sides


def _draw_padding(rng):
    return grey(rng, *sides(rng, 2, 3)), between(rng, 1, 3)


def _in_the_corner(image, p):
    return np.pad(image, (0, 2 * p))


@exercise(
    task="""
    Put a frame of zeros, `p` pixels wide, around an image of shape (H, W). `p` is at least 1.
    """,
    hints=(
        "How many rows has the result of a 2 × 3 image with p = 1, and how many columns?",
        "Make an array of zeros of that size. Which of its rows does the image take?",
        "Assign the image to a slice of the zeros: it begins at p on both axes and is as long as "
        "the image.",
    ),
    by_hand=[
        (([[1, 2]], 1), [[0, 0, 0, 0], [0, 1, 2, 0], [0, 0, 0, 0]]),
        (([[5]], 1), [[0, 0, 0], [0, 5, 0], [0, 0, 0]]),
        (([[7]], 2), [[0] * 5, [0] * 5, [0, 0, 7, 0, 0], [0] * 5, [0] * 5]),
    ],
    draw=_draw_padding,
    mistakes=[
        Mistake(
            "padding-on-one-side",
            "the zeros stand only above and on the left.",
            lambda image, p: framed(image, p, 0),
        ),
        Mistake(
            "padding-on-one-side",
            "the zeros stand only below and on the right.",
            lambda image, p: framed(image, 0, p),
        ),
        Mistake(
            "in-the-corner",
            "the size is right, but the image stands in the top left corner of it.",
            _in_the_corner,
        ),
        Mistake(
            "one-axis",
            "there are zeros above and below, but not on the left and right.",
            lambda image, p: np.pad(image, ((p, p), (0, 0))),
        ),
        Mistake(
            "width-ignored",
            "the frame is one pixel wide whatever p says.",
            lambda image, p: framed(image, 1),
        ),
        Mistake(
            "twice-too-wide",
            "the frame is 2p pixels wide. The size grows by 2p, half of it on each side.",
            lambda image, p: framed(image, 2 * p),
        ),
        Mistake(
            "copies-the-edge",
            "the frame repeats the image's edge. It should be 0.",
            lambda image, p: framed(image, p, mode="edge"),
        ),
    ],
)
def pad_zeros(image, p):
    """Put a frame of zeros around an image."""
    height, width = image.shape
    result = np.zeros((height + 2 * p, width + 2 * p))
    result[p : p + height, p : p + width] = image
    return result


def _cross(image, p):
    """Copy the edges outwards, but leave the corners at 0."""
    result = framed(image, p, mode="edge")
    for rows in (slice(0, p), slice(-p, None) if p else slice(0, 0)):
        result[rows, :p] = 0
        result[rows, result.shape[1] - p :] = 0
    return result


@exercise(
    task="""
    Put a frame, `p` pixels wide, around an image of shape (H, W), in which each pixel copies the
    nearest pixel of the image; in the corners that is the image's corner. `p` is at least 1.
    """,
    hints=(
        "Which pixel of the image is nearest to a place above its row 0, in column 2?",
        "For each row of the result, find the nearest row of the image: r − p, but not below 0 "
        "and not above the last.",
        "min and max, or np.clip, keep an index within the image; the same for columns.",
    ),
    by_hand=[
        (([[1, 2]], 1), [[1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 2]]),
        (([[1], [2]], 1), [[1, 1, 1], [1, 1, 1], [2, 2, 2], [2, 2, 2]]),
        (([[1, 2], [3, 4]], 1), [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]),
    ],
    draw=_draw_padding,
    mistakes=[
        Mistake(
            "zeros-instead",
            "the frame is 0. It should repeat what lies at the edge.",
            lambda image, p: framed(image, p),
        ),
        Mistake(
            "corners-forgotten",
            "the four sides are copied, but the corners are still 0.",
            _cross,
        ),
        Mistake(
            "mirrored",
            "the frame mirrors the image, without the edge itself.",
            lambda image, p: framed(image, p, mode="reflect"),
        ),
        Mistake(
            "mirrored-with-edge",
            "the frame mirrors the image. Further out it should still be the edge.",
            lambda image, p: framed(image, p, mode="symmetric"),
        ),
        Mistake(
            "wrapped-around",
            "the frame comes from the opposite edge: an index below 0 counts from the end.",
            lambda image, p: framed(image, p, mode="wrap"),
        ),
        Mistake(
            "padding-on-one-side",
            "the frame stands only above and on the left.",
            lambda image, p: framed(image, p, 0, mode="edge"),
        ),
        Mistake(
            "width-ignored",
            "the frame is one pixel wide whatever p says.",
            lambda image, p: framed(image, 1, mode="edge"),
        ),
    ],
)
def pad_replicate(image, p):
    """Put copies of the edge around an image."""
    rows = np.clip(np.arange(-p, image.shape[0] + p), 0, image.shape[0] - 1)
    columns = np.clip(np.arange(-p, image.shape[1] + p), 0, image.shape[1] - 1)
    return image[rows][:, columns]
