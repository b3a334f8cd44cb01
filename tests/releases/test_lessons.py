"""Lessons run in the page's session, in this Python, and print what the book prints.

``make test-releases`` does it with the NumPy and the Matplotlib that the page brings.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lesson_texts import NAMES, cells, lines, stored

RUNNER = Path(__file__).with_name("run_in_session.py")
WORKER = RUNNER.parents[2] / "book/_ext/cnnbook_site/python/worker"


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_prints_in_the_pages_session_what_the_book_prints(name):
    code = json.dumps([[cell.id, cell.source] for cell in cells(name)])
    run = [sys.executable, RUNNER, WORKER]
    ended = subprocess.run(run, input=code, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["errors"] == []
    for key, text in stored(name).items():
        assert lines(told["texts"][key]) == lines(text), key
