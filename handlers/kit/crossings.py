"""Presses by which one room leads into another, where neither may import the other."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

LIST = "l"


class Decide(CallbackData, prefix="ed"):
    """A button about an event that waits, or a question about it; `version` is the event's, as it was shown."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    version: Annotated[int, Field(ge=0, le=2**31)] = 0
