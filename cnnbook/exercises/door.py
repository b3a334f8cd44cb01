"""The functions of `cnnbook.exercises` that readers and pages call."""

import difflib
from collections.abc import Callable

from cnnbook._checks import check_integer

from . import lessons as _lessons  # noqa: F401  # each of its files adds its exercises
from .exercise import EXERCISES, Exercise
from .judge import judge
from .printing import Text
from .verdict import Verdict

_hints_given: dict[str, int] = {}


def names(lesson: str | None = None) -> list[str]:
    """Return the names of the exercises, in the order of the book.

    Parameters
    ----------
    lesson : str, optional
        Only those of this lesson, by its name without the number, such as "filters".

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If there is no such lesson.

    Examples
    --------
    >>> names("pixels")
    ['shrink', 'fully_connected', 'brightest']
    """
    if lesson is None:
        return list(EXERCISES)
    lessons = list(dict.fromkeys(exercise.lesson for exercise in EXERCISES.values()))
    if lesson not in lessons:
        raise ValueError(f"lesson must be one of {', '.join(lessons)}, got {lesson!r}")
    return [name for name, exercise in EXERCISES.items() if exercise.lesson == lesson]


def task(name: str) -> str:
    """Return what the function shall do, with an example.

    Parameters
    ----------
    name : str
        The name of an exercise.

    Returns
    -------
    str
        Signature, task and example; a notebook shows it without quotation marks.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> task("relu").splitlines()[0]
    'relu(x)'
    """
    return Text(_exercise(name).description)


def stub(name: str) -> str:
    """Return the function's first lines, with three dots where the reader's begin.

    Parameters
    ----------
    name : str
        The name of an exercise.

    Returns
    -------
    str
        Code that can be run, and is not written yet.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> print(stub("relu"))
    def relu(x):
        \"\"\"Keep what is positive and set the rest to 0.\"\"\"
        ...
    """
    return Text(_exercise(name).stub.rstrip())


def check(name: str, function: Callable) -> Verdict:
    """Try a function, and say what is wrong with it and what was probably done.

    Parameters
    ----------
    name : str
        The name of an exercise.
    function : callable
        Called with the exercise's arguments by position. It may return lists or arrays of any
        float type, and write its loops or do without; it may not change its arguments.

    Returns
    -------
    Verdict
        Whether it passed; if not, the smallest call that fails, and the likely mistake. Whatever
        the function does, an error or a loop without end included, becomes a verdict.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("flip", lambda kernel: kernel[::-1])
    Not yet. The smallest call that fails:
    <BLANKLINE>
        flip(np.array([[1., 2.]]))
    <BLANKLINE>
    returned
    <BLANKLINE>
        array([[1., 2.]])
    <BLANKLINE>
    and should return
    <BLANKLINE>
        array([[2., 1.]])
    <BLANKLINE>
    The first wrong place: row 0, column 0 is 1 and should be 2. In all, 2 of 2 numbers differ.
    <BLANKLINE>
    Probably this: only the order of the rows is reversed. Look at what became of one row.
    """
    return judge(_exercise(name), function)


def hint(name: str, step: int | None = None) -> str:
    """Return a hint, with each call the next; there are three.

    Parameters
    ----------
    name : str
        The name of an exercise.
    step : {1, 2, 3}, optional
        This hint in the place of the next.

    Returns
    -------
    str
        After the third, the third again.

    Raises
    ------
    TypeError, ValueError
        If there is no such exercise or hint.

    Examples
    --------
    >>> hint("relu", 1)
    Hint 1 of 3: Look at one number: what becomes of 3, and what of −3?
    """
    hints = _exercise(name).hints
    if step is None:
        step = min(_hints_given.get(name, 0) + 1, len(hints))
        _hints_given[name] = step
    step = check_integer("step", step, 1, len(hints))
    return Text(f"Hint {step} of {len(hints)}: {hints[step - 1]}")


def solution(name: str) -> str:
    """Return the source of one right way; there are others.

    Parameters
    ----------
    name : str
        The name of an exercise.

    Returns
    -------
    str
        Code that needs nothing but NumPy as np.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> print(solution("relu"))
    def relu(x):
        \"\"\"Keep what is positive and set the rest to 0.\"\"\"
        return np.maximum(x, 0)
    """
    return Text(_exercise(name).source.rstrip())


def mistakes(name: str) -> list[str]:
    """Return the keys of the mistakes that an exercise knows, beside those of any function.

    Parameters
    ----------
    name : str
        The name of an exercise.

    Returns
    -------
    list of str
        What `Verdict.mistake` may be.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> mistakes("flip")[:2]
    ['only-rows', 'only-columns']
    """
    return list(dict.fromkeys(mistake.key for mistake in _exercise(name).mistakes))


def _exercise(name: str) -> Exercise:
    if name in EXERCISES:
        return EXERCISES[name]
    near = difflib.get_close_matches(str(name), EXERCISES, n=1)
    meant = f"; do you mean {near[0]!r}?" if near else ""
    raise ValueError(f"there is no exercise {name!r}{meant} names() lists all {len(EXERCISES)}")
