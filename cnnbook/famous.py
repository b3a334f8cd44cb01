"""Famous networks from the layers of this book, to be counted, compared, and run where they fit.

They are those that ``torchvision.models`` builds, with its names and its numbers of parameters.
Only `lenet5` is older than that. Give the function itself to `cnnbook.summary.summarize`, and no
weights are drawn: ``summarize(famous.vgg16, (3, 224, 224))``.
"""

from typing import Any

from cnnbook.blocks import basic_blocks, bottlenecks, conv_norm, inverted_residuals
from cnnbook.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    Conv2d,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    ReLU6,
    Sequential,
    Tanh,
)
from cnnbook.random import as_generator

__all__ = ["alexnet", "lenet5", "mobilenet_v2", "resnet18", "resnet50", "vgg16"]


def lenet5(rng: Any = None) -> Sequential:
    """LeNet-5 for digits of 28 × 28: two convolutions, two poolings, three connected layers.

    Parameters
    ----------
    rng : generator or int, optional
        Source of the initial weights, or a seed; as for :class:`cnnbook.layers.Conv2d`.

    Returns
    -------
    Sequential
        From (N, 1, 28, 28) to ten scores.

    Notes
    -----
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
    1998. As it is usually built today: there each map of the second convolution saw some maps of
    the first only, the poolings had weights, and the last layer compared with drawn digits.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(lenet5, (1, 28, 28)).parameters
    61706
    """
    r = as_generator(rng)
    return Sequential(
        *(Conv2d(1, 6, 5, padding=2, rng=r), Tanh(), AvgPool2d(2)),  # (N, 6, 14, 14)
        *(Conv2d(6, 16, 5, rng=r), Tanh(), AvgPool2d(2)),  # (N, 16, 5, 5)
        Flatten(),  # (N, 400)
        *(Linear(400, 120, rng=r), Tanh()),
        *(Linear(120, 84, rng=r), Tanh()),
        Linear(84, 10, rng=r),
    )


def alexnet(num_classes: int = 1000, rng: Any = None) -> Sequential:
    """AlexNet: ReLU, dropout, and filters of 11 × 11 on a colour image.

    Parameters
    ----------
    num_classes : int
        The number of scores.
    rng : generator or int, optional
        Source of the initial weights and of the dropout, or a seed.

    Returns
    -------
    Sequential
        From (N, 3, 224, 224) to the scores.

    Notes
    -----
    As torchvision has it, after Krizhevsky, "One weird trick for parallelizing convolutional neural
    networks", 2014; the network of 2012 was split over two graphics cards.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(alexnet, (3, 224, 224)).parameters
    61100840
    """
    r = as_generator(rng)
    return Sequential(
        *(
            Conv2d(3, 64, 11, stride=4, padding=2, rng=r),
            ReLU(),
            MaxPool2d(3, 2),
        ),  # (N, 64, 27, 27)
        *(Conv2d(64, 192, 5, padding=2, rng=r), ReLU(), MaxPool2d(3, 2)),  # (N, 192, 13, 13)
        *(Conv2d(192, 384, 3, padding=1, rng=r), ReLU()),
        *(Conv2d(384, 256, 3, padding=1, rng=r), ReLU()),
        *(Conv2d(256, 256, 3, padding=1, rng=r), ReLU(), MaxPool2d(3, 2)),  # (N, 256, 6, 6)
        *(AdaptiveAvgPool2d(6), Flatten()),  # (N, 9216)
        *(Dropout(0.5, rng=r), Linear(9216, 4096, rng=r), ReLU()),
        *(Dropout(0.5, rng=r), Linear(4096, 4096, rng=r), ReLU()),
        Linear(4096, num_classes, rng=r),
    )


