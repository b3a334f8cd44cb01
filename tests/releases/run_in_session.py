"""Run cells as a page's Python does, in this Python, and print what each of them prints, as JSON.

``python run_in_session.py WORKER``, with a list of [id, code] as JSON on the standard input.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path


def main(worker: Path) -> None:
    with tempfile.TemporaryDirectory() as stubs:
        stub = Path(stubs) / "IPython"
        stub.symlink_to(worker / "ipython_stub", target_is_directory=True)
        sys.path[:0] = [stubs, str(worker)]
        json.dump(told(json.load(sys.stdin)), sys.stdout)


def told(cells: list) -> dict:
    """Return what the cells print, by their ids, and the errors that they end with."""
    from cnnbook_page import page, session

    texts, errors = {key: "" for key, _ in cells}, []

    def tell(kind: str, text: str) -> None:
        message = json.loads(text)
        data = message.get("data", {})
        if kind == "stream":
            texts[page.cell] += message["text"]
        elif kind == "error":
            errors.append([page.cell, message])
        elif set(data) == {"text/plain"}:
            texts[page.cell] += f"\n{data['text/plain']}\n"

    printed = sys.stdout
    session.connect(tell, lambda *message: None)
    for key, code in cells:
        asyncio.run(session.run(key, key, code))
    sys.stdout = printed
    return {"texts": texts, "errors": errors}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
