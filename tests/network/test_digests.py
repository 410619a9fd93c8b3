"""Digests: when they come, what stands in them, and that nothing comes twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, text, update

from db.models import Copy, Person, PersonRegion, Post
from db.unit import Database
from db.values import DiscussionNews, Habits
from network import people
from network.charter import shipped_charter
from network.charter_parts import Hours
from network.discussions import bringing, bundles, digests
from network.discussions.mornings import next_morning
from network.errors import NetworkError, NotAllowed
from network.work import Work
from tests.network.bringing import bring_all, copy_of, discussion, follow, heard, letters, members, post

TUESDAY = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
EIGHT = TUESDAY.replace(hour=8)
BOT_ID = 4242
DAY = timedelta(days=1)
DAILY, WEEKLY = DiscussionNews.DAILY, DiscussionNews.WEEKLY


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        yield Work(session, TUESDAY, replace(shipped_charter(), hours=()), BOT_ID)


def wish_of(work: Work, person: int) -> tuple[str, datetime | None]:
    """Read how somebody hears of discussions, and when their next digest is due."""
    asked = select(Person.discussion_news, Person.digest_at).where(Person.id == person)
    news, due = work.session.execute(asked).one()
    return news, due


def test_the_hour_is_the_end_of_quiet_hours_on_a_working_day() -> None:
    cairo = Habits("Africa/Cairo", "EG")
    thursday = datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
    assert next_morning(TUESDAY, cairo, DAILY) == datetime(2027, 3, 3, 6, 0, tzinfo=UTC)
    assert next_morning(thursday, cairo, DAILY) == datetime(2027, 3, 7, 6, 0, tzinfo=UTC)  # Friday and Saturday are off
    assert next_morning(thursday, cairo._replace(weekends=True), DAILY) == datetime(2027, 3, 5, 6, 0, tzinfo=UTC)
    assert next_morning(TUESDAY, cairo, WEEKLY) == datetime(2027, 3, 7, 6, 0, tzinfo=UTC)
    assert next_morning(TUESDAY, Habits("Europe/Berlin", "DE"), WEEKLY) == datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
    assert next_morning(TUESDAY, Habits("Asia/Kolkata", "IN"), WEEKLY) == datetime(2027, 3, 8, 2, 30, tzinfo=UTC)
    assert next_morning(TUESDAY, Habits(None, None, 22 * 60, 6 * 60 + 30), DAILY) == datetime(
        2027, 3, 3, 6, 30, tzinfo=UTC
    )
    assert next_morning(TUESDAY, Habits(None, None, 0, 0), DAILY) == datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
    # By day somebody sleeps who works at night.
    assert next_morning(TUESDAY, Habits(None, None, 7 * 60, 15 * 60), DAILY) == TUESDAY.replace(hour=15)
    assert next_morning(TUESDAY, Habits("Nowhere/Atall", None), DAILY) == datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def test_the_hour_keeps_to_ramadan_and_to_both_ends_of_the_earth() -> None:
    ramadan = Hours("ramadan", frozenset({"EG"}), TUESDAY.date(), (TUESDAY + 30 * DAY).date(), 3 * 60, 10 * 60)
    cairo = Habits("Africa/Cairo", "EG")
    assert next_morning(TUESDAY, cairo, DAILY, (ramadan,)) == datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        found = next_morning(TUESDAY, Habits(zone), DAILY)
        assert TUESDAY < found <= TUESDAY + DAY
        assert found.astimezone(ZoneInfo(zone)).hour == 8


def test_it_holds_what_touches_its_reader_and_did_not_come_at_once(work: Work) -> None:
    (author,) = members(work, 1)
    (reader,) = members(work, 1, topics=["waste", "water"], digest_at=TUESDAY + DAY, digest_from=TUESDAY)
    work.session.execute(insert(PersonRegion).values(person_id=reader, region="see"))
    mine, theirs = discussion(work, author, region="mena"), discussion(work, author, topic="energy")
    near, far = discussion(work, author, region="see", topic="water"), discussion(work, author, region="ssa")
    followed, muted = discussion(work, author), discussion(work, author)
    follow(work, followed, [reader])
    follow(work, muted, [reader], "muted")
    wanted = [post(work, mine, author), post(work, near, author)]
    own = post(work, mine, reader)
    at_once = post(work, followed, author)
    for one in (theirs, far, muted):
        post(work, one, author)
    gone = post(work, mine, author, state="deleted")
    early = post(work, mine, author, posted_at=TUESDAY - DAY)
    bring_all(work)
    assert letters(work, reader) == [("pending", False, [at_once])]
    work.session.execute(update(Copy).values(state="sent", open=False))
    work.now += DAY
    wanted.append(post(work, mine, author))
    bring_all(work)
    assert letters(work, reader)[1:] == [("pending", True, wanted)]
    assert {own, gone, early}.isdisjoint(wanted)
    assert not copy_of(work, reader).named_time  # a weekend would hold it
    assert wish_of(work, reader) == (DAILY, EIGHT + 2 * DAY)


def test_one_with_nothing_in_it_is_not_sent_and_none_repeats(work: Work) -> None:
    (author,) = members(work, 1)
    (reader,) = members(work, 1, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - DAY)
    bring_all(work)
    assert letters(work, reader) == []
    said = post(work, discussion(work, author), author)
    for _ in range(3):
        work.now += DAY
        bring_all(work)
    assert letters(work, reader) == [("pending", True, [said])]


def test_what_is_written_while_it_is_made_comes_next_time(work: Work) -> None:
    (author,) = members(work, 1)
    (reader,) = members(work, 1, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - DAY)
    about = discussion(work, author)
    first = post(work, about, author, posted_at=TUESDAY - timedelta(seconds=2))
    bring_all(work)
    # Its author's step began before that, and is committed only now.
    late = post(work, about, author, posted_at=TUESDAY - timedelta(seconds=1))
    work.session.execute(update(Copy).values(state="sent", open=False))
    work.now += DAY
    bring_all(work)
    assert letters(work, reader) == [("sent", True, [first]), ("pending", True, [late])]


def test_it_meets_what_waits_for_the_morning(work: Work) -> None:
    (author,) = members(work, 1)
    night = EIGHT - timedelta(hours=3)
    hours = {"quiet_from": None, "quiet_to": None}
    (reader,) = members(work, 1, topics=["waste"], digest_at=EIGHT, digest_from=night, **hours)
    work.now = night
    followed, other = discussion(work, author), discussion(work, author)
    follow(work, followed, [reader])
    said = [post(work, followed, author), post(work, other, author)]
    bring_all(work)
    assert letters(work, reader) == [("pending", False, said[:1])]
    work.now = EIGHT
    bring_all(work)
    assert letters(work, reader) == [("pending", False, said)]


def test_what_comes_at_once_does_not_wait_for_a_digest_that_a_weekend_holds(work: Work) -> None:
    (author,) = members(work, 1)
    work.now = saturday = TUESDAY + 4 * DAY
    (reader,) = members(work, 1, topics=["waste"], weekends=False, digest_at=saturday, digest_from=saturday - DAY)
    post(work, discussion(work, author), author)
    bring_all(work)
    assert copy_of(work, reader).due_at > saturday + DAY
    followed = discussion(work, author, topic="water")
    follow(work, followed, [reader])
    post(work, followed, author)
    bring_all(work)
    assert len(letters(work, reader)) == 2
    assert copy_of(work, reader).due_at == saturday


def test_nobody_is_lost_among_many(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "READERS", 3)
    monkeypatch.setattr(digests, "MOST_A_DIGEST", 2)
    (author,) = members(work, 1)
    readers = members(work, 8, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - DAY)
    members(work, 2, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - DAY, status="suspended")
    about = discussion(work, author)
    said = [post(work, about, author) for _ in range(3)]
    bring_all(work)
    assert [letters(work, one) for one in readers] == [[("pending", True, said[1:])]] * 8  # the newest
    assert heard(work, said[2]) == readers
    assert work.session.scalar(select(Person.id).where(Person.digest_at <= work.now)) is None


def test_a_member_gets_an_hour_and_whoever_is_none_any_more_loses_it(work: Work) -> None:
    daily, weekly = members(work, 1)[0], members(work, 1, discussion_news="weekly")[0]
    others = [*members(work, 1, discussion_news="at_once"), *members(work, 1, status="applicant")]
    assert digests.date_new(work) == 2
    assert wish_of(work, daily) == (DAILY, EIGHT + DAY)
    assert wish_of(work, weekly) == (WEEKLY, EIGHT + 6 * DAY)
    assert [wish_of(work, one)[1] for one in others] == [None, None]
    assert digests.date_new(work) == 0
    assert bringing.next_due(work) == EIGHT + DAY
    work.session.execute(update(Person).where(Person.id == daily).values(status="suspended"))
    work.now = EIGHT + DAY
    bring_all(work)
    assert wish_of(work, daily)[1] is None


def test_a_wish_changes_what_comes_and_loses_nothing(work: Work) -> None:
    (author,) = members(work, 1)
    (person,) = members(work, 1, topics=["waste"])
    digests.date_new(work)
    reader = people.readers(work, [person])[person]
    assert digests.wish(work, reader) is DAILY
    about = discussion(work, author)
    early = post(work, about, author)
    bring_all(work)
    assert digests.set_wish(work, reader, "at_once") is DiscussionNews.AT_ONCE
    late = post(work, about, author)
    bring_all(work)
    assert letters(work, person) == [("pending", False, [late])]
    work.session.execute(update(Copy).values(state="sent", open=False))
    work.now = EIGHT + DAY
    bring_all(work)
    assert letters(work, person)[1:] == [("pending", True, [early])]
    assert wish_of(work, person) == ("at_once", None)
    digests.set_wish(work, reader, "weekly")
    assert wish_of(work, person) == (WEEKLY, EIGHT + 6 * DAY)
    digests.set_wish(work, reader, "none")
    assert wish_of(work, person) == ("none", None)
    with pytest.raises(NetworkError):
        digests.set_wish(work, reader, "hourly")


def test_a_wish_is_for_members(work: Work) -> None:
    (person,) = members(work, 1, status="applicant")
    reader = people.readers(work, [person])[person]
    with pytest.raises(NotAllowed):
        digests.set_wish(work, reader, "daily")
    with pytest.raises(NotAllowed):
        digests.wish(work, reader)


def test_what_stands_still_for_a_month_is_not_told_whole(work: Work) -> None:
    (author,) = members(work, 1)
    (reader,) = members(work, 1, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - 40 * DAY)
    about = discussion(work, author)
    post(work, about, author, posted_at=TUESDAY - 30 * DAY)
    fresh = post(work, about, author, posted_at=TUESDAY - 10 * DAY)
    work.session.execute(update(Post).values(brought_to=None))
    bring_all(work)
    assert letters(work, reader) == [("pending", True, [fresh])]


def test_a_rush_of_them_tells_postgresql_how_many_bundles_there_are(postgresql: Database) -> None:
    with postgresql.unit() as session:
        work = Work(session, TUESDAY, replace(shipped_charter(), hours=()), BOT_ID)
        (author,) = members(work, 1)
        members(work, bundles.RUSH, topics=["waste"], digest_at=TUESDAY, digest_from=TUESDAY - DAY)
        post(work, discussion(work, author), author)
        session.execute(text("ANALYZE"))  # as it was before anybody had one
        session.commit()
    with postgresql.unit() as session:
        assert bringing.bring_some(Work(session, TUESDAY, work.charter, BOT_ID))
    with postgresql.unit("read") as session:
        known = session.scalar(text("SELECT reltuples FROM pg_class WHERE oid = 'bundle'::regclass"))
    assert known == bundles.RUSH
