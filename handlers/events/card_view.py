"""The card of an event in a private chat: its lines, what the reader answered, and the buttons. Pure."""

import re
from datetime import datetime
from html import unescape
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData
from babel.dates import format_time
from markupsafe import Markup
from pydantic import Field

from db.values import AttendanceState, EventFormat, EventState, RichText
from handlers.events.card_doors import doors
from handlers.events.series_view import repeats
from handlers.joining.view import Go
from handlers.kit.bidi import isolate, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.moments import weekday_and_time, zone_in_words
from handlers.kit.notices import CAPTION, TEXT, Message
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network import places
from network.errors import N_
from network.events.cards import View
from network.events.reading import Event, may_organise
from network.people import Reader

# What a press does. Short, because they stand in every button.
GOING, MAYBE, DECLINED = "g", "m", "d"
CARD, OPEN, GUESTS, ORGANISE, PLACE, WHOLE = "c", "o", "w", "x", "p", "t"

QUOTED = 2000  # letters of a description that a card shows
LEAST_QUOTED = 40
DROPPED = ("contact", "topics", "languages", "organisers", "answer_by")  # what a full caption does without
LONGEST_PLACE = 80  # in a caption
TAG = re.compile("<[^>]+>")
FULL_DATE, TIME = "wDt", "t"  # how Telegram is to write a date: weekday, long date, time; the time alone


class Press(CallbackData, prefix="e"):
    """A button of a card; `id` is the event's row number."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    page: Annotated[int, Field(ge=0, le=9999)] = 0


def button(label: str, act: str, event_id: int, page: int = 0) -> Button:
    """Make a button about an event."""
    return Button(label, Press(act=act, id=event_id, page=page))


# When


def localised(t: Speech, moment: datetime, fallback: str, how: str = "") -> Markup:
    """Write a moment so that phones show it in their own zone and language; `fallback` is for those that do not.

    Without `how` all phones show the fallback, and the date in their own zone when it is tapped.
    """
    shown = isolate(fallback) if t.rtl else fallback
    if how:
        return Markup('<tg-time unix="{}" format="{}">{}</tg-time>').format(int(moment.timestamp()), how, shown)
    return Markup('<tg-time unix="{}">{}</tg-time>').format(int(moment.timestamp()), shown)


def when_lines(t: Speech, event: Event, zone: str | None) -> list[Markup]:
    """Say when an event is: in the reader's zone, and in a second line in its own, where clocks differ there."""
    if event.starts_at is None or event.ends_at is None:
        return []
    there = event.zone or "UTC"
    named = zone_in_words(t, event.zone, event.starts_at)
    if zone is None or _same_clocks(event.starts_at, zone, there):
        start, end = _start(t, event, there), _end(t, event, there)
        return [
            t(
                "<b>{start}</b> to {end}, {zone}",
                start=localised(t, event.starts_at, start),
                end=localised(t, event.ends_at, end),
                zone=named,
            )
        ]
    how = TIME if _same_day(event, zone) else FULL_DATE
    return [
        t(
            "<b>{start}</b> to {end}, your time",
            start=localised(t, event.starts_at, _start(t, event, zone), FULL_DATE),
            end=localised(t, event.ends_at, _end(t, event, zone), how),
        ),
        t("{start} to {end}, {zone}", start=_start(t, event, there), end=_end(t, event, there), zone=named),
    ]


def _start(t: Speech, event: Event, zone: str) -> str:
    assert event.starts_at is not None
    return weekday_and_time(t, event.starts_at, zone)


def _end(t: Speech, event: Event, zone: str) -> str:
    """The time alone, on the same day."""
    assert event.ends_at is not None
    if not _same_day(event, zone):
        return weekday_and_time(t, event.ends_at, zone)
    return format_time(event.ends_at.astimezone(ZoneInfo(zone)), "short", locale=t.locale)


def _same_day(event: Event, zone: str) -> bool:
    assert event.starts_at is not None
    assert event.ends_at is not None
    return event.starts_at.astimezone(ZoneInfo(zone)).date() == event.ends_at.astimezone(ZoneInfo(zone)).date()


