"""Vendored files: each is what its source released, with origin and licence, and can be renewed."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from scripts import pyodide

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "vendor").glob("*/sources.json"))
PYODIDE = ROOT / "vendor" / "pyodide"

pytestmark = pytest.mark.skipif(not FOLDERS, reason="there is no vendor/: clone the whole project")


@pytest.fixture
def distribution(monkeypatch):
    """The module that brings Python for the browser into the site."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    from cnnbook_site.python import distribution

    return distribution


def listed(folder):
    return json.loads((folder / "sources.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_has_its_hash_origin_version_and_licence(folder):
    entries = {entry["file"]: entry for entry in listed(folder)}
    others = {path.name for path in folder.iterdir()} - {"sources.json", "LICENSE"}
    assert set(entries) == others
    for name, entry in entries.items():
        data = (folder / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], name
        assert len(data) == entry["bytes"], name
        assert all(entry[key] for key in ("origin", "licence", "version")), name


def test_the_lock_and_the_list_of_sources_agree():
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    hashes = {entry["file"]: entry["sha256"] for entry in listed(PYODIDE)}
    for name, entry in lock["packages"].items():
        assert hashes[entry["file_name"]] == entry["sha256"], name
        assert set(entry["depends"]) <= set(lock["packages"]), name


def test_git_keeps_vendored_files_byte_by_byte():
    attributes = subprocess.run(
        ["git", "check-attr", "text", "linguist-vendored", "--", "vendor/pyodide/pyodide.asm.js"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if attributes.returncode:
        pytest.skip("this copy of the project is no git checkout")
    assert "text: unset" in attributes.stdout
    assert "linguist-vendored: set" in attributes.stdout


@pytest.fixture
def vendor(tmp_path):
    """A small vendored folder, and a distribution of the next release to take."""
    own, more = tmp_path / "vendor", tmp_path / "full"
    own.mkdir()
    more.mkdir()
    files = {name: name.encode() for name in pyodide.CORE}
    packages = {"numpy": b"numpy 1", "comm": b"comm 1"}
    files |= {f"{name}-1.whl": data for name, data in packages.items()}
    files[pyodide.LOCK] = lock("1.0", packages, "1")
    origins = {"comm-1.whl": "PyPI"}
    entries = [
        pyodide._entry(name, data, "1.0", "MIT") | {"origin": origins.get(name, "Pyodide 1.0")}
        for name, data in files.items()
    ]
    for name, data in files.items():
        (own / name).write_bytes(data)
    (own / "sources.json").write_text(json.dumps({"release": "1.0", "files": entries}))
    later = {name: b"new " + name.encode() for name in pyodide.CORE} | {"numpy-2.whl": b"numpy 2"}
    later[pyodide.LOCK] = lock("2.0", {"numpy": b"numpy 2", "scipy": b"scipy 2"}, "2")
    for name, data in later.items():
        (more / name).write_bytes(data)
    return own, more


def lock(release, packages, version):
    entries = {
        name: {
            "file_name": f"{name}-{version}.whl",
            "sha256": hashlib.sha256(data).hexdigest(),
            "depends": ["openblas"] if name == "numpy" else [],
            "version": version,
        }
        for name, data in packages.items()
    }
    return json.dumps(
        {"info": {"version": release, "python": "3.13"}, "packages": entries}
    ).encode()


def test_another_release_takes_the_place_of_the_old_one(vendor, capsys):
    own, more = vendor
    pyodide.take("2.0", pyodide.as_address(str(more)), own)
    names = {path.name for path in own.iterdir()}
    assert names == {*pyodide.CORE, pyodide.LOCK, "numpy-2.whl", "comm-1.whl", "sources.json"}
    assert (own / "numpy-2.whl").read_bytes() == b"numpy 2"
    written = json.loads((own / pyodide.LOCK).read_text())["packages"]
    assert set(written) == {"numpy", "comm"}
    assert written["numpy"]["depends"] == []
    assert "numpy asks for openblas" in capsys.readouterr().out
    for entry in listed(own):
        data = (own / entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda more: (more / "numpy-2.whl").write_bytes(b"other"), r"numpy-2\.whl .* nothing was"),
        (lambda more: (more / "numpy-2.whl").unlink(), r"numpy-2\.whl cannot be had"),
        (lambda more: (more / "pyodide.asm.wasm").unlink(), r"pyodide\.asm\.wasm cannot be had"),
        (lambda more: (more / pyodide.LOCK).write_bytes(lock("3.0", {}, "3")), "holds release 3.0"),
        (lambda more: (more / pyodide.LOCK).write_bytes(lock("2.0", {}, "2")), "has no numpy"),
    ],
)
def test_a_release_that_is_not_whole_changes_nothing(vendor, harm, message):
    own, more = vendor
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    harm(more)
    with pytest.raises(SystemExit, match=message):
        pyodide.take("2.0", pyodide.as_address(str(more)), own)
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.write_bytes(b"other"), r"six.*\.whl has the sha256 .* but its release"),
        (lambda path: path.unlink(), r"six.*\.whl is missing"),
    ],
)
def test_a_damaged_file_fails_the_build_and_is_named(
    distribution, monkeypatch, tmp_path, harm, message
):
    copy = tmp_path / "vendor" / "pyodide"
    copy.mkdir(parents=True)
    entry = next(e for e in listed(PYODIDE) if e["file"].startswith("six"))
    shutil.copy(PYODIDE / entry["file"], copy)
    (copy / "sources.json").write_text(json.dumps({"release": "1", "files": [entry]}))
    monkeypatch.setattr(distribution, "ROOT", tmp_path)
    distribution.check(copy)
    harm(copy / entry["file"])
    with pytest.raises(distribution.DamagedError, match=message):
        distribution.check(copy)


def test_the_wheel_is_built_from_the_tree_and_holds_all_that_widgets_need(distribution, tmp_path):
    wheel = distribution.build_wheel(tmp_path)
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    tree = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "cnnbook").rglob("*")
        if path.suffix in (".py", ".js", ".css", ".npz")
    }
    assert tree <= names
    assert not [name for name in names if name.startswith("vendor")]
    assert not (ROOT / "build").exists()


def test_the_editors_modules_import_each_other_by_path(distribution, tmp_path):
    distribution.write_editor(tmp_path / "editor")
    for path in (tmp_path / "editor").iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import ", "export ")) and " from " in line:
                target = line.rpartition(" from ")[2].strip("';\"")
                assert (tmp_path / "editor" / target).exists(), f"{path.name}: {line}"


def test_the_manifest_names_every_file_with_its_size_and_hash(distribution, tmp_path):
    own = tmp_path / "session.zip"
    own.write_bytes(b"zip")
    made = distribution.manifest([own])
    assert made["bytes"] == sum(entry["bytes"] for entry in made["files"])
    places = [entry["path"] for entry in made["files"]]
    assert len(set(places)) == len(places) == len(listed(PYODIDE)) + 1
    assert all(entry["integrity"].startswith("sha256-") for entry in made["files"])
    assert made["bytes"] < 30e6


def test_what_a_page_is_told_of_size_is_what_it_fetches(distribution):
    assert distribution.megabytes() == round(sum(e["bytes"] for e in listed(PYODIDE)) / 1e6)


def test_without_the_files_there_is_no_python_to_bring(distribution, monkeypatch, tmp_path):
    assert distribution.available()
    monkeypatch.setattr(distribution, "PYODIDE", tmp_path / "vendor" / "pyodide")
    assert not distribution.available()
