"""Calls to the Bot API: plain JSON in and out, every outcome told apart, and the token never shown.

What may have happened and what certainly did not are two different things: there is no idempotency key on a send.
"""

import json
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.clock import Clock
from bot.limiter import ANSWERS, Gate, Permit
from handlers.kit.answers import File

CONNECT_SECONDS = 10
CONNECTIONS = 200
KEEP_ALIVE_SECONDS = 30
# What Telegram counts: messages, edits and media. Deletions are paced too, though nobody says that they count.
_COUNTED = ("send", "editmessage", "copymessage", "forwardmessage", "deletemessage")
_NOT_COUNTED = frozenset({"sendchataction"})


class CallFailed(Exception):  # noqa: N818 - reads as the sentence it is
    """A call that did not bring a result. Its text holds neither the token nor what was to be sent."""


class Refused(CallFailed):
    """Telegram understood and said no (an `ok: false` envelope). Nothing was done."""

    def __init__(
        self, code: int, description: str, retry_after: float | None = None, migrate_to: int | None = None
    ) -> None:
        """Keep Telegram's code and words."""
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def _says(self, *pieces: str) -> bool:
        lowered = self.description.lower()
        return any(piece in lowered for piece in pieces)

    @property
    def blocked(self) -> bool:
        """The chat cannot be written to until its people change something: blocked, left, deactivated, unknown."""
        return self.code == 403 or (
            self.code == 400
            and self._says(
                "chat not found",
                "peer_id_invalid",
                "have no write access",
                "chat_write_forbidden",
                # What an album is told; a message gets a 403.
                "user_is_blocked",
                "input_user_deactivated",
            )
        )

    @property
    def topic_gone(self) -> bool:
        """The topic of a forum is not there any more."""
        return self.code == 400 and self._says("message thread not found", "topic_deleted")

    @property
    def topic_closed(self) -> bool:
        """Somebody closed the topic of a forum."""
        return self.code == 400 and self._says("topic_closed")

    @property
    def not_modified(self) -> bool:
        """An edit that changes nothing: the message is as it should be."""
        return self.code == 400 and self._says("not modified")

    @property
    def message_gone(self) -> bool:
        """The message to edit or to delete is not there any more, or is not ours to edit."""
        return self.code == 400 and self._says(
            "message to edit not found", "message to delete not found", "message_id_invalid", "can't be edited"
        )

    @property
    def not_deletable(self) -> bool:
        """The message is too old to be deleted, or may not be."""
        return self.code == 400 and self._says("can't be deleted", "message_delete_forbidden")

    @property
    def unknown_file(self) -> bool:
        """A reference to a file that Telegram does not know (any more)."""
        return self.code == 400 and self._says("wrong file", "wrong remote file", "invalid file_id", "file_reference")

    @property
    def query_expired(self) -> bool:
        """The press is too old to be answered."""
        return self.code == 400 and self._says("query is too old", "query_id_invalid")

    @property
    def token_refused(self) -> bool:
        """The token is wrong, or was revoked: no call can succeed."""
        return self.code in {401, 404, 421}

    @property
    def conflict(self) -> bool:
        """Somebody else fetches this bot's updates."""
        return self.code == 409


class TooMany(Refused):
    """A 429: nothing was done, and nothing may leave for `retry_after` seconds. The limiter knows already."""

    retry_after: float

    def __init__(self, retry_after: float, description: str = "Too Many Requests") -> None:
        """Keep for how many seconds."""
        super().__init__(429, description, retry_after)


class Unknown(CallFailed):
    """Nobody knows whether the call was done. A send must not be repeated by itself; edits and deletions may be."""


class NotSent(CallFailed):
    """Certainly not done, and not because of what was sent: try again later."""


def counts(method: str) -> bool:
    """Whether a method uses up the rate that Telegram allows."""
    lowered = method.lower()
    return lowered.startswith(_COUNTED) and lowered not in _NOT_COUNTED


def weight(params: dict[str, Any]) -> int:
    """How many messages a call makes: an album is several."""
    media = params.get("media")
    return max(1, len(media)) if isinstance(media, list) else 1


