"""Windows on a padded image: what convolution and pooling have in common."""

from functools import lru_cache

import numpy as np


def windows(padded: np.ndarray, kernel, stride=(1, 1), dilation=(1, 1)) -> np.ndarray:
    """Return every window of a contiguous (N, C, H, W) as a view, without copying a pixel.

    The view's ``[n, c, i, j, y, x]`` is tap (i, j) of window (y, x), (N, C, KH, KW, OH, OW): the
    same memory seen with other strides, so that neighbouring windows share their pixels. So
    ``windows(…)[:, :, i, j]`` is the image that tap (i, j) sees.

    ``numpy.lib.stride_tricks.as_strided`` makes the same view, 15 times slower, and
    ``sliding_window_view`` knows no dilation. Like them, this trusts its arguments: they come from
    a :class:`Geometry`, which has checked that all windows lie inside the image.

    Examples
    --------
    >>> image = np.arange(6.0).reshape(1, 1, 2, 3)
    >>> windows(image, (2, 2))[0, 0, :, :, 0, 1]
    array([[1., 2.],
           [4., 5.]])
    """
    shape, strides = _layout(padded.shape, padded.strides, kernel, stride, dilation)
    return np.ndarray(shape, padded.dtype, buffer=padded, strides=strides)


@lru_cache  # a small convolution takes little longer than this arithmetic
def _layout(shape: tuple, strides: tuple, kernel, stride, dilation) -> tuple[tuple, tuple]:
    """Return the shape and the strides of the windows on (N, C, H, W)."""
    (n, c, h, w), (step_n, step_c, step_h, step_w) = shape, strides
    (kh, kw), (sh, sw), (dh, dw) = kernel, stride, dilation
    oh, ow = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    steps = (step_n, step_c, dh * step_h, dw * step_w, sh * step_h, sw * step_w)
    return (n, c, kh, kw, oh, ow), steps
