"""Groups: who makes them, who comes and goes, and what becomes of them."""

from typing import Any

from aiohttp import web

from sandbox import forums, groups
from sandbox.control import WORLD, answer, body_of, number_in, text_in, wrong
from sandbox.model.chats import Chat
from sandbox.model.members import RIGHTS
from sandbox.model.people import Account, Person
from sandbox.world import World

Json = dict[str, Any]
PLACE = r"/sandbox/groups/{group:-\d+}"
routes = web.RouteTableDef()


def shown_group(chat: Chat) -> Json:
    """A group with everybody who is or was in it."""
    members = [
        {"id": number, "name": member.account.first_name, "status": member.status}
        for number, member in chat.members.items()
    ]
    shown: Json = {"id": chat.id, "type": chat.kind, "title": chat.title, "members": members}
    if chat.description:
        shown["description"] = chat.description
    if chat.forum is not None:
        shown["is_forum"] = True
    if chat.migrated_to:
        shown["migrated_to"] = chat.migrated_to
    if chat.closed:
        shown["closed"] = True
    return shown


def _account(world: World, number: int) -> Account:
    found = world.people.get(number) or world.bots.get(number)
    if found is None:
        wrong(f"there is neither a person nor a bot {number}", 404)
    return found


def _accounts(world: World, body: Json, name: str) -> list[Account]:
    given = body.get(name) or []
    if not isinstance(given, list) or any(isinstance(one, bool) or not isinstance(one, int) for one in given):
        wrong(f'"{name}" must be a list of ids')
    return [_account(world, number) for number in given]


def group_at(request: web.Request) -> Chat:
    """The group in the path, which must be there still."""
    chat = request.app[WORLD].groups.get(int(request.match_info["group"]))
    if chat is None:
        wrong(f"there is no group {request.match_info['group']}", 404)
    if chat.migrated_to:
        wrong(f"this group became {chat.migrated_to}", 409)
    if chat.closed:
        wrong("this group was deleted", 409)
    return chat


def account_in(world: World, chat: Chat, body: Json) -> Account:
    """The `account` of a request, which must be in the group."""
    account = _account(world, number_in(body, "account"))
    if not chat.has(account.id):
        wrong(f"{account.id} is not in this group", 409)
    return account


def by_of(world: World, chat: Chat, body: Json) -> Account:
    """Who does it: the owner, where nobody is named."""
    if body.get("by") is not None:
        by = _account(world, number_in(body, "by"))
        if not chat.has(by.id):
            wrong(f"{by.id} is not in this group", 409)
        return by
    return next(member.account for member in chat.members.values() if member.status == "creator")


@routes.post("/sandbox/groups")
async def make_group(request: web.Request) -> web.Response:
    """A group of its owner's making; bots are told that they are in it."""
    world, body = request.app[WORLD], await body_of(request)
    owner = _account(world, number_in(body, "owner"))
    if not isinstance(owner, Person):
        wrong("a group's owner is a person")
    kind = text_in(body, "kind") or "supergroup"
    if kind not in {"group", "supergroup"}:
        wrong('"kind" must be group or supergroup')
    wanted = number_in(body, "id", 0)
    if wanted > 0 or wanted in world.groups:
        wrong("the id of a group is below zero, and taken once", 409)
    others = [*_accounts(world, body, "people"), *_accounts(world, body, "bots")]
    title = text_in(body, "title", needed=True, limit=128)
    chat = groups.create(
        world, title, owner, [one for one in others if one is not owner], supergroup=kind == "supergroup", wanted=wanted
    )
    if body.get("forum"):
        if chat.kind != "supergroup":
            wrong("only a supergroup can have topics")
        forums.switch(world, chat, on=True)
    for account in _accounts(world, body, "administrators"):
        if not chat.has(account.id):
            wrong(f"{account.id} is not in this group")
        groups.promote(world, chat, owner, account, None)
    return answer(shown_group(chat))


@routes.get("/sandbox/groups")
async def list_groups(request: web.Request) -> web.Response:
    return answer({"groups": [shown_group(chat) for chat in request.app[WORLD].groups.values()]})


@routes.post(PLACE + "/add")
async def add(request: web.Request) -> web.Response:
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    groups.add(world, chat, by_of(world, chat, body), _accounts(world, body, "accounts"))
    return answer(shown_group(chat))


@routes.post(PLACE + "/remove")
async def remove(request: web.Request) -> web.Response:
    """Takes somebody out. Who names themselves as `by` leaves."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    account = account_in(world, chat, body)
    if chat.members[account.id].status == "creator":
        wrong("the owner stays", 409)
    groups.remove(world, chat, by_of(world, chat, body), account, ban=bool(body.get("ban")))
    return answer(shown_group(chat))


@routes.post(PLACE + "/promote")
async def promote(request: web.Request) -> web.Response:
    """Makes an administrator with the usual rights or with those named; an empty list makes a member again."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    account = account_in(world, chat, body)
    if chat.members[account.id].status == "creator":
        wrong("the owner has every right already", 409)
    rights = body.get("rights")
    if rights is not None and (not isinstance(rights, list) or not set(rights) <= set(RIGHTS)):
        wrong(f'"rights" must be a list of {", ".join(RIGHTS)}')
    groups.promote(world, chat, by_of(world, chat, body), account, None if rights is None else frozenset(rights))
    return answer(shown_group(chat))


@routes.post(PLACE + "/migrate")
async def migrate(request: web.Request) -> web.Response:
    """A basic group becomes a supergroup under another id."""
    world, body, chat = request.app[WORLD], await body_of(request), group_at(request)
    if chat.kind != "group":
        wrong("only a basic group can become a supergroup", 409)
    return answer(shown_group(groups.migrate(world, chat, by_of(world, chat, body))))


@routes.post(PLACE + "/delete")
async def delete(request: web.Request) -> web.Response:
    world, chat = request.app[WORLD], group_at(request)
    groups.dissolve(world, chat)
    return answer(shown_group(chat))
