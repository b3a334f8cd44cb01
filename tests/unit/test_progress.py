"""What a person sees of a build: how far it is and what is wrong, and nothing else."""

import io
import sys

from scripts.progress import Building, Installing, watched

SAID = [
    "Running Jupyter-Book v1.0.4.post1",
    "\x1b[01mmyst v3.0.1:\x1b[39;49;00m MdParserConfig(commonmark_only=False)",
    "\x1b[01mreading sources... \x1b[39;49;00m[  3%] \x1b[35mbook/01_pixels\x1b[39;49;00m",
    "01_pixels.ipynb ran in 4.9 s",
    "reading sources... [100%] book/testing",
    "writing output... [ 50%] book/api/costs",
    "Finished generating HTML for book.",
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


PIP = """Looking in indexes: https://pypi.org/simple
Obtaining file:///home/ann/book
  Preparing editable metadata (pyproject.toml): started
Requirement already satisfied: numpy>=1.26 in ./.venv/lib (from cnnbook==0.1.0) (2.5.5)
Collecting matplotlib>=3.9 (from cnnbook==0.1.0)
  Downloading matplotlib-3.11.2-cp313-cp313-manylinux_2_28_x86_64.whl (8.7 MB)
Requirement already satisfied: numpy>=1.26 in ./.venv/lib (from matplotlib) (2.5.5)
Building wheels for collected packages: cnnbook
Installing collected packages: matplotlib, cnnbook
Successfully installed cnnbook-0.1.0 matplotlib-3.11.2""".splitlines()


def seen(screen, said=SAID, kind=Building):
    progress = kind(screen)
    for line in said:
        progress.take(line + "\n")
    progress.end()
    return screen.getvalue()


def test_in_a_file_there_are_few_lines():
    expected = "Reading pages ...\n  ran 01_pixels.ipynb in 4.9 s\nWriting pages ...\n"
    assert seen(io.StringIO()) == expected


def test_on_a_terminal_one_line_counts_and_is_gone_at_the_end():
    screen = seen(Terminal())
    assert "Reading pages: 3 % (book/01_pixels)" in screen
    assert "Writing pages: 50 % (book/api/costs)" in screen
    assert screen.count("\n") == 1
    assert screen.endswith("\r\x1b[K")


def test_of_pip_two_lines_are_left_in_a_file_and_a_terminal_counts():
    said = seen(io.StringIO(), PIP, Installing)
    assert said == "Looking for packages ...\nInstalling 2 packages ...\n"
    screen = seen(Terminal(), PIP, Installing)
    assert "\rLooking for packages: 2 (matplotlib, 8.7 MB)".replace("\r", "\r\x1b[K") in screen
    assert screen.count("\n") == 1


def test_uvs_progress_is_shown_and_its_trouble_is_kept(capsys):
    code = "import sys; sys.stderr.write('Resolved 9 packages\\n + numpy==2.0\\nerror: no\\n')"
    run = watched([sys.executable, "-c", code], {"PATH": ""}, Installing())
    assert run.stderr == " + numpy==2.0\nerror: no\n"
    assert capsys.readouterr().out == "Resolved 9 packages\n"


def test_errors_are_kept_and_the_noise_of_other_programs_is_not():
    code = (
        "import sys; print('Finished'); sys.stderr.write('# 2026-11-27 05:23:34,291 INFO "
        "fontTools.subset __init__.py:4017 -- pruned\\n\\nWARNING: \\u00d7\\n"
        "[IPKernelApp] WARNING | Kernel is running over TCP without encryption.\\n'); sys.exit(2)"
    )
    env = {"PYTHONIOENCODING": "utf-8", "PATH": ""}
    run = watched([sys.executable, "-c", code], env, Building())
    assert (run.returncode, run.stderr) == (2, "WARNING: \u00d7\n")
