"""Weights in files: saved, loaded, and protected against damage and pickled code."""

import io
import sys

import numpy as np
import pytest
from networks import small_net

from cnnbook import training
from cnnbook.layers import Flatten, Linear, Sequential


def test_saved_weights_come_back_exactly(tmp_path):
    net = small_net(1)
    training.save(net, tmp_path / "weights.npz")
    other = small_net(2)
    other.load_state_dict(training.load(tmp_path / "weights.npz"))
    for key, value in net.state_dict().items():
        np.testing.assert_array_equal(value, other.state_dict()[key])
        assert other.state_dict()[key].dtype == value.dtype
    assert [path.name for path in tmp_path.iterdir()] == ["weights.npz"]


def test_a_state_dict_can_be_saved_under_any_name_and_gives_the_same_bytes(tmp_path):
    state = small_net().state_dict()
    training.save(state, str(tmp_path / "a"))
    training.save(state, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert list(training.load(tmp_path / "a")) == list(state)


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "weights.npz"
    training.save(small_net(), path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match=r"must be real numbers, got 'x' of dtype object"):
        training.save({"x": np.array([{}], dtype=object)}, path)
    assert path.read_bytes() == before


class Explosive:
    """Sets a flag when it is unpickled: the test that nothing is."""

    exploded = False

    def __reduce__(self):
        return (setattr, (sys.modules[__name__].Explosive, "exploded", True))


def test_a_file_with_pickled_objects_is_refused_unread(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, weight=np.array([Explosive()], dtype=object))
    with pytest.raises(ValueError, match="holds pickled Python objects, not only numbers"):
        training.load(path)
    assert not Explosive.exploded


def _npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _one_bit_wrong():
    data = bytearray(_npz(weight=np.arange(1000.0)))
    data[2000] ^= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a file of weights"),
        (b"PyTorch or something else", "is not a file of weights"),
        (_npz(weight=np.arange(1000.0))[:4000], "or is truncated"),
        (_one_bit_wrong(), "is corrupt"),
        (_npz(), "holds no weights"),
        (_npz(name=np.array("three")), "must be real numbers, got 'name' of dtype <U5"),
    ],
    ids=["empty", "other", "cut_off", "one_bit", "no_arrays", "text"],
)
def test_wrong_and_damaged_files_are_named(tmp_path, content, message):
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        training.load(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: "):
        training.load(tmp_path / "nowhere.npz")


def test_another_networks_weights_do_not_fit(tmp_path):
    training.save(Sequential(Flatten(), Linear(64, 2)), tmp_path / "other.npz")
    with pytest.raises(ValueError, match=r"missing keys.*0\.weight.*unknown.*1\.weight"):
        small_net().load_state_dict(training.load(tmp_path / "other.npz"))
