"""Changes of the bot's own messages. Telegram checks an edit more loosely than a send, and says so in other words."""

from typing import Any, NoReturn

from sandbox.errors import refuse
from sandbox.markup import markup_checked
from sandbox.methods import Call, method
from sandbox.methods.kit import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    caption_content,
    chat_of,
    link_preview,
    markup_of,
    message_of,
    reachable,
    stored,
    text_of,
)
from sandbox.methods.media import media_given
from sandbox.model.chats import Chat, Message
from sandbox.model.files import Media
from sandbox.views import message_for_bot

Json = dict[str, Any]
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


def _no_inline(call: Call) -> None:
    """Messages sent through inline mode have ids of their own, of which this sandbox gives none."""
    if call.params.text("inline_message_id"):
        refuse("MESSAGE_ID_INVALID")


def _ours(call: Call, chat: Chat) -> Message:
    message = message_of(call, chat, "message to edit not found")
    if message.sender is not call.bot or message.had_keyboard:
        refuse("message can't be edited")
    return message


def _not_modified() -> NoReturn:
    refuse("MESSAGE_NOT_MODIFIED")


def _apply(call: Call, message: Message, content: Json, inline: Json | None, media: Media | None) -> Json:
    """Stores the change; the same content with the same keyboard is refused."""
    same_media = media is None or (message.media is not None and message.media.same_as(media))
    same = message.content == content and same_media
    if same and message.markup == inline:
        _not_modified()
    reachable(call, message.chat)
    message.content, message.markup = content, inline
    if media is not None:
        message.media = media
    call.world.edited(message, visibly=not same)
    return message_for_bot(message, call.bot)


@method("editMessageText", counts=True)
def edit_message_text(call: Call) -> Any:
    _no_inline(call)
    if not call.params.text("text"):
        refuse("message text is empty")
    text, spans = text_of(call, "text")
    preview = link_preview(call)
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    if message.media is not None or "text" not in message.content:
        refuse("there is no text in the message to edit")
    text, entities = stored(call, text, spans)
    if len(text) > TEXT_LIMIT:
        refuse("MESSAGE_TOO_LONG")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview:
        content["link_preview_options"] = preview
    return _apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("editMessageCaption", counts=True)
def edit_message_caption(call: Call) -> Any:
    _no_inline(call)
    caption, spans = text_of(call, "caption", entities="caption_entities")
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    if message.media is None:
        refuse("there is no caption in the message to edit")
    kept = stored(call, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("MEDIA_CAPTION_TOO_LONG")
    content = {key: value for key, value in message.content.items() if key not in CAPTION_FIELDS}
    content |= caption_content(call, kept)
    return _apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("editMessageMedia", counts=True)
async def edit_message_media(call: Call) -> Any:
    _no_inline(call)
    try:
        given = call.params.json("media")
    except ValueError:
        refuse("can't parse input media JSON object")
    if not isinstance(given, dict):
        refuse("media not found" if given is None else "can't parse InputMedia: expected an Object")
    inner = Call(call.world, call.bot, type(call.params)({**given}, call.params.files))
    caption, spans = text_of(inner, "caption", entities="caption_entities")
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    if message.media is None and "text" not in message.content:
        refuse("message can't be edited")
    kind = str(given.get("type", ""))
    if kind not in {"photo", "document", "video", "animation", "audio"}:
        refuse(f"can't parse InputMedia: invalid type specified: {kind}")
    media = await media_given(inner, kind, "media")
    kept = stored(inner, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("MEDIA_CAPTION_TOO_LONG")
    content = caption_content(inner, kept)
    if inner.params.boolean("has_spoiler"):
        content["has_media_spoiler"] = True
    return _apply(call, message, content, markup_checked(markup, message.chat) if markup else None, media)


@method("editMessageReplyMarkup", counts=True)
def edit_message_reply_markup(call: Call) -> Any:
    _no_inline(call)
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    inline = markup_checked(markup, message.chat) if markup else None
    return _apply(call, message, message.content, inline, None)