def vgg16(num_classes: int = 1000, rng: Any = None) -> Sequential:
    """VGG-16: nothing but 3 × 3 filters, in rows of two and three.

    Parameters
    ----------
    num_classes, rng
        As for :func:`alexnet`.

    Returns
    -------
    Sequential
        From (N, 3, 224, 224) to the scores.

    Notes
    -----
    Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
    2015, configuration D.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(vgg16, (3, 224, 224)).parameters
    138357544
    """
    r, layers, before = as_generator(rng), [], 3
    for filters, row in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(row):
            layers += [Conv2d(before, filters, 3, padding=1, rng=r), ReLU()]
            before = filters
        layers.append(MaxPool2d(2))
    return Sequential(
        *layers,  # (N, 512, 7, 7)
        *(AdaptiveAvgPool2d(7), Flatten()),  # (N, 25088)
        *(Linear(25_088, 4096, rng=r), ReLU(), Dropout(0.5, rng=r)),
        *(Linear(4096, 4096, rng=r), ReLU(), Dropout(0.5, rng=r)),
        Linear(4096, num_classes, rng=r),
    )


def resnet18(num_classes: int = 1000, rng: Any = None) -> Sequential:
    """ResNet-18: eight residual blocks of two 3 × 3 convolutions, and a global pooling.

    Parameters
    ----------
    num_classes, rng
        As for :func:`alexnet`.

    Returns
    -------
    Sequential
        From (N, 3, 224, 224) to the scores.

    Notes
    -----
    He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(resnet18, (3, 224, 224)).parameters
    11689512
    """
    return _resnet(basic_blocks, (2, 2, 2, 2), 1, num_classes, as_generator(rng))


def resnet50(num_classes: int = 1000, rng: Any = None) -> Sequential:
    """ResNet-50: sixteen residual blocks with 1 × 1 convolutions round a narrow 3 × 3 one.

    Parameters
    ----------
    num_classes, rng
        As for :func:`alexnet`.

    Returns
    -------
    Sequential
        From (N, 3, 224, 224) to the scores.

    Notes
    -----
    He, Zhang, Ren and Sun, 2016, but for the stride, which stands at the 3 × 3 convolution, as in
    torchvision.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(resnet50, (3, 224, 224)).parameters
    25557032
    """
    return _resnet(bottlenecks, (3, 4, 6, 3), 4, num_classes, as_generator(rng))


def mobilenet_v2(num_classes: int = 1000, rng: Any = None) -> Sequential:
    """MobileNetV2: depthwise convolutions between 1 × 1 ones, for a telephone.

    Parameters
    ----------
    num_classes, rng
        As for :func:`alexnet`.

    Returns
    -------
    Sequential
        From (N, 3, 224, 224) to the scores.

    Notes
    -----
    Sandler, Howard, Zhu, Zhmoginov and Chen, "MobileNetV2: inverted residuals and linear
    bottlenecks", 2018.

    Examples
    --------
    >>> from cnnbook.summary import summarize
    >>> summarize(mobilenet_v2, (3, 224, 224)).parameters
    3504872
    """
    r, before = as_generator(rng), 32
    layers: list[Layer] = []
    for wider, filters, row, stride in _INVERTED:
        layers += inverted_residuals(before, filters, row, stride, wider, rng=r)
        before = filters
    return Sequential(
        *(conv_norm(3, 32, 3, stride=2, rng=r), ReLU6()),  # (N, 32, 112, 112)
        *layers,  # (N, 320, 7, 7)
        *(conv_norm(320, 1280, 1, rng=r), ReLU6()),
        *(AdaptiveAvgPool2d(1), Flatten()),  # (N, 1280)
        *(Dropout(0.2, rng=r), Linear(1280, num_classes, rng=r)),
    )


_INVERTED = (  # how many times wider inside, filters, blocks, stride of the first
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def _resnet(make_row, rows: tuple[int, ...], wider: int, num_classes: int, r) -> Sequential:
    layers, before = [], 64
    for number, row in enumerate(rows):
        filters = 64 * 2**number * wider
        layers += make_row(before, filters, row, stride=2 if number else 1, rng=r)
        before = filters
    return Sequential(
        *(conv_norm(3, 64, 7, stride=2, rng=r), ReLU(), MaxPool2d(3, 2, padding=1)),
        *layers,  # from (N, 64, 56, 56) to 7 × 7
        *(AdaptiveAvgPool2d(1), Flatten(), Linear(before, num_classes, rng=r)),
    )
