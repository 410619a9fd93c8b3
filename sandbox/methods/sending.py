"""Putting a message before people: what it answers, in which topic it stands, and who alone may see it."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import refuse
from sandbox.markup import Markup, markup_checked
from sandbox.methods import Call
from sandbox.methods.kit import reachable, stored
from sandbox.model.chats import Chat, Message
from sandbox.model.files import Media
from sandbox.model.people import Person
from sandbox.params import Params
from sandbox.text import parsed
from sandbox.text.spans import Span
from sandbox.views import message_for_bot

Json = dict[str, Any]
EPHEMERAL_WITHIN = 15.0
KINDS_OF_MEDIA = {
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "document": ("can_send_documents", "documents"),
    "audio": ("can_send_audios", "music"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
}


def thread_of(call: Call, chat: Chat, target: Message | None = None) -> int:
    """The topic a message goes to: the one named, or that of what it answers. Groups without topics ignore it."""
    number = call.params.integer("message_thread_id")
    if not number:
        return target.thread if target is not None else 0
    if chat.kind == "supergroup" and chat.forum is None:
        return 0
    if chat.forum is None or number not in chat.forum.topics:
        refuse("message thread not found")
    return number


def writable(call: Call, chat: Chat, permission: str = "can_send_messages", what: str = "text messages") -> None:
    """Whether the bot may write such a thing here: plain members may do what the group lets them."""
    if not chat.lets(call.bot.id, permission):
        refuse(f"not enough rights to send {what} to the chat")


@dataclass(slots=True)
class Reply:
    """What a call wants to reply to."""

    message_id: int = 0
    lenient: bool = False
    quote: str = ""
    quote_spans: list[Span] | None = None
    position: int = 0

    def target(self, call: Call, chat: Chat) -> Message | None:
        """The message in this chat; missing ones are an error unless the bot said that it does not mind.

        The topic is looked at before.
        """
        thread_of(call, chat)
        if not self.message_id:
            return None
        found = chat.messages.get(self.message_id)
        if found is None and not self.lenient:
            refuse("message to be replied not found")
        if found is not None and self.quote:
            text = found.content.get("text") or found.content.get("caption") or ""
            if stored(call, self.quote, self.quote_spans or []).text not in text:
                refuse("QUOTE_TEXT_INVALID")
        return found

    def quoted(self, call: Call) -> Json | None:
        if not self.quote:
            return None
        text, entities = stored(call, self.quote, self.quote_spans or [])
        shown: Json = {"text": text}
        if entities:
            shown["entities"] = entities
        return {**shown, "position": self.position, "is_manual": True}


def reply_of(call: Call) -> Reply:
    """`reply_parameters`, or the two older parameters."""
    params = call.params
    if not params.has("reply_parameters"):
        return Reply(params.integer("reply_to_message_id"), params.boolean("allow_sending_without_reply"))
    try:
        given = params.json("reply_parameters")
    except ValueError:
        refuse("can't parse reply parameters JSON object")
    if given is None:
        return Reply()
    if not isinstance(given, dict):
        refuse("object expected as reply parameters")
    number = given.get("message_id") or -Params(given).integer("ephemeral_message_id") or None
    if not isinstance(number, (int, str)) or not str(number).lstrip("-").isdigit():
        refuse("can't parse reply parameters: can't find field \"message_id\"")
    quote, spans = "", None
    if given.get("quote"):
        quote, spans = parsed(str(given["quote"]), str(given.get("quote_parse_mode", "")), given.get("quote_entities"))
    lenient = bool(given.get("allow_sending_without_reply"))
    return Reply(int(number), lenient, quote, spans, Params(given).integer("quote_position"))


def receiver_of(call: Call, chat: Chat, target: Message | None) -> Person | None:
    """Who alone is to see the message: `ephemeral_message_parameters`, or the two older parameters.

    Telegram publishes the rules, and no words for those who break them.
    """
    given = _ephemeral(call)
    number = given.integer("receiver_user_id")
    if not number:
        if target is not None and target.receiver is not None:
            refuse("a reply to an ephemeral message must be ephemeral")
        return None
    if chat.kind not in {"group", "supergroup"}:
        refuse("ephemeral messages can be sent to groups only")
    person = call.world.people.get(number)
    if person is None or not chat.has(number):
        refuse("user not found" if person is None else "USER_NOT_PARTICIPANT")
    query = call.world.queries.get(given.text("callback_query_id"))
    if given.text("callback_query_id") and (query is None or query.person is not person or query.chat is not chat):
        refuse("QUERY_ID_INVALID")
    since = call.world.clock.now() - EPHEMERAL_WITHIN
    pressed = query is not None and query.at >= since
    wrote = target is not None and target.sender is person and target.date >= since
    if not (pressed or wrote or chat.administers(call.bot.id)):
        refuse("not enough rights to send ephemeral messages to the chat")
    if query is not None and given.boolean("replace_callback_query_message"):
        if query.message.receiver is not None:
            refuse("ephemeral messages can't be replaced")
        call.world.hide(query.message, person)
    return person


def _ephemeral(call: Call) -> Params:
    if not call.params.has("ephemeral_message_parameters"):
        return call.params
    try:
        given = call.params.json("ephemeral_message_parameters")
    except ValueError:
        refuse("can't parse ephemeral message parameters JSON object")
    if given is not None and not isinstance(given, dict):
        refuse("object expected as ephemeral message parameters")
    return Params(given or {})


def send(
    call: Call,
    chat: Chat,
    content: Json,
    reply: Reply,
    target: Message | None,
    markup: Markup | None,
    media: Media | None,
) -> Json:
    """The last checks, which Telegram's servers make, and the message. Reply keyboards go to the phone, not into it."""
    writable(call, chat, *KINDS_OF_MEDIA.get(media.kind, ()) if media is not None else ())
    inline = markup_checked(markup, chat) if markup is not None else None
    receiver = receiver_of(call, chat, target)
    thread = thread_of(call, chat, target)
    if receiver is None:
        reachable(call, chat, thread=thread)
    message = call.world.post(
        chat, call.bot, content, media=media, markup=inline, reply_to=target, receiver=receiver, thread=thread,
        quote=reply.quoted(call) if target is not None else None,
        protected=call.params.boolean("protect_content"), had_keyboard=markup is not None and not markup.inline,
    )  # fmt: skip
    if markup is not None and not markup.inline:
        for person in chat.people() if receiver is None else (receiver,):
            side = chat.side(person)
            side.keyboard = None if markup.kind == "remove_keyboard" else markup.value
            side.keyboard_message = message.id
            call.world.changed(chat, person)
    return message_for_bot(message, call.bot)
