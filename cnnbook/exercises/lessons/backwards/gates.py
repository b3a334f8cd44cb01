"""Back through what lets pass or not."""

import numpy as np

from ...exercise import Mistake, exercise
from .._ways import between, grey, pooled, sides, signed


def _draw_gate(rng):
    shape = sides(rng, 2, 3)
    return signed(rng, *shape), signed(rng, *shape) * rng.integers(0, 2, shape)


@exercise(
    task="""
    Take slopes back through a ReLU: where the input was positive, what arrives goes through; else
    nothing does, also where the input was exactly 0. `grad` has the slopes that arrive, one for
    each output, `x` the inputs of the way forward; both have shape (H, W), the result too.
    """,
    hints=(
        "If the input was −3, how much does the output change when the input is nudged?",
        "The way forward was a gate, open for positive inputs. Which array tells where it was?",
        "Multiply grad by x > 0, or choose with np.where.",
    ),
    by_hand=[
        (([[1, 2], [3, -4]], [[5, -1], [0, 2]]), [[1, 0], [0, -4]]),
        (([[3]], [[2]]), [[3]]),
        (([[3]], [[-2]]), [[0]]),
        (([[-3]], [[1]]), [[-3]]),
        (([[2]], [[0]]), [[0]]),
    ],
    draw=_draw_gate,
    mistakes=[
        Mistake(
            "gate-of-slopes",
            "the gate looks at the slopes. It is the input of the way forward that opens it.",
            lambda grad, x: grad * (grad > 0),
        ),
        Mistake(
            "grad-forgotten",
            "this is the slope of ReLU alone, 0 or 1. What arrives has to be multiplied by it.",
            lambda grad, x: x > 0,
        ),
        Mistake(
            "forward-again",
            "this is the way forward: the inputs came out, not the slopes.",
            lambda grad, x: np.maximum(x, 0),
        ),
        Mistake(
            "zero-passes",
            "the gate is open where the input is exactly 0. Here it is closed.",
            lambda grad, x: grad * (x >= 0),
        ),
        Mistake(
            "wrong-side",
            "the gate is open where the input is negative.",
            lambda grad, x: grad * (x < 0),
        ),
        Mistake(
            "times-input",
            "what arrives is multiplied by the input. The slope of ReLU is 1, whatever the size "
            "of the input.",
            lambda grad, x: grad * np.maximum(x, 0),
        ),
        Mistake(
            "gate-ignored",
            "all slopes go through. Which of the gates were closed?",
            lambda grad, x: grad,
        ),
    ],
)
def relu_backward(grad, x):
    """Let slopes through where the input was positive."""
    return grad * (x > 0)


def _draw_switch(rng):
    size = between(rng, 2, 3)
    image = rng.integers(1, 5, sides(rng, size, 2 * size + 1)).astype(float)
    return grey(rng, image.shape[0] // size, image.shape[1] // size), image, size


def _spread(grad, image, size, share):
    """Give each window's slope to its pixels; `share` says how much each gets."""
    result = np.zeros(image.shape)
    for i, j in np.ndindex(grad.shape):
        place = slice(i * size, (i + 1) * size), slice(j * size, (j + 1) * size)
        result[place] = grad[i, j] * share(image[place])
    return result


def _first(window):
    return (np.arange(window.size) == window.argmax()).reshape(window.shape)


def _last(window):
    return _first(window[::-1, ::-1])[::-1, ::-1]


def _whole(image, size):
    """Return rows and columns that whole windows cover."""
    return tuple(n // size * size for n in image.shape)


def _left_over_dropped(grad, image, size):
    height, width = _whole(image, size)
    return _spread(grad, image, size, _first)[:height, :width]


@exercise(
    task="""
    Take slopes back through max_pool(image, size): what arrives at a window goes to the pixel that
    was its largest, the first in reading order if several are, and all other pixels get 0. `grad`
    has shape (H // size, W // size), `image` (H, W), the result (H, W).
    """,
    hints=(
        "A window of 1, 4, 2, 3 and a slope of 10 that arrives: what does each pixel get?",
        "Nudging a pixel that is not the largest changes nothing. So the result begins as zeros.",
        "In two loops over grad: cut out the window, find its argmax, turn that into a row and a "
        "column, and put the slope there, counted from the window's corner.",
    ),
    by_hand=[
        (([[10]], [[1, 4], [2, 3]], 2), [[0, 10], [0, 0]]),
        (([[5, 7]], [[1, 2, 0, 0], [3, 0, 0, 9]], 2), [[0, 0, 0, 0], [5, 0, 0, 7]]),
        (([[6]], [[2, 2], [2, 2]], 2), [[6, 0], [0, 0]]),
        (([[6]], [[1, 2], [2, 1]], 2), [[0, 6], [0, 0]]),
        (([[1]], [[1, 2, 9], [3, 4, 9]], 2), [[0, 0, 0], [0, 1, 0]]),
    ],
    draw=_draw_switch,
    mistakes=[
        Mistake(
            "every-maximum",
            "of equal largest pixels each gets the whole slope, so it counts several times. Here "
            "the first in reading order gets it.",
            lambda grad, image, size: _spread(grad, image, size, lambda w: w == w.max()),
        ),
        Mistake(
            "last-of-equal",
            "of equal largest pixels the last gets the slope: ≥ also replaces what is equal.",
            lambda grad, image, size: _spread(grad, image, size, _last),
        ),
        Mistake(
            "shared-evenly",
            "all pixels of a window get the slope. Nudging one that is not the largest changes "
            "nothing.",
            lambda grad, image, size: _spread(grad, image, size, lambda w: 1),
        ),
        Mistake(
            "shared-evenly",
            "all pixels of a window get a part of the slope, as for average pooling.",
            lambda grad, image, size: _spread(grad, image, size, lambda w: 1 / w.size),
        ),
        Mistake(
            "value-instead-of-slope",
            "the largest pixels themselves are put back. It is the slopes that go there.",
            lambda grad, image, size: _spread(pooled(image, size, np.max), image, size, _first),
        ),
        Mistake(
            "grad-forgotten",
            "there is a 1 where each largest pixel was. How much arrives there?",
            lambda grad, image, size: _spread(np.ones(grad.shape), image, size, _first),
        ),
        Mistake(
            "left-over-dropped",
            "the result is smaller than the image. Pixels that no window holds get 0, and stay.",
            _left_over_dropped,
        ),
    ],
)
def max_pool_backward(grad, image, size):
    """Give each slope to the pixel that was the largest of its window."""
    result = np.zeros(image.shape)
    for i in range(grad.shape[0]):
        for j in range(grad.shape[1]):
            top, left = i * size, j * size
            window = image[top : top + size, left : left + size]
            place = window.argmax()  # counted through the rows; the first of equals
            result[top + place // size, left + place % size] = grad[i, j]
    return result
