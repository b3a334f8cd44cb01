"""Learning-rate schedules."""

from collections.abc import Callable
from math import cos, pi

Schedule = Callable[[float], float]


def warmup_cosine(warmup: float = 0.1, floor: float = 0.0) -> Schedule:
    """Return a schedule that rises linearly and falls along half a cosine wave.

    Parameters
    ----------
    warmup : float
        Fraction of the training in which the rate rises from 0; 0 to below 1.
    floor : float
        The final rate as a fraction of the full rate, 0 to 1.

    Returns
    -------
    callable
        Takes the completed fraction of the training, 0 to 1; returns the learning rate's factor.

    Raises
    ------
    ValueError
        If a fraction is out of range.

    Notes
    -----
    After Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, with
    a warm-up as in Goyal and others, "Accurate, Large Minibatch SGD", 2017. The first steps are
    small because the optimiser's averages are still based on a few images.

    Examples
    --------
    >>> schedule = warmup_cosine(warmup=0.5)
    >>> [round(schedule(done), 6) for done in (0, 0.25, 0.5, 0.75, 1)]
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    if not 0 <= warmup < 1:
        raise ValueError(f"warmup must be from 0 to below 1, got {warmup}")
    if not 0 <= floor <= 1:
        raise ValueError(f"floor must be from 0 to 1, got {floor}")

    def schedule(done: float) -> float:
        if done < warmup:
            return done / warmup
        falling = 0.5 * (1 + cos(pi * (done - warmup) / (1 - warmup)))
        return floor + (1 - floor) * falling

    return schedule
