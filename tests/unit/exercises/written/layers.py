"""Lessons 4 to 7."""

from . import written

written(
    "conv_channels",
    """
    def f(x, w, b):
        F, C, kh, kw = w.shape
        rows, columns = x.shape[1] - kh + 1, x.shape[2] - kw + 1
        y = np.zeros((F, rows, columns))
        for f in range(F):
            for i in range(rows):
                for j in range(columns):
                    total = b[f]
                    for c in range(C):
                        for a in range(kh):
                            for d in range(kw):
                                total += w[f, c, a, d] * x[c, i + a, j + d]
                    y[f, i, j] = total
        return y
    """,
    """
    def f(x, w, b):
        windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(1, 2))
        return np.einsum("fcab,cijab->fij", w, windows) + b.reshape(-1, 1, 1)
    """,
    """
    def f(x, w, b):
        def one(image, kernel):
            rows, columns = [n - k + 1 for n, k in zip(image.shape, kernel.shape)]
            return sum(kernel[p, q] * image[p : p + rows, q : q + columns]
                       for p in range(len(kernel)) for q in range(len(kernel[0])))
        return [sum(one(x[c], w[f, c]) for c in range(len(x))) + b[f] for f in range(len(w))]
    """,
    bias_forgotten=[("total = b[f]", "total = 0")],
    bias_per_channel=[
        [
            ("total = b[f]", "total = 0"),
            ("for a in range(kh)", "total += b[f]\n                    for a in range(kh)"),
        ]
    ],
    channels_not_summed=[
        """
        def f(x, w, b):
            F, C, kh, kw = w.shape
            y = np.zeros((F, C, x.shape[1] - kh + 1, x.shape[2] - kw + 1))
            for f, c, i, j in np.ndindex(y.shape):
                y[f, c, i, j] = (x[c, i : i + kh, j : j + kw] * w[f, c]).sum() + b[f]
            return y
        """
    ],
    mean_instead_of_sum=[[("total = b[f]", "total = 0"), ("= total", "= total / C + b[f]")]],
    kernel_flipped=[("w[f, c, a, d]", "w[f, c, kh - 1 - a, kw - 1 - d]")],
    one_channel=[
        ("range(C)", "range(1)"),
        ("for a in range(kh)", "total = b[f]\n                    for a in range(kh)"),
    ],
    filters_and_channels_exchanged=[("w[f, c, a, d]", "w[c, f, a, d]")],
    sign=[[("total = b[f]", "total = -b[f]"), ("total +=", "total -=")]],
)

written(
    "one_by_one",
    """
    def f(x, w):
        out = []
        for filt in w:
            rows = []
            for r in range(x.shape[1]):
                row = []
                for s in range(x.shape[2]):
                    total = 0
                    for c in range(len(filt)):
                        total += filt[c] * x[c, r, s]
                    row.append(total)
                rows.append(row)
            out.append(rows)
        return out
    """,
    """
    def f(x, w):
        return (w @ x.reshape(len(x), -1)).reshape(-1, *x.shape[1:])
    """,
    """
    def f(x, w):
        return np.tensordot(w, x, axes=1)
    """,
    filters_and_channels_exchanged=[[("for filt in w:", "for filt in w.T:")]],
    channels_not_summed=[
        "def f(x, w):\n    return [[filt[c] * x[c] for c in range(len(x))] for filt in w]"
    ],
    mean_instead_of_sum=[("row.append(total)", "row.append(total / len(filt))")],
    one_channel=[("total += ", "total = ")],
    weights_forgotten=[("filt[c] * ", "")],
    one_filter=[("return out", "return out[0]")],
    rows_and_columns_exchanged=[],
)

written(
    "relu",
    """
    def f(x):
        out = []
        for row in x:
            out.append([])
            for v in row:
                if v > 0:
                    out[-1].append(v)
                else:
                    out[-1].append(0)
        return out
    """,
    """
    def f(x):
        return np.where(x > 0, x, 0)
    """,
    """
    def f(x):
        return (x + abs(x)) / 2
    """,
    """
    def f(x):
        y = x.copy()
        y[y < 0] = 0
        return y
    """,
    absolute_value=[("append(0)", "append(-v)")],
    step=[("append(v)", "append(1)")],
    wrong_side=[("v > 0", "v < 0")],
    clipped_at_one=[("append(v)", "append(min(v, 1))")],
    dropped=["def f(x):\n    return [v for v in x.ravel() if v > 0]"],
    one_maximum=[
        "def f(x):\n    best = 0\n    for v in x.ravel():\n        best = max(best, v)\n"
        "    return best"
    ],
    unchanged=[("append(0)", "append(v)")],
    changed_in_place=[
        "def f(x):\n    x[x < 0] = 0\n    return x",
        "def f(x):\n    x *= x > 0\n    return x",
    ],
    exception=["def f(x):\n    if x > 0:\n        return x\n    return 0"],
    integer_division=[("return out", "return np.array(out).astype(int)")],
    returns_nothing=[("return out", "return")],
    prints_instead=["def f(x):\n    print(np.maximum(x, 0))"],
    wrong_type=[("return out", "return str(out)"), ("return out", "return (v for v in out)")],
)

