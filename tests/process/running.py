"""The whole program as processes of its own, against the sandbox: started, killed at a chosen point, started again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx

from tests.process.nursery import Child

T = TypeVar("T")
TOKEN = "4242:AAtests-token-of-no-bot-anywhere"
BOT = 4242
PATIENCE = 90.0  # real seconds after which a wait has failed; nothing waits that long when all is well


def until(look: Callable[[], T], what: str, *, patience: float = PATIENCE, every: float = 0.02) -> T:
    """Look again and again until there is something; fails with `what` when patience ends."""
    end = time.monotonic() + patience
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s for {what}")
        time.sleep(every)


class Sandbox:
    """A sandbox in a process of its own, steered through its control API."""

    def __init__(self, *options: str) -> None:
        self._folder = TemporaryDirectory(prefix="ccbot-tests-")
        said = Path(self._folder.name) / "sandbox.log"
        self._process = Child("sandbox", ["--port", "0", "--token", TOKEN, *options], os.environ, said)
        until(lambda: self._process.poll() is not None or (said.exists() and "\n" in said.read_text()), "the sandbox")
        self.url = said.read_text().strip()
        self.http = httpx.Client(base_url=self.url, timeout=60)
        self._begin_the_day()

    def _begin_the_day(self) -> None:
        """Go on to the next 09:00 UTC: whenever these tests run, nobody's quiet hours hold anything back."""
        now = self.get("/clock")["now"]
        self.post("/clock", {"advance": (9 * 3600 - now) % 86400})

    def close(self) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(20)
        self._folder.cleanup()

    def get(self, path: str, **params: Any) -> Any:
        reply = self.http.get(f"/sandbox{path}", params=params)
        assert reply.is_success, reply.text
        return reply.json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        reply = self.http.post(f"/sandbox{path}", json=body or {})
        assert reply.is_success, reply.text
        return reply.json()

    def person(self, first_name: str, language: str = "en", **more: Any) -> "Phone":
        """Make somebody with a phone."""
        made = self.post("/people", {"first_name": first_name, "language_code": language, **more})
        return Phone(self, made["id"])

    def skip(self, **span: float) -> None:
        """Let time pass; keys as timedelta's: seconds, hours, days."""
        seconds = span.get("seconds", 0) + span.get("hours", 0) * 3600 + span.get("days", 0) * 86400
        self.post("/clock", {"advance": seconds})

    def calls(self, method: str | None = None, after: int = 0) -> list[dict[str, Any]]:
        """The Bot API calls that the bot made, oldest first."""
        params: dict[str, Any] = {"after": after} | ({"method": method} if method else {})
        return self.get("/log", **params)["calls"]

    def fault(self, **fault: Any) -> None:
        """Make a call fail."""
        self.post("/faults", fault)

    def mends(self) -> None:
        """Let nothing fail any more."""
        self.http.delete("/sandbox/faults").raise_for_status()


class Phone:
    """A person's chat with the bot, as the sandbox shows it."""

    def __init__(self, sandbox: Sandbox, person: int) -> None:
        self.sandbox = sandbox
        self.id = person

    def _act(self, what: str, **body: Any) -> Any:
        return self.sandbox.post(f"/people/{self.id}/chats/{BOT}/{what}", body)

    def start(self, payload: str | None = None) -> None:
        self._act("start", **({"payload": payload} if payload else {}))

    def writes(self, text: str) -> None:
        self._act("write", text=text)

    def blocks(self) -> None:
        self._act("block")

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Everything in the chat, oldest first."""
        return self.sandbox.get(f"/people/{self.id}/chats/{BOT}/messages")["messages"]

    @property
    def received(self) -> list[dict[str, Any]]:
        """What the bot wrote, oldest first."""
        return [m for m in self.messages if not m["out"]]

    @property
    def text(self) -> str:
        """The words of the newest message of the bot, without isolates."""
        received = self.received
        return plain(received[-1].get("text", received[-1].get("caption", ""))) if received else ""

    def awaits(self, words: str, *, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait until some message of the bot has these words; returns the newest of them."""

        def look() -> dict[str, Any] | None:
            found = [m for m in self.received if words in plain(m.get("text", m.get("caption", "")))]
            return found[-1] if found else None

        try:
            return until(look, words, patience=patience)
        except AssertionError as error:
            raise AssertionError(f"{error}; the newest message says: {self.text[:300]!r}") from None

    def presses_data(self, start: str, *, patience: float = PATIENCE) -> str:
        """Press the newest button whose data begins so, waiting for it if need be; returns the press's id."""

        def look() -> tuple[int, str] | None:
            for message in reversed(self.received):
                for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if button.get("callback_data", "").startswith(start):
                            return message["message_id"], button["callback_data"]
            return None

        message_id, data = until(look, f"a button {start}", patience=patience)
        return self._act("press", message_id=message_id, data=data)["query_id"]

    def has_data(self, start: str) -> bool:
        """Whether the newest message has a button whose data begins so."""
        rows = self.received[-1].get("reply_markup", {}).get("inline_keyboard", []) if self.received else []
        return any(button.get("callback_data", "").startswith(start) for row in rows for button in row)

    def presses(self, words: str, *, patience: float = PATIENCE) -> str:
        """Press the newest button with these words, waiting for it if need be; returns the press's id."""

        def look() -> tuple[int, str] | None:
            for message in reversed(self.received):
                for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if words in plain(button["text"]) and "callback_data" in button:
                            return message["message_id"], button["callback_data"]
            return None

        message_id, data = until(look, f"a button {words!r}", patience=patience)
        return self._act("press", message_id=message_id, data=data)["query_id"]


