"""The few names of IPython that ipywidgets asks for. The page is the front end: no shell."""

version_info = (9, 0, 0)


def get_ipython() -> None:
    """Return nothing: there is no shell."""
