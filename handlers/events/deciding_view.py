"""A member's event as coordinators see it who decide on it, and what is told about the decision unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from db.values import EventState
from handlers.events import editor_view, making
from handlers.events.editor_view import Sight
from handlers.kit.bidi import shorten
from handlers.kit.crossings import Decide as Press
from handlers.kit.deeds import quoted
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network.charter import Charter
from network.events import deciding, publishing
from network.events.deciding import Card, Line
from network.events.kinds import ASKED, DECIDE, DECIDED, TOLD
from network.events.reading import Event
from network.people import Reader
from network.work import Work

# What a press does. Short, because they stand in every button.
PUBLISH, DECLINE, ASK, ANSWER, SEE, OPEN = "y", "n", "q", "a", "v", "o"
LONGEST_MESSAGE = 4000  # Telegram takes 4,096 characters; some room for the page's own marks
LEAST_LINE, LONGEST_QUOTE, LONGEST_DESCRIPTION = 200, 1200, 1200


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notice about a decision is drawn from; `line` is the question or answer it is about."""

    card: Card
    sight: Sight
    charter: Charter
    line: Line | None = None


def button(label: str, act: str, number: int, version: int = 0) -> Button:
    """Make a button about an event that waits, or about a question."""
    return Button(label, Press(act=act, id=number, version=version))


# The card


def card(t: Speech, shown: Shown, reader: Reader) -> tuple[Markup, dict[str, Any] | None]:
    """Show an event that waits, or what became of it, with as much of the talk as fits."""
    found, event = shown.card, shown.card.event
    head = t("<b>A member's event: {title}</b>", title=editor_view.title_words(t, event, 100))
    parts = [
        Markup("\n").join([head, _standing(t, found, reader), t("By {name}", name=_author(t, found))]),
        # The description stands below, whole.
        Markup("\n").join(
            editor_view.lines(t, shown.charter, replace(shown.sight, event=replace(event, description=None)))
        ),
    ]
    if event.description:
        body = event.description.shown(t.language).body
        parts.append(Markup("<blockquote expandable>{}</blockquote>").format(to_html(cut(body, LONGEST_DESCRIPTION))))
    if found.waits and (stands := editor_view.trouble(t, shown.sight)):
        parts.append(stands)
    html = Markup("\n\n").join(parts)
    talk = _newest(t, found, LONGEST_MESSAGE - len(html.striptags()))
    return Markup("\n\n").join([html, *talk]), _keyboard(t, found)


def _keyboard(t: Speech, found: Card) -> dict[str, Any] | None:
    if not found.waits:
        return None
    number, version = found.event.id, found.event.version
    return inline(
        t,
        [button(t.plain("Publish"), PUBLISH, number, version), button(t.plain("Decline"), DECLINE, number)],
        [button(t.plain("Ask a question"), ASK, number), button(t.plain("See it as members will"), SEE, number)],
    )


def _author(t: Speech, found: Card) -> str:
    name = shorten(found.author or t.plain("Somebody without a name"), 80)
    match [shorten(part, 80) for part in (found.organisation, found.city) if part]:
        case [organisation, city]:
            return t.plain("{name} ({organisation}, {city})", name=name, organisation=organisation, city=city)
        case [place]:
            return t.plain("{name} ({place})", name=name, place=place)
    return name


def _standing(t: Speech, found: Card, reader: Reader) -> Markup:
    match found.event.state:
        case EventState.WAITING:
            return t("⏳ It waits for a decision.")
        case EventState.DRAFT:
            return t("Its author has taken it back.")
        case EventState.DECLINED:
            by = (
                t("Declined by {name}. The author reads this reason:", name=found.decider)
                if found.decider
                else t("Declined. The author reads this reason:")
            )
            return Markup("\n").join([by, quoted(found.event.reason or "–", LONGEST_QUOTE)])
        case EventState.CANCELLED:
            return t("It was published, and cancelled later.")
        case EventState.SCHEDULED if found.event.publish_at:
            at = t.moment(found.event.publish_at, reader.zone)
            if found.decider:
                return t("✅ {name} let it pass. It will be published: {moment}", name=found.decider, moment=at)
            return t("✅ It will be published: {moment}", moment=at)
    return t("✅ Published by {name}.", name=found.decider) if found.decider else t("✅ Published.")


