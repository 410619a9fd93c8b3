"""Speaking one language: translated sentences, escaped and isolated arguments, numbers, dates and names."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from functools import cache, cached_property
from typing import Any, Literal
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from handlers.kit.bidi import ARABIC, RLM, has_rtl, isolate
from locales import catalogue
from network.places.locales import locale, right_to_left

# How dates are written where the language alone does not say: the English here is Europe's, as its words are.
WRITTEN_AS = {"en": "en_GB"}

ARABIC_SEMICOLON = "\u061b "
NO_WORDS = re.compile(r"<[^>]*>|\{\w+\}")
SEMICOLONS = {"fr": "\u202f; "}
FIRST_OF_MONTH = {"fr": "1er"}  # CLDR writes "1 mars", which no French reader does


class Speech:
    """One language's voice. Call it for HTML; `plain` is for buttons, toasts and file names.

    Arguments are escaped (unless they are `Markup` already) and wrapped in U+2068…U+2069 where they could turn
    the sentence round: always in a right-to-left language, elsewhere when they hold right-to-left letters.
    """

    def __init__(self, language: str) -> None:
        """Use `cached` instead: a voice has no state of its own."""
        self.language = language
        self._catalogue = catalogue(language)

    # CLDR's data are 1 to 5 MB a language and 10 ms of reading: read when somebody is spoken to in it.
    @cached_property
    def locale(self) -> Locale:
        """How this language writes numbers and dates."""
        return locale(WRITTEN_AS.get(self.language, self.language))

    @cached_property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return right_to_left(self.language)

    @cached_property
    def _semicolon(self) -> str:
        # A language written in Arabic letters writes its own name in them, and has a semicolon of its own.
        arabic = ARABIC.search(self.locale.get_display_name() or "")
        return ARABIC_SEMICOLON if arabic else SEMICOLONS.get(self.locale.language, "; ")

    def __call__(self, message: str, /, **arguments: Any) -> Markup:
        """Translate a sentence (with Telegram's HTML tags in it) and fill in its arguments, escaped."""
        sentence = self._directed(self._catalogue.gettext(message))
        return Markup(sentence.format(**self._html(arguments)))  # noqa: S704 - arguments are escaped

    def n(self, singular: str, plural: str, number: int, /, **arguments: Any) -> Markup:
        """As a call, with the plural form that `number` asks for; `{number}` stands for it in the sentence."""
        sentence = self._directed(self._catalogue.ngettext(singular, plural, number))
        return Markup(sentence.format(number=self.number(number), **self._html(arguments)))  # noqa: S704 - as above

    def plain(self, message: str, /, **arguments: Any) -> str:
        """Translate for a place that knows no tags."""
        filled = {name: self._isolated(str(value)) for name, value in arguments.items()}
        return self._catalogue.gettext(message).format(**filled)

    def number(self, value: int) -> str:
        """Write a whole number as this language does."""
        return format_decimal(value, locale=self.locale)

    def decimal(self, value: float) -> str:
        """Write a number with one digit after the point, as this language does."""
        return str(format_decimal(round(value, 1), format="0.0", locale=self.locale))

    def day(self, moment: datetime, zone: str | None) -> str:
        """Write a date in full, in the reader's zone (UTC where they have none)."""
        return self._date(moment.astimezone(ZoneInfo(zone or "UTC")), "long")

    def short_day(self, moment: datetime, zone: str | None) -> str:
        """Write day and month, for buttons, in the reader's zone (UTC where they have none)."""
        there = moment.astimezone(ZoneInfo(zone or "UTC"))
        return self._first(str(format_skeleton("MMMd", there, locale=self.locale)), there)

    def moment(self, moment: datetime, zone: str | None) -> str:
        """Write date and time, to the minute, in the reader's zone (UTC where they have none)."""
        there = moment.astimezone(ZoneInfo(zone or "UTC"))
        both = str(get_datetime_format("medium", locale=self.locale)).replace("'", "")
        return both.format(format_time(there, "short", locale=self.locale), self._date(there, "medium"))

    def clock(self, minutes: int) -> str:
        """Write a time of day, given in minutes after midnight, as clocks in this language show it."""
        hour, minute = divmod(minutes % (24 * 60), 60)
        return format_time(time(hour, minute), "short", locale=self.locale)

    def length(self, minutes: int) -> str:
        """Write how long something lasts, in days, hours and minutes, as many of them as it takes."""
        hours, left = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [(days, "duration-day"), (hours, "duration-hour"), (left, "duration-minute")]
        said = [str(format_unit(number, unit, "long", locale=self.locale)) for number, unit in parts if number]
        return " ".join(said) or str(format_unit(0, "duration-minute", "long", locale=self.locale))

    def _date(self, day: datetime, length: Literal["medium", "long"]) -> str:
        written = format_date(day, length, locale=self.locale)
        if "/" in written:  # Telegram makes commands of what follows a slash; and which is the month?
            written = str(format_skeleton("yMMMd", day, locale=self.locale))
        return self._first(written, day)

    def _first(self, written: str, day: datetime) -> str:
        first = FIRST_OF_MONTH.get(self.locale.language)
        return written.replace("1", first, 1) if first and day.day == 1 and written.startswith("1 ") else written

    def names(self, names: Iterable[str]) -> str:
        """Join names of things. With semicolons: many of them hold an *and* or a comma themselves."""
        return self._joined(self._semicolon, names)

    def listed(self, names: Iterable[str]) -> str:
        """Join names with commas, as in a sentence; with semicolons where one of them holds a comma itself."""
        shown = list(names)
        if any("," in name or "\u060c" in name for name in shown):
            return self.names(shown)
        comma = ", " if self._semicolon != ARABIC_SEMICOLON else "\u060c "
        return self._joined(comma, shown)

    def _joined(self, mark: str, names: Iterable[str]) -> str:
        """Isolated names with marks between them have no direction by themselves: the whole begins with one."""
        shown = [self._isolated(name) for name in names]
        return (RLM if self.rtl and len(shown) > 1 else "") + mark.join(shown)

    def _directed(self, sentence: str) -> str:
        return _from_the_right(sentence) if self.rtl and "{" in sentence else sentence

    def _html(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value if isinstance(value, Markup) else Markup(self._isolated(str(escape(value))))  # noqa: S704 - escaped here
            for name, value in arguments.items()
        }

    def _isolated(self, value: str) -> str:
        return isolate(value) if value and (self.rtl or has_rtl(value)) else value


@cache
def _from_the_right(sentence: str) -> str:
    """Let lines run from the right that have no letter of their own: isolates hide those of what is filled in."""
    return "\n".join(line if _has_direction(line) else RLM + line for line in sentence.split("\n"))


def _has_direction(line: str) -> bool:
    own = NO_WORDS.sub("", line)
    return own == line or any(bidirectional(letter) in {"L", "R", "AL"} for letter in own)


@cache
def speech(language: str) -> Speech:
    """Return the voice of a language, made once."""
    return Speech(language)
