"""Costs of networks: the book's figures by counting, and receptive fields from gradients."""

import numpy as np
import pytest
from cases import pairs
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnbook.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    Parameter,
    ReLU,
    Sequential,
)
from cnnbook.summary import ReceptiveField, count_parameters, receptive_field, summarize


def small_network():
    return Sequential(
        Sequential(Conv2d(1, 3, 3, padding=1), ReLU(), MaxPool2d(2)),
        Conv2d(3, 3, 3, padding=1),
        ReLU(),
        AvgPool2d(2),
        Flatten(),
        Linear(147, 10),
    )


@pytest.mark.parametrize(
    ("layers", "bias", "expected"),
    [
        ([Linear(784, 10)], False, 7_840),
        ([Linear(784, 10), Linear(10, 784)], False, 15_680),
        ([Linear(65_536, 10), Linear(10, 65_536)], False, 1_310_720),
        ([Linear(147, 10)], False, 1_470),
        ([Conv2d(1, 8, 3), Conv2d(8, 10, 3)], True, 810),
        ([Conv2d(1, 9, 3), Conv2d(9, 9, 3)], False, 810),
        ([Conv2d(1, 10, 3), Conv2d(10, 8, 3)], False, 810),
        ([Conv2d(1, 10, 3), Conv2d(10, 4, 3), Conv2d(4, 10, 3)], False, 810),
        ([Conv2d(1, 9, 3, bias=False), Conv2d(9, 9, 3, bias=False)], True, 810),
    ],
)
def test_the_figures_of_the_book(layers, bias, expected):
    assert count_parameters(Sequential(*layers), bias=bias) == expected


def test_rows_of_a_small_network():
    table = summarize(small_network(), (1, 28, 28))
    assert [row.name for row in table.rows] == [
        "0.0 Conv2d",
        "0.1 ReLU",
        "0.2 MaxPool2d",
        "1 Conv2d",
        "2 ReLU",
        "3 AvgPool2d",
        "4 Flatten",
        "5 Linear",
    ]
    assert [row.output_shape for row in table.rows][2:] == [
        (3, 14, 14),
        (3, 14, 14),
        (3, 14, 14),
        (3, 7, 7),
        (147,),
        (10,),
    ]
    assert [(row.weights, row.biases) for row in table.rows if row.weights] == [
        (27, 3),
        (81, 3),
        (1470, 10),
    ]
    assert [row.multiply_adds for row in table.rows if row.weights] == [
        28 * 28 * 3 * 9,
        14 * 14 * 3 * 27,
        1470,
    ]
    assert [row.memory for row in table.rows][-2:] == [588, 40]
    assert table.parameters == 1594 == count_parameters(small_network())
    assert table.rows[-1].receptive_field == ReceptiveField((28, 28), (0, 0), (0, 0))


def test_shapes_are_those_of_the_network_when_run():
    net, image = small_network(), np.zeros((1, 1, 28, 28), np.float32)
    layers = [*net[0], *net[1:]]
    for row, layer in zip(summarize(net, (1, 28, 28)).rows, layers, strict=True):
        image = layer(image)
        assert row.output_shape == image.shape[1:]
        assert row.memory == image.nbytes


def test_tables_are_plain_complete_and_the_same_each_time():
    table = summarize(small_network(), (1, 28, 28))
    text = str(table)
    assert repr(table) == text == str(summarize(small_network(), (1, 28, 28)))
    assert "Input (1, 28, 28): 1,594 parameters" in text
    assert "0x" not in text
    assert len({len(line) for line in text.splitlines()[3:-2]}) == 1
    html = table._repr_html_()
    assert html.count("<tr>") == len(table.rows) + 2
    for word in ("21,168", "(3, 14, 14)", "10×10", '<th scope="col">multiply-adds</th>'):
        assert word in html


