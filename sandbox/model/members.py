"""Who belongs to a group, and as what. Those who left or were removed stay known, as their bots must be told so."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.model.people import Account

Json = dict[str, Any]
Status = Literal["creator", "administrator", "member", "left", "kicked"]
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
USUAL = frozenset(RIGHTS) - {"can_promote_members"}


@dataclass(slots=True, eq=False)
class Member:
    """One account in a group. `rights` count for administrators only; a creator has them all."""

    account: Account
    status: Status = "member"
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status not in {"left", "kicked"}

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def shown(self) -> Json:
        """The Bot API's ChatMember."""
        body: Json = {"user": self.account.user, "status": self.status}
        if self.status == "creator":
            body["is_anonymous"] = False
        if self.status == "administrator":
            body |= {"can_be_edited": False, "is_anonymous": False}
            body |= {right: right in self.rights for right in RIGHTS}
        if self.status == "kicked":
            body["until_date"] = 0
        return body
