"""What pyproject.toml cannot say: the project's addresses, and a README for the package index.

The address stands in one place, `repository: url` in `_config.yml`. With none there are no project
addresses, and on the index README has neither its picture nor links into the repository.
"""

import re
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).parent


def text(name):
    """Return the text of a file, or nothing where it is not: a wheel for pages is built without."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def address():
    """Return the repository's address, or an empty text."""
    found = re.search(r'^repository:\n  url: "?([^"\s#]*)', text("_config.yml"), re.MULTILINE)
    return found[1].rstrip("/") if found else ""


def version():
    """Return the package's version."""
    found = re.search(r'^__version__ = "(.+)"', text("cnnbook/__init__.py"), re.MULTILINE)
    return found[1]


def readme(url):
    """Return README for a place where the repository's files are not beside it."""
    at = f"{url}/{{}}/v{version()}/" if url else ""
    picture = rf"![\1]({at.format('raw')}\2)" if url else ""
    link = rf"[\1]({at.format('blob')}\2)" if url else r"\1"
    relative = r"\((?!https?://|#)([^)\s]+)\)"
    pictured = re.sub(rf"!\[([^\]]*)\]{relative}", picture, text("README.md"))
    return re.sub(rf"(?<!!)\[([^\]]*)\]{relative}", link, pictured)


def addresses(url):
    """Return the project's addresses by what they are."""
    changes = f"{url}/blob/main/CHANGELOG.md"
    return {"Source": url, "Issues": f"{url}/issues", "Changelog": changes} if url else {}


if __name__ == "__main__":
    setup(
        long_description=readme(address()),
        long_description_content_type="text/markdown",
        project_urls=addresses(address()),
    )
