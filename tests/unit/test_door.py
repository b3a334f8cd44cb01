"""One door for every job: with make and without, whatever the Python, the terminal and the disk."""

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from book._ext.made_from import requirements
from scripts import door, jobs, notebooks, serve, setting_up, trouble
from scripts.jobs import JOBS
from scripts.setting_up import ALL, BOOK

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OLD = ("2.7", "3.6", "3.9", "3.10")


def door_says(*arguments, python=sys.executable, **variables):
    """Go through the door in a process of its own; return status, output and errors."""
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    run = subprocess.run(
        [python, "-m", "scripts", *arguments], cwd=ROOT, env=environment, capture_output=True
    )
    said = [s.decode("utf-8", "replace").replace("\r\n", "\n") for s in (run.stdout, run.stderr)]
    return run.returncode, *said


def test_make_has_exactly_the_jobs_of_the_door():
    several = re.search(r"^JOBS = ((?:.*\\\n)*.*)", MAKEFILE, re.MULTILINE)[1].replace("\\", "")
    single = re.findall(r"^([a-z]+):$", MAKEFILE, re.MULTILINE)
    assert {*several.split(), *single} == {*JOBS, "help"}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("name", JOBS)
def test_make_goes_through_the_door(name):
    run = subprocess.run(["make", "-n", name], cwd=ROOT, capture_output=True, text=True)
    assert f"-m scripts {name}" in run.stdout


def test_the_makefile_has_no_word_that_only_one_system_knows():
    recipes = [line for line in MAKEFILE.splitlines() if line.startswith("\t")]
    words = {word for line in recipes for word in re.findall(r"\b[a-z]+\b", line)}
    assert not words & {"sed", "grep", "awk", "find", "rm", "touch", "xargs", "readlink"}
    assert "$(shell" not in MAKEFILE


def test_every_job_is_listed_in_a_narrow_encoding():
    for encoding in ("ascii", "cp1252"):
        status, said, _ = door_says("help", PYTHONIOENCODING=encoding)
        assert status == 0
        assert all(re.search(rf"^  {name} ", said, re.MULTILINE) for name in JOBS)


def test_a_step_prints_any_sign_in_a_narrow_encoding(monkeypatch, capfd):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert door.run([sys.executable, "-c", "print('3 \\u00d7 3 \\u2500')"]) == 0
    assert capfd.readouterr().out.strip() == "3 ? 3 ?"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bok"], "There is no job 'bok'. All jobs: python3 -m scripts help"),
        (["lesson"], "lesson needs a NAME, such as: python3 -m scripts lesson skip_paths"),
        (["book", "now"], "book takes nothing, got 'now'."),
        (["serve", "1", "2"], "serve takes PORT, got '1 2'."),
    ],
)
def test_what_is_asked_for_in_vain_is_said_in_a_line(arguments, words):
    assert door_says(*arguments) == (1, "", f"{words}\n")


def pythons(releases):
    """The Pythons of this machine of these releases."""
    found = [Path.home() / ".pyenv/versions", Path("/usr/bin")]
    for release in releases:
        paths = [*found[0].glob(f"{release}.*/bin/python"), *found[1].glob(f"python{release}")]
        yield pytest.param(paths[:1], id=release)


@pytest.mark.parametrize("found", [*pythons(OLD)])
def test_an_old_python_says_so_in_a_line(found):
    """Where there is none, its words are tried below."""
    for python in found:
        status, _, said = door_says("book", python=python)
        (line,) = said.splitlines()
        assert status == 1
        assert re.fullmatch(
            r"This book needs Python 3\.11 or newer; .* is \d\.\d+\. Run it .*", line
        )


