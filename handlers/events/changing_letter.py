"""The line that those get who come, may come or would like to, when an event has changed or was cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from db.values import AttendanceState, EventFormat, EventState, Status
from handlers.events.card_view import OPEN, button, localised, title, where
from handlers.events.changing_view import label_of
from handlers.kit import moments
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network.events import kinds, telling
from network.events.reading import Event, may_organise
from network.events.telling import Edit, Told
from network.people import Reader
from network.work import Work

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What is told to one reader: which of the events is theirs, and how many more of them."""

    event: Event
    what: tuple[str, ...]
    state: AttendanceState
    more: int


def line_of(told: Told, reader: Reader) -> Line | None:
    """Find what a reader must hear; nothing once they said that they do not come."""
    theirs = [number for number in told.theirs.get(reader.id, ()) if number in told.events]
    if not theirs or reader.status is not Status.MEMBER:
        return None
    event = told.events[theirs[0]]
    state = told.states[reader.id, event.id]
    what = (telling.CANCELLED,) if event.state is EventState.CANCELLED else told.what
    if state is not AttendanceState.GOING:  # the link is for those who go
        what = tuple(name for name in what if name != telling.LINK)
    return Line(event, what, state, len(theirs) - 1) if what else None


def render(told: Told, reader: Reader, t: Speech) -> Message | None:
    """Say what changed, as it stands now."""
    line = line_of(told, reader)
    if line is None:
        return None
    event = line.event
    parts = [_head(t, line, reader), *_lines(t, line, reader)]
    if line.more:
        parts.append(
            t.n(
                "{number} later one that you answered changes, too.",
                "{number} later ones that you answered change, too.",
                line.more,
            )
        )
    show = button(t.plain("Show the event"), OPEN, event.id)
    return Message(str(Markup("\n").join(parts)), inline(t, [show]), replies_to=(kinds.EVENT, event.id))


def _head(t: Speech, line: Line, reader: Reader) -> Markup:
    event = line.event
    if telling.CANCELLED in line.what:
        return t("❌ <b>{title}</b> is cancelled ({when}).", title=title(t, event), when=_when(t, event, reader))
    return t("✏️ <b>{title}</b> has changed.", title=title(t, event))


def _lines(t: Speech, line: Line, reader: Reader) -> list[Markup]:
    event, said = line.event, []
    for name in line.what:
        match name:
            case telling.TITLE:
                said.append(t("That is its new title."))
            case telling.TIME:
                said.append(t("It begins: <b>{when}</b>", when=_when(t, event, reader)))
                said.append(t("It ends: {when}", when=_end(t, event, reader)))
            case telling.PLACE:
                said.append(t("Where: <b>{place}</b>", place=where(t, event, short=True)))
            case telling.LINK if event.link and event.format is not EventFormat.ON_SITE:
                said.append(t("The new link: {link}", link=event.link))
            case telling.CANCELLED if event.reason:
                said.append(t("Reason: {reason}", reason=shorten(event.reason, LONGEST_REASON)))
    return said


def _when(t: Speech, event: Event, reader: Reader) -> Markup:
    assert event.starts_at is not None, "what was published has a start"
    return localised(t, event.starts_at, moments.in_full(t, event.starts_at, reader.zone or event.zone))


def _end(t: Speech, event: Event, reader: Reader) -> Markup:
    assert event.ends_at is not None, "what was published has an end"
    return localised(t, event.ends_at, moments.weekday_and_time(t, event.ends_at, reader.zone or event.zone))


def _load_for(work: Work, change_ids: Sequence[int], person_ids: Sequence[int]) -> Mapping[int, Told]:
    return telling.heard(work, change_ids, person_ids)


# Who organises it, too


def render_edit(edit: Edit, reader: Reader, t: Speech) -> Message | None:
    """Tell another organiser, or a coordinator who let it out, what somebody made of an event."""
    event = edit.event
    if not may_organise(reader, event):
        return None
    name = shorten(edit.by_name or t.plain("Somebody without a name"), 60)
    if telling.CANCELLED in edit.fields:
        lines = [t("❌ {name} cancelled <b>{title}</b>.", name=name, title=title(t, event))]
        if event.reason:
            lines.append(t("Reason: {reason}", reason=shorten(event.reason, LONGEST_REASON)))
    else:
        fields = t.names(t.plain(label_of(field)) for field in edit.fields)
        lines = [t("✏️ {name} changed <b>{title}</b>: {fields}", name=name, title=title(t, event), fields=fields)]
    if edit.events > 1:
        lines.append(t.n("This is {number} event.", "These are {number} events of a series.", edit.events))
    show = button(t.plain("Show the event"), OPEN, event.id)
    return Message(str(Markup("\n").join(lines)), inline(t, [show]))


def _load(work: Work, change_ids: Sequence[int]) -> Mapping[int, Edit]:
    return telling.edits(work, change_ids)


NOTICES = (
    NoticeKind(kinds.CHANGED, None, render, load_for=_load_for, again=True),
    NoticeKind(kinds.EDITED, _load, render_edit),
)
