"""What readers and pages call: names, tasks, hints, solutions, first lines."""

import inspect

import numpy as np
import pytest

from cnnbook import exercises
from cnnbook.exercises import check, hint, mistakes, names, solution, stub, task
from cnnbook.exercises.exercise import EXERCISES
from cnnbook.exercises.printing import written_call

AGREED = """
shrink(image, side)  fully_connected(image, weights)  filter_pixel(image, kernel, row, column)
filter_image(image, kernel)  moving_average(signal, size)
output_size(n, kernel_size, stride, padding, dilation)  pad_zeros(image, p)
pad_replicate(image, p)  convolve(image, kernel, stride, padding)
conv_channels(image, weight, bias)  relu(x)  leaky_relu(x, slope)  max_pool(image, size)
avg_pool(image, size)  receptive_field(layers)
count_conv(in_channels, out_channels, kernel_size, bias)  softmax(scores)
cross_entropy(scores, label)  slope(f, x)  gradient_step(w, grad, rate)  relu_backward(grad, x)
max_pool_backward(grad, image, size)  conv_weight_gradient(grad, image)
conv_input_gradient(grad, kernel)  momentum_step(w, velocity, grad, rate, momentum)
adam_step(w, m, v, t, grad, rate)  accuracy(scores, labels)  confusion(guesses, labels, classes)
occlusion(predict, image, size)  windows(image, k)  im2col(image, k)
""".replace("\n", "  ").split("  ")
LESSONS = {exercise.lesson for exercise in EXERCISES.values()}


def function(source, name):
    """Return the function of a source that may use NumPy alone."""
    found = {"np": np}
    exec(source, found)
    return found[name]


def test_the_agreed_names_and_arguments_are_there():
    signatures = {exercise.signature for exercise in EXERCISES.values()}
    assert {text for text in AGREED if text} - signatures == set()
    assert len(signatures) >= 36


def test_each_lesson_has_two_to_five():
    assert len(LESSONS) == 13
    for lesson in LESSONS:
        assert 2 <= len(names(lesson)) <= 5
    assert [
        name
        for lesson in dict.fromkeys(e.lesson for e in EXERCISES.values())
        for name in names(lesson)
    ] == names()


def test_an_unknown_lesson_is_told_the_known_ones():
    with pytest.raises(ValueError, match=r"lesson must be one of pixels, filters, .*, got 'cats'"):
        names("cats")


@pytest.mark.parametrize("call", [task, hint, solution, stub, mistakes, lambda n: check(n, abs)])
def test_an_unknown_name_is_told_the_nearest(call):
    with pytest.raises(ValueError, match="no exercise 'max_pol'; do you mean 'max_pool'"):
        call("max_pol")


@pytest.mark.parametrize("name", names())
def test_the_task_names_every_argument_and_shows_an_example(name):
    text = task(name)
    exercise = EXERCISES[name]
    assert text.splitlines()[0] == exercise.signature
    for argument in inspect.signature(exercise.solution).parameters:
        assert argument.split("_")[0] in text.partition("\n")[2], argument
    assert f"    {name}(" in text
    assert "\n\nreturns\n\n    " in text
    assert repr(text) == str(text)


@pytest.mark.parametrize("name", names())
def test_the_printed_solution_needs_numpy_alone_and_passes(name):
    source = solution(name)
    assert source.startswith(f"def {EXERCISES[name].signature}:\n")
    assert len(source.splitlines()) <= 17
    assert check(name, function(source, name)).passed


@pytest.mark.parametrize("name", names())
def test_the_first_lines_run_and_are_not_written_yet(name):
    verdict = check(name, function(stub(name), name))
    assert (verdict.passed, verdict.mistake) == (False, "not-written")
    assert verdict.message.startswith(f"{name} is not written yet")


@pytest.mark.parametrize("name", names())
def test_three_hints_one_a_call_and_none_is_the_solution(name):
    exercises.door._hints_given.clear()
    told = [str(hint(name)) for _ in range(4)]
    assert [text[:11] for text in told] == [f"Hint {n} of 3" for n in (1, 2, 3, 3)]
    assert len(set(told)) == 3
    assert [str(hint(name, n)) for n in (1, 2, 3)] == told[:3]
    body = solution(name).partition('"""\n')[2]
    lines = [line.strip() for line in body.splitlines() if len(line.strip()) > 24]
    assert not [line for line in lines if line in "".join(told)]


def test_there_is_no_fourth_hint():
    with pytest.raises(ValueError, match="step must be an integer from 1 to 3, got 4"):
        hint("relu", 4)


@pytest.mark.parametrize("name", names())
def test_cases_are_the_same_each_time_and_begin_small(name):
    cases = EXERCISES[name].cases
    assert len(cases) >= 15
    assert [case.size for case in cases] == sorted(case.size for case in cases)
    assert cases[0].size[0] <= 12
    rng = np.random.default_rng(0)
    assert repr(EXERCISES[name].draw(rng)) != repr(EXERCISES[name].draw(rng))


@pytest.mark.parametrize("name", names())
def test_a_printed_call_holds_the_arguments_to_the_last_digit(name):
    for case in EXERCISES[name].cases:
        call = written_call("f", case.arguments)
        found = eval(call, {"np": np, "f": lambda *arguments: arguments})
        for one, other in zip(found, case.arguments, strict=True):
            same = repr(other) in call if callable(other) else np.array_equal(one, other)
            assert same, call
        assert max(map(len, call.splitlines())) <= 100
