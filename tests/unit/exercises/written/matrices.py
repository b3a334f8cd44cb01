"""Lessons 9, 12 and 13."""

from . import written

written(
    "relu_backward",
    """
    def f(g, x):
        out = []
        for gs, xs in zip(g, x):
            out.append([])
            for a, b in zip(gs, xs):
                out[-1].append(a if b > 0 else 0)
        return out
    """,
    """
    def f(g, x):
        return np.where(x > 0, g, 0)
    """,
    """
    def f(g, x):
        h = g.copy()
        h[x <= 0] = 0
        return h
    """,
    gate_of_slopes=[("b > 0", "a > 0")],
    grad_forgotten=[("a if b", "1 if b")],
    forward_again=[("a if b", "b if b")],
    zero_passes=[("b > 0", "b >= 0")],
    wrong_side=[("b > 0", "b < 0")],
    times_input=[("a if b", "a * b if b")],
    gate_ignored=[("a if b > 0 else 0", "a")],
    changed_in_place=["def f(g, x):\n    g[x <= 0] = 0\n    return g"],
    sign=[("a if b", "-a if b")],
)

written(
    "max_pool_backward",
    """
    def f(g, x, k):
        out = np.zeros(x.shape)
        for i in range(len(g)):
            for j in range(len(g[0])):
                best = i * k, j * k
                for r in range(i * k, i * k + k):
                    for c in range(j * k, j * k + k):
                        if x[r, c] > x[best]:
                            best = r, c
                out[best] += g[i, j]
        return out
    """,
    """
    def f(g, x, k):
        out = np.zeros_like(x)
        for i, j in np.ndindex(g.shape):
            part = x[i * k : i * k + k, j * k : j * k + k]
            r, c = np.unravel_index(part.argmax(), part.shape)
            out[i * k + r, j * k + c] = g[i, j]
        return out
    """,
    every_maximum=[
        """
        def f(g, x, k):
            out = np.zeros(x.shape)
            for i in range(len(g)):
                for j in range(len(g[0])):
                    top = x[i * k : i * k + k, j * k : j * k + k].max()
                    for r in range(i * k, i * k + k):
                        for c in range(j * k, j * k + k):
                            if x[r, c] == top:
                                out[r, c] = g[i, j]
            return out
        """
    ],
    last_of_equal=[("x[r, c] > x[best]", "x[r, c] >= x[best]")],
    shared_evenly=[
        [
            ("if x[r, c] > x[best]:\n                        best = r, c", "out[r, c] = g[i, j]"),
            ("            out[best] += g[i, j]\n", ""),
        ],
        [
            (
                "if x[r, c] > x[best]:\n                        best = r, c",
                "out[r, c] = g[i, j] / k / k",
            ),
            ("            out[best] += g[i, j]\n", ""),
        ],
    ],
    value_instead_of_slope=[("+= g[i, j]", "+= x[best]")],
    grad_forgotten=[("+= g[i, j]", "= 1")],
    left_over_dropped=[("np.zeros(x.shape)", "np.zeros((len(g) * k, len(g[0]) * k))")],
    returns_nothing=[("return out", "return None")],
)

written(
    "conv_weight_gradient",
    """
    def f(g, x):
        kh, kw = len(x) - len(g) + 1, len(x[0]) - len(g[0]) + 1
        out = np.zeros((kh, kw))
        for i in range(len(g)):
            for j in range(len(g[0])):
                for a in range(kh):
                    for b in range(kw):
                        out[a, b] += g[i, j] * x[i + a, j + b]
        return out
    """,
    """
    def f(g, x):
        windows = np.lib.stride_tricks.sliding_window_view(x, g.shape)
        return (windows * g).sum((-1, -2))
    """,
    kernel_flipped=[("g[i, j]", "g[len(g) - 1 - i, len(g[0]) - 1 - j]")],
    result_flipped=[
        ("out[a, b]", "out[kh - 1 - a, kw - 1 - b]"),
        ("return out", "return out[::-1, ::-1]"),
    ],
    padded=[
        """
        def f(g, x):
            out = np.zeros((len(x) + len(g) - 1, len(x[0]) + len(g[0]) - 1))
            for r in range(len(x)):
                for c in range(len(x[0])):
                    for i in range(len(g)):
                        for j in range(len(g[0])):
                            out[r + i, c + j] += x[r, c] * g[i, j]
            return out
        """
    ],
    mean_instead_of_sum=[("return out", "return out / g.size")],
    grad_forgotten=[("g[i, j] * ", "")],
    overwritten=[("+= g", "= g")],
    rows_and_columns_exchanged=[("g[i, j]", "g[j, i]"), ("return out", "return out.T")],
    sign=[("+= g", "-= g")],
)

