"""The letter that a reminder becomes: of an event, of one's own, or of a coordinator's to many. Pure."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from db.values import AttendanceState, EventFormat, EventState, ReminderKind
from handlers.events.card_view import OPEN, button, title, when_lines, where
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.richtext import to_html
from handlers.kit.speech import Speech
from network.events.reading import Event
from network.people import Reader
from network.reminders import due, telling
from network.reminders.telling import Told
from network.work import Work

Rows = Callable[[Speech, Told], list[list[Button]]]
# What can be done with a reminder that came (put it off, stop it): the room of conversations says so.
_offered: list[Rows] = []


def offer(rows: Rows) -> None:
    """Put rows of buttons under every reminder's letter, in the order in which this is called."""
    _offered.append(rows)


def letter(t: Speech, reminder: Told, reader: Reader) -> Message | None:
    """Draw a reminder for its reader; None where they may not see it (any more)."""
    if not telling.may_see(reader, reminder):
        return None
    parts: list[Markup] = []
    rows: list[list[Button]] = []
    match reminder.kind:
        case ReminderKind.EVENT if reminder.event:
            parts += _of_event(t, reminder, reminder.event, reader)
            rows.append([button(t.plain("Open the event"), OPEN, reminder.event.id)])
        case ReminderKind.AUDIENCE if reminder.text:
            parts += [t("<b>Reminder</b>"), to_html(reminder.text.shown(t.language).body)]
        case _:
            parts += [t("<b>Reminder</b>"), t("{words}", words=reminder.words or "")]
    if reminder.late:
        moment = t.moment(reminder.due_at, reader.zone)
        parts.append(t("<i>This reminder comes late: it was for {moment}.</i>", moment=moment))
    rows += [row for more in _offered for row in more(t, reminder)]
    return Message(str(Markup("\n\n").join(parts)), inline(t, *rows) if rows else None)


def _of_event(t: Speech, reminder: Told, event: Event, reader: Reader) -> list[Markup]:
    parts = [t("<b>Reminder: {title}</b>", title=title(t, event))]
    if event.state is EventState.CANCELLED:
        said = [t("<b>This event was cancelled.</b>")]
        if event.reason:
            said.append(t("Reason: {reason}", reason=shorten(event.reason, 500)))
        return [*parts, Markup("\n").join(said)]
    lines = [*when_lines(t, event, reader.zone), where(t, event)]
    if reminder.link and event.format is not EventFormat.ON_SITE:
        lines.append(t("Link: {link}", link=reminder.link))
    parts.append(Markup("\n").join(lines))
    if reminder.answer is AttendanceState.MAYBE:
        parts.append(t("<b>You may come.</b> Tell us when you know."))
    return parts


def _load(work: Work, reminder_ids: Sequence[int]) -> Mapping[int, Told]:
    return telling.told(work, reminder_ids)


def _render(reminder: Told, reader: Reader, t: Speech) -> Message | None:
    return letter(t, reminder, reader)


REMINDER = NoticeKind(due.REMINDER, _load, _render, again=True, no_reminder="it is put off by buttons of its own")
