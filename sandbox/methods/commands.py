"""The command menu, by scope and language (Bot API page, BotCommandScope)."""

import re
from typing import Any

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.people import Bot, Person

Json = dict[str, Any]
NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}|")
BY_CHAT = {"chat", "chat_administrators", "chat_member"}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", *BY_CHAT}
MOST = 100


def _scope(call: Call) -> str:
    """A key for the scope."""
    try:
        given = call.params.json("scope")
    except ValueError:
        refuse("can't parse BotCommandScope JSON object")
    if given is None:
        return "default"
    if not isinstance(given, dict):
        refuse("BotCommandScope must be an Object")
    kind = given.get("type")
    if kind is None:
        refuse("can't parse BotCommandScope: Can't find field \"type\"")
    if str(kind) not in SCOPES:
        refuse("unsupported type specified")
    if kind not in BY_CHAT:
        return str(kind)
    inner = Call(call.world, call.bot, type(call.params)(given))
    chat = chat_of(inner)
    if chat.kind == "channel":
        refuse("can't change commands in channel chats")
    if chat.kind == "private" and kind != "chat":
        refuse("can't use specified scope in private chats")
    if kind == "chat_member":
        number = inner.params.integer("user_id")
        if number <= 0:
            refuse("invalid user_id specified")
        return f"chat_member:{chat.id}:{number}"
    return f"{kind}:{chat.id}"


def language_of(call: Call) -> str:
    language = call.params.text("language_code")
    if not LANGUAGE.fullmatch(language):
        refuse("invalid language code specified")
    return language


def _command(given: Any) -> Json:
    start = "can't parse BotCommand: "
    if not isinstance(given, dict):
        refuse(start + "expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            refuse(f'{start}Can\'t find field "{name}"')
    name, description = given["command"].removeprefix("/").strip(), given["description"].strip()
    if not name:
        refuse("command must be non-empty")
    if len(name) > 32:
        refuse("command length must not exceed 32")
    if len(description) > 256:
        refuse("command description length must not exceed 256")
    if not description:
        refuse("command description must be non-empty")
    if not NAME.fullmatch(name):
        refuse("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    try:
        given = call.params.json("commands")
    except ValueError:
        refuse("can't parse commands JSON object")
    if not isinstance(given, list):
        refuse("expected an Array of BotCommand")
    if len(given) > MOST:
        refuse("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(one) for one in given]
    key = (_scope(call), language_of(call))
    if commands:
        call.bot.commands[key] = commands
    else:
        call.bot.commands.pop(key, None)
    call.world.menu_changed(call.bot)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> Any:
    return call.bot.commands.get((_scope(call), language_of(call)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop((_scope(call), language_of(call)), None)
    call.world.menu_changed(call.bot)
    return True


def commands_for(bot: Bot, person: Person) -> list[Json]:
    """What a person's menu shows in the private chat: the narrowest scope first, in it their language first."""
    language = person.language_code[:2]
    for scope in (f"chat:{person.id}", "all_private_chats", "default"):
        for code in (language, ""):
            if found := bot.commands.get((scope, code)):
                return found
    return []