written(
    "leaky_relu",
    """
    def f(x, a):
        out = np.zeros(x.shape)
        for r in range(x.shape[0]):
            for c in range(x.shape[1]):
                if x[r, c] > 0:
                    out[r, c] = x[r, c]
                else:
                    out[r, c] = a * x[r, c]
        return out
    """,
    """
    def f(x, a):
        return np.maximum(x, a * x)
    """,
    """
    def f(x, a):
        return x * ((x > 0) + a * (x <= 0))
    """,
    slope_ignored=[("a * x[r, c]", "0")],
    both_sides=[("out[r, c] = x[r, c]", "out[r, c] = a * x[r, c]")],
    sign=[("a * x[r, c]", "-a * x[r, c]")],
    returns_early=[
        ("    return out", "        return out"),
        ("    return out", "            return out"),
    ],
    off_by_one=[
        ("range(x.shape[0])", "range(1, x.shape[0])"),
        ("range(x.shape[1])", "range(x.shape[1] - 1)"),
    ],
    wrong_side=[("x[r, c] > 0", "x[r, c] < 0")],
    slope_fixed=[("a * x[r, c]", "0.01 * x[r, c]")],
    value_instead_of_slope=[("a * x[r, c]", "a")],
    changed_in_place=["def f(x, a):\n    x[x < 0] *= a\n    return x"],
)

written(
    "sigmoid",
    """
    def f(x):
        import math
        return [[1 / (1 + math.e ** (-v)) for v in row] for row in x]
    """,
    """
    def f(x):
        return np.exp(x) / (np.exp(x) + 1)
    """,
    """
    def f(x):
        return (np.tanh(x / 2) + 1) / 2
    """,
    sign=[("** (-v)", "** v")],
    brackets_missing=[("1 / (1 + math.e ** (-v))", "1 / 1 + math.e ** (-v)")],
    one_forgotten=[("(1 + math.e ** (-v))", "(math.e ** (-v))")],
    hyperbolic_tangent=["def f(x):\n    return (np.e**x - np.e**-x) / (np.e**x + np.e**-x)"],
    step=["def f(x):\n    return np.sign(x.clip(0))"],
    derivative=["def f(x):\n    s = 1 / (1 + np.exp(-x))\n    return s * (1 - s)"],
    exception=["def f(x):\n    import math\n    return 1 / (1 + math.exp(-x))"],
)

_POOL = """
    def f(x, k):
        out = []
        for i in range(len(x) // k):
            row = []
            for j in range(len(x[0]) // k):
                best = x[i * k][j * k]
                for a in range(k):
                    for b in range(k):
                        v = x[i * k + a][j * k + b]
                        if v > best:
                            best = v
                row.append(best)
            out.append(row)
        return out
    """

written(
    "max_pool",
    _POOL,
    """
    def f(x, k):
        h, w = x.shape[0] // k, x.shape[1] // k
        return x[: h * k, : w * k].reshape(h, k, w, k).max((1, 3))
    """,
    """
    def f(x, k):
        h, w = x.shape[0] // k * k, x.shape[1] // k * k
        parts = [x[a:h:k, b:w:k] for a in range(k) for b in range(k)]
        return np.maximum.reduce(parts)
    """,
    mean_instead_of_max=[
        """
        def f(x, k):
            return [[np.mean([x[i * k + a, j * k + b] for a in range(k) for b in range(k)])
                     for j in range(x.shape[1] // k)] for i in range(x.shape[0] // k)]
        """
    ],
    min_instead_of_max=[("v > best", "v < best")],
    stride_ignored=[
        [
            ("len(x) // k", "len(x) - k + 1"),
            ("len(x[0]) // k", "len(x[0]) - k + 1"),
            ("i * k", "i"),
            ("j * k", "j"),
        ],
    ],
    ceil_instead_of_floor=[
        """
        def f(x, k):
            return [[x[i : i + k, j : j + k].max() for j in range(0, len(x[0]), k)]
                    for i in range(0, len(x), k)]
        """
    ],
    starts_at_zero=[("best = x[i * k][j * k]", "best = 0")],
    one_axis=[
        """
        def f(x, k):
            return [[max(x[i * k + a, j] for a in range(k)) for j in range(x.shape[1])]
                    for i in range(x.shape[0] // k)]
        """
    ],
    square_only=[("len(x[0]) // k", "len(x) // k")],
    rows_and_columns_exchanged=[("return out", "return np.array(out).T")],
)

