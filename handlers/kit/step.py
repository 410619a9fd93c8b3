"""A step of a conversation: who is there, what is remembered, and how to answer."""

from dataclasses import dataclass, field, replace
from typing import Any

from handlers.kit.answers import Answer, File, message_params
from handlers.kit.speech import Speech, speech
from network.people import Reader
from network.work import Work


@dataclass(slots=True)
class Memory:
    """Where the conversation stands and its draft; written with the step's own commit when it changed.

    The edge hands `state` to aiogram's filters. Keys are strings: JSON would turn others into strings.
    """

    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    changed: bool = False

    def go(self, state: str | None, **data: Any) -> None:
        """Move to a state and remember some more."""
        self.state = state
        self.data |= data
        self.changed = True

    def keep(self, **data: Any) -> None:
        """Remember some more where we stand."""
        self.data |= data
        self.changed = True

    def drop(self, *names: str) -> None:
        """Forget single things."""
        for name in names:
            self.data.pop(name, None)
        self.changed = True

    def clear(self) -> None:
        """End the conversation."""
        self.state, self.data, self.changed = None, {}, True


@dataclass(slots=True)
class Step:
    """Everything a handler is given. It calls one use case with `work` and returns answers made here."""

    work: Work
    reader: Reader
    memory: Memory
    t: Speech
    bot_name: str
    chat_id: int
    # The profile's name as Telegram shows it, cleaned; offered, never stored by itself.
    profile_name: str = ""
    # What comes from another chat (inline mode, a group): nothing can be said there, and nothing is remembered.
    elsewhere: bool = False
    # Telegram's id of the group where it happens. There, `reader.id` is 0 for strangers, and where nobody says who
    # they are: `chat_id` leads to the person's own chat, or nowhere.
    group: int | None = None
    # The message that carries the pressed button, and the press itself.
    pressed: int | None = None
    query_id: str | None = None

    def speak(self, language: str) -> None:
        """Go on in another language from here."""
        self.t = speech(language)
        self.reader = replace(self.reader, language=language)

    def say(self, html: str, keyboard: dict[str, Any] | None = None) -> Answer:
        """Answer with a new message."""
        return Answer("sendMessage", message_params(self.chat_id, html, keyboard))

    def show(self, html: str, keyboard: dict[str, Any] | None = None) -> Answer:
        """Answer a press in place, by editing the pressed message; a typed message gets a new one."""
        fresh = self.say(html, keyboard)
        if self.pressed is None:
            return fresh
        return Answer("editMessageText", {**fresh.params, "message_id": self.pressed})

    def without_buttons(self) -> Answer:
        """Answer a press by taking the buttons off the pressed message."""
        return Answer("editMessageReplyMarkup", {"chat_id": self.chat_id, "message_id": self.pressed})

    def toast(self, text: str, *, alert: bool = False) -> Answer:
        """Answer a press with a short line over the chat, or a window to close (at most 200 characters)."""
        params: dict[str, Any] = {"callback_query_id": self.query_id, "text": text[:200]}
        if alert:
            params["show_alert"] = True
        return Answer("answerCallbackQuery", params)

    def picture(self, name: str, content: bytes) -> Answer:
        """Answer with a picture."""
        return Answer("sendPhoto", {"chat_id": self.chat_id}, file=File(name, content), field="photo")

    def file(self, name: str, content: bytes, html: str = "") -> Answer:
        """Answer with a file."""
        params: dict[str, Any] = {"chat_id": self.chat_id}
        if html:
            params |= {"caption": str(html), "parse_mode": "HTML"}
        return Answer("sendDocument", params, file=File(name, content))