TABLE = """\
Input (1, 34, 34): 5,150 parameters
layer        output shape  weights  biases  multiply-adds  memory (KiB)   sees  jump  start
───────────────────────────────────────────────────────────────────────────────────────────
0 Conv2d      (2, 32, 32)       18       2         18,432           8.0    3×3     1      0
1 MaxPool2d   (2, 16, 16)        0       0              0           2.0    4×4     2      0
2 Flatten          (512,)        0       0              0           2.0    4×4     2      0
3 Linear            (10,)    5,120      10          5,120           0.0  34×34     0      0
───────────────────────────────────────────────────────────────────────────────────────────
total                        5,138      12         23,552          12.0"""


def test_a_table_by_hand():
    """2 · 9 weights, 2048 outputs of 9 products; 512 · 10 weights; 4 bytes for each output."""
    net = Sequential(Conv2d(1, 2, 3), MaxPool2d(2), Flatten(), Linear(512, 10))
    assert str(summarize(net, (1, 34, 34))) == TABLE


def test_html_is_escaped():
    class Odd(Layer):
        pass

    Odd.__name__ = "<b>"
    assert "&lt;b&gt;" in summarize(Odd(), (3,))._repr_html_()


def test_a_layer_of_ones_own_is_counted():
    class Scale(Layer):
        def __init__(self):
            self.factor = Parameter(np.ones(7))

    row = summarize(Scale(), (7,)).rows[0]
    assert (row.weights, row.multiply_adds, row.output_shape) == (7, 0, (7,))


def test_a_network_without_an_image_has_no_receptive_field():
    table = summarize(Sequential(Linear(784, 10), ReLU()), (784,))
    assert [row.receptive_field for row in table.rows] == [None, None]


stacks = st.lists(
    st.tuples(pairs(1, 3), pairs(1, 2), st.sampled_from([0, 1, (0, 2)]), pairs(1, 2)),
    min_size=1,
    max_size=3,
)


@given(stacks, st.data())
def test_receptive_fields_by_gradients(stack, data):
    """An output sees exactly the pixels whose gradient is not 0, if all weights are positive."""
    net = Sequential(*(Conv2d(1, 1, *layer, bias=False) for layer in stack))
    field = receptive_field(stack)[-1]
    size = tuple(s + 5 for s in field.size)
    output = net(np.zeros((1, 1, *size)))
    for parameter in net.parameters():
        parameter.data[...] = 1
    at = tuple(data.draw(st.integers(0, n - 1)) for n in output.shape[2:])
    grad = np.zeros_like(output)
    grad[0, 0, *at] = 1
    seen = net.backward(grad)[0, 0] != 0
    assume(seen.any())  # an output over the padding alone sees nothing
    for axis in range(2):
        found = np.flatnonzero(seen.any(axis=1 - axis))
        first = field.start[axis] + at[axis] * field.jump[axis]
        last = first + field.size[axis] - 1
        if first >= 0 and last < size[axis]:  # otherwise gaps of a dilated kernel may lie there
            assert (found[0], found[-1]) == (first, last)
        else:
            assert max(first, 0) <= found[0]
            assert found[-1] <= min(last, size[axis] - 1)


def test_receptive_field_takes_same_padding_and_short_tuples():
    assert receptive_field([(4, 1, "same")])[0] == ReceptiveField((4, 4), (1, 1), (-1, -1))
    assert receptive_field([(3,), (2, 2), (3, 1, "valid", 2)])[-1] == ReceptiveField(
        (12, 12), (2, 2), (0, 0)
    )
    assert receptive_field([]) == []


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"layer 1 Linear does not accept the shape \(1, 8, 8\)"):
        summarize(Sequential(ReLU(), Linear(64, 2)), (1, 8, 8))
    with pytest.raises(ValueError, match=r"one image, without batch, got \(64, 1, 8, 8\)"):
        summarize(ReLU(), (64, 1, 8, 8))
    with pytest.raises(ValueError, match="stride must be at least 1"):
        receptive_field([(3, 0)])
