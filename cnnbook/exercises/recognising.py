"""Which mistake was probably made: those of the exercise by their results, then anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .comparing import Difference, UnusableError, as_numbers, compare
from .exercise import Case, Exercise, Mistake
from .general import about_shape, general
from .limit import TooMuchWork
from .running import Outcome, run


@dataclass(frozen=True)
class Trial:
    """One case, what came of it, and what is wrong with that."""

    case: Case
    outcome: Outcome
    difference: Difference | None

    @property
    def wrong(self) -> bool:
        """Whether it fails: by its result, or by an argument that was changed."""
        return self.difference is not None or bool(self.outcome.changed)


@dataclass(frozen=True)
class Found:
    """A mistake and its words."""

    key: str
    words: str


def recognise(exercise: Exercise, trials: Sequence[Trial]) -> Found | None:
    """Return the mistake that explains all trials best, or None."""
    failed = [trial for trial in trials if trial.wrong]
    if isinstance(failed[-1].outcome.error, TooMuchWork):
        return Found("endless-loop", _ENDLESS)
    for find in (_nothing, _changed, _known, _raised, _unusable, _in_general, _partly_known):
        found = find(exercise, trials, failed)
        if found is not None:
            return found
    return None


_ENDLESS = (
    "Probably a loop has no end: in a while loop, something in its condition must change in every "
    "turn; and nothing may be added to a list while a for loop runs over it."
)
_CHANGED = (
    "The arguments belong to whoever calls: they are still needed afterwards. Begin with a copy, "
    "such as image.copy(), or write into a new array. With an array, x += 1 and x[0] = 1 "
    "change it; x = x + 1 makes a new one."
)


def _nothing(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    trial = failed[0]
    if trial.outcome.error is not None or trial.outcome.value is not None:
        return None
    if trial.outcome.printed:
        printed = trial.outcome.printed.strip()
        return Found(
            "prints-instead",
            "It printed\n\n    "
            + printed.replace("\n", "\n    ")
            + "\n\nbut printing only shows a "
            "value; return hands it to whoever called. End with return in the place of print.",
        )
    return Found(
        "returns-nothing",
        "A function without return gives back None. Does each way through it reach a return, and "
        "does the return stand outside of the loops?",
    )


def _changed(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    """Right results, at the price of an argument."""
    if all(trial.difference is None for trial in failed):
        return Found("changed-in-place", _CHANGED)
    return None


def _known(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    """Return the mistake of the exercise whose results these are, case by case."""
    for mistake in exercise.mistakes:
        if _explains(mistake, trials, exercise.tolerance):
            return Found(mistake.key, f"Probably this: {mistake.why}")
    return None


def _explains(mistake: Mistake, trials: Sequence[Trial], tolerance: float) -> bool:
    """Tell whether a mistake brings all this about.

    Its results must be the reader's, right and wrong ones. A call that ends with an error in one of
    the two alone tells little, since much can be an error: then several wrong results must agree.
    """
    agreeing, alike, unlike = [], [], []  # results; errors of one kind; other errors
    for trial in sorted(trials, key=lambda trial: not trial.wrong):  # these decide soonest
        agree = _agree(trial, mistake, tolerance)
        if agree is False:
            return False
        same_error = agree is None and _same_error(trial, mistake)
        (agreeing if agree else alike if same_error else unlike).append(trial)
    wrong = sum(trial.difference is not None for trial in agreeing)
    if not unlike:
        return bool(agreeing) and wrong + len(alike) > 0
    return wrong > 1


def _same_error(trial: Trial, mistake: Mistake) -> bool:
    ours = run(mistake.function, trial.case.arguments, limited=False).error
    return type(ours) is type(trial.outcome.error)


def _partly_known(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    """Return the mistake that explains the smallest failing case and most of the others."""
    if any(trial.outcome.error is not None for trial in failed[:1]):
        return None
    for mistake in exercise.mistakes:
        explained = [bool(_agree(trial, mistake, exercise.tolerance)) for trial in failed]
        if explained[0] and sum(explained) >= 3 and 2 * sum(explained) > len(explained):
            return Found(mistake.key, f"Perhaps this, and something else too: {mistake.why}")
    return None


def _agree(trial: Trial, mistake: Mistake, tolerance: float) -> bool | None:
    """Tell whether a mistake gives the result of a trial; None where either is an error."""
    theirs = trial.outcome
    ours = run(mistake.function, trial.case.arguments, limited=False)
    if theirs.error is not None or ours.error is not None:
        return None
    several = isinstance(ours.value, tuple)
    try:
        expected = _numbers(ours.value) if several else as_numbers(ours.value)
        if not several and expected.size == 0 == as_numbers(theirs.value).size:
            return True
    except UnusableError:
        return False
    return compare(theirs.value, expected, mistake.tolerance or tolerance) is None


def _numbers(values: tuple) -> tuple[np.ndarray, ...]:
    return tuple(as_numbers(value) for value in values)


def _raised(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    if failed[0].outcome.error is None:
        return None
    return Found("exception", "All other lines wait for this one: mend it first.")


def _unusable(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    difference = failed[0].difference
    if difference is None or difference.kind != "type":
        return None
    return Found("wrong-type", "What comes back must be a number or an array of numbers.")


def _in_general(exercise: Exercise, trials: Sequence[Trial], failed: list[Trial]) -> Found | None:
    """Return a mistake that anybody can make anywhere, if it explains every failing trial."""
    every = [_arrays(trial) for trial in failed]
    pairs = [pair for pair in every if pair is not None]
    if every[0] is None:
        return None
    found = general(pairs) if len(pairs) == len(every) else None
    if found is not None:
        return Found(*found)
    if any(trial.outcome.changed for trial in failed):
        return Found("changed-in-place", _CHANGED)
    if failed[0].difference is not None and failed[0].difference.kind == "shape":
        return Found("wrong-shape", about_shape(*pairs[0], exercise.named(failed[0].case)))
    return None


def _arrays(trial: Trial) -> tuple[np.ndarray, np.ndarray] | None:
    """Return what came and what should, of several values those in question; None if neither."""
    value, expected = trial.outcome.value, trial.case.expected
    part = trial.difference.part if trial.difference else None
    if trial.outcome.error is not None or value is None or trial.difference is None:
        return None
    try:
        if isinstance(expected, tuple):
            part = part or 0
            return as_numbers(tuple(value)[part]), np.asarray(expected[part])
        return as_numbers(value), np.asarray(expected)
    except (UnusableError, TypeError, IndexError):
        return None
