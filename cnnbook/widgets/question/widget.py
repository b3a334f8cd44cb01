"""Question: predict first, then check; a wrong answer is explained by its likely cause."""

from __future__ import annotations

import base64
import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets
from matplotlib.figure import Figure

from ..shared.base import Explorer
from ..shared.traits import Integer
from .answers import ChoiceAnswer, NumberAnswer
from .convolution_answers import KernelAnswer, SettingAnswer

Answer = NumberAnswer | ChoiceAnswer | KernelAnswer | SettingAnswer


def encode(secret: Mapping[str, Any]) -> str:
    """Return `secret` as JSON in base64: not readable at a glance, and not encrypted."""
    text = json.dumps(secret, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


class Response(traitlets.Any):
    """Any value that the answer's `parse` accepts; `traitlets.Any` would accept None unparsed."""

    allow_none = False


class Question(Explorer):
    """Ask the reader to predict; the page judges the answer and explains likely mistakes.

    Create one with `Question.number`, `Question.choice`, `Question.kernel` or `Question.setting`.
    All texts may contain code in backticks; `worked` may contain ``{response}`` and ``{answer}``.

    Attributes
    ----------
    response : str, int or None, list of lists, or dict
        The reader's current response; Python may set it.
    checked : bool
        Whether the current response has been checked on the page.
    attempts : int
        Number of responses that the reader has checked.

    Examples
    --------
    >>> question = Question.number("How many pixels has an image of 2 × 3?", 6)
    >>> question.response = "5"
    >>> question.correct
    False
    """

    _linkable: ClassVar[bool] = False

    kind = traitlets.Enum(("number", "choice", "kernel", "setting")).tag(sync=True)
    prompt = traitlets.Unicode().tag(sync=True)
    details = traitlets.Dict().tag(sync=True)
    sealed = traitlets.Unicode().tag(sync=True)
    response = Response().tag(sync=True)
    checked = traitlets.Bool(False).tag(sync=True)
    attempts = Integer(0, min=0).tag(sync=True)
    hinted = traitlets.Bool(False).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self, prompt: str, answer: Answer, *, hint: str = "", worked: str = "", code: str = ""
    ):
        self._answer = answer
        self._code = code
        super().__init__(
            kind=answer.kind,
            prompt=prompt,
            details={**answer.details, "hints": bool(hint)},
            sealed=encode({**answer.secret, "hint": hint, "worked": worked}),
            response=answer.start,
        )

    @classmethod
    def number(
        cls,
        prompt: str,
        answer: float,
        *,
        unit: str = "",
        tolerance: float = 0,
        mistakes: Mapping[float, str] | None = None,
        **texts: str,
    ) -> Question:
        """Ask for a number.

        Parameters
        ----------
        prompt : str
            The question.
        answer : float
            The correct number.
        unit : str
            The unit, shown after the field.
        tolerance : float
            Largest accepted error. With 0 an integer must be exact, any other answer correct to
            three significant digits.
        mistakes : dict
            For each plausible wrong number its likely cause.
        **texts : str
            `hint`, `worked` (the worked answer) and `code` (the call that computes the answer).
        """
        return cls(prompt, NumberAnswer(answer, tolerance, unit, mistakes or {}), **texts)

    @classmethod
    def choice(
        cls,
        prompt: str,
        choices: Sequence[str],
        answer: int,
        *,
        reasons: Sequence[str],
        **texts: str,
    ) -> Question:
        """Ask for one of several statements.

        Parameters
        ----------
        prompt : str
            The question.
        choices : list of str
            The statements.
        answer : int
            The index of the correct one.
        reasons : list of str
            For each choice why it is correct or wrong.
        **texts : str
            `hint`, `worked` (the worked answer) and `code` (the call that computes the answer).
        """
        return cls(prompt, ChoiceAnswer(choices, answer, reasons), **texts)

    @classmethod
    def kernel(
        cls,
        prompt: str,
        image: Any,
        target: Any,
        *,
        size: int = 3,
        start: Any = None,
        options: Mapping[str, Any] | None = None,
        mistakes: Sequence[tuple[Any, str]] = (),
        **texts: str,
    ) -> Question:
        """Ask for a kernel that turns the image into the target; any such kernel is correct.

        Parameters
        ----------
        prompt : str
            The question.
        image, target : array-like
            ``conv2d(image, kernel, **options)`` must equal the target to 1e-6.
        size : int
            Rows and columns of the kernel.
        start : array-like
            The initial kernel, zeros by default.
        options : dict
            Stride, padding, padding_mode, padding_value, dilation.
        mistakes : list of (kernel, cause)
            For each plausible wrong kernel its likely cause; kernels with the same result share it.
        **texts : str
            `hint`, `worked` (the worked answer) and `code` (the call that computes the answer).
        """
        return cls(
            prompt, KernelAnswer(image, target, size, start, options or {}, mistakes), **texts
        )

    @classmethod
    def setting(
        cls,
        prompt: str,
        image_size: int | tuple[int, int],
        target: int | tuple[int, int],
        *,
        kernel_size: int = 3,
        ask: Sequence[str] = ("stride", "padding"),
        given: Mapping[str, int] | None = None,
        **texts: str,
    ) -> Question:
        """Ask for settings that give an output of a required size; any such settings are correct.

        Parameters
        ----------
        prompt : str
            The question.
        image_size, target : int or (int, int)
            Pixels per side, or rows and columns, of the input and of the output.
        kernel_size : int
            Rows and columns of the kernel.
        ask : list of {"stride", "padding", "dilation", "kernel_size"}
            What the reader sets.
        given : dict
            The other settings; by default stride 1, padding 0, dilation 1.
        **texts : str
            `hint`, `worked` (the worked answer) and `code` (the call that computes the answer).
        """
        answer = SettingAnswer(image_size, target, kernel_size, tuple(ask), given or {})
        return cls(prompt, answer, **texts)

    @traitlets.validate("response")
    def _parsed(self, proposal: dict[str, Any]) -> Any:
        return self._answer.parse(proposal["value"])

    @property
    def correct(self) -> bool:
        """Whether the current response is correct."""
        return self._answer.is_correct(self.response)

    @property
    def code(self) -> str:
        """The call that computes the answer, if the author gave one."""
        return self._code

    @property
    def description(self) -> str:
        """The question in words, without its answer."""
        return self.prompt.replace("`", "")

    def draw(self, figure: Figure) -> None:
        """Write the question and its choices; draw image and target of a kernel question."""
        prompt = _printable(self.description).splitlines()
        lines = [part for line in prompt for part in textwrap.wrap(line, 92)]
        for choice in self.details.get("choices", []):
            lines += textwrap.wrap(
                _printable(f"○  {choice}"), 88, initial_indent="  ", subsequent_indent="      "
            )
        pictures = 1.9 if self.kind == "kernel" else 0
        figure.set_layout_engine("none")
        height = 0.3 + 0.22 * len(lines) + pictures
        figure.set_size_inches(8, height)
        top = 1 - 0.12 / height
        figure.text(0.02, top, "\n".join(lines), va="top", fontsize=11, parse_math=False)
        if self.kind != "kernel":
            return
        for place, name in enumerate(("image", "target")):
            ax = figure.add_axes((0.02 + 0.25 * place, 0.02, 0.22, (pictures - 0.35) / height))
            ax.imshow(self.details[name], cmap="gray")
            ax.set(xticks=[], yticks=[])
            ax.set_title(name, fontsize=10)


def _printable(text: str) -> str:
    """Remove backticks, and replace spaces that Matplotlib's font does not have."""
    return text.translate({0x2009: " ", 0x202F: " ", 0x00A0: " "}).replace("`", "")
