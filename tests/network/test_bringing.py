"""Bringing posts to their readers: who hears at once and in which message, and what is told anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.models import Chat, Copy, Following, Person, PersonRegion, Post
from db.unit import Database
from db.values import CopyState, NoticeState
from network import ledger, people, privacy
from network.charter import shipped_charter
from network.discussions import bringing
from network.work import Work
from tests.network.bringing import bring_all, copy_of, discussion, follow, heard, letters, members, post

TUESDAY = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
BOT_ID = 4242
HOUR = timedelta(hours=1)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        yield Work(session, TUESDAY, replace(shipped_charter(), hours=()), BOT_ID)


def test_it_reaches_who_follows_and_who_wants_all_at_once(work: Work) -> None:
    author, follower, took_part, muted, digest = members(work, 5, topics=["waste"])
    wants, mute = members(work, 2, topics=["waste", "water"], discussion_news="at_once")
    (other_topic,) = members(work, 1, topics=["water"], discussion_news="at_once")
    (elsewhere,) = members(work, 1, topics=["waste"], discussion_news="at_once", region="see")
    (nearby,) = members(work, 1, topics=["waste"], discussion_news="at_once", region="see")
    work.session.execute(insert(PersonRegion).values(person_id=nearby, region="mena"))
    (applicant,) = members(work, 1, topics=["waste"], discussion_news="at_once", status="applicant")
    (unheard,) = members(work, 1, topics=["waste"], discussion_news="none")
    (former,) = members(work, 1, status="former")
    (suspended,) = members(work, 1, status="suspended")
    about = discussion(work, author, region="mena")
    follow(work, about, [author, took_part], "took_part")
    follow(work, about, [follower, unheard, former, suspended])
    follow(work, about, [muted, mute], "muted")
    said = post(work, about, author)
    bring_all(work)
    assert heard(work, said) == sorted([follower, took_part, wants, nearby, unheard, suspended])
    assert {digest, other_topic, elsewhere, applicant}.isdisjoint(heard(work, said))
    everyone = discussion(work, author)
    said = post(work, everyone, author)
    bring_all(work)
    assert heard(work, said) == [wants, mute, elsewhere, nearby]


def test_nobody_hears_twice_however_often_it_is_brought(work: Work) -> None:
    author, *followers = members(work, 4)
    about = discussion(work, author)
    follow(work, about, followers)
    said = post(work, about, author)
    bring_all(work)
    bringing.bring(work, said)
    bring_all(work)
    assert heard(work, said) == followers
    assert [letters(work, one) for one in followers] == [[("pending", False, [said])]] * 3


def test_pending_posts_meet_in_one_message(work: Work) -> None:
    author, reader, other = members(work, 3)
    about, beside = discussion(work, author), discussion(work, other)
    for one in (about, beside):
        follow(work, one, [reader])
    first = post(work, about, author)
    bring_all(work)
    before = copy_of(work, reader)
    second, third = post(work, about, author), post(work, beside, other)
    bring_all(work)
    after = copy_of(work, reader)
    assert letters(work, reader) == [("pending", False, [first, second, third])]
    # Whoever rendered it meanwhile finds another revision at the claim.
    assert (after.revision, after.wanted) == (before.revision + 2, before.revision + 2)


@pytest.mark.parametrize("state", ["claimed", "sent", "maybe", "failed", "skipped"])
def test_what_left_or_is_in_a_hand_is_not_joined(work: Work, state: str) -> None:
    author, reader = members(work, 2)
    about = discussion(work, author)
    follow(work, about, [reader])
    first = post(work, about, author)
    bring_all(work)
    work.session.execute(update(Copy).values(state=state, open=False))
    second = post(work, about, author)
    bring_all(work)
    assert letters(work, reader) == [(state, False, [first]), ("pending", False, [second])]


def test_quiet_hours_hold_it_and_weekends_do_not(work: Work) -> None:
    (author,) = members(work, 1)
    (night,) = members(work, 1, zone="Pacific/Auckland", quiet_from=None, quiet_to=None)  # 23:00 there
    (off,) = members(work, 1, weekends=False)
    work.now = TUESDAY + timedelta(days=4)
    about = discussion(work, author)
    follow(work, about, [night, off])
    post(work, about, author)
    bring_all(work)
    assert copy_of(work, night).due_at == work.now + 9 * HOUR
    assert copy_of(work, off).due_at == work.now  # Saturday
    assert copy_of(work, off).named_time


def test_who_cannot_be_reached_gets_one_message_when_they_can(work: Work) -> None:
    author, reader = members(work, 2)
    about = discussion(work, author)
    follow(work, about, [reader])
    work.session.execute(update(Chat).where(Chat.person_id == reader).values(unreachable_since=work.now))
    said = []
    for _ in range(3):
        said.append(post(work, about, author))
        bring_all(work)
        work.now += timedelta(days=5)
    assert letters(work, reader) == [("unreachable", False, said)]
    assert not copy_of(work, reader).open


def test_it_comes_in_chunks_that_wishes_may_change_in_between(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "CHUNK", 2)
    monkeypatch.setattr(bringing, "SQLITE_CHUNK", 2)
    author, *followers = members(work, 7)
    about = discussion(work, author)
    follow(work, about, followers[:5])
    said = post(work, about, author)
    assert bringing.bring_some(work)
    assert heard(work, said) == followers[:2]
    third, fourth, fifth, late = followers[2:]
    work.session.execute(update(Following).where(Following.person_id == third).values(state="muted"))
    work.session.execute(update(Person).where(Person.id == fourth).values(status="former"))
    follow(work, about, [late])
    again = post(work, about, author)  # joins what is pending
    bring_all(work)
    assert heard(work, said) == [*followers[:2], fifth, late]
    assert letters(work, followers[0]) == [("pending", False, [said, again])]


def test_a_hidden_post_waits_and_goes_on_where_it_was(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "CHUNK", 2)
    monkeypatch.setattr(bringing, "SQLITE_CHUNK", 2)
    author, *followers = members(work, 5)
    about = discussion(work, author)
    follow(work, about, followers)
    said = post(work, about, author)
    bringing.bring_some(work)
    work.session.execute(update(Post).values(state="hidden"))
    bringing.retell(work, said)
    bring_all(work)
    assert heard(work, said) == followers[:2]
    # Nothing had left; the delivery finds nothing to say and skips it.
    work.session.execute(update(Copy).values(state="skipped", open=False))
    work.session.execute(update(Post).values(state="live"))
    bringing.retell(work, said)
    bring_all(work)
    assert heard(work, said) == followers
    assert [letters(work, one) for one in followers] == [[("pending", False, [said])]] * 4
    work.session.execute(update(Post).values(state="deleted", text=None))
    bringing.bring(work, said)
    bring_all(work)
    assert not bringing.bring_some(work)


def test_what_changed_reaches_every_message(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "CHUNK", 2)
    monkeypatch.setattr(bringing, "SQLITE_CHUNK", 2)
    author, *followers = members(work, 6)
    about, beside = discussion(work, author), discussion(work, author)
    follow(work, about, followers)
    follow(work, beside, followers)
    said, other = post(work, about, author), post(work, beside, author)
    bring_all(work)
    answer = post(work, about, followers[0], replies_to=said)
    bring_all(work)
    work.session.execute(update(Copy).values(state="sent", open=False, revision=Copy.wanted, sent_at=work.now))
    work.session.execute(update(Copy).where(Copy.id == copy_of(work, followers[1]).id).values(lease_until=work.now))
    last = post(work, about, author)
    bring_all(work)
    before = copy_of(work, followers[4])
    bringing.retell(work, said)
    bringing.bring_some(work)
    bringing.retell(work, said)  # from the beginning, while some were told
    bring_all(work)
    asked = select(Copy.state, Copy.open, Copy.wanted > Copy.revision)
    states = work.session.execute(asked.order_by(Copy.id)).all()
    assert {tuple(row) for row in states} == {("sent", True, True), ("sent", False, True), ("pending", True, True)}
    assert sum(not row.open for row in states) == 1  # in a hand: edited once that is done
    assert copy_of(work, followers[4]).revision == before.revision  # it holds neither the post nor an answer to it
    assert {other, answer, last} <= set(work.session.scalars(select(Post.id).where(Post.retold_to.is_(None))))


def test_whoever_left_is_told_anew_in_all_their_posts_and_in_answers_to_them(work: Work) -> None:
    author, other = members(work, 2)
    about = discussion(work, author)
    said = post(work, about, author)
    answer, apart = post(work, about, other, replies_to=said), post(work, about, other)
    bringing.retell_all_of(work, author)
    retold = set(work.session.scalars(select(Post.id).where(Post.retold_to.is_not(None))))
    assert retold == {said, answer}
    assert apart not in retold
    assert "ledger" in work.woken


@pytest.fixture
def pending(postgresql: Database) -> tuple[Database, int, int]:
    """Return a database with a discussion whose one reader has a pending bundle, and who these are."""
    with postgresql.unit() as session:
        work = work_in(session)
        author, reader = members(work, 2)
        about = discussion(work, author)
        follow(work, about, [reader])
        post(work, about, author)
        bring_all(work)
    return postgresql, about, reader


def work_in(session: Session) -> Work:
    return Work(session, TUESDAY, shipped_charter(), BOT_ID)


def found(work: Work) -> ledger.Open:
    """Return the one open copy as a worker finds it who renders it then."""
    (row,) = ledger.open_copies(work, 10)
    audience = ledger.audiences_of(work, [row.notice_id])[row.notice_id]
    reader = people.readers(work, [row.person_id])[row.person_id]
    state = NoticeState(row.notice_state)
    return ledger.Open(row.id, row.person_id, reader, row.revision, state, row.notice_id, audience, sends=True)


def test_what_is_being_claimed_is_not_joined(pending: tuple[Database, int, int]) -> None:
    database, about, reader = pending
    with database.unit() as claiming, database.unit() as bringing_:
        worker, other = work_in(claiming), work_in(bringing_)
        assert len(ledger.claim(worker, [found(worker)], "somebody", TUESDAY + HOUR)) == 1
        post(other, about, 1)
        bring_all(other)
    with database.unit() as session:
        states = [(state, len(posts)) for state, _, posts in letters(work_in(session), reader)]
        assert states == [("claimed", 1), ("pending", 1)]


def test_what_is_being_joined_cannot_be_claimed_as_it_was(pending: tuple[Database, int, int]) -> None:
    database, about, reader = pending
    with database.unit() as claiming:
        worker = work_in(claiming)
        before = found(worker)
        with database.unit() as bringing_:
            other = work_in(bringing_)
            post(other, about, 1)
            bring_all(other)
            assert not ledger.claim(worker, [before], "somebody", TUESDAY + HOUR)
        assert not ledger.claim(worker, [before], "somebody", TUESDAY + HOUR)
        assert len(ledger.claim(worker, [found(worker)], "somebody", TUESDAY + HOUR)) == 1
    with database.unit() as session:
        assert [(state, len(posts)) for state, _, posts in letters(work_in(session), reader)] == [("claimed", 2)]


@pytest.mark.parametrize("meanwhile", ["joined", "shown again"])
def test_what_had_nothing_to_say_is_not_laid_aside_when_it_has(
    pending: tuple[Database, int, int], meanwhile: str
) -> None:
    database, about, reader = pending
    with database.unit() as looking:
        worker = work_in(looking)
        before = found(worker)  # and nothing stands in it
        with database.unit() as bringing_:
            other = work_in(bringing_)
            if meanwhile == "joined":
                post(other, about, 1)
            else:
                bringing.retell(other, 1)
            bring_all(other)
        ledger.record(worker, "somebody", [ledger.Outcome(before.copy_id, 0, CopyState.SKIPPED, 0, given_up=True)])
    with database.unit() as session:
        work = work_in(session)
        assert [state for state, *_ in letters(work, reader)] == ["pending"]
        assert copy_of(work, reader).open


def test_one_process_at_a_time(postgresql: Database) -> None:
    charter = shipped_charter()
    with postgresql.unit() as session:
        work = Work(session, TUESDAY, charter, BOT_ID)
        author, reader = members(work, 2)
        about = discussion(work, author)
        follow(work, about, [reader])
        post(work, about, author)
    with postgresql.unit() as one, postgresql.unit() as another:
        assert bringing.bring_some(Work(one, TUESDAY, charter, BOT_ID))
        assert not bringing.bring_some(Work(another, TUESDAY, charter, BOT_ID))
    with postgresql.unit() as session:
        assert [state for state, *_ in letters(Work(session, TUESDAY, charter, BOT_ID), reader)] == ["pending"]


def test_whoever_is_erased_leaves_nothing_and_hears_nothing_more(work: Work) -> None:
    author, reader, other = members(work, 3)
    about = discussion(work, author)
    follow(work, about, [reader, other])
    said = post(work, about, author)
    bring_all(work)
    work.session.execute(update(Copy).values(state="sent", open=False))
    post(work, about, author)
    bringing.bring_some(work)
    privacy.erase_person(work, reader, 9000 + reader)
    bringing.bring(work, said)
    bring_all(work)
    assert heard(work, said) == [other]
    assert letters(work, reader) == []
    assert [state for state, *_ in letters(work, other)] == ["sent", "pending"]
    privacy.erase_person(work, author, 9000 + author)
    bring_all(work)
    # What arrived is edited: it named its author.
    asked = select(Copy.state, Copy.open).order_by(Copy.id)
    assert [tuple(row) for row in work.session.execute(asked)] == [("sent", True), ("pending", True)]
