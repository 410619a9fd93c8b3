"""The shape of a message: text, one picture or file, or an album. Which call sends it, and which one corrects it.

A mark says what a message shows without quoting the file's reference: its kind and a digest; None is a text.
"""

from hashlib import sha256
from typing import Any

from db.values import Attachment
from handlers.kit.answers import message_params
from handlers.kit.notices import Message

SENDS = {"photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument"}
Call = tuple[str, dict[str, Any]]


def mark(attachment: Attachment) -> str:
    """Return the mark of a message that shows this."""
    return f"{attachment.kind}:{sha256(attachment.reference.encode()).hexdigest()[:12]}"


def marks(message: Message) -> tuple[str | None, ...]:
    """Return the marks of all messages that a message is, in order."""
    return tuple(mark(attachment) for attachment in message.media) or (None,)


def shown_by(call: str, params: dict[str, Any]) -> str | None:
    """Return the mark of the one picture or file that a call shows by its reference; None where it shows none."""
    media = params.get("media") if call == "editMessageMedia" else None
    if isinstance(media, dict):
        return mark(Attachment(media["type"], media["media"], 0))
    kind = next((kind for kind, method in SENDS.items() if method == call), None)
    return mark(Attachment(kind, params[kind], 0)) if kind and isinstance(params.get(kind), str) else None


def sending(chat_id: int, message: Message) -> Call:
    """Return the call that sends a message: method and parameters. `chat_id` is Telegram's."""
    if not message.media:
        return "sendMessage", message_params(chat_id, message.html, message.keyboard)
    if len(message.media) > 1:
        media = [_input(attachment, message if place == 0 else None) for place, attachment in enumerate(message.media)]
        return "sendMediaGroup", {"chat_id": chat_id, "media": media}
    (alone,) = message.media
    return SENDS[alone.kind], {
        "chat_id": chat_id,
        alone.kind: alone.reference,
        **_caption(message),
        **_keyboard(message),
    }


def correcting(message: Message, place: int, shows: str | None) -> Call | None:
    """Return the call that brings one message of ours to what it should show: method and parameters, without its ids.

    `place` is its place in the album and `shows` the mark of what stands there now; None when nothing is to be done.
    Text becomes a picture and one picture another, but nothing takes a picture away: see `fits`.
    """
    if not message.media:
        params = message_params(0, message.html, message.keyboard)
        del params["chat_id"]
        return "editMessageText", params
    attachment = message.media[place]
    captioned = message if place == 0 else None
    # An album's pictures have no keyboard, not even an empty one.
    keyboard = _keyboard(message) if len(message.media) == 1 else {}
    if shows != mark(attachment):
        return "editMessageMedia", {"media": _input(attachment, captioned), **keyboard}
    return ("editMessageCaption", {**_caption(message), **keyboard}) if captioned else None


def fits(message: Message, place: int, shows: str | None) -> bool:
    """Say whether a message of ours can be corrected to its part of this one.

    Otherwise it has to go: an album that lost a picture, or a picture where only text is left.
    """
    return place < len(message.media) if message.media else shows is None


def replacing(reference: str, kind: str, caption: str) -> Call:
    """Return the call that puts another picture or file (kind) with a caption in place of what a message shows."""
    return "editMessageMedia", {"media": _captioned({"type": kind, "media": reference}, caption)}


def _input(attachment: Attachment, captioned: Message | None) -> dict[str, Any]:
    shown = {"type": attachment.kind, "media": attachment.reference}
    return _captioned(shown, captioned.html) if captioned else shown


def _captioned(shown: dict[str, Any], html: str) -> dict[str, Any]:
    return {**shown, "caption": str(html), "parse_mode": "HTML"} if html else shown


def _caption(message: Message) -> dict[str, Any]:
    return {"caption": str(message.html), "parse_mode": "HTML"} if message.html else {}


def _keyboard(message: Message) -> dict[str, Any]:
    return {"reply_markup": message.keyboard} if message.keyboard else {}
