"""When to be reminded of events: in general, from `/me`, and of one, from its card."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.events import card_doors, card_view
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from handlers.me.presses import WishPress as NoticesPress
from handlers.reminders.presses import WishPress
from network.errors import N_, Outdated
from network.reminders import wishes
from network.reminders.wishes import OFFERED, Wishes

router = Router(name="reminders.events")
PAGE, OF_EVENT, TOGGLE, USUAL, NEWS, NO_NEWS = "h", "e", "t", "u", "n", "o"
HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60

card_doors.add(
    card_doors.Door(N_("Remind me"), lambda event_id: WishPress(act=OF_EVENT, id=event_id), place=20),
)


@router.callback_query(WishPress.filter())
async def pressed(_: CallbackQuery, callback_data: WishPress, step: Step) -> Answers:
    """Do what a button of these pages says."""
    event_id = callback_data.id or None
    match callback_data.act:
        case "h":
            return _page(step, wishes.wishes(step.work, step.reader))
        case "e" if event_id:
            held = wishes.wishes(step.work, step.reader, event_id)
            step.pressed = None  # the card stays
            return _page(step, held)
        case "t" if callback_data.value.isascii() and callback_data.value.isdigit() and len(callback_data.value) < 7:
            return _noted(step, wishes.toggle(step.work, step.reader, int(callback_data.value), event_id))
        case "u":
            return _noted(step, wishes.as_usual(step.work, step.reader, event_id))
        case "n" | "o" as act:
            return _noted(step, wishes.set_news(step.work, step.reader, act == NEWS))
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _noted(step: Step, held: Wishes) -> Answers:
    return [step.toast(step.t.plain("Noted. Thank you.")), *_page(step, held)]


def _page(step: Step, held: Wishes) -> list[Any]:
    return [step.show(page(step.t, held), keyboard(step.t, held))]


def before(t: Speech, minutes: int) -> str:
    """Say how long before an event."""
    if minutes % WEEK == 0:
        said = t.n("{number} week before", "{number} weeks before", minutes // WEEK)
    elif minutes % DAY == 0:
        said = t.n("{number} day before", "{number} days before", minutes // DAY)
    elif minutes % HOUR == 0:
        said = t.n("{number} hour before", "{number} hours before", minutes // HOUR)
    else:
        said = t.n("{number} minute before", "{number} minutes before", minutes)
    return str(said)


def page(t: Speech, held: Wishes) -> Markup:
    """Say when somebody is reminded, of one event or of all."""
    if held.event:
        parts = [t("<b>Reminders of this event</b>\n{title}", title=card_view.title(t, held.event))]
    else:
        parts = [t("<b>Reminders of events</b>")]
    if held.minutes:
        listed = t.listed(before(t, minutes) for minutes in held.minutes)
        parts.append(t("You are reminded: <b>{when}</b>", when=listed))
        parts.append(
            t(
                "What would come in your quiet hours comes before they begin. Only the last reminder always comes at "
                "its hour."
            )
        )
    else:
        parts.append(t("You are <b>not</b> reminded."))
    if held.event is None:
        parts.append(
            t("New events of your regions: <b>come by themselves</b>.")
            if held.news
            else t("New events of your regions: <b>only in /events</b>.")
        )
    return Markup("\n\n").join(parts)


def keyboard(t: Speech, held: Wishes) -> dict[str, Any]:
    """What can be chosen; chosen ones are marked."""
    number = held.event.id if held.event else 0
    offered = sorted({*OFFERED, *held.minutes}, reverse=True)
    times = [
        Button(
            ("✓ " if minutes in held.minutes else "") + before(t, minutes),
            WishPress(act=TOGGLE, id=number, value=str(minutes)),
        )
        for minutes in offered
    ]
    rows = in_rows(times)
    if held.own:
        label = t.plain("As for other events") if held.event else t.plain("As usual: a day and an hour before")
        rows.append([Button(label, WishPress(act=USUAL, id=number))])
    if held.event is None:
        news = (
            Button(t.plain("New events only in /events"), WishPress(act=NO_NEWS))
            if held.news
            else Button(t.plain("Send me new events"), WishPress(act=NEWS))
        )
        rows += [[news], [Button(t.plain("Back"), NoticesPress(act="h"))]]
    return inline(t, *rows)
