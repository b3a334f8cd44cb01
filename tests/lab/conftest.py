"""JupyterLab and Jupyter Notebook themselves, with the lessons open in them."""

import nbformat
import pytest

from scripts.notebooks import KERNEL
from tests.lab import server
from tests.lab.notebook import Notebook

LESSONS = sorted((server.ROOT / "book").glob("*.ipynb"))
ONE_WIDGET = """from cnnbook.widgets import ConvolutionExplorer
ConvolutionExplorer([[0, 1, 2], [3, 4, 5], [6, 7, 8]], "identity", padding=1)"""
ONE_PROBE = """from tests.contract import Probe
from tests.lab import kernel_side
probe = Probe()
kernel_side.listen(probe)
probe"""
OWN = {"one.ipynb": [ONE_WIDGET], "contract.ipynb": [ONE_PROBE, "probe"]}


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where a Jupyter server shows copies of the lessons, and notebooks of the tests' own."""
    pytest.importorskip("jupyterlab", reason="these tests need: pip install jupyterlab notebook")
    pytest.importorskip("notebook", reason="these tests need: pip install jupyterlab notebook")
    folder = tmp_path_factory.mktemp("jupyter")
    for name, sources in OWN.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        own = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
        nbformat.write(own, folder / name)
    with server.running(folder, [*LESSONS, *(folder / name for name in OWN)]) as url:
        yield url


@pytest.fixture
def opened(browser, address):
    """Open a notebook at a path of the server's; trouble with a widget fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    notebook = Notebook(context.new_page(), address)

    def open_(path):
        notebook.open(address + path)
        return notebook

    yield open_
    context.close()
    server.end_kernels(address)
    assert notebook.problems == []
