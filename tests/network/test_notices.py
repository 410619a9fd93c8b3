"""Notices: whom they are for, how their copies come and change, when they are due, and what a message shows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import Chat, Copy, Person, PersonRegion, Role
from db.queries import audience as audiences
from db.queries import filling as queries
from db.unit import Database
from db.values import Audience, CopyState, Lane, NoticeState, RoleKind
from network import filling, ledger, notices
from network.charter import shipped_charter
from network.work import Work

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
BOT_ID, OWNER = 4242, 999
EVERYBODY = Audience()


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        yield Work(session, NOW, shipped_charter(), BOT_ID, frozenset({OWNER}))


def person(work: Work, telegram_id: int, status: str = "member", **more: Any) -> int:
    """Write a person down with their chat; returns Telegram's id, by which these tests know them."""
    roles = more.pop("roles", ())
    follows = more.pop("follows", ())
    chat = more.pop("chat", {})
    made = Person(telegram_id=telegram_id, status=status, language="en", first_seen=NOW, **more)
    work.session.add(made)
    work.session.flush()
    work.session.add_all(PersonRegion(person_id=made.id, region=region) for region in follows)
    work.session.add_all(Role(person_id=made.id, kind=kind, region=region, granted_at=NOW) for kind, region in roles)
    placed = {"bot_id": BOT_ID, "zone": made.zone} | chat
    work.session.add(Chat(telegram_id=telegram_id, kind="private", person_id=made.id, language="en", **placed))
    work.session.flush()
    return telegram_id


def row_of(work: Work, telegram_id: int) -> int:
    return work.session.query(Person.id).filter_by(telegram_id=telegram_id).scalar() or 0


def reached(work: Work, audience: Audience) -> set[int]:
    """Post something and say whom it reaches, by Telegram's id."""
    notice = notices.post(work, "card", 1, audience)
    while filling.prepare(work):
        pass
    found = work.session.execute(
        text("SELECT chat.telegram_id FROM copy JOIN chat ON chat.id = copy.chat_id WHERE notice_id = :notice"),
        {"notice": notice},
    )
    return {row.telegram_id for row in found}


# --- audiences ----------------------------------------------------------------------------------------------------
@pytest.fixture
def town(work: Work) -> Work:
    regional, network = RoleKind.REGIONAL, RoleKind.NETWORK
    person(work, 1, region="mena")
    person(work, 2, region="see")
    person(work, 3, region="ssa", follows=["mena"])
    person(work, 4, "applicant", region="mena")
    person(work, 5, "suspended", region="mena")
    person(work, 6, "visitor")
    person(work, 10, region="mena", roles=[(regional, "mena")])
    person(work, 11, "visitor", roles=[(regional, "mena"), (regional, "see")])
    person(work, 12, "visitor", roles=[(network, "")])
    person(work, OWNER, "visitor")
    person(work, 20, region="mena", chat={"bot_id": 1})  # somebody of another bot
    return work


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (EVERYBODY, {1, 2, 3, 4, 5, 6, 10, 11, 12, OWNER}),
        (Audience(statuses=("member",)), {1, 2, 3, 10}),
        (Audience(statuses=("member", "applicant"), regions=("mena",)), {1, 3, 4, 10}),
        (Audience(regions=("see", "ssa")), {2, 3}),
        (Audience(coordinators_of=("mena",)), {10, 11}),
        (Audience(coordinators_of=("see", "ssa")), {11}),
        (Audience(coordinators_of=("worldwide",)), {12, OWNER}),
        (Audience(network_coordinators=True), {12, OWNER}),
        (Audience(coordinators_of=("mena",), network_coordinators=True), {10, 11, 12, OWNER}),
        (Audience(coordinators_of=("ssa",)), set()),
    ],
)
def test_an_audience_is_a_filter(town: Work, audience: Audience, expected: set[int]) -> None:
    assert audience == Audience.from_json(audience.to_json())
    assert reached(town, audience) == expected


def test_an_audience_may_name_people_and_leave_some_out(town: Work) -> None:
    one, four, ten = (row_of(town, telegram_id) for telegram_id in (1, 4, 10))
    assert reached(town, Audience(people=(one, four))) == {1, 4}
    assert reached(town, Audience(people=(one, four), statuses=("member",))) == {1}
    assert reached(town, Audience(coordinators_of=("mena",), without=(ten,))) == {11}


