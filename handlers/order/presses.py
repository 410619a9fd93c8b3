"""The buttons about reported posts."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.kit.keyboards import Button

# What a press does. Short, because they stand in every button.
REPORT, PICK, PAGE = "r", "p", "g"  # a post; a bundle, or a page by its first post, of which one post is meant
HIDE, WARN, SUSPEND, NOTHING, UNDO = "h", "w", "s", "n", "u"  # a case, as it was seen
OPEN, LIST, ANSWER = "o", "l", "a"


class Press(CallbackData, prefix="o"):
    """A button about a post or a case (`id`); `version` is the case as whoever presses it saw it."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    version: Annotated[int, Field(ge=0, le=2**31)] = 0


class GroupPress(CallbackData, prefix="oc"):
    """*Report* beneath a post in a group: whoever presses it is asked why in their own chat. `id` is the post's."""

    id: Annotated[int, Field(ge=0, le=2**53)]


def button(label: str, act: str, number: int = 0, version: int = 0) -> Button:
    """Make a button about a post or a case."""
    return Button(label, Press(act=act, id=number, version=version))


def group_button(label: str, post_id: int) -> Button:
    """Make the button *Report* for a group."""
    return Button(label, GroupPress(id=post_id))
