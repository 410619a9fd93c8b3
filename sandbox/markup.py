"""Keyboards: inline ones, which belong to a message, and reply keyboards, which belong to the phone.

Reading the JSON comes early and checking the buttons late, as in Telegram.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.errors import refusal, refuse
from sandbox.model.chats import Chat
from sandbox.params import Params
from sandbox.text.links import LinkError, normal_link

Json = dict[str, Any]
Kind = Literal["inline_keyboard", "keyboard", "remove_keyboard", "force_reply"]
INLINE_BUTTONS = 100
DATA_BYTES = 64
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
REPLY_ACTIONS = (
    "request_users", "request_chat", "request_managed_bot", "request_contact", "request_location", "request_poll",
    "web_app", "style", "icon_custom_emoji_id",
)  # fmt: skip
STYLES = {"danger", "success", "primary"}


@dataclass(slots=True)
class Markup:
    """A keyboard as it was read."""

    kind: Kind
    value: Json

    @property
    def inline(self) -> bool:
        return self.kind == "inline_keyboard"


def markup_given(params: Params) -> Markup | None:
    """The keyboard out of `reply_markup`; None where it has no buttons."""
    try:
        given = params.json("reply_markup")
    except ValueError:
        refuse("can't parse reply keyboard markup JSON object")
    if given is None:
        return None
    if not isinstance(given, dict):
        refuse("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = [[_inline(button) for button in row] for row in _rows(given, "inline_keyboard")]
        return Markup("inline_keyboard", {"inline_keyboard": rows}) if rows else None
    if "keyboard" in given:
        rows = [[_reply(button) for button in row] for row in _rows(given, "keyboard")]
        if not rows:
            return None
        value: Json = {"keyboard": rows}
        for name in ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective"):
            if given.get(name):
                value[name] = True
        if given.get("input_field_placeholder"):
            value["input_field_placeholder"] = str(given["input_field_placeholder"])[:64]
        return Markup("keyboard", value)
    if given.get("remove_keyboard"):
        return Markup("remove_keyboard", {})
    if given.get("force_reply"):
        value = {"force_reply": True}
        if given.get("input_field_placeholder"):
            value["input_field_placeholder"] = str(given["input_field_placeholder"])[:64]
        return Markup("force_reply", value)
    return None


def _rows(given: Json, name: str) -> list[list[Any]]:
    rows = given[name]
    if not isinstance(rows, list):
        refuse(f'field "{name}" of the ReplyMarkup must be of type Array')
    if any(not isinstance(row, list) for row in rows):
        refuse(f'field "{name}" of the ReplyMarkup must be an Array of Arrays')
    return [row for row in rows if row]


def _inline(button: Any) -> Json:
    start = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        refuse(start + "InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), (str, int)):
        refuse(start + 'Can\'t find field "text"')
    shown: Json = {"text": str(button["text"])}
    for name in ("style", "icon_custom_emoji_id"):
        if button.get(name):
            shown[name] = str(button[name])
    if shown.get("style", "primary") not in STYLES:
        refuse(start + "invalid button style specified")
    for name in ACTIONS:
        value = button.get(name)
        if value is None or (value == "" and not name.startswith("switch")) or value is False:
            continue
        if name in {"web_app", "login_url"} and not (isinstance(value, dict) and isinstance(value.get("url"), str)):
            refuse(start + 'Can\'t find field "url"')
        if name == "copy_text" and not (isinstance(value, dict) and isinstance(value.get("text"), str)):
            refuse(start + 'Can\'t find field "text"')
        shown[name] = str(value) if name in {"url", "callback_data"} else value
        return shown
    raise refusal(start + "Text buttons are not allowed in the inline keyboard")


def _reply(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        refuse("can't parse keyboard button: Can't find field \"text\"")
    return {"text": button["text"], **{name: button[name] for name in REPLY_ACTIONS if button.get(name)}}


def markup_checked(markup: Markup, chat: Chat) -> Json | None:
    """Buttons looked at one by one. The inline keyboard as the message holds it; None for the other kinds."""
    rows: list[list[Json]] = markup.value.get(markup.kind, []) if markup.kind != "force_reply" else []
    if not markup.inline:
        if any(not button["text"].strip() for row in rows for button in row):
            refuse("keyboard button text must be non-empty")
        if chat.kind == "channel":
            refuse(
                "reply keyboard can't be used in channel chats"
                if rows
                else "reply markup is not allowed in channel chats"
            )
        return None
    return inline_checked(markup)


def inline_checked(markup: Markup) -> Json:
    """An inline keyboard whose buttons were looked at, as a message holds it."""
    rows: list[list[Json]] = markup.value["inline_keyboard"]
    for row in rows:
        for button in row:
            _check(button)
    if sum(len(row) for row in rows) > INLINE_BUTTONS:
        refuse("REPLY_MARKUP_TOO_LONG")
    return markup.value


def _check(button: Json) -> None:
    if not button["text"].strip():
        refuse("inline keyboard button text must be non-empty")
    try:
        if "url" in button:
            button["url"] = _link(button["url"], "URL")
        elif "login_url" in button:
            button["login_url"]["url"] = _link(button["login_url"]["url"], "login URL")
    except LinkError as wrong:
        refuse(str(wrong))
    if "web_app" in button:
        url = button["web_app"]["url"]
        if not url.lower().startswith("https://"):
            refuse(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    if "callback_data" in button and len(button["callback_data"].encode("utf-8", "replace")) > DATA_BYTES:
        refuse("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        refuse("BUTTON_COPY_TEXT_INVALID")


def _link(url: str, what: str) -> str:
    try:
        return normal_link(url)
    except LinkError as wrong:
        raise LinkError(f"inline keyboard button {what} '{url}' is invalid: {wrong}") from wrong
