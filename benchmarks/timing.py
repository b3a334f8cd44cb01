"""Times that can be believed: interleaved, several rounds, medians."""

import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time

ROUND_SECONDS = 0.02  # quick calls are repeated until a round takes about as long


def seconds(call: Callable, repeats: int = 1, clock: Callable = process_time) -> float:
    """Return the mean time of a call over ``repeats`` calls.

    The clock counts this process's work alone, so other programs disturb little. With several
    threads it would add theirs up, so then ``perf_counter`` must be the clock.
    """
    start = clock()
    for _ in range(repeats):
        call()
    return (clock() - start) / repeats


def interleaved(
    calls: dict[str, Callable], rounds: int, clock: Callable = process_time
) -> dict[str, float]:
    """Return each call's median time, the calls taking turns in every round.

    A machine that gets slower for a while then makes all of them slower, and ratios stay true.
    """
    repeats = {}
    for name, call in calls.items():
        call()  # the first call pays for caches and pools
        repeats[name] = max(1, int(ROUND_SECONDS / seconds(call, clock=clock)))
    times = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            times[name].append(seconds(call, repeats[name], clock))
    return {name: median(values) for name, values in times.items()}


def peak_memory(call: Callable) -> int:
    """Return how many bytes NumPy held at most beyond what it held before the call."""
    call()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    kept = call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak - before
