"""Lessons 1 to 3."""

from . import written

written(
    "shrink",
    """
    def f(picture, s):
        out = []
        for top in range(0, len(picture), s):
            row = []
            for left in range(0, len(picture[0]), s):
                total = 0.0
                for a in range(s):
                    for b in range(s):
                        total += picture[top + a][left + b]
                row.append(total / (s * s))
            out.append(row)
        return np.array(out)
    """,
    """
    def f(x, k):
        h, w = x.shape
        return x.reshape(h // k, k, w // k, k).mean(axis=(1, 3))
    """,
    """
    def f(x, k):
        return [[float(np.mean(part)) for part in np.hsplit(band, x.shape[1] // k)]
                for band in np.vsplit(x, x.shape[0] // k)]
    """,
    sum_instead_of_mean=[("total / (s * s)", "total")],
    divided_by_side=[("total / (s * s)", "total / s")],
    one_pixel_of_each=[("total / (s * s)", "picture[top][left]")],
    max_instead_of_mean=[
        [
            (
                "total += picture[top + a][left + b]",
                "total = max(total, picture[top + a][left + b])",
            ),
            ("total / (s * s)", "total"),
        ],
    ],
    stride_ignored=[
        [
            ("range(0, len(picture), s)", "range(len(picture) - s + 1)"),
            ("range(0, len(picture[0]), s)", "range(len(picture[0]) - s + 1)"),
        ],
    ],
    one_axis=[
        """
        def f(x, s):
            return np.array([sum(x[r + a] for a in range(s)) / s for r in range(0, len(x), s)])
        """
    ],
    integer_division=[("total / (s * s)", "total // (s * s)")],
    rows_and_columns_exchanged=[("return np.array(out)", "return np.array(out).T")],
    returns_nothing=[("return np.array(out)", "np.array(out)")],
    prints_instead=[("return np.array(out)", "print(np.array(out))")],
    endless_loop=[
        """
        def f(x, s):
            r = 0
            while r < len(x):
                x.mean()
            return x
        """
    ],
)

written(
    "fully_connected",
    """
    def f(picture, w):
        answers = []
        for node in w:
            total = 0
            for r in range(len(picture)):
                for c in range(len(picture[0])):
                    total += node[r][c] * picture[r][c]
            answers.append(total)
        return answers
    """,
    """
    def f(x, w):
        return w.reshape(len(w), -1) @ x.ravel()
    """,
    """
    def f(x, w):
        return np.tensordot(w, x, axes=2)
    """,
    not_summed=[
        """
        def f(x, w):
            out = []
            for node in w:
                out.append(np.multiply(node, x))
            return np.array(out)
        """
    ],
    one_total=[("return answers", "return sum(answers)")],
    wrong_axis=[
        """
        def f(x, w):
            total = np.zeros(x.shape)
            for node in w:
                total += node * x
            return total
        """
    ],
    one_axis=[
        """
        def f(x, w):
            return [[sum(node[r][c] * x[r][c] for r in range(len(x))) for c in range(len(x[0]))]
                    for node in w]
        """
    ],
    mean_instead_of_sum=[("answers.append(total)", "answers.append(total / picture.size)")],
    rows_and_columns_exchanged=[
        """
        def f(x, w):
            pixels = [x[r][c] for c in range(x.shape[1]) for r in range(x.shape[0])]
            return [sum(a * b for a, b in zip(node.ravel(), pixels)) for node in w]
        """
    ],
    weights_forgotten=[("node[r][c] * picture[r][c]", "picture[r][c]")],
    returns_nothing=[("return answers", "return")],
)

written(
    "brightest",
    """
    def f(x):
        best, where = x[0][0], (0, 0)
        for r in range(len(x)):
            for c in range(len(x[0])):
                if x[r][c] > best:
                    best, where = x[r][c], (r, c)
        return where
    """,
    """
    def f(x):
        return np.unravel_index(np.argmax(x), x.shape)
    """,
    """
    def f(x):
        return list(np.argwhere(x == x.max())[0])
    """,
    rows_and_columns_exchanged=[("where = x[r][c], (r, c)", "where = x[r][c], (c, r)")],
    flat_index=["def f(x):\n    return list(x.ravel()).index(x.max())"],
    value_instead_of_place=[("return where", "return best")],
    counted_from_one=[("return where", "return where[0] + 1, where[1] + 1")],
    darkest=[("> best", "< best")],
    last_of_equal=[("> best", ">= best")],
    starts_at_zero=[("best, where = x[0][0], (0, 0)", "best, where = 0, (0, 0)")],
)

