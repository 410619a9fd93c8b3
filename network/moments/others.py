"""Days in languages that have no words of their own here: dateparser reads them.

It knows some 200 languages, and guesses where it should not; so its reading is held against the text (docs/decisions).
"""

import re
from datetime import date, datetime

from network.moments.lexing import plain_digits
from network.moments.said import Said
from network.moments.understood import NOT_UNDERSTOOD, UnknownWords

_CLOCK = re.compile(r"(?<![\d:./-])(\d{1,2})\s?(?::\s?(\d{2})(?!\d)|h\s?(\d{2})?(?![^\W_]))")
_NUMBER = re.compile(r"\d+")


def read(text: str, language: str, local: datetime) -> Said:
    """Read a day in words and a time in digits. `local` is now, in the zone of whoever typed.

    Raises UnknownWords where dateparser finds nothing, or no single day, or leaves a number out.
    """
    text = plain_digits(text)
    clocks = list(_CLOCK.finditer(text))
    said = Said()
    if len(clocks) > 1:
        raise UnknownWords(NOT_UNDERSTOOD)
    if clocks:
        hour, minute = clocks[0][1], clocks[0][2] or clocks[0][3] or "0"
        said.at(int(hour), int(minute), literal=True)
        text = (text[: clocks[0].start()] + " " + text[clocks[0].end() :]).strip()
    today = local.date()
    day = _day(text, language, local)
    numbers = [int(each) for each in _NUMBER.findall(text)]
    if day is None or day < today or any(number not in _shown(day, today) for number in numbers):
        raise UnknownWords(NOT_UNDERSTOOD)
    said.relative.append((day - today).days)
    return said


def _day(text: str, language: str, local: datetime) -> date | None:
    """The day, if both orders of day and month lead to the same one."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - a tenth of a second that hardly anybody needs

    found = set()
    for order in ("DMY", "MDY"):
        settings = {
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": order,
            "TIMEZONE": "UTC",  # otherwise it asks the machine for its own
            "PARSERS": ["relative-time", "absolute-time"],
            "RETURN_TIME_AS_PERIOD": True,
        }
        try:
            data = DateDataParser(languages=[language], settings=settings).get_date_data(text)
        except (ValueError, OverflowError):  # a language it does not know, a day that no calendar has
            return None
        if data.date_obj is None or data.period != "day":
            return None
        found.add(data.date_obj.date())
    return found.pop() if len(found) == 1 else None


def _shown(day: date, today: date) -> set[int]:
    """The numbers that a text may hold which means this day."""
    away = (day - today).days
    return {day.day, day.month, day.year, day.year % 100, away, away // 7 if away % 7 == 0 else away}
