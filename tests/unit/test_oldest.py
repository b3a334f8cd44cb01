"""The environment of the oldest releases: what uv is asked for, and what is run in it."""

import sys

import pytest

from scripts import oldest, setting_up


@pytest.fixture
def ran(monkeypatch):
    """The commands that would be run, in order."""
    commands = []
    monkeypatch.setattr(setting_up, "install", lambda command, _: commands.append(command))
    return commands


def test_uv_installs_the_lowest_release_of_what_is_named(ran, tmp_path):
    python = oldest.install(tmp_path / "env")
    assert python.exists()
    (command,) = ran
    assert command[:5] == [sys.executable, "-m", "uv", "pip", "install"]
    assert command[command.index("--python") + 1] == str(python)
    assert command[command.index("--resolution") + 1] == "lowest-direct"
    assert command[-2:] == ["-r", "requirements.txt"]


def test_package_lessons_pages_and_jupyterlab_are_tried(tmp_path):
    run = [" ".join(map(str, command)) for command in oldest.commands(tmp_path)]
    for what in ("cnnbook tests/unit", "--nbval-lax", "scripts.build", "tests/site tests/lab"):
        assert any(what in command for command in run), what


def test_the_first_failure_ends_it_with_its_exit_code(monkeypatch):
    tried = [[sys.executable, "-c", "raise SystemExit(3)"], [sys.executable, "-c", "1 / 0"]]
    monkeypatch.setattr(oldest, "install", lambda: sys.executable)
    monkeypatch.setattr(oldest, "commands", lambda python: tried)
    with pytest.raises(SystemExit) as ended:
        oldest.main()
    assert ended.value.code == 3
