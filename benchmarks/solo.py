"""One library alone in a process, for times with several threads.

Two thread pools in one process wait for each other in a loop and spoil each other's times.
"""

import json
import sys
from time import perf_counter

from benchmarks.cases import CASES, numpy_calls, torch_calls
from benchmarks.timing import interleaved


def main(library: str, threads: int, rounds: int) -> None:
    if library == "torch":
        import torch

        torch.set_num_threads(threads)
    build = torch_calls if library == "torch" else numpy_calls
    times = {}
    for case in CASES:
        calls = dict(zip(("forward", "backward"), build(case), strict=True))
        both = interleaved({k: call for k, call in calls.items() if call}, rounds, perf_counter)
        times[case.name] = [both.get(name) for name in calls]
    print(json.dumps(times))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
