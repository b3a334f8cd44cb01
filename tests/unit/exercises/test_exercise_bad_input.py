"""Whatever is given to check becomes a sentence: never a traceback, never a wrong passed."""

import functools
import re
import sys

import numpy as np
import pytest

from cnnbook.exercises import check
from cnnbook.exercises.exercise import EXERCISES
from cnnbook.exercises.limit import TooMuchWork, call_limited


def raises(error):
    def f(x):
        raise error

    return f


def no_return(x):
    y = np.maximum(x, 0)
    del y


def generator(x):
    yield from np.maximum(x, 0)


async def later(x):
    return np.maximum(x, 0)


def nested_error(x):
    def inner(y):
        return y[99]

    return inner(x)


def forgets(x):
    if x[0, 0] > 0:
        return np.maximum(x, 0)


def recursion(x):
    return recursion(x)


def leaves(x):
    sys.exit(0)


class Odd:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("not today")


BAD = {
    "an array": (np.zeros((2, 2)), "not-a-function", "a value of type ndarray. Give check the"),
    "None": (None, "not-a-function", "value of type NoneType"),
    "a text": ("relu", "not-a-function", "value of type str"),
    "no arguments": (lambda: 0, "wrong-arguments", r"1 argument, by position: relu\(x\)"),
    "two": (lambda x, y: x, "wrong-arguments", r"Yours takes 2 \(x, y\)"),
    "by name": (eval("lambda *, x: x"), "wrong-arguments", r"Yours takes 1 \(x\)"),
    "dots": (lambda x: ..., "not-written", "relu is not written yet"),
    "planned": (raises(NotImplementedError()), "not-written", "not written yet"),
    "nothing": (no_return, "returns-nothing", "Does each way through it reach a return"),
    "half of it": (forgets, "returns-nothing", "It returned nothing"),
    "printed": (lambda x: print(x + 1), "prints-instead", r"(?s)It printed.*return hands it"),
    "text back": (lambda x: "0", "wrong-type", "A text came back where numbers were"),
    "dictionary": (lambda x: {0: x}, "wrong-type", "A dict came back"),
    "set": (lambda x: {0.0}, "wrong-type", "A set came back"),
    "function": (lambda x: np.maximum, "wrong-type", r"brackets \(\) are missing"),
    "generator": (generator, "wrong-type", r"A generator came back: list\(…\) around it"),
    "map": (lambda x: map(abs, x), "wrong-type", "A map came back"),
    "ragged": (lambda x: [[1, 2], [3]], "wrong-type", "rows that came back have different lengths"),
    "two at once": (lambda x: (x, 7), "wrong-type", "2 values came back in the place of one"),
    "holes": (lambda x: [None for _ in x], "wrong-type", "A list came back that holds None"),
    "imaginary": (lambda x: x * 1j, "wrong-type", "Values of type complex128"),
    "strings": (lambda x: x.astype(str), "wrong-type", "Values of type <U"),
    "dates": (lambda x: x.astype("datetime64[s]"), "wrong-type", "datetime64"),
    "odd": (lambda x: Odd(), "wrong-type", "An Odd came back"),
    "a class": (Odd, "wrong-arguments", "Yours takes none"),
    "shape": (lambda x: np.maximum(x, 0)[None], "wrong-shape", "2 axes were expected and 3 came"),
    "rows": (lambda x: np.maximum(x, 0)[:, :1], "wrong-shape", "Print the shape after each"),
    "NaN": (lambda x: np.where(x > 0, x, np.nan), "not-finite", "NaN or infinity came"),
    "zeros": (lambda x: 0 * x, "all-zeros", "Every number is still 0"),
    "minus": (lambda x: -np.maximum(x, 0), "sign", "but for its minus"),
    "division": (lambda x: 1 // 0, "exception", "ZeroDivisionError: .*\n.*in line"),
    "index": (nested_error, "exception", r"(?s)IndexError.*return y\[99\].*begins at 0"),
    "name": (lambda x: numpy.maximum(x, 0), "exception", "NameError.*\n(?s:.)*import numpy"),  # noqa: F821
    "unbound": (raises(UnboundLocalError("cannot access")), "exception", "read before it is made"),
    "value": (lambda x: np.ones(5) + np.ones(4), "exception", "do not go together"),
    "ambiguous": (lambda x: x if x > 0 else 0, "exception", "np.where chooses cell by cell"),
    "attribute": (lambda x: x.maximum(0), "exception", "AttributeError"),
    "type": (lambda x: x + None, "exception", "whole numbers"),
    "module": (raises(ModuleNotFoundError("No module named 'cv2'")), "exception", "NumPy alone"),
    "key": (lambda x: {}[1], "exception", "KeyError"),
    "memory": (raises(MemoryError()), "exception", "far too large"),
    "assertion": (raises(AssertionError("no")), "exception", "check of your own"),
    "other": (raises(OSError("disc")), "exception", "Print what stands in that line"),
    "recursion": (recursion, "exception", "calls itself without end"),
    "exit": (leaves, "exception", r"exit\(\) ends all"),
    "builtin": (abs, "absolute-value", "lost their minus"),
    "ufunc": (np.negative, None, ""),
}


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("name", BAD)
def test_bad_input_becomes_a_sentence(name):
    function, key, words = BAD[name]
    verdict = check("relu", function)
    assert not verdict.passed
    assert verdict.mistake == key, verdict
    assert re.search(words, verdict.message), verdict
    assert "Traceback" not in verdict.message


def test_a_coroutine_says_what_came():
    verdict = check("relu", later)
    assert (verdict.passed, verdict.mistake) == (False, "wrong-type")
    assert "A coroutine came back" in verdict.message


def test_several_values_are_counted():
    verdict = check("momentum_step", lambda w, v, g, r, m: (w, v, g))
    assert "2 values were expected, separated by commas, and a tuple of 3 came" in verdict.message
    verdict = check("momentum_step", lambda w, v, g, r, m: 3.0)
    assert "2 values were expected, separated by commas, and one value came" in verdict.message
    verdict = check("momentum_step", lambda w, v, g, r, m: (w, None))
    assert (verdict.passed, verdict.mistake) == (False, "wrong-type")


def test_a_wrong_second_value_is_told_from_the_first():
    verdict = check("momentum_step", lambda w, v, g, r, m: (w - r * (m * v + g), m * v + 2 * g))
    assert "in the second of the 2 values, place 0 is" in verdict.message
    assert verdict.part == 1


def test_a_keyboard_interrupt_is_left_to_who_pressed_it():
    with pytest.raises(KeyboardInterrupt):
        check("relu", raises(KeyboardInterrupt()))


def test_a_partial_function_is_counted_by_what_is_left():
    assert check("relu", functools.partial(np.maximum, 0)).passed
    assert check("relu", functools.partial(lambda a, b, c: a, 1)).mistake == "wrong-arguments"


# On one line, since Python 3.11 has no event for a new line in such a loop.
one_line = eval(compile("lambda: [None for _ in iter(int, 1)]", "<reader>", "eval"))
found = {}
exec("def on_itself():\n    while True: pass", found)
on_itself = found["on_itself"]


def condition():
    x = 1
    while x:
        x = -x


def growing():
    found = [1]
    for x in found:
        found.append(x)


def catching():
    while True:
        try:  # noqa: SIM105
            len([])
        except Exception:
            pass


def never_ending():
    while True:
        yield 1


def ping(n):
    return pong(n)


def pong(n):
    for _ in iter(int, 1):
        pass


ENDLESS = [one_line, condition, growing, catching, lambda: sum(never_ending()), lambda: ping(1),
           lambda: [2 * x for x in iter(int, 1)]]  # fmt: skip


def catching_all():
    while True:
        try:  # noqa: SIM105
            len([])
        except:  # noqa: E722
            pass


if sys.version_info >= (3, 12):  # Python 3.11 cannot stop a bare except
    ENDLESS.append(catching_all)


@pytest.mark.parametrize("loop", ENDLESS)
def test_an_endless_loop_is_stopped(loop):
    with pytest.raises(TooMuchWork):
        call_limited(loop, (), 20_000)


def test_long_work_in_plain_loops_is_not_stopped():
    def long():
        total = 0
        for _ in range(28):
            for _ in range(28):
                for _ in range(3):
                    for _ in range(3):
                        total += 1
        return total

    assert call_limited(long, ()) == 7056


def test_an_endless_function_gets_its_sentence():
    def f(x):
        while True:
            x = x + 1

    verdict = check("relu", f)
    assert (verdict.passed, verdict.mistake) == (False, "endless-loop")
    assert "does not come to an end: it was stopped after 500,000 steps" in verdict.message
    assert "something in its condition must change" in verdict.message


def test_what_watches_the_program_is_given_back():
    before = sys.gettrace()
    call_limited(max, (1, 2))
    with pytest.raises(ZeroDivisionError):
        call_limited(lambda: 1 / 0, ())
    assert sys.gettrace() is before
    if hasattr(sys, "monitoring"):
        assert [sys.monitoring.get_tool(n) for n in (3, 4)] == [None, None]


def test_arguments_are_given_fresh_and_may_be_written_to():
    def f(x):
        assert x.flags.writeable
        return np.maximum(x, 0)

    assert check("relu", f).passed


def test_a_right_result_at_the_price_of_an_argument_is_refused():
    def f(w, grad, rate):
        w -= rate * grad
        return w

    verdict = check("gradient_step", f)
    assert verdict.mistake == "changed-in-place"
    assert "returned the right result, but it changed w on the way" in verdict.message


def test_a_result_as_large_as_an_argument_is_told_so():
    verdict = check("max_pool", lambda image, size: np.zeros(image.shape))
    assert verdict.mistake == "wrong-shape"
    assert "This is the shape of image. How large should the result be" in verdict.message


def test_a_single_number_is_too_little_to_guess_from():
    def f(w, m, v, t, grad, rate):
        right = EXERCISES["adam_step"].solution(w, m, v, t, grad, rate)
        return (-right[0], *right[1:]) if abs(grad).max() < 1e-6 else right

    verdict = check("adam_step", f)
    assert (verdict.passed, verdict.mistake) == (False, None)