class Telegram:
    """One bot's way out."""

    def __init__(
        self,
        token: str,
        api_url: str = "https://api.telegram.org",
        *,
        limiter: Gate,
        clock: Clock,
        session_factory: Callable[[], aiohttp.ClientSession] | None = None,
        observe: Callable[[str, str, float], None] | None = None,
    ) -> None:
        """Prepare to speak for the bot with this token; `open` before the first call.

        `observe` is told method, outcome (`ok`, or the error's class name) and seconds of every call.
        """
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self.limiter = limiter
        self._clock = clock
        self._new_session = session_factory or _new_session
        self._observe = observe
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the connections' pool."""
        if self._session is None:
            self._session = self._new_session()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        lane: str = ANSWERS,
        file: File | None = None,
        field: str = "document",
        timeout: float = 30,  # noqa: ASYNC109 - of the connection's silence, not of this coroutine
        permit: Permit | None = None,
    ) -> Any:
        """Call a method and return the reply's `result`, plain JSON.

        Waits for the limiter in `lane` where the method counts, unless a `permit` is brought along.
        `timeout` is how many seconds the server may be silent.
        Raises Refused, TooMany, Unknown or NotSent.
        """
        if self._session is None:
            raise NotSent("not open")
        params = params or {}
        body = _form(params, file, field) if file else _json(params)
        # An inline message names no chat; whoever took the permit knows what stands for it.
        chat = params.get("chat_id", permit.want.chat if permit else None)
        needs_another = permit is None and counts(method)
        while needs_another or (permit and not permit.leave()):
            needs_another = False
            permit = await self.limiter.take(lane, chat, weight(params))
        began = self._clock.monotonic()
        try:
            outcome = await self._post(self._session, method, body, timeout)
        finally:
            if permit:
                permit.arrive()
        failed = isinstance(outcome, CallFailed)
        if self._observe:
            self._observe(method, type(outcome).__name__ if failed else "ok", self._clock.monotonic() - began)
        # What is about the bot itself has limits of its own: a description told too often must not hold messages up.
        if isinstance(outcome, TooMany) and (counts(method) or "chat_id" in params):
            self.limiter.too_many(chat, outcome.retry_after)
        if isinstance(outcome, CallFailed):
            raise outcome
        return outcome["result"]

    async def _post(
        self,
        session: aiohttp.ClientSession,
        method: str,
        body: bytes | aiohttp.FormData,
        silence: float,
    ) -> dict[str, Any] | CallFailed:
        """Return the envelope, or what went wrong.

        Errors are returned and raised outside of any `except`: aiohttp's name the address, and the token is in it.
        """
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        # A server that drips must not hold a call for ever, either.
        longest = CONNECT_SECONDS + 2 * silence
        limits = aiohttp.ClientTimeout(total=longest, sock_connect=CONNECT_SECONDS, sock_read=silence)
        address = self._base + method
        try:
            async with session.post(
                address, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as reply:
                return _read(reply.status, await reply.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            return NotSent(type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(type(error).__name__)


def _new_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _json(params: dict[str, Any]) -> bytes:
    # Not ASCII only: Arabic is a third of the bytes that way.
    return json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _form(params: dict[str, Any], file: File, field: str) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    form.add_field(field, file.content, filename=file.name, content_type="application/octet-stream")
    return form


def _read(status: int, body: bytes) -> dict[str, Any] | CallFailed:
    try:
        envelope = json.loads(body)
    except ValueError:
        envelope = None
    if not isinstance(envelope, dict) or "ok" not in envelope:
        return Unknown(f"an answer without an envelope, status {status}")
    if envelope["ok"] is True and "result" in envelope:
        return envelope
    code = int(envelope.get("error_code", status))
    if code in {502, 504}:
        return Unknown(f"status {code}")
    if code >= 500:
        return NotSent(f"status {code}")
    parameters = envelope.get("parameters") or {}
    description = str(envelope.get("description", ""))
    if code == 429:
        return TooMany(float(parameters.get("retry_after", 1)), description)
    return Refused(code, description, migrate_to=parameters.get("migrate_to_chat_id"))
