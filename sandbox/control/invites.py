"""Links into groups: looking at one, coming in by it or asking to, and letting those in who asked."""

from typing import Any

from aiohttp import web

from sandbox import invites
from sandbox.control import WORLD, answer, body_of, number_in, text_in, wrong
from sandbox.control.groups import PLACE, by_of, group_at
from sandbox.control.places import person_at
from sandbox.model.chats import Chat
from sandbox.model.forums import Invite
from sandbox.model.people import Person
from sandbox.world import World

Json = dict[str, Any]
PERSON = r"/sandbox/people/{person:\d+}"
routes = web.RouteTableDef()


async def _link(request: web.Request) -> tuple[World, Person, Chat, Invite]:
    world, person, body = request.app[WORLD], person_at(request), await body_of(request)
    if person.state != "active":
        wrong(f"person {person.id} has deleted their account", 409)
    found = invites.found(world, text_in(body, "link", needed=True))
    if found is None:
        wrong("there is no such link", 404)
    return world, person, *found


@routes.post(PERSON + "/link")
async def look(request: web.Request) -> web.Response:
    """What a phone shows of a link before anything happens."""
    world, person, chat, invite = await _link(request)
    return answer({
        "chat": {"id": chat.id, "title": chat.title, "type": chat.kind, "description": chat.description},
        "members": sum(member.present for member in chat.members.values()),
        "asks": invite.asks,
        "asked": person.id in chat.asked,
        "member": chat.has(person.id),
        "trouble": invites.trouble(world, chat, invite, person),
    })  # fmt: skip


@routes.post(PERSON + "/join")
async def join(request: web.Request) -> web.Response:
    """Comes in by a link, or asks to where the link wants that."""
    world, person, chat, invite = await _link(request)
    if trouble := invites.trouble(world, chat, invite, person):
        wrong(trouble, 409)
    if invite.asks:
        invites.ask(world, chat, invite, person)
    else:
        invites.come(world, chat, invite, person)
    return answer({"chat": chat.id, "joined": not invite.asks, "asked": invite.asks})


@routes.post(PERSON + "/withdraw")
async def withdraw(request: web.Request) -> web.Response:
    """Takes a question to come in back. Nobody is told."""
    _, person, chat, _ = await _link(request)
    chat.asked.pop(person.id, None)
    return answer({"asked": False})


@routes.post(PLACE + "/links")
async def make_link(request: web.Request) -> web.Response:
    """A link that an administrator among the people makes."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    by = by_of(world, chat, body)
    if not chat.may(by.id, "can_invite_users"):
        wrong(f"{by.id} may not invite", 409)
    invite = invites.make(chat, by)
    invite.asks, invite.name = bool(body.get("asks")), text_in(body, "name", limit=32)
    return answer(invites.shown(chat, invite))


@routes.get(PLACE + "/links")
async def list_links(request: web.Request) -> web.Response:
    """Every link there ever was, and who waits to be let in."""
    chat = group_at(request)
    asked = [{"id": one.person.id, "link": one.invite.address, "at": one.at} for one in chat.asked.values()]
    return answer({"links": [invites.shown(chat, one) for one in chat.invites.values()], "asked": asked})


@routes.post(PLACE + "/{what:approve|decline}")
async def decide(request: web.Request) -> web.Response:
    """An administrator among the people lets somebody in who asked, or turns them away."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    by = by_of(world, chat, body)
    asked = chat.asked.get(number_in(body, "account"))
    if asked is None:
        wrong("nobody of that id asked to come in", 404)
    if not chat.may(by.id, "can_invite_users"):
        wrong(f"{by.id} may not invite", 409)
    if request.match_info["what"] == "approve":
        invites.approve(world, chat, by, asked)
    else:
        invites.decline(chat, asked)
    return answer({"member": chat.has(asked.person.id)})
