"""Training: PyTorch's steps, a reproducible loop, argument validation, and saved weights."""

import io
import sys

import numpy as np
import pytest

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import training
from cnnbook.layers import Conv2d, Flatten, Linear, MaxPool2d, Parameter, ReLU, Sequential


def small_net(seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(1, 3, 3, padding=1, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(3 * 4 * 4, 2, rng=rng, dtype=dtype),
    )


def upright_or_level(count=80, seed=0):
    """Return images (N, 8, 8) of one bright column (0) or row (1): quickly told apart."""
    rng = np.random.default_rng(seed)
    images = rng.uniform(0, 0.2, (count, 8, 8)).astype(np.float32)
    labels = np.arange(count) % 2
    for image, label in zip(images, labels, strict=True):
        line = image if label else image.T
        line[rng.integers(1, 7)] = 1
    return images, labels


def trained(**options):
    images, labels = upright_or_level()
    net = small_net()
    settings = {"epochs": 3, "batch_size": 16, "progress": False, **options}
    history = training.fit(net, images, labels, **settings)
    return net, history


# ---- optimisers

TORCH = {
    "sgd": (lambda p: training.SGD(p, lr=0.1), lambda t, p: t.optim.SGD(p, lr=0.1)),
    "momentum": (
        lambda p: training.SGD(p, lr=0.1, momentum=0.9),
        lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9),
    ),
    "adam": (lambda p: training.Adam(p, lr=0.01), lambda t, p: t.optim.Adam(p, lr=0.01)),
    "adam_betas": (
        lambda p: training.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
        lambda t, p: t.optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
    ),
}


@pytest.mark.parametrize("name", TORCH)
def test_twenty_steps_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 2)), rng.normal(size=5)]
    ours = [Parameter(a.copy()) for a in start]
    theirs = [torch.nn.Parameter(torch.tensor(a)) for a in start]
    make, make_torch = TORCH[name]
    optimizer, reference = make(ours), make_torch(torch, theirs)
    for _ in range(20):
        for mine, other in zip(ours, theirs, strict=True):
            mine.grad = rng.normal(size=mine.shape) * 10.0 ** rng.integers(-3, 3)
            other.grad = torch.tensor(mine.grad)
        optimizer.step()
        reference.step()
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-10)


@pytest.mark.parametrize("name", TORCH)
def test_one_training_step_of_a_network_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    net = small_net()
    twin = torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(48, 2),
    )
    twin.load_state_dict({key: torch.tensor(value) for key, value in net.state_dict().items()})
    images, labels = upright_or_level(16)
    make, make_torch = TORCH[name]
    optimizer, reference = make(net.parameters()), make_torch(torch, twin.parameters())
    scores = net(images[:, None])
    net.backward(G.cross_entropy_backward(1.0, scores, labels))
    optimizer.step()
    loss = torch.nn.functional.cross_entropy(
        twin(torch.tensor(images[:, None])), torch.tensor(labels)
    )
    loss.backward()
    reference.step()
    assert float(F.cross_entropy(scores, labels)) == pytest.approx(loss.item(), rel=1e-6)
    for key, value in twin.state_dict().items():
        np.testing.assert_allclose(net.state_dict()[key], value.numpy(), rtol=1e-4, atol=1e-6)
        assert net.state_dict()[key].dtype == np.float32


# ---- schedule and augmentation


def test_the_rate_rises_then_falls_and_never_jumps():
    schedule = training.warmup_cosine(0.2, floor=0.1)
    rates = [schedule(done) for done in np.linspace(0, 1, 201)]
    assert rates[0] == 0
    assert max(rates) == 1
    assert int(np.argmax(rates)) == 40
    assert rates[-1] == pytest.approx(0.1)
    assert np.abs(np.diff(rates)).max() < 0.03
    assert training.warmup_cosine(0)(0) == 1


def test_fit_follows_the_schedule_and_gives_the_rate_back():
    net = small_net()
    optimizer = training.SGD(net.parameters(), lr=0.5)
    rates = []
    step = optimizer.step
    optimizer.step = lambda: (rates.append(optimizer.lr), step())
    training.fit(
        net,
        *upright_or_level(),
        epochs=2,
        batch_size=40,
        optimizer=optimizer,
        schedule=lambda done: done,
        progress=False,
    )
    assert rates == [0.5 * done for done in (0.125, 0.375, 0.625, 0.875)]
    assert optimizer.lr == 0.5


