"""What is told about applications unasked: the coordinators' cards, and what the applicant hears."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from db.values import ApplicationState
from handlers.applications import view
from handlers.applications.view import button, reason_words
from handlers.kit.bidi import shorten
from handlers.kit.deeds import quoted
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network import applications
from network.applications import Card
from network.charter import Charter
from network.people import Reader
from network.work import Work

LONGEST_QUOTE = 3000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notice about an application is rendered from; `line` is the question or answer it is about."""

    card: Card
    charter: Charter
    line: int | None = None


def _load(work: Work, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {key: Shown(card, work.charter) for key, card in applications.cards(work, ids).items()}


def _load_lines(work: Work, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {key: Shown(card, work.charter, key) for key, card in applications.by_line(work, ids).items()}


# To coordinators


def card(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Render the card, for coordinators of its region only."""
    if not reader.coordinates_region(shown.card.region):
        return None
    return Message(
        view.card_html(t, shown.card, shown.charter, reader),
        view.card_keyboard(t, shown.card, shown.charter, reader),
    )


def answered(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Tell the coordinator who asked that there is an answer."""
    line = shown.card.line(shown.line or 0)
    if line is None or not reader.coordinates_region(shown.card.region):
        return None
    head = t("<b>{name}</b> has answered your question:", name=shown.card.name or "–")
    html = Markup("\n").join([head, quoted(shorten(line.text, LONGEST_QUOTE))])
    return Message(html, inline(t, [button(t.plain("Open the application"), view.OPEN, shown.card.id)]))


# To the applicant


def _theirs(render: Callable[[Shown, Reader, Speech], Message | None]) -> Callable[[Any, Reader, Speech], Any]:
    def render_for_applicant(shown: Shown, reader: Reader, t: Speech) -> Message | None:
        return render(shown, reader, t) if shown.card.person_id == reader.id else None

    return render_for_applicant


def decision(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Tell the applicant what was decided, and what they can do now."""
    found, charter = shown.card, shown.charter
    match found.state:
        case ApplicationState.ADMITTED:
            parts = [t("<b>Welcome to the network, {name}!</b>", name=found.name or "–")]
            parts.append(t("A coordinator has admitted you, so you are a member from now on. We are glad to have you."))
            if found.admitted_topics:
                names = t.names(charter.topic_name(key, t.language) for key in found.admitted_topics)
                parts.append(t("You are admitted to these topics: {topics}", topics=names))
            parts.append(
                t(
                    "What your region has to tell you will reach you here. With /me you see and change your profile, "
                    "with /privacy you decide about your data, and /help shows all you can do."
                )
            )
        case ApplicationState.DECLINED:
            parts = [t("Thank you for your interest in the network. The coordinators could not admit you this time.")]
            parts.append(Markup("\n").join([t("This is their reason:"), quoted(reason_words(t, found))]))
            parts.append(t("You may apply again whenever something has changed: send /start."))
            if found.erase_at:
                day = t.day(found.erase_at, reader.zone)
                parts.append(
                    t("Your answers are kept until {day} and erased then. To erase them now: /privacy.", day=day)
                )
        case _:
            return None
    return Message(Markup("\n\n").join(parts))


def question(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Ask the applicant; what they answered stands below. Coordinators read both where they opened them."""
    asked = shown.card.line(shown.line or 0)
    if asked is None:
        return None
    if shown.card.person_id != reader.id:
        seen = reader.coordinates_region(shown.card.region)
        return Message(view.exchange(t, shown.card, asked)) if seen else None
    answers = shown.card.answers_to(asked.id)
    room = (view.LONGEST_MESSAGE - view.LONGEST_FIELD) // (1 + len(answers))
    head = t("A coordinator has a question about your application:")
    parts = [Markup("\n").join([head, quoted(shorten(asked.text, room))])]
    if answers:
        said = Markup().join(quoted(shorten(line.text, room)) for line in answers)
        parts.append(Markup("\n").join([t("Your answer:"), said]))
    if not shown.card.waits and not answers:
        parts.append(t("Your application has been decided in the meantime; no answer is needed any more."))
    html = Markup("\n\n").join(parts)
    if not shown.card.waits or len(answers) >= applications.MOST_ANSWERS:
        return Message(html)
    label = t.plain("Add something") if answers else t.plain("Answer")
    return Message(html, inline(t, [button(label, view.ANSWER, asked.id)]))


def waits(shown: Shown, _reader: Reader, t: Speech) -> Message | None:
    """Tell the applicant that others have been asked to decide."""
    if not shown.card.waits:
        return None
    lead = t.n(
        "Your application has waited for {number} day, and we are sorry about that.",
        "Your application has waited for {number} days, and we are sorry about that.",
        shown.charter.limits.undecided_days,
    )
    rest = t(
        "The coordinators of the whole network will look at it now. You need to do nothing; you will hear from us."
    )
    return Message(Markup("\n").join([lead, rest]))


NOTICES = (
    NoticeKind(applications.CARD, _load, card),
    NoticeKind(applications.OVERDUE, _load, card),
    NoticeKind(applications.ANSWERED, _load_lines, answered),
    NoticeKind(applications.DECISION, _load, _theirs(decision), again=True),
    NoticeKind(applications.QUESTION, _load_lines, question, again=True),
    NoticeKind(applications.WAITS, _load, _theirs(waits)),
)
