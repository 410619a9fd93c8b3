"""The buttons of `/me`: of the card, and of the page about notices."""

from aiogram.filters.callback_data import CallbackData


class Press(CallbackData, prefix="m"):
    """A button of the card; `value` is a field, a purpose, or the token of a question."""

    act: str
    value: str = ""


class WishPress(CallbackData, prefix="mw"):
    """A button of the page about notices."""

    act: str
