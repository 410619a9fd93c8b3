"""The log of every Bot API call. It must cost a benchmark nothing, so entries keep what came and went as it was."""

import json
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.params import Params

Json = dict[str, Any]
KEPT = 200_000
# Parameters whose values are JSON, written as text in forms; shown as what they mean.
STRUCTURED = frozenset({
    "reply_markup", "entities", "caption_entities", "reply_parameters", "link_preview_options", "allowed_updates",
    "commands", "scope", "menu_button", "media", "message_ids", "permissions", "rights", "options", "quote_entities",
    "suggested_post_parameters", "direct_messages_topic_id", "results", "prices", "reaction", "location",
})  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One call: what was asked and the bytes that were answered."""

    seq: int
    at: float
    bot: int
    method: str
    params: Params
    status: int
    answer: bytes
    size: int
    fault: str = ""
    source: str = "call"

    def shown(self) -> Json:
        """The entry as the control API gives it."""
        params = {name: _meant(name, value) for name, value in self.params.values.items()}
        params |= {name: {"file_name": file.name, "size": len(file.data)} for name, file in self.params.files.items()}
        line: Json = {
            "seq": self.seq, "at": self.at, "bot": self.bot, "method": self.method, "params": params,
            "status": self.status, "ok": False,
        }  # fmt: skip
        with suppress(ValueError):
            answer = json.loads(self.answer)
            line["ok"] = answer["ok"]
            line |= {key: answer[key] for key in ("result", "description") if key in answer}
        line["bytes"] = self.size
        if self.fault:
            line["fault"] = self.fault
        if self.source != "call":
            line["source"] = self.source
        return line


def _meant(name: str, value: Any) -> Any:
    if name in STRUCTURED and isinstance(value, str):
        with suppress(ValueError):
            return json.loads(value)
    return value


class CallLog:
    """The newest calls by number."""

    def __init__(self) -> None:
        self.seq = 0
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self.counts: Counter[tuple[str, int, str]] = Counter()

    def add(
        self, at: float, bot: int, method: str, params: Params, status: int, answer: bytes, size: int,
        fault: str = "", source: str = "call",
    ) -> None:  # fmt: skip
        self.seq += 1
        self.counts[method, status, fault] += 1
        self.entries.append(Entry(self.seq, at, bot, method, params, status, answer, size, fault, source))

    def after(self, seq: int, method: str = "", limit: int = 0) -> Iterator[Entry]:
        """Calls later than a number, of one method or of all, at most so many where a limit is given."""
        if not self.entries:
            return iter(())
        wanted = method.lower()
        newer = islice(self.entries, max(0, seq + 1 - self.entries[0].seq), None)
        found = (entry for entry in newer if not wanted or entry.method.lower() == wanted)
        return islice(found, limit) if limit else found
