"""What several exercises need: small drawn arguments, and ways of doing things wrong."""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Rng = np.random.Generator


def between(rng: Rng, low: int, high: int) -> int:
    """Draw an integer; both bounds are included."""
    return int(rng.integers(low, high + 1))


def grey(rng: Rng, *shape: int) -> np.ndarray:
    """Draw whole numbers from 1 to 9, as floats."""
    return rng.integers(1, 10, shape).astype(float)


def signed(rng: Rng, *shape: int) -> np.ndarray:
    """Draw numbers from −4 to 4 in halves, not 0."""
    return rng.integers(1, 9, shape) / 2 * rng.choice([-1, 1], shape)


def sides(rng: Rng, low: int, high: int) -> tuple[int, int]:
    """Draw a height and a width."""
    return between(rng, low, high), between(rng, low, high)


def cells(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return all windows, (OH, OW, height, width)."""
    return sliding_window_view(image, (height, width))


def slide(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Filter wherever the kernel fits."""
    return np.einsum("ijab,ab->ij", cells(image, *kernel.shape), kernel)


def turned(kernel: np.ndarray) -> np.ndarray:
    """Turn by 180°."""
    return kernel[::-1, ::-1]


def mirrored(kernel: np.ndarray) -> np.ndarray:
    """Exchange the two indices of a kernel, which reads beyond the edge unless it is square."""
    if kernel.shape[0] != kernel.shape[1]:
        raise IndexError("index is out of bounds")
    return kernel.T


def framed(image: np.ndarray, p: int, q: int | None = None, mode: str = "constant") -> np.ndarray:
    """Pad by p before and q after, on both axes."""
    return np.pad(image, (p, p if q is None else q), mode=mode)


def pooled(image: np.ndarray, size: int, reduce: Callable) -> np.ndarray:
    """Reduce each window of size × size; windows do not overlap, incomplete ones are dropped."""
    return reduce(cells(image, size, size)[::size, ::size], axis=(2, 3))


def pooled_to_the_end(image: np.ndarray, size: int, reduce: Callable) -> np.ndarray:
    """Reduce each window, incomplete ones too."""
    tops, lefts = (range(0, n, size) for n in image.shape)
    return np.array([[reduce(image[t : t + size, x : x + size]) for x in lefts] for t in tops])
