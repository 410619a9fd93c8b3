"""Many people at once, and what all of them hold: for runs of thousands, of which each answer must be cheap."""

from hashlib import blake2s
from random import Random
from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, number_in, query_number, share_in, text_in, wrong
from sandbox.control.accounts import LARGEST_ID
from sandbox.control.places import known_bot
from sandbox.model.chats import Chat
from sandbox.model.people import Bot, Person
from sandbox.world import World

Json = dict[str, Any]
MOST_AT_ONCE = 1_000_000
routes = web.RouteTableDef()


@routes.post("/sandbox/people/bulk")
async def make_people(request: web.Request) -> web.Response:
    """People with ids in a row. With a bot, all of them have started it; shares of them blocked it or are gone."""
    world, body = request.app[WORLD], await body_of(request)
    count = number_in(body, "count")
    if not 1 <= count <= MOST_AT_ONCE:
        wrong(f'"count" must be between 1 and {MOST_AT_ONCE}')
    bot = known_bot(world, number_in(body, "bot")) if body.get("bot") is not None else None
    blocked, gone = share_in(body, "blocked"), share_in(body, "deactivated")
    if blocked + gone > 1:
        wrong('"blocked" and "deactivated" are more than all together')
    if bot is None and blocked:
        wrong('"blocked" needs a "bot"')
    languages = body.get("language_codes") or [""]
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        wrong('"language_codes" must be a list of strings')
    first = number_in(body, "first_id", 0) or world.free_ids(count)
    if not 0 < first <= LARGEST_ID - count or any(
        number in world.people or number in world.bots for number in range(first, first + count)
    ):
        wrong(f"not all of the {count} ids from {first} on are free", 409)
    name = text_in(body, "first_name", limit=50) or "Person"
    for number in range(count):
        person = world.people[first + number] = Person(
            first + number, f"{name} {number + 1}", language_code=languages[number % len(languages)]
        )
        if bot is not None:
            _started(world, bot, person, tell=bool(body.get("tell")))
    chosen = Random(number_in(body, "seed", 0)).sample(range(count), round(count * blocked) + round(count * gone))  # noqa: S311
    left, lost = (
        sorted(first + number for number in part)
        for part in (chosen[: round(count * blocked)], chosen[round(count * blocked) :])
    )
    for number in left:
        if bot is not None:
            world.people[number].blocked.add(bot.id)
    for number in lost:
        world.people[number].state = "deactivated"
    world.tell_all("people", lambda: {"count": count})
    return answer({"first_id": first, "last_id": first + count - 1, "blocked": left, "deactivated": lost})


def _started(world: World, bot: Bot, person: Person, *, tell: bool) -> None:
    chat = world.private_chat(bot, person)
    chat.started = True
    person.met.add(bot.id)
    if tell:
        command = [{"type": "bot_command", "offset": 0, "length": 6}]
        world.post(chat, person, {"text": "/start", "entities": command})


@routes.get("/sandbox/tally")
async def tally(request: web.Request) -> web.Response:
    """The bot's messages that each chat still holds: their ids and a hash of each text."""
    world = request.app[WORLD]
    bot = known_bot(world, query_number(request, "bot"))
    part, since = request.query.get("text", ""), query_number(request, "since")
    chats: dict[int, Json] = {}
    texts: dict[str, str] = {}
    private = (chat for (owner, _), chat in world.private.items() if owner == bot.id)
    for chat in (*private, *world.groups.values()):
        line = _held(chat, bot, part, since, texts)
        if line["ids"] or line["deleted"]:
            chats[chat.id] = line
    shown: Json = {"chats": chats}
    if request.query.get("texts"):
        shown["texts"] = texts
    return answer(shown)


def _held(chat: Chat, bot: Bot, part: str, since: int, texts: dict[str, str]) -> Json:
    ids: list[int] = []
    hashes: list[str] = []
    for message in chat.messages.values():
        text: str = message.content.get("text") or message.content.get("caption") or ""
        if message.sender is bot and message.receiver is None and message.date >= since and part in text:
            ids.append(message.id)
            hashes.append(hash_of(text))
            texts.setdefault(hashes[-1], text)
    return {"ids": ids, "hashes": hashes, "deleted": chat.taken_back}


def hash_of(text: str) -> str:
    """Twelve digits that stand for a text: its BLAKE2s of six bytes."""
    return blake2s(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
