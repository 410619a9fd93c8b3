"""Trying one door on behalf of somebody, and undoing it: what it changed, what it said, and how it was refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import text

from bot.assembly import dispatcher, silent_bot
from bot.edge import Edge
from bot.intake import as_stored
from db.models import Base
from network.errors import NetworkError
from tests.attacks.town_of_roles import Stage
from tests.talk import BOT_ID, BOT_NAME, TOKEN, Talker

# What a step leaves behind whatever it does, and what only shows or counts.
OF_EVERY_STEP = frozenset({"inbox", "inbox_lease", "conversation", "chat_message", "pace", "chat", "keepsake"})
TABLES = tuple(sorted(set(Base.metadata.tables) - OF_EVERY_STEP))
STALE = "stale_button"


@dataclass(frozen=True)
class Tried:
    """What came of it. `refused` is the error's class, `changed` the tables with other rows than before."""

    handler: str
    refused: str | None
    changed: frozenset[str]
    said: str
    answers: int


class Trying:
    """Puts updates to the real dispatcher in units of work that are undone."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._edge = Edge(dispatcher(), silent_bot(TOKEN), BOT_NAME)
        self._numbers = count(10**6)

    def press(self, talker: Talker, data: str) -> Tried:
        """Press a button that carries this."""
        message = self._message(talker, text="…") | {"from": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"}}
        press = {"id": "1", "from": talker.profile, "chat_instance": "1", "data": data, "message": message}
        return self._try("callback_query", press)

    def write(self, talker: Talker, words: str) -> Tried:
        """Write a text or a command."""
        more = {"entities": [{"type": "bot_command", "offset": 0, "length": len(words.split(maxsplit=1)[0])}]}
        return self._try("message", self._message(talker, text=words, **(more if words.startswith("/") else {})))

    def _message(self, talker: Talker, **content: Any) -> dict[str, Any]:
        chat = {"id": talker.telegram_id, "type": "private", "first_name": talker.profile["first_name"]}
        return {
            "message_id": next(self._numbers),
            "date": int(self._stage.town.now.timestamp()),
            "chat": chat,
            "from": talker.profile,
            **content,
        }

    def _try(self, kind: str, event: dict[str, Any]) -> Tried:
        payload = as_stored({"update_id": next(self._numbers), kind: event}).payload
        refused, answers, handler = None, [], "refused"
        with self._stage.town.unit() as work:
            connection = work.session.connection()
            before, started = _rows(connection), connection.connection.total_changes
            try:
                handled = self._edge.handle(work, payload)
                answers, handler = handled.answers, handled.handler
            except NetworkError as error:
                refused = type(error).__name__
                answers = []
                said = work.session.info.setdefault("said", error.message.format(**error.arguments))
            work.session.flush()
            moved = connection.connection.total_changes != started
            changed = (
                frozenset(t for t, rows in _rows(connection).items() if rows != before[t]) if moved else frozenset()
            )
            if refused is None:
                said = "\n".join(
                    repr(answer.params) + (answer.file.content.decode("utf8", "replace") if answer.file else "")
                    for answer in answers
                )
            work.session.rollback()
        return Tried(handler, refused, changed, said, len(answers))


def _rows(connection: Any, tables: Iterable[str] = TABLES) -> dict[str, Any]:
    return {table: connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables}
