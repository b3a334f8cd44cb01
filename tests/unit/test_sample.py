"""How tests are chosen and dealt out: a sample of what is repeated, and groups to one worker."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPEATED = {"test_pages": 40, "test_widgets": 17, "test_cases": 5, "test_two": 2}
TOY = "import pytest\ndef test_alone(): pass\n" + "".join(
    f"@pytest.mark.parametrize('n', range({times}))\ndef {name}(n): pass\n"
    for name, times in REPEATED.items()
)


@pytest.fixture
def collected(tmp_path):
    """Count the tests of a file that are run, by function."""
    (tmp_path / "test_toy.py").write_text(TOY)

    def collect(everything):
        options = ["-p", "conftest", "--collect-only", "-q", "--sample"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "CNNBOOK_REQUIRE_ALL": everything, "PYTHONPATH": str(ROOT)},
            check=True,
        )
        return Counter(
            line.partition("::")[2].partition("[")[0]
            for line in done.stdout.splitlines()
            if "::" in line
        )

    return collect


def test_every_function_stays_and_an_eighth_of_its_repetitions(collected):
    sample = {"test_pages": 5, "test_widgets": 2, "test_cases": 1, "test_two": 1}
    assert collected(everything="0") == {"test_alone": 1, **sample}


def test_where_everything_is_asked_for_nothing_is_left_out(collected):
    assert collected(everything="1") == {"test_alone": 1, **REPEATED}


def test_a_group_of_tests_stays_on_one_worker(tmp_path):
    lines = ["import pytest", "pytestmark = pytest.mark.xdist_group('one')"]
    lines += ["@pytest.mark.parametrize('n', range(8))", "def test_it(n, worker_id):"]
    lines += ["    open(worker_id, 'w').close()"]
    (tmp_path / "test_toy.py").write_text("\n".join(lines))
    options = ["-n", "2", "--dist", "loadgroup", "-W", "ignore", "-p", "no:cacheprovider"]
    subprocess.run([sys.executable, "-m", "pytest", *options], cwd=tmp_path, check=True)
    assert len(list(tmp_path.glob("gw*"))) == 1
