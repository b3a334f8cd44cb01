"""A table of costs, as text and as HTML."""

from dataclasses import dataclass
from html import escape

from cnnbook._printable import printable
from cnnbook.summary.fields import ReceptiveField

HEADINGS = (
    "layer",
    "output shape",
    "weights",
    "biases",
    "multiply-adds",
    "memory (KiB)",
    "sees",
    "jump",
    "start",
)


@dataclass(frozen=True)
class Row:
    """The cost of one layer, for one image.

    ``memory`` is the size of the output in bytes. ``receptive_field`` is None if the input is not
    an image, or the outputs do not lie on a regular grid of it; a jump of (0, 0) means that all
    outputs depend on the same pixels.
    """

    name: str
    output_shape: tuple[int, ...]
    weights: int
    biases: int
    multiply_adds: int
    memory: int
    receptive_field: ReceptiveField | None

    def cells(self) -> tuple[str, ...]:
        """Return the row as strings, one for each heading."""
        counts = self.weights, self.biases, self.multiply_adds
        field = self.receptive_field
        region = ("", "", "")
        if field is not None:
            region = ("{}×{}".format(*field.size), _short(field.jump), _short(field.start))
        numbers = (f"{count:,}" for count in counts)
        return (self.name, str(self.output_shape), *numbers, f"{self.memory / 1024:,.1f}", *region)


class Summary:
    """The cost of a network as a table: print it, display it, or read its ``rows``.

    Attributes
    ----------
    input_shape : tuple
        The shape of one image.
    rows : list of Row
        One per layer.
    weights, biases, parameters, multiply_adds, memory : int
        Sums over the rows.
    """

    def __init__(self, input_shape: tuple[int, ...], rows: list[Row]):
        self.input_shape, self.rows = input_shape, rows
        self.weights = sum(row.weights for row in rows)
        self.biases = sum(row.biases for row in rows)
        self.parameters = self.weights + self.biases
        self.multiply_adds = sum(row.multiply_adds for row in rows)
        self.memory = sum(row.memory for row in rows)

    def __str__(self) -> str:
        lines = [HEADINGS, *(row.cells() for row in self.rows), self._totals()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [_line(cells, widths) for cells in lines]
        rule = "─" * sum(widths, 2 * (len(widths) - 1))
        return printable("\n".join([self._title(), text[0], rule, *text[1:-1], rule, text[-1]]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADINGS)
        body = "".join(_html_row(row.cells()) for row in self.rows)
        return (
            f'<table class="cnnbook-summary"><caption>{escape(self._title())}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            f"<tfoot>{_html_row(self._totals())}</tfoot></table>"
        )

    def _title(self) -> str:
        return f"Input {self.input_shape}: {self.parameters:,} parameters"

    def _totals(self) -> tuple[str, ...]:
        totals = Row("total", (), self.weights, self.biases, self.multiply_adds, self.memory, None)
        return ("total", "", *totals.cells()[2:])


def _short(numbers: tuple[int, int]) -> str:
    return str(numbers[0] if numbers[0] == numbers[1] else numbers)


def _line(cells, widths) -> str:
    first = cells[0].ljust(widths[0])
    rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join([first, *rest]).rstrip()


def _html_row(cells) -> str:
    first, *rest = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
