"""Who belongs to a group, and as what. Those who left or were removed stay known, as their bots must be told so."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.model.people import Account

Json = dict[str, Any]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
USUAL = frozenset(RIGHTS) - {"can_promote_members"}
# What plain members may do, where nothing else is said.
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Member:
    """One account in a group. `rights` count for administrators only; a creator has them all.

    `permissions` are what a restricted member may do. Bans and restrictions end at `until` (Unix seconds, 0: never).
    """

    account: Account
    status: Status = "member"
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = field(default_factory=frozenset)
    until: int = 0

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
        if self.status == "restricted":
            body |= {"is_member": True} | {name: name in self.permissions for name in PERMISSIONS}
        if self.status in {"kicked", "restricted"}:
            body["until_date"] = self.until
        return body
