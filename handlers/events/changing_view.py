"""Changing a published event: what changes, whom it concerns, and what happens when two do it at once. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import EventState
from handlers.announcements.changes import changes
from handlers.events import editor_view
from handlers.events.editor_view import LABELS, Sight
from handlers.kit import moments
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.errors import N_
from network.events.applying import Applied
from network.events.changing import Change, Concern, Conflict, Scope
from network.events.publishing import Obstacle
from network.events.reading import Event
from network.texts import Text

# What a press does. Short, because they stand in every button.
BEGIN, REVIEW, APPLY, OVER, ANEW, LEAVE, LEAVE_SURE = "b", "r", "y", "o", "n", "q", "z"
CANCEL, CANCEL_SURE = "c", "cy"  # cancelling_view.py
LONGEST_VALUE = 60  # letters of one field
ROOM = {"title": 500, "description": 700}  # of the changes of all versions of a text: all fields fit into one message
NOTHING = "–"
Page = tuple[Markup, dict[str, Any]]

# What the editor calls the fields that the rules call otherwise.
_LABELS = {
    "start": LABELS[editor_view.START],
    "minutes": LABELS[editor_view.LENGTH],
    "capacity": LABELS[editor_view.SEATS],
    "answer_by": LABELS[editor_view.ANSWER_BY],
}


class Press(CallbackData, prefix="ec"):
    """A button about changing an event: `id` is the event's, the change's or its draft's, as the act says."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    scope: str = ""
    version: Annotated[int, Field(ge=0, le=2**31)] = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A change with all that is said about it; `others` where the event is one of a series."""

    change: Change
    wanted: Event
    problems: list[Obstacle]
    one: Concern
    others: Concern | None
    zone: str | None
    charter: Charter


def button(label: str, act: str, number: int, scope: str = "", version: int = 0) -> Button:
    """Make a button about changing an event."""
    return Button(label, Press(act=act, id=number, scope=scope, version=version))


# The editor's last rows, while a published event is changed


def ending(t: Speech, sight: Sight) -> list[list[Button]]:
    """Offer to look at what changes, or to leave it."""
    draft = sight.event.id
    return [
        [button(t.plain("Leave it as it is"), LEAVE, draft)],
        [button(t.plain("See what changes"), REVIEW, draft)],
    ]


editor_view.ENDINGS[EventState.CHANGING] = ending


# What changes


def label_of(field: str) -> str:
    """What the editor calls a field of the rules: a marked word or two."""
    return _LABELS.get(field) or LABELS[field]


def differences(t: Speech, look: Look, before: Event, after: Event, fields: tuple[str, ...]) -> Markup:
    """Show what stands in these fields in two states of an event."""
    return Markup("\n").join(_difference(t, look, before, after, field) for field in fields)


def _difference(t: Speech, look: Look, before: Event, after: Event, field: str) -> Markup:
    label = t.plain(label_of(field))
    if field in {"title", "description"}:
        texts = (before.title, after.title) if field == "title" else (before.description, after.description)
        return Markup("\n").join([t("<b>{label}</b>", label=label), *_words(t, *texts, ROOM[field])])
    old, new = (_value(t, look, event, field) or NOTHING for event in (before, after))
    return t("{label}: <s>{before}</s> → <b>{after}</b>", label=label, before=old, after=new)


def _words(t: Speech, before: Text | None, after: Text | None, room: int) -> list[Markup]:
    if after is None:
        return [t("It is taken away.")]
    lines = []
    old = before.versions if before else {}
    new = {key: one for key, one in after.versions.items() if key not in old or old[key].body != one.body}
    for language, version in new.items():
        standing, most = old.get(language), room // len(new)
        name = places.language_label(language, t.language)
        shown = changes(standing.body, version.body, most) if standing else shorten(version.body.text, most)
        words = t("only the formatting") if shown is None else shown
        lines.append(Markup("<blockquote>{}: {}</blockquote>").format(name, words))
    gone = [language for language in old if language not in after.versions]
    lines += [
        t("{language}: this version goes away.", language=places.language_label(language, t.language))
        for language in gone
    ]
    return lines or [t("Only translations were looked through.")]


def _value(t: Speech, look: Look, event: Event, field: str) -> str:
    """What stands in a field, in words; empty for nothing."""
    made = _VALUES.get(field)
    if made:
        return shorten(made(t, look, event), LONGEST_VALUE)
    return shorten(str(getattr(event, field) or ""), LONGEST_VALUE)


_VALUES: Mapping[str, Callable[[Speech, Look, Event], str]] = {
    "start": lambda t, _, event: moments.in_full(t, event.starts_at, event.zone) if event.starts_at else "",
    "minutes": lambda t, _, event: editor_view.length_words(t, event.minutes) if event.minutes else "",
    "format": lambda t, _, event: t.plain(editor_view.FORMATS[event.format]),
    "place": lambda t, _, event: editor_view.place_words(t, event),
    "languages": lambda t, _, event: t.names(places.language_label(code, t.language) for code in event.languages),
    "topics": lambda t, look, event: t.names(look.charter.topic_name(key, t.language) for key in event.topics),
    "capacity": lambda t, _, event: t.number(event.capacity) if event.capacity else t.plain("As many as like"),
    "answer_by": lambda t, look, event: (
        moments.in_full(t, event.answer_by, look.zone or event.zone) if event.answer_by else t.plain("Until it begins")
    ),
    "picture": lambda t, _, event: t.plain("one photo") if event.picture else "",
}


def review(t: Speech, look: Look) -> Page:
    """Show what changes and whom it concerns, and ask whether to make it."""
    change = look.change
    back = Button(t.plain("Back"), editor_view.Press(act=editor_view.HOME, id=change.draft.id))
    leave = button(t.plain("Leave it as it is"), LEAVE, change.draft.id)
    if not change.fields:
        return t("<b>Nothing has changed yet.</b> Tap a part of the event to change it."), inline(t, [back], [leave])
    parts = [t("<b>What changes</b>"), differences(t, look, change.event, look.wanted, change.fields)]
    if "answer_by" not in change.fields and look.wanted.answer_by != change.event.answer_by:
        until = _value(t, look, look.wanted, "answer_by")
        parts.append(t("The day by which people answer moves along: <b>{until}</b>", until=until))
    if look.problems:
        parts += [Markup("⛔ {}").format(editor_view.problem_words(t, problem)) for problem in look.problems]
        return Markup("\n\n").join(parts), inline(t, [back], [leave])
    if change.theirs:
        parts.append(t("⚠️ Somebody else has changed it since you began. You will see that before anything happens."))
    parts += concern(t, look)
    return Markup("\n\n").join(parts), inline(t, [back], [leave], *_scopes(t, look, APPLY))


def concern(t: Speech, look: Look) -> list[Markup]:
    """Say who hears of it."""
    if not look.one.what:
        return [t("Nobody gets a message about that: it is no other time, place or title.")]
    if look.others is None:
        return [told(t, look.one.people)]
    rest = look.others.events - 1
    return [
        t("Only this one: {told}", told=told(t, look.one.people)),
        t.n(
            "With the {number} that follows: {told}",
            "With the {number} that follow: {told}",
            rest,
            told=told(t, look.others.people),
        ),
    ]


def told(t: Speech, people: int) -> Markup:
    if not people:
        return t("Nobody has answered yet, so nobody gets a message.")
    return t.n(
        "{number} person who comes or may come is told in one line.",
        "{number} people who come or may come are told in one line.",
        people,
    )


def _scopes(t: Speech, look: Look, act: str, version: int = 0) -> list[list[Button]]:
    number = look.change.id
    if look.others is None:
        return [[button(t.plain("Change it"), act, number, Scope.ONE, version)]]
    return [
        [button(t.plain("Only this one"), act, number, Scope.ONE, version)],
        [button(t.plain("This and the following"), act, number, Scope.FOLLOWING, version)],
    ]


# How it ends


def applied(t: Speech, done: Applied, show: Button) -> Page:
    """Say that it is changed."""
    lines = [t("✅ <b>{title}</b> is changed.", title=editor_view.title_words(t, done.event))]
    if done.events > 1:
        lines.append(t.n("{number} event was changed.", "{number} events were changed.", done.events))
    if done.people:
        lines.append(t.n("{number} person is told.", "{number} people are told.", done.people))
    return Markup("\n").join(lines), inline(t, [show])


def conflict(t: Speech, look: Look, clash: Conflict) -> Page:
    """Show what somebody else made of it meanwhile, and let the organiser decide."""
    change = look.change
    name = shorten(clash.by_name or t.plain("Somebody without a name"), 60)
    parts = [t("<b>Somebody was faster: nothing of yours has been changed</b>")]
    if clash.at:
        at = t.moment(clash.at, look.zone)
        parts.append(
            t("<b>{name}</b> changed this event after you had begun ({moment}). It says now:", name=name, moment=at)
        )
    lines = [_standing(t, look, field) for field in change.theirs]
    parts.append(Markup("\n").join(lines))
    if change.fields:
        parts.append(t("Yours would change it like this:"))
        parts.append(differences(t, look, change.event, look.wanted, change.fields))
    else:
        parts.append(t("Yours is the same as theirs."))
    rows = [
        [button(t.plain("Leave theirs"), LEAVE_SURE, change.id)],
        [button(t.plain("Begin anew from theirs"), ANEW, change.id)],
    ]
    if change.fields and not look.problems:
        rows += [[_again(t, look, scope, clash.version)] for scope in ([*Scope] if look.others else [Scope.ONE])]
    return Markup("\n\n").join(parts), inline(t, *rows)


def _again(t: Speech, look: Look, scope: Scope, version: int) -> Button:
    words = t.plain("Make mine, too")
    if look.others is not None:
        words = (
            t.plain("Mine, too: only this one") if scope is Scope.ONE else t.plain("Mine, too: this and the following")
        )
    return button(words, OVER, look.change.id, scope, version)


def _standing(t: Speech, look: Look, field: str) -> Markup:
    event = look.change.event
    label = t.plain(label_of(field))
    if field in {"title", "description"}:
        text = event.title if field == "title" else event.description
        value = shorten(text.shown(t.language).body.text, LONGEST_VALUE) if text else ""
    else:
        value = _value(t, look, event, field)
    return t("{label}: <b>{value}</b>", label=label, value=value or NOTHING)


def sure_to_leave(t: Speech, change: Change) -> Page:
    """Ask before what was written is thrown away."""
    html = t("<b>Leave the event as it is?</b> What you changed here is thrown away.")
    back = Button(t.plain("Back"), editor_view.Press(act=editor_view.HOME, id=change.draft.id))
    return html, inline(t, [back], [button(t.plain("Throw it away"), LEAVE_SURE, change.id)])


CHANGE_DOOR, CANCEL_DOOR = N_("Change"), N_("Cancel the event")
