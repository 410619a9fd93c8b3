"""Deleting, within 48 hours (facts §2.2)."""

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of, message_of
from sandbox.model.chats import Chat, Message

TWO_DAYS = 48 * 3600
AT_ONCE = 100


def _check(call: Call, chat: Chat, message: Message) -> None:
    """In private chats a bot may delete anybody's messages, in groups only its own unless it is an administrator."""
    old = call.world.clock.now() - message.date >= TWO_DAYS
    if chat.kind in {"private", "group"}:
        if old:
            refuse("message can't be deleted for everyone")
    elif old and call.bot.id not in chat.administrators:
        refuse("message can't be deleted")
    if chat.kind != "private" and message.sender is not call.bot and call.bot.id not in chat.administrators:
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
    try:
        given = call.params.json("message_ids")
    except ValueError:
        refuse("can't parse message identifiers JSON object")
    if not isinstance(given, list):
        refuse("message identifiers are not specified" if given is None else "expected an Array of message identifiers")
    if not given:
        refuse("message identifiers are not specified")
    if len(given) > AT_ONCE:
        refuse("too many message identifiers specified")
    chat = chat_of(call)
    found = [chat.messages[int(number)] for number in given if str(number).isdigit() and int(number) in chat.messages]
    for message in found:
        _check(call, chat, message)
    if found:
        call.world.delete(chat, found)
    return True
