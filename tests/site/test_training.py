"""Training on the page against NumPy: numbers, steps, whole runs, and the worker that does them."""

import base64

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnbook import digits, training
from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import layers as nn
from cnnbook.random import Generator
from cnnbook.widgets.shared.digit_cells import pack, training_digits
from scripts.browser import served

from .joined import joined, load

MODULES = {
    "maths/digit_cells": "digitAt, unpackDigits",
    "maths/first_weights": "firstWeights, named",
    "maths/learning_network": "createNetwork, gradientNorms, weightsOf",
    "maths/network": "forward",
    "maths/optimisers": "createOptimiser",
    "maths/random": "createRandom, randomAt",
    "maths/training": "createTraining, drawMoves, evaluate, gradients, moved",
    "page/trainer": "startTrainer",
}
FEW = settings(max_examples=25, deadline=None)
SIMPLE = [
    {"kind": "Conv2d", "in_channels": 1, "out_channels": 3, "kernel_size": 3, "padding": 1},
    {"kind": "ReLU"},
    {"kind": "MaxPool2d", "kernel_size": 2},
    {"kind": "Conv2d", "in_channels": 3, "out_channels": 3, "kernel_size": 3, "padding": 1},
    {"kind": "ReLU"},
    {"kind": "MaxPool2d", "kernel_size": 2},
    {"kind": "Flatten"},
    {"kind": "Linear", "in_features": 147, "out_features": 10},
]
ADAM = {"kind": "Adam", "lr": 0.01}


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """The joined modules under test."""
    return joined(tmp_path_factory.mktemp("rooms"), MODULES)


@pytest.fixture(scope="module")
def run(browser, module):
    """Call a JavaScript function, which sees the modules' functions, with plain values."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    load(page, module)
    every = ", ".join(MODULES.values())

    def run_(script, *values):
        call = (
            f"(values) => {{ const {{ {every} }} = window.maths; return ({script})(...values); }}"
        )
        return page.evaluate(call, list(values))

    yield run_
    context.close()


def network(layers, **options):
    """Return the package's network of layers as the page describes them."""

    def layer(kind, **own):
        weighted = options if kind in ("Conv2d", "Linear") else {}
        return getattr(nn, kind)(**own, **weighted)

    return nn.Sequential(*(layer(**description) for description in layers))


# ---- random numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 7, 2**31 + 5, 2**32 - 1])
def test_random_numbers_are_pythons_to_the_last_bit(run, seed):
    script = """(seed) => {
      const random = createRandom(seed);
      const floats = Array.from({ length: 300 }, random.random);
      const bounded = Array.from({ length: 50 }, () => random.uniform(-1 / 3, 0.1));
      const whole = Array.from({ length: 200 }, () => random.integers(-4, 5));
      return [floats, bounded, whole, Array.from(random.permutation(1438)), random.random()];
    }"""
    rng = Generator(seed)
    floats, bounded = rng.random(300).tolist(), rng.uniform(-1 / 3, 0.1, 50).tolist()
    whole, order = rng.integers(-4, 5, 200).tolist(), rng.permutation(1438).tolist()
    assert run(script, seed) == [floats, bounded, whole, order, rng.random()]


def test_numbers_far_along_are_pythons(run):
    rng = Generator(3)
    rng._drawn = 2**32 - 2
    script = "() => [0, 1, 2, 3].map((k) => randomAt(3, 2 ** 32 - 2 + k))"
    assert run(script) == rng.random(4).tolist()


def test_first_weights_are_the_layers_own(run):
    layers = [
        {"kind": "Conv2d", "in_channels": 4, "out_channels": 6, "kernel_size": [3, 2], "groups": 2},
        {"kind": "Flatten"},
        {"kind": "Linear", "in_features": 12, "out_features": 5, "bias": False},
        {"kind": "Linear", "in_features": 5, "out_features": 2},
    ]
    script = """(layers) => Object.entries(firstWeights(layers, createRandom(8)))
      .map(([name, { shape, data }]) => [name, shape, Array.from(data)])"""
    got = {name: np.reshape(data, shape) for name, shape, data in run(script, layers)}
    expected = network(layers, rng=Generator(8), dtype=float).state_dict()
    assert list(got) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(got[name], values)


# ---- digits --------------------------------------------------------------------------------------


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


