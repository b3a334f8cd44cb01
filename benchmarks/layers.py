"""The layers that are no convolution and no plain pooling, beside PyTorch's of the same name."""

import numpy as np

from benchmarks.cases import BATCH, upstream
from benchmarks.timing import interleaved
from cnnbook import layers

MAKE = {
    "BatchNorm2d, training": lambda kit: kit.BatchNorm2d(64),
    "BatchNorm2d, in use": lambda kit: kit.BatchNorm2d(64).eval(),
    "ConvTranspose2d 2×2, stride 2": lambda kit: kit.ConvTranspose2d(64, 32, 2, stride=2),
    "AdaptiveAvgPool2d(1)": lambda kit: kit.AdaptiveAvgPool2d(1),
    "AdaptiveAvgPool2d(7)": lambda kit: kit.AdaptiveAvgPool2d(7),
    "ReLU": lambda kit: kit.ReLU(),
    "ReLU6": lambda kit: kit.ReLU6(),
    "SiLU": lambda kit: kit.SiLU(),
    "GELU": lambda kit: kit.GELU(),
    'GELU("tanh")': lambda kit: kit.GELU(approximate="tanh"),
    "Softmax(1)": lambda kit: kit.Softmax(1),
    "Dropout": lambda kit: kit.Dropout(),
}


def rows(rounds: int) -> list[tuple]:
    """Return name, milliseconds and ratio to PyTorch, forward and backward, of each layer."""
    import torch

    found = []
    for name, make in MAKE.items():
        x = np.random.default_rng(0).standard_normal(BATCH).astype(np.float32)
        ours, theirs = make(layers), make(torch.nn)
        if ours.state_dict():
            theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
        grad = upstream(ours.forward(x).shape)
        times = interleaved(_calls(ours, theirs, x, grad), rounds)
        found.append((name, *_ratio(times, "forward"), *_ratio(times, "backward")))
        print("  ".join(found[-1]), flush=True)
    return found


def _calls(ours, theirs, x, grad) -> dict:
    """Return the four calls, after both libraries gave the same numbers."""
    import torch

    leaf = torch.from_numpy(x).requires_grad_()
    output, slope = theirs(leaf), torch.from_numpy(grad)
    leaves = [leaf, *theirs.parameters()]
    if "Dropout" not in type(ours).__name__:
        near = {"rtol": 1e-3, "atol": 1e-3}
        np.testing.assert_allclose(ours.forward(x), output.detach(), **near)
        np.testing.assert_allclose(
            ours.backward(grad),
            torch.autograd.grad(output, leaf, slope, retain_graph=True)[0],
            **near,
        )
    constant = torch.from_numpy(x)
    return {
        "forward": lambda: ours.forward(x),
        "torch forward": lambda: theirs(constant),
        "backward": lambda: ours.backward(grad),
        "torch backward": lambda: torch.autograd.grad(output, leaves, slope, retain_graph=True),
    }


def _ratio(times: dict, way: str) -> tuple[str, str]:
    ours = times[way]
    return f"{ours * 1e3:.3g}", f"{ours / times[f'torch {way}']:.2f}"
