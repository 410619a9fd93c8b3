"""What people put into a chat: their texts with what they made bold, and the message itself."""

from typing import Any

from aiohttp import web

from sandbox import forums
from sandbox.control import answer, wrong
from sandbox.errors import ApiError
from sandbox.model.chats import Chat, Message
from sandbox.model.people import Person
from sandbox.text import Formatted, fixed
from sandbox.text.entities import given_spans
from sandbox.text.spans import Span
from sandbox.views import message_for_person
from sandbox.world import World

Json = dict[str, Any]
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def words(world: World, text: str, entities: Any = None) -> Json:
    """A text with its entities, under Telegram's own names."""
    (kept,) = _parts(world, text, entities, max(1, len(text)))
    return _named(kept, "text", "entities")


def words_in_parts(world: World, text: str, entities: Any = None) -> list[Json]:
    """The same as phones send it: what is over 4,096 characters goes into messages of its own."""
    return [_named(kept, "text", "entities") for kept in _parts(world, text, entities, LONGEST_TEXT)]


def caption(world: World, text: str, entities: Any = None) -> Json:
    """The fields of a caption, none where it is empty."""
    if not text.strip():
        return {}
    (kept,) = _parts(world, text, entities, len(text))
    if len(kept.text) > LONGEST_CAPTION:
        wrong(f'"caption" must be at most {LONGEST_CAPTION} characters')
    return _named(kept, "caption", "caption_entities")


def _named(kept: Formatted, text: str, entities: str) -> Json:
    return {text: kept.text, entities: kept.entities} if kept.entities else {text: kept.text}


def _parts(world: World, text: str, entities: Any, longest: int) -> list[Formatted]:
    try:
        spans = given_spans(text, entities) if entities else []
        starts = [at for at in range(0, len(text), longest) if text[at : at + longest].strip()] or [0]
        return [_known(world, fixed(text[at : at + longest], _within(spans, at, at + longest))) for at in starts]
    except ApiError as error:
        wrong(f"this cannot be sent: {error.description}")


def _within(spans: list[Span], start: int, end: int) -> list[Span]:
    """What of the spans lies in a part, counted from the part's own beginning."""
    return [
        Span(span.type, max(span.start, start) - start, min(span.end, end) - start, dict(span.extra))
        for span in spans
        if span.start < end and span.end > start
    ]


def _known(world: World, kept: Formatted) -> Formatted:
    """Mentions by id become the people they mean."""
    found = []
    for entity in kept.entities:
        if entity["type"] == "text_mention":
            person = world.people.get(int(entity["user"]))
            if person is None:
                continue
            entity["user"] = person.user
        found.append(entity)
    return Formatted(kept.text, found)


def post(world: World, chat: Chat, person: Person, content: Json, **more: Any) -> Message:
    """Posts as a person. Whoever writes to a bot has started it and is known to it. A forced reply is then done."""
    if chat.bot is not None:
        chat.started = True
        person.met.add(chat.bot.id)
    target = more.get("reply_to")
    if target is not None:
        more["thread"] = target.thread
    _allowed(chat, person, more.get("thread", 0))
    side = chat.side(person)
    if side.keyboard is not None and "force_reply" in side.keyboard:
        side.keyboard = None
    return world.post(chat, person, content, **more)


def _allowed(chat: Chat, person: Person, thread: int) -> None:
    """Whether somebody may write there. Files and texts are one permission here."""
    if thread and (chat.forum is None or thread not in chat.forum.topics):
        wrong(f"there is no topic {thread} in this chat", 404)
    if not chat.lets(person.id, "can_send_messages"):
        wrong(f"person {person.id} may not write here", 409)
    if not forums.may_write(chat, person.id, thread):
        wrong("this topic is closed", 409)


def quoted(target: Message | None, text: str) -> Json | None:
    """The part of a message that somebody answers to."""
    if not text:
        return None
    whole = (target.content.get("text") or target.content.get("caption") or "") if target is not None else ""
    if text not in whole:
        wrong('"quote" must be a part of the message that is answered')
    position = len(whole[: whole.index(text)].encode("utf-16-le")) // 2
    return {"text": text, "position": position, "is_manual": True}


def told(world: World, chat: Chat, person: Person, content: Json, **more: Any) -> web.Response:
    """`post`, and the answer to whoever asked for it."""
    return answer({"message": message_for_person(post(world, chat, person, content, **more), person)})
