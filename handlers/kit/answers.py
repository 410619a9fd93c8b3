"""Answers: what a handler returns. The edge commits first, then sends them."""

import base64
from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One call of the Bot API that answers a press or a message.

    `file` goes into the parameter named by `field`. An edit that finds its message gone is sent as a new message.
    `notice` adopts the message as a copy of that notice once its id is known; `revision` is the one it was made from,
    which the edge writes down.
    """

    method: str
    params: dict[str, Any]
    file: File | None = None
    field: str = "document"
    notice: int | None = None
    revision: int | None = None

    def showing(self, notice: int) -> Self:
        """Return this answer as one whose message becomes a copy of `notice`."""
        return replace(self, notice=notice)

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored beside the update until the answer left."""
        stored: dict[str, Any] = {"method": self.method, "params": self.params}
        if self.file:
            content = base64.b64encode(self.file.content).decode()
            stored["file"] = {"name": self.file.name, "content": content, "field": self.field}
        if self.notice:
            stored |= {"notice": self.notice, "revision": self.revision}
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read the form that is stored."""
        file = stored.get("file")
        return cls(
            stored["method"],
            stored["params"],
            file=File(file["name"], base64.b64decode(file["content"])) if file else None,
            field=file["field"] if file else "document",
            notice=stored.get("notice"),
            revision=stored.get("revision"),
        )


Answers = Answer | list[Answer] | None


def as_list(answers: Answers) -> list[Answer]:
    """Return what a handler answers as a list, so that more can be put beside it."""
    return answers if isinstance(answers, list) else [answers] if answers else []


def message_params(chat_id: int, html: str, keyboard: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the parameters of a text message, for sending and editing alike. `chat_id` is Telegram's."""
    params: dict[str, Any] = {
        "chat_id": chat_id,
        "text": str(html),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if keyboard:
        params["reply_markup"] = keyboard
    return params
