"""What cards of hub groups and messages about their troubles share: presses, and why each right is wanted. Pure."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from handlers.kit.keyboards import Button
from handlers.kit.speech import Speech
from network.errors import N_
from network.hubs import rights

# What a press does.
LIST, OPEN, LINK, INSTEAD, RELEASE, RELEASED = "l", "c", "k", "i", "r", "y"
LEAVE, LOOK, LANGUAGES, SPEAK = "x", "a", "s", "p"

# Each right as Telegram's apps call it, and what the bot wants it for.
REASONS: Mapping[str, tuple[str, str]] = {
    rights.INVITE: (N_("Invite users via link"), N_("to let in members who ask to come in")),
    rights.RESTRICT: (N_("Ban users"), N_("to take out whoever leaves the network; they can come back later")),
    rights.DELETE: (N_("Delete messages"), N_("to take away what goes against the guidelines")),
    rights.INFO: (N_("Change group info"), N_("to say in the group's description that I read along")),
    rights.TOPICS: (N_("Manage topics"), N_("to open a topic in the group for each discussion")),
}


class GroupPress(CallbackData, prefix="g"):
    """A button about a hub's group: `id` is its row, `value` a hub's key or a language, `other` another group's row."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    value: str = ""
    other: Annotated[int, Field(ge=0, le=2**53)] = 0


def button(label: str, act: str, chat_id: int = 0, value: str = "", other: int = 0) -> Button:
    """Make a button about a group."""
    return Button(label, GroupPress(act=act, id=chat_id, value=value, other=other))


def right_lines(t: Speech, lacking: Sequence[str]) -> list[Markup]:
    """A line for each right: what Telegram calls it, and what it is for."""
    return [
        t("• <b>{right}</b>: {reason}", right=t.plain(REASONS[one][0]), reason=t.plain(REASONS[one][1]))
        for one in lacking
        if one in REASONS
    ]
