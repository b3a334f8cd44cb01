"""The whole site in Firefox: each page over http and from a folder, each widget, Python."""

import pytest

from tests.lesson_texts import lines, stored

from . import firefox as driver
from .pages import PAGES
from .python_page import TEXTS

pytestmark = pytest.mark.xdist_group("Firefox")  # one worker, one `firefox`
ARROW_RIGHT, ARROW_DOWN, ENTER = "\ue014", "\ue015", "\ue007"
KEYS = {"text": "1" + ENTER, "button": " ", "radio": " " + ENTER}
KEYS["grid"] = ARROW_DOWN + ARROW_RIGHT  # one of a single row leads to the right alone
ALL_IS_THERE = """async () => {
  await window.cnnbookHost?.ready;
  await window.cnnbookLate;
  await window.cnnbookFormulas;
  await document.fonts.ready;
  const dead = document.querySelectorAll(".cnnbook-widget:not([data-mounted=live])");
  const untyped = document.querySelectorAll(".math:not(:has(mjx-container))");
  return [...dead, ...untyped].map((part) => part.outerHTML.slice(0, 200));
}"""
PLACES = "() => document.querySelectorAll('.cnnbook-live').length"
# What a widget shows, the values of its fields included; and its control that a key speaks to best.
SHOWN = """const shown = (live) => live.innerHTML + [...live.querySelectorAll("input, select")]
  .map(({ value, checked }) => `${value} ${checked}`);"""
FOCUS = f"""(n) => {{
  {SHOWN}
  const live = document.querySelectorAll(".cnnbook-live")[n];
  const answers = (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility();
  const kinds = ["[role=grid]", "[role=slider]", "input", "button"];
  const all = kinds.flatMap((kind) => [...live.querySelectorAll(kind)]);
  const control = all.find(answers);
  window.before = shown(live);
  control.focus();
  return control.type ?? control.getAttribute("role");
}}"""
ANSWERED = f"""async (n) => {{
  {SHOWN}
  const live = document.querySelectorAll(".cnnbook-live")[n];
  for (let k = 0; k < 400 && shown(live) === window.before; k += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  return shown(live) !== window.before;
}}"""
RUN = """async () => {
  const page = document.documentElement.dataset;
  document.querySelector(".cnnbook-run button").click();
  while (!["done", "failed"].includes(page.python)) await new Promise((r) => setTimeout(r, 50));
  return page.python;
}"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    """Firefox, for as long as the tests of this file run."""
    if not driver.installed():
        pytest.skip("these tests need Firefox: apt-get install firefox-esr")
    with driver.firefox(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("over", ["http", "file"])
def test_a_page_opens_whole_and_every_widget_answers(firefox, site, address, over, path):
    origin = address if over == "http" else site.as_uri()
    firefox.open(f"{origin}/{path}")
    assert firefox.run(ALL_IS_THERE) == []
    if over == "http":
        use_each_widget(firefox, path)
    assert firefox.problems(f"{origin}/") == []


def use_each_widget(firefox, path):
    """Press a key in each widget of the page; it must change what is there."""
    for n in range(firefox.run(PLACES)):
        kind = firefox.run(FOCUS, n)
        for key in KEYS.get(kind, ARROW_DOWN):
            firefox.press(key)
        assert firefox.run(ANSWERED, n), f"{path}, widget {n}: its {kind} did not answer"


def test_a_lesson_runs_there_and_prints_what_the_book_prints(firefox, address):
    firefox.open(f"{address}/book/02_filters.html")
    assert firefox.run(RUN) == "done"
    expected, texts = stored("02_filters"), firefox.run(TEXTS)
    assert expected
    for cell, text in expected.items():
        assert lines(texts[cell]) == lines(text), cell
    assert firefox.problems(f"{address}/") == []
