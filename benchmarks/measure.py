"""The measurements, each as a table: a title, headings, rows of text."""

import json
import os
import subprocess
import sys
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks import cases, fresh, layers
from benchmarks.cases import BATCH, CASES, TINY, Case
from benchmarks.timing import interleaved, peak_memory, seconds

# What keeps PyTorch's and OpenBLAS's products to vectors that most processors of the kind have.
NARROW = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
}


class Table(NamedTuple):
    """A title, headings, and rows of text."""

    title: str
    headings: tuple
    rows: list


def one_thread(rounds: int) -> Table:
    """Time all libraries in one process, interleaved, with one thread."""
    rows = []
    for case in CASES:
        cases.check_equal(case)
        rows.append(_row(case, rounds))
        print("  ".join(rows[-1]), flush=True)
    headings = (
        "case",
        "forward, ms",
        "forward ÷ PyTorch",
        "÷ PyTorch channels-last",
        "÷ SciPy",
        "loops ÷ ours",
        "backward, ms",
        "backward ÷ PyTorch",
        "÷ PyTorch channels-last",
    )
    return Table("One thread, interleaved in one process", headings, rows)


def _row(case: Case, rounds: int) -> tuple:
    calls = {}
    (calls["ours"], calls["ours back"]) = cases.numpy_calls(case)
    (calls["torch"], calls["torch back"]) = cases.torch_calls(case)
    (calls["last"], calls["last back"]) = cases.torch_calls(case, channels_last=True)
    if scipy := cases.scipy_call(case):
        calls["scipy"] = scipy
    times = interleaved({name: call for name, call in calls.items() if call}, rounds)
    loop, images = cases.loop_call(case)
    slow = seconds(loop) * images  # the loops are too slow for more than one image
    ours, back = times["ours"], times.get("ours back")
    backward = "", "", ""
    if back:
        backward = (
            f"{back * 1e3:.3g}",
            f"{back / times['torch back']:.2f}",
            f"{back / times['last back']:.2f}",
        )
    return (
        case.name,
        f"{ours * 1e3:.3g}",
        f"{ours / times['torch']:.2f}",
        f"{ours / times['last']:.2f}",
        f"{ours / times['scipy']:.2f}" if scipy else "",
        f"{slow / ours:,.0f}",
        *backward,
    )


def several_threads(threads: int, rounds: int) -> Table:
    """Time each library with several threads."""
    return _apart(f"{threads} threads", threads, rounds, {})


def narrow_vectors(rounds: int) -> Table:
    """Time each library as if this processor had no vectors of more than 256 bits."""
    return _apart("Products with vectors of 256 bits, one thread", 1, rounds, NARROW)


def _apart(title: str, threads: int, rounds: int, surroundings: dict) -> Table:
    """Time each library in processes of its own, in turn, and compare the medians."""
    found = {"numpy": [], "torch": []}
    for _ in range(3):
        for library, results in found.items():
            results.append(_solo(library, threads, rounds, surroundings))
    rows = []
    for case in CASES:
        rows.append((case.name, *(_ratio(found, case.name, way) for way in (0, 1))))
    headings = ("case", "forward ÷ PyTorch", "backward ÷ PyTorch")
    return Table(f"{title}, each library in processes of its own", headings, rows)


def _ratio(found: dict, name: str, way: int) -> str:
    times = [[result[name][way] for result in results] for results in found.values()]
    if None in times[0]:
        return ""
    ours, theirs = map(median, times)
    return f"{ours / theirs:.2f}"


def _solo(library: str, threads: int, rounds: int, surroundings: dict) -> dict:
    counts = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    environment = os.environ | counts | surroundings
    command = [sys.executable, "-m", "benchmarks.solo", library, str(threads), str(rounds)]
    return json.loads(subprocess.check_output(command, env=environment, text=True))


