"""The normal distribution, whose error function NumPy does not have."""

from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

# In float32 the share Φ below x is taken for 1 / (1 + e^(−x · q(x²))). These are q's factors, the
# highest power first, fitted to log(Φ / (1 − Φ)) / x so that neither Φ nor x · Φ is off by more
# than 7 · 10⁻⁸, and x · q(x²) grows with x for ever.
Q = (3.634996e-9, -2.6794707e-7, 7.9557253e-6, -1.1061824e-4, -6.572205e-5, 7.2667594e-2, 1.5957691)


def normal_share(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return which share of the standard normal distribution lies below each number.

    In float32 to within 2 · 10⁻⁷. Other types take Python's ``math.erf`` for each number, which
    takes much longer.
    """
    if x.dtype != np.float32:
        below = (0.5 * (1 + erf(value / sqrt(2))) for value in x.ravel().tolist())
        return np.fromiter(below, x.dtype, x.size).reshape(x.shape)
    square, first, *others = x * x, *(np.float32(-factor) for factor in Q)
    share = square * first
    for factor in others[:-1]:
        share += factor
        share *= square
    share += others[-1]
    share *= x
    return one_by_one_and_exp(share)


def one_by_one_and_exp(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return 1 / (1 + eˣ) in the memory of ``x``."""
    np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)