AS_TEXT = """const text = (numbers) => {
  const bytes = new Uint8Array(numbers.buffer);
  let all = "";
  for (let i = 0; i < bytes.length; i += 8192)
    all += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(all);
};"""


def test_the_digits_are_those_of_the_lessons(run):
    """Exactly: no sum of the resampling lies so near to a border that its order could matter."""
    packed = training_digits()
    assert len(packed["training"]) < 60_000
    sets = training.split(*digits.load(), held_out=0.2, seed=0)
    for text, (images, labels) in zip(packed.values(), sets, strict=True):
        script = f"""(packed) => {{
          {AS_TEXT}
          const {{ shape, images, labels }} = unpackDigits(packed);
          return [shape, text(images), Array.from(labels)];
        }}"""
        shape, got, classes = run(script, text)
        assert shape == [1, 28, 28]
        assert classes == labels.tolist()
        np.testing.assert_array_equal(floats(got).reshape(images.shape), images)


@pytest.mark.parametrize("packed", ["nonsense", "", "////"])
def test_digits_that_end_too_early_are_refused_at_once(run, packed):
    script = """(packed) => {
      try {
        return unpackDigits(packed).shape;
      } catch (error) {
        return error.message;
      }
    }"""
    said = run(script, packed)
    assert said == "The digits are damaged: they end in the middle of one."


def test_a_single_digit_is_the_one_of_all(run):
    script = f"""(packed) => {{
      {AS_TEXT}
      return [0, 1, 358].map((n) => {{
        const {{ image, label }} = digitAt(packed, n);
        return [text(Float32Array.from(image.data)), label];
      }});
    }}"""
    images, labels = training.split(*digits.load(), held_out=0.2, seed=0)[1]
    for n, (got, label) in zip(
        (0, 1, 358), run(script, training_digits()["held_out"]), strict=True
    ):
        assert label == labels[n]
        np.testing.assert_array_equal(floats(got), images[n].ravel())


def test_moved_digits_are_pythons(run):
    images, labels = digits.load()
    images = images[:200, None]
    with np.load(digits.scanned.CELLS_FILE) as scanned:
        packed = pack(scanned["images"][:200], labels[:200])
    script = f"""(packed) => {{
      {AS_TEXT}
      const random = createRandom(11);
      return [text(moved(unpackDigits(packed), random, 4).images), random.random()];
    }}"""
    got, following = run(script, packed)
    rng = Generator(11)
    expected = training.shifts(4)(images, rng)
    assert (expected != images).any()
    np.testing.assert_array_equal(floats(got).reshape(expected.shape), expected)
    assert following == rng.random()


@FEW
@given(st.tuples(*[st.integers(1, 5)] * 3), st.integers(0, 7), st.integers(0, 9))
def test_moved_images_of_any_size_are_pythons(run, shape, most, seed):
    images = Generator(seed).random((6, *shape)).astype(np.float32) + 1
    script = """(shape, images, most, seed) => {
      const data = { shape, images: new Float32Array(images), labels: new Uint8Array(6) };
      return Array.from(moved(data, createRandom(seed), most).images);
    }"""
    expected = training.shifts(most)(images, Generator(seed))
    assert run(script, shape, images.ravel().tolist(), most, seed) == expected.ravel().tolist()


# ---- fifty steps of random networks --------------------------------------------------------------


@st.composite
def networks(draw):
    """Layers, the shape of an image that passes them, and the number of classes."""
    shape = [draw(st.integers(1, 3)), draw(st.integers(5, 11)), draw(st.integers(5, 11))]
    start, layers = list(shape), []
    for _ in range(draw(st.integers(0, 2))):
        layers += block(draw, shape)
    layers.append({"kind": "Flatten"})
    features = int(np.prod(shape))
    if draw(st.booleans()):
        layers.append({"kind": "Linear", "in_features": features, "out_features": 6})
        layers += activations(draw)
        features = 6
    classes = draw(st.integers(2, 5))
    bias = draw(st.booleans())
    last = {"kind": "Linear", "in_features": features, "out_features": classes, "bias": bias}
    return [*layers, last], start, classes