written(
    "avg_pool",
    """
    def f(x, k):
        out = np.zeros((x.shape[0] // k, x.shape[1] // k))
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                for a in range(k):
                    for b in range(k):
                        out[i, j] += x[i * k + a, j * k + b]
        return out / k**2
    """,
    """
    def f(x, k):
        h, w = x.shape[0] // k, x.shape[1] // k
        rows = np.kron(np.eye(h), np.full((1, k), 1 / k))
        columns = np.kron(np.eye(w), np.full((1, k), 1 / k))
        return rows @ x[: h * k, : w * k] @ columns.T
    """,
    sum_instead_of_mean=[(" / k**2", "")],
    max_instead_of_mean=[
        """
        def f(x, k):
            return [[max(max(r[j * k : j * k + k]) for r in x[i * k : i * k + k])
                     for j in range(len(x[0]) // k)] for i in range(len(x) // k)]
        """
    ],
    divided_by_side=[("k**2", "k")],
    stride_ignored=[
        [
            ("x.shape[0] // k, x.shape[1] // k", "x.shape[0] - k + 1, x.shape[1] - k + 1"),
            ("i * k", "i"),
            ("j * k", "j"),
        ],
    ],
    ceil_instead_of_floor=[
        """
        def f(x, k):
            return [[x[i : i + k, j : j + k].mean() for j in range(0, len(x[0]), k)]
                    for i in range(0, len(x), k)]
        """
    ],
    square_only=[
        ("x.shape[1] // k", "x.shape[0] // k"),
    ],
    integer_division=[("return out / k**2", "return out // k**2")],
)

written(
    "receptive_field",
    """
    def f(layers):
        seen = 1
        for kernel, stride in reversed(layers):
            seen = (seen - 1) * stride + kernel
        return seen
    """,
    """
    def f(layers):
        size, jump = 1, 1
        for k, s in layers:
            size = size + (k - 1) * jump
            jump = jump * s
        return float(size)
    """,
    """
    def f(layers):
        strides = [s for _, s in layers]
        return 1 + sum((k - 1) * int(np.prod(strides[:n])) for n, (k, _) in enumerate(layers))
    """,
    stride_ignored=[("(seen - 1) * stride", "(seen - 1)")],
    stride_too_early=[
        """
        def f(layers):
            size, jump = 1, 1
            for k, s in layers:
                jump *= s
                size += (k - 1) * jump
            return size
        """
    ],
    kernels_added=[
        "def f(layers):\n    n = 0\n    for k, _ in layers:\n        n += k\n    return n"
    ],
    kernels_multiplied=[
        "def f(layers):\n    n = 1\n    for layer in layers:\n        n *= layer[0]\n    return n"
    ],
    order_reversed=[("reversed(layers)", "layers")],
    off_by_one=[("return seen", "return seen - 1")],
    steps_only=["def f(layers):\n    return np.prod([layer[1] for layer in layers])"],
    exception=[("for kernel, stride in", "for kernel, stride, padding in")],
)

written(
    "count_conv",
    """
    def f(i, o, k, bias):
        total = 0
        for _ in range(o):
            for _ in range(i):
                total += k * k
            if bias:
                total += 1
        return total
    """,
    """
    def f(i, o, k, bias):
        return np.zeros((o, i, k, k)).size + bias * np.zeros(o).size
    """,
    """
    def f(i, o, k, bias):
        return float(o * (i * k**2 + int(bias)))
    """,
    bias_forgotten=[("total += 1", "pass")],
    bias_always=[("if bias:", "if True:")],
    bias_per_channel=[[("total += k * k", "total += k * k + bias"), ("total += 1", "pass")]],
    one_bias=[[("total += 1", "pass"), ("return total", "return total + bias")]],
    one_side=[("k * k", "k")],
    in_channels_ignored=[("range(i)", "range(1)")],
    bias_per_in_channel=[[("total += 1", "pass"), ("return total", "return total + i * bias")]],
)

written(
    "count_linear",
    """
    def f(i, o, bias):
        total = 0
        for node in range(o):
            for line in range(i):
                total += 1
            if bias:
                total += 1
        return total
    """,
    """
    def f(i, o, bias):
        return (i + bias) * o
    """,
    bias_forgotten=[("if bias:", "if False:")],
    bias_always=[("if bias:", "if node >= 0:")],
    bias_per_input=["def f(i, o, bias):\n    return (o + bias) * i"],
    one_bias=["def f(i, o, bias):\n    return len(range(i * o)) + (1 if bias else 0)"],
    added=["def f(i, o, bias):\n    return sum([i, o, o]) if bias else sum([i, o])"],
)

written(
    "multiply_adds",
    """
    def f(i, o, k, h, w):
        total = 0
        for _ in range(o):
            for _ in range(h):
                for _ in range(w):
                    total += i * k * k
        return total
    """,
    """
    def f(i, o, k, h, w):
        return np.prod([i, o, k, k, h, w])
    """,
    weights_only=[[("range(h)", "range(1)"), ("range(w)", "range(1)")]],
    one_side=[("k * k", "k")],
    in_channels_ignored=[("i * k * k", "k * k")],
    out_channels_ignored=[("range(o)", "range(1)")],
    counted_twice=[("total += i * k * k", "total += i * k * k + i * k * k")],
    one_axis=[("range(w)", "range(1)")],
)
