"""Texts and keyboards of help, language and fallback."""

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from db.values import Status
from handlers.kit.menu import listed
from handlers.kit.speech import Speech
from network.charter import Charter
from network.people import Reader


class Language(CallbackData, prefix="s"):
    """A press in the language picker."""

    code: str


def help_text(t: Speech, reader: Reader, charter: Charter) -> Markup:
    """Explain what the reader can do now, with every command that is theirs."""
    match reader.status:
        case Status.MEMBER:
            lead = t("You are a member of the network.")
        case Status.APPLICANT:
            lead = t("Your application waits for a coordinator's decision. You will hear from us here.")
        case Status.SUSPENDED:
            lead = t("Your membership is suspended. You can still read, change and export your data, and leave.")
        case _:
            lead = t("You are not a member yet. Send /start to join; it takes about five minutes and costs nothing.")
    contact = t("A person answers here: {contact}", contact=charter.contact(t.language))
    return Markup("\n\n").join([Markup("<b>{}</b>").format(t.plain("Help")), lead, listed(t, reader), contact])


def not_understood(t: Speech) -> Markup:
    """Answer a message nobody expected."""
    return t("I did not expect a message here. Send /help to see what I can do, or /start to go home.")


def not_expected_file(t: Speech) -> Markup:
    """Answer a photo, file, voice or sticker nobody expected."""
    return t("Thank you, but I cannot do anything with this here. Send /help to see what I can do.")


def stale_press(t: Speech) -> str:
    """Answer a button that belongs to something long gone."""
    return t.plain("This button is from an older message and no longer works. Send /start to go on.")
