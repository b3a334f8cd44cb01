"""Lessons 8, 10 and 11."""

from . import written

written(
    "softmax",
    """
    def f(scores):
        import math
        out = []
        for row in scores:
            top = max(row)
            powers = [math.exp(s - top) for s in row]
            out.append([p / sum(powers) for p in powers])
        return out
    """,
    """
    def f(z):
        z = z - z.max(1, keepdims=True)
        return np.exp(z - np.log(np.exp(z).sum(-1))[:, None])
    """,
    """
    def f(z):
        return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)
    """,
    overflow=[
        ("top = max(row)", "top = 0"),
        "def f(z):\n    p = np.e**z\n    return np.array([row / sum(row) for row in p])",
    ],
    wrong_axis=[
        "def f(z):\n    p = np.exp(z - z.max())\n    return p / sum(p)",
        "def f(z):\n    p = np.exp(z - z.max())\n    return p / p.sum()",
    ],
    keepdims_forgotten=[
        "def f(z):\n    p = np.exp(z - np.max(z))\n    return p / np.sum(p, axis=1)",
        "def f(z):\n    p = np.exp(z - np.max(z, axis=1))\n    return p / np.sum(p, axis=1)",
    ],
    not_divided=[("p / sum(powers)", "p")],
    exp_forgotten=["def f(z):\n    return [[s / sum(row) for s in row] for row in z]"],
    logarithm=[("p / sum(powers)", "math.log(p / sum(powers)) if p else -math.inf")],
    one_hot=["def f(z):\n    return [[1 if s == max(row) else 0 for s in row] for row in z]"],
    integer_division=[("p / sum(powers)", "p // sum(powers)")],
)

written(
    "cross_entropy",
    """
    def f(scores, label):
        import math
        top = max(scores)
        total = 0
        for s in scores:
            total += math.exp(s - top)
        return math.log(total) + top - scores[label]
    """,
    """
    def f(z, y):
        return np.logaddexp.reduce(z) - z[y]
    """,
    """
    def f(z, y):
        return np.log(np.sum(np.exp(z - z[y] - (z - z[y]).max()))) + (z - z[y]).max()
    """,
    sign=[
        (
            "return math.log(total) + top - scores[label]",
            "return scores[label] - top - math.log(total)",
        ),
        "def f(z, y):\n    p = np.exp(z - z.max())\n    return np.log(p[y] / sum(p))",
    ],
    logarithm_forgotten=[
        (
            "return math.log(total) + top - scores[label]",
            "return math.exp(scores[label] - top) / total",
        ),
        (
            "return math.log(total) + top - scores[label]",
            "return 1 - math.exp(scores[label] - top) / total",
        ),
    ],
    softmax_forgotten=["def f(z, y):\n    return 0 - z[y]"],
    wrong_base=[
        (
            "return math.log(total) + top - scores[label]",
            "p = math.exp(scores[label] - top) / total\n"
            "    return -math.log2(p) if p else math.inf",
        ),
        (
            "return math.log(total) + top - scores[label]",
            "p = math.exp(scores[label] - top) / total\n"
            "    return -math.log10(p) if p else math.inf",
        ),
    ],
    all_classes=["def f(z, y):\n    p = np.exp(z - max(z))\n    return sum(-np.log(p / sum(p)))"],
    label_ignored=["def f(z, y):\n    p = np.exp(z - max(z))\n    return -np.log(p / p.sum())"],
    overflow=[
        ("top = max(scores)", "top = 0"),
        "def f(z, y):\n    p = np.exp(z)\n    return -np.log(p[y] / p.sum())",
        "def f(z, y):\n    p = np.exp(z - z.max())\n    return -np.log(p / p.sum())[y]",
    ],
)

