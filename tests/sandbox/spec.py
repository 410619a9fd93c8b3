"""The Bot API as two independent libraries know it: aiogram's models (Bot API 10.3) and python-telegram-bot's.

Each call that a test makes with success is held against them: no parameter that does not exist, none missing that must
be there, and an answer that both libraries read whole.
"""

from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from sandbox.log import Entry


@cache
def methods() -> dict[str, Any]:
    """The class of each method in aiogram, by lower-cased name."""
    import aiogram.methods as known

    classes = (getattr(known, name) for name in known.__all__)
    return {one.__api_method__.lower(): one for one in classes if isinstance(getattr(one, "__api_method__", None), str)}


@cache
def reader(method: str) -> TypeAdapter[Any]:
    """What reads the answer of a method."""
    return TypeAdapter(methods()[method].__returning__)


def known_only(value: Any, path: str = "") -> None:
    """Fails where an answer holds a field that the Bot API does not have."""
    if isinstance(value, BaseModel):
        assert not value.model_extra, f"{path}: {value.model_extra}"
        for name in value.model_fields_set:
            known_only(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            known_only(one, f"{path}[{number}]")


def read_by_ptb(type_name: str, value: Any) -> None:
    """python-telegram-bot makes its object of an answer, or fails for a field that is missing."""
    import telegram

    found = getattr(telegram, type_name, None)
    if found is None:
        return
    for one in value if isinstance(value, list) else [value]:
        assert found.de_json(one, None) is not None


PTB_TYPES = {
    "getme": "User", "getupdates": "Update", "sendmessage": "Message", "sendphoto": "Message",
    "senddocument": "Message", "sendvideo": "Message", "sendanimation": "Message", "sendaudio": "Message",
    "sendvoice": "Message", "sendmediagroup": "Message", "forwardmessage": "Message", "forwardmessages": "MessageId",
    "copymessage": "MessageId", "copymessages": "MessageId", "getchatadministrators": "ChatMember",
    "editmessagetext": "Message", "editmessagecaption": "Message", "editmessagemedia": "Message",
    "editmessagereplymarkup": "Message", "getchat": "ChatFullInfo", "getchatmember": "ChatMember", "getfile": "File",
    "getmycommands": "BotCommand", "getmyname": "BotName", "getmydescription": "BotDescription",
    "getmyshortdescription": "BotShortDescription", "getwebhookinfo": "WebhookInfo", "getchatmenubutton": "MenuButton",
    "sendlocation": "Message", "sendvenue": "Message", "editmessagelivelocation": "Message",
    "stopmessagelivelocation": "Message", "getuserprofilephotos": "UserProfilePhotos", "createforumtopic": "ForumTopic",
    "createchatinvitelink": "ChatInviteLink", "editchatinvitelink": "ChatInviteLink",
    "revokechatinvitelink": "ChatInviteLink",
}  # fmt: skip


def hold(entry: Entry) -> None:
    """One logged call against both libraries' knowledge."""
    call = entry.shown()
    method = call["method"].lower()
    if not call["ok"]:
        return
    known = methods()[method]
    fields = {field.alias or name: field for name, field in known.model_fields.items()}
    parts = {
        value.removeprefix("attach://") for value in map(str, flat(call["params"])) if value.startswith("attach://")
    }
    given = call["params"].keys() - parts - {"method", "unused"}
    assert given <= fields.keys(), f"{method}: {given - fields.keys()}"
    needed = {name for name, field in fields.items() if field.is_required()}
    assert needed <= given, f"{method}: {needed - given}"
    known_only(reader(method).validate_python(call["result"]), method)
    if method in PTB_TYPES and call["result"] is not True:  # of an inline message only that all went well is told
        read_by_ptb(PTB_TYPES[method], call["result"])


def flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in flat(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in flat(inner)]
    return [value]
