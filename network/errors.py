"""The one error base: a message key and its arguments, turned into words in one place (bot/edge.py)."""

from typing import Any


class NetworkError(Exception):
    """A rule says no. `message` is a catalogue key (an English sentence), `arguments` fill its placeholders.

    Raising one inside a unit of work undoes the unit; the person reads the sentence in their language.
    """

    def __init__(self, message: str, **arguments: Any) -> None:
        """Keep key and arguments; nothing is translated here."""
        super().__init__(message)
        self.message = message
        self.arguments = arguments


class NotAllowed(NetworkError):  # noqa: N818 - reads as the sentence it is
    """The person's role or status does not permit this."""


class Outdated(NetworkError):  # noqa: N818 - reads as the sentence it is
    """The world moved on since this button was made."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Mark a sentence for the catalogues without translating it here."""
    return message
