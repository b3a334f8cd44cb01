"""Where it looks."""

import numpy as np

from ...exercise import Mistake, exercise
from ...printing import Formula
from .._ways import between, grey, sides

_PREDICTORS = (
    "lambda image: image.max()",
    "lambda image: image[0, 0] + 2 * image[-1, -1]",
    "lambda image: (image * np.arange(image.size).reshape(image.shape)).sum()",
)


def _draw_occlusion(rng):
    size = between(rng, 1, 2)
    image = grey(rng, *sides(rng, size + 1, size + 2)) / 10
    return Formula(str(rng.choice(_PREDICTORS))), image, size


def _covered(predict, image, size, cover, rows=None, columns=None):
    """Predict with `cover` put on the square at each place."""
    rows = range(image.shape[0] - size + 1) if rows is None else rows
    columns = range(image.shape[1] - size + 1) if columns is None else columns
    places = [[(r, c) for c in columns] for r in rows]
    return np.array([[predict(cover(image, *place, size)) for place in row] for row in places])


def _patch(value):
    def cover(image, r, c, size):
        image = image.copy()
        image[r : r + size, c : c + size] = value
        return image

    return cover


def _staying(image, r, c, size):
    image[r : r + size, c : c + size] = 0.5
    return image


def _only(image, r, c, size):
    result = np.full(image.shape, 0.5)
    result[r : r + size, c : c + size] = image[r : r + size, c : c + size]
    return result


def _in_steps(predict, image, size):
    rows, columns = (range(0, n - size + 1, size) for n in image.shape)
    return _covered(predict, image, size, _patch(0.5), rows, columns)


def _too_few(predict, image, size):
    return _covered(predict, image, size, _patch(0.5))[:-1, :-1]


def _everywhere(predict, image, size):
    return _covered(predict, image, size, _patch(0.5), *map(range, image.shape))


@exercise(
    task="""
    Where does a network look? Cover each place in turn with a grey square of size × size pixels,
    of value 0.5, and ask again. `predict` is a function that makes one number of an image, `image`
    has shape (H, W). The result has shape (H − size + 1, W − size + 1): in row r, column c stands
    what predict returns when the square's top left corner lies on (r, c). Everywhere else the
    image is as it was.
    """,
    hints=(
        "Where can the top left corner of a square of 2 × 2 lie in an image of 3 × 3?",
        "For each place you need an image with a single square. What became of the one before?",
        "Two loops; inside, a copy of the image, 0.5 into a slice of it, and predict(copy) into "
        "the result.",
    ),
    by_hand=[
        ((Formula("lambda image: image.sum()"), [[1, 2], [3, 4]], 1), [[9.5, 8.5], [7.5, 6.5]]),
        ((Formula("lambda image: image[0, 0]"), [[1, 2]], 1), [[0.5, 1]]),
        ((Formula("lambda image: image.sum()"), [[1, 2], [3, 4]], 2), [[2]]),
        ((Formula("lambda image: image.max()"), [[0, 0, 9]], 1), [[9, 9, 0.5]]),
        ((Formula("lambda image: image.sum()"), [[0, 0, 0], [0, 0, 8]], 2), [[10, 2]]),
    ],
    draw=_draw_occlusion,
    mistakes=[
        Mistake(
            "squares-stay",
            "the squares stay in the image, so it becomes greyer with every place. Each place "
            "needs a fresh copy: image.copy(), inside the loops.",
            lambda predict, image, size: _covered(predict, image.copy(), size, _staying),
        ),
        Mistake(
            "black-square",
            "the square is 0, black. Grey is 0.5.",
            lambda predict, image, size: _covered(predict, image, size, _patch(0)),
        ),
        Mistake(
            "white-square",
            "the square is 1, white. Grey is 0.5.",
            lambda predict, image, size: _covered(predict, image, size, _patch(1)),
        ),
        Mistake(
            "drop-instead-of-answer",
            "this is how much the answer falls. Here the answer itself is wanted.",
            lambda predict, image, size: (
                predict(image) - _covered(predict, image, size, _patch(0.5))
            ),
        ),
        Mistake(
            "drop-instead-of-answer",
            "this is how much the answer grows. Here the answer itself is wanted.",
            lambda predict, image, size: (
                _covered(predict, image, size, _patch(0.5)) - predict(image)
            ),
        ),
        Mistake(
            "off-by-one",
            "the last row and the last column of places are missing.",
            _too_few,
        ),
        Mistake(
            "stride-ignored",
            "the square moves by its own size. It should move by one pixel.",
            _in_steps,
        ),
        Mistake(
            "over-the-edge",
            "there is a place for every pixel, so some squares hang over the edge.",
            _everywhere,
        ),
        Mistake(
            "all-but-the-square",
            "everything is grey but the square. It should be the other way round.",
            lambda predict, image, size: _covered(predict, image, size, _only),
        ),
        Mistake(
            "not-covered",
            "the answer is the same everywhere: predict was given the image without a square.",
            lambda predict, image, size: _covered(predict, image, size, lambda i, *_: i),
        ),
    ],
)
def occlusion(predict, image, size):
    """Ask again with a grey square on each place."""
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    result = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            covered = image.copy()
            covered[r : r + size, c : c + size] = 0.5
            result[r, c] = predict(covered)
    return result
