"""How a date in a text wants to be written: `r` for how far away it is, or any of `w`, `d` or `D`, `t` or `T`.

Letters may come in any order; they come back in Telegram's own (Bot API server, Client.cpp; TDLib, FormattedDate.cpp).
"""

import re

_URL = re.compile(r"tg://time/?\?unix=(\d{1,12})(?:&format=([A-Za-z]*))?", re.IGNORECASE)
_MARKUP = frozenset("wdDtT")
_GIVEN = frozenset("wWdDtT")


def of_markup(letters: str) -> str | None:
    """The format out of HTML or Markdown; of two precisions the shorter. None where it is none."""
    if letters in {"", "r"}:
        return letters
    if not set(letters) <= _MARKUP:
        return None
    return "".join(next((one for one in part if one in letters), "") for part in ("w", "dD", "tT"))


def of_entity(letters: str) -> str | None:
    """The format out of a MessageEntity; of two precisions the last. None where it is none."""
    if letters in {"", "r", "R"}:
        return letters.lower()
    if not set(letters) <= _GIVEN:
        return None
    last = {one.lower(): one for one in letters}
    return ("w" if "w" in last else "") + last.get("d", "") + last.get("t", "")


def of_link(url: str) -> tuple[int, str] | None:
    """The moment and the format of `tg://time?unix=…&format=…`."""
    found = _URL.fullmatch(url.strip())
    return (int(found[1]), found[2] or "") if found and int(found[1]) else None
