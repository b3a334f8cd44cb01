"""Firefox, driven over the socket that it opens itself (https://w3c.github.io/webdriver-bidi)."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websocket import create_connection

NAMES = ("firefox-esr", "firefox")
PREFERENCES = {
    "remote.active-protocols": 1,  # BiDi
    "browser.chrome.site_icons": False,  # which it breaks off when it leaves a page
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
HEARD = [
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
]
LONGEST = 240  # seconds that one answer may take on a busy machine


def installed() -> str | None:
    """Return the path of the system's Firefox, or None if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start the system's Firefox, without a window, with an empty profile."""
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [installed(), "--headless", "--no-remote", "--remote-debugging-port=0"]
    quiet = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    with subprocess.Popen([*command, "--profile", profile], **quiet) as running:
        try:
            said = (re.search(r"BiDi listening on (ws://\S+)", line) for line in running.stderr)
            session = Firefox(next(found[1] for found in said if found))
            yield session
            session.close()
        finally:
            running.terminate()


class Firefox:
    """One session with one tab."""

    def __init__(self, address: str):
        self._socket = create_connection(
            f"{address}/session", timeout=LONGEST, suppress_origin=True
        )
        self._numbers = itertools.count()
        self.heard: list[dict[str, Any]] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=HEARD)
        self._tab = {"context": self.ask("browsingContext.getTree")["contexts"][0]["context"]}

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; what else is heard is kept."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") != number:
                self.heard.append(message)
            elif message["type"] == "error":
                raise AssertionError(f"{method}: {message['error']}: {message['message']}")
            else:
                return message["result"]

    def close(self) -> None:
        """End the session."""
        self._socket.close()

    def open(self, address: str) -> None:
        """Open a page and wait until all of it has come."""
        self.ask("browsingContext.navigate", **self._tab, url=address, wait="complete")

    def run(self, function: str, *arguments: Any) -> Any:
        """Call a function on the page, with plain arguments; return its (promised) answer."""
        text = f"async () => JSON.stringify(await ({function})(...{json.dumps(arguments)}) ?? null)"
        said = self.ask(
            "script.callFunction", functionDeclaration=text, target=self._tab, awaitPromise=True
        )
        if said["type"] == "exception":
            raise AssertionError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        strokes = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        self.ask("input.performActions", **self._tab, actions=[keyboard])

    def problems(self, origin: str) -> list[str]:
        """Return what has gone wrong since the last call: logged, not loaded, asked elsewhere."""
        heard, self.heard = self.heard, []
        return [problem for message in heard if (problem := _problem(message, origin))]


def _problem(message: dict[str, Any], origin: str) -> str | None:
    about = message["params"]
    if message["method"] == "log.entryAdded":
        return f"{about['level']}: {about['text']}" if about["level"] in ("error", "warn") else None
    url = about["request"]["url"]
    if message["method"] == "network.fetchError":  # what Firefox itself breaks off comes again
        broken_off = about["errorText"] == "NS_BINDING_ABORTED"
        return None if broken_off else f"not loaded: {url} ({about['errorText']})"
    if about.get("response", {}).get("status", 0) >= 400:
        return f"{about['response']['status']} for {url}"
    known = (origin, "data:", "blob:", "about:")
    return None if url.startswith(known) else f"asked for {url}"
