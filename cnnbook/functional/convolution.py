"""Convolution as deep learning does it: matrix products over columns of windows."""

import numpy as np

from cnnbook._checks import as_real, check_bias, check_ranks, float_type
from cnnbook._engine.geometry import Geometry, Padding, Pair, conv_geometry
from cnnbook._engine.windows import columns_of, pad_image, windows
from cnnbook.functional.winograd import correlate_tiles, pays_in_tiles

FLOAT16, FLOAT32 = np.dtype(np.float16), np.dtype(np.float32)
SMALL_BYTES = 2**15  # below, calls of NumPy cost more than copies


def conv2d(
    input,
    weight,
    bias=None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    dilation: Pair = 1,
    groups: int = 1,
) -> np.ndarray:
    """Slide filters over images: multiply each window by the weights and add up.

    Parameters
    ----------
    input : array_like, (H, W), (C, H, W) or (N, C, H, W)
        One grey image, one image with channels, or a batch.
    weight : array_like, (KH, KW) or (F, C/groups, KH, KW)
        One kernel for an (H, W) input; otherwise F filters, each with one slice per input channel
        (of its group).
    bias : array_like, (F,), optional
        What to add to each filter's output; a single number for an (H, W) input.
    stride, dilation : int or (vertical, horizontal)
        Pixels from one window to the next, and from one tap of the kernel to the next.
    padding : int, (vertical, horizontal), "same" or "valid"
        Rows and columns to add on each side; see :func:`pad`.
    padding_mode : {"constant", "reflect", "replicate", "circular"}
        What to add.
    padding_value : float
        The value to add; used by mode "constant" only.
    groups : int
        Split channels and filters into this many groups that do not see each other.

    Returns
    -------
    numpy.ndarray, (OH, OW), (F, OH, OW) or (N, F, OH, OW)
        As many axes as the input, and the widest float type of the arguments. Integers become
        floats; float16 is added up in float32.

    Raises
    ------
    ValueError
        If shapes or options do not go together.
    TypeError
        If an array does not hold real numbers, or an option is no whole number.

    Notes
    -----
    This is cross-correlation, as in ``torch.nn.functional.conv2d``: the kernel is not flipped.

        output[n, f, y, x] = bias[f] + Σ weight[f, c, i, j] · padded[n, c, s·y + d·i, s·x + d·j]

    The windows are copied into columns block by block, about 1 MiB at a time (Chellapilla, Puri and
    Simard, "High performance convolutional neural networks for document processing", 2006, with
    blocks), so memory beyond the padded input and the output stays small. Layers with many channels
    and 3 × 3 filters take fewer products; ``functional/winograd.py`` says how.

    Examples
    --------
    >>> image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    >>> conv2d(image, [[1, 0], [0, -1]])
    array([[-4., -4.],
           [-4., -4.]])
    """
    image, filters, offset, dtype, axes = conv_arguments(input, weight, bias)
    geometry = conv_geometry(image.shape, filters.shape, stride, padding, dilation, groups)
    image = image.astype(FLOAT32 if dtype == FLOAT16 else dtype, copy=False)
    if padding_mode != "constant" or padding_value != 0:  # zeros are added where they are needed
        image, geometry = with_border(image, geometry, padding_mode, padding_value)
    result = _weighted_sums(image, filters, offset, geometry, groups, dtype)
    return result if axes == 4 else result[0] if axes == 3 else result[0, 0]


def conv_arguments(input, weight, bias):
    """Return (N, C, H, W), (F, C/groups, KH, KW), (F,) or None; type and axes of the result."""
    image, filters = as_real(input, "input"), as_real(weight, "weight")
    axes = image.ndim
    if axes != 4 or filters.ndim != 4:
        check_ranks(image.shape, filters.shape)
        image = image.reshape((1,) * (4 - image.ndim) + image.shape)
        filters = filters.reshape((1,) * (4 - filters.ndim) + filters.shape)
    if bias is None:
        return image, filters, None, float_type(image, filters), axes
    offset = as_real(bias, "bias")
    if axes == 2 and offset.ndim == 0:
        offset = offset.reshape(1)
    check_bias(offset.shape, filters.shape[0])
    return image, filters, offset, float_type(image, filters, offset), axes


def with_border(image, geometry: Geometry, mode: str, value: float):
    """Return a padded image and the geometry for it."""
    padded = pad_image(image, geometry.sides, mode, value, image.dtype)
    return padded, geometry._replace(sides=((0, 0), (0, 0)))


@np.errstate(all="ignore")  # NaN and ∞ pass through in silence, as in PyTorch
def _weighted_sums(image, filters, offset, geometry: Geometry, groups: int, dtype) -> np.ndarray:
    result = correlate(image, filters.astype(image.dtype, copy=False), geometry, groups)
    if offset is not None:
        result += offset.astype(image.dtype, copy=False)[:, np.newaxis, np.newaxis]
    return result.astype(dtype, copy=False)


def correlate(image, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Convolve (N, C, H, W), with zeros on its sides, with (F, C/groups, KH, KW)."""
    if image.nbytes > SMALL_BYTES and pays_in_tiles(filters, geometry, groups):
        result = correlate_tiles(image, filters, geometry)
        if result is not None:
            return result
    kernel, stride, dilation, sides, (oh, ow) = geometry
    padded = pad_image(image, sides, "constant", 0.0, image.dtype)
    if padded.nbytes > SMALL_BYTES:
        return correlate_columns(padded, filters, geometry, groups)
    n, f = len(image), len(filters)
    weights = filters.reshape(groups, f // groups, -1)  # (G, F/G, K), K = C/G · KH · KW
    view = windows(padded, kernel, stride, dilation)  # (N, C, KH, KW, OH, OW)
    columns = view.reshape(n, groups, weights.shape[2], oh * ow)  # (N, G, K, L), a copy
    return (weights @ columns).reshape(n, f, oh, ow)


def correlate_columns(padded, filters, geometry: Geometry, groups: int) -> np.ndarray:
    """Convolve a padded (N, C, H, W) block by block, perhaps one row of the kernel by another."""
    (n, f), (oh, ow) = (len(padded), len(filters)), geometry.output
    parts = weight_parts(filters, groups, kernel_parts(filters, geometry))
    result = np.empty((n, f, oh, ow), padded.dtype)
    outputs = result.reshape(n, groups, f // groups, oh * ow)
    for images, places, columns in columns_of(padded, geometry, groups, len(parts)):
        output = outputs[images, :, :, places]  # (n, G, F/G, L)
        np.matmul(parts[0], columns[0], out=output)
        for part in range(1, len(parts)):
            output += parts[part] @ columns[part]
    return result


def kernel_parts(filters, geometry: Geometry) -> int:
    """Return into how many parts to cut the kernel: KH where adding up costs less than copying."""
    f, depth, kh, kw = filters.shape
    return kh if geometry.stride[0] == 1 and f <= depth * kw else 1


def weight_parts(filters: np.ndarray, groups: int, parts: int) -> np.ndarray:
    """Return filters as matrices, one for each part of the kernel: (parts, G, F/G, K)."""
    f, depth = filters.shape[:2]
    cut = filters.reshape(groups, f // groups, depth, parts, -1).transpose(3, 0, 1, 2, 4)
    return cut.reshape(parts, groups, f // groups, -1)
