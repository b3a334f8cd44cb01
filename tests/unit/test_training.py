"""The training loop: reproducible, observable, and equal to the loop of a dozen lines."""

import numpy as np
import pytest
from networks import small_net, trained, upright_or_level

from cnnbook import gradients as G
from cnnbook import training
from cnnbook.layers import Conv2d, Linear, ReLU, Sequential


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


def test_the_history_holds_means_over_the_images_not_over_the_batches():
    """With a learning rate of 0, the losses of an epoch are those of one network."""
    images, labels = upright_or_level()
    net = small_net()
    optimizer = training.SGD(net.parameters(), lr=0)
    options = {"optimizer": optimizer, "epochs": 1, "batch_size": 33, "progress": False}
    history = training.fit(net, images, labels, **options)
    loss, accuracy = training.evaluate(net, images, labels)
    assert history.loss == [pytest.approx(loss, rel=1e-6)]
    assert history.accuracy == [accuracy]


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


def test_after_predict_backward_still_belongs_to_the_last_call():
    images, _ = upright_or_level()
    net, alone = small_net(), small_net()
    slope = np.ones_like(alone(images[:3, None]))
    net(images[:3, None])
    training.predict(net, images[::-1])
    np.testing.assert_array_equal(net.backward(slope), alone.backward(slope))
    fresh = small_net()
    training.predict(fresh, images)
    with pytest.raises(RuntimeError, match="needs a forward pass"):
        fresh.backward(slope)


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


def test_he_counts_the_inputs_to_each_output():
    """4 channels of 5 × 5 weights, in two groups: 2 · 25 inputs."""
    layer = training.he_normal(Conv2d(4, 2000, 5, groups=2), seed=0)
    assert layer.weight.data.std() == pytest.approx(np.sqrt(2 / 50), rel=0.01)
    assert layer.weight.data.mean() == pytest.approx(0, abs=0.002)


@pytest.mark.parametrize("held_out", [0.16, 0.2, 0.24])
def test_split_rounds_to_the_nearest_number_of_images(held_out):
    _, (images, labels) = training.split(np.zeros((10, 1, 1)), np.arange(10), held_out=held_out)
    assert len(images) == len(labels) == 2


def test_split_parts_without_overlap():
    images = np.arange(50.0).reshape(50, 1, 1)
    (kept, kept_labels), (out, out_labels) = training.split(images, np.arange(50), seed=1)
    assert (len(kept), len(out)) == (40, 10)
    assert sorted([*kept.ravel(), *out.ravel()]) == list(range(50))
    np.testing.assert_array_equal(kept.ravel(), kept_labels)
    np.testing.assert_array_equal(out.ravel(), out_labels)
