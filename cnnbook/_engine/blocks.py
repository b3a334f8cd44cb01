"""Work cut into blocks that stay in the cache, and a product cut into parts where that copies less.

A convolution is one matrix product, weights · columns, where each column holds what one window
sees. All columns at once would take KH · KW times the memory of the image, so they are made block
by block: some images at a time, and of a large image some rows at a time.

Kernel row i sees what row 0 sees, i · dilation rows further down. So the columns of one kernel row
serve all KH of them: copy 1 × KW windows, and add up KH products, each with columns that begin
further down in the same memory. These are the ``parts``: 1 for the whole kernel, or KH.
"""

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from cnnbook._engine.geometry import Geometry
from cnnbook._engine.memory import MMAP_THRESHOLD, raise_mmap_threshold

BLOCK_BYTES = 3 * 2**18  # 0.75 MiB: a block of columns should stay in the second-level cache
MANY = 32  # filters from which on the product takes most of the time, and a wide one is quicker
WIDER = 3  # times a block, where there are many filters


def slices(n: int, size: int) -> list[slice]:
    """Cut ``n`` things of ``size`` bytes in all into slices of about ``BLOCK_BYTES``.

    Each has at least one thing, the first is the largest, and up to 1.5 × ``BLOCK_BYTES`` are not
    split.
    """
    if size <= BLOCK_BYTES * 3 // 2:
        return [slice(0, n)]
    each = max(1, BLOCK_BYTES * n // size)
    return [slice(first, min(first + each, n)) for first in range(0, n, each)]


def element_by_element(function: Callable, first: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Return ``function`` of the elements of arrays of one shape, in the first one's dtype.

    A large array is taken in pieces, so that what the function makes on its way stays in the cache.
    """
    result = np.empty(first.shape, first.dtype)
    flat, places = [array.ravel() for array in (first, *others)], result.ravel()
    for piece in slices(first.size, 4 * first.nbytes):
        places[piece] = function(*(array[piece] for array in flat))
    return result


def batches(image: tuple, kernel: tuple, output: tuple) -> list[slice]:
    """Cut a batch (N, C, H, W) so that the columns of each piece, in float32, are about a block."""
    return slices(image[0], 4 * prod(image[:2]) * prod(kernel) * prod(output))


def count_parts(weight: tuple, groups: int, geometry: Geometry) -> int:
    """Return KH if summing partial products is cheaper than copying columns, else 1."""
    f, depth, kh, kw = weight
    return kh if geometry.stride[0] == 1 and f <= groups * depth * kw else 1


def kernel_parts(filters: np.ndarray, groups: int, geometry: Geometry):
    """Return the kernel of one part, and filters (F, C/G, KH, KW) as matrices (P, G, F/G, K)."""
    parts, (f, depth, kh, kw) = count_parts(filters.shape, groups, geometry), filters.shape
    kernel = kh // parts, kw
    cut = filters.reshape(groups, f // groups, depth, parts, prod(kernel)).transpose(3, 0, 1, 2, 4)
    weights = np.ascontiguousarray(cut).reshape(*cut.shape[:3], depth * prod(kernel))
    return kernel, weights


def column_blocks(view: np.ndarray, weights: np.ndarray, shift: int) -> Iterator[tuple]:
    """Yield windows (n, C, KH/P, KW, rows, OW) as columns for weights (P, G, F/G, K).

    Each block is (places, columns): the ``places`` among the OH · OW outputs of each image, and for
    each of the P parts an array (n, G, K, places). Part i begins ``shift`` rows below part i − 1,
    in the same memory. The next block overwrites this one, which keeps the memory in the cache.
    """
    (parts, groups, filters, taps), (*_, rows, ow) = weights.shape, view.shape
    more = shift * (parts - 1)  # rows that the last part sees further down
    if view.nbytes >= MMAP_THRESHOLD:
        raise_mmap_threshold()  # or the system would hand out and clear each block anew
    cuts = slices(rows - more, view.nbytes // (WIDER if filters >= MANY else 1))
    memory = np.empty(view[..., : cuts[0].stop + more, :].size, view.dtype)  # for all blocks
    for cut in cuts:
        block = view[..., cut.start : cut.stop + more, :]
        if not block.flags.c_contiguous:  # as that of a 1 × 1 kernel can be
            copy = memory[: block.size].reshape(block.shape)
            copy[...] = block
            block = copy
        lines = block.reshape(len(view), groups, taps, block.shape[4] * ow)
        starts, size = range(0, (more + 1) * ow, shift * ow), (cut.stop - cut.start) * ow
        columns = [lines[..., start : start + size] for start in starts[:parts]]
        yield slice(cut.start * ow, cut.stop * ow), columns


def add_products(weights, columns, out: np.ndarray | None = None) -> np.ndarray:
    """Return weights @ columns, added up over the parts, in ``out`` if it is given."""
    out = np.matmul(weights[0], columns[0], out=out)
    for part in range(1, len(columns)):
        out += weights[part] @ columns[part]
    return out
