"""The card of an event in the groups of hubs: what everybody may see, with counts; and answering it there."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from markupsafe import Markup
from pydantic import Field

from db.values import AttendanceState, Status
from handlers.events import card_pages, card_showing, card_view, sharing_view
from handlers.events.card_view import DECLINED, GOING, MAYBE
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.errors import N_, Outdated
from network.events import attending, cards, kinds
from network.events.cards import View
from network.people import Reader
from network.work import Work

router = Router(name="events.group_card")
WANTED = {GOING: AttendanceState.GOING, MAYBE: AttendanceState.MAYBE, DECLINED: AttendanceState.DECLINED}


class GroupPress(CallbackData, prefix="eg"):
    """An answer given in a group; `id` is the event's row number."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)]


@router.callback_query(GroupPress.filter())
async def pressed(_: CallbackQuery, callback_data: GroupPress, step: Step) -> Answers:
    """Take an answer; whoever is no member is led to the bot, where they can join.

    Only the one who pressed sees what came of it. The card with the link stands in their own chat with the bot.
    """
    event_id = callback_data.id
    if callback_data.act not in WANTED:
        raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))
    if step.reader.status is not Status.MEMBER:
        opens = {"callback_query_id": step.query_id, "url": sharing_view.link(step.bot_name, event_id)}
        return Answer("answerCallbackQuery", opens)
    outcome = attending.answer(step.work, step.reader, event_id, WANTED[callback_data.act])
    told, alert = card_pages.outcome_words(step.t, outcome)
    return [step.toast(told, alert=alert), *card_showing.follow(step, event_id, always=outcome.is_seat)]


# As a notice


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, tuple[View, str]]:
    return {key: (view, work.bot_name) for key, view in cards.views(work, event_ids).items()}


def render(loaded: tuple[View, str], t: Speech) -> Message | None:
    """Draw it for a group, in its language; times are those of the event's zone, and phones show their own."""
    view, bot_name = loaded
    event = view.event
    if not event.stands:
        return None
    public = sharing_view.public_card(t, event, view.charter, bot_name)
    parts = [Markup(public.html)]  # noqa: S704 - made of Markup
    if view.over:
        parts.append(t("<b>This event is over.</b>"))
    if not view.open:
        return Message(str(Markup("\n\n").join(parts)), public.keyboard)
    parts.append(card_view.seats_line(t, view))
    opens = Button(t.plain("Open the event"), url=sharing_view.link(bot_name, event.id))
    return Message(str(Markup("\n\n").join(parts)), inline(t, *in_rows(_answers(t, view), 3), [opens]))


def _answers(t: Speech, view: View) -> list[Button]:
    counts, number = view.counts, view.event.id
    labels: dict[str, tuple[str, int]] = {
        GOING: (t.plain("Going"), counts.going),
        MAYBE: (t.plain("Maybe"), counts.maybe),
        DECLINED: (t.plain("Can't"), 0),
    }
    return [
        Button(f"{words} · {t.number(count)}" if count else words, GroupPress(act=act, id=number))
        for act, (words, count) in labels.items()
    ]


def _nobody(_loaded: Any, _reader: Reader, _t: Speech) -> Message | None:
    """It stands in groups only."""
    return None


NOTICES = (NoticeKind(kinds.EVENT_GROUP, _load, _nobody, render_group=render, no_reminder="stands in groups"),)
