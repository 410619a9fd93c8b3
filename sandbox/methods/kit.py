"""What many methods share: finding the chat and the message, reading text, and whether the chat can be reached.

The order in which things are checked is Telegram's (Bot API server, Client.cpp), because bots see only the first error.
"""

from typing import Any

from sandbox import forums, invites
from sandbox.errors import ApiError, refusal, refuse
from sandbox.markup import Markup, markup_given
from sandbox.methods import Call
from sandbox.model.chats import Chat, Message
from sandbox.model.people import Bot, Person
from sandbox.text import Formatted, fixed, parsed
from sandbox.text.spans import Span

Json = dict[str, Any]
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
AT_ONCE = 100
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
WITH_CAPTION = {"photo", "video", "animation", "audio", "document", "voice"}


# The chat


def chat_of(call: Call, name: str = "chat_id", *, reading: bool = False) -> Chat:
    """The chat a call is about, if the bot may know it.

    `reading` is for calls that change nothing and need no list of members: they may still look at what is over.
    """
    given = call.params.text(name).strip()
    if not given:
        refuse("chat_id is empty")
    if not given.lstrip("-").isdigit():
        refuse("chat not found")
    number, world, bot = int(given), call.world, call.bot
    chat = world.groups.get(number)
    if chat is not None:
        _check_group(chat, bot, reading=reading)
        return chat
    chat = world.private.get((bot.id, number))
    if chat is None:
        chat = _first_contact(call, number)
    person = chat.person
    if person is not None and person.state == "deactivated" and not reading:
        refuse("user is deactivated", 403)
    return chat


def _check_group(chat: Chat, bot: Bot, *, reading: bool) -> None:
    """Whether the bot is in the group. A bot that was never there does not know it."""
    member = chat.members.get(bot.id)
    if member is None:
        refuse("chat not found")
    if chat.kind == "group" and reading:
        return
    if chat.migrated_to:
        raise refusal("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if chat.kind == "group" and chat.closed:
        refuse("the group chat was deleted", 403)
    if member.status == "kicked":
        refuse(f"bot was kicked from the {chat.kind} chat", 403)
    if member.status == "left":
        refuse(f"bot is not a member of the {chat.kind} chat", 403)


def _first_contact(call: Call, number: int) -> Chat:
    """A chat that does not exist yet. A bot knows only people it has met: others are no chat to it at all."""
    if number in call.world.bots:
        refuse("the bot can't send messages to the bot", 403)
    person = call.world.people.get(number)
    if person is None or call.bot.id not in person.met:
        refuse("chat not found")
    return call.world.private_chat(call.bot, person)


def reachable(call: Call, chat: Chat, *, album: bool = False, thread: int | None = None) -> None:
    """Telegram's own servers have the last word: a closed topic, blocked, or never started.

    Of an album they speak as of its first part.
    """
    person = chat.person
    if person is None:
        if thread is not None and not forums.may_write(chat, call.bot.id, thread):
            refuse("TOPIC_CLOSED")
        return
    text, code = "", 400
    if call.bot.id in person.blocked:
        text = "USER_IS_BLOCKED"
    elif not chat.started and not invites.may_write(call.world, call.bot, person):
        text, code = "Bot can't initiate conversation with a user", 403
    if text and album:
        raise part_refused(1, text, code)
    if text:
        refuse(text, code)


def part_refused(place: int, text: str, code: int = 400) -> ApiError:
    """Why Telegram's servers did not take an album: their words about one part of it, quoted and not rewritten.

    So to a person who blocked the bot an album is 400 and no 403.
    """
    return refusal(f'failed to send message #{place} with the error message "{text}"', code)


def message_of(call: Call, chat: Chat, missing: str) -> Message:
    """The message a call is about."""
    found = chat.messages.get(call.params.integer("message_id"))
    if found is None or found.receiver is not None:
        refuse(missing)
    return found


def ids_given(call: Call) -> list[int]:
    """`message_ids`: one to a hundred numbers."""
    try:
        given = call.params.json("message_ids")
    except ValueError:
        refuse("can't parse message identifiers JSON object")
    if not isinstance(given, list):
        refuse("message identifiers are not specified" if given is None else "expected an Array of message identifiers")
    if not given:
        refuse("message identifiers are not specified")
    if len(given) > AT_ONCE:
        refuse("too many message identifiers specified")
    return [int(number) for number in given if str(number).isdigit()]


# The text


def text_of(call: Call, name: str, mode: str = "parse_mode", entities: str = "entities") -> tuple[str, list[Span]]:
    """A text out of its markup, before it is cleaned."""
    params = call.params
    given: Any = None
    if params.has(entities) and not params.text(mode):
        try:
            given = params.json(entities)
        except ValueError:
            refuse("can't parse entities JSON object")
    return parsed(params.text(name), params.text(mode), given)


def stored(call: Call, text: str, spans: list[Span], *, allow_empty: bool = False) -> Formatted:
    """The text as it is kept. Who is mentioned by id must be known to the bot; otherwise the mention is plain text."""
    result = fixed(text, spans, allow_empty=allow_empty)
    if any(entity["type"] == "text_mention" for entity in result.entities):
        entities = []
        for entity in result.entities:
            if entity["type"] == "text_mention":
                person = call.world.people.get(int(entity["user"]))
                if person is None or call.bot.id not in person.met:
                    continue
                entity["user"] = person.user
            entities.append(entity)
        return Formatted(result.text, entities)
    return result


def caption_content(call: Call, caption: Formatted) -> Json:
    """The fields of a caption."""
    content: Json = {}
    if caption.text:
        content["caption"] = caption.text
        if caption.entities:
            content["caption_entities"] = caption.entities
        if call.params.boolean("show_caption_above_media"):
            content["show_caption_above_media"] = True
    return content


def link_preview(call: Call) -> Json | None:
    """`link_preview_options`, and the older parameter for the same."""
    params = call.params
    if params.has("link_preview_options"):
        try:
            options = params.json("link_preview_options")
        except ValueError:
            refuse("can't parse link preview options JSON object")
        if options is not None and not isinstance(options, dict):
            refuse("object expected as link preview options")
        names = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
        return {name: options[name] for name in names if options.get(name)} if options else None
    return {"is_disabled": True} if params.boolean("disable_web_page_preview") else None


# Keyboards and accounts


def markup_of(call: Call) -> Markup | None:
    """`reply_markup` out of its JSON."""
    return markup_given(call.params) if call.params.has("reply_markup") else None


def person_of(call: Call, name: str = "user_id") -> Person | Bot:
    """An account by id, if the bot may know it."""
    number = call.params.integer(name)
    if number <= 0:
        refuse("invalid user_id specified")
    if number == call.bot.id:
        return call.bot
    person = call.world.people.get(number)
    if person is None or call.bot.id not in person.met:
        refuse("user not found")
    return person
