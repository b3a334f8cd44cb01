"""A program as a user writes it, with every part of the package: `make lint` checks its types.

mypy (strict) and pyright read it, and `tests/unit/test_typing.py` runs it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

import cnnbook
from cnnbook import (
    digits,
    famous,
    fast,
    filters,
    functional,
    gradients,
    layers,
    reference,
    training,
)
from cnnbook.layers import (
    GELU,
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    CrossEntropyLoss,
    Dropout,
    Flatten,
    Identity,
    Layer,
    Linear,
    MaxPool2d,
    Parameter,
    ReLU,
    Residual,
    Sequential,
    Softmax,
)
from cnnbook.random import Generator
from cnnbook.summary import count_parameters, output_size, receptive_field, summarize


def block(channels: int, rng: Generator) -> Sequential:
    """Return a residual block."""
    body = Sequential(
        Conv2d(channels, channels, 3, padding="same", bias=False, rng=rng),
        BatchNorm2d(channels, momentum=None),
        ReLU(),
        Conv2d(channels, channels, (3, 3), stride=1, padding=(1, 1), rng=rng),
    )
    return Sequential(Residual(body, Identity()), ReLU(), Dropout(0.1, rng=rng))


def build(rng: Generator) -> Sequential:
    """Return a small network."""
    return Sequential(
        Conv2d(1, 4, 3, padding=1, rng=rng),
        MaxPool2d(2, ceil_mode=True),
        block(4, rng),
        ConvTranspose2d(4, 4, 2, stride=2, rng=0),
        AvgPool2d(2),
        GELU(approximate="tanh"),
        AdaptiveAvgPool2d((2, None)),
        AdaptiveAvgPool2d((None, 4)),
        Flatten(),
        Linear(4 * 2 * 4, 10, rng=rng, dtype=np.float32),
    )


class Scale(Layer):
    """A layer of one's own."""

    def __init__(self, factor: float) -> None:
        self.factor = Parameter([factor])

    def forward(self, input: Any) -> NDArray[Any]:
        """Multiply by the factor."""
        array: NDArray[Any] = np.asarray(input)
        self._saved = array
        output: NDArray[Any] = array * self.factor.data
        return output

    def backward(self, grad: Any) -> NDArray[Any]:
        """Set the factor's gradient and return the input's."""
        slopes: NDArray[Any] = np.asarray(grad)
        self.factor.grad = np.array([(slopes * self._saved).sum()])
        slopes = slopes * self.factor.data
        return slopes


def functions(image: NDArray[np.float32]) -> float:
    """Call functions and gradients."""
    weight = np.ones((2, 1, 3, 3), np.float32)
    output = cnnbook.conv2d(image, weight, [0, 1], stride=(1, 2), padding="valid")
    assert_type(output, NDArray[Any])
    grad_input, grad_weight, _ = gradients.conv2d_backward(output, image, weight, stride=(1, 2))
    pooled = cnnbook.max_pool2d(output, 2)
    largest, places = cnnbook.max_pool2d(output, 2, return_indices=True)
    assert_type(pooled, NDArray[Any])
    assert_type(places, NDArray[np.int64])
    dropped, mask = cnnbook.dropout(largest, 0.5, rng=Generator(1), return_mask=True)
    assert_type(mask, NDArray[np.bool_])
    scores = cnnbook.linear(dropped.reshape(1, -1), np.ones((3, dropped.size)))
    loss = cnnbook.cross_entropy(scores, [1], weight=[1, 2, 3], label_smoothing=0.1)
    again = cnnbook.nll_loss(cnnbook.log_softmax(scores, dim=1), np.array([1]))
    batch = cnnbook.relu(output)[np.newaxis]
    normal, mean, _ = cnnbook.batch_norm(batch, training=True, return_statistics=True)
    slow = reference.max_pool2d(output, 2)
    quick = fast.winograd(image, weight, tile=2)
    edges = cnnbook.pad(filters.weights("sobel_x"), (1, 1, 0, 0), mode="reflect")
    rows = functional.one_hot([1, 0], 3)
    parts = (grad_weight, normal, mean, slow, quick, edges, rows)
    total = sum(float(part.sum()) for part in parts)
    if grad_input is not None:
        total += float(grad_input.sum())
    return total + float(loss) + float(again)


def train(net: Sequential) -> training.History:
    """Train, by `fit` and by hand."""
    images, labels = digits.load()
    (images, labels), held_out = training.split(images[:200], labels[:200], seed=0)
    optimizer = training.AdamW(net.parameters(), lr=0.01, betas=(0.9, 0.99))
    history = training.fit(
        net,
        images,
        labels,
        epochs=2,
        optimizer=optimizer,
        validation=held_out,
        augment=training.shifts(1),
        schedule=training.warmup_cosine(),
        callback=lambda epoch, net, history: epoch > 1 and history.loss[-1] < 0.1,
        progress=False,
    )
    criterion = CrossEntropyLoss(label_smoothing=0.1)
    net.train()
    loss = float(criterion(net(images[:8, np.newaxis]), labels[:8]))
    grad = net.backward(criterion.backward())
    optimizer.zero_grad()
    assert_type(grad, NDArray[Any])
    other = training.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True)
    state: dict[str, Any] = other.state_dict()
    other.load_state_dict(state)
    accuracy = training.evaluate(net.eval(), *held_out)[1]
    assert_type(accuracy, float)
    assert loss > 0
    return history


def main() -> None:
    """Build, count, train, save and load."""
    net = build(Generator(0))
    first = net[0]
    assert_type(first, Layer)
    assert_type(net[1:], Sequential)
    print(summarize(net, (1, 16, 16)), count_parameters(net, bias=False))
    print(output_size(28, 3, padding=1), receptive_field([(3, 1), (2, 2)])[-1].size)
    print(functions(np.ones((1, 8, 8), np.float32)))
    print(len(train(build(Generator(0))).loss))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.npz"
        training.save(net, path)
        net.load_state_dict(training.load(path))
    chances = Softmax(dim=1)(training.predict(net, np.zeros((2, 28, 28))))
    print(chances.shape, Scale(2.0)([1, 2]), layers.Identity()([3]))
    print(training.he_normal(net, seed=1)[0])
    assert_type(famous.lenet5(rng=0), Sequential)
    print(summarize(famous.vgg16, (3, 224, 224)).parameters)
    with layers.shapes_only():
        print(count_parameters(famous.resnet50()))
    images, weight = np.ones((2, 1, 8, 8)), np.ones((3, 1, 3, 3))
    print(fast.windows(images, 3).shape, fast.conv2d_blocks(images, weight, 2**16).shape)


if __name__ == "__main__":
    main()
