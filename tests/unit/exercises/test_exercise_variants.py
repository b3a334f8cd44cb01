"""Right functions in all dresses are never refused.

``CNNBOOK_VARIANTS=10000 pytest tests/unit/exercises/test_exercise_variants.py`` tries more.
"""

import functools
import os
import warnings

import numpy as np
import pytest
from written import WRITTEN, made

from cnnbook.exercises import check, names, solution
from cnnbook.exercises.exercise import EXERCISES

COUNT = int(os.environ.get("CNNBOOK_VARIANTS", "300"))
SHARES = 10  # tests, so that a failure is found again quickly


def arrays(change):
    """Return a dress that changes each array of floats among the arguments."""

    def dress(function):
        def changed(value):
            whole = isinstance(value, np.ndarray) and value.dtype.kind == "f"
            return change(value) if whole else value

        return lambda *arguments: function(*map(changed, arguments))

    return dress


def results(change):
    """Return a dress that changes what comes back, each of several values."""

    def dress(function):
        def f(*arguments):
            value = function(*arguments)
            return tuple(map(change, value)) if isinstance(value, tuple) else change(value)

        return f

    return dress


def nested(value):
    return np.asarray(value).tolist()


def tuples(value):
    value = nested(value)

    def inner(v):
        return tuple(map(inner, v)) if isinstance(v, list) else v

    return inner(value)


def whole_numbers(value):
    """Return integers where nothing is lost."""
    value = np.asarray(value)
    return value.astype(int) if np.array_equal(value, np.round(value)) else value


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def every_second(array):
    """Return the same numbers as a view with gaps."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def chatty(function):
    def f(*arguments):
        print("called with", len(arguments))
        warnings.warn("careful", stacklevel=1)
        return function(*arguments)

    return f


def slow(function):
    def f(*arguments):
        n = 0
        while n < 500:
            n += 1
        return function(*arguments)

    return f


def spoiled_copies(function):
    """Work on copies and spoil them afterwards, which is nobody's business."""

    def f(*arguments):
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        value = function(*copies)
        value = tuple(map(np.array, value)) if isinstance(value, tuple) else np.array(value)
        for a in copies:
            if isinstance(a, np.ndarray):
                a[...] = 0
        return value

    return f


class Callable:
    """An object that can be called."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *numbers):
        return self.function(*numbers)


def with_defaults(function):
    return lambda a, b=None, c=None, d=None, e=None, f=None: function(
        *[v for v in (a, b, c, d, e, f) if v is not None]
    )


RESULTS = {
    "lists back": results(nested),
    "tuples back": results(tuples),
    "float32 back": results(np.float32),
    "objects back": results(lambda v: np.asarray(v, dtype=object)),
    "whole numbers back": results(whole_numbers),
    "complex back": results(lambda v: np.asarray(v) + 0j),
    "columns first": results(lambda v: np.asfortranarray(v) if np.ndim(v) else v),
    "long floats": results(lambda v: np.asarray(v, dtype=np.longdouble)),
    "NumPy scalars": results(lambda v: np.asarray(v)[()]),
}
ARGUMENTS = {
    "float32 in": arrays(np.float32),
    "read-only in": arrays(read_only),
    "views in": arrays(every_second),
    "Fortran in": arrays(np.asfortranarray),
    "copies": arrays(np.copy),
}
MANNERS = {
    "chatty": chatty,
    "slow": slow,
    "spoiled copies": spoiled_copies,
    "object": Callable,
    "partial": functools.partial,
    "defaults": with_defaults,
}


def sources(name):
    """Return the right ways of an exercise: its own, and those of others."""
    own = str(solution(name)).replace(f"def {name}(", "def f(")
    return [own, *WRITTEN[name].right]


def variant(number):
    """Return exercise, dresses, source and function of a random right way."""
    rng = np.random.default_rng([17, number])
    name = names()[number % len(names())]
    source = sources(name)[rng.integers(len(sources(name)))]
    chosen, function = [], made(source)
    for dresses in (ARGUMENTS, RESULTS, MANNERS):
        dress = str(rng.choice(list(dresses)))
        if rng.random() < 0.6 and (name, dress) != ("slope", "float32 in"):  # a nudge is lost
            chosen.append(dress)
            function = dresses[dress](function)
    return name, chosen, source, function


@pytest.mark.parametrize("share", range(SHARES))
def test_a_right_way_is_never_refused(share):
    for number in range(share, COUNT, SHARES):
        name, chosen, source, function = variant(number)
        verdict = check(name, function)
        assert verdict.passed, f"{number}: {name} with {chosen}\n{source}\n\n{verdict}"


@pytest.mark.parametrize("name", names())
def test_each_right_way_passes_as_it_is(name):
    for source in sources(name):
        assert check(name, made(source)).passed, source


ROUGH = [n for n in names() if not EXERCISES[n].exact and n != "adam_step"]  # 1e-19 would be 0


@pytest.mark.parametrize("name", ROUGH)
def test_half_precision_passes_where_it_holds_the_numbers(name):
    assert check(name, results(np.float16)(EXERCISES[name].solution)).passed
