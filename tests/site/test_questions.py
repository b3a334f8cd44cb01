"""Every question of the book: right answers, equivalent ones, and wrong ones explained."""

import itertools

import numpy as np
import pytest

from cnnbook import conv2d
from cnnbook.functional.shapes import output_size

from .pages import LESSONS

# What each question of a page asks, and what its author wrote about the answer.
READ = """() => [...document.querySelectorAll(".cnnbook-widget")].flatMap((place, index) => {
  const model = [...window.cnnbookHost.models.values()].find((m) => m.key === place.dataset.widget);
  if (!model?.has("sealed")) return [];
  const bytes = Uint8Array.from(atob(model.get("sealed")), (c) => c.charCodeAt(0));
  const secret = JSON.parse(new TextDecoder().decode(bytes));
  return [{ index, kind: model.get("kind"), details: model.get("details"), secret,
            prompt: model.get("prompt") }];
})"""

# Answer one question in several ways, each time with a press on its button, and say what it said.
ANSWER = """async ([index, responses]) => {
  const place = document.querySelectorAll(".cnnbook-widget")[index];
  const model = [...window.cnnbookHost.models.values()].find((m) => m.key === place.dataset.widget);
  const drawn = () => new Promise((resolve) => setTimeout(resolve));
  const said = [];
  for (const response of responses) {
    model.set({ response, checked: false });
    await drawn();
    place.querySelector(".cb-q-check").click();
    await drawn();
    const verdict = place.querySelector(".cb-q-verdict");
    said.push([verdict.dataset.kind, verdict.textContent]);
  }
  return said;
}"""


def number_cases(details, secret):
    """Right numbers, equal ones in other words, and wrong ones with the author's cause."""
    answer, margin = secret["answer"], max(secret["tolerance"], 1e-9)
    right = [repr(answer), f"{answer * 2!r}/2", f" {answer!r} {details.get('unit', '')}"]
    wrong = [repr(mistake) for mistake, *_ in secret["mistakes"]]
    wrong += [repr(answer + 1 + 3 * margin), repr(-answer - 2 * margin), repr(answer * 3 + 7)]
    return right, wrong


def choice_cases(details, secret):
    """The right choice, and all others."""
    return [secret["answer"]], [i for i in range(len(details["choices"])) if i != secret["answer"]]


def kernel_cases(details, secret):
    """A kernel that gives the target, one that differs by rounding, and some that do not."""
    solution = np.array(secret["solution"], dtype=float)
    image, target = np.array(details["image"]), np.array(details["target"])
    tries = [kernel for kernel, _ in secret["mistakes"]]
    tries += [solution * 2, solution + 1, -solution, np.zeros_like(solution), np.eye(len(solution))]
    results = [(k, conv2d(image, np.array(k), **details["options"])) for k in tries]
    wrong = [np.array(k).tolist() for k, out in results if not np.allclose(out, target, atol=1e-3)]
    return [solution.tolist(), (solution + 1e-12).tolist()], wrong


def setting_cases(details, secret):
    """All settings up to 6, sorted by whether the formula gives the target."""
    right, wrong = [], []
    for values in itertools.product(range(7), repeat=len(details["ask"])):
        response = dict(zip(details["ask"], values, strict=True))
        if any(value < 1 for name, value in response.items() if name != "padding"):
            continue
        setting = {**details["given"], **response}
        kernel = setting.pop("kernel_size")
        sizes = [output_size(n, kernel, **setting) for n in details["image"]]
        (right if sizes == details["target"] else wrong).append(response)
    return right, wrong


def named_mistakes(question):
    """Each mistake that the author has named: its cause, and the response."""
    if question["kind"] != "number":
        return []
    return [
        (mistake[-1].replace("`", ""), repr(mistake[0]))
        for mistake in question["secret"]["mistakes"]
    ]


CASES = {
    "number": number_cases,
    "choice": choice_cases,
    "kernel": kernel_cases,
    "setting": setting_cases,
}


@pytest.mark.parametrize("path", LESSONS)
def test_every_question_knows_right_from_wrong_and_says_why(open_page, path):
    page = open_page(path)
    questions = page.evaluate(READ)
    assert len(questions) >= 5
    for question in questions:
        right, wrong = CASES[question["kind"]](question["details"], question["secret"])
        assert right
        assert len(wrong) >= (2 if question["kind"] == "choice" else 3)
        said = page.evaluate(ANSWER, [question["index"], [*right, *wrong]])
        for response, (verdict, words) in zip([*right, *wrong], said, strict=True):
            expected = "right" if response in right else "wrong"
            assert verdict == expected, f"{question['prompt']} {response} {words}"
            assert len(words) > len("✗ Not yet. ") + 4 or verdict == "right", question["prompt"]
        for cause, named in named_mistakes(question):
            assert cause in said[[*right, *wrong].index(named)][1], question["prompt"]
