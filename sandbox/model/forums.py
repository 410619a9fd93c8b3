"""What groups have besides members and messages: topics, invite links, and people who ask to come in."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.model.people import Account, Person

Json = dict[str, Any]
GENERAL = 1
COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
LONGEST_NAME = 128


@dataclass(slots=True, eq=False)
class Topic:
    """A forum's topic, named by the message that made it."""

    id: int
    name: str
    creator: Account
    color: int = COLORS[0]
    icon: str = ""
    closed: bool = False

    def shown(self) -> Json:
        """The Bot API's ForumTopic."""
        body: Json = {"message_thread_id": self.id, "name": self.name, "icon_color": self.color}
        return {**body, "icon_custom_emoji_id": self.icon} if self.icon else body


@dataclass(slots=True, eq=False)
class Invite:
    """A link into a group. `used` counts who came through it; `key` is its last part."""

    key: str
    creator: Account
    primary: bool = False
    name: str = ""
    expires: int = 0
    most: int = 0
    asks: bool = False
    revoked: bool = False
    used: int = 0

    @property
    def address(self) -> str:
        return f"https://t.me/+{self.key}"

    def shown(self, pending: int = 0) -> Json:
        """The Bot API's ChatInviteLink."""
        body: Json = {
            "invite_link": self.address,
            "creator": self.creator.user,
            "creates_join_request": self.asks,
            "is_primary": self.primary,
            "is_revoked": self.revoked,
        }
        if self.name:
            body["name"] = self.name
        if self.expires:
            body["expire_date"] = self.expires
        if self.most:
            body["member_limit"] = self.most
        if pending:
            body["pending_join_request_count"] = pending
        return body


@dataclass(slots=True, eq=False)
class Asked:
    """Somebody who wants to come in, by which link and since when (Unix seconds)."""

    person: Person
    invite: Invite
    at: float


@dataclass(slots=True, eq=False)
class Forum:
    """A group's topics, while it has them. The first of all, General, has no messages that say so."""

    topics: dict[int, Topic] = field(default_factory=dict)
    general_name: str = "General"
    general_closed: bool = False
    general_hidden: bool = False
