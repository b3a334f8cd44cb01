"""What holds for every kind of test: package, doctests, lessons, pages."""

import os
from collections import defaultdict
from importlib.util import find_spec
from zlib import crc32

import pytest

collect_ignore = ["scripts/nbconvert_config.py"]  # nbconvert reads it, with a name of its own
if not find_spec("torch"):
    collect_ignore.append("scripts/distributed.py")
EVERYTHING = os.environ.get("CNNBOOK_REQUIRE_ALL") == "1"


def pytest_addoption(parser):
    """Let the everyday run of the pages be quick."""
    what = "of a test that is repeated for many pages or cases, run an eighth, at least one"
    parser.addoption("--sample", action="store_true", help=what)


def pytest_report_header(config):
    """Say what is left out."""
    if _is_sample(config):
        return "Of what is repeated, an eighth, at least one: CNNBOOK_REQUIRE_ALL=1 runs all of it."
    return []


def pytest_make_parametrize_id(val):
    """Name a test by the beginning of a long text, not by megabytes of it."""
    if isinstance(val, str | bytes) and len(val) > 80:
        return f"{val[:40]!a} and so on"
    return None


def pytest_collection_modifyitems(config, items):
    """Keep a sample of what is repeated, each test another one."""
    if not _is_sample(config):
        return
    repeated = defaultdict(list)
    for item in items:
        if hasattr(item, "callspec"):
            repeated[item.path, item.originalname].append(item)
    left_out = {
        item for (_, name), all_ in repeated.items() for item in {*all_} - _sample(all_, name)
    }
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _sample(all_, name):
    """Return an eighth, at least one, evenly spread; which ones hangs on the test's name."""
    count = max(1, len(all_) // 8)
    start = crc32(name.encode())
    return {all_[(start + k * len(all_) // count) % len(all_)] for k in range(count)}


def _is_sample(config):
    return config.getoption("--sample") and not EVERYTHING


def _must_run(report):
    """Turn a skip into a failure where everything must run: what is not tried is not known."""
    if EVERYTHING and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, though CNNBOOK_REQUIRE_ALL=1 asks for every test: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Look at one test's result."""
    return _must_run((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Look at a file that may be skipped as a whole."""
    return _must_run((yield))
