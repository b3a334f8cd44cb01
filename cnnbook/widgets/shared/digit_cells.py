"""The scanned digits for the page: text that ``maths/digit_cells.js`` makes the same images of."""

from __future__ import annotations

import base64

import numpy as np

from cnnbook.digits.scanned import CELLS_FILE
from cnnbook.training import split

FULL = 16  # the ink of a full cell


def pack(cells: np.ndarray, labels: np.ndarray) -> str:
    """Return digits as text: bits in base64, about 35 characters a digit.

    First their number in 16 bits; then for each digit its cells, row by row, and its label in 4
    bits. An empty cell, which half of them are, is the bit 0; a full one is 10; any other is 11
    and its ink in 4 bits.

    Parameters
    ----------
    cells : ndarray of int, shape (N, 8, 8)
        Ink per cell, 0 to 16.
    labels : ndarray of int, shape (N,)
        The digits, 0 to 9.

    Examples
    --------
    >>> len(pack(np.zeros((2, 8, 8), int), np.array([3, 7])))  # 16 + 2 · (64 + 4) bits, 19 bytes
    28
    """
    codes = ["0", *(f"11{ink:04b}" for ink in range(1, FULL)), "10"]
    bits = [f"{len(cells):016b}"]
    for digit, label in zip(np.reshape(cells, (len(cells), -1)), labels, strict=True):
        bits += [codes[ink] for ink in digit] + [f"{label:04b}"]
    text = "".join(bits)
    whole = text.ljust(-(-len(text) // 8) * 8, "0")
    return base64.b64encode(int(whole, 2).to_bytes(len(whole) // 8)).decode("ascii")


def training_digits() -> dict[str, str]:
    """Return the digits that lessons train on and those that they hold out, packed.

    They are those of ``split(*digits.load(), held_out=0.2, seed=0)``, in the same order.

    Examples
    --------
    >>> {name: len(text) for name, text in training_digits().items()}
    {'training': 49892, 'held_out': 12460}
    """
    with np.load(CELLS_FILE) as scanned:
        training, held_out = split(scanned["images"], scanned["labels"], held_out=0.2, seed=0)
    return {"training": pack(*training), "held_out": pack(*held_out)}
