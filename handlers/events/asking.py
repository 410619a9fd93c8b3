"""Asking the organisers of an event something, and answering."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.events import asking_view as view
from handlers.events import card_doors, card_view
from handlers.events.asking_view import Press
from handlers.kit import deeds, forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.step import Step
from network.errors import N_, Outdated
from network.events import asking, may_organise

router = Router(name="events.asking")
NOTICES = view.NOTICES
card_doors.add(
    card_doors.Door(
        N_("Ask the organisers"),
        lambda event_id: Press(act=view.ASK, id=event_id),
        place=40,
        when=lambda shown, reader: shown.event.stands and not may_organise(reader, shown.event),
    )
)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Begin a question or an answer; the rules check again who may."""
    match callback_data.act:
        case view.ASK:
            event = asking.may_ask(step.work, step.reader, callback_data.id)
            return forms.beside(step, ASK, {"id": event.id, "title": card_view.title(step.t, event)})
        case view.ANSWER:
            found = asking.open_question(step.work, step.reader, callback_data.id)
            return forms.beside(step, ANSWER, {"id": found.id})  # not the words: they are somebody else's
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _ask(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: asking.ask(step.work, step.reader, args["id"], answers["question"]),
        step.t("Your question is on its way to the organisers. I tell you what they answer."),
    )


def _answer(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: asking.answer(step.work, step.reader, args["id"], answers["answer"]),
        step.t("Thank you. Your answer is on its way."),
    )


ASK = forms.register(
    Form(
        name="eq_ask",
        questions=(
            deeds.their_question(
                lambda seen: seen.t(
                    "<b>What would you like to know about “{title}”?</b>\n"
                    "The organisers get your question with your name, and answer through me.",
                    title=seen.args.get("title", ""),
                )
            ),
        ),
        finish=_ask,
    )
)
ANSWER = forms.register(
    Form(
        name="eq_answer",
        questions=(
            deeds.their_answer(
                lambda seen: seen.t(
                    "<b>Please write your answer.</b> Whoever asked will read it, and those who organise it with you."
                )
            ),
        ),
        finish=_answer,
    )
)