written(
    "slope",
    """
    def f(curve, x):
        h = 0.001
        rise = curve(x + h) - curve(x - h)
        return rise / (2 * h)
    """,
    """
    def f(g, x):
        return (g(x + 1e-6) - g(x)) / 1e-6
    """,
    """
    def f(g, x):
        return (g(x) - g(x - 0.0005)) / 0.0005
    """,
    """
    def f(g, x):
        h = 0.1
        return (8 * (g(x + h) - g(x - h)) - (g(x + 2 * h) - g(x - 2 * h))) / (12 * h)
    """,
    divided_by_h=[("(2 * h)", "h"), [("curve(x - h)", "curve(x)")]],
    not_divided=[("return rise / (2 * h)", "return rise"), ("rise / (2 * h)", "rise / 2 * h")],
    sign=[("curve(x + h) - curve(x - h)", "curve(x - h) - curve(x + h)")],
    nudge_too_large=[
        ("h = 0.001", "h = 1"),
        [("h = 0.001", "h = 1"), ("curve(x - h)", "curve(x)"), ("2 * h", "h")],
        ("h = 0.001", "h = 0.5"),
        "def f(g, x):\n    return (g(x + 0.1) - g(x)) / 0.1",
    ],
    value_instead_of_slope=[("return rise / (2 * h)", "return curve(x)")],
    brackets_missing=[
        "def f(g, x, h=0.001):\n    return g(x + h) - g(x - h) / 2 * h",
        "def f(g, x, h=0.01):\n    return g(x + h) - g(x - h) / (2 * h)",
    ],
    nudge_too_small=[("h = 0.001", "h = 1e-17")],
)

written(
    "gradient_step",
    """
    def f(w, g, rate):
        return [a - rate * b for a, b in zip(w, g)]
    """,
    """
    def f(w, g, rate):
        new = w.copy()
        new -= g * rate
        return new
    """,
    sign=[("a - rate", "a + rate")],
    rate_ignored=[("rate * b", "b")],
    step_only=[("a - rate * b", "-(rate * b)")],
    rate_on_weights=[("a - rate * b", "a * rate - rate * b")],
    direction_only=[("rate * b", "(rate if b > 0 else -rate if b < 0 else 0)")],
    divided_by_rate=[("rate * b", "b / rate")],
    changed_in_place=[
        "def f(w, g, rate):\n    w -= rate * g\n    return w",
        "def f(w, g, rate):\n    for n in range(len(w)):\n"
        "        w[n] = w[n] - rate * g[n]\n    return w",
    ],
    returns_nothing=["def f(w, g, rate):\n    w = w - rate * g"],
    remembers=[
        "def f(w, g, rate, seen=[]):\n    seen.append(1)\n"
        "    return w - rate * g * (1 if len(seen) < 17 else 2)"
    ],
)

written(
    "momentum_step",
    """
    def f(w, v, g, rate, mu):
        new_v = [mu * a + b for a, b in zip(v, g)]
        new_w = [a - rate * b for a, b in zip(w, new_v)]
        return new_w, new_v
    """,
    """
    def f(w, v, g, rate, mu):
        step = np.add(np.multiply(mu, v), g)
        return [w - rate * step, step]
    """,
    """
    def f(w, v, g, rate, mu):
        return np.array([w - rate * (g + mu * v), g + mu * v])
    """,
    old_velocity=[("zip(w, new_v)", "zip(w, v)")],
    momentum_forgotten=[("mu * a + b", "b"), ("mu * a + b", "a + b")],
    sign=[("a - rate * b", "a + rate * b")],
    rate_in_velocity=[
        [
            ("mu * a + b", "mu * a - rate * b"),
            ("a - rate * b for a, b in zip(w", "a + b for a, b in zip(w"),
        ],
        [
            ("mu * a + b", "mu * a + rate * b"),
            ("a - rate * b for a, b in zip(w", "a - b for a, b in zip(w"),
        ],
    ],
    slope_damped=[("mu * a + b", "mu * a + (1 - mu) * b")],
    results_exchanged=[("return new_w, new_v", "return new_v, new_w")],
    weights_only=[("return new_w, new_v", "return new_w")],
    changed_in_place=[
        "def f(w, v, g, rate, mu):\n    v *= mu\n    v += g\n    w -= rate * v\n    return w, v"
    ],
)

