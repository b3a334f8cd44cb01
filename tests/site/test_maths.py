"""The page's arithmetic alone: the joined modules of ``maths`` against NumPy, on random sizes.

The oracles are written out here with ``np.pad``, slices and loops; none of them is the package's.
"""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnbook import layers as nn
from cnnbook.widgets.shared import network_state, printing

from .joined import joined, load

MODULES = {
    "maths/activations": "activate, slopeOf, valueOf",
    "maths/classification": "softmax",
    "maths/convolution": "conv2d, windowTerms",
    "maths/kernels": "flip, recentred, scale",
    "maths/maps": "cellOf, extent, fromRows, fromStack, nearest, nextCell, sum",
    "maths/network": "forward",
    "maths/weights": "unpackWeights",
    "maths/padding": "pad",
    "maths/pooling": "avgPool2d, maxPool2d",
    "maths/scalars": "clamp, smoothstep",
    "maths/windows": "outputSize, unreadOf, windowBox, windowCells",
    "page/numbers": "literal",
}
PADDING = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
MANY = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def maths(browser, tmp_path_factory):
    """Run JavaScript that sees every function of ``maths`` under its own name."""
    module = joined(tmp_path_factory.mktemp("rooms"), MODULES)
    every = ", ".join(MODULES.values())
    context = browser.new_context(offline=True)
    page = context.new_page()
    load(page, module)

    def run(script, *values):
        """Call `script`, a JavaScript function, with plain values; stacks come back as arrays."""
        got = page.evaluate(
            f"""(values) => {{
              const {{ {every} }} = window.maths;
              const result = ({script})(...values);
              if (!result?.data) return result;
              const {{ channels, height, width, data }} = result;
              return {{ shape: [channels, height, width], data: Array.from(data) }};
            }}""",
            [value.tolist() if isinstance(value, np.ndarray) else value for value in values],
        )
        if isinstance(got, dict) and set(got) == {"shape", "data"}:
            return np.array(got["data"], float).reshape(got["shape"])
        return got

    yield run
    context.close()


def numbers(*shape):
    """An array of quarters: their sums are exact, in whatever order they are added."""
    return arrays(float, shape, elements=st.integers(-32, 32).map(lambda n: n / 4))


def pairs(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


def output_size(n, k, s, d):
    return (n - d * (k - 1) - 1) // s + 1


def windows(padded, kernel, stride, dilation):
    """Every window of (C, H, W), cut out with a slice of its own: (OH, OW, C, KH, KW)."""
    sizes = [output_size(*n) for n in zip(padded.shape[1:], kernel, stride, dilation, strict=True)]
    cut = [
        [
            padded[
                :,
                r * stride[0] : r * stride[0] + dilation[0] * (kernel[0] - 1) + 1 : dilation[0],
                c * stride[1] : c * stride[1] + dilation[1] * (kernel[1] - 1) + 1 : dilation[1],
            ]
            for c in range(sizes[1])
        ]
        for r in range(sizes[0])
    ]
    return np.array(cut)


def around(padding):
    return [(0, 0), (padding[0], padding[0]), (padding[1], padding[1])]


# ---- padding and convolution ---------------------------------------------------------------------


@st.composite
def layers(draw):
    """An image, filters that fit it, and options."""
    groups, depth, per_group = draw(st.tuples(*[st.integers(1, 3)] * 3))
    height, width = draw(pairs(1, 9))
    mode = draw(st.sampled_from(sorted(PADDING)))
    most = {"reflect": min(height, width) - 1, "circular": min(height, width)}.get(mode, 3)
    padding = draw(pairs(0, min(most, 3)))
    kernel, stride, dilation = draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(1, 3))
    sizes = (height + 2 * padding[0], width + 2 * padding[1])
    for n, k, d in zip(sizes, kernel, dilation, strict=True):
        assume(d * (k - 1) + 1 <= n)
    image = draw(numbers(groups * depth, height, width))
    weight = draw(numbers(groups * per_group, depth, *kernel))
    bias = draw(st.none() | numbers(groups * per_group))
    value = draw(st.sampled_from([0, 1.5])) if mode == "constant" else 0
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return image, weight, bias, {**options, "padding_mode": mode, "padding_value": value}


def padded_by_numpy(image, options):
    mode, width = PADDING[options["padding_mode"]], around(options["padding"])
    extra = {"constant_values": options["padding_value"]} if mode == "constant" else {}
    return np.pad(image, width, mode, **extra)


