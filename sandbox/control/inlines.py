"""Inline mode from the phone's side: words typed after a bot's name, and the choice among what it offers."""

from typing import Any

from aiohttp import web

from sandbox import inline
from sandbox.control import WORLD, answer, body_of, number_in, text_in, wrong
from sandbox.control.places import PLACE, actor_at, known_bot
from sandbox.errors import ApiError
from sandbox.methods import Call
from sandbox.methods.media import media_given
from sandbox.model.inline import InlineQuery
from sandbox.params import Params
from sandbox.views import message_for_person
from sandbox.world import World

Json = dict[str, Any]
LONGEST_QUERY = 256
routes = web.RouteTableDef()


@routes.post(PLACE + "/inline")
async def ask(request: web.Request) -> web.Response:
    """Asks a bot from within any chat. An answer that is kept comes at once; else the event `inline` brings it."""
    person, chat = actor_at(request)
    world, body = request.app[WORLD], await body_of(request)
    bot = known_bot(world, number_in(body, "bot"))
    if not bot.inline:
        wrong(f"bot {bot.id} has no inline mode: BotFather's /setinline turns it on, here POST /sandbox/bots", 409)
    words, offset = text_in(body, "query", limit=LONGEST_QUERY), text_in(body, "offset")
    query = inline.ask(world, bot, person, chat, words, offset)
    return answer({"query_id": query.id, "answer": query.offer.shown() if query.offer else None})


@routes.get(r"/sandbox/inline/{query:\d+}")
async def look(request: web.Request) -> web.Response:
    query = _query(request.app[WORLD], request.match_info["query"])
    return answer({"answered": query.offer is not None, **(query.offer.shown() if query.offer else {})})


@routes.post(PLACE + "/choose")
async def choose(request: web.Request) -> web.Response:
    """Sends what a bot offered, as the person's own message into the chat where they asked."""
    person, chat = actor_at(request)
    world, body = request.app[WORLD], await body_of(request)
    query = _query(world, text_in(body, "query_id", needed=True))
    if query.person is not person or query.chat is not chat:
        wrong("this was asked by somebody else, or in another chat", 409)
    wanted = text_in(body, "result_id", needed=True)
    result = next((one for one in query.offer.results if one.id == wanted), None) if query.offer else None
    if result is None:
        wrong(f"the bot offered no result {wanted}", 404)
    media = result.media
    if result.address:
        try:
            media = await media_given(Call(world, query.bot, Params({})), result.kind, result.address, None, Params({}))
        except ApiError as error:
            wrong(f"the file cannot be fetched: {error.description}")
    if chat.bot is not None:
        chat.started = True
        person.met.add(chat.bot.id)
    message = inline.send(world, query, result, media)
    return answer({"message": message_for_person(message, person)})


def _query(world: World, number: str) -> InlineQuery:
    query = world.inline.queries.get(number)
    if query is None:
        wrong(f"nobody asked for {number}", 404)
    return query
