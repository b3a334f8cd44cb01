"""Run a job by its name, with what it needs: ``python3 -m scripts book`` is ``make book``.

Only the standard library is used here: nothing may be installed yet.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

from . import jobs
from .jobs import JOBS, Job
from .setting_up import ROOT, prepare
from .trouble import INTERRUPTED, any_encoding, check_folder, in_one_line

USE = """Usage: python3 -m scripts JOB   (on Windows: py -m scripts JOB; with make: make JOB)

{}
"""


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line asks for."""
    any_encoding()
    name, *rest = arguments if arguments is not None else sys.argv[1:] or ["help"]
    with in_one_line():
        if name == "--run":
            _run_module(*rest)
        elif name in ("help", "--help", "-h"):
            print(USE.format(jobs.listed()))
        elif name not in JOBS:
            raise SystemExit(f"There is no job {name!r}. All jobs: python3 -m scripts help")
        else:
            do(name, rest)


def do(name: str, rest: list[str]) -> None:
    """Do one job, with what follows its name on the command line."""
    job = JOBS[name]
    argument = _argument(name, job, rest)
    if job.writes:
        check_folder(ROOT)
    if name == "clean":
        jobs.remove_what_was_built()
        return
    python = prepare(job.part) if job.part else Path(sys.executable)
    for step in job.steps:
        if isinstance(step, str):
            do(step, [])
        else:
            _step(step, python, argument)


def _argument(name: str, job: Job, rest: list[str]) -> str:
    given = [value for value in rest if value]
    if len(given) > bool(job.takes):
        raise SystemExit(f"{name} takes {job.takes or 'nothing'}, got {' '.join(given)!r}.")
    if not given and job.takes and not job.without:
        example = f"python3 -m scripts {name} skip_paths"
        raise SystemExit(f"{name} needs a {job.takes}, such as: {example}")
    return given[0] if given else job.without


def _step(step: tuple[str, ...], python: Path, argument: str) -> None:
    values = [word.replace("{python}", str(python)).replace("{}", argument) for word in step]
    if values[0] in ("npm", "pyright"):
        command = _node(values)
        if command is None:
            return
    else:
        command = [str(python), *values]
    status = run(command)
    if status:
        raise SystemExit(status)


def _node(values: list[str]) -> list[str] | None:
    """Return a command of Node's with its packages installed, or None where Node is not there."""
    if not jobs.node_is_there():
        print(jobs.NO_NODE)
        return None
    npm = jobs.program("npm")
    lock, done = (
        jobs.JAVASCRIPT / name for name in ("package-lock.json", "node_modules/.package-lock.json")
    )
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        options = ["--no-audit", "--no-fund", "--loglevel=error"]
        if status := run([npm, "ci", "--prefix", str(jobs.JAVASCRIPT), *options]):
            raise SystemExit(status)
        done.touch()
    return [jobs.program(values[0]) or values[0], *values[1:]]


def run(command: list[str]) -> int:
    """Run a program to its end and return its exit status; Ctrl-C lets it end by itself."""
    running = subprocess.Popen(command, cwd=ROOT, env=jobs.surroundings())
    try:
        return running.wait()
    except KeyboardInterrupt:
        running.wait()
        return INTERRUPTED


def _run_module(module: str, *arguments: str) -> None:
    """Run one of our modules, whose troubles with disk and keys are told in one line."""
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