def test_shifts_move_without_losing_or_inventing_pixels():
    image = np.zeros((1, 1, 9, 9), np.float32)
    image[0, 0, 4, 4] = 7
    many = training.shifts(2)(np.repeat(image, 500, axis=0), np.random.default_rng(0))
    assert many.shape == (500, 1, 9, 9)
    assert many.dtype == np.float32
    np.testing.assert_array_equal(many.sum(axis=(1, 2, 3)), 7)
    places = {tuple(place[2:]) for place in np.argwhere(many)}
    assert places == {(r, c) for r in range(2, 7) for c in range(2, 7)}


def test_shifts_bring_zeros_in_from_outside():
    ones = np.ones((200, 2, 3, 3))
    moved = training.shifts(1)(ones, np.random.default_rng(0))
    assert set(moved.sum(axis=(1, 2, 3))) == {18, 12, 8}


def _only(limit, value, seed=3):
    still = {"rotation": 0, "shear": 0, "scale": 0, "shift": 0}
    image = np.zeros((1, 1, 21, 21))
    image[0, 0, 3:18, 10] = 1  # an upright line through the middle
    augment = training.affine(**(still | {limit: value}))
    return image[0, 0], augment(image, np.random.default_rng(seed))[0, 0]


def test_affine_turns_and_leans_about_the_middle():
    for limit, value in {"rotation": 30, "shear": 0.5}.items():
        before, after = _only(limit, value)
        assert after[10, 10] == pytest.approx(1)
        assert np.corrcoef(before.ravel(), after.ravel())[0, 1] < 0.9
        np.testing.assert_allclose(after, after[::-1, ::-1], atol=1e-12)  # still through the middle
    leaning = _only("shear", 0.5)[1]
    np.testing.assert_allclose(leaning[4:17].sum(axis=1), 1)  # each row only moved to the side


def test_affine_agrees_with_scipy():
    ndimage = pytest.importorskip("scipy.ndimage")
    rng = np.random.default_rng(0)
    image = ndimage.gaussian_filter(rng.uniform(size=(15, 17)), 1)
    angle = np.deg2rad(np.random.default_rng(5).uniform(-25, 25, 1)[0])
    augment = training.affine(rotation=25, shear=0, scale=0, shift=0)
    ours = augment(image[None, None], np.random.default_rng(5))[0, 0]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([7, 8])
    expected = ndimage.affine_transform(
        image, turn, middle - turn @ middle, order=1, mode="constant"
    )
    np.testing.assert_allclose(ours[3:-3, 3:-3], expected[3:-3, 3:-3], atol=1e-12)


def test_affine_keeps_shape_type_range_and_black_outside():
    images = np.ones((40, 2, 9, 12), np.float32)
    moved = training.affine(shift=20)(images, np.random.default_rng(0))
    assert moved.shape == images.shape
    assert moved.dtype == np.float32
    assert moved.min() == 0
    assert moved.max() <= 1 + 1e-6
    np.testing.assert_array_equal(moved[:, 0], moved[:, 1])  # channels move together
    assert (images == 1).all()


# ---- the loop


def test_losses_fall_and_the_network_learns():
    net, history = trained(epochs=15, validation=upright_or_level(40, seed=1))
    assert history.loss[-1] < 0.5 * history.loss[0]
    assert history.accuracy[-1] > 0.9
    assert history.validation_accuracy[-1] > 0.9
    assert len(history.loss) == len(history.validation_loss) == 15
    loss, accuracy = training.evaluate(net, *upright_or_level(40, seed=1))
    assert (loss, accuracy) == (history.validation_loss[-1], history.validation_accuracy[-1])


