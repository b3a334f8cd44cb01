"""ONNX's node data: one operator, its inputs and its outputs, as every ONNX runtime is tested.

Those that can be expressed here run: two axes, borders that `pad` knows, and no random numbers.
"""

from pathlib import Path

import numpy as np
import onnx
import pytest

from cnnbook import functional as F
from cnnbook.layers import Flatten, Identity

NODES = Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
if not NODES.is_dir():
    why = f"onnx {onnx.__version__} has no node data: pip install 'onnx>=1.16,<1.23'"
    pytest.skip(why, allow_module_level=True)
ROUNDED = {"test_averagepool_2d_ceil_last_window_starts_on_pad"}  # to four digits, in the data


class Other(Exception):  # noqa: N818
    """The package has no such option."""


def windows(x, options, reach):
    """Return the image with its border, and stride, dilation and symmetric padding.

    ``reach`` is how many pixels a window spans. ONNX's pads are (top, left, bottom, right).
    """
    if x.ndim != 4:
        raise Other
    strides = options.get("strides", [1, 1])
    top, left, bottom, right = options.get("pads", [0, 0, 0, 0])
    kind = options.get("auto_pad", b"NOTSET").decode()
    if kind.startswith("SAME"):
        total = [
            max(0, (-(-n // s) - 1) * s + k - n)
            for n, s, k in zip(x.shape[2:], strides, reach, strict=True)
        ]
        less, more = [t // 2 for t in total], [t - t // 2 for t in total]
        (top, left), (bottom, right) = (less, more) if kind == "SAME_UPPER" else (more, less)
    return strides, ((top, bottom), (left, right))


def reach_of(kernel, options):
    return [(k - 1) * d + 1 for k, d in zip(kernel, options.get("dilations", [1, 1]), strict=False)]


def conv(x, w, b=None, **o):
    stride, border = windows(x, o, reach_of(w.shape[2:], o))
    dilation = tuple(o.get("dilations", [1, 1]))
    options = {"stride": tuple(stride), "dilation": dilation, "groups": o.get("group", 1)}
    return F.conv2d(F.pad(x, border), w, b, **options)


def conv_transpose(x, w, b=None, **o):
    if x.ndim != 4 or "auto_pad" in o or "output_shape" in o:
        raise Other
    top, left, bottom, right = o.get("pads", [0, 0, 0, 0])
    if (top, left) != (bottom, right):
        raise Other
    return F.conv_transpose2d(
        x,
        w,
        b,
        stride=tuple(o.get("strides", [1, 1])),
        padding=(top, left),
        output_padding=tuple(o.get("output_padding", [0, 0])),
        groups=o.get("group", 1),
        dilation=tuple(o.get("dilations", [1, 1])),
    )


def symmetric(border, kernel):
    """Return the padding of a pooling as a pair: both sides equal, at most half of the window."""
    (top, bottom), (left, right) = border
    if (top, left) != (bottom, right) or top > kernel[0] // 2 or left > kernel[1] // 2:
        raise Other
    return top, left


def max_pool(x, **o):
    if x.ndim != 4 or o.get("storage_order"):
        raise Other
    stride, border = windows(x, o, reach_of(o["kernel_shape"], o))
    dilation, kernel = tuple(o.get("dilations", [1, 1])), tuple(o["kernel_shape"])
    options = {"stride": tuple(stride), "dilation": dilation, "ceil_mode": bool(o.get("ceil_mode"))}
    plain = border[0][0] <= kernel[0] // 2 and border[1][0] <= kernel[1] // 2
    if "auto_pad" in o or not plain:  # such a border is made by hand
        return F.max_pool2d(F.pad(x, border, value=-np.inf), kernel, **options)
    return F.max_pool2d(
        x, kernel, padding=symmetric(border, o["kernel_shape"]), **options, return_indices=True
    )


def avg_pool(x, **o):
    if x.ndim != 4 or o.get("dilations", [1, 1]) != [1, 1]:
        raise Other
    stride, border = windows(x, o, o["kernel_shape"])
    return F.avg_pool2d(
        x,
        tuple(o["kernel_shape"]),
        tuple(stride),
        padding=symmetric(border, o["kernel_shape"]),
        ceil_mode=bool(o.get("ceil_mode")),
        count_include_pad=bool(o.get("count_include_pad")),
    )


def batch_norm(x, scale, bias, mean, var, **o):
    eps, training = o.get("epsilon", 1e-5), bool(o.get("training_mode"))
    if not training:
        return F.batch_norm(x, mean, var, scale, bias, eps=eps)
    options = {"training": True, "eps": eps, "return_statistics": True}
    output, own_mean, own_var = F.batch_norm(x, None, None, scale, bias, **options)
    kept = o.get("momentum", 0.9)
    return output, kept * mean + (1 - kept) * own_mean, kept * var + (1 - kept) * own_var


def dropout(x, ratio=0.5, training=False, **o):
    if "ratio" in o or (training and ratio):
        raise Other  # drawn by another generator, or of an old release that drew
    return F.dropout(x, float(ratio), bool(training), return_mask=True)


def gemm(a, b, c=None, **o):
    a, b = (a.T if o.get("transA") else a), (b.T if o.get("transB") else b)
    offset = None
    if c is not None:
        c = np.broadcast_to(c, (len(a), b.shape[1])) * np.float32(o.get("beta", 1))
        if not (c == c[0]).all():
            raise Other
        offset = c[0]
    return F.linear(a, b.T * np.float32(o.get("alpha", 1)), offset)


def pad(x, pads, value=0.0, axes=None, **o):
    pads = pads.tolist()
    if axes is not None:
        at = [axis % x.ndim for axis in axes.tolist()]
        whole = [0] * (2 * x.ndim)
        for i, axis in enumerate(at):
            whole[axis], whole[axis + x.ndim] = pads[i], pads[i + len(at)]
        pads = whole
    before, after = pads[: x.ndim], pads[x.ndim :]
    if any(before[:-2] + after[:-2]):
        raise Other
    modes = {"edge": "replicate", "wrap": "circular"}
    name = o.get("mode", b"constant").decode()
    sides = tuple(zip(before[-2:], after[-2:], strict=True))
    return F.pad(x, sides, mode=modes.get(name, name), value=float(value))


def losses(function):
    def loss(x, target, weight=None, **o):
        reduction = o.get("reduction", b"mean").decode()
        ignore = o.get("ignore_index", -100)
        value = function(x, target, weight=weight, ignore_index=ignore, reduction=reduction)
        return value, F.log_softmax(x, 1)

    return loss


def one_hot(indices, depth, values, axis=-1):
    if (indices < 0).any():
        raise Other
    rows = F.one_hot(indices.astype(int), int(depth))
    rows = rows * (values[1] - values[0]) + values[0]
    return np.moveaxis(rows, -1, axis)


def flatten(x, axis=1):
    if axis % x.ndim == 0:
        raise Other
    rows = Flatten(0, axis % x.ndim - 1)(x)
    return Flatten(1)(rows.reshape(len(rows), -1))


CALLS = {
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "MaxPool": max_pool,
    "AveragePool": avg_pool,
    "GlobalAveragePool": lambda x: F.adaptive_avg_pool2d(x, 1),
    "GlobalMaxPool": lambda x: F.max_pool2d(x, x.shape[2:]),
    "Relu": F.relu,
    "LeakyRelu": lambda x, alpha=0.01: F.leaky_relu(x, alpha),
    "Elu": lambda x, alpha=1.0: F.elu(x, alpha),
    "Sigmoid": F.sigmoid,
    "Tanh": F.tanh,
    "Softmax": lambda x, axis=-1: F.softmax(x, axis),
    "LogSoftmax": lambda x, axis=-1: F.log_softmax(x, axis),
    "Gelu": lambda x, approximate=b"none": F.gelu(x, approximate.decode()),
    "Swish": lambda x, alpha=1.0: F.silu(alpha * x) / alpha,
    "Identity": lambda x: Identity()(x),
    "Flatten": flatten,
    "BatchNormalization": batch_norm,
    "Dropout": dropout,
    "Pad": pad,
    "Gemm": gemm,
    "NegativeLogLikelihoodLoss": losses(F.nll_loss),
    "SoftmaxCrossEntropyLoss": losses(F.cross_entropy),
    "OneHot": one_hot,
}


def arrays(folder, kind):
    files = sorted(folder.glob(f"{kind}_*.pb"), key=lambda p: int(p.stem.split("_")[1]))
    return [onnx.numpy_helper.to_array(onnx.load_tensor(file)) for file in files]


def cases():
    """Return the cases of each operator: name, arguments, options, expected outputs."""
    found = {op: [] for op in CALLS}
    for folder in sorted(NODES.iterdir()):
        graph = onnx.load(folder / "model.onnx").graph
        values = [*graph.input, *graph.output]
        plain = all(value.type.HasField("tensor_type") for value in values)
        if len(graph.node) == 1 and graph.node[0].op_type in CALLS and plain:
            node, data = graph.node[0], folder / "test_data_set_0"
            options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            options.pop("seed", None)
            case = folder.name, arrays(data, "input"), options, arrays(data, "output")
            found[node.op_type].append(case)
    return found


@pytest.fixture(scope="module")
def nodes():
    return cases()


@pytest.mark.parametrize("op", CALLS)
def test_nodes(op, nodes):
    checked = []
    for name, given, options, expected in nodes[op]:
        try:
            ours = CALLS[op](*given, **options)
        except Other:
            continue
        for mine, its in zip(ours if isinstance(ours, tuple) else (ours,), expected, strict=False):
            assert mine.shape == its.shape, name
            rtol = 1e-3 if name in ROUNDED else 1e-4
            np.testing.assert_allclose(mine, its, rtol=rtol, atol=1e-5, err_msg=name)
        checked.append(name)
    assert checked or not nodes[op]  # an older release has no such operator