def test_an_audience_narrowed_to_a_few(town: Work) -> None:
    scope = audiences.Scope(Audience(statuses=("member",)), BOT_ID, frozenset(), "worldwide")
    one, four = row_of(town, 1), row_of(town, 4)
    assert audiences.outside(town.session, scope, [one, four]) == {four}
    assert audiences.count(town.session, scope) == 4


# --- copies -------------------------------------------------------------------------------------------------------
def test_copies_are_filled_in_chunk_by_chunk(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "CHUNK", 3)
    for number in range(1, 9):
        person(work, number)
    notice = notices.post(work, "card", 1, EVERYBODY)
    sizes = []
    more = True
    while more:
        more = filling.prepare(work)
        sizes.append(sum(ledger.counts(work, notice).values()))
    assert sizes[:3] == [3, 6, 8]
    assert filling.prepare(work) is False


def test_filling_goes_on_where_it_stopped_and_adds_nobody_twice(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "CHUNK", 2)
    for number in range(1, 5):
        person(work, number)
    notice = notices.post(work, "card", 1, EVERYBODY)
    filling.prepare(work)
    queries.filled(work.session, notice, 0)  # as if the first chunk had been filled by somebody whose note was lost
    while filling.prepare(work):
        pass
    assert ledger.counts(work, notice) == {CopyState.PENDING: 4}


