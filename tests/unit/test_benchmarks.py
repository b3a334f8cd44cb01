"""The figures in README.md are the ones in benchmarks/README.md, and every row is there."""

from benchmarks import cases, layers, report


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
