"""Jupyter Book's program as `scripts.build` starts it: ``python -m scripts.book_program build …``.

Left out are a checker of addresses that nobody asks, which jsonschema takes seconds to prepare, and
Python's search for memory that is no longer used, in a program that ends soon.

It is a module: from Python 3.13 on, the text of ``python -c`` counts as the source of every
function that was made from text, such as a named tuple's, and Sphinx reads those.
"""

import gc
import sys

if __name__ == "__main__":
    gc.disable()
    sys.modules["rfc3987_syntax"] = None
    from jupyter_book.cli.main import main

    main()
