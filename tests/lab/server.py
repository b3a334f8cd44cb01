"""A Jupyter server for the tests: on this machine alone, with nobody's own settings and files."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Lab asks for its news and for newer releases; a test asks nobody for anything.
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--ServerApp.password=",
    "--IdentityProvider.token=",
    "--ServerApp.disable_check_xsrf=True",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    # The tests wait for the application's own promises, not for a time.
    "--LabApp.expose_app_in_browser=True",
    "--JupyterNotebookApp.expose_app_in_browser=True",
]


@contextlib.contextmanager
def running(folder: Path, notebooks: list[Path]) -> Iterator[str]:
    """Serve copies of `notebooks` out of `folder` and give the address, until the block ends."""
    copies = folder / "notebooks"
    copies.mkdir()
    for notebook in notebooks:
        shutil.copy(notebook, copies)
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.root_dir={copies}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command, env=_environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield _address(folder, server)
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _environment(folder: Path) -> dict[str, str]:
    own = ("CONFIG", "DATA", "RUNTIME")
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        **{f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in own},
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": python_path,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _address(folder: Path, server: subprocess.Popen, seconds: float = 180) -> str:
    """Wait until the server has written down where it listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        for file in (folder / "runtime").glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # it is being written just now
                return json.loads(file.read_text())["url"]
        time.sleep(0.05)
    raise RuntimeError(f"the Jupyter server did not start:\n{(folder / 'log').read_text()}")


def end_kernels(address: str) -> None:
    """End every kernel: the next test begins with a fresh one."""
    with urllib.request.urlopen(f"{address}api/kernels") as answer:
        kernels = json.load(answer)
    for kernel in kernels:
        request = urllib.request.Request(f"{address}api/kernels/{kernel['id']}", method="DELETE")
        urllib.request.urlopen(request).close()
