"""The forms of applications: admitting, declining, asking, answering. Each begins beside the card, as its reply."""

from typing import Any

from markupsafe import Markup

from handlers.applications import view
from handlers.kit import deeds, forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form, Question, View, free_text
from handlers.kit.step import Step
from network import applications
from network.applications import Card
from network.errors import N_

USUAL = "usual:"


def _sure(seen: View, text: str) -> Markup:
    return deeds.sure(seen, seen.t("The applicant will read this, word for word:"), text)


# Admit


def _admit(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: applications.admit(step.work, step.reader, args["id"], answers.get("topics")),
        # No name: this line stays in the chat when the applicant is erased one day; the card above it does not.
        step.t("✅ Admitted. I am telling the new member."),
    )


ADMIT = forms.register(
    Form(
        name="a_admit",
        questions=(
            Question(
                key="topics",
                title=N_("Topics"),
                applies=lambda view: bool(view.args["topics"]),
                ask=lambda view: view.t(
                    "<b>To which topics do you admit them?</b> All that they named are ticked. "
                    "Tap a topic to leave it out, then tap <b>Admit</b>."
                ),
                wants=deeds.PRESS_PLEASE,
                options=lambda view: view.args["topics"],
                label=lambda view, key: view.charter.topic_name(key, view.t.language),
                many=lambda view: len(view.args["topics"]),
                done=N_("Admit"),
                columns=1,
            ),
            deeds.last_question(
                lambda view: view.t("<b>Admit them?</b> They become a member at once."),
                N_("Admit"),
                applies=lambda view: not view.args["topics"],
            ),
        ),
        finish=_admit,
    )
)


def begin_admit(step: Step, card: Card) -> Answers:
    """Ask to which topics; groups that are admitted as a whole are only asked for once more."""
    topics = list(card.topics) if card.to_named_topics else []
    if topics:
        return forms.beside(step, ADMIT, {"id": card.id, "topics": topics}, answers={"topics": topics}, at="topics")
    return forms.beside(step, ADMIT, {"id": card.id, "topics": topics})


# Decline


def _decline(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    reason = answers["reason"]
    usual = reason.removeprefix(USUAL) if reason.startswith(USUAL) else None
    return deeds.done(
        step,
        lambda: applications.decline(step.work, step.reader, args["id"], None if usual else reason, usual=usual),
        step.t("The application is declined. I am telling the applicant, with your reason."),
    )


def _usual(value: str) -> tuple[str, str] | None:
    """The label and the full words of a usual reason, if it is one."""
    return view.USUAL.get(value.removeprefix(USUAL)) if value.startswith(USUAL) else None


def _reason_label(shown: View, value: str) -> str:
    usual = _usual(value)
    return shown.t.plain(usual[0]) if usual else value


def _reason_in_full(shown: View) -> str:
    value = str(shown.answers["reason"])
    usual = _usual(value)
    return shown.t.plain(usual[1]) if usual else value


DECLINE = forms.register(
    Form(
        name="a_decline",
        questions=(
            Question(
                key="reason",
                title=N_("Reason"),
                ask=lambda view: view.t(
                    "<b>Why do you decline?</b> Tap a reason, which they read in their own language, "
                    "or write one in a few friendly words."
                ),
                wants=N_("Here I need your reason as text, please."),
                read=free_text(lambda charter: charter.limits.texts.reason),
                options=lambda _view: [USUAL + code for code in applications.USUAL_REASONS],
                label=_reason_label,
                columns=1,
            ),
            deeds.last_question(lambda view: _sure(view, _reason_in_full(view)), N_("Send and decline")),
        ),
        finish=_decline,
    )
)


def begin_decline(step: Step, card: Card) -> Answers:
    """Ask for the reason."""
    return forms.beside(step, DECLINE, {"id": card.id})


# Ask


def _ask(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: applications.ask(step.work, step.reader, args["id"], answers["question"]),
        step.t("Your question is on its way. I will tell you when they answer."),
    )


ASK = forms.register(
    Form(
        name="a_ask",
        questions=(
            deeds.their_question(
                lambda view: view.t(
                    "<b>What would you like to know?</b> Please write it in a language that the applicant speaks."
                )
            ),
            deeds.last_question(lambda view: _sure(view, str(view.answers["question"])), N_("Send")),
        ),
        finish=_ask,
    )
)


def begin_ask(step: Step, card: Card) -> Answers:
    """Ask what the question is."""
    return forms.beside(step, ASK, {"id": card.id})


# Answer


def _answer(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: applications.answer(step.work, step.reader, args["id"], answers["answer"]),
        step.t("Thank you. Your answer is with the coordinators now."),
    )


ANSWER = forms.register(
    Form(
        name="a_answer",
        questions=(
            deeds.their_answer(
                lambda view: view.t("<b>Please write your answer.</b> The coordinators of your region will read it.")
            ),
        ),
        finish=_answer,
    )
)


def begin_answer(step: Step, question_id: int) -> Answers:
    """Ask the applicant for the answer to a question.

    Raises NotAllowed or Outdated when it is not theirs to answer, or not any more.
    """
    applications.open_question(step.work, step.reader, question_id)
    return forms.beside(step, ANSWER, {"id": question_id})
