"""The page about notices in `/me`: what comes, and when."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from db.values import Purpose
from handlers.kit import forms
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, Unclear, View, match
from handlers.kit.step import Step
from handlers.me import view as card
from handlers.me import wishes_view as view
from handlers.me.presses import WishPress
from network import me, moments, wishes
from network.errors import N_
from network.wishes import USUAL, Quiet

router = Router(name="wishes")
NONE = "none"
OFFERED = (USUAL, Quiet(20 * 60, 9 * 60), Quiet(22 * 60, 7 * 60), Quiet(23 * 60, 6 * 60))


@router.callback_query(WishPress.filter())
async def pressed(_: CallbackQuery, callback_data: WishPress, step: Step) -> Answers:
    """Do what a button of the page says."""
    match callback_data.act:
        case view.HOURS:
            return _ask_hours(step)
        case view.WEEKENDS | view.KEEP_WEEKENDS as act:
            wishes.set_weekends(step.work, step.reader, act == view.WEEKENDS)
            return [_noted(step), _page(step)]
        case view.EXPLAIN:
            return step.show(card.explain(step.t, Purpose.NEWSLETTER), view.explain_keyboard(step.t))
        case view.AGREE:
            me.agree(step.work, step.reader, Purpose.NEWSLETTER)
            return [_noted(step), _page(step)]
        case view.STOP:
            me.disagree(step.work, step.reader, Purpose.NEWSLETTER)
            return [_noted(step), _page(step)]
    return _page(step)


def _page(step: Step) -> Answer:
    held = wishes.wishes(step.work, step.reader)
    return step.show(view.page(step.t, held), view.keyboard(step.t, held))


def _noted(step: Step) -> Answer:
    return step.toast(step.t.plain("Noted. Thank you."))


# Quiet hours


def _ask_hours(step: Step) -> Answers:
    held = wishes.wishes(step.work, step.reader)
    return forms.begin(step, HOURS, answers={"hours": _value(held.quiet)}, at="hours")


def _value(quiet: Quiet | None) -> str:
    return f"{quiet.begin}-{quiet.end}" if quiet else NONE


def _quiet(value: str) -> Quiet | None:
    begin, _, end = value.partition("-")
    return None if value == NONE else Quiet(int(begin), int(end))


def _label(seen: View, value: str) -> str:
    quiet = _quiet(value)
    return view.hours_words(seen.t, quiet) if quiet else seen.t.plain("No quiet hours")


def _read(seen: View, typed: str) -> Any:
    """Take what a button says, or two times of the day."""
    as_button = match(seen, HOURS_ASKED, typed, [_value(quiet) for quiet in (*OFFERED, None)])
    if not isinstance(as_button, Unclear):
        return as_button
    quiet = Quiet(*moments.hours(typed, language=seen.t.language))
    wishes.require_sensible(quiet)
    return _value(quiet)


def _finish(step: Step, answers: dict[str, Any], _args: dict[str, Any]) -> Answers:
    wishes.set_quiet(step.work, step.reader, _quiet(answers["hours"]))
    page = _page(step)
    return [_noted(step), page] if step.query_id else page


def _cancel(step: Step) -> Answers:
    forms.end(step, HOURS)
    return _page(step)


HOURS_ASKED = Question(
    key="hours",
    ask=lambda seen: seen.t(
        "<b>When should nothing come?</b> Choose, or write the hours as you like, for example “21:00 – 8:00” or "
        "“from 10 pm to 7 am”."
    ),
    wants=N_("Here I need the hours as text, please."),
    title=N_("Quiet hours"),
    read=_read,
    options=lambda _seen: [_value(quiet) for quiet in (*OFFERED, None)],
    label=_label,
)
HOURS = forms.register(Form(name="me_hours", questions=(HOURS_ASKED,), finish=_finish, cancel=_cancel))
