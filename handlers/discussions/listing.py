"""`/discussions`: what is talked about, in lists that are turned in place, and searches in them."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.discussions import listing_view as view
from handlers.discussions import making
from handlers.discussions.listing_view import Press
from handlers.kit import forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, free_text
from handlers.kit.step import Step
from network import sought
from network.discussions import listing
from network.discussions.listing import SEARCHES, Wanted, Which
from network.errors import N_, Outdated

router = Router(name="discussions.listing")
SOUGHT = "discussions_sought"  # what somebody looks for, in the conversation's memory
LONGEST_SEARCH, MOST_PAGES = 100, 4  # letters; digits of a page's number
_OLD = N_("This list is not there any more. Send /discussions to see what is talked about.")


@router.message(Command("discussions", ignore_mention=True))
async def discussions(_: Message, step: Step, command: CommandObject) -> Answers:
    """Show what is talked about; `/discussions waste` looks for something at once."""
    if command.args:
        return _search(step, command.args[:LONGEST_SEARCH])
    return show(step, Wanted())


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged."""
    match callback_data.act:
        case view.LIST:
            return show(step, _wanted(step, callback_data), callback_data.at)
        case view.CHOOSE if callback_data.at in {view.REGIONS, view.TOPICS}:
            listing.require_reader(step.reader)
            return step.show(*view.choices(step.t, _wanted(step, callback_data), callback_data.at, step.work.charter))
        case view.SEARCH:
            listing.require_reader(step.reader)
            return forms.begin(step, SEARCH)
        case view.NEW:
            return making.started(step)
    raise Outdated(_OLD)


def show(step: Step, wanted: Wanted, at: str = "") -> Answers:
    """Show a page of a list."""
    if wanted.which in SEARCHES:
        number = int(at) if at.isascii() and at.isdigit() and len(at) <= MOST_PAGES else 0
        page = listing.listing(step.work, step.reader, wanted, number=number)
    else:
        after, before = view.unpacked(at)
        page = listing.listing(step.work, step.reader, wanted, after=after, before=before)
    return step.show(view.listed(step.t, page, step.reader, step.work.charter), view.keyboard(step.t, page))


def _wanted(step: Step, press: Press) -> Wanted:
    """Read which list a button is about. Raises Outdated for one that is none, or a search that is over."""
    try:
        which = Which(press.of or Which.EVERYTHING)
    except ValueError:
        raise Outdated(_OLD) from None
    charter = step.work.charter
    keys = {Which.REGION: charter.regions, Which.TOPIC: charter.topics}.get(which)
    # A forged one is stopped here: what a page of it would carry in its buttons may be too long for them.
    if keys is not None and press.value not in keys:
        raise Outdated(_OLD)
    if which not in SEARCHES:
        return Wanted(which, press.value if keys is not None else "")
    words = str(step.memory.data.get(SOUGHT, ""))
    if not words or sought.token(words) != press.value:
        raise Outdated(N_("You have looked for something else since. Send /discussions to begin again."))
    return Wanted(which, words)


def _search(step: Step, words: str) -> Answers:
    listing.require_reader(step.reader)
    sought.sought(words)
    step.memory.keep(**{SOUGHT: words})
    return show(step, Wanted(Which.FOUND, words))


def _found(step: Step, answers: dict[str, Any], _args: dict[str, Any]) -> Answers:
    return _search(step, answers["words"])


SEARCH = forms.register(
    Form(
        name="dl_search",
        questions=(
            Question(
                key="words",
                title=N_("Words to look for"),
                ask=lambda view: view.t(
                    "<b>What are you looking for?</b>\nA word or two from a title or a post, "
                    "in any language. The beginning of a word is enough."
                ),
                wants=N_("Here I need the words as text, please."),
                read=free_text(lambda _charter: LONGEST_SEARCH, lines=False),
            ),
        ),
        finish=_found,
    )
)
