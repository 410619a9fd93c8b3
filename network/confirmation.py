"""Second confirmations: a token that goes with the question and makes a press that comes too late do nothing."""

from datetime import timedelta
from enum import StrEnum

from network.errors import N_, Outdated
from network.people import Reader
from network.work import Work

VALID_FOR = timedelta(minutes=15)


class Deed(StrEnum):
    """What can be done only after it was asked twice."""

    ERASE = "erase"
    LEAVE = "leave"


def ask(work: Work, reader: Reader, deed: Deed) -> str:
    """Make the token of a question asked now: letters, digits and points, at most 40 of them, for a button.

    It holds who was asked, what they were then, and when. It is no secret: only its own person's presses reach us.
    """
    return f"{deed}.{reader.id}.{reader.status}.{int(work.now.timestamp())}"


def require(work: Work, reader: Reader, deed: Deed, token: str) -> None:
    """Let only the answer to a question pass that was asked this person, as what they still are, a moment ago.

    Raises Outdated for an old, foreign or forged one.
    """
    asked, _, seconds = token.rpartition(".")
    if asked == f"{deed}.{reader.id}.{reader.status}" and seconds.isascii() and seconds.isdigit():
        age = int(work.now.timestamp()) - int(seconds)
        if 0 <= age <= VALID_FOR.total_seconds():
            return
    raise Outdated(N_("This question is from a while ago, so I did nothing. If you still want it, please begin again."))