def _same_clocks(moment: datetime, one: str, other: str) -> bool:
    return moment.astimezone(ZoneInfo(one)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()


# The other lines

_WHERE = {
    EventFormat.VIRTUAL: N_("Virtual"),
    EventFormat.ON_SITE: N_("On site: {place}"),
    EventFormat.HYBRID: N_("On site and virtual: {place}"),
}
_WHERE_UNSAID = {
    EventFormat.VIRTUAL: N_("Virtual"),
    EventFormat.ON_SITE: N_("On site"),
    EventFormat.HYBRID: N_("On site and virtual"),
}


def title(t: Speech, event: Event, most: int = 200) -> str:
    """An event's title as this reader reads it, on one line."""
    return shorten(event.title.shown(t.language).body.text, most) if event.title else t.plain("Without a title")


def where(t: Speech, event: Event, *, short: bool = False) -> Markup:
    """Say where people meet; a `short` line where there is little room."""
    if event.place:
        return t(_WHERE[event.format], place=shorten(event.place, LONGEST_PLACE) if short else event.place)
    return t(_WHERE_UNSAID[event.format])


def seats_line(t: Speech, view: View) -> Markup:
    """Say how many go, and how many seats are left."""
    counts = view.counts
    going = t("Nobody has said yes so far.")
    if counts.going:
        going = t.n("{number} person is going.", "{number} people are going.", counts.going)
    if view.event.capacity is None:
        return going
    free = counts.free(view.event.capacity) or 0
    if free:
        return t("{going} {seats}", going=going, seats=t.n("{number} seat is free.", "{number} seats are free.", free))
    if not counts.waitlisted:
        return t("{going} {seats}", going=going, seats=t("No seat is free."))
    line = t.n(
        "No seat is free, and {number} person waits.", "No seat is free, and {number} people wait.", counts.waitlisted
    )
    return t("{going} {seats}", going=going, seats=line)


def facts(t: Speech, view: View, reader: Reader, *, short: bool = False) -> dict[str, Markup]:
    """List what there is to know, a line each, by name; to strangers the public lines only."""
    event = view.event
    lines = {"when": Markup("\n").join(when_lines(t, event, reader.zone))}
    if often := repeats(t, event):
        lines["repeats"] = Markup("{}").format(often)
    lines["where"] = where(t, event, short=short)
    if event.languages:
        names = t.listed(places.language_name(code, t.language) for code in event.languages)
        lines["languages"] = t("Spoken: {languages}", languages=Markup("{}").format(names))
    if event.topics:
        named = t.names(view.charter.topic_name(key, t.language) for key in view.charter.topics_in_order(event.topics))
        lines["topics"] = t("Topics: {topics}", topics=Markup("{}").format(named))
    if not view.shows_all(reader):
        return lines
    if view.organisers:
        lines["organisers"] = t("Organised by {names}", names=Markup("{}").format(t.listed(view.organisers)))
    if event.contact:
        lines["contact"] = t("Contact: {contact}", contact=event.contact)
    if view.open:
        lines["seats"] = seats_line(t, view)
        if event.answer_by:
            moment = t.moment(event.answer_by, reader.zone or event.zone)
            lines["answer_by"] = t("Please answer by {moment}.", moment=moment)
    return lines


def standing(t: Speech, view: View, reader: Reader) -> list[Markup]:
    """Say what became of the event, or what the reader answered; nothing where there is nothing to say."""
    event, mine = view.event, view.mine(reader)
    if event.state is EventState.CANCELLED:
        said = [t("<b>This event was cancelled.</b>")]
        return [*said, t("Reason: {reason}", reason=shorten(event.reason, 500))] if event.reason else said
    if view.over:
        return [t("<b>This event is over.</b>")]
    if mine is None or not view.shows_all(reader):
        return []
    match mine.state:
        case AttendanceState.GOING:
            lines = [t("<b>You are going.</b>")]
            if event.link and event.format is not EventFormat.ON_SITE:
                lines.append(t("Link: {link}", link=event.link))
            return lines
        case AttendanceState.MAYBE:
            return [t("<b>You may come.</b> Tell us when you know.")]
        case AttendanceState.DECLINED:
            return [t("<b>You are not coming.</b>")]
        case AttendanceState.WAITLISTED:
            place = t("<b>You are in line: number {number}.</b>", number=t.number(mine.line or 1))
            return [place, t("When a seat is free for you, I write to you.")]
    until = t.moment(mine.offered_until, reader.zone or event.zone) if mine.offered_until else ""
    return [t("<b>A seat is free for you.</b> It is kept until {moment}. Tap “Going” to take it.", moment=until)]


# The whole


def card(t: Speech, view: View, reader: Reader) -> Message:
    """Draw the card for one reader: what it says, its buttons, its picture."""
    event, picture = view.event, view.event.picture
    room = CAPTION if picture else TEXT
    head = t("<b>{title}</b>", title=title(t, event))
    own = Markup("\n").join(standing(t, view, reader))
    told = facts(t, view, reader, short=bool(picture))
    for name in DROPPED:  # a caption holds little; all of it stands behind a button
        if _length(head, own, *told.values()) > room:
            told.pop(name, None)
    parts = [head, *([own] if own else []), Markup("\n").join(told.values())]
    cut_off = False
    if description := described(t, event):
        most = min(QUOTED, room - _length(*parts))
        cut_off = len(description.text) > most
        if most >= LEAST_QUOTED or not cut_off:
            parts.append(to_html(cut(description, most)))
    return Message(
        str(Markup("\n\n").join(parts)),
        keyboard(t, view, reader, cut_off=cut_off),
        (picture,) if picture else (),
    )


def _length(*parts: Markup) -> int:
    """How many characters they have together, with the blank lines between them and room for a further part."""
    return sum(len(unescape(TAG.sub("", part))) + 2 for part in parts) + 2


def described(t: Speech, event: Event) -> RichText | None:
    """An event's description as this reader reads it."""
    return event.description.shown(t.language).body if event.description else None


def keyboard(t: Speech, view: View, reader: Reader, *, cut_off: bool = False) -> dict[str, Any]:
    """Offer what the reader can do: answer, and what the other rooms of events put on the card."""
    event = view.event
    rows: list[list[Button]] = []
    if not view.shows_all(reader):
        if reader.may_join:
            rows.append([Button(t.plain("Join the network"), Go(act="join"))])
        if cut_off:
            rows.append([button(t.plain("Read all of it"), WHOLE, event.id)])
        return inline(t, *rows)
    if view.open:
        rows += answers(t, view, reader)
    more = [Button(t.plain(door.label), door.press(event.id)) for door in doors(view, reader)]
    if view.counts.going and event.stands:
        more.append(button(t.plain("Who comes"), GUESTS, event.id))
    if event.latitude is not None and view.open:
        more.append(button(t.plain("On the map"), PLACE, event.id))
    if cut_off:
        more.append(button(t.plain("Read all of it"), WHOLE, event.id))
    if may_organise(reader, event) and doors(view, reader, for_organisers=True):
        more.append(button(t.plain("Organise"), ORGANISE, event.id))
    return inline(t, *rows, *in_rows(more))


def answers(t: Speech, view: View, reader: Reader) -> list[list[Button]]:
    """The three answers, the reader's own with a tick."""
    mine = view.mine(reader)
    chosen = {GOING: AttendanceState.GOING, MAYBE: AttendanceState.MAYBE, DECLINED: AttendanceState.DECLINED}
    labels = {GOING: t.plain("Going"), MAYBE: t.plain("Maybe"), DECLINED: t.plain("Can't")}
    if mine is not None and mine.state is AttendanceState.WAITLISTED:
        labels[GOING] = t.plain("In line")
        chosen[GOING] = AttendanceState.WAITLISTED
    made = [
        button(
            f"✓ {labels[act]}" if mine is not None and mine.state is chosen[act] else labels[act], act, view.event.id
        )
        for act in chosen
    ]
    return in_rows(made, 3)
