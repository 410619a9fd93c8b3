"""What happens in inline mode: a person asks, the bot offers, the person sends one of the offers as their own message.

As on the Bot API page under Inline mode, and in the Bot API server's Client.cpp.
"""

import secrets
from typing import Any

from sandbox.model.chats import Chat, Message
from sandbox.model.inline import InlineQuery, Offer, Result
from sandbox.model.people import Bot, Person
from sandbox.world import World

Json = dict[str, Any]
EVERYBODY = 0
# Telegram publishes no deadline for the answer; the update itself waits for its bot so long.
ANSWER_WITHIN = 30.0


def ask(world: World, bot: Bot, person: Person, chat: Chat, words: str, offset: str) -> InlineQuery:
    """Asks a bot for something, or finds its answer to the same words still good. The bot then knows the person."""
    desk, now = world.inline, world.clock.now()
    query = InlineQuery(str(secrets.randbits(62)), bot, person, chat, words, offset, now)
    desk.queries[query.id] = query
    for reader in (person.id, EVERYBODY):
        until, offer = desk.kept.get((bot.id, words, offset, reader), (0.0, None))
        if offer is not None and now < until:
            query.offer = offer
            return query
    person.met.add(bot.id)
    kind = "sender" if chat.bot is bot else chat.kind
    body = {"id": query.id, "from": person.user, "chat_type": kind, "query": words, "offset": offset}
    world.update(bot, "inline_query", person.id, body)
    return query


def answered(world: World, query: InlineQuery, offer: Offer, seconds: int, *, personal: bool) -> None:
    """Shows an offer to whoever asked, and keeps it for those who ask the same."""
    query.offer = offer
    reader = query.person.id if personal else EVERYBODY
    world.inline.kept[query.bot.id, query.words, query.offset, reader] = (world.clock.now() + seconds, offer)
    shown = {"query_id": query.id, **offer.shown()}
    world.feed.emit("inline", query.person.id, query.chat.id_for(query.person), lambda: shown)


def send(world: World, query: InlineQuery, result: Result, media: Any) -> Message:
    """The chosen result as the person's own message, by way of the bot.

    Only with a keyboard does it have an id under which the bot can change it; the bot hears of the choice where
    its feedback is on (BotFather's /setinlinefeedback), for that share of the choices.
    """
    bot, person, chat = query.bot, query.person, query.chat
    number = secrets.token_urlsafe(20) if result.markup is not None else ""
    message = world.post(chat, person, result.content, media=media, markup=result.markup, via=bot, inline_id=number)
    if number:
        world.inline.messages[number] = message
    if secrets.randbelow(1000) < bot.inline_feedback * 1000:
        body: Json = {"from": person.user, "query": query.words, "result_id": result.id}
        if number:
            body["inline_message_id"] = number
        world.update(bot, "chosen_inline_result", person.id, body)
    return message
