"""Going out of hub groups: whoever leaves the network, is suspended or erased is taken out of every group."""

from db.queries import hubs as queries
from db.values import JoinState
from network import people
from network.hubs import groups, tasks, troubles
from network.hubs.groups import Group
from network.people import Reader
from network.work import Work


def leaves(work: Work, person_id: int, *, may_return: bool = False) -> None:
    """Have somebody taken out of the group of every hub; call it while their Telegram id is still known.

    Nobody can list a group's people, so it is done in all of them. What they asked for is declined. With `may_return`
    (a suspension) they wait at the doors of the groups they were in, and are let in again when they may.
    """
    reader = people.readers(work, [person_id]).get(person_id)
    if reader is None or reader.telegram_id is None:
        return
    if may_return:
        queries.wait_again(work.session, person_id, work.now)
    for group in groups.linked(work):
        unopened = tasks.drop(work, group.id, (tasks.APPROVE,), telegram_id=reader.telegram_id)
        tasks.add(work, group.id, tasks.REMOVE, telegram_id=reader.telegram_id, subject_id=person_id)
        if unopened and may_return:
            queries.decide(work.session, group.id, person_id, JoinState.WAITING)
        elif unopened or (not may_return and queries.request(work.session, group.id, person_id) == JoinState.WAITING):
            queries.decide(work.session, group.id, person_id, JoinState.LAPSED)
            tasks.add(work, group.id, tasks.DECLINE, telegram_id=reader.telegram_id, subject_id=person_id)


def stays(work: Work, chat_id: int, person_id: int | None) -> None:
    """Note that somebody cannot be taken out because they administer the group: its coordinators are told, once."""
    known = people.readers(work, [person_id]) if person_id else {}
    there = person_id in known and known[person_id].telegram_id is not None
    if there and person_id is not None:
        queries.came(work.session, chat_id, person_id, work.now, administers=True)
    troubles.tell(work, chat_id, f"{troubles.ADMIN}{person_id if there else 0}")


def gone(work: Work, chat_id: int, person_id: int | None) -> None:
    """Note that somebody was taken out."""
    if person_id:
        queries.went(work.session, chat_id, person_id)
        troubles.over(work, chat_id, f"{troubles.ADMIN}{person_id}")


def went(work: Work, group: Group, reader: Reader) -> None:
    """Note that somebody went by themselves or was taken out by somebody: nothing is left to be done about them."""
    if reader.id:
        troubles.over(work, group.id, f"{troubles.ADMIN}{reader.id}")


def now_runs(work: Work, group: Group, reader: Reader, *, administers: bool) -> None:
    """Note that somebody in a group administers it now, or no more: who could not be taken out before, goes now."""
    if not reader.id:
        return
    queries.came(work.session, group.id, reader.id, work.now, administers=administers)
    code = f"{troubles.ADMIN}{reader.id}"
    if code in group.told and not administers:
        troubles.over(work, group.id, code)
        tasks.add(work, group.id, tasks.REMOVE, telegram_id=reader.telegram_id, subject_id=reader.id)
