"""The buttons about how discussions come, and beneath messages that bring posts."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

# What a press does. Short, because they stand in every button.
HOME, WISH, LETTER = "h", "w", "n"


class NewsPress(CallbackData, prefix="dg"):
    """A button of the page about how discussions come; `value` is a DiscussionNews."""

    act: str
    value: Annotated[str, Field(max_length=16)] = ""