def block(draw, shape):
    """A convolution, perhaps an activation, perhaps a pool; `shape` becomes that of the result."""
    if draw(st.booleans()):  # as in the lessons, where convolution and pool are done in one pass
        sizes = {"kernel_size": 3, "padding": draw(st.integers(0, 2))}
        groups, pool = 1, {"kind": "MaxPool2d", "kernel_size": 2}
    else:
        sizes = {
            "kernel_size": draw(st.sampled_from([3, [1, 2], [3, 2], 4])),
            "stride": draw(st.sampled_from([1, 1, [2, 1]])),
            "padding": draw(st.sampled_from([0, 1, [2, 0]])),
            "dilation": draw(st.sampled_from([1, 1, 2, [1, 2]])),
        }
        groups = draw(st.sampled_from([1, shape[0]]))
        pool = draw(st.none() | pools())
    filters = groups * draw(st.integers(1, 3))
    channels = {"in_channels": shape[0], "out_channels": filters, "groups": groups}
    bias = draw(st.booleans())
    layers = [{"kind": "Conv2d", **channels, **sizes, "bias": bias}, *activations(draw)]
    layers += [pool] if pool else []
    try:
        shape[:] = network(layers).output_shape((1, *shape))[1:]
    except ValueError:
        assume(False)
    return layers


@st.composite
def pools(draw):
    kernel = draw(st.sampled_from([2, 3, [3, 2]]))
    options = {"kernel_size": kernel, "stride": draw(st.sampled_from([1, 2, [2, 1]]))}
    options["padding"] = draw(st.sampled_from([0, 1]))
    if draw(st.booleans()):
        return {"kind": "MaxPool2d", **options, "dilation": draw(st.sampled_from([1, 2]))}
    return {"kind": "AvgPool2d", **options, "count_include_pad": draw(st.booleans())}


def activations(draw):
    kinds = ["ReLU", "Sigmoid", "Tanh"]
    choices = [{"kind": kind} for kind in kinds]
    choices += [{"kind": "LeakyReLU", "negative_slope": 0.25}, {"kind": "ELU", "alpha": 0.5}]
    chosen = draw(st.none() | st.sampled_from(choices))
    return [chosen] if chosen else []


@st.composite
def optimisers(draw):
    decay = draw(st.sampled_from([0, 0, 0.05]))
    if draw(st.booleans()):
        betas = draw(st.sampled_from([[0.9, 0.999], [0.5, 0.9]]))
        return {"kind": "Adam", "lr": 0.003, "betas": betas, "weight_decay": decay}
    momentum = draw(st.sampled_from([0, 0.9]))
    return {"kind": "SGD", "lr": 0.02, "momentum": momentum, "weight_decay": decay}


LISTED = """const listed = (weights) =>
  Object.entries(weights).map(([name, { data }]) => [name, Array.from(data)]);"""
FIFTY = f"""(layers, shape, weights, optimiser, images, labels, batches) => {{
  {LISTED}
  const data = {{ shape, images: new Float64Array(images), labels }};
  const network = createNetwork(layers, shape, weights);
  const step = createOptimiser(network.parameters, optimiser);
  const losses = batches.map((batch) => {{
    const {{ loss }} = gradients(network, data, batch);
    step();
    return loss;
  }});
  const {{ loss, accuracy }} = evaluate(network, data);
  const all = listed(weightsOf(network));
  return {{ losses, all, loss, accuracy, norms: gradientNorms(network) }};
}}"""


@FEW
@given(networks(), optimisers(), st.integers(0, 9), st.sampled_from([1, 5, 8]))
def test_after_fifty_steps_all_parameters_are_numpys(run, net_of, chosen, seed, size):
    layers, shape, classes = net_of
    rng = np.random.default_rng(seed)
    net = network(layers, rng=rng, dtype=float)
    images, labels = rng.normal(size=(12, *shape)), rng.integers(0, classes, 12)
    batches = [rng.permutation(12)[:size] for _ in range(50)]
    start = {name: packed(values) for name, values in net.state_dict().items()}
    options = {name: value for name, value in chosen.items() if name != "kind"}
    optimizer = getattr(training, chosen["kind"])(net.parameters(), **options)
    losses = []
    for batch in batches:
        scores = net(images[batch])
        losses.append(float(F.cross_entropy(scores, labels[batch])))
        net.backward(G.cross_entropy_backward(1.0, scores, labels[batch]))
        optimizer.step()
    values = [images.ravel().tolist(), labels.tolist(), [batch.tolist() for batch in batches]]
    got = run(FIFTY, layers, shape, start, chosen, *values)
    np.testing.assert_allclose(got["losses"], losses, rtol=1e-6, atol=1e-9)
    for (name, found), expected in zip(got["all"], net.state_dict().values(), strict=True):
        np.testing.assert_allclose(found, expected.ravel(), rtol=0, atol=1e-6, err_msg=name)
    loss, accuracy = training.evaluate(net, images, labels)
    assert (got["loss"], got["accuracy"]) == (pytest.approx(loss, abs=1e-6), accuracy)
    for name, parameter in net.named_parameters().items():
        assert got["norms"][name] == pytest.approx(np.linalg.norm(parameter.grad), abs=1e-6)


