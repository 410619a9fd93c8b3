"""When an event begins, until when people answer, when it is published, and by which zone's clocks it is meant."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from markupsafe import Markup

from handlers.events import editor_screen as screen
from handlers.events import editor_view as view
from handlers.events.editor_pages import page
from handlers.events.editor_view import Page, Press, Sight, button
from handlers.kit import moments
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.questions import token
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import places
from network.errors import N_, NetworkError
from network.events import drafts
from network.events.reading import Event
from network.moments import Understood, understand

MOMENTS = (view.START, view.ANSWER_BY, view.PUBLISH_AT)
NINE = time(9, 0)
MORNINGS = 4  # days offered as buttons
BEFORE = (1, 2, 3, 7, 14)  # days before the start, offered for answers
LONGEST_NUMBER = 10
# Where those who make events are most likely to be; any other zone is typed.
LIKELY = (
    "Asia/Amman",
    "Africa/Cairo",
    "Africa/Tunis",
    "Africa/Nairobi",
    "Africa/Accra",
    "Europe/Belgrade",
    "Europe/Berlin",
)
_AT = {view.START: NINE, view.ANSWER_BY: time(18, 0), view.PUBLISH_AT: NINE}

_ASKED = {
    view.START: N_(
        "<b>When does it begin?</b>\nSend me day and time, for instance <i>25 November 14:30</i> or "
        "<i>next Monday 9:00</i>."
    ),
    view.ANSWER_BY: N_("<b>Until when should people answer?</b>\nTap a day, or send me day and time."),
    view.PUBLISH_AT: N_("<b>When shall it be published?</b>\nTap a morning, or send me day and time."),
}


def zone_of(sight: Sight, of: str) -> str:
    """By whose clocks a moment is typed: the event's for its start, its author's for the others."""
    own = sight.zone or sight.event.zone
    return (sight.event.zone or own if of == view.START else own) or "UTC"


def ask(t: Speech, sight: Sight, of: str, note: Markup | None = None) -> Page:
    """Ask for a moment, and say by which zone's clocks it is taken."""
    event, zone = sight.event, zone_of(sight, of)
    stands = {view.START: event.starts_at, view.ANSWER_BY: event.answer_by, view.PUBLISH_AT: event.publish_at}[of]
    parts: list[Markup | None] = [t(_ASKED[of])]
    if stands:
        parts.append(t("So far: <b>{value}</b>", value=moments.in_full(t, stands, zone)))
    parts.append(t("I take it in this time zone: {zone}", zone=moments.zone_in_words(t, zone, stands or sight.now)))
    rows: list[list[Button]] = []
    match of:
        case view.START:
            rows.append([button(event, t.plain("Another time zone"), view.FIELD, view.ZONE)])
        case view.ANSWER_BY:
            rows += in_rows(_days_before(t, sight))
            rows.append([button(event, t.plain("Until it begins"), view.CLEAR, of)])
        case _:
            rows += in_rows(_mornings(t, sight))
            rows.append([button(event, t.plain("At once"), view.CLEAR, of)])
    return page(t, sight, [*parts, note], *rows, of=of)


def _days_before(t: Speech, sight: Sight) -> list[Button]:
    starts_at = sight.event.starts_at
    days = [number for number in BEFORE if starts_at and starts_at - timedelta(days=number) > sight.now]
    return [
        button(
            sight.event,
            str(t.n("{number} day before", "{number} days before", number)),
            view.MOMENT,
            view.ANSWER_BY,
            _minutes((starts_at or sight.now) - timedelta(days=number)),
        )
        for number in days
    ]


def _mornings(t: Speech, sight: Sight) -> list[Button]:
    here = sight.now.astimezone(ZoneInfo(zone_of(sight, view.PUBLISH_AT)))
    days = [
        datetime.combine(here.date() + timedelta(days=number), NINE, here.tzinfo) for number in range(1, MORNINGS + 1)
    ]
    return [
        button(
            sight.event,
            t.plain(
                "{day}, {time}",
                day=format_skeleton("MMMEd", day, locale=t.locale),
                time=format_time(day, "short", locale=t.locale),
            ),
            view.MOMENT,
            view.PUBLISH_AT,
            _minutes(day),
        )
        for day in days
        if sight.event.starts_at is None or day < sight.event.starts_at
    ]


def read_back(t: Speech, sight: Sight, of: str, found: Understood) -> Page:
    """Read a typed moment back in full, in the zone it was meant in and in the author's own."""
    event = sight.event
    parts = [t("<b>Did I understand you?</b>"), moments.read_back(t, found.moment, zone_of(sight, of), sight.zone)]
    if assumed := moments.remarks(t, found):
        parts.append(Markup("\n").join(assumed))
    rows: list[list[Button]] = []
    if not found.past:
        rows.append([button(event, t.plain("Yes, that is right"), view.MOMENT, of, _minutes(found.moment))])
    if found.other_order:
        day = t.plain("I mean: {day}", day=moments.weekday_and_time(t, found.other_order, zone_of(sight, of)))
        rows.append([button(event, day, view.OTHER, of, _minutes(found.other_order))])
    change = [button(event, t.plain("Change"), view.FIELD, of)]
    return Markup("\n\n").join(parts), inline(t, *rows, change)