def more_layers(rounds: int) -> Table:
    """Time the layers that are neither convolution nor pooling of windows, as `one_thread` does."""
    headings = ("layer", "forward, ms", "÷ PyTorch", "backward, ms", "÷ PyTorch")
    return Table("Other layers on (32,64,56,56), one thread", headings, layers.rows(rounds))


def overhead(rounds: int) -> Table:
    """Time calls on images so small that only the way to the arithmetic counts."""
    rows = []
    for case in (TINY, CASES[0]):
        ours, theirs = cases.numpy_calls(case), cases.torch_calls(case)
        names = ("ours", "ours back", "torch", "torch back")
        times = interleaved(dict(zip(names, ours + theirs, strict=True)), rounds)
        rows.append((case.name, *(f"{times[name] * 1e6:.1f}" for name in names)))
    headings = ("case", "forward, µs", "backward, µs", "PyTorch forward", "PyTorch backward")
    return Table("Cost of a call", headings, rows)


def growth(rounds: int) -> Table:
    """Time per pixel from small to large images: level if the time is linear in pixels."""
    calls, sizes = {}, (28, 64, 128, 256, 512, 1024)
    for size in sizes:
        case = Case("", "conv2d", (1, 8, size, size), (8, 8, 3, 3), {"padding": 1})
        calls[size], calls[-size] = cases.numpy_calls(case)
    times = interleaved(calls, rounds)
    rows = [
        (f"{size}", *(f"{times[way * size] / size**2 * 1e9:.1f}" for way in (1, -1)))
        for size in sizes
    ]
    headings = ("width", "forward, ns per pixel", "backward, ns per pixel")
    return Table("Growth with the size of the image, (1,8,n,n) → 8", headings, rows)


def memory() -> Table:
    """Measure the memory that a call takes, its result included, as multiples of the input."""
    rows = []
    for case in CASES:
        if case.input in (BATCH, (1, 3, 512, 512)):
            size = 4 * np.prod(case.input)
            calls = cases.numpy_calls(case)
            peaks = [f"{peak_memory(call) / size:.2f}" if call else "" for call in calls]
            rows.append((case.name, *peaks))
    headings = ("case", "forward, × input", "backward, × input")
    return Table("Memory beyond the arguments, result included", headings, rows)


def new_process() -> Table:
    """Measure what the first calls of a process cost, and whether later ones fetch memory anew."""
    headings = ("case", "first call, ms", "later calls, ms", "pages of 4 kB per later call")
    return Table(
        "Forward in a new process, with and without keeping memory", headings, fresh.rows()
    )


def rates(rounds: int) -> str:
    """Return how near the large convolution comes to the matrix product, its ceiling, in words.

    Both, PyTorch's convolution, and a product of the shape of one block take turns in one run.
    """
    case, square = CASES[5], np.ones((1024, 1024), np.float32)
    block = np.ones((64, 192), np.float32), np.ones((192, 3136), np.float32)
    calls = {
        "product": lambda: square @ square,
        "block": lambda: block[0] @ block[1],
        "conv2d": cases.numpy_calls(case)[0],
        "PyTorch": cases.torch_calls(case)[0],
    }
    convolution = 32 * 56 * 56 * int(np.prod(case.weight))
    work = {"product": 1024**3, "block": 64 * 192 * 3136}
    times = interleaved(calls, rounds)
    each = {name: 2 * work.get(name, convolution) / time for name, time in times.items()}
    giga = {name: f"{rate / 1e9:.0f}" for name, rate in each.items()}
    share = {name: f"{rate / each['product']:.0%}" for name, rate in each.items()}
    return (
        f"The float32 matrix product of this machine reaches {giga['product']} GFLOP/s on one "
        f"core, one of a block's shape, 64 × 192 times 192 × 3136, {giga['block']}. On "
        f"(32,64,56,56) → 64 `conv2d` reaches {giga['conv2d']}, {share['conv2d']} of the first, "
        f"and PyTorch {giga['PyTorch']}, {share['PyTorch']} of it. `fast.winograd` needs a quarter "
        "of the products; `cnnbook/fast/tiles.py` says at what price.\n"
    )
