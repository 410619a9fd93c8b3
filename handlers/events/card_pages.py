"""What an event's card leads to: what an answer came to, who comes, the map, what organisers can do. Pure."""

from typing import Any

from markupsafe import Markup

from db.values import AttendanceState
from handlers.events.card_doors import doors
from handlers.events.card_view import CARD, GUESTS, button, described, title
from handlers.kit.keyboards import Button, in_rows, inline, page_turns
from handlers.kit.richtext import to_html
from handlers.kit.speech import Speech
from network.events.attending import Outcome
from network.events.cards import Guests, View
from network.events.reading import Event
from network.people import Reader

Page = tuple[Markup, dict[str, Any] | None]


def outcome_words(t: Speech, outcome: Outcome) -> tuple[str, bool]:
    """Say what an answer came to, and whether it is worth a window to close."""
    if outcome.full and outcome.was_offered:
        return t.plain("The seat that was kept for you has gone to the next in line, and no other is free."), True
    if outcome.full:
        return t.plain("No seat is free, and you gave yours up before. Please look again later."), True
    state = outcome.mine.state if outcome.mine else AttendanceState.DECLINED
    match state:
        case AttendanceState.GOING:
            return t.plain("You are going."), False
        case AttendanceState.MAYBE:
            return t.plain("Noted: maybe."), False
        case AttendanceState.WAITLISTED:
            number = t.number((outcome.mine and outcome.mine.line) or 1)
            words = t.plain("No seat is free. You are in line now: number {number}.", number=number)
            return words, outcome.changed
        case AttendanceState.OFFERED:
            return t.plain("A seat is free for you. Tap “Going” to take it."), True
    return t.plain("Noted: you are not coming."), False


def guests(t: Speech, found: Guests) -> Page:
    """List who comes."""
    parts = [
        t("<b>{title}</b>", title=title(t, found.event)),
        t.n("{number} person is going.", "{number} people are going.", found.going),
    ]
    if found.names:
        parts.append(Markup("\n").join(Markup("• {}").format(t.listed([name])) for name in found.names))
        if found.others:
            parts.append(
                t.n(
                    "{number} other is not named: they are not in the directory.",
                    "{number} others are not named: they are not in the directory.",
                    found.others,
                )
            )
    elif found.going:
        parts.append(t("None of them is named: only those who are in the directory are."))
    turns = page_turns(t, found.number, found.pages, lambda words, to: button(words, GUESTS, found.event.id, to))
    return Markup("\n\n").join(parts), inline(t, turns, [button(t.plain("Show the event"), CARD, found.event.id)])


def organising(t: Speech, view: View, reader: Reader) -> Page:
    """Offer what those can do who organise an event."""
    event = view.event
    head = [t("<b>{title}</b>", title=title(t, event)), t("What would you like to do?")]
    made = [Button(t.plain(door.label), door.press(event.id)) for door in doors(view, reader, for_organisers=True)]
    return Markup("\n\n").join(head), inline(t, *in_rows(made))


def venue(t: Speech, event: Event) -> dict[str, Any]:
    """Say where an event is, as a place on the map."""
    return {
        "latitude": event.latitude,
        "longitude": event.longitude,
        "title": title(t, event),
        "address": event.place or title(t, event),
    }


def whole(t: Speech, event: Event) -> Markup:
    """Show the description whole."""
    head = t("<b>{title}</b>", title=title(t, event))
    description = described(t, event)
    return Markup("\n\n").join([head, to_html(description)]) if description else head
