"""Texts and keyboards of `/privacy`."""

from collections.abc import Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from db.values import Purpose
from handlers.kit.keyboards import Button, inline, page_turns
from handlers.kit.purposes import purpose_name
from handlers.kit.speech import Speech
from network.charter import Charter
from network.consent import Consent
from network.errors import N_
from network.people import Reader

# What a press does. Short, because they stand in every button.
HOME, READ, EXPORT, CONSENTS, ASK, WITHDRAW, LEAVE, ERASE, SURE, DO = "h", "r", "x", "c", "a", "w", "l", "e", "s", "d"


class Press(CallbackData, prefix="p"):
    """A button of these rooms; `value` is a page, a purpose, or the token of a question."""

    act: str
    value: str = ""


def _button(label: str, act: str, value: str = "") -> Button:
    return Button(label, Press(act=act, value=value))


def home(t: Speech, charter: Charter) -> Markup:
    """What happens with a person's data, in short."""
    return Markup("\n\n").join(
        [
            t("<b>Your data</b>"),
            t(
                "{network} holds what you tell it here, what was decided about it, and what you agreed to. "
                "Nobody sells it, and nobody shows you advertising.",
                network=charter.runner(t.language),
            ),
            t(
                "Coordinators see your answers. Other members find you in the directory only if you agreed to "
                "that. Telegram carries every message, so please write nothing here that must stay secret."
            ),
            t("Whenever you like, you can read all of it, take it with you, or erase it."),
        ]
    )


def home_keyboard(t: Speech, *, consents: bool) -> dict[str, Any]:
    """What can be done about it."""
    return inline(
        t,
        [_button(t.plain("Read the privacy notice"), READ, "1")],
        [_button(t.plain("Export my data"), EXPORT)],
        [_button(t.plain("Withdraw a consent"), CONSENTS)] if consents else [],
        [_button(t.plain("Erase everything"), ERASE)],
    )


def page_keyboard(t: Speech, number: int, pages: int) -> dict[str, Any]:
    """Turn the pages of the privacy text; `number` counts from 1."""
    turns = page_turns(t, number - 1, pages, lambda words, to: _button(words, READ, str(to + 1)))
    return inline(t, turns, [_back(t)])


def page_foot(t: Speech, number: int, pages: int) -> Markup:
    """Say where in the text the reader is."""
    return t("<i>Page {number} of {pages}</i>", number=t.number(number), pages=t.number(pages))


def _back(t: Speech, label: str = N_("Back")) -> Button:
    return _button(t.plain(label), HOME)


# Export


def exported(t: Speech) -> Markup:
    """Stand beside the file for reading."""
    return t("Everything the network holds about you. Open it in any browser; it also works offline.")


def exported_for_machines(t: Speech) -> Markup:
    """Stand beside the file for machines."""
    return t("The same for computers (JSON), if you want to take it elsewhere.")


# Consents


def consents(t: Speech, reader: Reader, standing: Sequence[Consent]) -> Markup:
    """List what the reader agreed to, with dates."""
    if not standing:
        return t("You have agreed to nothing at the moment, so there is nothing to withdraw.")
    lines = Markup("\n").join(
        t(
            "• {purpose}: agreed on {day}",
            purpose=purpose_name(t, consent.purpose),
            day=t.day(consent.given_at, reader.zone),
        )
        for consent in standing
    )
    return Markup("\n\n").join(
        [
            t("<b>What you agreed to</b>"),
            lines,
            t("Which one do you want to withdraw? What was done until now remains lawful."),
        ]
    )


def consents_keyboard(t: Speech, standing: Sequence[Consent]) -> dict[str, Any]:
    """Offer each consent by itself."""
    rows = [[_button(purpose_name(t, consent.purpose), ASK, consent.purpose)] for consent in standing]
    return inline(t, *rows, [_back(t)])


def withdraw_question(t: Speech, purpose: Purpose) -> Markup:
    """Ask before an optional consent is withdrawn."""
    return t("Withdraw this consent? <b>{purpose}</b>", purpose=purpose_name(t, purpose))


def withdraw_keyboard(t: Speech, purpose: Purpose) -> dict[str, Any]:
    """Withdraw it, or don't."""
    return inline(
        t,
        [_button(t.plain("Withdraw it"), WITHDRAW, purpose)],
        [_button(t.plain("Keep it"), CONSENTS)],
    )


def withdrawn(t: Speech, purpose: Purpose) -> str:
    """Confirm a withdrawal in a few words."""
    return t.plain("Consent withdrawn: {purpose}", purpose=purpose_name(t, purpose))


def leaving_question(t: Speech, purpose: Purpose, *, applicant: bool) -> Markup:
    """Explain what withdrawing a needed consent means."""
    what = (
        t("If you withdraw it, your application is taken back.")
        if applicant
        else t(
            "If you withdraw it, you leave the network, and what you told it about yourself is deleted. "
            "You can join again whenever you like."
        )
    )
    return Markup("\n\n").join(
        [
            t("Withdraw this consent? <b>{purpose}</b>", purpose=purpose_name(t, purpose)),
            t("Nobody can take part without this consent."),
            what,
        ]
    )


def leaving_keyboard(t: Speech, token: str, *, applicant: bool) -> dict[str, Any]:
    """Confirm leaving; *keep* comes first, so that a double press of the question does no harm."""
    yes = t.plain("Withdraw it") if applicant else t.plain("Withdraw it and leave")
    return inline(t, [_button(t.plain("Keep my consent"), CONSENTS)], [_button(yes, LEAVE, token)])


def left(t: Speech, *, applicant: bool) -> Markup:
    """Confirm that a needed consent is withdrawn."""
    if applicant:
        return t(
            "Your application is taken back, and your consents have ended. Send /start if you want to apply again."
        )
    return t("You have left the network, and your consents have ended. Send /start if you ever want to come back.")


# Erasing


def erase_question(t: Speech) -> Markup:
    """Explain what goes and what is kept."""
    gone = Markup("\n").join(
        [
            t("• your profile and everything you told the network"),
            t("• your membership or application, and your roles"),
            t("• what coordinators see about you in their chats, and half-finished forms"),
        ]
    )
    return Markup("\n\n").join(
        [
            t("<b>Erase everything?</b>"),
            t("This goes, for good:"),
            gone,
            t(
                "This is kept as proof, because the law asks for it: which text somebody agreed to, and on which day. "
                "Without your name and without your Telegram identifier."
            ),
            t(
                "I also clear this chat: everything I wrote here, and what you wrote in the last two days. "
                "What you wrote before that only you can delete, in Telegram."
            ),
        ]
    )


def erase_keyboard(t: Speech) -> dict[str, Any]:
    """Go on, go back, or take the data along first."""
    return inline(
        t,
        [_button(t.plain("Export my data first"), EXPORT)],
        [_back(t, N_("Keep everything"))],
        [_button(t.plain("Go on"), SURE)],
    )


def erase_last_question(t: Speech) -> Markup:
    """Ask a second time."""
    return t("<b>Are you sure?</b> Nobody can bring your data back, not even us. Please answer within 15 minutes.")


def erase_last_keyboard(t: Speech, token: str) -> dict[str, Any]:
    """The second confirmation stands where the first did not, so that one press too many does nothing."""
    return inline(
        t,
        [_button(t.plain("Yes, erase everything for good"), DO, token)],
        [_back(t, N_("No, keep everything"))],
    )


def erased(t: Speech) -> Markup:
    """Say good-bye."""
    return t(
        "Everything is erased. Thank you for the time with us.\n\n"
        "Should you ever come back, send /start: you begin as somebody new."
    )
