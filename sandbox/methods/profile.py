"""The bot about itself: who it is, and what BotFather's methods set."""

from typing import Any

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.commands import language_of
from sandbox.methods.kit import chat_of

Json = dict[str, Any]
DEFAULT_BUTTON: Json = {"type": "commands"}


@method("getMe")
def get_me(call: Call) -> Any:
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_guest_queries": False,
        "supports_inline_queries": call.bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


@method("logOut")
def log_out(_: Call) -> bool:
    """A local server would let the bot go; here it may simply stay."""
    return True


@method("close")
def close(_: Call) -> bool:
    return True


def _set(call: Call, texts: dict[str, str], name: str, limit: int, too_long: str) -> bool:
    language = language_of(call)
    text = call.params.text(name).strip()
    if len(text) > limit:
        refuse(too_long)
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    return True


@method("setMyName")
def set_my_name(call: Call) -> bool:
    _set(call, call.bot.names, "name", 64, "BOT_TITLE_INVALID")
    call.bot.rename(call.bot.names.get("") or call.bot.born)
    call.world.bot_changed(call.bot)
    call.world.menu_changed(call.bot)
    return True


@method("getMyName")
def get_my_name(call: Call) -> Any:
    return {"name": call.bot.in_language(call.bot.names, language_of(call), call.bot.first_name)}


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    _set(call, call.bot.descriptions, "description", 512, "BOT_DESCRIPTION_TOO_LONG")
    call.world.menu_changed(call.bot)
    return True


@method("getMyDescription")
def get_my_description(call: Call) -> Any:
    return {"description": call.bot.in_language(call.bot.descriptions, language_of(call))}


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    _set(call, call.bot.short_descriptions, "short_description", 120, "BOT_ABOUT_TOO_LONG")
    call.world.menu_changed(call.bot)
    return True


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> Any:
    return {"short_description": call.bot.in_language(call.bot.short_descriptions, language_of(call))}


def _button_chat(call: Call) -> int:
    """The chat a menu button belongs to, 0 for all."""
    return chat_of(call).id if call.params.integer("chat_id") else 0


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    try:
        given = call.params.json("menu_button")
    except ValueError:
        refuse("can't parse MenuButton JSON object")
    if given is not None and not isinstance(given, dict):
        refuse("MenuButton must be an Object")
    given = given or {"type": "default"}
    kind = given.get("type")
    if str(kind) not in {"default", "commands", "web_app"}:
        refuse("MenuButton has unsupported type")
    button: Json = {"type": kind}
    if kind == "web_app":
        app = given.get("web_app")
        if not isinstance(app, dict) or not given.get("text"):
            refuse("MenuButton has no text or Web App")
        if not str(app.get("url", "")).startswith("https://"):
            refuse(f"menu button Web App URL '{app.get('url', '')}' is invalid: Only HTTPS links are allowed")
        button |= {"text": str(given["text"]), "web_app": {"url": app["url"]}}
    place = _button_chat(call)
    if kind == "default":
        call.bot.menu_buttons.pop(place, None)
    else:
        call.bot.menu_buttons[place] = button
    call.world.menu_changed(call.bot)
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Any:
    buttons = call.bot.menu_buttons
    return buttons.get(_button_chat(call)) or buttons.get(0) or DEFAULT_BUTTON
