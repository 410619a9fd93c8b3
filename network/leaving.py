"""Leaving the network, asked twice."""

from network import confirmation, membership, people
from network.confirmation import Deed
from network.people import Reader
from network.work import Work


def ask(work: Work, reader: Reader) -> str:
    """Begin to leave: the token that the second confirmation must bring."""
    return confirmation.ask(work, reader, Deed.LEAVE)


def leave(work: Work, reader: Reader, token: str) -> Reader:
    """Let the reader leave, who confirmed a second time with `token`; returns who they are now.

    Raises Outdated when the question was asked too long ago or of what they no longer are, and NetworkError for
    whoever is neither member nor applicant.
    """
    confirmation.require(work, reader, Deed.LEAVE, token)
    membership.leave(work, reader)
    return people.readers(work, [reader.id])[reader.id]