_FILTER_PIXEL = """
    def f(x, w, r, c):
        total = 0
        for a in range(len(w)):
            for b in range(len(w[0])):
                total += w[a][b] * x[r + a][c + b]
        return total
    """

written(
    "filter_pixel",
    _FILTER_PIXEL,
    """
    def f(x, w, r, c):
        return np.vdot(x[r : r + len(w), c : c + len(w[0])], w)
    """,
    kernel_flipped=[("w[a][b]", "w[len(w) - 1 - a][len(w[0]) - 1 - b]")],
    centred_window=[
        ("x[r + a][c + b]", "x[r + a - len(w) // 2][c + b - len(w[0]) // 2]"),
        """
        def f(x, w, r, c):
            h, v = w.shape[0] // 2, w.shape[1] // 2
            part = x[r - h : r - h + w.shape[0], c - v : c - v + w.shape[1]]
            return np.sum(np.multiply(part, w))
        """,
    ],
    rows_and_columns_exchanged=[("x[r + a][c + b]", "x[c + a][r + b]")],
    not_summed=[
        """
        def f(x, w, r, c):
            return [[w[a, b] * x[r + a, c + b] for b in range(w.shape[1])]
                    for a in range(w.shape[0])]
        """
    ],
    weights_forgotten=[("w[a][b] * ", "")],
    divided_by_sum=[("return total", "return total / w.sum()")],
    mean_instead_of_sum=[("return total", "return total / (len(w) * len(w[0]))")],
    exception=[("x[r + a][c + b]", "picture[r + a][c + b]"), ("total = 0", "totl = 0")],
    sign=[("total +=", "total -=")],
)

_FILTER_IMAGE = """
    def f(x, w):
        kh, kw = len(w), len(w[0])
        rows, columns = len(x) - kh + 1, len(x[0]) - kw + 1
        y = [[0.0] * columns for _ in range(rows)]
        for i in range(rows):
            for j in range(columns):
                for a in range(kh):
                    for b in range(kw):
                        y[i][j] += w[a][b] * x[i + a][j + b]
        return y
    """

written(
    "filter_image",
    _FILTER_IMAGE,
    """
    def f(x, w):
        rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
        y = np.zeros((rows, columns))
        for a in range(w.shape[0]):
            for b in range(w.shape[1]):
                y += w[a, b] * x[a : a + rows, b : b + columns]
        return y
    """,
    """
    def f(x, w):
        shape = [n + k - 1 for n, k in zip(x.shape, w.shape)]
        full = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(w[::-1, ::-1], shape), shape)
        return full[w.shape[0] - 1 : x.shape[0], w.shape[1] - 1 : x.shape[1]]
    """,
    kernel_flipped=[
        ("w[a][b]", "w[kh - 1 - a][kw - 1 - b]"),
        ("w[a][b]", "w[-a - 1][-b - 1]"),
    ],
    rows_and_columns_exchanged=[
        ("w[a][b]", "w[b][a]"),
        [("return y", "return np.array(y).T")],
    ],
    overwritten=[("y[i][j] += ", "y[i][j] = ")],
    off_by_one=[
        (
            "rows, columns = len(x) - kh + 1, len(x[0]) - kw + 1",
            "rows, columns = len(x) - kh, len(x[0]) - kw",
        ),
        [
            ("for i in range(rows)", "for i in range(rows - 1)"),
            ("for j in range(columns)", "for j in range(columns - 1)"),
        ],
    ],
    padded=[
        """
        def f(x, w):
            y = np.zeros(x.shape)
            for i in range(x.shape[0]):
                for j in range(x.shape[1]):
                    for a in range(w.shape[0]):
                        for b in range(w.shape[1]):
                            r = i + a - (w.shape[0] - 1) // 2
                            c = j + b - (w.shape[1] - 1) // 2
                            if 0 <= r < x.shape[0] and 0 <= c < x.shape[1]:
                                y[i, j] += w[a, b] * x[r, c]
            return y
        """
    ],
    divided_by_sum=[("return y", "return np.array(y) / w.sum()")],
    weights_forgotten=[("w[a][b] * ", "")],
    sign=[("+= w", "-= w")],
    integer_division=[("return y", "return np.array(y).astype(int)")],
    returns_early=[
        ("    return y", "            return y"),
        ("    return y", "        return y"),
    ],
    constant_factor=[("w[a][b] *", "2 * w[a][b] *")],
    constant_difference=[("[0.0] * columns", "[1.0] * columns")],
    all_zeros=[("+= w[a][b] * x[i + a][j + b]", "== w[a][b] * x[i + a][j + b]")],
    endless_loop=[
        """
        def f(x, w):
            i = 0
            while True: i
        """
    ],
)

