"""Changes of the bot's own messages. Telegram checks an edit more loosely than a send, and says so in other words."""

from typing import Any

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
from sandbox.model.chats import Message
from sandbox.model.files import Media
from sandbox.views import message_for_bot

Json = dict[str, Any]
REPLACEABLE = {"photo", "video", "animation", "audio", "document"}
ALONE = {"document", "audio"}


def edited_message(call: Call, otherwise: str = "message can't be edited") -> Message:
    """The bot's own message, or one that went through it. Forwards and what brought a reply keyboard stay as they are.

    By its inline id a message is found only where the call names no chat and no message.
    """
    if not call.params.text("chat_id") and not call.params.integer("message_id"):
        return _by_inline_id(call)
    message = message_of(call, chat_of(call), "message to edit not found")
    if message.sender is not call.bot or message.had_keyboard or message.origin is not None:
        refuse(otherwise)
    return message


def _by_inline_id(call: Call) -> Message:
    number = call.params.text("inline_message_id")
    if not number:
        refuse("message identifier is not specified")
    message = call.world.inline.messages.get(number)
    if message is None or message.via is not call.bot or message.deleted:
        refuse("MESSAGE_ID_INVALID")
    return message


def apply(call: Call, message: Message, content: Json, inline: Json | None, media: Media | None) -> Json | bool:
    """Stores the change; the same content with the same keyboard is refused.

    Of a message that went through it a bot sees nothing but that all went well.
    """
    same_media = media is None or (message.media is not None and message.media.same_as(media))
    same = message.content == content and same_media
    if same and message.markup == inline:
        refuse("MESSAGE_NOT_MODIFIED")
    if message.via is None:
        reachable(call, message.chat)
    message.content, message.markup = content, inline
    if media is not None:
        message.media = media
    call.world.edited(message, visibly=not same, by_bot=True)
    return message_for_bot(message, call.bot) if message.via is None else True


@method("editMessageText", counts=1)
def edit_message_text(call: Call) -> Any:
    if not call.params.text("text"):
        refuse("message text is empty")
    text, spans = text_of(call, "text")
    preview = link_preview(call)
    markup = markup_of(call)
    message = edited_message(call)
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
    return apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("editMessageCaption", counts=1)
def edit_message_caption(call: Call) -> Any:
    caption, spans = text_of(call, "caption", entities="caption_entities")
    markup = markup_of(call)
    message = edited_message(call)
    if message.media is None or message.media.kind not in WITH_CAPTION:
        refuse("there is no caption in the message to edit")
    kept = stored(call, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("MEDIA_CAPTION_TOO_LONG")
    content = {key: value for key, value in message.content.items() if key not in CAPTION_FIELDS}
    content |= caption_content(call, kept)
    return apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)


@method("editMessageMedia", counts=1)
async def edit_message_media(call: Call) -> Any:
    """Other media in the place of what stood there, which may have been text. The old caption goes with it."""
    markup = markup_of(call)
    item = _new_media(call)
    message = edited_message(call, "message media can't be edited")
    if (message.media is None and "text" not in message.content) or (
        message.media is not None and message.media.kind not in REPLACEABLE
    ):
        refuse("message media can't be edited")
    if message.via is not None and item.upload is not None:
        refuse("invalid inline message content specified")
    content = item.content("message caption is too long")
    media = await item.media()
    if message.album and message.media is not None and message.media.kind != item.kind:
        if item.kind == "animation":
            refuse("message content type can't be used in an album")
        if ALONE & {message.media.kind, item.kind}:
            refuse("can't change media type in the album")
    return apply(call, message, content, markup_checked(markup, message.chat) if markup else None, media)


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
    markup = markup_of(call)
    message = edited_message(call)
    inline = markup_checked(markup, message.chat) if markup else None
    return apply(call, message, message.content, inline, None)
