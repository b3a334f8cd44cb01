"""Famous networks: counts worked out by hand, and the numbers of torch.nn's own modules."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from cases import near, need_torch, normal

from cnnbook import famous, layers
from cnnbook.layers import Conv2d, Linear, Sequential, shapes_only
from cnnbook.random import Generator
from cnnbook.summary import ReceptiveField, count_parameters, summarize
from cnnbook.widgets import ParameterExplorer
from cnnbook.widgets.parameters.pairs import PAIRS

COLOUR = (3, 224, 224)
HEAD = 512 * 7 * 7 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 1000 + 1000  # of VGG


def conv(before, after, k, bias=True):
    return before * after * k * k + (after if bias else 0)


def norm(before, after, k):
    """A convolution without bias, and a weight and a bias of batch normalisation a channel."""
    return before * after * k * k + 2 * after


def lenet5_by_hand():
    return (1 * 25 + 1) * 6 + (6 * 25 + 1) * 16 + 401 * 120 + 121 * 84 + 85 * 10


def alexnet_by_hand():
    maps = conv(3, 64, 11) + conv(64, 192, 5) + conv(192, 384, 3)
    maps += conv(384, 256, 3) + conv(256, 256, 3)
    return maps + 9217 * 4096 + 4097 * 4096 + 4097 * 1000


def vgg16_by_hand():
    filters = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    return sum(conv(a, b, 3) for a, b in pairwise(filters)) + HEAD


def resnet18_by_hand():
    total = norm(3, 64, 7) + 4 * norm(64, 64, 3) + 513 * 1000
    for n in (128, 256, 512):
        total += norm(n // 2, n, 3) + 3 * norm(n, n, 3) + norm(n // 2, n, 1)
    return total


def resnet50_by_hand():
    total, before = norm(3, 64, 7) + 2049 * 1000, 64
    for n, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        total += norm(before, 4 * n, 1)  # past the first block
        for _ in range(blocks):
            total += norm(before, n, 1) + norm(n, n, 3) + norm(n, 4 * n, 1)
            before = 4 * n
    return total


def mobilenet_v2_by_hand():
    total = norm(3, 32, 3) + norm(1, 32, 3) + norm(32, 16, 1)
    before = 16
    for n, blocks in ((24, 2), (32, 3), (64, 4), (96, 3), (160, 3), (320, 1)):
        for _ in range(blocks):
            wide = 6 * before
            total += norm(before, wide, 1) + norm(1, wide, 3) + norm(wide, n, 1)
            before = n
    return total + norm(320, 1280, 1) + 1281 * 1000


NETWORKS = [  # name, image, by hand, published parameters, multiply-adds, size of the field
    ("lenet5", (1, 28, 28), lenet5_by_hand, 61_706, 416_520, 16),
    ("alexnet", COLOUR, alexnet_by_hand, 61_100_840, 714_188_480, 195),
    ("vgg16", COLOUR, vgg16_by_hand, 138_357_544, 15_470_264_320, 212),
    ("resnet18", COLOUR, resnet18_by_hand, 11_689_512, 1_814_073_344, 435),
    ("resnet50", COLOUR, resnet50_by_hand, 25_557_032, 4_089_184_256, 427),
    ("mobilenet_v2", COLOUR, mobilenet_v2_by_hand, 3_504_872, 300_774_272, 491),
]


def last_field(table):
    """The receptive field of one number of the last maps."""
    fields = [row.receptive_field for row in table.rows if row.receptive_field]
    return [field for field in fields if field.jump != (0, 0)][-1]


@pytest.mark.parametrize(("name", "image", "by_hand", "count", "products", "sees"), NETWORKS)
def test_counts(name, image, by_hand, count, products, sees):
    """Parameters as published and by hand, products as torchvision tells, fields by Araujo."""
    table = summarize(getattr(famous, name), image)
    assert table.parameters == by_hand() == count
    assert table.multiply_adds == products
    assert last_field(table).size == (sees, sees)
    assert table.rows[-1].output_shape == ((10,) if name == "lenet5" else (1000,))


def test_all_of_them_are_counted():
    assert sorted(famous.__all__) == sorted(name for name, *_ in NETWORKS)


def test_products_and_memory_of_lenet5_by_hand():
    table = summarize(famous.lenet5, (1, 28, 28))
    products = 6 * 25 * 28 * 28 + 6 * 16 * 25 * 10 * 10 + 400 * 120 + 120 * 84 + 84 * 10
    assert table.multiply_adds == products
    numbers = 2 * 6 * 28 * 28 + 6 * 14 * 14 + 2 * 16 * 10 * 10 + 16 * 5 * 5  # maps
    numbers += 400 + 2 * 120 + 2 * 84 + 10
    assert table.memory == 4 * numbers


def test_counting_needs_no_memory_for_weights():
    tracemalloc.start()
    try:
        summarize(famous.vgg16, COLOUR)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**20 < 4 * 138_357_544


def test_a_function_is_counted_as_its_network_is():
    def build():
        return Sequential(Conv2d(1, 2, 3, dtype=float), layers.Flatten(), Linear(8, 3, dtype=float))

    assert str(summarize(build, (1, 4, 4))) == str(summarize(build(), (1, 4, 4)))
    assert summarize(build, (1, 4, 4)).rows[0].memory == 8 * 8
    with shapes_only():
        assert count_parameters(build()) == 2 * 9 + 2 + 8 * 3 + 3
    assert build().state_dict()["0.weight"].shape == (2, 1, 3, 3)  # the mode has ended


def test_the_same_seed_is_the_same_network():
    first, other = (famous.lenet5(rng).state_dict() for rng in (3, 3))
    assert all((first[key] == other[key]).all() for key in first)
    assert famous.lenet5(Generator(3))(np.zeros((1, 1, 28, 28))).shape == (1, 10)


def test_a_network_without_weights_does_not_run():
    with shapes_only():
        net = Conv2d(1, 2, 3)
    assert repr(net.weight) == "Parameter(shape=(2, 1, 3, 3), dtype=float32)"
    message = r"weights of shape \(2.*\) were never drawn: .* counted, by shapes_only\(\)"
    for use in (lambda: net(np.zeros((1, 1, 3, 3))), net.state_dict, lambda: np.array(net.weight)):
        with pytest.raises(RuntimeError, match=message):
            use()


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (Conv2d, "function without arguments that builds one, got <class"),
        (7, "summarize takes a network, or a function .* got 7"),
        (lambda: 7, "this one gave 7"),
    ],
)
def test_what_cannot_be_counted(net, message):
    with pytest.raises(TypeError, match=message):
        summarize(net, (1, 28, 28))


def test_the_field_of_a_block_is_that_of_its_wider_way():
    """7 by the stem, 11 behind its pool with jump 4; two 3 × 3 add 8 each, the way past none."""
    rows = summarize(famous.resnet18, COLOUR).rows
    field = next(r.receptive_field for r in rows if r.name.startswith("4"))
    assert field == ReceptiveField((27, 27), (4, 4), (-13, -13))


# PyTorch's modules, written as torchvision writes them


def torch_lenet5(nn):
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    )


def torch_resnet18(nn):
    class Block(nn.Module):
        def __init__(self, before, after, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(after)
            self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(after)
            self.downsample = None
            if stride != 1 or before != after:
                narrow = nn.Conv2d(before, after, 1, stride, bias=False)
                self.downsample = nn.Sequential(narrow, nn.BatchNorm2d(after))

        def forward(self, x):
            change = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
            return (change + (x if self.downsample is None else self.downsample(x))).relu()

    stem = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU()
    blocks = [Block(64, 64, 1), Block(64, 64, 1)]
    for n in (64, 128, 256):
        blocks += [Block(n, 2 * n, 2), Block(2 * n, 2 * n, 1)]
    head = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10)
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *blocks, *head)


def torch_mobilenet_v2(nn):
    def step(before, after, k, stride=1, groups=1):
        conv = nn.Conv2d(before, after, k, stride, k // 2, groups=groups, bias=False)
        return [conv, nn.BatchNorm2d(after)]

    class Block(nn.Module):
        def __init__(self, before, after, stride, times):
            super().__init__()
            inside = before * times
            wide = [*step(before, inside, 1), nn.ReLU6()] if times > 1 else []
            deep = [*step(inside, inside, 3, stride, inside), nn.ReLU6()]
            self.conv = nn.Sequential(*wide, *deep, *step(inside, after, 1))
            self.adds = stride == 1 and before == after

        def forward(self, x):
            return x + self.conv(x) if self.adds else self.conv(x)

    blocks, before = [], 32
    for times, after, count, first in [
        *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
        *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
    ]:
        for i in range(count):
            blocks.append(Block(before, after, first if i == 0 else 1, times))
            before = after
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(1280, 10)]
    stem = [*step(3, 32, 3, 2), nn.ReLU6()]
    return nn.Sequential(*stem, *blocks, *step(320, 1280, 1), nn.ReLU6(), *head)


@pytest.mark.parametrize(
    ("ours", "theirs", "image"),
    [
        (lambda: famous.lenet5(0), torch_lenet5, (2, 1, 28, 28)),
        (lambda: famous.resnet18(10, rng=0), torch_resnet18, (2, 3, 64, 48)),
        (lambda: famous.mobilenet_v2(10, rng=0), torch_mobilenet_v2, (2, 3, 64, 48)),
    ],
)
def test_scores_are_those_of_pytorchs_modules(ours, theirs, image):
    """The weights go over in their order; running statistics come from a first batch."""
    torch = need_torch()
    net, other = ours(), theirs(torch.nn)
    net(normal(1, image, np.float32))
    for mine, its in zip(net.state_dict().values(), other.state_dict().values(), strict=True):
        its.copy_(torch.from_numpy(mine))
    x = normal(0, image, np.float32)
    expected = other.eval()(torch.from_numpy(x)).detach()
    near(net.eval()(x), expected, np.float32)


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "resnet50", "mobilenet_v2"])
def test_shapes_are_those_of_the_network_when_run(name):
    net = getattr(famous, name)(rng=0)
    small = (1, 28, 28) if name == "lenet5" else (3, 64, 64)
    rows = summarize(net, small).rows
    assert net.eval()(np.zeros((1, *small), np.float32)).shape[1:] == rows[-1].output_shape


def test_pairs_for_the_explorer_are_what_they_are_called():
    """LeNet-5 row by row; 49 · 64² weights beside 27 · 64²; 18 · 256² beside 17 · 64²."""
    tables = {name: ParameterExplorer(**pair).tables for name, pair in PAIRS.items()}
    lenet = [row.cells()[1:4] for row in summarize(famous.lenet5, (1, 28, 28)).rows]
    assert [row.cells()[1:4] for row in tables["lenet5"][1].rows] == lenet
    assert len(tables["lenet5"][0].rows) == len(lenet) - 2
    behind_first = {
        name: [sum(row.weights for row in table.rows[1:]) for table in pair]
        for name, pair in tables.items()
    }
    assert behind_first["small_filters"] == [49 * 64**2, 27 * 64**2]
    assert behind_first["bottleneck"] == [18 * 256**2, 17 * 64**2]
