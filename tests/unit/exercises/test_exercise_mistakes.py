"""Wrong functions, in readers' own words, and the mistakes that they are known by."""

import functools

import numpy as np
import pytest
from written import WRITTEN, made

from cnnbook.exercises import check, limit, mistakes, names
from cnnbook.exercises.comparing import UnusableError, as_numbers, compare
from cnnbook.exercises.exercise import EXERCISES
from cnnbook.exercises.running import run


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Stop endless loops early."""
    monkeypatch.setattr(limit, "STEPS", 50_000)


def test_there_are_many_and_each_listed_mistake_is_among_them():
    assert sum(len(list(ways.wrong_sources())) for ways in WRITTEN.values()) >= 300
    for name in names():
        assert set(mistakes(name)) - set(WRITTEN[name].wrong) == set(), name
        assert len(mistakes(name)) >= 4, name


@pytest.mark.parametrize("name", names())
def test_a_wrong_function_is_refused_and_its_mistake_known(name):
    for key, source in WRITTEN[name].wrong_sources():
        verdict = check(name, made(source))
        assert (verdict.passed, verdict.mistake) == (False, key), f"{source}\n\n{verdict}"
        assert "\n" in verdict.call or verdict.call in verdict.message


@pytest.mark.parametrize("name", names())
def test_a_listed_mistake_is_explained_in_its_own_words(name):
    for mistake in EXERCISES[name].mistakes:
        verdict = check(name, mistake.function)
        assert (verdict.passed, verdict.mistake) == (False, mistake.key)
        alike = [m.why for m in EXERCISES[name].mistakes if m.key == mistake.key]
        assert any(why in verdict.message for why in alike), verdict
        assert mistake.why.endswith((".", "?")), mistake.why
        assert not mistake.why[0].isupper(), mistake.why


@functools.cache
def results(name):
    """Return what each listed mistake of an exercise gives, for every case."""
    cases = EXERCISES[name].cases
    return [[run(m.function, case.arguments) for case in cases] for m in EXERCISES[name].mistakes]


def told_apart(one, other):
    """Tell whether two outcomes differ."""
    if one.error is not None or other.error is not None:
        return (one.error is None) != (other.error is None)
    try:
        parts = other.value if isinstance(other.value, tuple) else (other.value,)
        expected = tuple(as_numbers(part) for part in parts)
    except UnusableError:
        return True
    return (
        compare(one.value, expected if isinstance(other.value, tuple) else expected[0]) is not None
    )


@pytest.mark.parametrize("name", names())
def test_no_two_mistakes_of_different_names_look_alike(name):
    listed = EXERCISES[name].mistakes
    for i, one in enumerate(listed):
        for j, other in enumerate(listed[:i]):
            if one.key != other.key:
                pairs = zip(results(name)[i], results(name)[j], strict=True)
                assert any(told_apart(*pair) for pair in pairs), (one.key, other.key)


def test_two_mistakes_at_once_are_not_taken_for_one_alone():
    def both(image, kernel):
        flipped = kernel[::-1, ::-1] * 3
        rows, columns = image.shape[0] - len(kernel) + 1, image.shape[1] - len(kernel[0]) + 1
        return [
            [
                (image[i : i + len(kernel), j : j + len(kernel[0])] * flipped).sum()
                for j in range(columns)
            ]
            for i in range(rows)
        ]

    verdict = check("filter_image", both)
    assert (verdict.passed, verdict.mistake) == (False, None)
    assert "Work this call out by hand" in verdict.message


def test_a_mistake_that_explains_most_is_named_with_a_perhaps():
    def f(x, slope):
        if x.size == 6:
            return x
        return np.where(x > 0, x, -slope * x)

    verdict = check("leaky_relu", f)
    assert verdict.mistake == "sign"
    assert "Perhaps this, and something else too" in verdict.message


def test_the_smallest_failing_call_is_shown():
    verdict = check("max_pool", lambda image, size: image[::size, ::size])
    sizes = [case.size for case in EXERCISES["max_pool"].cases]
    smaller = [s for s in sizes if s[0] < np.size(verdict.got)]
    assert verdict.call == "<lambda>(" or verdict.call.startswith("max_pool(np.array([[")
    assert smaller == []