def test_a_fit_is_the_loop_of_a_dozen_lines():
    images, labels = upright_or_level()
    net = small_net()
    optimizer = training.Adam(net.parameters(), lr=0.01)
    rng = np.random.default_rng(7)
    for _ in range(2):
        order = rng.permutation(len(images))
        for first in range(0, len(images), 32):
            batch = order[first : first + 32]
            scores = net(images[batch, None])
            net.backward(G.cross_entropy_backward(1.0, scores, labels[batch]))
            optimizer.step()
    other, history = trained(epochs=2, batch_size=32, seed=7)
    for key, value in other.state_dict().items():
        np.testing.assert_array_equal(value, net.state_dict()[key])
    assert len(history.loss) == 2


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    options = {"augment": training.shifts(1), "schedule": training.warmup_cosine()}
    first, second = trained(seed=3, **options)[0], trained(seed=3, **options)[0]
    other = trained(seed=4, **options)[0]
    for key, value in first.state_dict().items():
        np.testing.assert_array_equal(value, second.state_dict()[key])
    assert any((v != other.state_dict()[k]).any() for k, v in first.state_dict().items())


def test_watched_weights_are_recorded_from_before_the_training():
    start = small_net().state_dict()
    net, history = trained(watch=["0.weight", "4.bias"])
    assert list(history.weights) == ["0.weight", "4.bias"]
    record = history.weights["0.weight"]
    assert len(record) == 4
    np.testing.assert_array_equal(record[0], start["0.weight"])
    np.testing.assert_array_equal(record[-1], net.state_dict()["0.weight"])
    assert (record[1] != record[2]).any()


def test_every_image_is_used_once_per_epoch_also_in_a_last_small_batch():
    seen = []

    def spy(images, rng):
        seen.append(images)
        return images

    trained(epochs=1, batch_size=33, augment=spy)
    assert [len(batch) for batch in seen] == [33, 33, 14]
    pixels = np.sort(np.concatenate(seen)[:, 0].sum(axis=(1, 2)))
    np.testing.assert_array_equal(pixels, np.sort(upright_or_level()[0].sum(axis=(1, 2))))


def test_a_callback_follows_and_can_stop():
    calls = []

    def callback(epoch, net, history):
        calls.append((epoch, len(history.loss), type(net)))
        return epoch == 2

    _, history = trained(epochs=5, callback=callback)
    assert calls == [(1, 1, Sequential), (2, 2, Sequential)]
    assert len(history.loss) == 2


def test_channels_may_be_given_and_whole_numbers_are_taken():
    images, labels = upright_or_level()
    small = (images > 0.5).astype(np.uint8)[:, None]
    history = training.fit(small_net(), small, labels, epochs=1, progress=False)
    assert np.isfinite(history.loss[0])
    assert training.predict(small_net(), images).dtype == np.float32


def test_predict_does_not_depend_on_the_batches():
    images, _ = upright_or_level()
    net = small_net(dtype=np.float64)
    whole = training.predict(net, images.astype(np.float64))
    np.testing.assert_allclose(
        training.predict(net, images.astype(np.float64), batch_size=7), whole
    )


