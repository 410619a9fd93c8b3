"""The list of events: its words and buttons."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from babel.dates import format_skeleton
from markupsafe import Markup

from db.values import AttendanceState, EventFormat, EventState
from handlers.events import card_view
from handlers.kit.bidi import RLM, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.moments import weekday_and_time, zone_in_words
from handlers.kit.speech import Speech
from network.charter import Charter
from network.errors import N_
from network.events import finding
from network.events.finding import Line, Mark, Page, Wanted, Which
from network.events.reading import Event
from network.people import Reader

# What a press does. Short, because they stand in every button.
LIST, CHOOSE, SEARCH = "l", "c", "s"
REGIONS, TOPICS, MONTHS = "r", "t", "m"
LONGEST_TITLE, MOST_TOPICS = 120, 3  # so that the longest list fits into a message
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

TITLES: Mapping[Which, str] = {
    Which.CONCERNING: N_("<b>Events for you</b>"),
    Which.EVERYTHING: N_("<b>All events</b>"),
    Which.MINE: N_("<b>My events</b>"),
}
EMPTY: Mapping[Which, str] = {
    Which.CONCERNING: N_("Nothing is coming up for your region and your topics at the moment."),
    Which.EVERYTHING: N_("Nothing is planned at the moment."),
    Which.MINE: N_("You have not said yes to anything that is still to come."),
    Which.REGION: N_("Nothing is planned for this region at the moment."),
    Which.TOPIC: N_("Nothing is planned on this topic at the moment."),
    Which.FOUND: N_("I found nothing. Try another word, or only its beginning."),
}
FORMATS: Mapping[EventFormat, str] = {
    EventFormat.VIRTUAL: N_("online"),
    EventFormat.ON_SITE: N_("on site"),
    EventFormat.HYBRID: N_("on site and online"),
}
ANSWERS: Mapping[AttendanceState, str] = {
    AttendanceState.GOING: N_("✅ You are going"),
    AttendanceState.MAYBE: N_("❔ You said maybe"),
    AttendanceState.WAITLISTED: N_("⏳ You are in line for a seat"),
    AttendanceState.OFFERED: N_("🎟 A seat is kept for you"),
}


class Press(CallbackData, prefix="el"):
    """A button of the list. `of`, `value` and `month` say which list (a search by its mark), `at` where in it."""

    act: str
    of: str = ""
    value: str = ""
    month: str = ""
    at: str = ""


def button(label: str, act: str, wanted: Wanted | None = None, at: str = "") -> Button:
    """Make a button of the list."""
    wanted = wanted or Wanted()
    value = finding.token(wanted.value) if wanted.which is Which.FOUND else wanted.value
    return Button(label, Press(act=act, of=wanted.which.value, value=value, month=wanted.month, at=at))


def packed(mark: Mark, *, later: bool) -> str:
    """Put a mark into a button: the direction, the second, the row number."""
    return f"{'n' if later else 'p'}{_short(int(mark.starts_at.timestamp()))}.{_short(mark.event_id)}"


def unpacked(at: str) -> tuple[Mark | None, Mark | None]:
    """Read where a button leads: after a mark, or before one; neither is the first page. Never raises."""
    try:
        second, _, number = at[1:].partition(".")
        mark = Mark(datetime.fromtimestamp(int(second, 36), UTC), int(number, 36))
    except (ValueError, OverflowError, OSError):
        return None, None
    if not 0 < mark.event_id < 2**63:
        return None, None
    return (mark, None) if at[0] == "n" else (None, mark)


def listed(t: Speech, page: Page, reader: Reader, charter: Charter) -> Markup:
    """Show a page: when and where each is, and what the reader answered."""
    parts = [_title(t, page.wanted, charter)]
    lines = list(_numbered(page))
    parts += [_entry(t, number, line, reader, charter) for number, line in lines[: len(page.lines)]]
    if page.looked_to:
        day = t.day(page.looked_to.starts_at, reader.zone)
        parts.append(t("I have looked through everything until {day}. There may be more later.", day=day))
    elif not page.lines:
        parts.append(t(EMPTY[page.wanted.which]))
    if page.elsewhere:
        parts.append(t("<b>Elsewhere in the network</b>"))
        parts += [_entry(t, number, line, reader, charter) for number, line in lines[len(page.lines) :]]
    if lines:
        zone = zone_in_words(t, reader.zone, page_moment(lines))
        parts.append(
            t("All times are in your time zone: {zone}. Tap a number to open an event.", zone=zone)
            if reader.zone
            else t("Tap a number to open an event.")
        )
    return Markup("\n\n").join(parts)


def page_moment(lines: list[tuple[int, Line]]) -> datetime:
    """The start of the first event of a page: clocks may have changed by then."""
    starts = lines[0][1].event.starts_at
    assert starts is not None, "only what has a start is listed"
    return starts


def keyboard(t: Speech, page: Page) -> dict[str, Any]:
    """Offer the events of a page, the pages beside it, and the other lists."""
    wanted = page.wanted
    opens = [card_view.button(t.number(number), card_view.OPEN, line.event.id) for number, line in _numbered(page)]
    turns = []
    if page.earlier:
        turns.append(button(t.plain("◀ Earlier"), LIST, wanted, packed(page.earlier, later=False)))
    if page.later:
        turns.append(button(t.plain("Later ▶"), LIST, wanted, packed(page.later, later=True)))
    tabs = [
        button(t.plain(words), LIST, Wanted(which))
        for which, words in (
            (Which.CONCERNING, N_("For me")),
            (Which.MINE, N_("My events")),
            (Which.EVERYTHING, N_("All")),
        )
        if which is not wanted.which
    ]
    narrow = [
        button(t.plain("Region"), CHOOSE, wanted, REGIONS),
        button(t.plain("Topic"), CHOOSE, wanted, TOPICS),
        button(t.plain("Month"), CHOOSE, wanted, MONTHS),
        button(t.plain("🔎 Search"), SEARCH),
    ]
    return inline(t, opens, turns, *in_rows(tabs, 3), *in_rows(narrow))


def choices(t: Speech, wanted: Wanted, what: str, charter: Charter, months: list[str]) -> tuple[Markup, dict[str, Any]]:
    """Offer the regions, the topics, or the months."""
    back = [button(t.plain("◀ Back"), LIST, wanted)]
    match what:
        case "r":  # REGIONS: a match takes no names
            words = t("<b>Which region?</b>")
            buttons = [
                button(charter.region_name(key, t.language), LIST, Wanted(Which.REGION, key)) for key in charter.regions
            ]
        case "t":
            words = t("<b>Which topic?</b>")
            buttons = [
                button(charter.topic_name(key, t.language), LIST, Wanted(Which.TOPIC, key)) for key in charter.topics
            ]
        case _:
            words = t("<b>Which month?</b>")
            buttons = [
                button(month_name(t, month), LIST, Wanted(wanted.which, wanted.value, month)) for month in months
            ]
            buttons.append(button(t.plain("Any month"), LIST, Wanted(wanted.which, wanted.value)))
    return words, inline(t, *in_rows(buttons), back)


def month_name(t: Speech, month: str) -> str:
    """Name a month with its year ("2027-03": March 2027)."""
    return str(format_skeleton("yMMMM", datetime.fromisoformat(f"{month}-01"), locale=t.locale))


def title_of(t: Speech, event: Event) -> str:
    """An event's title as this reader is shown it."""
    return shorten(event.title.shown(t.language).body.text, LONGEST_TITLE) if event.title else "–"