written(
    "moving_average",
    """
    def f(row, k):
        out = []
        for i in range(len(row) - k + 1):
            total = 0
            for a in range(k):
                total += row[i + a]
            out.append(total / k)
        return out
    """,
    """
    def f(row, k):
        sums = np.concatenate([[0], np.cumsum(row)])
        return (sums[k:] - sums[:-k]) / k
    """,
    """
    def f(row, k):
        return np.convolve(row, np.full(k, 1 / k), mode="valid")
    """,
    sum_instead_of_mean=[("total / k", "total")],
    divided_by_length=[("total / k", "total / len(row)")],
    off_by_one=[("len(row) - k + 1", "len(row) - k")],
    stride_ignored=[("range(len(row) - k + 1)", "range(0, len(row) - k + 1, k)")],
    padded=[
        """
        def f(row, k):
            out = []
            for i in range(len(row)):
                total = 0
                for a in range(k):
                    place = i + a - k // 2
                    if 0 <= place < len(row):
                        total += row[place]
                out.append(total / k)
            return out
        """
    ],
    cumulative=[
        """
        def f(row, k):
            out = []
            for i in range(len(row)):
                out.append(sum(row[: i + 1]) / (i + 1))
            return out
        """
    ],
    integer_division=[("total / k", "total // k")],
    exception=[("row[i + a]", "row[i + a + 1]")],
    prints_instead=[("return out", "print(out)")],
)

written(
    "normalise",
    """
    def f(w):
        total = 0
        for row in w:
            for weight in row:
                total += weight
        return [[weight / total for weight in row] for row in w]
    """,
    """
    def f(w):
        return np.divide(w, np.sum(w))
    """,
    divided_by_max=[("weight / total", "weight / max(max(r) for r in w)")],
    divided_by_count=[("weight / total", "weight / (len(w) * len(w[0]))")],
    absolute_sum=[("total += weight", "total += abs(weight)")],
    wrong_axis=[
        ("weight / total", "weight / sum(row)"),
        "def f(w):\n    return np.array([column / sum(column) for column in w.T]).T",
    ],
    unchanged=[("weight / total", "weight")],
    changed_in_place=["def f(w):\n    w /= w.sum()\n    return w"],
    sign=[("weight / total", "-weight / total")],
)

written(
    "flip",
    """
    def f(w):
        return [[w[len(w) - 1 - a][len(w[0]) - 1 - b] for b in range(len(w[0]))]
                for a in range(len(w))]
    """,
    """
    def f(w):
        return np.rot90(w, 2)
    """,
    """
    def f(w):
        return w.ravel()[::-1].reshape(w.shape)
    """,
    only_rows=[("[len(w[0]) - 1 - b]", "[b]")],
    only_columns=[("[len(w) - 1 - a]", "[a]")],
    rows_and_columns_exchanged=[
        "def f(w):\n    return [[row[b] for row in w] for b in range(len(w[0]))]"
    ],
    quarter_turn=[
        "def f(w):\n    return [[row[b] for row in w] for b in range(len(w[0]) - 1, -1, -1)]",
        "def f(w):\n    return [[row[b] for row in w[::-1]] for b in range(len(w[0]))]",
    ],
    unchanged=["def f(w):\n    return [[weight for weight in row] for row in w]"],
    exception=[("len(w) - 1 - a", "len(w) - a")],
)

