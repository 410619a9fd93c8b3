"""Texts and keyboards of applications, as coordinators see them."""

import re
from html import unescape
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import ApplicationState
from handlers.kit.bidi import shorten
from handlers.kit.deeds import quoted
from handlers.kit.fields import advice_words, country_words
from handlers.kit.keyboards import Button, inline, page_turns
from handlers.kit.speech import Speech
from network import places
from network.applications import Card, Line, Page
from network.charter import Charter
from network.errors import N_
from network.people import Reader

# What a press does. Short, because they stand in every button.
ADMIT, DECLINE, ASK, OPEN, TALK, LIST, ANSWER = "y", "n", "q", "o", "t", "l", "a"
LONGEST_MESSAGE = 4000  # Telegram takes 4,096 characters; some room for the page's own marks
LEAST_LINE, LONGEST_FIELD, LONGEST_REASON = 200, 300, 500

USUAL: dict[str, tuple[str, str]] = {
    "outside": (
        N_("Outside the network's topics"),
        N_("Your field of work lies outside the topics of this network at the moment."),
    ),
    "unclear": (
        N_("Too little to decide on"),
        N_("Your answers do not tell us enough. You are welcome to apply again with some more detail."),
    ),
    "other_group": (
        N_("Not for this member group"),
        N_("This member group does not fit you. Please apply again and choose another one."),
    ),
    "twice": (
        N_("In the network already"),
        N_("You are in the network already, with another Telegram account."),
    ),
}