@MANY
@given(layers())
def test_padding(maths, layer):
    image, _, _, options = layer
    script = "(image, options) => pad(fromStack(image), options.padding, options)"
    assert np.array_equal(maths(script, image, options), padded_by_numpy(image, options))


@MANY
@given(layers())
def test_convolution_over_channels_and_groups(maths, layer):
    image, weight, bias, options = layer
    seen = windows(
        padded_by_numpy(image, options), weight.shape[2:], options["stride"], options["dilation"]
    )
    share, depth = len(weight) // options["groups"], weight.shape[1]
    expected = []
    for f, kernel in enumerate(weight):
        channels = seen[:, :, f // share * depth :][:, :, :depth]
        expected.append((channels * kernel).sum((2, 3, 4)) + (0 if bias is None else bias[f]))
    script = """(image, weight, bias, options) =>
      conv2d(fromStack(image), weight.map(fromStack), { ...options, bias })"""
    got = maths(script, image, weight, None if bias is None else bias.tolist(), options)
    assert np.array_equal(got, expected)


def test_one_option_for_both_axes(maths):
    image = np.arange(30.0).reshape(1, 5, 6)
    script = """(image) => conv2d(fromStack(image), [fromRows([[1, 0], [0, -1]])],
      { stride: 2, padding: 1, dilation: 2 })"""
    padded = np.pad(image[0], 1)
    expected = padded[0:5:2, 0:6:2] - padded[2:7:2, 2:8:2]
    assert np.array_equal(maths(script, image)[0], expected)


@MANY
@given(layers(), st.data())
def test_the_terms_of_a_window_add_up_to_its_output(maths, layer, data):
    image, weight, _, options = layer
    padded = padded_by_numpy(image, options)[:1]
    seen = windows(padded, weight.shape[2:], options["stride"], options["dilation"])
    row = data.draw(st.integers(0, seen.shape[0] - 1))
    column = data.draw(st.integers(0, seen.shape[1] - 1))
    script = """(padded, kernel, position, options) =>
      windowTerms(fromStack(padded), fromRows(kernel), position, options)"""
    place = {"row": row, "column": column}
    terms = maths(script, padded, weight[0, 0], place, options)
    assert [term["pixel"] for term in terms] == seen[row, column, 0].ravel().tolist()
    assert [term["weight"] for term in terms] == weight[0, 0].ravel().tolist()
    assert [t["pixel"] * t["weight"] for t in terms] == [t["product"] for t in terms]
    assert all(padded[0, t["row"], t["column"]] == t["pixel"] for t in terms)


# ---- where windows stand -------------------------------------------------------------------------


@MANY
@given(pairs(1, 12), pairs(1, 4), pairs(1, 4), pairs(1, 3))
def test_what_windows_cover_and_what_they_read(maths, size, kernel, stride, dilation):
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    assume(spans[0] <= size[0] and spans[1] <= size[1])
    count = [output_size(*n) for n in zip(size, kernel, stride, dilation, strict=True)]
    window = {"kernel_size": kernel, "stride": stride, "dilation": dilation}
    last = {"row": count[0] - 1, "column": count[1] - 1}
    box, cells = maths("(p, w) => [windowBox(p, w), windowCells(p, w)]", last, window)
    rows = [(count[0] - 1) * stride[0] + i * dilation[0] for i in range(kernel[0])]
    columns = [(count[1] - 1) * stride[1] + j * dilation[1] for j in range(kernel[1])]
    assert cells == [{"row": r, "column": c} for r in rows for c in columns]
    assert box == {"row": rows[0], "column": columns[0], "rows": spans[0], "columns": spans[1]}
    read = [
        {o * s + i * d for o in range(n) for i in range(k)}
        for n, k, s, d in zip(count, kernel, stride, dilation, strict=True)
    ]
    unread = maths("([height, width], w) => unreadOf({ height, width }, w)", size, window)
    missing = [n - len(seen) for n, seen in zip(size, read, strict=True)]
    if not any(missing):
        assert unread is None
        return
    assert unread["missing"] == missing
    assert [unread["rows"], unread["columns"]] == [
        [i in seen for i in range(n)] for n, seen in zip(size, read, strict=True)
    ]


@pytest.mark.parametrize(
    ("n", "window", "size"),
    [
        (28, {"kernel_size": 3}, 26),
        (28, {"kernel_size": 3, "stride": 2, "padding": 1}, 14),
        (7, {"kernel_size": 3, "dilation": 3}, 1),
        (6, {"kernel_size": 3, "dilation": 3}, 0),
    ],
)
def test_output_sizes(maths, n, window, size):
    assert maths("(n, window) => outputSize(n, window)", n, window) == size


# ---- pooling -------------------------------------------------------------------------------------


@st.composite
def pools(draw):
    """Maps, and a window with no more padding than half of it."""
    kernel = draw(pairs(1, 4))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    dilation = draw(st.sampled_from([(1, 1), (1, 1), (2, 1), (2, 3)]))
    maps = draw(st.tuples(st.integers(1, 3), pairs(1, 9)).flatmap(lambda n: numbers(n[0], *n[1])))
    for n, k, p, d in zip(maps.shape[1:], kernel, padding, dilation, strict=True):
        assume(d * (k - 1) + 1 <= n + 2 * p)
    options = {"kernel_size": kernel, "padding": padding, "dilation": dilation}
    stride = draw(st.none() | pairs(1, 4))
    return maps, {**options, **({"stride": stride} if stride else {})}


def pooled_windows(maps, options, beyond):
    padded = np.pad(maps, around(options["padding"]), constant_values=beyond)
    stride = options.get("stride", options["kernel_size"])
    return windows(padded, options["kernel_size"], stride, options["dilation"])


@MANY
@given(pools())
def test_max_pooling(maths, pool):
    maps, options = pool
    expected = pooled_windows(maps, options, -np.inf).max((3, 4)).transpose(2, 0, 1)
    got = maths("(maps, options) => maxPool2d(fromStack(maps), options)", maps, options)
    assert np.array_equal(got, expected)


@MANY
@given(pools(), st.booleans())
def test_average_pooling(maths, pool, include):
    maps, options = pool
    seen = pooled_windows(maps, options, 0 if include else np.nan)
    assume(not np.isnan(seen).all((3, 4)).any())  # a window of nothing but padding has no mean
    expected = np.nanmean(seen, (3, 4)).transpose(2, 0, 1)
    script = "(maps, options) => avgPool2d(fromStack(maps), options)"
    got = maths(script, maps, {**options, "count_include_pad": include})
    np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-13)


