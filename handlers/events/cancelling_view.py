"""Cancelling an event: what is asked before, and said afterwards. Pure."""

from markupsafe import Markup

from handlers.events import editor_view
from handlers.events.changing_view import CANCEL_SURE, Page, button, told
from handlers.kit import moments
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from network.events.cancelling import Cancelled
from network.events.changing import Scope
from network.events.reading import Event


def cancel(t: Speech, event: Event, one: tuple[int, int], others: tuple[int, int] | None, show: Button) -> Page:
    """Ask what to cancel, and say how many people that concerns; (events, people) for this one and for all."""
    when = moments.in_full(t, event.starts_at, event.zone) if event.starts_at else ""
    parts = [
        t("<b>Cancel {title}?</b>\n{when}", title=editor_view.title_words(t, event), when=when),
        t("Its card will say so, with the reason that you write next. It cannot be taken back."),
    ]
    if others is None:
        parts.append(told(t, one[1]))
        rows = [[_sure(t.plain("Cancel it"), event, Scope.ONE)]]
    else:
        # Not inside of t.n: the extractor would not find the sentence.
        alone, together = told(t, one[1]), told(t, others[1])
        parts.append(t("Only this one: {told}", told=alone))
        parts.append(
            t.n(
                "With the {number} that follows: {told}",
                "With the {number} that follow: {told}",
                others[0] - 1,
                told=together,
            )
        )
        rows = [
            [_sure(t.plain("Only this one"), event, Scope.ONE)],
            [_sure(t.plain("This and the following"), event, Scope.FOLLOWING)],
        ]
    return Markup("\n\n").join(parts), inline(t, [show], *rows)


def _sure(words: str, event: Event, scope: Scope) -> Button:
    return button(words, CANCEL_SURE, event.id, scope, event.version)


def cancelled(t: Speech, done: Cancelled, show: Button) -> Page:
    """Say that it is cancelled."""
    lines = [t("<b>{title}</b> is cancelled.", title=editor_view.title_words(t, done.event))]
    if done.events > 1:
        lines.append(t.n("{number} event was cancelled.", "{number} events were cancelled.", done.events))
    if done.people:
        lines.append(t.n("{number} person is told.", "{number} people are told.", done.people))
    return Markup("\n").join(lines), inline(t, [show])
