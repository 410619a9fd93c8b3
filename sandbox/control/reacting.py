"""What people say to a message without words."""

from typing import Any

from aiohttp import web

from sandbox import reactions
from sandbox.control import WORLD, answer, body_of, number_in, wrong
from sandbox.control.places import PLACE, actor_at, message_at
from sandbox.views import message_for_person

Json = dict[str, Any]
MOST = 3  # for those with Premium
routes = web.RouteTableDef()


@routes.post(PLACE + "/react")
async def react(request: web.Request) -> web.Response:
    """Reacts with an emoji, with several, or with none."""
    person, chat = actor_at(request)
    world, body = request.app[WORLD], await body_of(request)
    message = message_at(chat, person, number_in(body, "message_id"))
    if not message.repeatable or message.receiver is not None:
        wrong("nobody can react to such a message", 409)
    if not chat.lets(person.id, "can_react_to_messages"):
        wrong(f"person {person.id} may not react here", 409)
    reactions.react(world, message, person, _chosen(body.get("emoji")), anonymously=bool(body.get("anonymous")))
    return answer({"message": message_for_person(message, person)})


def _chosen(given: Any) -> list[Json]:
    """One emoji, a list of them, or nothing; `custom:ID` is one of the network's own pictures."""
    names = given if isinstance(given, list) else [given] if given else []
    if len(names) > MOST or not all(isinstance(one, str) for one in names):
        wrong(f'"emoji" must be an emoji, or a list of at most {MOST}')
    return [_one(name) for name in names]


def _one(name: str) -> Json:
    if name.startswith("custom:"):
        return {"type": "custom_emoji", "custom_emoji_id": name.removeprefix("custom:")}
    emoji = reactions.emoji_of(name)
    if not emoji:
        wrong(f"Telegram has no reaction {name}")
    return {"type": "emoji", "emoji": emoji}
