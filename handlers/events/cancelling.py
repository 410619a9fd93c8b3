"""Cancelling an event: which of its series, and why. The reason is the last word: with it, it is cancelled."""

from typing import Any

from handlers.events import cancelling_view as view
from handlers.events import card_view
from handlers.kit import forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, free_text
from handlers.kit.step import Step
from network.errors import N_, NotAllowed, Outdated
from network.events import cancelling
from network.events.changing import Scope


def ask(step: Step, event_id: int) -> Answers:
    """Ask what to cancel. Raises as `cancelling.cancellable`."""
    work, reader = step.work, step.reader
    event = cancelling.cancellable(work, reader, event_id)
    one = cancelling.concerned(work, reader, event_id)
    others = cancelling.concerned(work, reader, event_id, Scope.FOLLOWING) if event.series_id else None
    show = card_view.button(step.t.plain("No, it stands"), card_view.OPEN, event.id)
    return step.show(*view.cancel(step.t, event, one, others, show))


def begin(step: Step, event_id: int, version: int, scope: Scope) -> Answers:
    """Ask why. Raises as `cancelling.cancellable`, and Outdated when the event has changed since."""
    event = cancelling.cancellable(step.work, step.reader, event_id)
    if event.version != version:
        raise Outdated(N_("The event has changed since you looked at it. Please look once more."))
    title = card_view.title(step.t, event)
    return forms.begin(step, CANCEL, args={"id": event.id, "version": version, "scope": scope, "title": title})


def _cancel(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    """Cancel it; where the world moved on meanwhile, the form is over all the same."""
    try:
        done = cancelling.cancel(
            step.work, step.reader, args["id"], answers["reason"], args["version"], Scope(args["scope"])
        )
    except (Outdated, NotAllowed) as no:
        return step.show(step.t(no.message, **no.arguments))
    show = card_view.button(step.t.plain("Show the event"), card_view.OPEN, done.event.id)
    return step.show(*view.cancelled(step.t, done, show))


CANCEL = forms.register(
    Form(
        name="ec_cancel",
        questions=(
            Question(
                key="reason",
                title=N_("Reason"),
                ask=lambda seen: seen.t(
                    "<b>Why is “{title}” cancelled?</b>\n"
                    "Everybody who comes or may come reads it. With your next message it is cancelled.",
                    title=seen.args.get("title", ""),
                ),
                wants=N_("Here I need the reason as text, please."),
                read=free_text(lambda charter: charter.limits.texts.reason),
            ),
        ),
        finish=_cancel,
    )
)
