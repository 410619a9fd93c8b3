"""Copies and forwards of messages the bot can see, one or many."""

from collections import Counter
from itertools import pairwise
from typing import Any, Literal

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import (
    CAPTION_FIELDS,
    CAPTION_LIMIT,
    WITH_CAPTION,
    caption_content,
    chat_of,
    ids_given,
    markup_of,
    message_of,
    reachable,
    stored,
    text_of,
)
from sandbox.methods.sending import reply_of, send, thread_of, writable
from sandbox.model.chats import LIVE_FIELDS, Chat, Message
from sandbox.params import Params
from sandbox.views import message_for_bot

Json = dict[str, Any]
Way = Literal["copy", "forward"]
DONE = {"copy": "copied", "forward": "forwarded"}
# Buttons that do something away from the message they were made for.
KEPT_BUTTONS = {"url", "copy_text", "login_url"}


def how_many(params: Params) -> int:
    """How many messages the call would send at most."""
    try:
        given = params.json("message_ids")
    except ValueError:
        return 1
    return max(1, len(given)) if isinstance(given, list) else 1


@method("copyMessage", counts=1)
def copy_message(call: Call) -> Any:
    """The same content as the bot's own, with a caption of its own where the call names one."""
    caption, spans = text_of(call, "caption", entities="caption_entities")
    message = message_of(call, _source(call), "message to copy not found")
    reply, markup = reply_of(call), markup_of(call)
    chat = chat_of(call)
    target = reply.target(call, chat)
    if not message.repeatable:
        refuse("the message can't be copied")
    content = _at_rest(message.content)
    if call.params.has("caption") and message.media is not None and message.media.kind in WITH_CAPTION:
        kept = stored(call, caption, spans, allow_empty=True)
        if len(kept.text) > CAPTION_LIMIT:
            refuse("message caption is too long")
        content = _without_caption(content) | caption_content(call, kept)
    sent = send(call, chat, content, reply, target, markup, message.media)
    return {"message_id": sent["message_id"]}


@method("forwardMessage", counts=1)
def forward_message(call: Call) -> Any:
    message = message_of(call, _source(call), "message to forward not found")
    chat = chat_of(call)
    if not message.repeatable or message.protected:
        refuse("the message can't be forwarded")
    writable(call, chat)
    reachable(call, chat, thread=thread_of(call, chat))
    return message_for_bot(_repeat(call, chat, message, "forward", ""), call.bot)


@method("copyMessages", counts=how_many)
def copy_messages(call: Call) -> Any:
    return _many(call, "copy")


@method("forwardMessages", counts=how_many)
def forward_messages(call: Call) -> Any:
    return _many(call, "forward")


def _source(call: Call) -> Chat:
    if not call.params.text("from_chat_id"):
        refuse('parameter "from_chat_id" is required')
    return chat_of(call, "from_chat_id", reading=True)


def _many(call: Call, way: Way) -> list[Json]:
    """What is missing or may not leave its chat is left out; parts of one album are an album again."""
    ids = ids_given(call)
    source, chat = _source(call), chat_of(call)
    if any(later <= earlier for earlier, later in pairwise(ids)):
        refuse("message identifiers must be in a strictly increasing order")
    found = [source.messages[number] for number in ids if number in source.messages]
    found = [one for one in found if one.repeatable and not (way == "forward" and one.protected)]
    if not found:
        refuse("there are no messages to forward")
    writable(call, chat)
    reachable(call, chat, thread=thread_of(call, chat))
    parts = Counter(message.album for message in found)
    albums = {album: call.world.next_album() for album, count in parts.items() if album and count > 1}
    return [{"message_id": _repeat(call, chat, message, way, albums.get(message.album, "")).id} for message in found]


def _repeat(call: Call, chat: Chat, message: Message, way: Way, album: str) -> Message:
    content = _at_rest(message.content)
    if way == "copy" and call.params.boolean("remove_caption"):
        content = _without_caption(content)
    origin = None
    if way == "forward":
        origin = message.origin or {"type": "user", "sender_user": message.sender.user, "date": message.date}
    return call.world.post(
        chat, call.bot, content, media=message.media, album=album, origin=origin, thread=thread_of(call, chat),
        markup=_kept_keyboard(message) if way == "forward" else None, protected=call.params.boolean("protect_content"),
    )  # fmt: skip


def _at_rest(content: Json) -> Json:
    """A copy of a live location does not move."""
    location = content.get("location", {})
    if LIVE_FIELDS.isdisjoint(location):
        return content
    return content | {"location": {name: value for name, value in location.items() if name not in LIVE_FIELDS}}


def _without_caption(content: Json) -> Json:
    return {name: value for name, value in content.items() if name not in CAPTION_FIELDS}


def _kept_keyboard(message: Message) -> Json | None:
    """A forward keeps a keyboard only if every button works away from the first message."""
    works = all(button.keys() & KEPT_BUTTONS for _, _, button in message.buttons())
    return message.markup if works else None