def test_an_old_python_is_refused_before_anything_newer_is_read(monkeypatch):
    text = (ROOT / "scripts" / "__main__.py").read_text(encoding="utf-8")
    compile(text, "scripts/__main__.py", "exec")
    monkeypatch.setattr(sys, "version_info", (3, 8, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.8\. Run it by"):
        exec(text, {"__name__": "__main__"})


@pytest.mark.skipif(os.name == "nt", reason="on Windows the door is gone through without make")
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_without_a_python_says_so_in_a_line(tmp_path):
    for name in ("make", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name))
    environment = {"PATH": str(tmp_path)}
    run = subprocess.run(
        ["make", "book"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert run.returncode
    assert run.stderr.startswith("This book needs Python 3.11 or newer, and found none. Install it")


def test_requirements_are_complete_and_their_first_part_is_the_books():
    book = requirements()
    assert requirements(everything=True)[: len(book)] == book
    names = [re.match(r"[\w.-]+", one)[0] for one in book]
    assert {"jupyter-book", "sphinx-book-theme", "ipykernel"} <= {*names}
    assert not {"scipy", "jupyterlab", "pytest", "playwright", "mypy"} & {*names}


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """An environment that is there, and an installer that says these words and ends so."""
    python = setting_up.python_of(tmp_path / "env")
    python.parent.mkdir(parents=True)
    python.touch()

    def stand_in(words, status):
        program = f"import sys; sys.stderr.write({words!r}); sys.exit({status})"
        monkeypatch.setattr(setting_up, "_installer", lambda _: [sys.executable, "-c", program])
        return tmp_path / "env"

    return stand_in


def test_what_is_installed_is_not_installed_again(installer):
    venv = installer("Installed 3 packages\n", 0)
    setting_up.prepare(BOOK, venv)
    venv = installer("must not be asked", 1)
    setting_up.prepare(BOOK, venv)
    with pytest.raises(SystemExit):
        setting_up.prepare(ALL, venv)


def test_all_is_enough_for_the_book_until_the_lists_change(installer, monkeypatch):
    venv = installer("", 0)
    setting_up.prepare(ALL, venv)
    installer("must not be asked", 1)
    setting_up.prepare(BOOK, venv)
    monkeypatch.setattr(setting_up, "_fingerprint", lambda: "other lists")
    with pytest.raises(SystemExit, match="could not be installed: must not be asked"):
        setting_up.prepare(BOOK, venv)


PIP_OFFLINE = """WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError(
'<pip._vendor.urllib3.connection.HTTPSConnection>: Failed to establish a new connection')': /simple/
ERROR: Could not find a version that satisfies the requirement numpy (from versions: none)"""
UV_OFFLINE = "error: Failed to fetch: `https://pypi.org/simple/numpy/`\n  Caused by: dns error"
UV_FULL = "error: failed to write to file: No space left on device (os error 28)"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (PIP_OFFLINE, trouble.NO_NETWORK),
        (UV_OFFLINE, trouble.NO_NETWORK),
        (UV_FULL, trouble.FULL),
        ("ERROR: Could not install: [Errno 30] Read-only file system", trouble.LOCKED),
        ("one\nERROR: it broke\n", "The packages could not be installed: ERROR: it broke"),
        ("", "The packages could not be installed: it says nothing"),
    ],
)
def test_an_installation_that_fails_is_told_in_a_line(installer, said, line):
    venv = installer(said, 1)
    with pytest.raises(SystemExit) as ended:
        setting_up.prepare(ALL, venv)
    assert ended.value.code == line


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("No module named venv", setting_up.NO_VENV),
        ("The virtual environment was not created: ensurepip is not available", setting_up.NO_VENV),
        ("OSError: [Errno 28] No space left on device", trouble.FULL),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", trouble.LOCKED),
    ],
)
def test_an_environment_that_cannot_be_made_is_told_in_a_line(tmp_path, monkeypatch, said, line):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr=said)
    monkeypatch.setattr(setting_up.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit) as ended:
        setting_up.prepare(ALL, tmp_path / "env")
    assert ended.value.code == line
    assert not (tmp_path / "env").exists()


def test_a_full_disk_is_seen_where_pythons_own_installer_does_not_say_so(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="ensurepip: exit status 1")
    monkeypatch.setattr(setting_up.subprocess, "run", lambda *_, **__: failed)
    room = SimpleNamespace(free=1000)
    monkeypatch.setattr(setting_up.shutil, "disk_usage", lambda _: room)
    with pytest.raises(SystemExit, match="The disk is full"):
        setting_up.prepare(ALL, tmp_path / "env")


