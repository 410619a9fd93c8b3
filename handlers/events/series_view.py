"""How an event repeats, in words, and the pages on which that is chosen. Pure."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from babel.dates import get_day_names
from markupsafe import Markup
from pydantic import Field

from db.values import EventState
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network.errors import N_
from network.events import rhythm
from network.events.reading import Event
from network.events.rhythm import Repeat, Rhythm

# What a press does. Short, because they stand in every button.
ASK, OFTEN, TIMES, ONCE, OTHERS = "a", "h", "t", "o", "c"
FOREVER = 0
COUNTS = (4, 6, 12, 24)  # times that are offered
Page = tuple[Markup, dict[str, Any]]
Note = Markup | None

_MONTHLY = {
    1: N_("Every month on the first {weekday}"),
    2: N_("Every month on the second {weekday}"),
    3: N_("Every month on the third {weekday}"),
    4: N_("Every month on the fourth {weekday}"),
}
_PLAIN = {
    Rhythm.WEEKLY: N_("Every week on {weekday}"),
    Rhythm.FORTNIGHTLY: N_("Every second week on {weekday}"),
    Rhythm.MONTHLY_LAST: N_("Every month on the last {weekday}"),
}


class Press(CallbackData, prefix="es"):
    """A button about how an event repeats; `id` is the event's row number."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    rhythm: str = ""
    times: Annotated[int, Field(ge=0, le=200)] = FOREVER


def button(label: str, act: str, event_id: int, rhythm: str = "", times: int = FOREVER) -> Button:
    """Make a button about how an event repeats."""
    return Button(label, Press(act=act, id=event_id, rhythm=rhythm, times=times))


# Words


def often(t: Speech, wanted: Rhythm, start: datetime) -> str:
    """Say how often something repeats that begins at this wall time."""
    weekday = get_day_names("wide", locale=t.locale)[start.weekday()]
    fits = rhythm.fitting(wanted, start)
    sentence = _MONTHLY[rhythm.which(start)] if fits is Rhythm.MONTHLY else _PLAIN[fits]
    return t.plain(sentence, weekday=weekday)


def in_words(t: Speech, repeat: Repeat, start: datetime) -> str:
    """Say how often something repeats, and until when."""
    words = often(t, repeat.rhythm, start)
    if repeat.until is None:
        return words
    return t.plain("{often}, until {day}", often=words, day=day_words(t, repeat.until))


def day_words(t: Speech, day: date) -> str:
    """Write a day of the calendar."""
    return t.day(datetime.combine(day, time(12), UTC), "UTC")


def repeats(t: Speech, event: Event) -> str:
    """Say how an event repeats; nothing where it does not."""
    if event.rule is None or event.starts_local is None:
        return ""
    start = datetime.fromisoformat(event.occurrence) if event.occurrence else event.starts_local
    return in_words(t, rhythm.read(event.rule), start)


# Pages


def how(t: Speech, event: Event, possible: tuple[Rhythm, ...], back: Button) -> Page:
    """Ask how often an event repeats."""
    assert event.starts_local is not None, "only what has a start repeats"
    start = event.starts_local
    stands = rhythm.read(event.rule).rhythm if event.rule else None
    parts = [t("<b>How often does it take place?</b>")]
    if event.rule:
        parts.append(t("So far: <b>{value}</b>", value=repeats(t, event)))
    parts.append(
        t("Each time is an event of its own, with its own answers. It keeps its hour when summer time begins or ends.")
    )
    rows = [[button(("✓ " if one is stands else "") + often(t, one, start), OFTEN, event.id, one)] for one in possible]
    if event.state is EventState.DRAFT:
        rows.append([button(("" if event.rule else "✓ ") + t.plain("Only once"), ONCE, event.id)])
    return Markup("\n\n").join(parts), inline(t, *rows, [back])


def until(t: Speech, event: Event, wanted: Rhythm, last: dict[int, date], note: Note = None) -> Page:
    """Ask how many times; `last` are the days on which that would end."""
    assert event.starts_local is not None, "only what has a start repeats"
    parts = [
        t("<b>{often}: until when?</b>", often=often(t, wanted, event.starts_local)),
        t("Tap how many times it takes place, or send me the last day, for instance <i>30 June</i>."),
    ]
    counted = [
        button(
            t.plain(
                "{times}, until {day}",
                times=t.n("{number} time", "{number} times", times),
                day=t.short_day(datetime.combine(day, time(12), UTC), "UTC"),
            ),
            TIMES,
            event.id,
            wanted,
            times,
        )
        for times, day in last.items()
    ]
    rows = [[button(t.plain("Without an end"), TIMES, event.id, wanted)], *in_rows(counted)]
    back = button(t.plain("Back"), ASK, event.id)
    return Markup("\n\n").join([*parts, *([note] if note else [])]), inline(t, *rows, [back])


def repeated(t: Speech, words: str, show: Button) -> Page:
    """Say that a published event repeats from here on."""
    html = t("✅ <b>{often}</b>\nThe next dates are in /events. Nobody gets a message about each of them.", often=words)
    return html, inline(t, [show])


def coming(t: Speech, words: str, others: list[Button]) -> Page:
    """Show which others of a series come, each a button that opens its card."""
    said = t("Tap one to see it and to answer.") if others else t("No further ones are planned.")
    return Markup("\n\n").join([t("<b>{often}</b>", often=words), said]), inline(t, *in_rows(others))
