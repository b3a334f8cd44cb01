"""What stands on the package index, and that versions and addresses each stand in one place."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import cnnbook
from scripts import launch, released, wheel

ROOT = Path(__file__).resolve().parents[2]
URL = "https://example.org/who/cnnbook"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def setup():
    """setup.py as a module."""
    spec = importlib.util.spec_from_file_location("project_setup", ROOT / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_version_stands_in_one_place(setup):
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "cnnbook.__version__"}
    assert setup.version() == cnnbook.__version__
    for name in ("pyproject.toml", "setup.py", "README.md"):
        assert cnnbook.__version__ not in (ROOT / name).read_text(encoding="utf-8"), name


def test_what_must_name_the_version_names_this_one():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == cnnbook.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {cnnbook.__version__}\n" in changes


def test_the_licence_is_an_spdx_expression_and_no_classifier():
    assert PROJECT["project"]["license"] == "MIT"
    assert PROJECT["build-system"]["requires"] == ["setuptools>=77"]
    assert not [one for one in PROJECT["project"]["classifiers"] if one.startswith("License")]


def test_the_address_is_the_one_of_the_settings(setup, monkeypatch, tmp_path):
    assert setup.address() == launch.address()
    for line in (f'  url: "{URL}/"   # where', f"  url: {URL}"):
        (tmp_path / "_config.yml").write_text(f"title: a\nrepository:\n{line}\n  branch: main\n")
        monkeypatch.setattr(setup, "ROOT", tmp_path)
        assert setup.address() == launch.address(tmp_path) == URL


def test_all_addresses_follow_from_one(setup):
    assert setup.addresses("") == {}
    assert setup.addresses(URL) == {
        "Source": URL,
        "Issues": f"{URL}/issues",
        "Changelog": f"{URL}/blob/main/CHANGELOG.md",
    }


def links(text):
    """The targets of a README's links and pictures, those of code left out."""
    plain = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", plain)


def test_the_index_shows_readme_with_links_that_lead_somewhere(setup):
    own = [link for link in links(setup.text("README.md")) if "://" not in link]
    assert own
    shown = links(setup.readme(URL))
    assert all("://" in link for link in shown)
    at = f"v{cnnbook.__version__}"
    assert f"{URL}/raw/{at}/book/preview.png" in shown
    for link in own:
        assert (ROOT / link).exists()
        assert {f"{URL}/blob/{at}/{link}", f"{URL}/raw/{at}/{link}"} & {*shown}


def test_without_an_address_the_index_shows_neither_picture_nor_dead_links(setup):
    text = setup.readme("")
    assert all("://" in link for link in links(text))
    assert "preview.png" not in text
    assert "stands in benchmarks." in text


def test_the_first_steps_of_a_stranger_can_be_taken_here(monkeypatch, capsys):
    steps = wheel.FIRST_STEPS.splitlines()
    kept = [s for s in steps if "metadata" not in s or s.startswith("import")]
    exec("\n".join(s for s in kept if "site-packages" not in s and "sklearn" not in s), {})
    assert "80 parameters" in capsys.readouterr().out


def test_a_release_whose_parts_agree_is_let_through():
    assert released.faults(f"v{cnnbook.__version__}") == []


def test_a_release_whose_parts_do_not_agree_is_refused(tmp_path):
    (tmp_path / "cnnbook").mkdir()
    (tmp_path / "cnnbook" / "__init__.py").write_text('__version__ = "2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 1.0\n")
    (tmp_path / "CITATION.cff").write_text("title: a\nversion: 1.0\n")
    assert released.faults("v1.0", tmp_path) == [
        "The tag is v1.0, and cnnbook/__init__.py has the version 2.0.",
        "CHANGELOG.md has no heading 2.0.",
        "CITATION.cff does not have the version 2.0.",
    ]
