"""Changes of the bot's own messages. Telegram checks an edit more loosely than a send, and says so in other words."""

from typing import Any, NoReturn

from sandbox.errors import refuse
from sandbox.markup import markup_checked
from sandbox.methods import Call, method
from sandbox.methods.input_media import Item, item_given
from sandbox.methods.kit import (
    CAPTION_FIELDS,
    CAPTION_LIMIT,
    TEXT_LIMIT,
    WITH_CAPTION,
    caption_content,
    chat_of,
    link_preview,
    markup_of,
    message_of,
    reachable,
    stored,
    text_of,
)
from sandbox.model.chats import Chat, Message
from sandbox.model.files import Media
from sandbox.views import message_for_bot

Json = dict[str, Any]
REPLACEABLE = {"photo", "video", "animation", "audio", "document"}
ALONE = {"document", "audio"}


def _no_inline(call: Call) -> None:
    """Messages sent through inline mode have ids of their own, of which this sandbox gives none."""
    if call.params.text("inline_message_id"):
        refuse("MESSAGE_ID_INVALID")


def _ours(call: Call, chat: Chat, otherwise: str = "message can't be edited") -> Message:
    """The bot's own message. Forwards and messages that brought a reply keyboard stay as they are."""
    message = message_of(call, chat, "message to edit not found")
    if message.sender is not call.bot or message.had_keyboard or message.origin is not None:
        refuse(otherwise)
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


@method("editMessageText", counts=1)
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


@method("editMessageCaption", counts=1)
def edit_message_caption(call: Call) -> Any:
    _no_inline(call)
    caption, spans = text_of(call, "caption", entities="caption_entities")
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    if message.media is None or message.media.kind not in WITH_CAPTION:
        refuse("there is no caption in the message to edit")
    kept = stored(call, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("MEDIA_CAPTION_TOO_LONG")
    content = {key: value for key, value in message.content.items() if key not in CAPTION_FIELDS}
    content |= caption_content(call, kept)
    return _apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("editMessageMedia", counts=1)
async def edit_message_media(call: Call) -> Any:
    """Other media in the place of what stood there, which may have been text. The old caption goes with it."""
    _no_inline(call)
    markup = markup_of(call)
    item = _new_media(call)
    message = _ours(call, chat_of(call), "message media can't be edited")
    if (message.media is None and "text" not in message.content) or (
        message.media is not None and message.media.kind not in REPLACEABLE
    ):
        refuse("message media can't be edited")
    content = item.content("message caption is too long")
    media = await item.media()
    if message.album and message.media is not None and message.media.kind != item.kind:
        if item.kind == "animation":
            refuse("message content type can't be used in an album")
        if ALONE & {message.media.kind, item.kind}:
            refuse("can't change media type in the album")
    return _apply(call, message, content, markup_checked(markup, message.chat) if markup else None, media)


def _new_media(call: Call) -> Item:
    if not call.params.text("media"):
        refuse('parameter "media" is required')
    try:
        given = call.params.json("media")
    except ValueError:
        refuse("can't parse input media JSON object")
    return item_given(call, given)


@method("editMessageReplyMarkup", counts=1)
def edit_message_reply_markup(call: Call) -> Any:
    _no_inline(call)
    markup = markup_of(call)
    message = _ours(call, chat_of(call))
    inline = markup_checked(markup, message.chat) if markup else None
    return _apply(call, message, message.content, inline, None)
