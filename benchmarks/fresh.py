"""Calls in a new process: what the first one costs, what the later ones, and fresh memory.

``python -m benchmarks.fresh`` prints the table. glibc at first takes the memory of each large array
from the system, page by page, and gives it back with the array. So the first large convolution
tells it once to keep it (``cnnbook/_engine/memory.py``); each case is measured without that, too.
Nothing here may keep memory by itself, so glibc's settings are taken out of the environment.
"""

import json
import os
import subprocess
import sys
from statistics import median
from time import process_time

import numpy as np

from benchmarks.cases import CASES
from cnnbook import functional as F

SMALL_BATCHES = [case for case in CASES if case.input[0] == 64]
CALLS, PROCESSES = 50, 5
WAYS = {"kept": "", "given back": ", freed memory given back"}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(measure(*sys.argv[1:])))
        return
    for row in rows():
        print(" | ".join(row))


def rows() -> list[tuple]:
    """Return (case, first call in ms, later calls in ms, pages of 4 kB per later call)."""
    found = []
    for case in SMALL_BATCHES:
        for way, remark in WAYS.items():
            results = zip(*(_in_a_process(case.name, way) for _ in range(PROCESSES)), strict=True)
            first, later, pages = map(median, results)
            name = f"{case.name}{remark}"
            found.append((name, f"{first * 1e3:.2f}", f"{later * 1e3:.3f}", f"{pages:.0f}"))
    return found


def _in_a_process(name: str, way: str) -> list[float]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_")}
    command = [sys.executable, "-m", "benchmarks.fresh", name, way]
    return json.loads(subprocess.check_output(command, env=environment, text=True))


def measure(name: str, way: str) -> tuple[float, float, float]:
    """Return the seconds of the first call, of a later one, and the pages that it fetches."""
    from cnnbook._engine import blocks

    if way == "given back":
        blocks.raise_mmap_threshold = lambda: None
    case = next(case for case in CASES if case.name == name)
    image, weight = np.ones(case.input, np.float32), np.ones(case.weight, np.float32)

    def forward():
        F.conv2d(image, weight, **case.options)

    (first, _), later = _cost(forward), [_cost(forward) for _ in range(CALLS)]
    seconds, pages = zip(*later, strict=True)
    return first, median(seconds), sum(pages) / CALLS


def _cost(call) -> tuple[float, int]:
    from resource import RUSAGE_SELF, getrusage

    pages, start = getrusage(RUSAGE_SELF).ru_minflt, process_time()
    call()
    return process_time() - start, getrusage(RUSAGE_SELF).ru_minflt - pages


if __name__ == "__main__":
    main()
