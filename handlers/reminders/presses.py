"""The buttons of reminders: of those that people set, and of wishes about those of events."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Number = Annotated[int, Field(ge=0, le=2**53)]

# What a press does. Short, because they stand in every button.
LIST, OPEN, CHANGE, TIME, WORDS, STOP, STOP_SURE, AGAIN, NEW, OF_THIS = "l", "o", "c", "t", "w", "x", "y", "z", "n", "f"
TO_MANY, TO_MANY_SURE = "a", "s"


class Press(CallbackData, prefix="r"):
    """A button of a reminder; `id` is its row number, or the page of a list. `value` says how long to put it off."""

    act: str
    id: Number = 0
    value: str = ""


class WishPress(CallbackData, prefix="rs"):
    """A button about when to be reminded of events: of one (`id`), or in general (0)."""

    act: str
    id: Number = 0
    value: str = ""