def when(t: Speech, event: Event, zone: str | None) -> Markup:
    """Weekday, date and time by the reader's clock; by the event's, named, where the reader's is not known."""
    if event.starts_at is None:
        return Markup("–")
    if zone:
        return t("{moment}", moment=weekday_and_time(t, event.starts_at, zone))
    named = zone_in_words(t, event.zone, event.starts_at)
    return t("{moment}, {zone}", moment=weekday_and_time(t, event.starts_at, event.zone), zone=named)


def _title(t: Speech, wanted: Wanted, charter: Charter) -> Markup:
    match wanted.which:
        case Which.REGION:
            name = t("<b>Events for {region}</b>", region=charter.region_name(wanted.value, t.language))
        case Which.TOPIC:
            name = t("<b>Events on {topic}</b>", topic=charter.topic_name(wanted.value, t.language))
        case Which.FOUND:
            name = t("<b>Events with “{words}”</b>", words=shorten(wanted.value, LONGEST_TITLE))
        case _:
            name = t(TITLES[wanted.which])
    return t("{list}, {month}", list=name, month=month_name(t, wanted.month)) if wanted.month else name


def _numbered(page: Page) -> Iterator[tuple[int, Line]]:
    return enumerate((*page.lines, *page.elsewhere), 1)


def _entry(t: Speech, number: int, line: Line, reader: Reader, charter: Charter) -> Markup:
    event = line.event
    parts = [t("{number}. <b>{title}</b>", number=t.number(number), title=title_of(t, event))]
    if event.state is EventState.CANCELLED:
        parts.append(t("❌ Cancelled"))
    where = t.plain(FORMATS[event.format])
    if event.place and event.format is not EventFormat.VIRTUAL:
        where = shorten(event.place.splitlines()[0], LONGEST_TITLE)
    parts.append(t("{when} · {where}", when=when(t, event, reader.zone), where=where))
    if event.topics:
        names = [charter.topic_name(key, t.language) for key in charter.topics_in_order(event.topics)[:MOST_TOPICS]]
        parts.append(t("<i>{topics}</i>", topics=Markup("{}").format(t.listed(names))))
    if line.answer is not None and line.answer in ANSWERS:
        parts.append(t(ANSWERS[line.answer]))
    if line.organises:
        parts.append(t("⭐ You organise it"))
    # A line whose words are all isolated has no direction of its own.
    return Markup("\n").join(RLM + part if t.rtl else part for part in parts)


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(LETTERS))
        digits = LETTERS[digit] + digits
    return digits or "0"
