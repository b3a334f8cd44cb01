"""How long the judge of the exercises takes: ``python -m benchmarks.exercises``.

For each exercise the right way and every listed mistake, once; a reader should get the verdict
within 200 ms. What never ends is stopped later than that, after a number of steps.
"""

from statistics import median

from benchmarks.timing import seconds
from cnnbook.exercises import check
from cnnbook.exercises.exercise import EXERCISES, Exercise

GOAL = 0.2  # seconds


def times(exercise: Exercise) -> dict[str, float]:
    """Return the time of each verdict, by the key of the mistake."""
    functions = {"right": exercise.solution}
    functions |= {f"{m.key} ({n})": m.function for n, m in enumerate(exercise.mistakes)}
    check(exercise.name, exercise.solution)  # draws the cases
    return {key: seconds(lambda f=f: check(exercise.name, f)) for key, f in functions.items()}


def main() -> None:
    every = {(name, key): t for name, e in EXERCISES.items() for key, t in times(e).items()}
    slowest = sorted(every, key=every.__getitem__, reverse=True)[:5]
    late = sum(t > GOAL for t in every.values())
    print(f"{len(every)} verdicts, median {1000 * median(every.values()):.1f} ms; slowest:")
    for name, key in slowest:
        print(f"  {1000 * every[name, key]:6.1f} ms  {name}, {key}")
    print(f"  {late} took longer than {1000 * GOAL:.0f} ms")


if __name__ == "__main__":
    main()