written(
    "adam_step",
    """
    def f(w, m, v, t, g, rate):
        new_w, new_m, new_v = [], [], []
        for i in range(len(w)):
            a = m[i] + (1 - 0.9) * (g[i] - m[i])
            b = v[i] + (1 - 0.999) * (g[i] * g[i] - v[i])
            up = a / (1 - 0.9**t)
            down = (b / (1 - 0.999**t)) ** 0.5 + 1e-8
            new_w.append(w[i] - rate * up / down)
            new_m.append(a)
            new_v.append(b)
        return new_w, new_m, new_v
    """,
    """
    def f(w, m, v, t, g, rate, b1=0.9, b2=0.999, eps=1e-8):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * np.square(g)
        size = np.sqrt(v) / np.sqrt(1 - b2**t) + eps
        return w - rate / (1 - b1**t) * m / size, m, v
    """,
    correction_forgotten=[[(" / (1 - 0.9**t)", ""), ("(b / (1 - 0.999**t))", "b")]],
    corrected_kept=[[("append(a)", "append(up)"), ("append(b)", "append(b / (1 - 0.999**t))")]],
    square_forgotten=[
        """
        def f(w, m, v, t, g, rate):
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g
            root = np.sqrt(v / (1 - 0.999**t))
            return w - rate * m / (1 - 0.9**t) / (root + 1e-8), m, v
        """
    ],
    root_forgotten=[(" ** 0.5", "")],
    epsilon_inside_root=[
        ("(b / (1 - 0.999**t)) ** 0.5 + 1e-8", "(b / (1 - 0.999**t) + 1e-8) ** 0.5")
    ],
    sign=[("w[i] - rate", "w[i] + rate")],
    betas_exchanged=[[("0.999", "BETA"), ("0.9", "0.999"), ("BETA", "0.9")]],
    epsilon_forgotten=[(" ** 0.5 + 1e-8", " ** 0.5")],
    counted_from_zero=[
        "def f(w, m, v, t, g, rate):\n    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2\n"
        "    t = t - 1\n    up, down = m / (1 - 0.9**t), v / (1 - 0.999**t)\n"
        "    return w - rate * up / (np.sqrt(down) + 1e-8), m, v",
        ("new_w, new_m, new_v = [], [], []", "new_w, new_m, new_v, t = [], [], [], t + 1"),
    ],
    exception=[("(1 - 0.9**t)", "(1 - 0.9^t)")],
    returns_nothing=[("return new_w, new_m, new_v", "return None")],
)

written(
    "one_hot",
    """
    def f(labels, n):
        out = []
        for label in labels:
            row = [0] * n
            row[label] = 1
            out.append(row)
        return out
    """,
    """
    def f(labels, n):
        return np.arange(n) == labels[:, None]
    """,
    """
    def f(labels, n):
        return np.eye(n)[labels].astype(np.float32)
    """,
    rows_and_columns_exchanged=[("return out", "return list(zip(*out))")],
    counted_from_one=[("row[label]", "row[label - 1]")],
    too_few_classes=[("[0] * n", "[0] * (max(labels) + 1)")],
    label_instead_of_one=[("= 1", "= label")],
    counts=[
        "def f(labels, n):\n    out = [0] * n\n    for label in labels:\n"
        "        out[label] += 1\n    return out"
    ],
    upside_down=[[("[0] * n", "[1] * n"), ("= 1\n", "= 0\n")]],
)

