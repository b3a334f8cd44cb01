"""What is timed: shapes, options, and one function per library and case."""

from dataclasses import dataclass, field

import numpy as np

from cnnbook import fast, reference
from cnnbook import functional as F
from cnnbook import gradients as G


@dataclass(frozen=True)
class Case:
    """One operation on one shape; ``weight`` is None for pooling.

    ``winograd`` is the function of that name in ``cnnbook.fast``; in PyTorch it is ``conv2d``.
    """

    name: str
    operation: str
    input: tuple
    weight: tuple | None = None
    options: dict = field(default_factory=dict)

    @property
    def in_torch(self) -> str:
        """PyTorch's name for the operation, which the loops have too."""
        return "conv2d" if self.operation == "winograd" else self.operation

    def arrays(self) -> tuple:
        """Return the same random float32 input and weight each time."""
        rng = np.random.default_rng(0)
        shapes = [self.input, *([self.weight] if self.weight else [])]
        return tuple(rng.standard_normal(shape).astype(np.float32) for shape in shapes)


def _conv(name, image, weight, **options) -> Case:
    return Case(name, "conv2d", image, weight, options)


def _winograd(name, tile) -> Case:
    return Case(name, "winograd", BATCH, (64, 64, 3, 3), {"padding": 1, "tile": tile})


BATCH = (32, 64, 56, 56)
TINY = _conv("(1,1,8,8) 3×3", (1, 1, 8, 8), (1, 1, 3, 3))
CASES = (
    _conv("(1,1,28,28) 3×3", (1, 1, 28, 28), (1, 1, 3, 3)),
    _conv("(1,1,256,256) 3×3", (1, 1, 256, 256), (1, 1, 3, 3)),
    _conv("(1,3,512,512) 7×7", (1, 3, 512, 512), (1, 3, 7, 7)),
    _conv("(64,1,28,28) → 8", (64, 1, 28, 28), (8, 1, 3, 3), padding=1),
    _conv("(64,8,14,14) → 16", (64, 8, 14, 14), (16, 8, 3, 3), padding=1),
    _conv("(32,64,56,56) → 64", BATCH, (64, 64, 3, 3), padding=1),
    _conv("the same, stride 2", BATCH, (64, 64, 3, 3), padding=1, stride=2),
    _conv("the same, dilation 2", BATCH, (64, 64, 3, 3), padding=2, dilation=2),
    _conv("the same, depthwise", BATCH, (64, 1, 3, 3), padding=1, groups=64),
    _winograd("(32,64,56,56) → 64, fast.winograd", 4),
    _winograd("the same, tile=2", 2),
    Case("max pooling 2×2, (32,64,56,56)", "max_pool2d", BATCH, None, {"kernel_size": 2}),
    Case("mean pooling 2×2, (32,64,56,56)", "avg_pool2d", BATCH, None, {"kernel_size": 2}),
)


def numpy_calls(case: Case):
    """Return (forward, backward) of this package; each returns its arrays, or is None."""
    arrays = case.arrays()
    if case.operation == "winograd":
        return lambda: fast.winograd(*arrays, **case.options), None
    forward, backward = getattr(F, case.operation), getattr(G, f"{case.operation}_backward")
    grad = upstream(forward(*arrays, **case.options).shape)
    if case.operation == "max_pool2d":
        return _max_pool_calls(case, *arrays, grad)
    known = (case.input,) if case.operation == "avg_pool2d" else arrays
    return (
        lambda: forward(*arrays, **case.options),
        lambda: backward(grad, *known, **case.options),
    )


def _max_pool_calls(case: Case, image, grad):
    """Return the calls that training makes: as in PyTorch, the forward keeps what it chose."""
    _, indices = F.max_pool2d(image, **case.options, return_indices=True)
    return (
        lambda: F.max_pool2d(image, **case.options, return_indices=True)[0],
        lambda: G.max_pool2d_backward(grad, image, **case.options, indices=indices),
    )


def torch_calls(case: Case, channels_last: bool = False):
    """Return (forward, backward) of PyTorch, in its default or its channels-last layout."""
    import torch

    layout = torch.channels_last if channels_last else torch.contiguous_format
    tensors = [torch.tensor(array).to(memory_format=layout) for array in case.arrays()]
    forward = getattr(torch.nn.functional, case.in_torch)
    options = {name: value for name, value in case.options.items() if name != "tile"}
    leaves = [tensor.clone().requires_grad_() for tensor in tensors]
    output = forward(*leaves, **options)
    grad = torch.tensor(upstream(tuple(output.shape))).to(memory_format=layout)
    return (
        lambda: forward(*tensors, **options),
        lambda: torch.autograd.grad(output, leaves, grad, retain_graph=True),
    )


def scipy_call(case: Case):
    """Return the forward by ``scipy.signal.correlate2d``, or None where it has no such option."""
    from scipy import signal

    if case.operation != "conv2d" or case.options.keys() - {"padding"}:
        return None
    image, weight = case.arrays()
    if image.shape[0] * weight.shape[0] * weight.shape[1] > 1000:
        return None
    image = F.pad(image, case.options.get("padding", 0))

    def forward():
        return np.array(
            [
                [
                    sum(signal.correlate2d(c, k, "valid") for c, k in zip(one, kernel, strict=True))
                    for kernel in weight
                ]
                for one in image
            ]
        )

    return forward


def loop_call(case: Case):
    """Return the loop version on the first image alone, and how many images there are."""
    arrays = case.arrays()
    first, rest = arrays[0][:1], arrays[1:]
    forward = getattr(reference, case.in_torch)
    options = {name: value for name, value in case.options.items() if name != "tile"}
    return lambda: forward(first, *rest, **options), case.input[0]


def upstream(shape: tuple) -> np.ndarray:
    """Return the same random gradient for every library."""
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


def check_equal(case: Case) -> None:
    """Fail unless all libraries give the same numbers."""
    forward, backward = numpy_calls(case)
    parts = backward() if backward else ()
    ours = [forward(), *(parts if isinstance(parts, tuple) else [parts])]
    theirs = torch_calls(case)
    expected = [theirs[0](), *theirs[1]()]
    for mine, other in zip(ours, expected, strict=False):
        scale = float(abs(other).max())
        np.testing.assert_allclose(mine, other.detach().numpy(), rtol=0, atol=2e-5 * scale)
    if scipy := scipy_call(case):
        np.testing.assert_allclose(ours[0], scipy(), rtol=0, atol=1e-4)