def test_a_revision_reaches_all_copies_chunk_by_chunk(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        person(work, number)
    notice = notices.post(work, "card", 1, EVERYBODY)
    filling.prepare(work)
    show(work)
    monkeypatch.setattr(filling, "CHUNK", 2)
    notices.revise(work, "card", 1)
    opened = []
    while filling.prepare(work):
        opened.append(len(ledger.open_copies(work, 100)))
    assert opened == [2, 4, 5][: len(opened)]
    assert len(ledger.open_copies(work, 100)) == 5
    assert {row.revision for row in ledger.open_copies(work, 100)} == {2}
    assert ledger.counts(work, notice) == {CopyState.SENT: 5}


def show(work: Work) -> None:
    """Record every open copy as sent."""
    rows = ledger.open_copies(work, 100)
    sent = [
        ledger.Outcome(row.id, row.chat_id, CopyState.SENT, row.revision, arrived=(ledger.Shown(row.id),))
        for row in rows
    ]
    ledger.record(work, "me", sent)


def test_who_cannot_be_reached_has_a_copy_all_the_same(work: Work) -> None:
    person(work, 1, chat={"unreachable_since": NOW})
    person(work, 2)
    notice = notices.post(work, "card", 1, EVERYBODY)
    filling.prepare(work)
    assert ledger.counts(work, notice) == {CopyState.UNREACHABLE: 1, CopyState.PENDING: 1}
    assert len(ledger.open_copies(work, 100)) == 1


def test_copies_fall_due_when_their_reader_is_awake(work: Work) -> None:
    for number, zone in enumerate([None, "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Nowhere/Else"], 1):
        person(work, number, zone=zone)
    notices.post(work, "card", 1, EVERYBODY)
    notices.post(work, "card", 2, EVERYBODY, urgent=True)
    filling.prepare(work)
    due = work.session.execute(
        text("SELECT chat.zone, copy.due_at FROM copy JOIN chat ON chat.id = chat_id WHERE notice_id = 1")
    )
    assert {row.zone for row in due} == {None, "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Nowhere/Else"}
    assert {row.zone for row in ledger.open_copies(work, 100) if row.subject_id == 1} == {
        None,
        "Asia/Tokyo",
        "Nowhere/Else",
    }
    assert len([row for row in ledger.open_copies(work, 100) if row.subject_id == 2]) == 5
    work.now += timedelta(hours=7)  # 8:00 in Los Angeles
    assert "America/Los_Angeles" in {row.zone for row in ledger.open_copies(work, 100) if row.subject_id == 1}
    assert ledger.next_due(work) == NOW


def test_changes_reach_every_notice_of_a_subject_and_no_other(work: Work) -> None:
    person(work, 1)
    for kind, subject in (("card", 1), ("card", 1), ("card", 2), ("other", 1)):
        notices.post(work, kind, subject, EVERYBODY)
    filling.prepare(work)
    show(work)
    work.woken.clear()
    notices.revise(work, "card", 1)
    assert work.woken == {"ledger"}
    filling.prepare(work)
    assert [(row.kind, row.subject_id) for row in ledger.open_copies(work, 100)] == [("card", 1)] * 2
    work.woken.clear()
    notices.revise(work, "nothing", 1)
    assert work.woken == set()


def test_what_is_cancelled_before_anybody_has_a_copy_gets_none(work: Work) -> None:
    person(work, 1)
    later = notices.post(work, "card", 1, EVERYBODY, due_at=NOW + timedelta(hours=1))
    notices.cancel(work, "card", 1)
    work.now += timedelta(hours=2)
    assert filling.prepare(work) is False
    assert ledger.counts(work, later) == {}


def test_lanes_are_taken_in_order(work: Work) -> None:
    person(work, 1)
    for lane in (Lane.DIGEST, Lane.PERSONAL, Lane.ANNOUNCEMENT):
        notices.post(work, "card", 1, EVERYBODY, lane=lane)
    filling.prepare(work)
    assert [row.lane for row in ledger.open_copies(work, 2)] == ["personal", "announcement"]


# --- answers that become copies -----------------------------------------------------------------------------------
def test_an_adopted_answer_is_a_copy_and_can_be_found_and_let_go(work: Work) -> None:
    person(work, 1)
    notice = notices.post(work, "card", 7, EVERYBODY)
    assert notices.adopt(work, notice, 1, 55)
    filling.prepare(work)
    assert ledger.counts(work, notice) == {CopyState.SENT: 1}  # it is not sent a second time
    assert ledger.open_copies(work, 10) == []
    assert notices.find(work, 1, 55) == notices.Subject(notice, "card", 7, theirs=False)
    assert notices.find(work, 1, 56) is None
    notices.revise(work, "card", 7)
    filling.prepare(work)
    (copy,) = ledger.open_copies(work, 10)
    assert ledger.messages(work, [copy.id])[copy.id][0].message_id == 55
    assert notices.let_go(work, 1, 55)
    assert not notices.let_go(work, 1, 55)
    assert ledger.counts(work, notice) == {CopyState.GONE: 1}
    assert ledger.open_copies(work, 10) == []


def test_a_picture_that_an_answer_put_there_is_known_until_another_answer_changes_it(work: Work) -> None:
    person(work, 1)
    notice = notices.post(work, "card", 7, EVERYBODY)

    def shows() -> list[str | None]:
        copies = list(work.session.scalars(select(Copy.id)))
        return [message.media for copy in copies for message in ledger.messages(work, [copy])[copy]]

    notices.adopt(work, notice, 1, 55, None, "photo:one")
    assert shows() == ["photo:one"]
    notices.adopt(work, notice, 1, 55)  # only its words were edited
    assert shows() == ["photo:one"]
    notices.adopt(work, notice, 1, 55, None, "photo:two")
    assert shows() == ["photo:two"]


def test_what_an_answer_showed_before_a_revision_is_edited(work: Work) -> None:
    person(work, 1)
    notice = notices.post(work, "card", 7, EVERYBODY)
    shown = notices.revision_of(work, notice)
    notices.revise(work, "card", 7)
    notices.adopt(work, notice, 1, 55, shown)
    assert [row.shows for row in ledger.open_copies(work, 10)] == [1]
    notices.adopt(work, notice, 1, 55)
    assert ledger.open_copies(work, 10) == []


def test_two_messages_of_one_notice_in_a_chat_are_both_kept_right(work: Work) -> None:
    person(work, 1)
    notice = notices.post(work, "card", 7, EVERYBODY)
    notices.adopt(work, notice, 1, 55)
    notices.revise(work, "card", 7)
    notices.adopt(work, notice, 1, 56)
    (copy,) = ledger.open_copies(work, 10)  # the older one still shows the older state
    assert [standing.message_id for standing in ledger.messages(work, [copy.id])[copy.id]] == [55, 56]
    notices.let_go(work, 1, 55)
    assert notices.find(work, 1, 56)


def test_a_message_shows_one_thing_at_a_time(work: Work) -> None:
    person(work, 1)
    first, second = (notices.post(work, "card", subject, EVERYBODY) for subject in (7, 8))
    notices.adopt(work, first, 1, 55)
    notices.adopt(work, second, 1, 55)
    found = notices.find(work, 1, 55)
    assert found is not None
    assert found.subject_id == 8
    assert ledger.counts(work, first) == {CopyState.GONE: 1}
    assert not notices.adopt(work, 12345, 1, 55)
    assert not notices.adopt(work, first, 12345, 55)


def test_an_answer_about_something_taken_back_goes_too(work: Work) -> None:
    person(work, 1)
    notice = notices.post(work, "card", 7, EVERYBODY)
    notices.retract(work, "card", 7)
    notices.adopt(work, notice, 1, 55)
    assert [row.notice_state for row in ledger.open_copies(work, 10)] == [NoticeState.RETRACTED]
