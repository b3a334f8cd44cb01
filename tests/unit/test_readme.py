"""A program as a user writes it who has read README alone: its Python, from the first to the last.

The blocks run in order, in one session and in an empty folder, as they stand there.
"""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from cases import need_torch

import cnnbook
from cnnbook.summary import count_parameters

README = Path(cnnbook.__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^## (.+?)$|^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)


def code_of(*sections):
    """Return the Python in some of README's sections, block by block."""
    found, here = [], ""
    for heading, code in BLOCKS:
        here = heading or here
        if code and here in sections:
            found.append(code)
    return found


@pytest.fixture
def session(tmp_path, monkeypatch):
    """Run blocks in a folder of their own; return what they have named."""
    monkeypatch.chdir(tmp_path)
    names = {}

    def run(*sections):
        for code in code_of(*sections):
            exec(compile(code, "README.md", "exec"), names)
        return names

    yield run
    plt.close("all")


def test_every_block_stands_in_a_section_that_is_tried():
    tried = code_of("Three ways to use it", "The package", "To PyTorch and back")
    assert tried == [code for _, code in BLOCKS if code]
    assert len(tried) == 5


def test_a_widget_is_set_and_read_from_python(session):
    names = session("Three ways to use it")
    assert names["explorer"].stride == 2
    assert names["explorer"].output.shape == (14, 14)


def test_a_network_is_built_trained_plotted_kept_and_used(session, tmp_path, capsys):
    names = session("The package")
    assert "810 parameters" in capsys.readouterr().out
    assert names["accuracy"] > 0.9
    assert count_parameters(names["net"]) == 8 * 9 + 8 + 8 * 14 * 14 * 10 + 10
    assert (tmp_path / "history.png").read_bytes().startswith(b"\x89PNG")
    with np.load(tmp_path / "net.npz") as kept:
        for key, value in names["net"].state_dict().items():
            np.testing.assert_array_equal(kept[key], value)
    assert names["digit"] == names["test"][1][0]


def test_its_weights_go_to_pytorch_and_others_come_back(session):
    torch = need_torch()
    torch.manual_seed(0)
    names = session("The package", "To PyTorch and back")
    image = np.random.default_rng(0).random((2, 1, 28, 28), np.float32)
    loaded = names["nn"].Sequential(*names["torch_net"])
    loaded.load_state_dict(torch.load("other.pth", weights_only=True))  # what was read last
    expected = loaded(torch.from_numpy(image)).detach()
    np.testing.assert_allclose(names["net"](image), expected, rtol=1e-4, atol=1e-5)
