"""MNIST: the IDX format, and mirrors of which some lie. All files are written here."""

import gzip
import hashlib
import http.server
import threading

import numpy as np
import pytest

from cnnbook import digits
from cnnbook.digits import _idx, mnist


def idx(array):
    kinds = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13, "float64": 14}
    header = bytes([0, 0, kinds[array.dtype.name], array.ndim])
    sizes = np.array(array.shape, ">u4").tobytes()
    return header + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 3, 4), (0, 3)])
def test_every_kind_of_idx_file_comes_back(kind, shape):
    array = (np.arange(np.prod(shape)) * 5 - 3).astype(kind).reshape(shape)
    parsed = _idx.parse_idx(idx(array))
    np.testing.assert_array_equal(parsed, array)
    assert parsed.dtype == array.dtype
    assert parsed.flags.writeable


WHOLE = idx(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"first bytes must be.*\[\]"),
        (b"\x89PNG" + WHOLE, r"not in the IDX format.*\[137, 80, 78, 71\]"),
        (b"\0\0\x07" + WHOLE[3:], r"got \[0, 0, 7, 3\]"),
        (b"\0\0\x08\0", r"got \[0, 0, 8, 0\]"),
        (WHOLE[:9], "truncated: its header has 16 bytes, got 9"),
        (WHOLE[:-1], r"24 bytes of data for the shape \(2, 3, 4\), got 23"),
        (WHOLE + b"\0", "got 25: it is truncated, or has other data"),
    ],
)
def test_what_is_no_whole_idx_file_is_named(data, message):
    with pytest.raises(ValueError, match=message):
        _idx.parse_idx(data)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:20] + b"\xff" * 9 + data[29:]]
)
def test_a_damaged_zip_is_named(tmp_path, damage):
    path = tmp_path / "digits.gz"
    content = np.random.default_rng(0).integers(0, 256, (5, 6, 7)).astype(np.uint8)
    path.write_bytes(damage(gzip.compress(idx(content))))
    with pytest.raises(ValueError, match=r"digits\.gz is corrupt and cannot be decompressed"):
        _idx.read_idx(path)


# ---- mirrors


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def serve(tmp_path):
    """Return a function that serves a new folder with the given files over http."""
    servers = []

    def start(name, files):
        folder = tmp_path / name
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content)

        def handler(*args):
            return _Quiet(*args, directory=folder)

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def tiny_mnist():
    rng = np.random.default_rng(0)
    return {
        "train-images-idx3-ubyte.gz": rng.integers(0, 256, (6, 28, 28)).astype(np.uint8),
        "train-labels-idx1-ubyte.gz": np.arange(6, dtype=np.uint8),
        "t10k-images-idx3-ubyte.gz": rng.integers(0, 256, (2, 28, 28)).astype(np.uint8),
        "t10k-labels-idx1-ubyte.gz": np.array([7, 9], dtype=np.uint8),
    }


@pytest.fixture
def files(monkeypatch):
    """Return the zipped files of a very small MNIST, whose checksums are then the right ones."""
    zipped = {name: gzip.compress(idx(array), mtime=0) for name, array in tiny_mnist().items()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in zipped.items()}
    monkeypatch.setattr(mnist, "CHECKSUMS", sums)
    return zipped


def check_loaded(sets):
    (images, labels), (test_images, test_labels) = sets
    arrays = tiny_mnist()
    assert images.dtype == np.float32
    assert labels.dtype == np.int64
    np.testing.assert_allclose(images * 255, arrays["train-images-idx3-ubyte.gz"], atol=1e-4)
    np.testing.assert_array_equal(labels, range(6))
    assert test_images.shape == (2, 28, 28)
    np.testing.assert_array_equal(test_labels, [7, 9])


def test_it_is_downloaded_once_and_then_kept(tmp_path, serve, files, monkeypatch):
    monkeypatch.setattr(mnist, "MIRRORS", [serve("mirror", files)])
    check_loaded(digits.load_mnist(tmp_path / "cache", progress=False))
    monkeypatch.setattr(mnist, "MIRRORS", ["http://127.0.0.1:9/"])  # nobody to ask again
    check_loaded(digits.load_mnist(str(tmp_path / "cache"), progress=False))


def test_a_mirror_that_is_silent_or_lies_is_passed_over(tmp_path, serve, files, monkeypatch):
    lies = {name: content[:-1] + b"x" for name, content in files.items()}
    mirrors = ["http://127.0.0.1:9/", serve("empty", {}), serve("lies", lies), serve("good", files)]
    monkeypatch.setattr(mnist, "MIRRORS", mirrors)
    check_loaded(digits.load_mnist(tmp_path / "cache", progress=False))


def test_a_damaged_file_in_the_cache_is_replaced(tmp_path, serve, files, monkeypatch):
    monkeypatch.setattr(mnist, "MIRRORS", [serve("good", files)])
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "train-labels-idx1-ubyte.gz").write_bytes(b"half a file")
    check_loaded(digits.load_mnist(tmp_path / "cache", progress=False))


def test_when_no_mirror_helps_each_is_named_with_its_reason(tmp_path, serve, files, monkeypatch):
    lies = dict.fromkeys(files, b"another file")
    mirrors = ["http://127.0.0.1:9/", serve("lies", lies)]
    monkeypatch.setattr(mnist, "MIRRORS", mirrors)
    with pytest.raises(OSError, match=r"from any mirror.*copy the file into") as caught:
        digits.load_mnist(tmp_path / "cache", progress=False)
    assert all(mirror in str(caught.value) for mirror in mirrors)
    assert "hash" in str(caught.value)


def test_images_and_labels_of_different_length_are_refused(tmp_path, serve, files, monkeypatch):
    files["train-labels-idx1-ubyte.gz"] = content = gzip.compress(idx(np.zeros(5, np.uint8)))
    sums = {**mnist.CHECKSUMS, "train-labels-idx1-ubyte.gz": hashlib.sha256(content).hexdigest()}
    monkeypatch.setattr(mnist, "CHECKSUMS", sums)
    monkeypatch.setattr(mnist, "MIRRORS", [serve("mirror", files)])
    with pytest.raises(ValueError, match=r"got \(6, 28, 28\) and \(5,\)"):
        digits.load_mnist(tmp_path / "cache", progress=False)


def test_the_real_addresses_are_as_they_should_be():
    assert len(mnist.MIRRORS) >= 2
    assert all(mirror.startswith("http") and mirror.endswith("/") for mirror in mnist.MIRRORS)
    assert all(len(digest) == 64 for digest in mnist.CHECKSUMS.values())
