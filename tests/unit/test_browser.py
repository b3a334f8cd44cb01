"""The browser is found where each system keeps it."""

import sys
from pathlib import Path

import pytest

from scripts import browser


@pytest.fixture
def nothing_on_the_path(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)


def make(path):
    path.parent.mkdir(parents=True)
    path.touch()
    return str(path)


@pytest.mark.parametrize(
    "place", ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"]
)
@pytest.mark.parametrize("top", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_windows_keeps_it_under_the_programs(
    nothing_on_the_path, monkeypatch, tmp_path, top, place
):
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(top, str(tmp_path / "Programme für alle"))
    found = browser.places("win32")
    monkeypatch.setattr(browser, "places", lambda: found)
    assert browser.installed() is None
    assert make(tmp_path / "Programme für alle" / place) == browser.installed()


def test_macos_keeps_it_among_the_applications(nothing_on_the_path, monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    found = browser.places("darwin")
    monkeypatch.setattr(browser, "places", lambda: found[1:2])
    app = "Applications/Chromium.app/Contents/MacOS/Chromium"
    assert make(tmp_path / app) == browser.installed()
    assert Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome") in found


def test_the_search_path_comes_first(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser, "places", lambda: [Path(sys.executable)])
    assert browser.installed() == "/usr/bin/chromium-headless-shell"
