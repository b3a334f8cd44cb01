"""The right results that the judge compares with are those of PyTorch, SciPy, plain counting."""

import itertools
import math

import numpy as np
import pytest

from cnnbook.exercises import names
from cnnbook.exercises.exercise import EXERCISES

torch = pytest.importorskip("torch", reason="right results come from PyTorch: pip install torch")
signal = pytest.importorskip("scipy.signal", reason="right results come from SciPy")
F = torch.nn.functional


def t(array):
    """Return a tensor in double precision."""
    return torch.tensor(np.asarray(array, dtype=float), requires_grad=True)


def batched(image):
    return t(image)[None, None]


def back(loss, *leaves):
    """Return the slopes of a loss."""
    return [g.numpy() for g in torch.autograd.grad(loss, leaves)]


def convolved(image, kernel, stride, padding):
    return F.conv2d(batched(image), batched(kernel), stride=stride, padding=padding)[0, 0]


def padded(image, p, mode):
    return F.pad(batched(image), (p, p, p, p), mode=mode)[0, 0]


def counted_places(n, k, s, p, d):
    """Count the places of a kernel in PyTorch's own result."""
    return F.conv1d(
        torch.zeros(1, 1, n), torch.zeros(1, 1, k), stride=s, padding=p, dilation=d
    ).shape[2]


def seen(layers):
    """Count the inputs that change an output, by their slopes."""
    need = 1
    for k, s in reversed(layers):
        need = (need - 1) * s + k
    x = torch.ones(1, 1, need + 20, requires_grad=True)
    y = x
    for k, s in layers:
        y = F.conv1d(y, torch.ones(1, 1, k), stride=s)
    return int(torch.count_nonzero(torch.autograd.grad(y[0, 0, 0], x)[0]))


def products(i, o, k, h, w):
    """Count by letting every product be 1."""
    image = torch.ones(1, i, h + k - 1, w + k - 1, dtype=torch.float64)
    return int(F.conv2d(image, torch.ones(o, i, k, k, dtype=torch.float64)).sum())


def relu_slopes(grad, x):
    leaf = t(x)
    return back((F.relu(leaf) * t(grad)).sum(), leaf)[0]


def pool_slopes(grad, image, size):
    leaf = t(image)
    return back((F.max_pool2d(leaf[None], size)[0] * t(grad)).sum(), leaf)[0]


def weight_slopes(grad, image):
    shape = [n - g + 1 for n, g in zip(image.shape, grad.shape, strict=True)]
    kernel = t(np.zeros(shape))
    return back((F.conv2d(batched(image), kernel[None, None])[0, 0] * t(grad)).sum(), kernel)[0]


def pixel_slopes(grad, kernel):
    shape = [g + k - 1 for g, k in zip(grad.shape, kernel.shape, strict=True)]
    image = t(np.zeros(shape))
    result = F.conv2d(image[None, None], batched(kernel))[0, 0]
    return back((result * t(grad)).sum(), image)[0]


def momentum(w, velocity, grad, rate, mu):
    leaf = t(w)
    leaf.grad = t(grad).detach()
    optimiser = torch.optim.SGD([leaf], lr=rate, momentum=mu)
    optimiser.state[leaf]["momentum_buffer"] = t(velocity).detach()
    optimiser.step()
    velocity = optimiser.state[leaf][
        "momentum_buffer"
    ].numpy()  # PyTorch leaves it without momentum
    return leaf.detach().numpy(), velocity if mu else grad


def adam(w, m, v, step, grad, rate):
    leaf = t(w)
    leaf.grad = t(grad).detach()
    optimiser = torch.optim.Adam([leaf], lr=rate)
    optimiser.state[leaf].update(
        step=torch.tensor(float(step - 1)), exp_avg=t(m).detach(), exp_avg_sq=t(v).detach()
    )
    optimiser.step()
    state = optimiser.state[leaf]
    return leaf.detach().numpy(), state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()


def asked(predict, image, size):
    """Ask for each place, with the square cut out by a comparison of indices."""
    rows, columns = np.indices(image.shape)
    out = []
    for r, c in itertools.product(*(range(n - size + 1) for n in image.shape)):
        far = (rows < r) | (rows >= r + size) | (columns < c) | (columns >= c + size)
        out.append(predict(image * far + 0.5 * ~far))
    return np.reshape(out, [n - size + 1 for n in image.shape])


def derived(f, x):
    """Return the slope of a curve by its rule."""
    rules = {
        "x**2": 2 * x, "2 * x": 2, "-x": -1, "x**3": 3 * x**2, "x**3 - 4 * x": 3 * x**2 - 4,
        "5 - 3 * x": -3, "2 * x**2 + x": 4 * x + 1, "np.exp(x)": math.exp(x), "x**4 / 4": x**3,
    }  # fmt: skip
    return rules[repr(f).removeprefix("lambda x: ")]


def first_largest(image):
    best = max(v for row in image.tolist() for v in row)
    return next((r, row.index(best)) for r, row in enumerate(image.tolist()) if best in row)


