"""A small network, a data set that it learns quickly, and a training of the one on the other."""

import numpy as np

from cnnbook import training
from cnnbook.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


def small_net(seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(1, 3, 3, padding=1, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(3 * 4 * 4, 2, rng=rng, dtype=dtype),
    )


def upright_or_level(count=80, seed=0):
    """Return images (N, 8, 8) of one bright column (0) or row (1): quickly told apart."""
    rng = np.random.default_rng(seed)
    images = rng.uniform(0, 0.2, (count, 8, 8)).astype(np.float32)
    labels = np.arange(count) % 2
    for image, label in zip(images, labels, strict=True):
        line = image if label else image.T
        line[rng.integers(1, 7)] = 1
    return images, labels


def trained(**options):
    images, labels = upright_or_level()
    net = small_net()
    settings = {"epochs": 3, "batch_size": 16, "progress": False, **options}
    history = training.fit(net, images, labels, **settings)
    return net, history