def test_the_bar_shows_on_a_terminal_and_can_be_silenced(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trained(epochs=2, progress=True)
    assert "training" in capsys.readouterr().err
    trained(epochs=2, progress=False)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    trained(epochs=2, progress=True)
    assert capsys.readouterr() == ("", "")


def test_a_history_says_what_happened():
    history = training.History()
    assert repr(history) == "History: no epoch yet"
    history.loss, history.accuracy = [0.25], [0.975]
    assert repr(history) == "History: 1 epoch, loss 0.250, accuracy 97.5%"
    history.validation_accuracy = [0.5]
    assert repr(history).endswith(", held out 50.0%")


def test_he_keeps_the_size_of_the_signal_through_relu_layers():
    net = Sequential(*[layer for _ in range(10) for layer in (Linear(400, 400), ReLU())])
    training.he_normal(net, seed=0)
    out = net(np.random.default_rng(0).normal(size=(50, 400)).astype(np.float32))
    assert 0.4 < np.sqrt(np.mean(out**2)) < 2.5
    assert net.state_dict()["0.bias"].max() == 0


def test_split_parts_without_overlap():
    images = np.arange(50.0).reshape(50, 1, 1)
    (kept, kept_labels), (out, out_labels) = training.split(images, np.arange(50), seed=1)
    assert (len(kept), len(out)) == (40, 10)
    assert sorted([*kept.ravel(), *out.ravel()]) == list(range(50))
    np.testing.assert_array_equal(kept.ravel(), kept_labels)
    np.testing.assert_array_equal(out.ravel(), out_labels)


# ---- argument validation


def bad_fit(images=None, labels=None, net=None, **options):
    good_images, good_labels = upright_or_level()
    images = good_images if images is None else images
    labels = good_labels if labels is None else labels
    return training.fit(net or small_net(), images, labels, progress=False, **options)


def with_value(value):
    images = upright_or_level()[0].copy()
    images[17, 0, 0] = value
    return images


BAD_FITS = {
    "empty": (
        {"images": np.zeros((0, 8, 8)), "labels": []},
        ValueError,
        r"at least one image, got shape \(0, 1, 8, 8\)",
    ),
    "flat": ({"images": np.zeros((80, 64))}, ValueError, r"\(N, H, W\).*got \(80, 64\)"),
    "text": ({"images": [["a"]]}, TypeError, "images must hold real numbers, got an array of <U1"),
    "nan": (
        {"images": with_value(np.nan)},
        ValueError,
        "got NaN or infinity in 1 of 80, first at index 17",
    ),
    "infinite": (
        {"images": with_value(np.inf)},
        ValueError,
        "infinity in 1 of 80, first at index 17",
    ),
    "constant": (
        {"labels": np.ones(80, int)},
        ValueError,
        "at least two classes, got 1 for all 80",
    ),
    "too_few": ({"labels": [0, 1]}, ValueError, r"shape \(80,\), one per image, got \(2,\)"),
    "one_hot": (
        {"labels": np.eye(2)[[0, 1] * 40]},
        ValueError,
        r"got shape \(80, 2\); .*argmax\(axis=1\)",
    ),
    "float_labels": (
        {"labels": np.arange(80) % 2 + 0.0},
        TypeError,
        "labels must be integers, got an array of float64",
    ),
    "high": (
        {"labels": np.arange(80) % 3},
        ValueError,
        "from 0 to 1, .* 2 outputs, got 2 at index 2",
    ),
    "negative": (
        {"labels": np.arange(80) % 2 - 1},
        ValueError,
        "labels must be .* got -1 at index 0",
    ),
    "batch": ({"batch_size": 81}, ValueError, "at most the number of images, 80, got 81"),
    "no_batch": ({"batch_size": 0}, ValueError, "batch_size must be a positive integer, got 0"),
    "half_batch": (
        {"batch_size": 1.5},
        TypeError,
        r"batch_size must be a positive integer, got 1\.5",
    ),
    "epochs": ({"epochs": 0}, ValueError, "epochs must be a positive integer, got 0"),
    "watch": ({"watch": ["conv.weight"]}, ValueError, r"0\.weight.*got \['conv\.weight'\]"),
    "watch_text": ({"watch": "0.weight"}, ValueError, "watch must be a list of names"),
    "no_scores": (
        {"net": Sequential(ReLU())},
        ValueError,
        r"one score per class.*got \(1, 1, 8, 8\) .*Flatten",
    ),
    "validation_nan": (
        {"validation": (with_value(np.nan), np.arange(80) % 2)},
        ValueError,
        "validation images must hold finite",
    ),
    "validation_range": (
        {"validation": (with_value(0), np.arange(80) % 5)},
        ValueError,
        "validation labels must be .*got 2 at index 2",
    ),
}


@pytest.mark.parametrize("case", BAD_FITS)
def test_what_cannot_be_learnt_is_refused_before_a_weight_changes(case):
    options, error, message = BAD_FITS[case]
    net = options.pop("net", None) or small_net()
    before = net.state_dict()
    with pytest.raises(error, match=message):
        bad_fit(net=net, **options)
    for key, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[key])


