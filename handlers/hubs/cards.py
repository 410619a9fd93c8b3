"""`/groups`: the groups of the hubs, for their coordinators; linking, releasing, looking again."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.hubs import card_view, words
from handlers.hubs.words import GroupPress
from handlers.kit.answers import Answer, Answers
from handlers.kit.step import Step
from network import screens
from network.errors import N_, Outdated
from network.hubs import cards, linking
from network.hubs.kinds import CARD
from network.hubs.linking import HubTaken

router = Router(name="hubs.cards")


@router.message(Command("groups", ignore_mention=True))
async def show_groups(_: Message, step: Step) -> Answers:
    """List the groups somebody looks after."""
    return _listing(step, 0)


@router.callback_query(GroupPress.filter())
async def pressed(_: CallbackQuery, callback_data: GroupPress, step: Step) -> Answers:
    """Take a press; the rules check whose group it is and how things stand."""
    work, reader, chat_id, value = step.work, step.reader, callback_data.id, callback_data.value
    match callback_data.act:
        case words.LIST:
            return _listing(step, int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0)
        case words.OPEN:
            return _card(step, chat_id)
        case words.LINK | words.INSTEAD:
            return _link(step, chat_id, value, callback_data.other)
        case words.RELEASE:
            shown = cards.card(work, reader, chat_id)
            if not shown.group.is_linked:
                raise Outdated(N_("This group is not linked any more."))
            return step.show(*card_view.sure(step.t, shown))
        case words.RELEASED:
            linking.unlink(work, reader, chat_id)
            return [_card(step, chat_id), step.toast(step.t.plain("The group is released from its hub."))]
        case words.LEAVE:
            linking.leave(work, reader, chat_id)
            return [_card(step, chat_id), step.toast(step.t.plain("I am leaving the group."))]
        case words.LOOK:
            linking.look_again(work, reader, chat_id)
            return [_card(step, chat_id), step.toast(step.t.plain("I am looking. This card follows by itself."))]
        case words.LANGUAGES:
            return step.show(*card_view.languages(step.t, cards.card(work, reader, chat_id)))
        case words.SPEAK:
            linking.speak(work, reader, chat_id, value)
            return _card(step, chat_id)
    raise Outdated(N_("This button is from an older message and no longer works. Send /groups to go on."))


def _listing(step: Step, page: int) -> Answer:
    found = cards.listed(step.work, step.reader)
    return step.show(*card_view.listing(step.t, found, step.work.charter, page, step.bot_name))


def _card(step: Step, chat_id: int) -> Answer:
    """Show a group's card; it follows the group from then on."""
    shown = cards.card(step.work, step.reader, chat_id)
    return step.show(*card_view.card(step.t, shown, step.reader)).showing(screens.notice(step.work, CARD, chat_id))


def _link(step: Step, chat_id: int, hub: str, instead_of: int) -> Answers:
    try:
        linking.link(step.work, step.reader, chat_id, hub, instead_of=instead_of or None)
    except HubTaken as taken:
        shown = cards.card(step.work, step.reader, chat_id)
        return step.show(*card_view.taken(step.t, shown, taken.group, hub))
    return [_card(step, chat_id), step.toast(step.t.plain("The group is linked."))]
