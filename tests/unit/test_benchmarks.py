"""The figures in README.md are the ones in benchmarks/README.md, and every row is there."""

import pytest
from cases import need_torch

from benchmarks import __main__ as program
from benchmarks import cases, fresh, layers, measure, report, training


def test_the_front_page_shows_the_measured_figures():
    assert report.parts()[1] == report.heart(report.details())


def test_every_case_stands_in_the_table():
    shown = report.parts()[1]
    assert "cores" in shown.splitlines()[1]  # the machine
    for case in cases.CASES:
        assert f"| {case.name} |" in shown


def test_the_heart_of_a_report():
    text = "A machine.\n\n### One\n\n| case | ms | forward ÷ PyTorch |\n| --- | ---: | ---: |\n"
    text += "| small | 7 | 0.5 |\n\n### Two\n\n| case | µs |\n| --- | ---: |\n| tiny | 3 |\n"
    assert report.heart(text).split("\n") == [
        "",
        "A machine.",
        "",
        "| case | forward ÷ PyTorch |",
        "| --- | ---: |",
        "| small | 0.5 |",
        "",
        "",
    ]


def test_every_layer_stands_in_the_details():
    for name in layers.MAKE:
        assert f"\n| {name} | " in report.details()


class Same(dict):
    """Whatever was measured, it took a second."""

    def __missing__(self, name):
        return 1.0


@pytest.fixture
def nothing_is_measured(monkeypatch):
    """All that `python -m benchmarks` does, but for the calls that are timed."""
    need_torch()
    for module in (measure, layers):
        monkeypatch.setattr(module, "interleaved", lambda calls, rounds: Same.fromkeys(calls, 1.0))
    monkeypatch.setattr(measure, "seconds", lambda call: 1.0)
    monkeypatch.setattr(measure, "peak_memory", lambda call: 1)
    monkeypatch.setattr(cases, "check_equal", lambda case: None)
    monkeypatch.setattr(cases, "upstream", lambda shape: None)
    for name in ("numpy_calls", "torch_calls", "loop_call"):
        monkeypatch.setattr(cases, name, lambda case, **_: (lambda: None, 1))
    monkeypatch.setattr(cases, "scipy_call", lambda case: None)
    monkeypatch.setattr(layers, "upstream", lambda shape: None)
    monkeypatch.setattr(layers, "_calls", lambda *_: {})
    monkeypatch.setattr(measure, "_solo", lambda *_: {c.name: (1.0, 1.0) for c in cases.CASES})
    monkeypatch.setattr(fresh, "_in_a_process", lambda *_: [1.0, 1.0, 1.0])
    monkeypatch.setattr(training, "section", lambda threads: "")


def test_the_report_is_one_that_this_program_writes(nothing_is_measured):
    """Not in its times, but in its tables, their rows and columns, and its sentences."""
    written = report.details().split("### Training")[0]
    threads = 2 if "### 2 threads" in written else 1
    form = report.form(program.measure_all(1, threads))
    assert report.form(written) == form, "run `make bench`: what it writes has changed"
