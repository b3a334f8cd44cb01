"""Ask every address that the pages link to whether it is still there, and print what it says.

Run as ``python -m scripts.links``, or as ``make links``. It reports and never fails: an address may
be busy, or there may be no network. That the addresses have the right form is a test's matter.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

from .build import HTML

LINK = re.compile(r'<a\b[^>]*\bhref="(https?://[^"]+)"')
BROWSER = {"User-Agent": "Mozilla/5.0 (a check of links)"}  # some servers turn away "Python-urllib"


def addresses(site: Path) -> dict[str, list[str]]:
    """Return each address that the pages of `site` link to, and the pages that do."""
    found: dict[str, list[str]] = {}
    for page in sorted(site.rglob("*.html")):
        for link in sorted(set(LINK.findall(page.read_text(encoding="utf-8")))):
            address = unescape(link).split("#")[0]
            found.setdefault(address, []).append(page.relative_to(site).as_posix())
    return found


def answer(address: str, seconds: float = 20) -> str:
    """Return "ok", or what is wrong with the address."""
    try:
        request = urllib.request.Request(address, headers=BROWSER)
        urllib.request.urlopen(request, timeout=seconds).close()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}"
    except (OSError, ValueError) as error:  # no network, no such host, no proper address
        return f"no answer: {getattr(error, 'reason', error)}"
    return "ok"


def report(site: Path) -> list[str]:
    """Return a line for each address, those that did not answer well first."""
    found = addresses(site)
    with ThreadPoolExecutor(8) as pool:
        answers = dict(zip(found, pool.map(answer, found), strict=True))
    troubled = [address for address in found if answers[address] != "ok"]
    lines = [f"- {answers[a]}: {a} (on {', '.join(found[a])})" for a in troubled]
    lines += [f"- ok: {address}" for address in found if address not in troubled]
    return [f"{len(found)} addresses, {len(troubled)} with trouble", "", *lines]


def main() -> None:
    """Print the report about the built site."""
    print("\n".join(report(HTML)))


if __name__ == "__main__":
    main()