def packed(values):
    return {"shape": list(values.shape), "data": values.ravel().tolist()}


def test_one_pass_and_single_layers_give_the_same(run):
    """A pool that also takes a padding of nothing is no plain pool, so its layers stand alone."""
    script = """(layers, others) => [layers, others].map((list) => {
      const [random, shape] = [createRandom(5), [2, 9, 8]];
      const images = Float64Array.from({ length: 20 * 144 }, () => random.uniform(-1, 1));
      const data = { shape, images, labels: Uint8Array.from({ length: 20 }, (_, n) => n % 3) };
      const plan = { layers: list, optimiser: { kind: "Adam", lr: 0.01 }, batch_size: 7 };
      const { network, step } = createTraining(plan, data);
      const losses = Array.from({ length: 12 }, () => step().loss);
      const weights = Object.values(weightsOf(network)).map(({ data }) => Array.from(data));
      return [network.nodes.length, losses, weights.flat()];
    })"""
    layers = [
        {"kind": "Conv2d", "in_channels": 2, "out_channels": 4, "kernel_size": 3, "padding": 1},
        {"kind": "Tanh"},
        {"kind": "MaxPool2d", "kernel_size": 2},
        {"kind": "Flatten"},
        {"kind": "Linear", "in_features": 64, "out_features": 3},
    ]
    apart = [*layers[:1], {"kind": "LeakyReLU", "negative_slope": 1}, *layers[1:]]
    (fused, losses, weights), (single, others, alone) = run(script, layers, apart)
    assert (fused, single) == (3, 5)
    np.testing.assert_allclose(losses, others, rtol=1e-12)
    np.testing.assert_allclose(weights, alone, atol=1e-12)


# ---- what goes wrong is said ---------------------------------------------------------------------


def test_a_training_that_explodes_says_so_and_learns_no_more(run):
    script = """(layers, optimiser) => {
      const random = createRandom(0);
      const images = Float64Array.from({ length: 8 * 784 }, random.random);
      const labels = Uint8Array.from({ length: 8 }, (_, n) => n);
      const data = { shape: [1, 28, 28], images, labels };
      const { network, step } = createTraining({ layers, optimiser, batch_size: 8 }, data);
      for (let n = 0; n < 500; n++) {
        const { loss, diverged, result } = step();
        if (diverged) return [n, Number.isFinite(loss), result, step().diverged];
      }
      return null;
    }"""
    leaky = [{"kind": "LeakyReLU"} if layer["kind"] == "ReLU" else layer for layer in SIMPLE]
    steps, finite, result, again = run(script, leaky, {"kind": "SGD", "lr": 1e150})
    assert steps == 1
    assert (finite, result, again) == (False, None, True)