# ---- activations and softmax ---------------------------------------------------------------------

# f and its slope, with the option `a`
ACTIVATIONS = {
    "identity": (lambda x, a: x, lambda x, a: np.ones_like(x)),
    "relu": (lambda x, a: np.where(x > 0, x, 0), lambda x, a: np.where(x > 0, 1, 0)),
    "leaky_relu": (lambda x, a: np.where(x > 0, x, a * x), lambda x, a: np.where(x > 0, 1, a)),
    "elu": (
        lambda x, a: np.where(x > 0, x, a * np.expm1(np.minimum(x, 0))),
        lambda x, a: np.where(x > 0, 1, a * np.exp(np.minimum(x, 0))),
    ),
    "sigmoid": (
        lambda x, a: 1 / (1 + np.exp(-x.astype(np.longdouble))),
        lambda x, a: 1 / (2 + np.exp(-x.astype(np.longdouble)) + np.exp(x.astype(np.longdouble))),
    ),
    "tanh": (lambda x, a: np.tanh(x), lambda x, a: 1 - np.tanh(x) ** 2),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_slopes(maths, name):
    x = np.array([-800, -37, -3, -0.5, -1e-9, 0, 1e-9, 0.5, 2, 37, 800])
    value, slope = ACTIVATIONS[name]
    for a in (0, 0.25, 1, 2.5):
        script = """(name, x, a) => [
          Array.from(activate(fromRows([x]), name, a).data),
          x.map((one) => valueOf(name, one, a)),
          x.map((one) => slopeOf(name, one, a)),
        ]"""
        mapped, values, slopes = maths(script, name, x, a)
        np.testing.assert_allclose(values, value(x, a).astype(float), rtol=1e-14, atol=0)
        np.testing.assert_allclose(slopes, slope(x, a).astype(float), rtol=1e-12, atol=1e-15)
        assert mapped == values


@MANY
@given(arrays(float, st.integers(1, 12), elements=st.floats(-1e4, 1e4)))
def test_softmax_of_scores_of_any_size(maths, scores):
    shares = np.array(maths("(scores) => softmax(scores)", scores))
    powers = np.exp((scores - scores.max()).astype(np.longdouble))
    np.testing.assert_allclose(shares, (powers / powers.sum()).astype(float), atol=1e-15)
    assert shares.sum() == pytest.approx(1)


def test_softmax_by_hand(maths):
    assert maths("() => softmax([1000, 1000 + Math.log(3)])") == pytest.approx([0.25, 0.75])


# ---- networks ------------------------------------------------------------------------------------


def test_a_network_with_every_layer_and_option(maths):
    net = nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), padding=(1, 2), stride=(2, 1), groups=2, rng=0),
        nn.LeakyReLU(0.2),
        nn.AvgPool2d((2, 3), padding=1, stride=1, count_include_pad=False),
        nn.Conv2d(4, 3, 3, padding=2, dilation=2, padding_mode="reflect", bias=False, rng=1),
        nn.ELU(0.5),
        nn.MaxPool2d(3, stride=2, padding=1, dilation=2),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(45, 5, rng=2),
        nn.Sigmoid(),
        nn.Linear(5, 4, bias=False, rng=3),
        nn.ReLU(),
    )
    image = np.random.default_rng(4).integers(-9, 10, (2, 13, 9)).astype(float)
    weights = {name: network_state.pack(array) for name, array in net.state_dict().items()}
    expected = [image[None]]
    for layer in net:
        expected.append(layer(expected[-1]))
    script = """(layers, packed, image) => forward(layers, unpackWeights(packed), fromStack(image))
      .map(({ channels, height, width, data }) => [channels, height, width, Array.from(data)])"""
    results = maths(script, network_state.describe(net), weights, image)
    assert len(results) == len(net)
    for (channels, height, width, data), wanted in zip(results, expected[1:], strict=True):
        shape = (channels, height, width) if wanted.ndim == 4 else (channels,)
        assert wanted.shape == (1, *shape)
        np.testing.assert_allclose(np.reshape(data, shape), wanted[0], rtol=1e-4, atol=1e-5)