written(
    "output_size",
    """
    def f(n, k, s, p, d):
        places, start = 0, -p
        while start + d * (k - 1) <= n + p - 1:
            places += 1
            start += s
        return places
    """,
    """
    def f(n, k, s, p, d):
        return int(np.floor((n + 2 * p - d * (k - 1) - 1) / s + 1))
    """,
    """
    def f(n, k, s, p, d):
        return len(range(0, n + 2 * p - d * (k - 1), s))
    """,
    floor_forgotten=["def f(n, k, s, p, d):\n    return (n + 2 * p - (d * k - d + 1)) / s + 1"],
    ceil_instead_of_floor=[
        "def f(n, k, s, p, d):\n    return -(-(n + 2 * p - (d * k - d + 1)) // s) + 1"
    ],
    padding_on_one_side=[("start = 0, -p", "start = 0, 0")],
    padding_ignored=[[("start = 0, -p", "start = 0, 0"), ("n + p - 1", "n - 1")]],
    dilation_ignored=[("d * (k - 1)", "(k - 1)")],
    stride_ignored=[("start += s", "start += 1")],
    off_by_one=[("return places", "return places - 1")],
    gaps_counted_wrong=["def f(n, k, s, p, d):\n    return int((n + p + p - k * d) // s) + 1"],
    endless_loop=[("start += s", "places += s"), ("start += s", "start -= s")],
)

written(
    "pad_zeros",
    """
    def f(x, p):
        h, w = len(x), len(x[0])
        out = []
        for r in range(h + 2 * p):
            row = []
            for c in range(w + 2 * p):
                inside = p <= r < p + h and p <= c < p + w
                row.append(x[r - p][c - p] if inside else 0)
            out.append(row)
        return out
    """,
    """
    def f(x, p):
        return np.pad(x, ((p, p), (p, p)))
    """,
    """
    def f(x, p):
        sides = np.zeros((x.shape[0], p))
        middle = np.hstack([sides, x, sides])
        ends = np.zeros((p, middle.shape[1]))
        return np.vstack([ends, middle, ends])
    """,
    padding_on_one_side=[
        [("h + 2 * p", "h + p"), ("w + 2 * p", "w + p")],
        "def f(x, p):\n    y = np.zeros((len(x) + p, len(x[0]) + p))\n"
        "    y[: len(x), : len(x[0])] = x\n    return y",
    ],
    in_the_corner=[
        [
            ("inside = p <= r < p + h and p <= c < p + w", "inside = r < h and c < w"),
            ("x[r - p][c - p]", "x[r][c]"),
        ],
    ],
    one_axis=[
        "def f(x, p):\n    ends = np.zeros((p, x.shape[1]))\n    return np.vstack([ends, x, ends])"
    ],
    width_ignored=[("h, w = len(x), len(x[0])", "h, w, p = len(x), len(x[0]), 1")],
    twice_too_wide=[("h, w = len(x), len(x[0])", "h, w, p = len(x), len(x[0]), 2 * p")],
    copies_the_edge=[
        (
            "x[r - p][c - p] if inside else 0",
            "x[min(max(r - p, 0), h - 1)][min(max(c - p, 0), w - 1)]",
        ),
    ],
    all_zeros=[("if inside", "if not p")],
    exception=[("x[r - p][c - p] if inside else 0", "x[r][c] if inside else 0")],
)

_REPLICATE = """
    def f(x, p):
        h, w = len(x), len(x[0])
        out = []
        for r in range(-p, h + p):
            row = []
            for c in range(-p, w + p):
                row.append(x[min(max(r, 0), h - 1)][min(max(c, 0), w - 1)])
            out.append(row)
        return out
    """
_LOOKED_UP = "x[min(max(r, 0), h - 1)][min(max(c, 0), w - 1)]"

written(
    "pad_replicate",
    _REPLICATE,
    """
    def f(x, p):
        for _ in range(p):
            x = np.vstack([x[:1], x, x[-1:]])
            x = np.hstack([x[:, :1], x, x[:, -1:]])
        return x
    """,
    """
    def f(x, p):
        return np.pad(x, p, mode="edge")
    """,
    zeros_instead=[(_LOOKED_UP, "x[r][c] if 0 <= r < h and 0 <= c < w else 0")],
    corners_forgotten=[
        (_LOOKED_UP, _LOOKED_UP + " if 0 <= r < h or 0 <= c < w else 0"),
    ],
    mirrored=["def f(x, p):\n    return np.pad(x, p, 'reflect')"],
    mirrored_with_edge=["def f(x, p):\n    return np.pad(x, ((p, p), (p, p)), 'symmetric')"],
    wrapped_around=[(_LOOKED_UP, "x[r % h][c % w]")],
    padding_on_one_side=[
        [("range(-p, h + p)", "range(-p, h)"), ("range(-p, w + p)", "range(-p, w)")]
    ],
    width_ignored=[("h, w = len(x), len(x[0])", "h, w, p = len(x), len(x[0]), 1")],
    exception=[(_LOOKED_UP, "x[max(r, 0)][max(c, 0)]")],
)

