"""People, bots and what stands in people's chat lists."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, number_in, query_number, share_in, text_in, wrong
from sandbox.control.places import bot_of, chat_at, person_at
from sandbox.methods.commands import commands_for
from sandbox.methods.profile import DEFAULT_BUTTON
from sandbox.model.chats import Message
from sandbox.views import message_for_person, summary, visible

Json = dict[str, Any]
LARGEST_ID = (1 << 52) - 1
routes = web.RouteTableDef()


@routes.post("/sandbox/people")
async def make_person(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await body_of(request)
    wanted = number_in(body, "id", 0)
    if wanted and not 0 < wanted <= LARGEST_ID:
        wrong('"id" must be a positive number of at most 52 bits')
    if wanted in world.people or wanted in world.bots:
        wrong(f"the id {wanted} is taken", 409)
    username = text_in(body, "username", limit=32).removeprefix("@")
    if username and any(person.username.lower() == username.lower() for person in world.people.values()):
        wrong(f"the username {username} is taken", 409)
    person = world.add_person(
        text_in(body, "first_name", needed=True, limit=64), text_in(body, "last_name", limit=64), username,
        text_in(body, "language_code", limit=12), wanted, _zone(body),
    )  # fmt: skip
    return answer(person.shown)


@routes.get("/sandbox/people")
async def list_people(request: web.Request) -> web.Response:
    return answer({"people": [person.shown for person in request.app[WORLD].people.values()]})


@routes.post(r"/sandbox/people/{person:\d+}/deactivate")
async def deactivate(request: web.Request) -> web.Response:
    world, person = request.app[WORLD], person_at(request)
    person.state = "deactivated"
    world.person_changed(person)
    return answer(person.shown)


@routes.post(r"/sandbox/people/{person:\d+}/settings")
async def set_up(request: web.Request) -> web.Response:
    """Sets somebody's phone to another language or time zone; what is not named stays."""
    world, person, body = request.app[WORLD], person_at(request), await body_of(request)
    language = text_in(body, "language_code", limit=12) if "language_code" in body else person.language_code
    person.set_up(language, _zone(body) if "time_zone" in body else person.time_zone)
    world.person_changed(person)
    for owner, number in list(world.private):
        if number == person.id:
            world.feed.emit("commands", person.id, owner, dict)
    return answer(person.shown)


def _zone(body: Json) -> str:
    name = text_in(body, "time_zone", limit=64)
    try:
        return ZoneInfo(name).key if name else ""
    except (ValueError, OSError):
        wrong(f'"{name}" is no time zone')
    except ZoneInfoNotFoundError:
        wrong(f'"{name}" is no time zone that is known here')


@routes.get("/sandbox/bots")
async def list_bots(request: web.Request) -> web.Response:
    return answer({"bots": [bot.shown for bot in request.app[WORLD].bots.values()]})


@routes.post("/sandbox/bots")
async def make_bot(request: web.Request) -> web.Response:
    """Makes a bot known before it calls, so that people can already start it."""
    world, body = request.app[WORLD], await body_of(request)
    token = text_in(body, "token", needed=True)
    number, _, secret = token.partition(":")
    if not (number.isascii() and number.isdigit() and secret) or number.startswith("0"):
        wrong('"token" must look like 42:SECRET')
    if world.tokens and token not in world.tokens:
        wrong("this sandbox was started for other tokens", 409)
    bot = world.meet_bot(token)
    bot.username = text_in(body, "username", limit=32) or bot.username
    bot.born = text_in(body, "first_name", limit=64) or bot.born
    bot.privacy = bool(body.get("privacy", bot.privacy))
    bot.inline = bool(body.get("inline", bot.inline))
    if "inline_feedback" in body:
        bot.inline_feedback = share_in(body, "inline_feedback")
    bot.rename(bot.names.get("") or bot.born)
    world.bot_changed(bot)
    return answer(bot.shown)


@routes.get(r"/sandbox/people/{person:\d+}/chats")
async def list_chats(request: web.Request) -> web.Response:
    """The chats with something in them, the most recent first."""
    world, person = request.app[WORLD], person_at(request)
    private = [chat for (_, number), chat in world.private.items() if number == person.id]
    groups = [one for one in world.groups.values() if one.has(person.id) and not one.closed and not one.migrated_to]
    lines = [summary(chat, person) for chat in (*private, *groups) if chat.messages or chat.started]
    lines.sort(key=lambda line: line["last"]["date"] if line["last"] else 0, reverse=True)
    return answer({"chats": lines})


@routes.get(r"/sandbox/people/{person:\d+}/chats/{chat:-?\d+}/messages")
async def list_messages(request: web.Request) -> web.Response:
    person, chat = chat_at(request, begin=True)
    after = query_number(request, "after")

    def later(one: Message) -> bool:
        return one.id > after or one.receiver is not None

    return answer({"messages": [message_for_person(one, person) for one in visible(chat, person) if later(one)]})


@routes.get(r"/sandbox/people/{person:\d+}/chats/{chat:-?\d+}/commands")
async def list_commands(request: web.Request) -> web.Response:
    """What the person's phone shows around the chat, in their language."""
    person, chat = chat_at(request, begin=True)
    bot, language = bot_of(chat), person.language_code
    return answer({
        "commands": commands_for(bot, person),
        "menu_button": bot.menu_buttons.get(person.id) or bot.menu_buttons.get(0) or DEFAULT_BUTTON,
        "description": bot.in_language(bot.descriptions, language),
        "short_description": bot.in_language(bot.short_descriptions, language),
    })  # fmt: skip
