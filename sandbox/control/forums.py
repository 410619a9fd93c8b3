"""Topics as people make and steer them, and what people may do in a group."""

from typing import Any

from aiohttp import web

from sandbox import forums, groups
from sandbox.control import WORLD, answer, body_of, text_in, wrong
from sandbox.control.groups import PLACE, account_in, by_of, group_at, shown_group
from sandbox.model.chats import Chat
from sandbox.model.forums import Forum, Topic
from sandbox.model.members import PERMISSIONS
from sandbox.model.people import Account

Json = dict[str, Any]
routes = web.RouteTableDef()


def _forum(request: web.Request) -> tuple[Chat, Forum]:
    chat = group_at(request)
    if chat.forum is None:
        wrong("this group has no topics", 409)
    return chat, chat.forum


def _topic(request: web.Request) -> tuple[Chat, Forum, Topic]:
    chat, forum = _forum(request)
    topic = forum.topics.get(int(request.match_info["thread"]))
    if topic is None:
        wrong(f"there is no topic {request.match_info['thread']}", 404)
    return chat, forum, topic


def _manager(chat: Chat, by: Account, topic: Topic | None = None) -> Account:
    """Whoever has the right, or made the topic."""
    if not chat.may(by.id, "can_manage_topics") and (topic is None or topic.creator is not by):
        wrong(f"{by.id} may not manage topics", 409)
    return by


@routes.post(PLACE + "/forum")
async def switch(request: web.Request) -> web.Response:
    """Turns topics on or off."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    if chat.kind != "supergroup":
        wrong("only a supergroup can have topics: migrate it first", 409)
    forums.switch(world, chat, on=bool(body.get("on", True)))
    return answer(shown_group(chat))


@routes.post(PLACE + "/topics")
async def make_topic(request: web.Request) -> web.Response:
    """A new topic by whoever may make one: administrators with the right, or everybody where the group lets them."""
    world, body = request.app[WORLD], await body_of(request)
    chat, forum = _forum(request)
    by = by_of(world, chat, body)
    if not chat.lets(by.id, "can_manage_topics"):
        wrong(f"{by.id} may not make topics", 409)
    topic = forums.create(world, chat, forum, by, text_in(body, "name", needed=True, limit=128))
    return answer(topic.shown())


@routes.get(PLACE + "/topics")
async def list_topics(request: web.Request) -> web.Response:
    _, forum = _forum(request)
    return answer({"topics": [{**topic.shown(), "closed": topic.closed} for topic in forum.topics.values()]})


@routes.post(PLACE + r"/topics/{thread:\d+}/{what:close|reopen|rename|delete}")
async def change_topic(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await body_of(request)
    chat, forum, topic = _topic(request)
    by = _manager(chat, by_of(world, chat, body), topic)
    match request.match_info["what"]:
        case "rename":
            forums.edit(world, chat, by, topic, text_in(body, "name", needed=True, limit=128), None)
        case "delete":
            forums.delete(world, chat, forum, topic)
        case what:
            if topic.closed == (what == "close"):
                wrong("this topic is closed already" if topic.closed else "this topic is open already", 409)
            forums.close(world, chat, by, topic, closed=what == "close")
    return answer({**topic.shown(), "closed": topic.closed})


def _permissions(body: Json) -> frozenset[str]:
    given = body.get("permissions")
    if not isinstance(given, list) or not set(given) <= set(PERMISSIONS):
        wrong(f'"permissions" must be a list of {", ".join(PERMISSIONS)}')
    return frozenset(given)


@routes.post(PLACE + "/restrict")
async def restrict(request: web.Request) -> web.Response:
    """Leaves somebody, a bot too, no more than these permissions; without an account, all plain members."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    wanted = _permissions(body)
    if body.get("account") is None:
        chat.permissions = wanted
        return answer(shown_group(chat))
    account = account_in(world, chat, body)
    if chat.administers(account.id):
        wrong(f"{account.id} is an administrator", 409)
    groups.restrict(world, chat, by_of(world, chat, body), account, wanted)
    return answer(shown_group(chat))


@routes.post(PLACE + "/unban")
async def unban(request: web.Request) -> web.Response:
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    member = chat.members.get(body.get("account", 0))
    if member is None or member.status != "kicked":
        wrong("nobody of that id is banned here", 409)
    groups.unban(world, chat, by_of(world, chat, body), member.account)
    return answer(shown_group(chat))
