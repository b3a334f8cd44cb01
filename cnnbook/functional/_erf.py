"""The error function, which NumPy does not have."""

from math import erf as exact

import numpy as np
from numpy.typing import NDArray

# Eigen's rational function for float32 (its generic_fast_erf_float): x · P(x²) / Q(x²). Beyond
# ±FAR the error function is ±1 in float32. Highest power first.
P = (2.2905065861350646e-4, 3.4082910107109506e-3, 5.0955695062380861e-2, 0.18520832239976145)
P = (*P, 1.128379143519084)
Q = (-1.1791602954361697e-7, 2.3547966471313185e-5, 1.0179625278914885e-3, 1.4070470171167667e-2)
Q = (*Q, 0.11098505178285362, 0.49746925110067538, 1.0)
FAR = 3.832506856900711


def erf(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the error function of each number, in float32 to within 4 · 10⁻⁷.

    Other types take Python's ``math.erf`` for each number, which takes much longer.
    """
    if x.dtype != np.float32:
        return np.fromiter(map(exact, x.ravel().tolist()), x.dtype, x.size).reshape(x.shape)
    near = np.clip(x, np.float32(-FAR), np.float32(FAR))
    square = near * near
    near *= _polynomial(P, square)
    near /= _polynomial(Q, square)
    return np.clip(near, np.float32(-1), np.float32(1), out=near)


def _polynomial(factors: tuple[float, ...], x: NDArray[np.floating]) -> NDArray[np.floating]:
    total = np.float32(factors[0]) * x
    for factor in factors[1:-1]:
        total += np.float32(factor)
        total *= x
    total += np.float32(factors[-1])
    return total
