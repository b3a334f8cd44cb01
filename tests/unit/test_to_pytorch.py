"""To PyTorch and back, as the README says it: a line each way, and files."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from cases import near, need_torch, normal

import cnnbook
from cnnbook import layers, training

README = Path(cnnbook.__file__).parent.parent / "README.md"


def build(kit):
    """The same network from `cnnbook.layers` or `torch.nn`, with every kind of state."""
    return kit.Sequential(
        kit.Conv2d(1, 4, 3, padding=1),
        kit.BatchNorm2d(4),
        kit.GELU(),
        kit.ConvTranspose2d(4, 2, 2, stride=2),
        kit.SiLU(),
        kit.AdaptiveAvgPool2d(3),
        kit.Flatten(),
        kit.Dropout(0.25),
        kit.Linear(18, 5),
    )


IMAGES = normal(0, (6, 1, 8, 8), np.float32)


@pytest.fixture
def torch():
    library = need_torch()
    library.manual_seed(1)
    return library


def readme_code():
    """Return the lines that take weights there and back, behind those that build a network."""
    section = README.read_text("utf-8").split("## To PyTorch and back")[1].split("\n## ")[0]
    _, code = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return code


def test_weights_go_there_in_one_line(torch):
    ours, theirs = build(layers), build(torch.nn)
    for step in range(3):
        ours(IMAGES + step)  # running statistics differ from their first values
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    expected = theirs.eval()(torch.from_numpy(IMAGES)).detach()
    near(ours.eval()(IMAGES), expected, np.float32)
    assert theirs.state_dict()["1.num_batches_tracked"] == 3


def test_weights_come_back_in_one_line(torch):
    ours, theirs = build(layers), build(torch.nn)
    for step in range(3):
        theirs(torch.from_numpy(IMAGES) + step)
    ours.load_state_dict(theirs.state_dict())
    expected = theirs.eval()(torch.from_numpy(IMAGES)).detach()
    near(ours.eval()(IMAGES), expected, np.float32)
    assert ours[1].num_batches_tracked == 3
    assert ours[1].num_batches_tracked.dtype == np.int64


def test_a_step_of_training_is_the_same_in_both(torch):
    ours, theirs = build(layers), build(torch.nn)
    ours.load_state_dict(theirs.state_dict())
    ours[7].eval(), theirs[7].eval()  # they drop other values
    labels = np.array([0, 1, 2, 3, 4, 0])
    criterion = layers.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = training.AdamW(ours.parameters(), lr=0.01)
    reference = torch.optim.AdamW(theirs.parameters(), lr=0.01)
    for _ in range(4):
        loss = criterion(ours(IMAGES), labels)
        ours.backward(criterion.backward())
        optimizer.step()
        reference.zero_grad()
        expected = torch.nn.CrossEntropyLoss(label_smoothing=0.1)(
            theirs(torch.from_numpy(IMAGES)), torch.from_numpy(labels)
        )
        expected.backward()
        reference.step()
        assert float(loss) == pytest.approx(expected.item(), rel=1e-4)


def test_parameters_of_pytorch_are_taken_and_saved(torch, tmp_path):
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 2))
    ours = layers.Sequential(layers.Linear(3, 2))
    ours.load_state_dict(dict(theirs.named_parameters()))  # which require gradients
    near(ours[0].weight.data, theirs[0].weight.detach(), np.float32)
    for state in (dict(theirs.named_parameters()), theirs.state_dict()):
        training.save(state, tmp_path / "theirs.npz")
        loaded = training.load(tmp_path / "theirs.npz")
        near(loaded["0.weight"], theirs[0].weight.detach(), np.float32)
    half = {k: v.to(torch.bfloat16) for k, v in theirs.state_dict().items()}
    ours.load_state_dict(half)
    near(ours[0].bias.data, half["0.bias"].float(), np.float32)


@pytest.mark.parametrize("old", [False, True])
def test_a_file_of_pytorch_is_named_for_what_it_is(torch, tmp_path, old):
    path, net = tmp_path / "net.pth", build(torch.nn)
    torch.save(net.state_dict(), path, _use_new_zipfile_serialization=not old)
    kind = "is a pickle, as old files of PyTorch are" if old else "is a file of PyTorch, not of"
    call = f"net.load_state_dict(torch.load({str(path)!r}, weights_only=True)) takes its weights"
    with pytest.raises(ValueError, match=kind) as caught:
        training.load(path)
    assert call in str(caught.value)
    ours = build(layers)
    ours.load_state_dict(torch.load(str(path), weights_only=True))
    near(ours[0].weight.data, net[0].weight.detach(), np.float32)


def test_an_array_called_file_can_be_saved(tmp_path):
    training.save({"file": np.ones(3), "a/b": np.zeros(1)}, tmp_path / "a.npz")
    assert {k: v.shape for k, v in np.load(tmp_path / "a.npz").items()} == {
        "file": (3,),
        "a/b": (1,),
    }
    assert training.load(tmp_path / "a.npz")["file"].tolist() == [1, 1, 1]
    buffer = io.BytesIO()
    np.savez(buffer, weight=np.arange(6.0).reshape(2, 3).T)
    training.save({"weight": np.arange(6.0).reshape(2, 3).T}, tmp_path / "b.npz")
    assert (tmp_path / "b.npz").read_bytes() == buffer.getvalue()


def test_the_readme_says_what_works(torch, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    net = layers.Sequential(layers.Flatten(), layers.Linear(4, 2, rng=0))
    other = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2))
    torch.save(other.state_dict(), "other.pth")
    start = net.state_dict()
    names = {"net": net, "torch_net": other, "torch": torch, "training": training, "layers": layers}
    exec(readme_code(), names)
    np.testing.assert_array_equal(other[1].weight.detach(), start["1.weight"])  # there
    kept = torch.load("other.pth", weights_only=True)
    np.testing.assert_array_equal(net[1].weight.data, kept["1.weight"])  # and, from a file, back
