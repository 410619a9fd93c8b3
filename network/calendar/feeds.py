"""The private address at which somebody's calendar program fetches what they said yes to: made, revoked, looked up."""

import hashlib
import re
import secrets

from db.queries import calendars as queries
from db.values import Status
from network import people
from network.calendar.entries import uid
from network.errors import N_, NotAllowed
from network.people import Reader
from network.work import Work

_KEY = re.compile("[A-Za-z0-9_-]{43}")  # 32 random bytes


def make(work: Work, reader: Reader) -> str:
    """Make an address' key, in place of the one there was; it is shown now and never again: only its hash is kept.

    Raises NotAllowed for whoever is no member.
    """
    if reader.status is not Status.MEMBER:
        raise NotAllowed(N_("Calendars are for members of the network."))
    uid(work, 0)  # the names of entries are made now: whoever fetches them only reads
    key = secrets.token_urlsafe(32)
    queries.keep_feed(work.session, reader.id, _hash(key), work.now)
    return key


def forget(work: Work, reader: Reader) -> bool:
    """Let the address lead nowhere from now on; says whether there was one."""
    return queries.drop_feed(work.session, reader.id)


def has_one(work: Work, reader: Reader) -> bool:
    """Say whether somebody has an address."""
    return queries.has_feed(work.session, reader.id)


def holder(work: Work, key: str) -> Reader | None:
    """Find whose calendar a key opens; None for a key that opens none, be it wrong, revoked, or of no member any more.

    What is looked up is the key's hash, so how long it takes says nothing about how much of a guess was right.
    """
    if not _KEY.fullmatch(key):
        return None
    found = queries.feed_holder(work.session, _hash(key))
    reader = people.readers(work, [found]).get(found) if found is not None else None
    return reader if reader and reader.status is Status.MEMBER else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