written(
    "convolve",
    """
    def f(x, w, s, p):
        h, v = len(x), len(x[0])
        kh, kw = len(w), len(w[0])
        rows, columns = (h + 2 * p - kh) // s + 1, (v + 2 * p - kw) // s + 1
        y = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                for a in range(kh):
                    for b in range(kw):
                        r, c = i * s + a - p, j * s + b - p
                        if 0 <= r < h and 0 <= c < v:
                            y[i, j] += w[a, b] * x[r, c]
        return y
    """,
    """
    def f(x, w, s, p):
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, p), w.shape)[::s, ::s]
        return np.tensordot(windows, w, axes=((2, 3), (0, 1)))
    """,
    kernel_flipped=[("w[a, b]", "w[kh - 1 - a, kw - 1 - b]")],
    stride_ignored=[
        "def f(x, w, s, p):\n    x = np.pad(x, p)\n    return [[(x[i:i + len(w), j:j + len(w[0])] "
        "* w).sum() for j in range(len(x[0]) - len(w[0]) + 1)] "
        "for i in range(len(x) - len(w) + 1)]",
    ],
    stride_on_one_axis=[[("(v + 2 * p - kw) // s + 1", "v + 2 * p - kw + 1"), ("j * s", "j")]],
    padding_ignored=[
        """
        def f(x, w, s, p):
            out = []
            for i in range(0, x.shape[0] - w.shape[0] + 1, s):
                out.append([])
                for j in range(0, x.shape[1] - w.shape[1] + 1, s):
                    out[-1].append(np.sum(x[i : i + w.shape[0], j : j + w.shape[1]] * w))
            return out
        """
    ],
    padding_on_one_side=[
        [("h + 2 * p", "h + p"), ("v + 2 * p", "v + p")],
        [("h + 2 * p", "h + p"), ("v + 2 * p", "v + p"), ("+ a - p", "+ a"), ("+ b - p", "+ b")],
    ],
    ceil_instead_of_floor=[
        [
            ("(h + 2 * p - kh) // s + 1", "-(-(h + 2 * p - kh) // s) + 1"),
            ("(v + 2 * p - kw) // s + 1", "-(-(v + 2 * p - kw) // s) + 1"),
        ],
    ],
    minus_zero=[
        """
        def f(x, w, s, p):
            big = np.zeros((x.shape[0] + 2 * p, x.shape[1] + 2 * p))
            big[p:-p, p:-p] = x
            return [[np.sum(big[i : i + len(w), j : j + len(w[0])] * w)
                     for j in range(0, len(big[0]) - len(w[0]) + 1, s)]
                    for i in range(0, len(big) - len(w) + 1, s)]
        """
    ],
    square_only=[
        """
        def f(x, w, s, p):
            n, k = len(x), len(w)
            framed = np.zeros((n + 2 * p, n + 2 * p))
            framed[p : p + n, p : p + n] = x
            size = (n + 2 * p - k) // s + 1
            y = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    for a in range(k):
                        for b in range(k):
                            y[i, j] += w[a, b] * framed[i * s + a, j * s + b]
            return y
        """,
        """
        def f(x, w, s, p):
            n, k = len(x), len(w)
            framed = np.zeros((n + 2 * p, x.shape[1] + 2 * p))
            framed[p : p + n, p : p + x.shape[1]] = x
            size = (n + 2 * p - k) // s + 1
            y = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    for a in range(k):
                        for b in range(k):
                            y[i, j] += w[a, b] * framed[i * s + a, j * s + b]
            return y
        """,
    ],
    overwritten=[
        """
        def f(x, w, s, p):
            x = np.pad(x, p)
            rows = (x.shape[0] - w.shape[0]) // s + 1
            columns = (x.shape[1] - w.shape[1]) // s + 1
            y = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    for a in range(w.shape[0]):
                        for b in range(w.shape[1]):
                            y[i, j] = w[a, b] * x[i * s + a, j * s + b]
            return y
        """
    ],
    sign=[("+= w", "-= w")],
    rows_and_columns_exchanged=[("return y", "return y.T")],
)
