"""Weights in .npz files without pickle, so that loading a file never executes code."""

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import as_numbers
from cnnbook.layers import Layer

State = dict[str, NDArray[Any]]


def save(net: Layer | Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write a network's weights to a .npz file.

    Parameters
    ----------
    net : Layer or mapping from str to array
        The network, or its `state_dict()`; PyTorch's tensors and parameters do, too.
    path : str or path
        The file; it is replaced atomically if it exists.

    Raises
    ------
    TypeError
        If a weight is not an array of real numbers.

    Examples
    --------
    >>> import tempfile
    >>> from cnnbook.layers import Linear
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Linear(2, 3, rng=0), folder + "/weights.npz")
    ...     sorted(load(folder + "/weights.npz"))
    ['bias', 'weight']
    """
    state = net.state_dict() if isinstance(net, Layer) else dict(net)
    arrays = {name: _weight(name, value) for name, value in state.items()}
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        _write(draft, arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _weight(name: str, value: Any) -> NDArray[Any]:
    try:
        return as_numbers(value, name)
    except TypeError as error:
        kind = getattr(value, "dtype", type(value).__name__)
        raise TypeError(f"weights must be real numbers, got {name!r} of dtype {kind}") from error


def _write(path: Path, arrays: State) -> None:
    """Write a .npz file as ``numpy.savez`` does, which cannot hold an array called "file"."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)


def load(path: str | os.PathLike[str]) -> State:
    """Read weights from a .npz file, for `net.load_state_dict`.

    Parameters
    ----------
    path : str or path
        A file written by `save`.

    Returns
    -------
    dict from str to ndarray
        The same as `net.state_dict()`.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    ValueError
        If it is not a .npz file but, say, one of PyTorch, is corrupt, or holds anything but
        numbers. Nothing in the file is ever executed.

    Examples
    --------
    >>> load("cnnbook/no-such-file.npz")
    Traceback (most recent call last):
    FileNotFoundError: no such file: cnnbook/no-such-file.npz
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no such file: {path}")
    _check_kind(path)
    try:
        # Reading everything here verifies the archive's checksums.
        with np.load(path, allow_pickle=False) as archive:
            state = {name: np.asarray(archive[name]) for name in archive.files}
    except (ValueError, EOFError, OSError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        if "allow_pickle" in str(error):
            raise ValueError(
                f"{path} holds pickled Python objects, not only numbers; they were not loaded"
            ) from error
        raise ValueError(f"{path} is corrupt: {error}") from error
    _check_state(state, path)
    return state


def _check_kind(path: Path) -> None:
    """Reject what is no zip archive of arrays, and say what it may be instead."""
    torch = f"net.load_state_dict(torch.load({str(path)!r}, weights_only=True)) takes its weights"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if any(name.endswith("data.pkl") for name in archive.namelist()):
                raise ValueError(f"{path} is a file of PyTorch, not of NumPy: {torch}")
        return
    with open(path, "rb") as file:
        if file.read(1) == b"\x80":  # how every pickle since 2003 begins
            raise ValueError(
                f"{path} is a pickle, as old files of PyTorch are. A pickle can run code, so it is "
                f"not loaded. If it is PyTorch's: {torch}"
            )
    raise ValueError(
        f"{path} is not a file of weights, or is truncated: a .npz file is a zip archive"
    )


def _check_state(state: State, path: Path) -> None:
    if not state:
        raise ValueError(f"{path} holds no weights: the archive is empty")
    for name, value in state.items():
        if value.dtype.kind not in "biuf":
            raise ValueError(
                f"{path}: weights must be real numbers, got {name!r} of dtype {value.dtype}"
            )
