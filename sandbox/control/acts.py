"""What people do: start, write, press, share, edit, delete, block."""

import re
from typing import Any

from aiohttp import web

from sandbox.control import WORLD, ControlError, answer, body_of, number_in, text_in, wrong
from sandbox.control.places import PLACE, actor_at, bot_of, chat_at, message_at
from sandbox.control.words import caption, post, quoted, told, words, words_in_parts
from sandbox.model.chats import Chat, Message
from sandbox.model.people import Bot, Person
from sandbox.views import message_for_person
from sandbox.world import World

Json = dict[str, Any]
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")
KICKED: Json = {"status": "kicked", "until_date": 0}
MEMBER: Json = {"status": "member"}
routes = web.RouteTableDef()


@routes.post(PLACE + "/start")
async def start(request: web.Request) -> web.Response:
    """Presses *Start* (or *Restart*, which takes a blocked bot back) or opens a deep link."""
    person, chat = actor_at(request, unblock=True)
    bot_of(chat)
    payload = text_in(await body_of(request), "payload")
    if payload and not PAYLOAD.fullmatch(payload):
        wrong('"payload" must be 1 to 64 of A-Z, a-z, 0-9, _ and -')
    world = request.app[WORLD]
    _unblock(world, chat, person)
    return told(world, chat, person, words(world, f"/start {payload}" if payload else "/start"))


@routes.post(PLACE + "/write")
async def write(request: web.Request) -> web.Response:
    person, chat = actor_at(request)
    body = await body_of(request)
    world = request.app[WORLD]
    *before, last = words_in_parts(world, text_in(body, "text", needed=True), body.get("entities"))
    target = message_at(chat, person, number_in(body, "reply_to")) if body.get("reply_to") is not None else None
    quote, thread = quoted(target, text_in(body, "quote", limit=1024)), number_in(body, "thread", 0)
    for content in before:
        post(world, chat, person, content, reply_to=target, quote=quote, thread=thread)
        target = quote = None
    return told(world, chat, person, last, reply_to=target, quote=quote, thread=thread)


@routes.post(PLACE + "/press")
async def press(request: web.Request) -> web.Response:
    """Presses a button of an inline keyboard: by what it carries, or by where it is."""
    person, chat = actor_at(request)
    body = await body_of(request)
    message = message_at(chat, person, number_in(body, "message_id"))
    button = _button(message, body)
    if "url" in button:
        return answer({"url": button["url"]})
    for name in ("login_url", "web_app"):
        if name in button:
            return answer({"url": button[name]["url"]})
    if "copy_text" in button:
        return answer({"copied": button["copy_text"]["text"]})
    for name in SWITCHES:
        if name in button:
            return answer(_switched(message, name, button[name]))
    if "callback_data" not in button:
        wrong("this button tells a bot nothing")
    bot = message.via or message.sender
    if not isinstance(bot, Bot):
        wrong("this message is not a bot's")
    query = request.app[WORLD].press(bot, person, message, button["callback_data"])
    return answer({"query_id": query.id})


def _switched(message: Message, name: str, given: Any) -> Json:
    """A button that puts the bot's name and some words into the text field, of this chat or of one to choose."""
    bot = message.via or message.sender
    words = str(given.get("query") or "") if isinstance(given, dict) else str(given)
    return {"inline": {"bot": bot.id, "query": words, "here": name == "switch_inline_query_current_chat"}}


def _button(message: Message, body: Json) -> Json:
    if "data" in body:
        wanted = text_in(body, "data", needed=True)
        for _, _, button in message.buttons():
            if button.get("callback_data") == wanted:
                return button
        wrong(f"message {message.id} has no button with this data", 404)
    place = (number_in(body, "row"), number_in(body, "column"))
    for row, column, button in message.buttons():
        if (row, column) == place:
            return button
    raise ControlError(f"message {message.id} has no button there", 404)


@routes.post(PLACE + "/contact")
async def contact(request: web.Request) -> web.Response:
    """Shares the own contact, or anybody's. Who has an account here is named by its id."""
    person, chat = actor_at(request)
    world, body = request.app[WORLD], await body_of(request)
    number = text_in(body, "phone_number") or person.phone_number
    owner = next((one for one in world.people.values() if one.phone_number == number.removeprefix("+")), None)
    shown: Json = {"phone_number": number}
    shown["first_name"] = text_in(body, "first_name") or (owner.first_name if owner else person.first_name)
    if last_name := text_in(body, "last_name") or (owner.last_name if owner and "first_name" not in body else ""):
        shown["last_name"] = last_name
    if owner is not None:
        shown["user_id"] = owner.id
        if chat.bot is not None:
            owner.met.add(chat.bot.id)
    return told(world, chat, person, {"contact": shown})


@routes.post(PLACE + "/edit")
async def edit(request: web.Request) -> web.Response:
    person, chat = actor_at(request)
    body = await body_of(request)
    message = message_at(chat, person, number_in(body, "message_id"))
    if message.sender is not person:
        wrong("only own messages can be edited", 409)
    if message.media is not None:
        content = caption(request.app[WORLD], text_in(body, "text"), body.get("entities"))
    elif "text" in message.content:
        content = words(request.app[WORLD], text_in(body, "text", needed=True), body.get("entities"))
    else:
        wrong("this message has no text to edit", 409)
    if content != message.content:
        message.content = content
        request.app[WORLD].edited(message)
    return answer({"message": message_for_person(message, person)})


@routes.post(PLACE + "/delete")
async def delete(request: web.Request) -> web.Response:
    """Takes a message away from this person or, in a private chat by default, from both. The bot learns nothing."""
    person, chat = actor_at(request, unblock=True)
    world, body = request.app[WORLD], await body_of(request)
    message = message_at(chat, person, number_in(body, "message_id"))
    if body.get("for_everyone", chat.kind == "private"):
        if chat.kind != "private" and message.sender is not person:
            wrong("only own messages can be deleted for everyone", 409)
        world.delete(chat, [message])
    else:
        world.hide(message, person)
    return answer({"message_ids": [message.id]})


@routes.post(PLACE + "/block")
async def block(request: web.Request) -> web.Response:
    person, chat = actor_at(request, unblock=True)
    bot, world = bot_of(chat), request.app[WORLD]
    if bot.id not in person.blocked:
        person.blocked.add(bot.id)
        world.membership(chat, person, bot, MEMBER, KICKED)
        world.changed(chat, person)
    return answer({"blocked": True})


@routes.post(PLACE + "/unblock")
async def unblock(request: web.Request) -> web.Response:
    person, chat = actor_at(request, unblock=True)
    bot_of(chat)
    _unblock(request.app[WORLD], chat, person)
    return answer({"blocked": False})


def _unblock(world: World, chat: Chat, person: Person) -> None:
    bot = bot_of(chat)
    if bot.id in person.blocked:
        person.blocked.discard(bot.id)
        world.membership(chat, person, bot, KICKED, MEMBER)
        world.changed(chat, person)


@routes.post(PLACE + "/read")
async def read(request: web.Request) -> web.Response:
    person, chat = chat_at(request, begin=True)
    body = await body_of(request)
    thread = number_in(body, "thread") if body.get("thread") is not None and chat.forum is not None else None
    newest = max((one.id for one in chat.messages.values() if thread in {None, one.thread}), default=0)
    if chat.side(person).read(newest, thread):
        request.app[WORLD].changed(chat, person)
    return answer({"unread": 0})
