"""Measure everything, print it, and save it in benchmarks/README.md and README.md.

``python -m benchmarks`` starts itself again with one thread for the process, since libraries read
the number of threads when they are loaded, and with freed memory kept (in Linux), since otherwise
PyTorch is a fifth slower on large batches in some runs and not in others.
"""

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks import report

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
KEEP = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")
SURROUNDINGS = dict.fromkeys(THREADS, "1") | dict.fromkeys(KEEP, str(2**32))


def main() -> None:
    options = arguments()
    if not SURROUNDINGS.items() <= os.environ.items():
        command = [sys.executable, "-m", "benchmarks", *sys.argv[1:]]
        sys.exit(subprocess.call(command, env=os.environ | SURROUNDINGS))
    text = measure_all(options.rounds, options.threads)
    print(text)
    if not options.dry:
        report.write(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds per median (7)")
    parser.add_argument("--threads", type=int, default=2, help="second number of threads (2)")
    parser.add_argument("--dry", action="store_true", help="print only, save nothing")
    return parser.parse_args()


def measure_all(rounds: int, threads: int) -> str:
    import torch

    from benchmarks import measure, training

    torch.set_num_threads(1)
    rates = measure.rates(rounds)
    tables = [
        measure.one_thread(rounds),
        measure.more_layers(rounds),
        measure.overhead(rounds),
        measure.growth(rounds),
        measure.memory(),
        measure.new_process(),
    ]
    if threads > 1:
        tables.append(measure.several_threads(threads, rounds))
    if platform.machine() in ("x86_64", "AMD64"):
        tables.append(measure.narrow_vectors(rounds))
    learning = training.section(sorted({1, threads}))
    return "\n".join([machine(), rates, *map(as_markdown, tables), learning])


def machine() -> str:
    import numpy
    import scipy
    import torch

    lines = (
        Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if sys.platform == "linux"
        else []
    )
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.processor()
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, NumPy {numpy.__version__}, PyTorch {torch.__version__}, "
        f"SciPy {scipy.__version__}. Medians, float32, (N, C, H, W). "
        f"Other programs' load while measuring: {load()}.\n"
    )


def load() -> str:
    """Return how many processes wanted a core, on average over the last minutes."""
    return f"{os.getloadavg()[2]:.0f}" if hasattr(os, "getloadavg") else "unknown"


def as_markdown(table) -> str:
    lines = [table.headings, ["---", *["---:"] * (len(table.headings) - 1)], *table.rows]
    return f"### {table.title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n"


if __name__ == "__main__":
    main()
