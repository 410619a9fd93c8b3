"""Changing and taking away messages that one person alone sees."""

from typing import Any

from sandbox.errors import refuse
from sandbox.markup import markup_checked
from sandbox.methods import Call, method
from sandbox.methods.edits import apply
from sandbox.methods.kit import (
    CAPTION_FIELDS,
    CAPTION_LIMIT,
    TEXT_LIMIT,
    WITH_CAPTION,
    caption_content,
    chat_of,
    link_preview,
    markup_of,
    stored,
    text_of,
)
from sandbox.model.chats import Message

Json = dict[str, Any]


def _message(call: Call, missing: str = "message to edit not found") -> Message:
    chat = chat_of(call)
    message = chat.messages.get(-call.params.integer("ephemeral_message_id"))
    receiver = call.params.integer("receiver_user_id")
    if message is None or message.receiver is None or receiver != message.receiver.id:
        refuse(missing)
    if message.sender is not call.bot:
        refuse("message can't be edited")
    return message


def _changed(call: Call, message: Message, content: Json) -> bool:
    markup = markup_of(call)
    apply(call, message, content, markup_checked(markup, message.chat) if markup else None, None)
    return True


@method("editEphemeralMessageText")
def edit_ephemeral_message_text(call: Call) -> bool:
    if not call.params.text("text"):
        refuse("message text is empty")
    text, spans = text_of(call, "text")
    preview = link_preview(call)
    message = _message(call)
    if "text" not in message.content:
        refuse("there is no text in the message to edit")
    text, entities = stored(call, text, spans)
    if len(text) > TEXT_LIMIT:
        refuse("MESSAGE_TOO_LONG")
    content: Json = {"text": text}
    content |= {"entities": entities} if entities else {}
    content |= {"link_preview_options": preview} if preview else {}
    return _changed(call, message, content)


@method("editEphemeralMessageCaption")
def edit_ephemeral_message_caption(call: Call) -> bool:
    caption, spans = text_of(call, "caption", entities="caption_entities")
    message = _message(call)
    if message.media is None or message.media.kind not in WITH_CAPTION:
        refuse("there is no caption in the message to edit")
    kept = stored(call, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("MEDIA_CAPTION_TOO_LONG")
    content = {key: value for key, value in message.content.items() if key not in CAPTION_FIELDS}
    return _changed(call, message, content | caption_content(call, kept))


@method("editEphemeralMessageReplyMarkup")
def edit_ephemeral_message_reply_markup(call: Call) -> bool:
    message = _message(call)
    return _changed(call, message, message.content)


@method("deleteEphemeralMessage")
def delete_ephemeral_message(call: Call) -> bool:
    message = _message(call, "message to delete not found")
    call.world.delete(message.chat, [message])
    return True