def test_a_diverging_training_is_named():
    net = small_net()
    optimizer = training.SGD(net.parameters(), lr=1e30)
    with pytest.raises(FloatingPointError, match=r"epoch 1: .*smaller lr than 1e\+30"):
        bad_fit(net=net, optimizer=optimizer)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: training.SGD([]), ValueError, "at least one parameter, got an empty list"),
        (lambda p: training.SGD([p.data]), TypeError, "got ndarray; net.parameters"),
        (lambda p: training.SGD([p], lr=-1), ValueError, "lr must be at least 0, got -1"),
        (lambda p: training.SGD([p], lr=np.nan), ValueError, "lr must be at least 0, got nan"),
        (
            lambda p: training.SGD([p], momentum=1),
            ValueError,
            "momentum must be at least 0 and below 1, got 1",
        ),
        (
            lambda p: training.Adam([p], betas=(0.9, 1)),
            ValueError,
            r"betas\[1\] must be at least 0 and below 1, got 1",
        ),
        (lambda p: training.Adam([p]).step(), RuntimeError, r"\(2,\) has no gradient"),
        (
            lambda p: training.warmup_cosine(1),
            ValueError,
            "warmup must be from 0 to below 1, got 1",
        ),
        (lambda p: training.warmup_cosine(floor=2), ValueError, "floor must be from 0 to 1, got 2"),
        (lambda p: training.shifts(-1), ValueError, "most must be a non-negative integer, got -1"),
        (lambda p: training.shifts(0.5), TypeError, "non-negative integer, got 0.5"),
        (
            lambda p: training.affine(shear=-1),
            ValueError,
            "shear must be a finite, non-negative number, got -1",
        ),
        (lambda p: training.affine(rotation=np.nan), ValueError, "rotation must be .*got nan"),
        (lambda p: training.split([1, 2], [1]), ValueError, "same length, got 2 and 1"),
        (
            lambda p: training.split([1, 2], [1, 2], held_out=0.1),
            ValueError,
            r"got 0\.1, which holds out 0 of 2",
        ),
        (
            lambda p: training.predict(small_net(), np.zeros((1, 8, 8)), batch_size=0),
            ValueError,
            "batch_size must be a positive integer, got 0",
        ),
    ],
)
def test_bad_settings_get_the_rule_and_the_values(call, error, message):
    with pytest.raises(error, match=message):
        call(Parameter(np.zeros(2)))


# ---- files


def test_saved_weights_come_back_exactly(tmp_path):
    net = small_net(1)
    training.save(net, tmp_path / "weights.npz")
    other = small_net(2)
    other.load_state_dict(training.load(tmp_path / "weights.npz"))
    for key, value in net.state_dict().items():
        np.testing.assert_array_equal(value, other.state_dict()[key])
        assert other.state_dict()[key].dtype == value.dtype
    assert [path.name for path in tmp_path.iterdir()] == ["weights.npz"]


def test_a_state_dict_can_be_saved_under_any_name_and_gives_the_same_bytes(tmp_path):
    state = small_net().state_dict()
    training.save(state, str(tmp_path / "a"))
    training.save(state, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert list(training.load(tmp_path / "a")) == list(state)


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "weights.npz"
    training.save(small_net(), path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match=r"must be real numbers, got 'x' of dtype object"):
        training.save({"x": np.array([{}], dtype=object)}, path)
    assert path.read_bytes() == before


class Explosive:
    """Sets a flag when it is unpickled: the test that nothing is."""

    exploded = False

    def __reduce__(self):
        return (setattr, (sys.modules[__name__].Explosive, "exploded", True))


def test_a_file_with_pickled_objects_is_refused_unread(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, weight=np.array([Explosive()], dtype=object))
    with pytest.raises(ValueError, match="holds pickled Python objects, not only numbers"):
        training.load(path)
    assert not Explosive.exploded


def _npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _one_bit_wrong():
    data = bytearray(_npz(weight=np.arange(1000.0)))
    data[2000] ^= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a file of weights"),
        (b"PyTorch or something else", "is not a file of weights"),
        (_npz(weight=np.arange(1000.0))[:4000], "or is truncated"),
        (_one_bit_wrong(), "is corrupt"),
        (_npz(), "holds no weights"),
        (_npz(name=np.array("three")), "must be real numbers, got 'name' of dtype <U5"),
    ],
    ids=["empty", "other", "cut_off", "one_bit", "no_arrays", "text"],
)
def test_wrong_and_damaged_files_are_named(tmp_path, content, message):
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        training.load(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: "):
        training.load(tmp_path / "nowhere.npz")


def test_another_networks_weights_do_not_fit(tmp_path):
    training.save(Sequential(Flatten(), Linear(64, 2)), tmp_path / "other.npz")
    with pytest.raises(ValueError, match=r"missing keys.*0\.weight.*unknown.*1\.weight"):
        small_net().load_state_dict(training.load(tmp_path / "other.npz"))