class Press(CallbackData, prefix="a"):
    """A button about an application; `id` is its row number, that of a question, or a page's."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0


def button(label: str, act: str, number: int = 0) -> Button:
    """Make a button about an application."""
    return Button(label, Press(act=act, id=number))


# The card


def card_html(t: Speech, card: Card, charter: Charter, reader: Reader) -> Markup:
    """Show an application: how it stands, all answers, and as much of the talk as fits."""
    base = Markup("\n\n").join(
        part for part in (_heading(t, card, charter, reader), _answers(t, card, charter)) if part
    )
    talk = _newest(t, card, LONGEST_MESSAGE - _length(base))
    return Markup("\n\n").join([base, *talk])


def card_keyboard(t: Speech, card: Card, charter: Charter, reader: Reader) -> dict[str, Any] | None:
    """Offer what can be done about an application."""
    rows: list[list[Button]] = []
    if card.waits:
        rows.append(
            [button(t.plain("Admit"), ADMIT, card.id), button(t.plain("Decline"), DECLINE, card.id)],
        )
        rows.append([button(t.plain("Ask a question"), ASK, card.id)])
    if not _fits(t, card, charter, reader):
        rows.append([button(t.plain("All questions and answers"), TALK, card.id)])
    return inline(t, *rows) if rows else None


def _heading(t: Speech, card: Card, charter: Charter, reader: Reader) -> Markup:
    lines = [t("<b>Application: {name}</b>", name=_field(card.name))]
    lines.append(_standing(t, card, reader))
    if card.waits and card.escalated_at:
        lines.append(
            t("Nobody decided in time, so the coordinators of the whole network were asked, too. The applicant knows.")
        )
    if card.waits and card.unreachable:
        lines.append(t("The applicant has blocked the bot, so nothing reaches them until they come back."))
    if card.state is ApplicationState.ADMITTED and card.admitted_topics:
        names = t.names(charter.topic_name(key, t.language) for key in card.admitted_topics)
        lines.append(t("Admitted to: {topics}", topics=names))
    if card.state is ApplicationState.DECLINED:
        lines.append(quoted(shorten(reason_words(t, card), LONGEST_REASON)))
    return Markup("\n").join(lines)


def _standing(t: Speech, card: Card, reader: Reader) -> Markup:
    day = t.day(card.decided_at or card.handed_in_at, reader.zone)
    match card.state:
        case ApplicationState.WAITING:
            return t("⏳ Waiting for a decision since {day}.", day=day)
        case ApplicationState.WITHDRAWN:
            return t("Taken back by the applicant on {day}.", day=day)
        case ApplicationState.ADMITTED if card.decider:
            return t("✅ Admitted by {name} on {day}.", name=card.decider, day=day)
        case ApplicationState.ADMITTED:
            return t("✅ Admitted by a coordinator on {day}.", day=day)
        case _ if card.decider:
            return t("Declined by {name} on {day}. The applicant reads this reason:", name=card.decider, day=day)
    return t("Declined by a coordinator on {day}. The applicant reads this reason:", day=day)


def _answers(t: Speech, card: Card, charter: Charter) -> Markup:
    """List what the applicant answered, in the words of their own profile."""
    language = t.language
    lines = (
        (N_("Member group"), card.member_group and charter.member_group_name(card.member_group, language)),
        (N_("Country"), card.country and country_words(t, card.country)),
        (N_("Region"), charter.region_name(card.region, language)),
        (N_("City"), card.city and _field(card.city)),
        (N_("Organisation"), card.organisation and _field(card.organisation)),
        (N_("Position"), card.position and _field(card.position)),
        (N_("Topics"), t.names(charter.topic_name(key, language) for key in card.topics)),
        (N_("Languages"), t.names(places.language_label(code, language) for code in card.languages)),
        (N_("Time zone"), card.zone and places.zone_label(card.zone, language, card.handed_in_at)),
        (N_("Ready to advise others"), advice_words(t, advises=card.advises, most=card.advice_limit)),
        (N_("Also follows"), t.names(charter.region_name(key, language) for key in card.followed_regions)),
    )
    return Markup("\n").join(
        t("{label}: <b>{value}</b>", label=t.plain(label), value=value) for label, value in lines if value
    )


# The talk: questions and answers


def exchange(t: Speech, card: Card, question: Line) -> Markup:
    """Show one question and what was answered to it, for coordinators."""
    lines = (question, *card.answers_to(question.id))
    room = (LONGEST_MESSAGE - 2 * LONGEST_FIELD) // len(lines)
    return Markup("\n\n").join(_line(t, card, line, shorten(line.text, room)) for line in lines)


def _newest(t: Speech, card: Card, room: int) -> list[Markup]:
    """As many of the newest questions and answers as fit, oldest first; the first one perhaps shortened."""
    shown: list[Markup] = []
    for line in reversed(card.lines):
        words = _line(t, card, line, line.text)
        if _length(words) + 2 > room:
            left = room - _length(_line(t, card, line, "")) - 3
            if left >= LEAST_LINE:
                shown.append(_line(t, card, line, line.text[:left] + "…"))
            break
        shown.append(words)
        room -= _length(words) + 2
    return list(reversed(shown))


def _fits(t: Speech, card: Card, charter: Charter, reader: Reader) -> bool:
    whole = sum(_length(_line(t, card, line, line.text)) + 2 for line in card.lines)
    base = _length(_heading(t, card, charter, reader)) + _length(_answers(t, card, charter)) + 2
    return whole <= LONGEST_MESSAGE - base


def _line(t: Speech, card: Card, line: Line, text: str) -> Markup:
    if line.from_applicant:
        said = t("<b>{name} answers:</b>", name=_field(card.name))
    elif line.author:
        said = t("<b>{name} asks:</b>", name=_field(line.author))
    else:
        said = t("<b>A coordinator asks:</b>")
    return Markup("\n").join([said, quoted(text)])


def reason_words(t: Speech, card: Card) -> str:
    """The reason of a decline: the coordinator's own words, or a usual reason in the reader's language."""
    if card.usual_reason in USUAL:
        return t.plain(USUAL[card.usual_reason][1])
    return card.reason or ""


def _field(value: str | None) -> str:
    return shorten(value or "–", LONGEST_FIELD)


def _length(html: Markup) -> int:
    return len(unescape(re.sub(r"<[^>]+>", "", html)))


# The list


def list_html(t: Speech, page: Page) -> Markup:
    """Say how many applications wait in the reader's regions."""
    if not page.count:
        return t("No application waits for a decision. You will hear from me as soon as one comes in.")
    head = t.n(
        "<b>{number} application waits for a decision.</b>",
        "<b>{number} applications wait for a decision.</b>",
        page.count,
    )
    hint = t("Tap an application to read it. The one that has waited longest comes first.")
    return Markup("\n").join([head, hint])


def list_keyboard(t: Speech, page: Page, charter: Charter) -> dict[str, Any] | None:
    """Offer each application of the page, and the pages beside it."""
    if not page.count:
        return None
    rows = [[button(_row_label(t, row, charter), OPEN, row.id)] for row in page.rows]
    turns = page_turns(t, page.number, page.pages, lambda words, to: button(words, LIST, to))
    return inline(t, *rows, turns)


def _row_label(t: Speech, row: Any, charter: Charter) -> str:
    name = shorten(row.name or "–", 40)
    region = charter.regions[row.region].short if row.region in charter.regions else row.region
    if not row.country:
        return t.plain("{name} · {region}", name=name, region=region)
    return t.plain("{flag} {name} · {region}", flag=places.flag(row.country), name=name, region=region)
