"""Texts and keyboards of the reminders that people set. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from db.values import ReminderKind, ReminderState
from handlers.kit import moments
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, in_rows, inline, page_turns
from handlers.kit.speech import Speech
from handlers.reminders import presses
from handlers.reminders.presses import Press
from network.errors import N_
from network.moments import When
from network.reminders.own import PAGE, Own
from network.reminders.putting_off import LATER, TOMORROW
from network.reminders.wording import Rhythm, rhythm_of

A_DAY = timedelta(days=1)  # about as far as tomorrow morning can be
LONGEST_LINE = 60  # characters of a reminder in a list
_NTH = {
    1: N_("Every month: the first {day}"),
    2: N_("Every month: the second {day}"),
    3: N_("Every month: the third {day}"),
    4: N_("Every month: the fourth {day}"),
    -1: N_("Every month: the last {day}"),
}
_IN_LIST = {
    "10": N_("In 10 minutes"),
    "60": N_("In an hour"),
    TOMORROW: N_("Tomorrow morning"),
}


def button(label: str, act: str, number: int = 0, value: str = "") -> Button:
    """Make a button about a reminder."""
    return Button(label, Press(act=act, id=number, value=value))


# How often


def rhythm_words(t: Speech, rule: str) -> Markup:
    """Say how often something repeats, and until when."""
    rhythm = rhythm_of(rule)
    often = _often(t, rhythm)
    if rhythm.until is None:
        return often
    until = format_date(rhythm.until, "long", locale=t.locale)
    return t("{often}, until {day}", often=often, day=until)


def _often(t: Speech, rhythm: Rhythm) -> Markup:
    many = rhythm.interval
    match rhythm.unit:
        case "day":
            return t("Every day") if many == 1 else t.n("Every {number} day", "Every {number} days", many)
        case "week":
            days = t.listed(_day(t, day) for day in rhythm.days)
            if many == 1:
                return t("Every week: {days}", days=days)
            return t.n("Every {number} week: {days}", "Every {number} weeks: {days}", many, days=days)
        case "month" if rhythm.nth is not None:
            return t(_NTH[rhythm.nth], day=_day(t, rhythm.days[0]))
        case "month" if rhythm.month_day == -1:
            return t("Every month, on its last day")
        case "month":
            day = t.number(rhythm.month_day or 1)
            if many == 1:
                return t("Every month, on day {day}", day=day)
            return t.n("Every {number} month, on day {day}", "Every {number} months, on day {day}", many, day=day)
    leap_day = rhythm.month_day == -1
    date = datetime(2024, rhythm.month or 1, 29 if leap_day else rhythm.month_day or 1, tzinfo=UTC)
    return t("Every year, on {day}", day=t.short_day(date, None))


def _day(t: Speech, day: int) -> str:
    return str(t.locale.days["stand-alone"]["wide"][day])


# Reading back


def when_words(t: Speech, reminder: Own, zone: str | None) -> list[Markup]:
    """Say when a reminder comes next, in full, and how often."""
    lines = [moments.read_back(t, reminder.due_at, reminder.zone or zone, zone)]
    if reminder.rule:
        lines.append(rhythm_words(t, reminder.rule))
    return lines


def remarks(t: Speech, when: When) -> list[Markup]:
    """Say what was assumed, a line each."""
    lines = moments.remarks(t, when.first)
    if when.short_months:
        lines.append(t("In months without that day it comes on the last one."))
    return lines


def card(t: Speech, reminder: Own, zone: str | None, notes: Sequence[Markup] = (), head: str = "") -> Markup:
    """Show one reminder: what of, when, and what was assumed."""
    if reminder.state is not ReminderState.WAITING:
        gone = t("This reminder has come already, or was stopped.")
        return Markup("\n\n").join([t("<b>Reminder</b>"), quoted(t, reminder.words), gone])
    heads = {
        ReminderKind.OWN: t("<b>I will remind you</b>"),
        ReminderKind.AUDIENCE: t("<b>A reminder to many</b>"),
    }
    parts = [Markup(head) or heads.get(reminder.kind, t("<b>Reminder</b>")), quoted(t, reminder.words)]  # noqa: S704 - ours
    parts.append(Markup("\n").join(when_words(t, reminder, zone)))
    if notes:
        parts.append(Markup("\n").join(notes))
    return Markup("\n\n").join(parts)


def quoted(t: Speech, words: str) -> Markup:
    """Show what somebody wants to be reminded of, as they wrote it."""
    return Markup("<blockquote>{}</blockquote>").format(t("{words}", words=words))


def card_keyboard(t: Speech, reminder: Own, *, coordinator: bool = False) -> dict[str, Any]:
    """What can be done with a reminder that is to come; coordinators can give theirs to others."""
    rows = []
    if reminder.state is ReminderState.WAITING:
        change = button(t.plain("Change"), presses.CHANGE, reminder.id)
        rows.append([change, button(t.plain("Stop"), presses.STOP, reminder.id)])
        if coordinator and reminder.kind is ReminderKind.OWN and not reminder.put_off:
            rows.append([button(t.plain("Remind others"), presses.TO_MANY, reminder.id)])
    rows.append([button(t.plain("My reminders"), presses.LIST)])
    return inline(t, *rows)


def change_keyboard(t: Speech, reminder: Own) -> dict[str, Any]:
    """Ask what to change."""
    rows = [[button(t.plain("When"), presses.TIME, reminder.id)]]
    if reminder.kind is ReminderKind.OWN:
        rows[0].append(button(t.plain("What of"), presses.WORDS, reminder.id))
    return inline(t, *rows, [button(t.plain("Back"), presses.OPEN, reminder.id)])


def stop_keyboard(t: Speech, reminder_id: int) -> dict[str, Any]:
    """Ask once more before something that repeats is stopped."""
    return inline(
        t,
        [button(t.plain("Yes, stop it"), presses.STOP_SURE, reminder_id)],
        [button(t.plain("No, keep it"), presses.OPEN, reminder_id)],
    )


# The list


def listing(t: Speech, found: Sequence[Own], count: int, zone: str | None) -> Markup:
    """List what is to come."""
    if not count:
        return Markup("\n\n").join([t("<b>My reminders</b>"), t("You have none."), how_to(t)])
    lines = [t("<b>My reminders</b>")]
    for number, reminder in enumerate(found, 1):
        lines.append(
            t(
                "{number}. <b>{moment}</b>\n{words}",
                number=t.number(number),
                moment=t.moment(reminder.due_at, zone),
                words=shorten(" ".join(reminder.words.split()), LONGEST_LINE),
            )
        )
        if reminder.rule:
            lines[-1] = Markup("\n").join([lines[-1], rhythm_words(t, reminder.rule)])
    return Markup("\n\n").join(lines)


def list_keyboard(t: Speech, found: Sequence[Own], page: int, count: int) -> dict[str, Any]:
    """A number for each, the ways to other pages, and a new one."""
    numbers = [button(t.number(number), presses.OPEN, reminder.id) for number, reminder in enumerate(found, 1)]
    turns = page_turns(t, page, -(-count // PAGE), lambda label, to: button(label, presses.LIST, to))
    return inline(t, numbers, turns, [button(t.plain("New reminder"), presses.NEW)])


def how_to(t: Speech) -> Markup:
    """Say by examples what can be typed."""
    return t(
        "Tell me in one line when, and what of. For example:\n"
        "<i>tomorrow at 9 send the waste figures to Amman</i>\n"
        "<i>every Monday 8:30 team call</i>\n"
        "<i>in 20 minutes call Amina</i>"
    )


# Once it came


def later_rows(
    t: Speech, reminder_id: int, *, repeated: bool, own: bool, left: timedelta | None = None
) -> list[list[Button]]:
    """What stands under a reminder that came: put it off, or stop it.

    `left` is how long it is until what it tells of begins: later is of no use.
    """
    ways = [how for how, span in (*LATER.items(), (TOMORROW, A_DAY)) if left is None or span < left]
    rows = in_rows([button(t.plain(_IN_LIST[how]), presses.AGAIN, reminder_id, how) for how in ways], 2)
    if repeated and own:
        rows.append([button(t.plain("Stop repeating"), presses.STOP, reminder_id)])
    return rows


def put_off(t: Speech, words: str, due_at: datetime, zone: str | None) -> Markup:
    """Say when it comes again."""
    again = t("I remind you again: <b>{moment}</b>", moment=moments.weekday_and_time(t, due_at, zone))
    return Markup("\n\n").join([t("<b>Reminder</b>"), quoted(t, words), again])


def evening(now: datetime) -> bool:
    """Whether this evening at seven is still to come, by the clock of an aware moment."""
    return now.time() < time(18)


def put_off_keyboard(t: Speech, reminder_id: int) -> dict[str, Any]:
    """What can be done with a reminder that was put off."""
    return inline(
        t,
        [button(t.plain("Stop"), presses.STOP, reminder_id), button(t.plain("My reminders"), presses.LIST)],
    )


def after_keyboard(t: Speech) -> dict[str, Any]:
    """The way on from a reminder that is no more."""
    return inline(t, [button(t.plain("My reminders"), presses.LIST)])


def joined(parts: Sequence[Markup]) -> Markup:
    """Put paragraphs together."""
    return Markup("\n\n").join(parts)
