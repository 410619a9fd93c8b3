"""People and bots, the two kinds of account."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.model.updates import UpdateQueue

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Person:
    """Someone with a phone, set to a language and, where `time_zone` names one, to a time zone. No bot sees the zone.

    `met` holds the bots that may know the person's id; `blocked` those they blocked.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    time_zone: str = ""
    state: Literal["active", "deactivated"] = "active"
    blocked: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)
    user: Json = field(init=False)

    def __post_init__(self) -> None:
        self.user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                self.user[name] = value

    def set_up(self, language_code: str, time_zone: str) -> None:
        """Sets the phone to another language and zone. What bots were told before keeps the old language."""
        self.language_code, self.time_zone = language_code, time_zone
        self.user = {name: value for name, value in self.user.items() if name != "language_code"}
        if language_code:
            self.user["language_code"] = language_code

    @property
    def shown(self) -> Json:
        """The person as the control API has them."""
        shown = {**self.user, "state": self.state}
        if self.time_zone:
            shown["time_zone"] = self.time_zone
        return shown

    @property
    def phone_number(self) -> str:
        """A number of its own for each person, in a range that is kept free for examples."""
        return f"4915100{self.id % 10_000_000:07d}"

    @property
    def chat(self) -> Json:
        """The private chat with this person, as a bot sees it. Who deleted their account has no name any more."""
        if self.state == "deactivated":
            return {"id": self.id, "first_name": "", "type": "private"}
        chat = {"id": self.id, "first_name": self.first_name}
        for name in ("last_name", "username"):
            if value := getattr(self, name):
                chat[name] = value
        chat["type"] = "private"
        return chat


@dataclass(slots=True, eq=False)
class Bot:
    """A bot: whoever calls with a token. What BotFather's methods set is kept by language, `""` for all others."""

    id: int
    token: str
    username: str
    first_name: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    default_rights: dict[bool, Json] = field(default_factory=dict)
    privacy: bool = True
    inline: bool = False
    inline_feedback: float = 0.0
    last_message_id: int = 0
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    user: Json = field(init=False)
    born: str = field(init=False)

    def __post_init__(self) -> None:
        self.born = self.first_name
        self.rename(self.first_name)

    def rename(self, first_name: str) -> None:
        """The name all see who have none in their language."""
        self.first_name = first_name
        self.user = {"id": self.id, "is_bot": True, "first_name": first_name, "username": self.username}

    @property
    def shown(self) -> Json:
        """The bot as the control API has it."""
        shown = {"id": self.id, "username": self.username, "first_name": self.first_name, "token": self.token}
        return {**shown, "inline": self.inline}

    def next_message_id(self) -> int:
        """Ids in private chats are counted by account, so two chats of one bot never share one."""
        self.last_message_id += 1
        return self.last_message_id

    def in_language(self, texts: dict[str, str], language: str, default: str = "") -> str:
        """A text in the reader's language, else the one for everybody else."""
        return texts.get(language[:2]) or texts.get("") or default


Account = Person | Bot