written(
    "accuracy",
    """
    def f(scores, labels):
        right = 0
        for row, label in zip(scores, labels):
            guess = 0
            for k in range(len(row)):
                if row[k] > row[guess]:
                    guess = k
            if guess == label:
                right += 1
        return right / len(labels)
    """,
    """
    def f(scores, labels):
        return np.mean([np.argsort(row)[-1] == k for row, k in zip(scores, labels)])
    """,
    """
    def f(scores, labels):
        return np.float32(1 - np.count_nonzero(scores.argmax(-1) - labels) / labels.size)
    """,
    count_instead_of_share=[("right / len(labels)", "right")],
    percent=[("right / len(labels)", "right * 100 / len(labels)")],
    errors=[("guess == label", "guess != label")],
    divided_by_classes=[
        ("len(labels)", "len(scores[0])"),
        ("len(labels)", "(len(labels) * len(scores[0]))"),
    ],
    smallest_score=[("row[k] > row[guess]", "row[k] < row[guess]")],
    not_averaged=[
        "def f(scores, labels):\n    return [list(r).index(max(r)) == k "
        "for r, k in zip(scores, labels)]"
    ],
    integer_division=[("right / len(labels)", "right // len(labels)")],
)

written(
    "confusion",
    """
    def f(guesses, labels, n):
        counts = [[0] * n for _ in range(n)]
        for guess, label in zip(guesses, labels):
            counts[label][guess] += 1
        return counts
    """,
    """
    def f(g, y, n):
        counts = np.zeros((n, n))
        np.add.at(counts, (y, g), 1)
        return counts
    """,
    """
    def f(g, y, n):
        return (np.eye(n)[y].T @ np.eye(n)[g]).astype(np.float16)
    """,
    rows_and_columns_exchanged=[("counts[label][guess]", "counts[guess][label]")],
    overwritten=[
        ("+= 1", "= 1"),
        "def f(g, y, n):\n    counts = np.zeros((n, n))\n    counts[y, g] += 1\n    return counts",
    ],
    shares=[
        ("return counts", "return [[c / max(sum(row), 1) for c in row] for row in counts]"),
        ("+= 1", "+= 1 / len(labels)"),
    ],
    right_only=[("counts[label][guess] += 1", "counts[label][guess] += guess == label")],
    wrong_only=[("counts[label][guess] += 1", "counts[label][guess] += guess != label")],
)

written(
    "occlusion",
    """
    def f(ask, x, k):
        out = []
        for r in range(len(x) - k + 1):
            out.append([])
            for c in range(len(x[0]) - k + 1):
                y = np.array(x)
                for a in range(k):
                    for b in range(k):
                        y[r + a, c + b] = 0.5
                out[-1].append(ask(y))
        return out
    """,
    """
    def f(ask, x, k):
        out = np.empty((x.shape[0] - k + 1, x.shape[1] - k + 1))
        for r, c in np.ndindex(out.shape):
            inside = np.zeros(x.shape, bool)
            inside[r : r + k, c : c + k] = True
            out[r, c] = ask(np.where(inside, 0.5, x))
        return out
    """,
    squares_stay=[
        ("y = np.array(x)", "y = x"),
        [("y = np.array(x)", "pass"), ("out = []", "out, y = [], x.copy()")],
    ],
    black_square=[("= 0.5", "= 0")],
    white_square=[("= 0.5", "= 1")],
    drop_instead_of_answer=[
        ("append(ask(y))", "append(ask(x) - ask(y))"),
        ("append(ask(y))", "append(ask(y) - ask(x))"),
    ],
    off_by_one=[[("len(x) - k + 1", "len(x) - k"), ("len(x[0]) - k + 1", "len(x[0]) - k")]],
    stride_ignored=[
        [
            ("range(len(x) - k + 1)", "range(0, len(x) - k + 1, k)"),
            ("range(len(x[0]) - k + 1)", "range(0, len(x[0]) - k + 1, k)"),
        ],
    ],
    over_the_edge=[
        """
        def f(ask, x, k):
            out = np.zeros(x.shape)
            for r in range(x.shape[0]):
                for c in range(x.shape[1]):
                    y = x + 0
                    y[r : min(r + k, len(y)), c : c + k] = 0.5
                    out[r, c] = ask(y)
            return out
        """
    ],
    all_but_the_square=[
        [
            ("y = np.array(x)", "y = 0 * x + 0.5"),
            ("y[r + a, c + b] = 0.5", "y[r + a, c + b] = x[r + a, c + b]"),
        ]
    ],
    not_covered=[("append(ask(y))", "append(ask(x))")],
)