written(
    "conv_input_gradient",
    """
    def f(g, w):
        kh, kw = w.shape
        out = np.zeros((g.shape[0] + kh - 1, g.shape[1] + kw - 1))
        for r in range(out.shape[0]):
            for c in range(out.shape[1]):
                for a in range(kh):
                    for b in range(kw):
                        if 0 <= r - a < g.shape[0] and 0 <= c - b < g.shape[1]:
                            out[r, c] += w[a, b] * g[r - a, c - b]
        return out
    """,
    """
    def f(g, w):
        padded = np.pad(g, [(n - 1, n - 1) for n in w.shape])
        windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
        return np.einsum("ijab,ab->ij", windows, w[::-1, ::-1])
    """,
    """
    def f(g, w):
        shape = [a + b - 1 for a, b in zip(g.shape, w.shape)]
        return np.real(np.fft.ifft2(np.fft.fft2(g, shape) * np.fft.fft2(w, shape)))
    """,
    not_flipped=[("w[a, b]", "w[kh - 1 - a, kw - 1 - b]")],
    overwritten=[
        """
        def f(g, w):
            out = np.zeros((g.shape[0] + w.shape[0] - 1, g.shape[1] + w.shape[1] - 1))
            for i in range(g.shape[0]):
                for j in range(g.shape[1]):
                    for a in range(w.shape[0]):
                        for b in range(w.shape[1]):
                            out[i + a, j + b] = w[a, b] * g[i, j]
            return out
        """
    ],
    padding_forgotten=[
        """
        def f(g, w):
            kh, kw = w.shape
            return np.array([[sum(g[r + a, c + b] * w[kh - 1 - a, kw - 1 - b]
                              for a in range(kh) for b in range(kw))
                              for c in range(g.shape[1] - kw + 1)]
                             for r in range(g.shape[0] - kh + 1)])
        """
    ],
    inside_only=[
        (
            "return out",
            "a, b = (kh - 1) // 2, (kw - 1) // 2\n"
            "    return out[a : a + len(g), b : b + len(g[0])]",
        ),
    ],
    weights_forgotten=[("w[a, b] * ", "")],
    mean_instead_of_sum=[("return out", "return out / w.size")],
    rows_and_columns_exchanged=[("w[a, b]", "w[b, a]"), ("return out", "return out.T")],
    sign=[("+= w", "-= w")],
)

written(
    "residual",
    """
    def f(x, body):
        y = body(x)
        return [[a + b for a, b in zip(r, s)] for r, s in zip(x, y)]
    """,
    """
    def f(x, body):
        return np.add(body(x), x)
    """,
    shortcut_forgotten=[("a + b", "b")],
    body_forgotten=[("a + b", "a")],
    multiplied=[("a + b", "a * b")],
    sign=[("a + b", "a - b"), ("a + b", "b - a")],
    body_twice=[("a + b", "b + b")],
    relu_added=[("a + b", "max(a + b, 0)")],
    changed_in_place=["def f(x, body):\n    y = body(x)\n    x += y\n    return x"],
)

