"""The environment of the page's releases: what uv is asked for, and what is run in it."""

import json

from scripts import releases


def test_uv_is_given_the_releases_that_pages_bring(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(releases.subprocess, "run", lambda command, **_: ran.append(command))
    releases.install(tmp_path / "env")
    command = [str(part) for part in ran[0]]
    override = (tmp_path / "env" / "override.txt").read_text().splitlines()
    assert command[command.index("--override") + 1] == str(tmp_path / "env" / "override.txt")
    names = [entry["file"] for entry in json.loads(releases.SOURCES.read_text())["files"]]
    for pin in override:
        name, version = pin.split("==")
        assert [file for file in names if file.startswith(f"{name}-{version}-")]
    assert len(override) == 2


def test_every_named_test_and_every_lesson_is_run():
    run = releases.tests()
    assert run[0] == "cnnbook"
    assert run[-1] == "tests/releases"
    assert all(any(f"test_{name}" in path for path in run) for name in releases.UNITS)
