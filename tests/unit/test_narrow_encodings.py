"""What a user's own program prints: on Windows, redirected, it meets an encoding of 251 signs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnbook._printable import PLAIN, printable
from cnnbook.exercises import names
from cnnbook.widgets.shared.base import Explorer
from tests.site.rooms import examples

ROOT = Path(__file__).resolve().parents[2]
SUMMARY = """
from cnnbook import layers, summary
net = layers.Sequential(layers.Conv2d(1, 8, 3), layers.ReLU(), layers.MaxPool2d(2))
print(net, summary.summarize(net, (1, 28, 28)))
"""
EXERCISES = """
from cnnbook import exercises
for name in exercises.names():
    print(exercises.task(name), exercises.stub(name), exercises.solution(name))
    print(*[exercises.hint(name, step) for step in (1, 2, 3)])
    for mistake in exercises.exercise.EXERCISES[name].mistakes:
        verdict = exercises.check(name, mistake.function)
        print(verdict, verdict.message)
"""


def printed(program, encoding):
    """What a program prints into a file that has this encoding, as bytes."""
    variables = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    variables["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, env=variables, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_summary_prints_in_any_encoding(encoding):
    said = printed(SUMMARY, encoding).decode(encoding)
    (rule,) = {line for line in said.splitlines() if line and len({*line}) == 1 and line != ")"}
    assert rule[0] == ("─" if encoding == "cp437" else "-")
    assert printed(SUMMARY, "utf-8").decode().translate(PLAIN) == said.translate(PLAIN)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_all_that_the_exercises_say_prints_in_any_encoding(encoding):
    said = printed(EXERCISES, encoding).decode(encoding)
    assert said.count("Hint 3 of 3") == len(names())
    assert "what becomes of 3, and what of -3?" in said


@pytest.mark.parametrize("widget", [example.values[0] for example in examples()])
def test_a_widgets_code_and_description_print_in_windows_encoding(widget):
    made: Explorer = widget()
    for text in (made.code, made.description, repr(made)):
        assert printable(text, "cp1252") == text
