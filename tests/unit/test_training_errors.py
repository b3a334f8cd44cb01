"""Argument validation of the training: what is rejected, with the rule and the values."""

import numpy as np
import pytest
from networks import small_net, upright_or_level

from cnnbook import training
from cnnbook.layers import Parameter, ReLU, Sequential


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