written(
    "batch_norm",
    """
    def f(x, eps):
        n = len(x)
        out = np.zeros(x.shape)
        for c in range(len(x[0])):
            mean = sum(x[r, c] for r in range(n)) / n
            var = sum((x[r, c] - mean) ** 2 for r in range(n)) / n
            for r in range(n):
                out[r, c] = (x[r, c] - mean) / (var + eps) ** 0.5
        return out
    """,
    """
    def f(x, eps):
        y = x - np.average(x, axis=0)
        return y * (np.mean(y * y, axis=0) + eps) ** -0.5 if eps else y / y.std(0)
    """,
    wrong_axis=[
        "def f(x, eps):\n    return [(row - row.mean()) / np.sqrt(row.var() + eps) for row in x]",
        "def f(x, eps):\n    return (x - np.mean(x)) / np.sqrt(np.var(x) + eps)",
    ],
    root_forgotten=[(" ** 0.5", "")],
    epsilon_outside_root=[("(var + eps) ** 0.5", "(var**0.5 + eps)")],
    epsilon_forgotten=[("var + eps", "var")],
    mean_forgotten=[("out[r, c] = (x[r, c] - mean)", "out[r, c] = x[r, c]")],
    division_forgotten=[(" / (var + eps) ** 0.5", "")],
    n_minus_one=[("** 2 for r in range(n)) / n", "** 2 for r in range(n)) / np.float64(n - 1)")],
)

written(
    "global_average",
    """
    def f(x):
        out = []
        for m in x:
            total, count = 0, 0
            for row in m:
                for v in row:
                    total, count = total + v, count + 1
            out.append(total / count)
        return out
    """,
    """
    def f(x):
        return x.reshape(len(x), -1).mean(1)
    """,
    sum_instead_of_mean=[("total / count", "total")],
    wrong_axis=["def f(x):\n    return sum(x) / len(x)"],
    one_number=["def f(x):\n    return sum(v for m in x for r in m for v in r) / x.size"],
    one_axis=[
        "def f(x):\n    return [sum(m) / len(m) for m in x]",
        "def f(x):\n    return [[sum(r) / len(r) for r in m] for m in x]",
    ],
    max_instead_of_mean=[("total / count", "max(max(r) for r in m)")],
    integer_division=[("total / count", "total // count")],
)

written(
    "windows",
    """
    def f(x, k):
        out = []
        for i in range(len(x) - k + 1):
            out.append([])
            for j in range(len(x[0]) - k + 1):
                out[-1].append([[x[i + a][j + b] for b in range(k)] for a in range(k)])
        return out
    """,
    """
    def f(x, k):
        return np.lib.stride_tricks.sliding_window_view(x, (k, k))
    """,
    """
    def f(x, k):
        h, w = x.shape[0] - k + 1, x.shape[1] - k + 1
        return np.lib.stride_tricks.as_strided(x, (h, w, k, k), x.strides * 2)
    """,
    axes_exchanged=[
        """
        def f(x, k):
            h, w = x.shape[0] - k + 1, x.shape[1] - k + 1
            return [[x[a : a + h, b : b + w] for b in range(k)] for a in range(k)]
        """
    ],
    rows_and_columns_exchanged=[
        ("x[i + a][j + b]", "x[i + b][j + a]"),
        """
        def f(x, k):
            return [[x[i : i + k, j : j + k] for i in range(len(x) - k + 1)]
                    for j in range(len(x[0]) - k + 1)]
        """,
    ],
    stride_ignored=[
        [
            ("range(len(x) - k + 1)", "range(0, len(x) - k + 1, k)"),
            ("range(len(x[0]) - k + 1)", "range(0, len(x[0]) - k + 1, k)"),
        ]
    ],
    off_by_one=[[("len(x) - k + 1", "len(x) - k"), ("len(x[0]) - k + 1", "len(x[0]) - k")]],
    flattened=[
        (
            "[[x[i + a][j + b] for b in range(k)] for a in range(k)]",
            "[x[i + a][j + b] for a in range(k) for b in range(k)]",
        ),
        """
        def f(x, k):
            return [x[i : i + k, j : j + k] for i in range(len(x) - k + 1)
                    for j in range(len(x[0]) - k + 1)]
        """,
    ],
)

