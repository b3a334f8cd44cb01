"""Fewer products than the definition has, at a price in accuracy: Winograd's way."""

from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook._engine.blocks import slices
from cnnbook._engine.geometry import Geometry, Padding, Pair, conv_geometry
from cnnbook._engine.windows import windows
from cnnbook.functional.convolution import conv_arguments
from cnnbook.functional.padding import pad_image


class Matrices(NamedTuple):
    """The three matrices for one size of tile, as Lavin and Gray print them."""

    G: np.ndarray  # (T, 3): from a column of the kernel to T = tile + 2 sums of weights
    BT: np.ndarray  # (T, T): from a column of T pixels to T sums of pixels
    AT: np.ndarray  # (tile, T): from T products to a column of outputs


TILES = {
    2: Matrices(
        G=np.array([[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]]),
        BT=np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
        AT=np.array([[1, 1, 1, 0], [0, 1, -1, -1]]),
    ),
    4: Matrices(
        G=np.array(
            [
                [1 / 4, 0, 0],
                [-1 / 6, -1 / 6, -1 / 6],
                [-1 / 6, 1 / 6, -1 / 6],
                [1 / 24, 1 / 12, 1 / 6],
                [1 / 24, -1 / 12, 1 / 6],
                [0, 0, 1],
            ]
        ),
        BT=np.array(
            [
                [4, 0, -5, 0, 1, 0],
                [0, -4, -4, 1, 1, 0],
                [0, 4, -4, -1, 1, 0],
                [0, -2, -1, 2, 1, 0],
                [0, 2, -1, -2, 1, 0],
                [0, 4, 0, -5, 0, 1],
            ]
        ),
        AT=np.array(
            [
                [1, 1, 1, 1, 1, 0],
                [0, 1, -1, 2, -2, 0],
                [0, 1, 1, 4, 4, 0],
                [0, 1, -1, 8, -8, 1],
            ]
        ),
    ),
}


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def winograd(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    padding: Padding = 0,
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    dilation: Pair = 1,
    tile: int = 4,
) -> NDArray[Any]:
    """Convolve with 3 × 3 kernels at stride 1 as ``conv2d`` does, with a quarter of its products.

    Parameters
    ----------
    input, weight, bias, padding, padding_mode, padding_value, dilation
        As for :func:`cnnbook.functional.conv2d`; the kernel is 3 × 3.
    tile : {2, 4}
        The outputs are computed in tiles of tile × tile. Of 2 × 2 outputs the definition needs
        4 · 9 = 36 products for each channel, Winograd 4 · 4 = 16; of 4 × 4 it needs 144,
        Winograd 36.

    Returns
    -------
    numpy.ndarray, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        What ``conv2d`` returns, but for the rounding.

    Raises
    ------
    ValueError
        As ``conv2d`` does, and if the kernel is not 3 × 3 or the tile neither 2 nor 4.

    Notes
    -----
    For a tile of outputs Y, the pixels d that they see and a kernel g,

        Y = Aᵀ [(G g Gᵀ) · (Bᵀ d B)] A,

    where · multiplies number by number. So the products of all filters and channels are one matrix
    product for each of the 16 or 36 numbers, and the sums cost little beside them where channels
    and filters are many: it pays from about 32 of each. (S. Winograd, "Arithmetic complexity of
    computations", 1980; A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks",
    2016, whose matrices G, Bᵀ and Aᵀ are used here.)

    **The price.** In ``conv2d`` the error of each output is bounded by its own products. Here the
    pixels of a tile are added to each other and taken apart again, so an output loses digits where
    its tile holds much larger pixels: with tile 2 those that it sees through small weights, with
    tile 4 also those that it does not see at all. Beside a pixel of 1e6 in float32, errors are
    about 0.1 with tile 2 and 1 with tile 4, whatever the size of the output. And since 0 · NaN
    and ∞ − ∞ are NaN, one NaN or ∞ among the pixels makes its whole tiles NaN, where ``conv2d``
    keeps it to the windows that see it. Between pixels of similar size, tile 2 rounds about as
    ``conv2d`` does, and integers stay exact; tile 4 loses one more decimal.

    Examples
    --------
    >>> image = np.arange(16).reshape(4, 4)
    >>> winograd(image, [[0, 0, 0], [0, 1, 0], [0, 0, 1]], tile=2)
    array([[15., 17.],
           [23., 25.]])
    """
    image, filters, offset, dtype, axes = conv_arguments(input, weight, bias)
    geometry = conv_geometry(image.shape, filters.shape, 1, padding, dilation, 1)
    _check(geometry.kernel, tile)
    border = geometry.sides, padding_mode, padding_value, filters.dtype
    output = _all_tiles(image, filters, tile, geometry, border)
    output = np.ascontiguousarray(output[:, :, : geometry.output[0], : geometry.output[1]])
    if offset is not None:
        output += offset[:, np.newaxis, np.newaxis]
    return output.astype(dtype, copy=False).reshape(output.shape[4 - axes :])


