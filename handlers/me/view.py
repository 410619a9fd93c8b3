"""Texts and keyboards of `/me`."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from db.values import Purpose, Status
from handlers.kit import fields
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.languages import picker
from handlers.kit.purposes import PURPOSES, purpose_name
from handlers.kit.questions import View
from handlers.kit.speech import Speech
from handlers.me.presses import Press, WishPress
from network.charter import Charter
from network.me import Card
from network.people import Reader

# What a press does.
CARD, FIELDS, EDIT, EXPLAIN, AGREE, STOP, LANGUAGE, LEAVE, LEAVE_SURE = "c", "f", "e", "x", "y", "n", "g", "l", "d"


def _button(label: str, act: str, value: str = "") -> Button:
    return Button(label, Press(act=act, value=value))


# The card


def card(t: Speech, reader: Reader, charter: Charter, held: Card, now: datetime) -> Markup:
    """All that somebody told and agreed to, in one message. `now` dates the offset of the time zone."""
    seen = View(t=t, charter=charter, reader=reader, now=now, profile_name="", answers=held.answers, args={})
    told = Markup("\n").join(
        t("{label}: <b>{value}</b>", label=t.plain(question.title), value=value)
        for question in fields.ALL
        if (value := question.in_words(seen, held.answers[question.key]))
    )
    parts = [t("<b>Your profile</b>"), _standing(t, reader, charter, held), told, _consents(t, reader, held)]
    if reader.status is Status.APPLICANT:
        parts.append(t("<i>What you change here, the coordinators see at once.</i>"))
    return Markup("\n\n").join(parts)


def _standing(t: Speech, reader: Reader, charter: Charter, held: Card) -> Markup:
    match reader.status:
        case Status.APPLICANT:
            what = t("Your application waits for a coordinator's decision.")
        case Status.SUSPENDED:
            what = t("Your membership is suspended.")
        case _ if held.joined_at:
            what = t("Member since {day}.", day=t.day(held.joined_at, reader.zone))
        case _:
            what = t("You are a member of the network.")
    lines = [what]
    if held.region:
        lines.append(t("Region: <b>{region}</b>", region=charter.region_name(held.region, t.language)))
    if held.named_topics is not None:
        topics = t.names(charter.topic_name(topic, t.language) for topic in held.named_topics)
        lines.append(t("Admitted to: <b>{topics}</b>", topics=topics))
    return Markup("\n").join([*lines, *coordinates(t, reader, charter)])


def coordinates(t: Speech, reader: Reader, charter: Charter) -> list[Markup]:
    """Say which role the reader holds, in a line or none."""
    if reader.network_wide:
        return [t("You coordinate the whole network.")]
    if reader.regions:
        regions = t.names(charter.region_name(key, t.language) for key in sorted(reader.regions))
        return [t("You coordinate: <b>{regions}</b>", regions=regions)]
    return []


def _consents(t: Speech, reader: Reader, held: Card) -> Markup:
    lines = [t("<b>What you agreed to</b>")]
    for purpose in PURPOSES:
        standing = held.consents.get(purpose)
        if standing is None:
            lines.append(t("{purpose}: no", purpose=purpose_name(t, purpose)))
            continue
        day = t.day(standing.given_at, reader.zone)
        lines.append(t("{purpose}: yes, since {day}", purpose=purpose_name(t, purpose), day=day))
    return Markup("\n").join(lines)


def card_keyboard(t: Speech, reader: Reader, held: Card) -> dict[str, Any]:
    """What can be done with the card."""
    directory = (
        _button(t.plain("Take me out of the directory"), STOP, Purpose.DIRECTORY)
        if Purpose.DIRECTORY in held.consents
        else _button(t.plain("Enter me in the directory"), EXPLAIN, Purpose.DIRECTORY)
    )
    applicant = reader.status is Status.APPLICANT
    leave = t.plain("Take my application back") if applicant else t.plain("Leave the network")
    return inline(
        t,
        [_button(t.plain("Change an answer"), FIELDS)],
        [directory],
        [notices_button(t)],
        [_button(t.plain("Language of the bot"), LANGUAGE)],
        [_button(leave, LEAVE)],
    )


def notices_button(t: Speech) -> Button:
    """Open the page about notices: quiet hours, weekends, the newsletter."""
    return Button(t.plain("Notices: what comes, and when"), WishPress(act="h"))


def fields_keyboard(t: Speech, held: Card) -> dict[str, Any]:
    """Which answer to change."""
    lines = [_button(t.plain(q.title), EDIT, q.key) for q in fields.ALL if q.key in held.fields]
    return inline(t, *in_rows(lines), [_button(t.plain("Back"), CARD)])


def language_keyboard(t: Speech, charter: Charter) -> dict[str, Any]:
    """Offer each language, and the way back to the card."""
    return picker(t, charter, lambda code: Press(act=LANGUAGE, value=code), [_button(t.plain("Back"), CARD)])


def no_profile(t: Speech, reader: Reader, charter: Charter) -> Markup:
    """Tell somebody who is no member what they would find here, and how to join."""
    if reader.status is Status.FORMER:
        lead = t("You have left the network, so there is no profile of yours any more. You are welcome back: /start")
    else:
        lead = t(
            "Once you are a member, you find your profile here and can change all of it. "
            "To join, send /start; it takes about five minutes and costs nothing."
        )
    own_data = t("What is held about you, and how to erase it: /privacy")
    return Markup("\n\n").join([lead, *coordinates(t, reader, charter), own_data])


# Optional consents


def explain(t: Speech, purpose: Purpose) -> Markup:
    """Say what a yes would mean, before it is given."""
    if purpose is Purpose.DIRECTORY:
        what = t(
            "Other members can then find you in the directory, with your name, city, organisation, position and "
            "topics. Nobody outside the network sees it."
        )
    else:
        what = t("Now and then you get news of the network here in this chat.")
    return Markup("\n\n").join(
        [
            t("<b>{purpose}</b>", purpose=purpose_name(t, purpose)),
            what,
            t("This is your choice. You can switch it off here at any time."),
        ]
    )


def explain_keyboard(t: Speech, purpose: Purpose) -> dict[str, Any]:
    """Agree, or don't."""
    return inline(t, [_button(t.plain("I agree"), AGREE, purpose)], [_button(t.plain("Not now"), CARD)])


