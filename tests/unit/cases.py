"""What the engine's tests share: drawn shapes and options, and arrays from a seed."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

MODES = ("constant", "reflect", "replicate", "circular")
TORCH_MODES = {"constant": "zeros", "reflect": "reflect", "replicate": "replicate"}
TOLERANCE = {np.float16: 2e-2, np.float32: 2e-5, np.float64: 1e-11}


@dataclass
class ConvCase:
    """Shapes and options of one convolution."""

    input: tuple
    weight: tuple
    options: dict = field(default_factory=dict)
    bias: bool = True
    seed: int = 0

    def arrays(self, dtype=np.float64):
        rng = np.random.default_rng(self.seed)
        bias = rng.standard_normal(self.weight[0]).astype(dtype) if self.bias else None
        image, weight = (rng.standard_normal(s).astype(dtype) for s in (self.input, self.weight))
        return image, weight, bias


def pairs(low, high):
    """A whole number, or a pair of them."""
    return st.integers(low, high) | st.tuples(st.integers(low, high), st.integers(low, high))


def both(value):
    return (value, value) if isinstance(value, int) else value


@st.composite
def conv_cases(draw, modes=MODES):
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    channels, filters = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    height, width = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    dilation, mode = draw(pairs(1, 3)), draw(st.sampled_from(modes))
    padding = draw(st.sampled_from(["same", "valid"]) | pairs(0, 3))
    stride = 1 if padding == "same" else draw(pairs(1, 3))
    spans = [d * (k - 1) for k, d in zip(kernel, both(dilation), strict=True)]
    if padding == "same":
        widest = [-(-span // 2) for span in spans]
    else:
        widest = both(0 if padding == "valid" else padding)
        assume(height + 2 * widest[0] > spans[0] and width + 2 * widest[1] > spans[1])
    if mode == "reflect":
        assume(widest[0] < height and widest[1] < width)
    if mode == "circular":
        assume(widest[0] <= height and widest[1] <= width)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    options["padding_mode"] = mode
    return ConvCase(
        (draw(st.integers(1, 3)), channels, height, width),
        (filters, channels // groups, *kernel),
        options,
        draw(st.booleans()),
        draw(st.integers(0, 2**16)),
    )


@st.composite
def pool_cases(draw):
    """(shape, options, seed) of a pooling."""
    kernel = draw(pairs(1, 4))
    size = both(kernel)
    padding = draw(st.sampled_from([0, (size[0] // 2, size[1] // 2), (0, size[1] // 2)]))
    height, width = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    assume(height + 2 * both(padding)[0] >= size[0] and width + 2 * both(padding)[1] >= size[1])
    options = {"kernel_size": kernel, "stride": draw(st.none() | pairs(1, 3)), "padding": padding}
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 3)), height, width)
    return shape, options, draw(st.integers(0, 2**16))


def normal(seed, shape, dtype=np.float64):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def near(actual, expected, dtype=np.float64):
    """Compare values, shapes and the type of the result."""
    expected = np.asarray(expected)
    assert actual.dtype == dtype
    assert actual.shape == expected.shape
    tolerance = TOLERANCE[np.dtype(dtype).type]
    scale = max(1.0, float(np.abs(expected).max(initial=0, where=np.isfinite(expected))))
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance * scale)


def need_torch():
    """Return PyTorch, or skip the calling module's tests with one line that says what to do."""
    reason = "PyTorch is not installed; `pip install torch` holds the engine against it"
    return pytest.importorskip("torch", reason=reason)


def outcome(function, *args, **kwargs):
    """Return what the function gives, or None if it rejects its arguments."""
    try:
        return function(*args, **kwargs)
    except (ValueError, TypeError, RuntimeError, IndexError):
        return None