def _newest(t: Speech, found: Card, room: int) -> list[Markup]:
    """As many of the newest questions and answers as fit, oldest first."""
    shown: list[Markup] = []
    for line in reversed(found.lines):
        words = said(t, line, min(LONGEST_QUOTE, max(room - 150, 0)))
        room -= len(words.striptags()) + 2
        if room < LEAST_LINE:
            break
        shown.append(words)
    return list(reversed(shown))


def said(t: Speech, line: Line, most: int = LONGEST_QUOTE) -> Markup:
    """Show one question or answer, with who wrote it."""
    if line.from_organiser:
        head = t("<b>{name} answers:</b>", name=line.author or "–")
    elif line.author:
        head = t("<b>{name} asks:</b>", name=line.author)
    else:
        head = t("<b>A coordinator asks:</b>")
    return Markup("\n").join([head, quoted(line.text, most)])


def listed(t: Speech, events: Sequence[Event]) -> tuple[Markup, dict[str, Any]]:
    """List the events that wait for a decision."""
    if not events:
        return t("No event waits for a decision. You will hear from me as soon as one comes in."), inline(t)
    head = t.n(
        "<b>{number} event waits for a decision.</b>", "<b>{number} events wait for a decision.</b>", len(events)
    )
    return head, inline(t, *([button(editor_view.title_words(t, event, 40), OPEN, event.id)] for event in events))


# Notices


def _sight(work: Work, found: Card) -> Sight:
    event = found.event
    return Sight(event, publishing.problems(work, event), publishing.concerns(event), None, work.now, publishes=True)


def load(work: Work, event_ids: Sequence[int]) -> Mapping[int, Shown]:
    """Load what cards of events are drawn from. Whoever asks answers for the permission."""
    found = deciding.cards(work, event_ids)
    return {key: Shown(one, _sight(work, one), work.charter) for key, one in found.items()}


def _load_lines(work: Work, message_ids: Sequence[int]) -> Mapping[int, Shown]:
    found = deciding.by_line(work, message_ids)
    return {key: Shown(one, _sight(work, one), work.charter, one.line(key)) for key, one in found.items()}


def decide(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Render the card, for those who may decide only."""
    if not deciding.may_decide(reader, shown.card.event):
        return None
    html, keyboard = card(t, shown, reader)
    return Message(html, keyboard)


def decided(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Tell the author what was decided."""
    event = shown.card.event
    if event.author_id != reader.id or event.state in {EventState.DRAFT, EventState.WAITING}:
        return None
    html, keyboard = making.standing(t, event, reader.zone)
    if event.state is EventState.DECLINED:
        change = t("You may take it back, change it, and hand it in once more.")
        html = Markup("\n\n").join([html, change])
    return Message(html, keyboard)


def asked(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Ask the author; what they answered stands below. Whoever asked reads both where they opened them."""
    line, event = shown.line, shown.card.event
    if line is None or event.author_id != reader.id:
        return None
    answers = shown.card.answers_to(line.id)
    head = t("A coordinator has a question about your event <b>{title}</b>:", title=editor_view.title_words(t, event))
    parts = [Markup("\n").join([head, quoted(line.text, LONGEST_QUOTE)])]
    if answers:
        parts.append(Markup("\n").join([t("Your answer:"), *(quoted(one.text, LONGEST_QUOTE) for one in answers)]))
    if not shown.card.waits and not answers:
        parts.append(t("No answer is needed any more."))
    html = Markup("\n\n").join(parts)
    if not shown.card.waits or len(answers) >= deciding.MOST_ANSWERS:
        return Message(html)
    label = t.plain("Add something") if answers else t.plain("Answer")
    return Message(html, inline(t, [button(label, ANSWER, line.id)]))


def told(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Tell the coordinator who asked that there is an answer."""
    line, event = shown.line, shown.card.event
    if line is None or not deciding.may_decide(reader, event):
        return None
    title = editor_view.title_words(t, event)
    head = t("<b>{name}</b> has answered your question about {title}:", name=shown.card.author or "–", title=title)
    html = Markup("\n").join([head, quoted(line.text, 3000)])
    return Message(html, inline(t, [button(t.plain("Open the event"), OPEN, event.id)]))


NOTICES = (
    NoticeKind(DECIDE, load, decide),
    NoticeKind(DECIDED, load, decided, again=True),
    NoticeKind(ASKED, _load_lines, asked, again=True),
    NoticeKind(TOLD, _load_lines, told),
)
