"""Sharing events: *Share* on the card, and inline mode, which finds events from any chat and posts their cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, ChosenInlineResult, InlineQuery

from handlers.events import card_doors, listing_view
from handlers.events import sharing_view as view
from handlers.events.sharing_view import Press
from handlers.kit.answers import Answer, Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.charter import Charter
from network.errors import N_, NetworkError
from network.events import finding, reading, sharing
from network.events.finding import Wanted, Which
from network.events.kinds import EVENT_POSTED
from network.events.reading import Event
from network.people import Reader
from network.work import Work

router = Router(name="events.sharing")
SECONDS_KEPT = 30  # how long Telegram may answer the same words itself
card_doors.add(
    card_doors.Door(
        N_("Share"),
        lambda event_id: Press(id=event_id),
        place=50,
        when=lambda shown, _reader: shown.event.stands,
    )
)


@router.callback_query(Press.filter())
async def share(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Offer the ways to share an event, below its card."""
    event = sharing.shared(step.work, callback_data.id)
    return step.say(*view.share(step.t, event, step.bot_name, inline_mode=step.work.inline))


# Inline mode


@router.inline_query()
async def look(query: InlineQuery, step: Step) -> Answers:
    """List what somebody looks for from another chat; without words, what comes."""
    after, _ = listing_view.unpacked(query.offset)
    try:
        events, later = _found(step, query.query.strip(), after)
    except NetworkError:  # a single letter, say: there is nobody to say it to
        events, later = [], None
    params: dict[str, Any] = {
        "inline_query_id": query.id,
        "results": [view.result(step.t, event, step.work.charter, step.bot_name, step.reader.zone) for event in events],
        "cache_time": SECONDS_KEPT,
        "is_personal": True,  # in their language, by their clock
        "next_offset": listing_view.packed(later, later=True) if later else "",
    }
    if not events:
        params["button"] = {"text": step.t.plain("Nothing found. Open the bot"), "start_parameter": view.ALL}
    return Answer("answerInlineQuery", params)


@router.chosen_inline_result()
async def chosen(result: ChosenInlineResult, step: Step) -> Answers:
    """Let the card that somebody posted follow its event from now on."""
    event_id = sharing.event_of(result.result_id)
    if event_id is not None and result.inline_message_id:
        sharing.posted(step.work, event_id, result.inline_message_id, language=step.t.language, zone=step.reader.zone)
    return None


def _found(step: Step, words: str, after: finding.Mark | None) -> tuple[Sequence[Event], finding.Mark | None]:
    if (event_id := sharing.event_of(words)) is not None:
        return sharing.public(step.work, [event_id]), None
    wanted = Wanted(Which.FOUND, words) if words else Wanted(Which.EVERYTHING)
    page = finding.listing(step.work, step.reader, wanted, after=after, size=sharing.MOST_FOUND)
    return [line.event for line in page.lines], page.later


# What follows


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posted card is drawn from."""

    event: Event
    charter: Charter
    bot_name: str


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, Posted]:
    return {key: Posted(one, work.charter, work.bot_name) for key, one in reading.read(work, event_ids).items()}


def _nobody(_posted: Posted, _reader: Reader, _t: Speech) -> Message | None:
    """It stands in chats of other people only."""
    return None


def _render(posted: Posted, t: Speech) -> Message | None:
    return view.public_card(t, posted.event, posted.charter, posted.bot_name) if posted.event.stands else None


NOTICES = (NoticeKind(EVENT_POSTED, _load, _nobody, render_group=_render, no_reminder="stands in others' chats"),)