@pytest.mark.parametrize("pool", [{"kernel_size": 2}, {"kernel_size": 2, "stride": 1}])
@pytest.mark.parametrize("place", [0, 3, 12, 15])
def test_nan_in_any_of_the_sums_of_a_pool_reaches_the_loss(run, pool, place):
    """Each corner of the image belongs to one of the four windows, and to no other."""
    script = """(layers, image) => {
      const network = createNetwork(layers, [1, 4, 4], firstWeights(layers, createRandom(1)));
      const images = new Float64Array(image);
      return String(evaluate(network, { shape: [1, 4, 4], images, labels: [0] }).loss);
    }"""
    layers = [
        {**SIMPLE[0], "out_channels": 1, "padding": 0},
        {"kind": "ReLU"},
        {"kind": "MaxPool2d", **pool},
        {"kind": "Flatten"},
        {"kind": "Linear", "in_features": 1, "out_features": 2},
    ]
    image = [1.0] * 16
    assert float(run(script, layers, image)) > 0
    image[place] = float("nan")
    assert run(script, layers, image) == "NaN"


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"in_features": 146}, "layer 7: Linear needs 146 inputs, got 147 × 1 × 1"),
        ({"in_features": 3}, "layer 6: Linear needs 3 inputs, got 3 × 7 × 7"),
    ],
)
def test_layers_that_do_not_fit_are_refused(run, layer, message):
    layers = [*SIMPLE[:-1], {**SIMPLE[-1], **layer}]
    if layer["in_features"] == 3:
        del layers[6]
    script = """(layers) => {
      try {
        createNetwork(layers, [1, 28, 28], firstWeights(layers, createRandom(1)));
      } catch (error) {
        return error.message;
      }
    }"""
    assert run(script, layers) == message


def test_dead_units_are_named(run):
    script = """(layers, weights, images) => {
      const network = createNetwork(layers, [1, 4, 4], weights);
      const data = { shape: [1, 4, 4], images: new Float64Array(images), labels: [0, 1] };
      return [evaluate(network, data).dead, evaluate(network, data).dead];
    }"""
    layers = [
        {**SIMPLE[0], "out_channels": 3},
        {"kind": "ReLU"},
        {"kind": "MaxPool2d", "kernel_size": 2},
        {"kind": "Flatten"},
        {"kind": "Linear", "in_features": 12, "out_features": 2},
        {"kind": "ReLU"},
    ]
    net = network(layers, rng=0, dtype=float)
    state = net.state_dict()
    state["0.weight"] = np.zeros((3, 1, 3, 3))
    state["0.weight"][2, 0, 1, 1] = 1  # alive for the second image only
    state["0.bias"] = np.array([-1.0, 1.0, -0.5])
    state["4.weight"] = np.zeros((2, 12))
    state["4.bias"] = np.array([-1.0, 1.0])
    images = np.zeros((2, 16))
    images[1, 5] = 1
    packed_state = {name: packed(values) for name, values in state.items()}
    dead = {"1": [0], "5": [0]}
    assert run(script, layers, packed_state, images.ravel().tolist()) == [dead, dead]


# ---- whole runs ----------------------------------------------------------------------------------


def program(plan, *, epochs, count=None, moved=0):
    """Train with the package alone, as a reader would write it; return history and weights."""
    images, labels = digits.load()
    train, test = training.split(images[:, None].astype(float), labels, held_out=0.2, seed=0)
    if moved:
        train = training.shifts(moved)(train[0], Generator(1)), train[1]
        test = training.shifts(moved)(test[0], Generator(0)), test[1]
    rng = Generator(plan["seed"])
    net = network(plan["layers"], rng=rng, dtype=float)
    options = {name: value for name, value in plan["optimiser"].items() if name != "kind"}
    shift = plan.get("shifts")
    history = training.fit(
        net,
        train[0][:count],
        train[1][:count],
        epochs=epochs,
        batch_size=plan["batch_size"],
        optimizer=getattr(training, plan["optimiser"]["kind"])(net.parameters(), **options),
        seed=rng,
        validation=test,
        augment=training.shifts(shift) if shift else None,
        progress=False,
    )
    return history, net.state_dict()


PLAN = {"layers": SIMPLE, "optimiser": ADAM, "seed": 7, "batch_size": 64, "shifts": 4}


@pytest.fixture(scope="module")
def plain():
    """Four epochs by the package, on moved digits, which are moved again for each batch."""
    return program(PLAN, epochs=4, count=1000, moved=4)


def assert_same(epochs, history):
    """The four curves; accuracies are the same numbers of digits."""
    assert [epoch["loss"] for epoch in epochs] == pytest.approx(history.loss, abs=1e-9)
    assert [epoch["accuracy"] for epoch in epochs] == history.accuracy
    held_out = [epoch["heldOut"] for epoch in epochs]
    expected = history.validation_loss, history.validation_accuracy
    assert [epoch["loss"] for epoch in held_out] == pytest.approx(expected[0], abs=1e-9)
    assert [epoch["accuracy"] for epoch in held_out] == expected[1]


