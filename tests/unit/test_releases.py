"""The environment of the page's releases: what uv is asked for, and what is run in it."""

import json
from pathlib import Path

from scripts import releases, setting_up


def test_uv_is_given_the_releases_that_pages_bring(monkeypatch, tmp_path):
    ran, override = [], []

    def run(command, _):
        ran.extend(command)
        override.extend(Path(ran[ran.index("--override") + 1]).read_text("utf-8").splitlines())

    monkeypatch.setattr(setting_up, "install", run)
    python = releases.install(tmp_path / "env")
    assert ran[ran.index("--python") + 1] == str(python)
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
