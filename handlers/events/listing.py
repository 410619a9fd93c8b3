"""`/events`: what is coming, in lists that are turned in place, and searches in them."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.events import listing_view as view
from handlers.events.listing_view import Press
from handlers.kit import forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, free_text
from handlers.kit.step import Step
from network.errors import N_, Outdated
from network.events import finding
from network.events.finding import Wanted, Which

router = Router(name="events.listing")
SOUGHT = "events_sought"  # what somebody looks for, in the conversation's memory
LONGEST_SEARCH = 100
_OLD = N_("This list is not there any more. Send /events to see what is coming.")


@router.message(Command("events", ignore_mention=True))
async def events(_: Message, step: Step, command: CommandObject) -> Answers:
    """Show what is coming for the reader; `/events waste` looks for something at once."""
    if command.args:
        return _search(step, command.args[:LONGEST_SEARCH])
    return show(step, Wanted(Which.CONCERNING if step.reader.takes_part else Which.EVERYTHING))


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged."""
    wanted = _wanted(step, callback_data)
    match callback_data.act:
        case view.LIST:
            return show(step, wanted, callback_data.at)
        case view.CHOOSE if callback_data.at in {view.REGIONS, view.TOPICS, view.MONTHS}:
            months = finding.months(step.work, step.reader)
            return step.show(*view.choices(step.t, wanted, callback_data.at, step.work.charter, months))
        case view.SEARCH:
            return forms.begin(step, SEARCH)
    raise Outdated(_OLD)


def show(step: Step, wanted: Wanted, at: str = "") -> Answers:
    """Show a page of a list."""
    after, before = view.unpacked(at)
    page = finding.listing(step.work, step.reader, wanted, after=after, before=before)
    return step.show(view.listed(step.t, page, step.reader, step.work.charter), view.keyboard(step.t, page))


def _wanted(step: Step, press: Press) -> Wanted:
    """Read which list a button is about. Raises Outdated for one that is none, or a search that is over."""
    try:
        which = Which(press.of or Which.CONCERNING)
    except ValueError:
        raise Outdated(_OLD) from None
    charter, month = step.work.charter, press.month
    keys = {Which.REGION: charter.regions, Which.TOPIC: charter.topics}.get(which)
    # A forged one is stopped here: what a page of it would carry in its buttons may be too long for them.
    if (month and not finding.MONTH.fullmatch(month)) or (keys is not None and press.value not in keys):
        raise Outdated(N_("This list is not there any more. Send /events to see what is coming."))
    if which is not Which.FOUND:
        return Wanted(which, press.value if keys is not None else "", month)
    words = str(step.memory.data.get(SOUGHT, ""))
    if not words or finding.token(words) != press.value:
        raise Outdated(N_("You have looked for something else since. Send /events to begin again."))
    return Wanted(which, words, month)


def _search(step: Step, words: str) -> Answers:
    finding.sought(words)
    step.memory.keep(**{SOUGHT: words})
    return show(step, Wanted(Which.FOUND, words))


def _found(step: Step, answers: dict[str, Any], _args: dict[str, Any]) -> Answers:
    return _search(step, answers["words"])


SEARCH = forms.register(
    Form(
        name="el_search",
        questions=(
            Question(
                key="words",
                title=N_("Words to look for"),
                ask=lambda view: view.t(
                    "<b>What are you looking for?</b>\nA word or two from the title or the description, "
                    "in any language. The beginning of a word is enough."
                ),
                wants=N_("Here I need the words as text, please."),
                read=free_text(lambda _charter: LONGEST_SEARCH, lines=False),
            ),
        ),
        finish=_found,
    )
)
