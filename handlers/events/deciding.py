"""Deciding on a member's event: publish, ask, decline. Each begins beside the card, as its reply."""

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.events import deciding_view as view
from handlers.events import making
from handlers.kit import deeds, forms
from handlers.kit.answers import Answers
from handlers.kit.crossings import LIST
from handlers.kit.crossings import Decide as Press
from handlers.kit.forms import Form, Question, View, free_text
from handlers.kit.step import Step
from network import screens
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import deciding, drafts
from network.events.kinds import DECIDE
from network.people import require_coordinator

router = Router(name="events deciding")


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press on a card; the rules check again who decides and how things stand."""
    number = callback_data.id
    match callback_data.act:
        case view.PUBLISH:
            deciding.take_up(step.work, step.reader, number)
            return forms.beside(step, PUBLISH, {"event": number, "version": callback_data.version})
        case view.DECLINE:
            deciding.take_up(step.work, step.reader, number)
            return forms.beside(step, DECLINE, {"event": number})
        case view.ASK:
            deciding.take_up(step.work, step.reader, number)
            return forms.beside(step, ASK, {"event": number})
        case view.ANSWER:
            deciding.open_question(step.work, step.reader, number)
            return forms.beside(step, ANSWER, {"id": number})
        case view.SEE:
            event = deciding.take_up(step.work, step.reader, number)
            return making.as_read(step, event, step.t.language)
        case view.OPEN:
            return _open(step, number)
        case _ if callback_data.act == LIST:
            require_coordinator(step.reader)
            return step.show(*view.listed(step.t, deciding.waiting(step.work, step.reader)))
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _open(step: Step, event_id: int) -> Answers:
    """Show a card in a message of its own; it keeps up to date from now on."""
    shown = view.load(step.work, [event_id]).get(event_id)
    if shown is None or not deciding.may_decide(step.reader, shown.card.event):
        raise NotAllowed(N_("Only the coordinators of this region can do that."))
    if shown.card.event.state in drafts.WRITABLE:  # what its author makes of it is theirs until they hand it in again
        raise Outdated(N_("Its author has taken this event back."))
    return step.say(*view.card(step.t, shown, step.reader)).showing(screens.notice(step.work, DECIDE, event_id))


def _done(step: Step, deed: Callable[[], object], said: Markup) -> Answers:
    """Do what the form was for; whatever the rules say no to, the form is over and the card has the buttons."""
    return deeds.done(step, deed, said, over=(NetworkError,))


def _sure(seen: View, text: str) -> Markup:
    head = seen.t("The author will read this, word for word:")
    return deeds.sure(seen, head, text, view.LONGEST_QUOTE)


def _publish(step: Step, _answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: deciding.admit(step.work, step.reader, args["event"], args["version"]),
        step.t("✅ Done. I am telling the author, and members hear of it."),
    )


def _decline(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: deciding.decline(step.work, step.reader, args["event"], answers["reason"]),
        step.t("The event is declined. I am telling its author, with your reason."),
    )


def _ask(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: deciding.ask(step.work, step.reader, args["event"], answers["question"]),
        step.t("Your question is on its way. I will tell you when they answer."),
    )


def _answer(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _done(
        step,
        lambda: deciding.answer(step.work, step.reader, args["id"], answers["answer"]),
        step.t("Thank you. Your answer is with the coordinators now."),
    )


PUBLISH = forms.register(
    Form(
        name="e_publish",
        questions=(
            deeds.last_question(
                lambda seen: seen.t("<b>Publish this event?</b> The members of its regions hear of it."), N_("Publish")
            ),
        ),
        finish=_publish,
    )
)
DECLINE = forms.register(
    Form(
        name="e_decline",
        questions=(
            Question(
                key="reason",
                title=N_("Reason"),
                ask=lambda seen: seen.t(
                    "<b>Why do you decline?</b> The author will read it; a few friendly words are enough."
                ),
                wants=N_("Here I need your reason as text, please."),
                read=free_text(lambda charter: charter.limits.texts.reason),
            ),
            deeds.last_question(lambda seen: _sure(seen, str(seen.answers["reason"])), N_("Send and decline")),
        ),
        finish=_decline,
    )
)
ASK = forms.register(
    Form(
        name="e_ask",
        questions=(
            deeds.their_question(
                lambda seen: seen.t(
                    "<b>What would you like to know?</b> Please write it in a language that the author speaks."
                )
            ),
            deeds.last_question(lambda seen: _sure(seen, str(seen.answers["question"])), N_("Send")),
        ),
        finish=_ask,
    )
)
ANSWER = forms.register(
    Form(
        name="e_answer",
        questions=(
            deeds.their_answer(
                lambda seen: seen.t(
                    "<b>Please write your answer.</b> The coordinators who decide about your event will read it."
                )
            ),
        ),
        finish=_answer,
    )
)
