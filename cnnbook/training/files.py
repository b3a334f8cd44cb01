"""Weights in .npz files without pickle, so that loading a file never executes code."""

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnbook.layers import Layer

State = dict[str, NDArray[Any]]


def save(net: Layer | Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write a network's weights to a .npz file.

    Parameters
    ----------
    net : Layer or mapping from str to array
        The network, or its `state_dict()`.
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
    arrays = {name: np.asarray(value) for name, value in state.items()}
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise TypeError(f"weights must be real numbers, got {name!r} of dtype {array.dtype}")
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        with open(draft, "wb") as file:  # NumPy adds ".npz" to a path, but not to an open file
            np.savez(file, **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


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
        If it is not a .npz file, is corrupt, or holds anything but numbers. Nothing in the file is
        ever executed.

    Examples
    --------
    >>> load("cnnbook/no-such-file.npz")
    Traceback (most recent call last):
    FileNotFoundError: no such file: cnnbook/no-such-file.npz
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no such file: {path}")
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path} is not a file of weights, or is truncated: a .npz file is a zip archive"
        )
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


def _check_state(state: State, path: Path) -> None:
    if not state:
        raise ValueError(f"{path} holds no weights: the archive is empty")
    for name, value in state.items():
        if value.dtype.kind not in "biuf":
            raise ValueError(
                f"{path}: weights must be real numbers, got {name!r} of dtype {value.dtype}"
            )
