"""Deleting, within 48 hours (Bot API page, deleteMessage)."""

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of, ids_given, message_of
from sandbox.model.chats import Chat, Message

TWO_DAYS = 48 * 3600


def _check(call: Call, chat: Chat, message: Message) -> None:
    """In private chats a bot may delete anybody's messages, in groups only its own unless it has the right to."""
    old = call.world.clock.now() - message.date >= TWO_DAYS
    if chat.kind in {"private", "group"}:
        if old:
            refuse("message can't be deleted for everyone")
    elif old:
        refuse("message can't be deleted")
    if chat.kind != "private" and message.sender is not call.bot and not chat.may(call.bot.id, "can_delete_messages"):
        refuse("MESSAGE_DELETE_FORBIDDEN")


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = chat_of(call)
    message = message_of(call, chat, "message to delete not found")
    _check(call, chat, message)
    call.world.delete(chat, [message])
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """What is missing is skipped; what may not be deleted fails the whole call."""
    ids = ids_given(call)
    chat = chat_of(call)
    found = [chat.messages[number] for number in ids if number in chat.messages and number > 0]
    for message in found:
        _check(call, chat, message)
    if found:
        call.world.delete(chat, found)
    return True