def test_a_run_gives_the_curve_of_the_plain_program(run, plain):
    script = """(plan, digits) => {
      const { shape, images, labels } = moved(unpackDigits(digits.training), createRandom(1), 4);
      const heldOut = moved(unpackDigits(digits.held_out), createRandom(0), 4);
      const data = { shape, images, labels: labels.subarray(0, 1000) };
      const { step } = createTraining(plan, data, heldOut);
      const epochs = [];
      while (epochs.length < 4) {
        const { result } = step();
        if (result) epochs.push(result);
      }
      return epochs;
    }"""
    assert_same(run(script, PLAN, training_digits()), plain[0])


# ---- the worker ----------------------------------------------------------------------------------

START = """async ([plan, digits]) => {
  const [losses, epochs] = [[], []];
  window.seen = { losses, epochs, reports: 0, last: null, problem: null };
  window.until = (met) => new Promise((resolve, reject) => {
    const end = performance.now() + 20000;
    const look = () => {
      if (met(window.seen)) resolve();
      else if (performance.now() < end) setTimeout(look, 5);
      else reject(new Error(`not within 20 s: ${met}`));
    };
    look();
  });
  window.trainer = window.maths.startTrainer({ plan, digits }, {
    onReport(report) {
      losses.push(...report.losses);
      epochs.push(...report.epochs);
      window.seen.reports += 1;
      window.seen.last = report;
    },
    onProblem: (problem) => (window.seen.problem = problem),
  });
  await window.until(({ reports, problem }) => reports || problem);
}"""


@pytest.fixture(params=["http", "file"])
def page(request, browser, module, tmp_path):
    """A page with the modules, opened from a server or from the disk."""
    text = module.replace("export default", "window.maths =")
    html = f"<!doctype html><title>t</title><script type=module>{text}</script>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    (tmp_path / "other.html").write_text("<!doctype html><title>other</title>")
    context = browser.new_context()
    page = context.new_page()
    with served(tmp_path) as address:
        place = address if request.param == "http" else tmp_path.as_uri()
        page.goto(f"{place}/page.html")
        yield page
    context.close()


def started(page, plan, **choice):
    digits_of = {**training_digits(), **choice}
    page.evaluate(START, [plan, digits_of])


def test_a_worker_steps_pauses_and_reaches_pythons_numbers(page, plain):
    started(page, PLAN, count=1000, moved=4, held_out_moved=4)
    assert page.evaluate("window.seen.problem") is None
    assert len(page.workers) == 1
    page.evaluate("trainer.step()")
    page.evaluate("until(({ losses, last }) => losses.length === 1 && !last.running)")
    page.evaluate("trainer.epoch()")
    page.evaluate("until(({ epochs, last }) => epochs.length === 1 && !last.running)")
    assert page.evaluate("seen.losses.length") == 16
    page.evaluate("""async () => {
      trainer.go();
      await until(({ losses }) => losses.length > 17);
      trainer.pause();
      await until(({ last }) => !last.running);
    }""")
    for epoch in range(page.evaluate("seen.epochs.length") + 1, 5):
        page.evaluate("trainer.epoch()")
        page.evaluate(f"until(({{ epochs, last }}) => epochs.length === {epoch} && !last.running)")
    history, state = plain
    assert_same(page.evaluate("seen.epochs"), history)
    script = """trainer.snapshot().then((weights) =>
      Object.entries(weights).map(([name, { data }]) => [name, Array.from(data)]))"""
    for name, values in page.evaluate(script):
        np.testing.assert_allclose(values, state[name].ravel(), atol=1e-9)
    (worker,) = page.workers
    with worker.expect_event("close"):
        page.evaluate("trainer.stop()")
    assert page.workers == []


def test_leaving_the_page_in_the_middle_leaves_no_worker(page):
    started(page, PLAN)
    page.evaluate("trainer.go()")
    page.evaluate("until(({ losses }) => losses.length > 2)")
    (worker,) = page.workers
    with (
        worker.expect_event("close")
        if hasattr(worker, "expect_event")
        else page.expect_event("load")
    ):
        page.goto(page.url.replace("page.html", "other.html"))
    assert page.workers == []


def test_a_worker_says_what_is_wrong(page):
    started(page, {**PLAN, "batch_size": 64}, count=10)
    assert page.evaluate("seen.problem").startswith("batch_size must be at most the number of")
    page.evaluate("trainer.stop()")
