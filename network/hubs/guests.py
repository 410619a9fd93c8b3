"""Guests: people in a hub's group who are no members. Nobody is thrown out for it; they are told once how to join."""

import hashlib
import hmac
from datetime import timedelta

from db.queries import house
from db.queries import hubs as queries
from db.values import Status
from network.hubs import tasks
from network.hubs.groups import Group
from network.people import Reader
from network.work import Work

KEY = "guest_key"
KEPT_FOR = timedelta(days=90)
LINE = "-"  # stands for everybody at once: the line that all can read
LINE_EVERY = timedelta(hours=1)
WORTH_IT = timedelta(minutes=10)


def is_guest(reader: Reader) -> bool:
    """Whether somebody who writes in a hub's group is no member. Applicants know that they wait."""
    return not reader.coordinates and reader.status in (Status.VISITOR, Status.FORMER, Status.ERASED)


def tell_once(work: Work, group: Group, reader: Reader) -> bool:
    """Have a guest told how to join, the first time they write; says whether it is the first time.

    Kept of it is a hash with a key of our own, for 90 days: it says whether they were told, and not who they are.
    """
    if not reader.telegram_id or not first_time(work, group.id, reader.telegram_id):
        return False
    tasks.add(work, group.id, tasks.GUEST, telegram_id=reader.telegram_id, expires_at=work.now + WORTH_IT)
    return True


def first_time(work: Work, chat_id: int, telegram_id: int) -> bool:
    """Note that a guest is told something in a group (row); says whether it is the first time."""
    key = house.secret(work.session, KEY)
    mark = hmac.new(bytes.fromhex(key), f"{chat_id}:{telegram_id}".encode(), hashlib.sha256).hexdigest()
    return queries.first_time(work.session, chat_id, mark, work.now)


def line_due(work: Work, chat_id: int) -> bool:
    """Say whether the line for everybody may be written in a group now, at most one an hour; it counts as written."""
    queries.forget_line(work.session, chat_id, LINE, work.now - LINE_EVERY)
    return queries.first_time(work.session, chat_id, LINE, work.now)


def forget_old(work: Work) -> int:
    """Forget who was told long ago; returns how many."""
    return queries.forget_guests(work.session, work.now - KEPT_FOR)
