"""Weights in a file: .npz without pickle, so that opening a stranger's file runs no code."""

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
        The network, or what its `state_dict` returned.
    path : str or path
        The file; written whole or not at all, an older one is replaced.

    Raises
    ------
    TypeError
        If a weight is no array of real numbers.

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
            raise TypeError(f"weights must be real numbers, but {name!r} is of type {array.dtype}")
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        with open(draft, "wb") as file:  # given an open file, NumPy adds no ".npz" to the name
            np.savez(file, **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: str | os.PathLike[str]) -> State:
    """Read weights from a .npz file; `net.load_state_dict` takes them.

    Parameters
    ----------
    path : str or path
        A file that `save` wrote.

    Returns
    -------
    dict from str to ndarray
        As `net.state_dict()` gives it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no .npz file, is damaged, or holds something other than numbers. Nothing in the
        file is ever executed.

    Examples
    --------
    >>> load("cnnbook/no-such-file.npz")
    Traceback (most recent call last):
    FileNotFoundError: there is no file cnnbook/no-such-file.npz
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path} is no file of weights, or only a part of one: a whole .npz file is a zip "
            f"archive, this is not"
        )
    try:
        # Unpacking everything here lets the archive's checksums find any damage.
        with np.load(path, allow_pickle=False) as archive:
            state = {name: np.asarray(archive[name]) for name in archive.files}
    except (ValueError, EOFError, OSError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        if "allow_pickle" in str(error):
            raise ValueError(
                f"{path} holds Python objects, not only numbers; it was left unopened"
            ) from error
        raise ValueError(f"{path} is damaged: {error}") from error
    _check_state(state, path)
    return state


def _check_state(state: State, path: Path) -> None:
    if not state:
        raise ValueError(f"{path} holds no weights: the archive is empty")
    for name, value in state.items():
        if value.dtype.kind not in "biuf":
            raise ValueError(f"{path} holds {name!r} of type {value.dtype}, which is no weight")