def winograd_tile(pixels: ArrayLike, kernel: ArrayLike) -> NDArray[Any]:
    """Return one tile of outputs, by the three matrices and one product for each pixel.

    Parameters
    ----------
    pixels : array_like, (4, 4) or (6, 6)
        What the tile sees.
    kernel : array_like, (3, 3)
        The weights.

    Returns
    -------
    numpy.ndarray, (2, 2) or (4, 4)
        Aᵀ [(G g Gᵀ) · (Bᵀ d B)] A: 16 products instead of 36, or 36 instead of 144.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> winograd_tile(np.arange(16).reshape(4, 4), [[0, 0, 0], [0, 1, 0], [0, 0, 1]])
    array([[15., 17.],
           [23., 25.]])
    """
    d, g = np.asarray(pixels), np.asarray(kernel)
    if g.shape != (3, 3) or d.shape not in ((4, 4), (6, 6)):
        raise ValueError(
            f"winograd_tile takes 4×4 or 6×6 pixels and a kernel of 3×3, got {d.shape} "
            f"and {g.shape}"
        )
    G, BT, AT = TILES[len(d) - 2]
    return AT @ ((G @ g @ G.T) * (BT @ d @ BT.T)) @ AT.T


def _all_tiles(image, filters, tile: int, geometry: Geometry, border: tuple) -> np.ndarray:
    """Return the outputs of whole tiles, (N, F, ≥ OH, ≥ OW)."""
    weights, (dh, dw) = _weights(filters, tile), geometry.dilation
    tiles = [-(-n // (d * tile)) for n, d in zip(geometry.output, (dh, dw), strict=True)]
    whole = tiles[0] * tile * dh, tiles[1] * tile * dw
    output = np.empty((len(image), len(filters), *whole), filters.dtype)
    for images in slices(len(image), output.nbytes):
        padded = pad_image(image[images], *border)
        for y, x in np.ndindex(dh, dw):
            # Dilation splits the image into DH · DW interleaved images that never mix.
            pixels = _tiles(padded[:, :, y::dh, x::dw], tile, tiles)  # (T, T, n, C, Y, X)
            _fill(output[images, :, y::dh, x::dw], pixels, weights)
    return output


def _check(kernel: tuple, tile: int) -> None:
    if kernel != (3, 3):
        raise ValueError(
            f"winograd takes kernels of 3×3, got {kernel[0]}×{kernel[1]}: conv2d takes any"
        )
    if tile not in TILES:
        raise ValueError(f"tile must be one of {tuple(TILES)}, got {tile!r}")


def _weights(filters: np.ndarray, tile: int) -> np.ndarray:
    """Return G g Gᵀ of each kernel g, one matrix for each of its numbers: (T · T, 1, F, C)."""
    sums = _on_both_axes(TILES[tile].G, filters.transpose(2, 3, 0, 1))
    return sums.reshape(len(sums), 1, *filters.shape[:2])


def _tiles(padded: np.ndarray, tile: int, tiles: list[int]) -> np.ndarray:
    """Cut (n, C, H, W) into Y × X tiles of T × T pixels, T = tile + 2: (T, T, n, C, Y, X)."""
    more = [count * tile + 2 - n for count, n in zip(tiles, padded.shape[2:], strict=True)]
    grown = pad_image(padded, ((0, more[0]), (0, more[1])), "constant", 0.0, padded.dtype)
    return windows(grown, (tile + 2, tile + 2), (tile, tile)).transpose(2, 3, 0, 1, 4, 5)


def _fill(output: np.ndarray, pixels: np.ndarray, weights: np.ndarray) -> None:
    """Write Aᵀ [(G g Gᵀ) · (Bᵀ d B)] A of all tiles to (n, F, Y · tile, X · tile)."""
    size, (n, c, rows, columns), f = len(pixels), pixels.shape[2:], weights.shape[2]
    _, BT, AT = TILES[size - 2]
    sums = _on_both_axes(BT, pixels).reshape(size * size, n, c, rows * columns)
    products = weights @ sums  # (T · T, n, F, Y · X)
    outputs = _on_both_axes(AT, products.reshape(size, size, n, f, rows, columns))
    outputs = outputs.reshape(size - 2, size - 2, n, f, rows, columns).transpose(2, 3, 4, 0, 5, 1)
    output.reshape(outputs.shape)[...] = outputs


def _on_both_axes(matrix: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return M x Mᵀ for the matrices x that stand along the first two axes: (M · M, …).

    Row by row, the numbers of M x Mᵀ are the Kronecker product M ⊗ M times the numbers of x.
    """
    both = np.kron(matrix, matrix).astype(numbers.dtype)
    return both @ numbers.reshape(both.shape[1], prod(numbers.shape[2:]))