class Bot:
    """The program in a process of its own; perhaps with a point at which it kills itself (tests/process/crash.py)."""

    def __init__(
        self,
        sandbox: Sandbox,
        database_url: str,
        *,
        folder: Path,
        part: str | None = None,
        crash: str | None = None,
        rig: dict[str, Any] | None = None,
        ready: bool = True,
        from_nothing: bool = False,
        **settings: str,
    ) -> None:
        """`from_nothing` starts a fresh Python, as a server does; else what is imported is imported already."""
        self.log = folder / f"bot{len(list(folder.glob('bot*.log')))}.log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CCBOT_")}
        environment |= {
            "CCBOT_TOKEN": TOKEN,
            "CCBOT_API_URL": sandbox.url,
            "CCBOT_DATABASE_URL": database_url,
            "CCBOT_LISTEN": "127.0.0.1:0",
            "CCBOT_FOLLOW_SANDBOX": "true",
            "CCBOT_LOG": "json",
            **{f"CCBOT_{name.upper()}": value for name, value in settings.items()},
        }
        module = "tests.process.crash" if crash else "tests.process.rigged" if rig else "bot"
        arguments = ["run", *([part] if part else [])]
        if crash:
            environment["CRASH_AT"] = crash
        if rig:
            environment["RIG"] = json.dumps(rig)
        self.log.touch()
        self.process: Child | subprocess.Popen[bytes]
        if from_nothing:
            with self.log.open("w") as output:
                command = [sys.executable, "-m", module, *arguments]
                self.process = subprocess.Popen(command, env=environment, stderr=output, stdout=output)
        else:
            self.process = Child(module, arguments, environment, self.log)
        if ready:
            self.awaits_ready()

    def awaits_ready(self) -> None:
        """Wait until it works."""
        until(lambda: self.says('"ready"') or self.process.poll() is not None, "the bot to be ready")
        assert self.process.poll() is None, self.log.read_text()

    def awaits(self, words: str) -> None:
        """Wait until the log holds these words."""
        until(lambda: self.says(words), f"{words} in the log")

    def health(self) -> tuple[int, dict[str, Any]]:
        """What /healthz says: status and state."""
        reply = httpx.get(f"{self.address}/healthz", timeout=PATIENCE)
        return reply.status_code, reply.json()

    def metrics(self, name: str) -> dict[str, float]:
        """The samples of one metric: labels as they stand in /metrics, and the value."""
        text = httpx.get(f"{self.address}/metrics", timeout=PATIENCE).text
        found = re.findall(rf"^{name}(?:\{{(.*)\}})? (\S+)$", text, re.MULTILINE)
        return {labels: float(value) for labels, value in found}

    def says(self, words: str) -> bool:
        """Whether the log holds these words."""
        return words in self.log.read_text()

    @property
    def address(self) -> str:
        """Where its health and metrics stand."""
        found = re.search(r'"listen": "([^"]+)"', self.log.read_text())
        assert found, "not ready"
        return f"http://{found[1]}"

    def died(self) -> None:
        """Wait until it killed itself."""
        assert self.process.wait(PATIENCE) == -signal.SIGKILL, self.log.read_text()

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """Ask it to stop, as a service manager does; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def sandbox(*options: str) -> Iterator[Sandbox]:
    """Lend a sandbox."""
    made = Sandbox(*options)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def bot(at: Sandbox, database_url: str, **options: Any) -> Iterator[Bot]:
    """Lend a running bot; it is ended at the end, however it ends."""
    made = Bot(at, database_url, **options)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.kill()


def plain(text: str) -> str:
    """The words without isolates and marks."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
