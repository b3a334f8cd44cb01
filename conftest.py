"""What holds for every kind of test: package, doctests, lessons, pages."""

import os
from importlib.util import find_spec

import pytest

collect_ignore = ["scripts/nbconvert_config.py"]  # nbconvert reads it, with a name of its own
if not find_spec("torch"):
    collect_ignore.append("scripts/distributed.py")
EVERYTHING = os.environ.get("CNNBOOK_REQUIRE_ALL") == "1"


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
