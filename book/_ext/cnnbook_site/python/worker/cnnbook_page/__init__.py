"""One Python session behind one page: runs cells and tells the page what they print and show.

Nothing here knows of the browser: `session.connect` is given two functions that reach the page. So
the same files are tested in any Python.
"""
