"""The judge: tries a function on every case and says what is wrong with it, if anything is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .comparing import Difference, UnusableError, compare, differing, normal
from .exercise import Case, Exercise
from .limit import STEPS, TooMuchWork
from .printing import indented, written_call, written_value
from .recognising import Trial, recognise
from .running import is_unwritten, run, taken, wrong_arguments
from .sentences import advice, told_error
from .verdict import Verdict


def judge(exercise: Exercise, function: Any) -> Verdict:
    """Try a function on every case of an exercise."""
    problem = _unfit(exercise, function)
    if problem is not None:
        return _said(exercise, *problem)
    trials = []
    for case in exercise.cases:
        trials.append(_try(exercise, case, function))
        if isinstance(trials[-1].outcome.error, TooMuchWork | NotImplementedError):
            break
    failed = [trial for trial in trials if trial.wrong]
    if failed and isinstance(failed[0].outcome.error, NotImplementedError):
        return _said(exercise, *_unwritten(exercise))
    if failed:
        return _failure(exercise, function, trials, failed[0])
    unsteady = _remembering(exercise, trials, function)
    return _passed(exercise, len(trials)) if unsteady is None else unsteady


def _passed(exercise: Exercise, calls: int) -> Verdict:
    words = f"Right. {exercise.name} gave the right result in all {calls} calls that were tried."
    return _said(exercise, None, words, passed=True)


def _said(exercise: Exercise, key: str | None, words: str, passed: bool = False) -> Verdict:
    return Verdict(exercise.name, passed, key, (("say", words),))


def _unwritten(exercise: Exercise) -> tuple[str, str]:
    return (
        "not-written",
        f"{exercise.name} is not written yet: put your lines in the place of the three dots.",
    )


def _unfit(exercise: Exercise, function: Any) -> tuple[str, str] | None:
    """Return key and words for what need not be called."""
    if not callable(function):
        kind = type(function).__name__
        return (
            "not-a-function",
            f"This is not a function but a value of type {kind}. Give check the function itself, "
            f'without brackets and arguments: check("{exercise.name}", {exercise.name}).',
        )
    if is_unwritten(function):
        return _unwritten(exercise)
    count = len(exercise.cases[0].arguments)
    if wrong_arguments(function, count):
        return (
            "wrong-arguments",
            f"The function is called with {count} argument{'s' * (count > 1)}, by position: "
            f"{exercise.signature}. Yours takes {taken(function)}. The names are free, "
            "their number and their order are not.",
        )
    return None


def _try(exercise: Exercise, case: Case, function: Callable) -> Trial:
    outcome = run(function, case.arguments)
    if outcome.error is not None or outcome.value is None:
        return Trial(case, outcome, Difference("nothing", "nothing came back"))
    return Trial(case, outcome, compare(outcome.value, case.expected, exercise.tolerance))


def _failure(exercise: Exercise, function: Callable, trials: list[Trial], first: Trial) -> Verdict:
    found = recognise(exercise, trials)
    name = getattr(function, "__name__", "")
    call = written_call(name if name.isidentifier() else exercise.name, first.case.arguments)
    lines = [("say", "Not yet. The smallest call that fails:"), ("code", indented(call))]
    lines += _came(exercise, function, first)
    if first.outcome.printed and (found is None or found.key != "prints-instead"):
        printed = indented(first.outcome.printed.rstrip())
        lines += [("say", "In this call it printed"), ("code", printed)]
    if found is not None:
        lines.append(("why", found.words))
    elif first.outcome.error is None:
        lines.append(("why", "Work this call out by hand, and compare step by step."))
    difference = first.difference
    return Verdict(
        exercise.name,
        False,
        None if found is None else found.key,
        tuple(lines),
        call,
        _usable(first),
        first.case.expected,
        difference.part if difference else None,
        difference.place if difference else None,
        first.outcome.printed,
    )


def _came(exercise: Exercise, function: Callable, trial: Trial) -> list[tuple[str, str]]:
    """Say what came of a call, and what should have come."""
    error, difference = trial.outcome.error, trial.difference
    right = ("code", indented(written_value(trial.case.expected)))
    if isinstance(error, TooMuchWork):
        words = f"does not come to an end: it was stopped after {STEPS:,} steps. It should return"
        return [("say", words), right]
    if error is not None:
        told = [("say", "stopped with an error:"), ("code", told_error(error, function))]
        return [*told, ("say", advice(error)), ("say", "It should return"), right]
    if difference is None:
        names = _names(exercise, trial.outcome.changed)
        return [("say", f"returned the right result, but it changed {names} on the way.")]
    value = _usable(trial)
    if value is None:
        words = "it returned nothing (None)" if trial.outcome.value is None else difference.words
        return [("say", f"{words[0].upper()}{words[1:]}. It should return"), right]
    start = "The first wrong place: " if difference.place else "Look: "
    start = "The shape is wrong: " if difference.kind == "shape" else start
    return [
        ("came", "returned"),
        ("came", indented(written_value(value))),
        ("came", "and should return"),
        ("came", right[1]),
        ("say", f"{start}{difference.words}.{_how_many(exercise, trial, value)}"),
    ]


def _how_many(exercise: Exercise, trial: Trial, value: Any) -> str:
    """Say how much of an array is wrong: what a picture marks."""
    right, part = trial.case.expected, trial.difference.part if trial.difference else None
    if part is not None:
        value, right = value[part], right[part]
    if isinstance(value, tuple) or value.shape != np.shape(right) or value.size < 2:
        return ""
    count = int(differing(value, np.asarray(right), exercise.tolerance).sum())
    return f" In all, {count} of {value.size} numbers differ." if count > 1 else ""


def _names(exercise: Exercise, changed: tuple[int, ...]) -> str:
    names = list(exercise.named(exercise.cases[0]))
    return " and ".join(names[n] for n in changed)


def _usable(trial: Trial) -> Any:
    """Return what came as arrays, or None."""
    try:
        return (
            None
            if trial.outcome.value is None
            else normal(trial.outcome.value, trial.case.expected)
        )
    except UnusableError:
        return None


def _remembering(exercise: Exercise, trials: list[Trial], function: Callable) -> Verdict | None:
    """Tell whether the first call, made once more, comes out differently."""
    again = _try(exercise, trials[0].case, function)
    if not again.wrong:
        return None
    call = written_call(exercise.name, again.case.arguments)
    lines = (
        ("say", "Not yet. All calls came out right, but this one, made once more, did not:"),
        ("code", indented(call)),
        ("why", _REMEMBERS),
    )
    return Verdict(
        exercise.name, False, "remembers", lines, call, _usable(again), again.case.expected
    )


_REMEMBERS = (
    "The function keeps something from one call to the next: look for a name that is made outside "
    "of it, or for a list among the defaults of its arguments."
)
