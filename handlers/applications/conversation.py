"""`/applications` and the buttons of the cards."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.applications import deciding, view
from handlers.applications.view import Press
from handlers.kit.answers import Answer, Answers
from handlers.kit.step import Step
from network import applications

router = Router(name="applications")


@router.message(Command("applications", ignore_mention=True))
async def list_waiting(_: Message, step: Step) -> Answers:
    """List what waits for this coordinator."""
    return _list(step, 0)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, on a card or in the list; the rules check again whose it is and how things stand."""
    number = callback_data.id
    match callback_data.act:
        case view.ADMIT:
            return deciding.begin_admit(step, applications.take_up(step.work, step.reader, number))
        case view.DECLINE:
            return deciding.begin_decline(step, applications.take_up(step.work, step.reader, number))
        case view.ASK:
            return deciding.begin_ask(step, applications.take_up(step.work, step.reader, number))
        case view.ANSWER:
            return deciding.begin_answer(step, number)
        case view.OPEN:
            return _open(step, number)
        case view.TALK:
            return _talk(step, number)
    return _list(step, number)


def _list(step: Step, number: int) -> Answer:
    page = applications.waiting(step.work, step.reader, number)
    return step.show(view.list_html(step.t, page), view.list_keyboard(step.t, page, step.work.charter))


def _open(step: Step, application_id: int) -> Answer:
    """Show a card in a message of its own, below the list; it keeps up to date from now on."""
    charter, t = step.work.charter, step.t
    card = applications.card(step.work, step.reader, application_id)
    shown = step.say(view.card_html(t, card, charter, step.reader), view.card_keyboard(t, card, charter, step.reader))
    return _living(shown, applications.living_notice(step.work, application_id))


def _talk(step: Step, application_id: int) -> Answers:
    """Show all questions and answers, a message each."""
    card = applications.card(step.work, step.reader, application_id)
    notices = applications.question_notices(step.work, [line.id for line in card.questions])
    return [
        _living(step.say(view.exchange(step.t, card, question)), notices.get(question.id))
        for question in card.questions
    ]


def _living(shown: Answer, notice: int | None) -> Answer:
    return shown.showing(notice) if notice else shown