WRITING = [name for name, job in JOBS.items() if job.writes]


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize(
    ("number", "line"), [(errno.EROFS, trouble.LOCKED), (errno.ENOSPC, trouble.FULL)]
)
def test_a_job_is_refused_where_it_could_not_write(monkeypatch, name, number, line):
    def refuse(dir):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(trouble.tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(door, "run", lambda command: pytest.fail(f"runs {command}"))
    monkeypatch.setattr(door, "prepare", lambda part: pytest.fail("installs"))
    with pytest.raises(SystemExit) as ended:
        door.main([name, *["skip_paths"] * (JOBS[name].takes == "NAME")])
    assert ended.value.code == line


def test_a_job_is_refused_where_there_is_no_room(monkeypatch, tmp_path):
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(SystemExit, match="The disk is full"), trouble.in_one_line():
        trouble.check_folder(tmp_path)


def test_a_site_that_is_there_is_told_of_in_a_folder_that_cannot_be_written():
    assert {*JOBS} - {*WRITING} == {"book", "serve"}


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    lesson = tmp_path / "lesson.ipynb"
    lesson.write_text("old")

    def fill(path, *_, **__):
        path.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", fill)
    with pytest.raises(SystemExit, match="The disk is full"), trouble.in_one_line():
        notebooks.write(nbformat.v4.new_notebook(), lesson)
    monkeypatch.undo()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_lesson_that_is_not_there_is_named_before_any_is_run(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["notebooks", "book/01_pixels.ipynb", "book/nothing.ipynb"])
    monkeypatch.setattr(notebooks, "execute", lambda path: pytest.fail("runs a lesson"))
    with pytest.raises(SystemExit, match=r"There is no file .*nothing\.ipynb\.$"):
        notebooks.main()


def test_python_is_found_where_windows_keeps_it():
    assert setting_up.python_of(Path(".venv"), "nt").as_posix() == ".venv/Scripts/python.exe"
    assert setting_up.python_of(Path(".venv"), "posix").as_posix() == ".venv/bin/python"


@pytest.mark.parametrize(
    ("number", "line"),
    [(errno.ENOSPC, trouble.FULL), (errno.EROFS, trouble.LOCKED), (errno.EACCES, trouble.LOCKED)],
)
def test_trouble_with_the_disk_is_told_in_a_line(number, line):
    with pytest.raises(SystemExit) as ended, trouble.in_one_line():
        raise OSError(number, os.strerror(number))
    assert ended.value.code == line


def test_another_error_is_not_hidden():
    with pytest.raises(FileNotFoundError), trouble.in_one_line():
        raise FileNotFoundError(errno.ENOENT, "no such file")


@pytest.mark.parametrize("port", ["http", "65536", "8000.5", "²"])
def test_what_is_no_port_is_told_in_a_line(port):
    words = f"PORT must be an integer from 0 to 65535, got {port!r}.\n"
    assert door_says("--run", "scripts.serve", port, PYTHONUTF8=1) == (1, "", words)


def test_a_port_in_use_is_told_in_a_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, said = door_says("--run", "scripts.serve", port)
    assert status == 1
    assert said.startswith(f"Port {port} is in use, or not allowed. Take another: make serve PORT=")
    assert len(said.splitlines()) == 1


# What a shell runs in the background does not hear the signal, unless it asks to.
LISTEN = "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def test_a_port_in_use_is_told_before_the_book_is_built(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "HTML", tmp_path / "none")
    monkeypatch.setattr(serve, "build", lambda: pytest.fail("builds first"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(sys, "argv", ["serve", str(taken.getsockname()[1])])
        with pytest.raises(SystemExit, match="is in use, or not allowed"):
            serve.main()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_ctrl_c_is_a_line_and_a_status():
    code = "os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(60)"
    program = f"{LISTEN}from scripts.trouble import in_one_line\nwith in_one_line():\n    {code}"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stderr.strip()) == (trouble.INTERRUPTED, "Interrupted.")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_ctrl_c_lets_a_step_end_by_itself(tmp_path):
    step = (
        f"{LISTEN}import sys, time\ntry:\n    print('on', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt: sys.exit('tidied')"
    )
    command = f"[sys.executable, '-c', {step!r}]"
    program = f"{LISTEN}from scripts import door\nimport sys\nsys.exit(door.run({command}))"
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout.readline() == "on\n"
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate()
    assert (running.returncode, said.strip()) == (trouble.INTERRUPTED, "tidied")


def test_clean_leaves_environments_and_sources(tmp_path):
    kept = ["cnnbook/a.py", ".venv/lib/__pycache__/a.pyc", ".git/x"]
    for name in [*kept, "_build/html/i", ".ruff_cache/x", "cnnbook/__pycache__/a.pyc", "dist/w"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    jobs.remove_what_was_built(tmp_path)
    left = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert sorted(left) == sorted(kept)
