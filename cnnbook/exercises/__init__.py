"""Write it yourself: small functions that the reader writes and the book judges.

`check` tries a function on small cases and says what is wrong, on the smallest call that shows it,
and what was probably done. It runs the same in a notebook and in a page.
"""

from .door import check, hint, mistakes, names, solution, stub, task
from .verdict import Verdict

__all__ = ["Verdict", "check", "hint", "mistakes", "names", "solution", "stub", "task"]
