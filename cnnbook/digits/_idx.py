"""IDX, the file format in which MNIST is published."""

import gzip
import os
import zlib
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def parse_idx(data: bytes, name: str = "the file") -> NDArray[Any]:
    """Parse a file in the IDX format, in which MNIST is published.

    Parameters
    ----------
    data : bytes
        The whole file, uncompressed.
    name : str
        The file's name in error messages.

    Returns
    -------
    ndarray
        In the shape given in the header.

    Raises
    ------
    ValueError
        If the magic number is wrong, or there are fewer or more bytes than the shape needs.

    Notes
    -----
    Two zero bytes, one byte for the data type (8 is uint8), one for the number of axes; then the
    length of each axis as a big-endian uint32; then the data.

    Examples
    --------
    >>> parse_idx(bytes([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30]))
    array([[10, 20, 30]], dtype=uint8)
    """
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _TYPES or data[3] == 0:
        raise ValueError(
            f"{name} is not in the IDX format: its first bytes must be 0, 0, a type and the number "
            f"of axes, got {list(data[:4])}"
        )
    axes, kind = data[3], np.dtype(_TYPES[data[2]])
    begin = 4 + 4 * axes
    if len(data) < begin:
        raise ValueError(f"{name} is truncated: its header has {begin} bytes, got {len(data)}")
    shape = tuple(int(n) for n in np.frombuffer(data, ">u4", axes, 4))
    needed = prod(shape) * kind.itemsize
    if len(data) - begin != needed:
        raise ValueError(
            f"{name} must hold {needed} bytes of data for the shape {shape}, got "
            f"{len(data) - begin}: it is truncated, or has other data at its end"
        )
    values = np.frombuffer(data, kind, offset=begin).reshape(shape)
    return values.astype(kind.newbyteorder("="))


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """Read an IDX file, compressed with gzip or not.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If the compressed data are corrupt or the content is not in the IDX format.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile(delete=False) as file:
    ...     _ = file.write(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]))
    >>> read_idx(file.name)
    array([7, 9], dtype=uint8)
    >>> os.remove(file.name)
    """
    data = Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is corrupt and cannot be decompressed: {error}") from error
    return parse_idx(data, str(path))