# ---- kernels, cells, numbers ---------------------------------------------------------------------


@MANY
@given(pairs(1, 7).flatmap(lambda size: numbers(*size)))
def test_kernels_and_cells(maths, rows):
    assert np.array_equal(maths("(rows) => flip(fromRows(rows))", rows)[0], rows[::-1, ::-1])
    assert np.array_equal(maths("(rows) => scale(fromRows(rows), -3)", rows)[0], -3 * rows)
    assert maths("(rows) => extent(fromRows(rows))", rows) == [rows.min(), rows.max()]
    assert maths("(rows) => sum(fromRows(rows))", rows) == rows.sum()
    height, width = rows.shape
    script = """(rows) => {
      const map = fromRows(rows);
      const walk = [{ row: 0, column: 0 }];
      for (let i = 0; i < map.data.length; i++) walk.push(nextCell(walk[i], map));
      const cells = walk.slice(1).map((_, i) => cellOf(i, map));
      return [walk, cells, nearest({ row: -3, column: 99 }, map)];
    }"""
    walk, cells, corner = maths(script, rows)
    order = [{"row": r, "column": c} for r in range(height) for c in range(width)]
    assert (walk, cells) == ([*order, order[0]], order)
    assert corner == {"row": 0, "column": width - 1}


@pytest.mark.parametrize(
    ("rows", "size", "expected"),
    [
        ([[5]], 3, [[0, 0, 0], [0, 5, 0], [0, 0, 0]]),
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, [[5]]),
        ([[1, 2, 3]], 3, [[0, 0, 0], [1, 2, 3], [0, 0, 0]]),
        ([[1, 2], [3, 4]], 3, [[0, 0, 0], [0, 1, 2], [0, 3, 4]]),
    ],
)
def test_a_kernel_keeps_its_middle(maths, rows, size, expected):
    assert maths("(rows, size) => recentred(rows, size)", rows, size) == expected


def test_clamp_and_smoothstep(maths):
    assert maths("() => [-1, 2, 9].map((n) => clamp(n, 0, 5))") == [0, 2, 5]
    assert maths("() => [-1, 0.25, 0.5, 2].map(smoothstep)") == [0, 0.15625, 0.5, 1]


@MANY
@given(value=st.floats(-1e9, 1e9) | st.integers(-999, 999) | st.floats(-1e-3, 1e-3))
@example(value=1e-5)
@example(value=-1.5e-7)
@example(value=1e-4)
@example(value=3e-12)
def test_numbers_are_printed_as_python_prints_them(maths, value):
    value = int(value) if value == int(value) else value  # as a widget's traits hold it
    assert maths("literal", value) == printing.literal(value)
