"""Keyboards, as the Bot API wants them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.filters.callback_data import CallbackData

from handlers.kit.speech import Speech

FULL_ROW = 32  # letters that a small phone shows on a button as wide as the message


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: a press of ours (`data`), an address (`url`), or what to look for from another chat (`query`).

    The last lets people choose a chat; the bot's name and `query` stand in its field then.
    """

    text: str
    data: CallbackData | None = None
    url: str | None = None
    query: str | None = None

    def to_api(self) -> dict[str, str]:
        """Return the Bot API's form."""
        if self.data is not None:
            return {"text": self.text, "callback_data": self.data.pack()}
        if self.query is not None:
            return {"text": self.text, "switch_inline_query": self.query}
        return {"text": self.text, "url": self.url or ""}


def inline(t: Speech, *rows: Sequence[Button]) -> dict[str, Any]:
    """Make an inline keyboard. Telegram runs rows left to right always; right-to-left readers get them turned."""
    kept = [list(reversed(row)) if t.rtl else list(row) for row in rows if row]
    return {"inline_keyboard": [[button.to_api() for button in row] for row in kept]}


def in_rows(buttons: Iterable[Button], width: int = 2) -> list[list[Button]]:
    """Spread buttons over rows of at most `width`; one whose words would be cut there has a row to itself."""
    rows: list[list[Button]] = []
    open_row = False
    for button in buttons:
        fits = len(button.text) <= FULL_ROW // width
        if fits and open_row and len(rows[-1]) < width:
            rows[-1].append(button)
        else:
            rows.append([button])
        open_row = fits
    return rows


def page_turns(t: Speech, page: int, pages: int, turn: Callable[[str, int], Button]) -> list[Button]:
    """The ways to the pages beside this one, counted from 0; `turn` makes a button of its words and where it leads."""
    turns = []
    if page > 0:
        turns.append(turn(t.plain("◀ Page {number}", number=t.number(page)), page - 1))
    if page + 1 < pages:
        turns.append(turn(t.plain("Page {number} ▶", number=t.number(page + 2)), page + 1))
    return turns
