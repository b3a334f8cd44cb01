"""The everyday run of the pages leaves two thirds of what is repeated to the complete run."""

import os
import subprocess
import sys
from collections import Counter

FILE = "tests/unit/test_checks.py"


def collected(*options, everything="0"):
    """Count the tests of a file, by function."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *options, FILE],
        capture_output=True,
        text=True,
        env={**os.environ, "CNNBOOK_REQUIRE_ALL": everything},
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if "::" in line]
    return Counter(line.partition("[")[0] for line in lines)


def test_every_function_stays_and_a_third_of_its_repetitions():
    all_, third = collected(), collected("--third")
    assert set(third) == set(all_)
    assert any(times >= 6 for times in all_.values())
    for name, times in all_.items():
        most = times if times < 3 else -(-times // 3)
        assert most - 1 <= third[name] <= most


def test_where_everything_is_asked_for_nothing_is_left_out():
    assert collected("--third", everything="1") == collected()
