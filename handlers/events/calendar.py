"""The calendar: an event as a file to open, and a private address that a calendar program fetches by itself."""

from dataclasses import replace
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup
from pydantic import Field

from handlers.events import calendar_words, card_doors
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import calendar
from network.errors import N_

router = Router(name="events calendar")

FILE, ALL, PAGE, MAKE, OFF = "f", "all", "p", "n", "o"
ADDRESS = "/calendar/{key}.ics"  # below CCBOT_PUBLIC_URL


class CalendarPress(CallbackData, prefix="ek"):
    """A press about calendars; `id` is the event a file is wanted of."""

    do: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0


card_doors.add(
    card_doors.Door(
        N_("Calendar"),
        lambda event_id: CalendarPress(do=FILE, id=event_id),
        place=10,
        when=lambda shown, reader: shown.event.stands and not shown.over and shown.shows_all(reader),
    )
)


@router.message(Command("calendar", ignore_mention=True))
async def asked(_message: Message, step: Step) -> Answers:
    """Say what there is for calendars."""
    return _page(step)


@router.callback_query(CalendarPress.filter())
async def pressed(_query: CallbackQuery, callback_data: CalendarPress, step: Step) -> Answers:
    """Do what a button of the calendar's is for."""
    match callback_data.do:
        case "f":
            return _one(step, callback_data.id)
        case "all":
            return _all(step)
        case "p":
            step.pressed = None
            return _page(step)
        case "n":
            return _make(step)
        case "o":
            return _off(step)
    return _page(step)


def _one(step: Step, event_id: int) -> Answers:
    """Send one event as a file."""
    found = calendar.one(step.work, step.reader, event_id)
    made = calendar.document([calendar_words.entry(step.work, step.t, found, step.bot_name)])
    said = [
        step.t("This file removes the event from your calendar: open it there.")
        if calendar.cancelled(found)
        else step.t("Open this file, and the event stands in your calendar.")
    ]
    if step.work.public_url:
        said.append(step.t("When the event is moved the file does not follow. A calendar of your own does."))
        return _file(step, f"event-{event_id}.ics", made, said, _own(step.t))
    said.append(step.t("When the event is moved I tell you, and you can fetch the file once more."))
    return _file(step, f"event-{event_id}.ics", made, said)


def _all(step: Step) -> Answers:
    """Send everything that somebody said yes to as a file."""
    found = calendar.said_yes_to(step.work, step.reader)
    if not found:
        return step.toast(step.t.plain("You have not said yes to any event yet."), alert=True)
    made = calendar.document([calendar_words.entry(step.work, step.t, one, step.bot_name) for one in found])
    return _file(step, "events.ics", made, [step.t("Everything you said yes to. Open it in your calendar.")])


def _page(step: Step) -> Answers:
    t = step.t
    parts = [t("<b>Your calendar</b>"), t("What you said yes to, in the calendar of your phone or computer.")]
    rows = [[Button(t.plain("As a file"), CalendarPress(do=ALL))]]
    if step.work.public_url:
        if calendar.has_one(step.work, step.reader):
            parts.append(
                t(
                    "You have a private address. Your calendar program fetches it by itself. I cannot show it again, "
                    "because I keep no copy; a new one takes its place."
                )
            )
            rows.append([Button(t.plain("Make a new address"), CalendarPress(do=MAKE))])
            rows.append([Button(t.plain("Switch the address off"), CalendarPress(do=OFF))])
        else:
            parts.append(
                t(
                    "With a private address your calendar keeps itself up to date: whatever you say yes to appears "
                    "there, and what is moved moves."
                )
            )
            rows.append([Button(t.plain("Make a private address"), CalendarPress(do=MAKE))])
    return step.show(Markup("\n\n").join(parts), inline(t, *rows))


def _make(step: Step) -> Answers:
    if not step.work.public_url:
        return _page(step)
    t = step.t
    key = calendar.make(step.work, step.reader)
    address = f"{step.work.public_url}{ADDRESS.format(key=key)}"
    parts = [
        t("<b>Your calendar's private address</b>"),
        Markup("<code>{}</code>").format(address),
        t(
            "Tap it to copy it. Then choose <b>Add a calendar from an address</b> in your calendar program, also "
            "called <b>From URL</b> or <b>Subscribe</b>, and paste it there."
        ),
        t("Whoever has this address can read your calendar. Keep it to yourself; an older one leads nowhere now."),
    ]
    off = [Button(t.plain("Switch the address off"), CalendarPress(do=OFF))]
    return step.show(Markup("\n\n").join(parts), inline(t, off))


def _off(step: Step) -> Answers:
    gone = calendar.forget(step.work, step.reader)
    said = step.t.plain("Switched off. The address leads nowhere now.") if gone else step.t.plain("It was off already.")
    page = _page(step)
    assert isinstance(page, Answer), "it is one message"
    return [step.toast(said), page]


def _own(t: Speech) -> list[Button]:
    return [Button(t.plain("A calendar that follows"), CalendarPress(do=PAGE))]


def _file(step: Step, name: str, content: bytes, said: list[Markup], *rows: list[Button]) -> Answer:
    answer = step.file(name, content, Markup("\n").join(said))
    keyboard: dict[str, Any] = {"reply_markup": inline(step.t, *rows)} if rows else {}
    return replace(answer, params=answer.params | keyboard)
