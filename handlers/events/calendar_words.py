"""An event in the words of one reader's calendar. Names of people are left out: files outlive erasure."""

from db.values import EventFormat
from handlers.kit.bidi import CONTROLS
from handlers.kit.speech import Speech
from network import calendar
from network.calendar import Entry, Listed
from network.people import Reader
from network.work import Work


def entry(work: Work, t: Speech, listed: Listed, bot_name: str) -> Entry:
    """Write an event down for a calendar, in one language. The link of a virtual one only for those going."""
    event = listed.event
    assert event.title is not None, "it was published"
    assert event.starts_at is not None, "it was published"
    title = event.title.shown(t.language)
    page = f"https://t.me/{bot_name}?start=e{event.id}"
    link = event.link if listed.going else None
    parts = [event.description.shown(t.language).body.text] if event.description else []
    if calendar.cancelled(listed):
        parts.insert(0, t.plain("This event was cancelled."))
    elif link:
        parts.append(t.plain("Link: {link}", link=link))
    elif event.format is not EventFormat.ON_SITE:
        parts.append(t.plain("Whoever says that they are going receives the link."))
    parts.append(t.plain("In Telegram: {link}", link=page))
    return Entry(
        uid=calendar.uid(work, event.id),
        sequence=event.sequence,
        changed_at=listed.changed_at,
        title=title.body.text,
        language=title.language,
        starts_at=event.starts_at,
        minutes=event.minutes,
        zone=event.zone,
        cancelled=calendar.cancelled(listed),
        # Calendar programs know no isolates: they would show boxes.
        description=CONTROLS.sub("", "\n\n".join(part for part in parts if part)),
        location=_where(t, listed, link),
        latitude=event.latitude,
        longitude=event.longitude,
        meeting=link,
        page=page,
        alarms=listed.alarms,
    )


def _where(t: Speech, listed: Listed, link: str | None) -> str:
    event = listed.event
    if event.format is EventFormat.VIRTUAL:
        return link or t.plain("Online")
    if event.format is EventFormat.HYBRID:
        return t.plain("{place}, and online", place=event.place) if event.place else t.plain("On site and online")
    return event.place or ""


def feed(work: Work, t: Speech, reader: Reader, bot_name: str) -> tuple[list[Entry], str]:
    """Everything that somebody said yes to, for their calendar program, and the network's name for it."""
    listed = calendar.said_yes_to(work, reader)
    return [entry(work, t, one, bot_name) for one in listed], work.charter.runner(t.language)
