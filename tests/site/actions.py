"""What a reader, the notebook and the world may do to a widget, drawn at random by Hypothesis.

An action is plain data: a kind, and numbers that choose among the controls which the page has at
that moment (the third field, the second button …), so that one list of actions fits every widget.
The first kind is to rest: Hypothesis shrinks a failing list to few actions and much rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import traitlets
from hypothesis import strategies as st

from cnnbook.widgets import Explorer

from .mount import Mounted
from .values import other_value

SCRIPT = Path(__file__).with_name("actions.js").read_text(encoding="utf-8")
GARBAGE = [
    "1e999", "--", "", "½", "-", ".", "1e-320", "0x10", "-0", "1/0", "NaN", "Infinity", " ", "٣",
    "<img src=x onerror=alert(1)>", "\u202e12", "1,5", "−3", "9" * 400, "2",
    "3.5", "0", "1e3", "-7",
]  # fmt: skip
KEYS = [
    "Tab", "Shift+Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", "Space",
    "Escape", "Home", "End", "Control+Home", "Control+End", "PageUp", "PageDown",
    "Backspace", "Delete", "F2", "Control+z", "-", "1", "9", ".", "e",
]  # fmt: skip

_which = st.integers(0, 60)
_place = st.tuples(*[st.sampled_from([0.5, 0.02, 0.98, 0.25, 0.75])] * 2)  # parts of a box
Action = tuple[Any, ...]


def _action(kind: str, *parts: st.SearchStrategy) -> st.SearchStrategy[Action]:
    return st.tuples(st.just(kind), *parts)


ACTION = st.one_of(
    _action("rest"),
    _action("point", st.just("surface"), _which, st.lists(_place, min_size=1, max_size=3)),
    _action("drag", st.just("surface"), _which, st.lists(_place, min_size=1, max_size=3)),
    _action("drag", st.sampled_from(["button", "toggle"]), _which, st.just([(0.5, 0.5)])),
    _action("pick", _which, _which),
    _action("keys", _which, st.lists(st.sampled_from(KEYS), min_size=1, max_size=4)),
    _action(
        "type",
        st.sampled_from(["field", "cell"]),
        _which,
        st.sampled_from(GARBAGE),
        st.sampled_from(["Enter", "Tab", "Escape", ""]),
    ),
    _action("python", _which, st.integers(0, 2**16), st.sampled_from([1, 1, 10])),
    _action("remount", st.booleans()),
    _action("theme"),
    _action("width", st.sampled_from([900, 320])),
)


class Driver:
    """Performs actions on a mounted widget, and keeps Python's twin of it in step.

    Parameters
    ----------
    mounted : Mounted
        The page.
    twin : Explorer
        The widget that was mounted; it lives on as Python's side of the page.
    traits : sequence of str
        The names of the traits that Python may set.
    """

    def __init__(self, mounted: Mounted, twin: Explorer, traits: Sequence[str]):
        self.mounted, self.page, self.twin, self.traits = mounted, mounted.page, twin, traits
        self.log: list[str] = []
        mounted.unmount()
        self.page.evaluate(SCRIPT)
        self.ask("followSaves(it)", list(traits))
        mounted.mount_again()

    def ask(self, call: str, argument: Any = None) -> Any:
        """Call one of the page's helpers; the argument is called `it` there."""
        return self.page.evaluate(f"(it) => robust.{call}", argument)

    def perform(self, action: Action) -> None:
        """Do one thing, and note what was done; where there is nothing of that kind, press keys."""
        kind, *rest = action
        done = getattr(self, f"_{kind}")(*rest)
        self.log.append(f"{kind}: {done or self._keys(len(self.log), ['Tab', 'Space'])}")

    # ---- the reader ------------------------------------------------------------------------------

    def _rest(self) -> str:
        return "rested"

    def _point(
        self, kind: str, n: int, path: list[tuple[float, float]], press: bool = False
    ) -> str | None:
        """Move the mouse over the n-th control of a kind, along places within its box."""
        aimed = self.ask("aim(...it)", [kind, n])
        if not aimed:
            return None
        for step, (x, y) in enumerate(path):
            self.page.mouse.move(aimed["x"] + x * aimed["width"], aimed["y"] + y * aimed["height"])
            if press and step == 0:
                self.page.mouse.down()
        if press:
            self.page.mouse.up()
        return f"{aimed['name']} along {path}"

    def _drag(self, kind: str, n: int, path: list[tuple[float, float]]) -> str | None:
        return self._point(kind, n, path, press=True)

    def _pick(self, n: int, option: int) -> str | None:
        return self.ask("pick(...it)", [n, option])

    def _keys(self, n: int, keys: Sequence[str]) -> str:
        name = self.ask("focus(it)", n)
        for key in keys:
            self.page.keyboard.press(key)
        return f"{' '.join(keys)} on {name}"

    def _type(self, kind: str, n: int, text: str, end: str) -> str | None:
        clicked = self._drag(kind, n, [(0.5, 0.5)])
        if not clicked:
            return None
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)
        if end:
            self.page.keyboard.press(end)
        return f"“{text:.30}” {end} into {clicked}"

    # ---- Python ----------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Return Python's state."""
        return {name: getattr(self.twin, name) for name in self.traits}

    def tell(self, states: list[dict[str, Any]]) -> None:
        """Give the page states of Python's, one after the other, as JSON."""
        self.ask("fromPython(JSON.parse(it))", json.dumps(states))

    def hear(self) -> None:
        """Give Python what the page has saved. Python must take it, and says what it changes."""
        for state in self.ask("newSaves()"):
            before = self.values()
            try:
                self.twin.set_state(state)
            except (traitlets.TraitError, ValueError) as error:
                raise AssertionError(f"the page saved what Python refuses: {error}") from error
            self.tell([changes({**before, **state}, self.values())])

    def _python(self, n: int, seed: int, times: int) -> str:
        """Set a trait from Python, perhaps often, with no time for the page to draw between."""
        self.hear()
        name, rng = self.traits[n % len(self.traits)], Random(seed)
        states, said = [], []
        for _ in range(times):
            value = other_value(getattr(self.twin, name), self.twin.limits.get(name), rng)
            states.append(self._set(name, value))
            said.append(json.dumps(value)[:60] + ("" if states[-1] else " (refused)"))
        self.tell(states)
        return f"{name} = {', '.join(said)}"

    def _set(self, name: str, value: Any) -> dict[str, Any]:
        """Return all that changes with a trait; what Python refuses, a link must not set either."""
        before, reason = self.values(), None
        try:
            setattr(self.twin, name, value)
        except traitlets.TraitError as error:
            reason = error
        if reason and name in self.twin.limits:
            said = self.ask("refusal(JSON.parse(it))", json.dumps({name: value}))
            assert said, f"Python refuses {name} = {value!r:.80} ({reason}), but a link may set it"
        return changes(before, self.values())

    # ---- the page --------------------------------------------------------------------------------

    def _remount(self, play: bool) -> str:
        """Take every view away, if possible in the middle of play, and show the model anew."""
        self.agree()
        ticks = self.ask("play()") if play else None
        if ticks is not None:
            self._wait_for_a_tick(ticks)
        self.end()
        self.mounted.mount_again()
        return "not played" if ticks is None else "played"

    def _wait_for_a_tick(self, ticks: int) -> None:
        """Playwright's own waiting would leave listeners in the page, and they are counted."""
        for _ in range(200):
            if self.ask("ticks()") > ticks:
                return
            self.page.wait_for_timeout(10)
        raise AssertionError("Play took no step within two seconds")

    def _theme(self) -> str:
        return self.ask("turnTheme()")

    def _width(self, width: int) -> str:
        self.page.set_viewport_size({"width": width, "height": 900})
        return f"{width} px"

    def end(self) -> None:
        """Unmount; nothing may stay behind."""
        self.mounted.unmount()
        left = self.ask("left()")
        assert left == {}, f"left after unmounting: {left}"

    def agree(self) -> None:
        """Page and Python must have one state, and each view show what NumPy computes for it."""
        self.ask("pause()")
        self.hear()
        page, python = json.loads(self.ask("state(it)", list(self.traits))), self.values()
        assert page == python, f"the page has {changes(python, page)}, and Python not"
        for view in self.ask("shown()"):
            code = view["code"] or self.twin.code  # a Question prints none
            assert code == self.twin.code, f"the page prints\n{code}\nnot\n{self.twin.code}"
            compare(view["output"], self.twin)


def changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Return what is no longer as it was."""
    return {name: value for name, value in now.items() if value != before[name]}


def compare(parts: list[Any], widget: Explorer) -> None:
    """Compare a page's output with the widget's own."""
    if isinstance(parts[0], dict):  # a Question's counts
        expected = {"attempts": widget.attempts, "checked": widget.checked, "right": widget.correct}
        assert parts[0] == expected
        return
    expected = np.ravel(widget.output).astype(float)
    shown = np.concatenate([np.array(part, dtype=float) for part in parts])
    scale = np.abs(expected).max(initial=0)
    precision = 1e-4 if widget.output.dtype == np.float32 else 1e-9
    np.testing.assert_allclose(shown, expected, rtol=precision, atol=precision * max(scale, 1e-3))
