"""Lines to be put into order: the solution's own, with gaps that lead to known mistakes."""

import itertools

import numpy as np
import pytest

from cnnbook import exercises
from cnnbook.exercises.ordering import GAPS, body, lines

WRONG = [(n, gap, text) for n, gaps in GAPS.items() for gap in gaps for text in gap.wrong]


def judged(name, code):
    """The verdict on an exercise's function with this code."""
    space = {"np": np}
    exec(code, space)
    return exercises.check(name, space[name])


def filled(line, pick):
    """A line with a choice for each of its gaps."""
    return "".join(pick(part) if isinstance(part, list) else part for part in line)


def test_at_least_ten_exercises_have_lines():
    assert len(GAPS) >= 10
    assert set(GAPS) <= set(exercises.names())


@pytest.mark.parametrize("name", GAPS)
def test_the_lines_in_their_order_with_the_right_choices_are_the_solution(name):
    given, right = lines(name), body(name)
    options = [part for line in given for part in line if isinstance(part, list)]
    assert len(options) == len(GAPS[name])
    texts = {text for choice in options for text in choice}
    ways = itertools.product(*options)
    wanted = sorted(line[4:] for line in right)
    fitting = []
    for way in ways:
        rest = iter(way)
        if sorted(filled(line, lambda _, rest=rest: next(rest)) for line in given) == wanted:
            fitting.append(way)
    assert len(fitting) == 1
    assert all(gap.right in texts for gap in GAPS[name])


@pytest.mark.parametrize("name", GAPS)
def test_the_lines_are_not_given_in_their_order_and_the_same_each_time(name):
    given = lines(name)
    assert given == lines(name)
    text = "\n".join(f"    {filled(line, lambda options: options[0])}" for line in given)
    assert [line.split()[0] for line in text.splitlines()] != [x.split()[0] for x in body(name)]


@pytest.mark.parametrize(("name", "gap", "text"), WRONG, ids=lambda x: x if type(x) is str else "")
def test_each_wrong_choice_is_a_mistake_that_the_judge_knows(name, gap, text):
    source = str(exercises.solution(name))
    assert source.count(gap.right) == 1
    verdict = judged(name, source.replace(gap.right, text))
    assert verdict.mistake == gap.wrong[text]


def test_two_lines_the_other_way_round_are_known_too():
    source = str(exercises.solution("receptive_field"))
    grow, step = "        size += (kernel - 1) * step\n", "        step *= stride\n"
    assert judged("receptive_field", source.replace(grow + step, step + grow)).mistake == (
        "stride-too-early"
    )