def ask_zone(t: Speech, sight: Sight, offered: list[str], note: Markup | None = None) -> Page:
    """Ask by which zone's clocks an event is meant."""
    event = sight.event
    at = event.starts_at or sight.now
    rows = in_rows(
        button(
            event,
            ("✓ " if zone == event.zone else "") + places.zone_label(zone, t.language, at),
            view.SET,
            view.ZONE,
            token(zone),
        )
        for zone in offered
    )
    head = t("<b>By which clocks is the event meant?</b>\nTap a time zone, or write a city or a country.")
    html = Markup("\n\n").join(one for one in [head, note] if one)
    return html, inline(t, *rows, [button(event, t.plain("Back"), view.FIELD, view.START)])


def _minutes(moment: datetime) -> str:
    return str(int(moment.timestamp()) // 60)


def _moment(value: str) -> datetime | None:
    """Read what `_minutes` wrote; None for a forged button."""
    if not (value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER):
        return None
    try:
        return datetime.fromtimestamp(int(value) * 60, UTC)
    except (ValueError, OverflowError, OSError):
        return None


# What is done with it


def show(step: Step, event: Event, of: str, note: Markup | None = None) -> list[Answer]:
    """Ask for a moment, or for the zone."""
    screen.awaits(step, event, of)
    seen = screen.sight(step, event)
    if of == view.ZONE:
        offered = [zone for zone in dict.fromkeys([event.zone, step.reader.zone, *LIKELY]) if zone]
        return screen.show(step, event, ask_zone(step.t, seen, offered, note))
    return screen.show(step, event, ask(step.t, seen, of, note))


def press(step: Step, event: Event, pressed: Press) -> Answers:
    """Take a moment that was read back or offered."""
    moment = _moment(pressed.value)
    if moment is None or pressed.of not in MOMENTS:
        return screen.home(step, event)
    try:
        return screen.on(step, keep(step, event, pressed.of, moment), pressed.of)
    except NetworkError as no:
        return show(step, event, pressed.of, screen.sorry(step.t, no))


def keep(step: Step, event: Event, of: str, moment: datetime) -> Event:
    """Write a moment down. Raises NetworkError as the setters of `drafts`."""
    match of:
        case view.START:
            zone = zone_of(screen.sight(step, event), of)
            local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            return drafts.set_start(step.work, step.reader, event.id, local, zone)
        case view.ANSWER_BY:
            return drafts.set_answer_by(step.work, step.reader, event.id, moment)
    return drafts.set_publish_at(step.work, step.reader, event.id, moment)


def other(step: Step, event: Event, pressed: Press) -> Answers:
    """Read back the other order of day and month."""
    moment = _moment(pressed.value)
    if moment is None or pressed.of not in MOMENTS:
        return screen.home(step, event)
    seen = screen.sight(step, event)
    here = moment.astimezone(ZoneInfo(zone_of(seen, pressed.of)))
    found = Understood(here, date_given=True, time_given=True, past=here < step.work.now)
    return screen.show(step, event, read_back(step.t, seen, pressed.of, found))


def typed(step: Step, event: Event, of: str, said: str) -> Answers:
    """Read a typed time, and read it back; it counts when that was confirmed."""
    seen = screen.sight(step, event)
    zone = zone_of(seen, of)
    try:
        found = understand(said, language=step.t.language, zone=zone, now=step.work.now, usual=_AT[of])
    except NetworkError as no:
        return show(step, event, of, screen.sorry(step.t, no))
    screen.awaits(step, event, of)
    return screen.show(step, event, read_back(step.t, seen, of, found))


def typed_zone(step: Step, event: Event, said: str) -> Answers:
    """Find a zone by what somebody calls its city or country."""
    seen = screen.sight(step, event)
    offered = places.find_zones(said, step.work.charter.languages, step.work.now)
    if len(offered) == 1:
        return set_zone(step, event, offered[0])
    screen.awaits(step, event, view.ZONE)
    note = (
        step.t("Which one do you mean?")
        if offered
        else step.t("I did not find that here. Please tap one of the buttons, or write it differently.")
    )
    return screen.show(step, event, ask_zone(step.t, seen, offered or list(LIKELY), note))


def set_zone(step: Step, event: Event, zone: str) -> Answers:
    """Take a zone; whoever is asked when it begins is asked that again, now by its clocks."""
    try:
        event = drafts.set_zone(step.work, step.reader, event.id, zone)
    except NetworkError as no:
        return show(step, event, view.ZONE, screen.sorry(step.t, no))
    return show(step, event, view.START) if event.starts_at is None else screen.on(step, event, view.START)


screen.ASKING |= dict.fromkeys((*MOMENTS, view.ZONE), show)
