"""Which mistake was probably made: those of the exercise by their results, then anybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .comparing import Difference, UnusableError, as_numbers, compare, same
from .exercise import Case, Exercise, Mistake
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

    Its wrong values must be the reader's, in two calls at least. A call that ends with an error in
    one of the two tells nothing, since much can be an error; but errors alone must be of one kind,
    in the same calls.
    """
    values, errors = [], []
    for trial in sorted(trials, key=lambda trial: not trial.wrong):  # these decide soonest
        agree = _agree(trial, mistake, tolerance)
        if agree is False:
            return False
        (errors if agree is None else values).append(trial)
    wrong = [trial for trial in values if trial.difference]
    if wrong:
        return len(wrong) > 1 or len(values) == len(trials)
    kinds = [_kinds_of_error(trial, mistake) for trial in errors]
    return 0 < len(errors) < len(trials) and all(ours is theirs for ours, theirs in kinds)


def _kinds_of_error(trial: Trial, mistake: Mistake) -> tuple[type, type]:
    ours = run(mistake.function, trial.case.arguments, limited=False).error
    return type(ours), type(trial.outcome.error)


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
    return compare(theirs.value, expected, tolerance) is None


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
    pairs = [_arrays(trial) for trial in failed]
    if any(pair is None for pair in pairs):
        return None
    for key, words, explains in _GENERAL:
        if all(explains(*pair) for pair in pairs if pair is not None):
            return Found(key, words)
    if any(trial.outcome.changed for trial in failed):
        return Found("changed-in-place", _CHANGED)
    if failed[0].difference is not None and failed[0].difference.kind == "shape":
        return _shape(*(pairs[0] or (np.zeros(0), np.zeros(0))))
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


def _shape(got: np.ndarray, expected: np.ndarray) -> Found:
    if got.ndim != expected.ndim:
        words = (
            f"{expected.ndim} axes were expected and {got.ndim} came: an axis was added or lost, "
            "perhaps by reshape, by a sum over an axis too many or too few, or by [ ] around a "
            "result."
        )
    else:
        words = "Print the shape after each line, and see where it first is not what you expect."
    return Found("wrong-shape", words)


def _transposed(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.ndim == 2 == expected.ndim and same(got.T, expected)


def _truncated(got: np.ndarray, expected: np.ndarray) -> bool:
    near = (np.floor(expected), np.trunc(expected), np.round(expected))
    return got.shape == expected.shape and any(same(got, whole) for whole in near)


def _negative(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.dtype.kind in "if" and same(-got.astype(float), expected)


def _infinite(got: np.ndarray, expected: np.ndarray) -> bool:
    return (
        got.dtype.kind == "f" and not np.isfinite(got).all() and bool(np.isfinite(expected).all())
    )


def _zeros(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.shape == expected.shape and not got.any() and got.size > 0


def _short(got: np.ndarray, expected: np.ndarray) -> bool:
    """One too few: a smaller result, or the last row and column left at 0."""
    if got.ndim != expected.ndim or not got.ndim or not got.size:
        return False
    inner = tuple(slice(0, max(n - 1, 0)) for n in expected.shape)
    cut = got if got.shape != expected.shape else got[inner]
    if got.shape == expected.shape and np.count_nonzero(got) != np.count_nonzero(cut):
        return False
    return cut.shape == expected[inner].shape and same(cut, expected[inner])


_GENERAL: tuple[tuple[str, str, Callable[[np.ndarray, np.ndarray], bool]], ...] = (
    (
        "rows-and-columns-exchanged",
        "Probably rows and columns are exchanged: the right numbers stand mirrored along the "
        "diagonal. The first index counts rows, downwards; the second columns, to the right.",
        _transposed,
    ),
    (
        "integer-division",
        "Probably something was rounded to whole numbers: // divides without remainder, and an "
        "array made of integers keeps no fractions.",
        _truncated,
    ),
    (
        "sign",
        "Probably a sign is the other way round: each number is right but for its minus.",
        _negative,
    ),
    (
        "all-zeros",
        "Every number is still 0, as it was when the array was made. Is something written into "
        "it, and do the loops run at all?",
        _zeros,
    ),
    (
        "off-by-one",
        "Probably a loop ends one too early: range(n) already stops before n, so the last place "
        "needs no − 1.",
        _short,
    ),
    (
        "not-finite",
        "NaN or infinity came: something was divided by 0, or grew beyond what a float can hold. "
        "Print the parts of the formula one by one.",
        _infinite,
    ),
)