# Leaving


def leave_question(t: Speech, *, applicant: bool) -> Markup:
    """Explain what leaving means."""
    if applicant:
        return Markup("\n\n").join(
            [
                t("<b>Take your application back?</b>"),
                t(
                    "The coordinators no longer see your application, and what you told us is deleted. "
                    "You can apply again at any time."
                ),
            ]
        )
    return Markup("\n\n").join(
        [
            t("<b>Leave the network?</b>"),
            t(
                "Your profile is deleted, your consents end, and so does any role you hold. What is kept is the proof "
                "of what you agreed to. You can join again at any time."
            ),
            t("To erase all traces of you instead, send /privacy."),
        ]
    )


def leave_keyboard(t: Speech, token: str, *, applicant: bool) -> dict[str, Any]:
    """The confirmation stands where *Leave* did not, so that one press too many does nothing."""
    yes = t.plain("Yes, take it back") if applicant else t.plain("Yes, leave the network")
    no = t.plain("No, leave it as it is") if applicant else t.plain("No, I stay")
    return inline(t, [_button(yes, LEAVE_SURE, token)], [_button(no, CARD)])


def left(t: Speech, *, applicant: bool) -> Markup:
    """Say good-bye."""
    if applicant:
        return t("Your application is taken back. Should you change your mind, send /start.")
    return t("You have left the network. Thank you for the time with us; you are welcome back at any time: /start")