written(
    "im2col",
    """
    def f(x, k):
        rows, columns = len(x) - k + 1, len(x[0]) - k + 1
        out = np.zeros((k * k, rows * columns))
        for i in range(rows):
            for j in range(columns):
                for a in range(k):
                    for b in range(k):
                        out[a * k + b, i * columns + j] = x[i + a, j + b]
        return out
    """,
    """
    def f(x, k):
        h, w = x.shape[0] - k + 1, x.shape[1] - k + 1
        return [x[a : a + h, b : b + w].ravel() for a in range(k) for b in range(k)]
    """,
    rows_and_columns_exchanged=[("return out", "return out.T")],
    not_reading_order=[("a * k + b", "b * k + a"), ("i * columns + j", "j * rows + i")],
    reshaped_not_transposed=[
        """
        def f(x, k):
            found = []
            for i in range(len(x) - k + 1):
                for j in range(len(x[0]) - k + 1):
                    found += list(x[i : i + k, j : j + k].ravel())
            return np.array(found).reshape(k * k, -1)
        """
    ],
    stride_ignored=[
        """
        def f(x, k):
            found = []
            for i in range(0, len(x) - k + 1, k):
                for j in range(0, len(x[0]) - k + 1, k):
                    found.append(x[i : i + k, j : j + k].flatten())
            return np.transpose(found)
        """
    ],
    off_by_one=[
        (
            "rows, columns = len(x) - k + 1, len(x[0]) - k + 1",
            "rows, columns = len(x) - k, len(x[0]) - k",
        )
    ],
)

written(
    "conv_by_matrix",
    """
    def f(x, w):
        k = len(w)
        rows, columns = len(x) - k + 1, len(x[0]) - k + 1
        weights = [w[a, b] for a in range(k) for b in range(k)]
        out = []
        for i in range(rows):
            for j in range(columns):
                window = [x[i + a, j + b] for a in range(k) for b in range(k)]
                out.append(sum(p * q for p, q in zip(weights, window)))
        return np.array(out).reshape(rows, columns)
    """,
    """
    def f(x, w):
        view = np.lib.stride_tricks.sliding_window_view(x, w.shape)
        return (view.reshape(-1, w.size) @ w.reshape(-1, 1)).reshape(view.shape[:2])
    """,
    """
    def f(x, w):
        h, v = x.shape[0] - len(w) + 1, x.shape[1] - len(w) + 1
        return np.float32(sum(w[a, b] * x[a : a + h, b : b + v] for a, b in np.ndindex(w.shape)))
    """,
    kernel_flipped=[("zip(weights, window)", "zip(weights[::-1], window)")],
    not_reading_order=[("[w[a, b] for", "[w[b, a] for")],
    flattened=[
        ("return np.array(out).reshape(rows, columns)", "return out"),
        ("return np.array(out).reshape(rows, columns)", "return [out]"),
    ],
    poured_wrongly=[
        ("reshape(rows, columns)", "reshape(columns, rows)"),
        ("reshape(rows, columns)", "reshape(columns, rows).T"),
    ],
    padded=[
        """
        def f(x, w):
            k = len(w)
            before = (k - 1) // 2
            big = np.zeros((len(x) + k - 1, len(x[0]) + k - 1))
            big[before : before + len(x), before : before + len(x[0])] = x
            return [[(big[i : i + k, j : j + k] * w).sum() for j in range(len(x[0]))]
                    for i in range(len(x))]
        """
    ],
    off_by_one=[
        (
            "rows, columns = len(x) - k + 1, len(x[0]) - k + 1",
            "rows, columns = len(x) - k, len(x[0]) - k",
        )
    ],
    rows_and_columns_exchanged=[("reshape(rows, columns)", "reshape(rows, columns).T")],
)
