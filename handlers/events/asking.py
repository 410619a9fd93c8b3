"""Asking the organisers of an event something, and answering."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.events import asking_view as view
from handlers.events import card_doors, card_view
from handlers.events.asking_view import Press
from handlers.kit import forms
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, free_text
from handlers.kit.step import Step
from network.errors import N_, NotAllowed, Outdated
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
            return _beside(step, ASK, {"id": event.id, "title": card_view.title(step.t, event)})
        case view.ANSWER:
            found = asking.open_question(step.work, step.reader, callback_data.id)
            return _beside(step, ANSWER, {"id": found.id})  # not the words: they are somebody else's
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _beside(step: Step, form: Form, args: dict[str, Any]) -> Answers:
    """Begin a form in a message that replies to the pressed one: what was pressed stays, and keeps up to date."""
    pressed, step.pressed = step.pressed, None
    begun = forms.begin(step, form, args=args)
    if pressed is not None and isinstance(begun, Answer):
        reply = {"message_id": pressed, "allow_sending_without_reply": True}
        return replace(begun, params={**begun.params, "reply_parameters": reply})
    return begun


def _done(step: Step, deed: Callable[[], object], said: Markup) -> Answers:
    """Do what the form was for and say so; where the world moved on meanwhile, the form is over all the same."""
    try:
        deed()
    except (Outdated, NotAllowed) as no:
        return step.show(step.t(no.message, **no.arguments))
    return step.show(said)


def _ask(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: asking.ask(step.work, step.reader, args["id"], answers["question"]),
        step.t("Your question is on its way to the organisers. I tell you what they answer."),
    )


def _answer(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: asking.answer(step.work, step.reader, args["id"], answers["answer"]),
        step.t("Thank you. Your answer is on its way."),
    )


ASK = forms.register(
    Form(
        name="eq_ask",
        questions=(
            Question(
                key="question",
                title=N_("Your question"),
                ask=lambda seen: seen.t(
                    "<b>What would you like to know about “{title}”?</b>\n"
                    "The organisers get your question with your name, and answer through me.",
                    title=seen.args.get("title", ""),
                ),
                wants=N_("Here I need your question as text, please."),
                read=free_text(lambda charter: charter.limits.texts.question),
            ),
        ),
        finish=_ask,
    )
)
ANSWER = forms.register(
    Form(
        name="eq_answer",
        questions=(
            Question(
                key="answer",
                title=N_("Your answer"),
                ask=lambda seen: seen.t(
                    "<b>Please write your answer.</b> Whoever asked will read it, and those who organise it with you."
                ),
                wants=N_("Here I need your answer as text, please."),
                read=free_text(lambda charter: charter.limits.texts.answer),
            ),
        ),
        finish=_answer,
    )
)
