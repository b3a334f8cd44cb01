"""The cost of a network: shapes, parameters, multiply-adds, memory, and receptive fields."""

from cnnbook.functional.shapes import output_size
from cnnbook.summary.costs import count_parameters, summarize
from cnnbook.summary.fields import ReceptiveField, receptive_field
from cnnbook.summary.table import Row, Summary

__all__ = [
    "ReceptiveField",
    "Row",
    "Summary",
    "count_parameters",
    "output_size",
    "receptive_field",
    "summarize",
]