def batch(x, eps):
    if eps:
        return F.batch_norm(t(x), None, None, training=len(x) > 1, eps=eps) if len(x) > 1 else 0 * x
    return (x - x.mean(0)) / np.std(x, axis=0)


def truth_table(guesses, labels, classes):
    pairs = list(zip(labels.tolist(), guesses.tolist(), strict=True))
    return [[pairs.count((i, j)) for j in range(classes)] for i in range(classes)]


def unfolded(image, k):
    return F.unfold(batched(image), k)[0]


def size_of(*layers):
    return sum(p.numel() for layer in layers for p in layer.parameters())


def patches(image, k):
    return t(image).unfold(0, k, 1).unfold(1, k, 1)


ORACLES = {
    "shrink": lambda x, s: F.avg_pool2d(batched(x), s)[0, 0],
    "fully_connected": lambda x, w: F.linear(t(x).flatten(), t(w).flatten(1)),
    "brightest": first_largest,
    "filter_pixel": lambda x, w, r, c: signal.correlate2d(x, w, "valid")[r, c],
    "filter_image": lambda x, w: signal.correlate2d(x, w, "valid"),
    "moving_average": lambda x, k: F.avg_pool1d(t(x)[None], k, stride=1)[0],
    "normalise": lambda w: [[float(v) / math.fsum(w.ravel()) for v in row] for row in w],
    "flip": lambda w: torch.flip(t(w), (0, 1)),
    "output_size": counted_places,
    "pad_zeros": lambda x, p: padded(x, p, "constant"),
    "pad_replicate": lambda x, p: padded(x, p, "replicate"),
    "convolve": convolved,
    "conv_channels": lambda x, w, b: F.conv2d(t(x)[None], t(w), t(b))[0],
    "one_by_one": lambda x, w: F.conv2d(t(x)[None], t(w)[:, :, None, None])[0],
    "relu": lambda x: F.relu(t(x)),
    "leaky_relu": lambda x, a: F.leaky_relu(t(x), a),
    "sigmoid": lambda x: torch.sigmoid(t(x)),
    "max_pool": lambda x, k: F.max_pool2d(batched(x), k)[0, 0],
    "avg_pool": lambda x, k: F.avg_pool2d(batched(x), k)[0, 0],
    "receptive_field": seen,
    "count_conv": lambda i, o, k, bias: size_of(torch.nn.Conv2d(i, o, k, bias=bias)),
    "count_linear": lambda i, o, bias: size_of(torch.nn.Linear(i, o, bias=bias)),
    "multiply_adds": products,
    "softmax": lambda z: torch.softmax(t(z), dim=1),
    "cross_entropy": lambda z, y: F.cross_entropy(t(z), torch.tensor(y)),
    "slope": derived,
    "gradient_step": lambda w, g, rate: momentum(w, 0 * w, g, rate, 0.0)[0],
    "relu_backward": relu_slopes,
    "max_pool_backward": pool_slopes,
    "conv_weight_gradient": weight_slopes,
    "conv_input_gradient": pixel_slopes,
    "momentum_step": momentum,
    "adam_step": adam,
    "one_hot": lambda y, n: F.one_hot(torch.tensor(y), n),
    "accuracy": lambda z, y: (t(z).argmax(1) == torch.tensor(y)).double().mean(),
    "confusion": truth_table,
    "occlusion": asked,
    "residual": lambda x, body: x - -body(x),
    "batch_norm": batch,
    "global_average": lambda x: F.adaptive_avg_pool2d(t(x), 1).flatten(),
    "windows": patches,
    "im2col": unfolded,
    "conv_by_matrix": lambda x, w: signal.correlate2d(x, w, "valid"),
}  # fmt: skip


def plain(value):
    return value.detach().numpy() if hasattr(value, "detach") else np.asarray(value)


@pytest.mark.parametrize("name", names())
def test_expected_results_are_those_of_an_oracle(name):
    for case in EXERCISES[name].cases:
        right = ORACLES[name](*case.arguments)
        pairs = [(case.expected, right)]
        if isinstance(case.expected, tuple):
            pairs = list(zip(case.expected, right, strict=True))
        for expected, told in pairs:
            assert np.shape(expected) == np.shape(plain(told)), case
            np.testing.assert_allclose(
                expected, plain(told), rtol=1e-5, atol=1e-7, err_msg=repr(case)
            )


@pytest.mark.parametrize("name", names())
def test_cases_worked_out_by_hand_are_literal_numbers(name):
    """No case by hand is computed: the solution must meet it, and it stands in the file."""
    exercise = EXERCISES[name]
    assert len(exercise.by_hand) >= 3
    exact = all(
        np.asarray(case.expected).dtype.kind in "iu"
        for case in exercise.by_hand
        if not isinstance(case.expected, tuple)
    )
    assert exact == exercise.exact or isinstance(exercise.by_hand[0].expected, tuple)
