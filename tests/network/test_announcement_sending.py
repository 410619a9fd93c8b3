"""Letting an announcement go: once, to whom it may, when it is due; and what is looked at again at the claim."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text, update

from db.models import Announcement, Audit, Consent, Copy, Notice, Person
from db.unit import Database
from db.values import AnnouncementState, Attachment, Audience, CopyState, Lane, RichText, Status, Timing
from network import announcements, notices
from network.announcements import ANNOUNCEMENT, audiences, drafts, sending, timing
from network.announcements.reading import Announcement as Announced
from network.announcements.wording import Obstacle
from network.errors import NetworkError, NotAllowed, Outdated
from network.work import Work
from tests.network.announced import (
    BOTH,
    MENA,
    NETWORK,
    SEE,
    claimed,
    coordinators,
    deliver,
    draft,
    fill,
    group,
    holders,
    launch,
    line,
    member,
    reader,
    work_in,
)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in range(10, 14):
            member(work, number, region="mena" if number % 2 else "see", zone="Asia/Amman")
        yield work


def posted(work: Work) -> list[Notice]:
    return list(work.session.scalars(select(Notice).where(Notice.kind == ANNOUNCEMENT).order_by(Notice.id)))


# --- Once ----------------------------------------------------------------------------------------------------------


def test_a_second_press_sends_nothing_twice(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    first = launch(work, by, begun)
    assert launch(work, by, begun) == first
    assert len(posted(work)) == 1
    deliver(work)
    assert work.session.scalar(select(func.count()).select_from(Copy)) == 4


def test_what_has_changed_since_it_was_looked_at_stays(work: Work) -> None:
    by = reader(work, NETWORK)
    looked_at = draft(work, by)
    drafts.set_text(work, by, looked_at.id, RichText("Hello all"))
    with pytest.raises(Outdated):
        launch(work, by, looked_at)
    changes: list[Callable[[Announced], Announced]] = [
        lambda found: audiences.choose(work, by, found.id, "regions", "see"),
        lambda found: timing.set_joins(work, by, found.id, 7),
        lambda found: drafts.set_version(work, by, found.id, "fr", RichText("Bonjour")),
        lambda found: drafts.looked_at(work, by, found.id, "fr"),
        lambda found: drafts.set_buttons(work, by, found.id, [("Go", "https://example.org")]),
        lambda found: audiences.set_people(work, by, found.id, to_people=True),
        lambda found: drafts.set_purpose(work, by, found.id, "newsletter"),
    ]
    for change in changes:
        found = drafts.draft(work, by, looked_at.id)
        assert change(found).version > found.version
        with pytest.raises(Outdated):
            launch(work, by, found)
    assert posted(work) == []


def two_at_once(database: Database, acts: list[Callable[[Work], object]]) -> list[object]:
    """Do two things at the same moment, each in a unit of work of its own; returns what came of each."""
    start = Barrier(len(acts))

    def one(act: Callable[[Work], object]) -> object:
        start.wait()
        try:
            with database.unit() as session:
                return act(work_in(session))
        except (NetworkError, NotAllowed) as error:
            return type(error)

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_two_presses_at_once_send_once(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by = reader(work, NETWORK)
        begun = draft(work, by)
    came = two_at_once(database, [lambda work: launch(work, by, begun).state] * 4)
    assert came == [AnnouncementState.RUNNING] * 4
    with database.unit() as session:
        assert len(posted(work_in(session))) == 1
        acts = session.scalars(select(Audit.action).where(Audit.action == "announcement.launched"))
        assert len(list(acts)) == 1


def test_a_change_at_the_same_moment_is_sent_or_stops_it(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by = reader(work, NETWORK)
        begun = draft(work, by)
    came = two_at_once(
        database,
        [
            lambda work: launch(work, by, begun).state,
            lambda work: drafts.set_text(work, by, begun.id, RichText("Changed")).state,
        ],
    )
    assert came in (
        [AnnouncementState.RUNNING, Outdated],  # it was gone before the change
        [Outdated, AnnouncementState.DRAFT],  # it changed before it could go
    )


# --- Who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fall", ["role", "suspended"])
def test_whoever_lost_the_role_since_sends_nothing(work: Work, fall: str) -> None:
    by = reader(work, MENA)
    begun = draft(work, by)
    if fall == "role":
        work.session.execute(text("DELETE FROM role WHERE person_id = :who"), {"who": by.id})
    else:
        work.session.execute(update(Person).where(Person.id == by.id).values(status=Status.SUSPENDED))
    with pytest.raises(NotAllowed):
        launch(work, reader(work, MENA), begun)
    assert posted(work) == []


def test_whoever_lost_a_chosen_region_since_is_stopped(work: Work) -> None:
    by = reader(work, BOTH)
    begun = draft(work, by, audience=Audience(regions=("mena", "see")))
    work.session.execute(text("DELETE FROM role WHERE person_id = :who AND region = 'see'"), {"who": by.id})
    now = reader(work, BOTH)
    found = sending.problems(work, now, begun, audiences.count(work, now, begun), line)
    assert [one.what for one in found] == [Obstacle.OUT_OF_REACH]
    with pytest.raises(NetworkError):
        launch(work, now, begun)


def test_a_regional_coordinator_sees_and_sends_their_own(work: Work) -> None:
    mena, see, both, network = (reader(work, one) for one in (MENA, SEE, BOTH, NETWORK))
    sent = launch(work, mena, draft(work, mena))
    assert sent.audience == Audience(statuses=("member",), regions=("mena",))
    deliver(work)
    assert holders(work, sent) == {11, 13}
    for by in (mena, both, network):
        assert announcements.find(work, by, sent.id).id == sent.id
    with pytest.raises(NotAllowed):
        announcements.find(work, see, sent.id)
    everywhere = launch(work, network, draft(work, network))
    for by in (mena, see, both):
        with pytest.raises(NotAllowed):
            announcements.find(work, by, everywhere.id)


def test_each_act_is_in_the_log_without_a_word_of_it(work: Work) -> None:
    by = reader(work, NETWORK)
    launch(work, by, draft(work, by, "Secret words"))
    lines = list(work.session.scalars(select(Audit).where(Audit.subject_kind == "announcement").order_by(Audit.id)))
    assert [one.action for one in lines] == ["announcement.begun", "announcement.launched"]
    assert all(one.actor_id == by.id and "Secret" not in str(one.detail) for one in lines)


# --- Looked at again at the claim ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fall", [Status.SUSPENDED, Status.FORMER, "region", "consent"])
def test_whoever_no_longer_belongs_is_left_out_at_the_claim(work: Work, fall: str) -> None:
    row = member(work, 30, region="mena", newsletter=True)
    by = reader(work, NETWORK)
    begun = draft(work, by, audience=Audience(regions=("mena",)))
    begun = drafts.set_purpose(work, by, begun.id, "newsletter")
    sent = launch(work, by, begun)
    fill(work)
    assert holders(work, sent, CopyState.PENDING) == {30}
    if fall == "consent":
        work.session.execute(update(Consent).where(Consent.person_id == row).values(withdrawn_at=work.now))
    elif fall == "region":
        work.session.execute(update(Person).where(Person.id == row).values(region="see"))
    else:
        work.session.execute(update(Person).where(Person.id == row).values(status=fall))
    assert claimed(work) == []
    assert holders(work, sent, CopyState.SKIPPED) == {30}


def test_service_reaches_members_whatever_they_agreed_to(work: Work) -> None:
    by = reader(work, NETWORK)
    sent = launch(work, by, draft(work, by))
    deliver(work)
    assert holders(work, sent) == {10, 11, 12, 13}


# --- Groups --------------------------------------------------------------------------------------------------------


def test_hub_groups_get_a_notice_of_their_own(work: Work) -> None:
    group(work, "mena", -1001)
    group(work, "see", -1002)
    by = reader(work, NETWORK)
    sent = launch(work, by, draft(work, by, audience=Audience(hubs=("mena",), regions=("see",))))
    assert [Audience.from_json(one.audience) for one in posted(work)] == [
        Audience(statuses=("member",), regions=("see",)),
        Audience(hubs=("mena",)),
    ]
    deliver(work)
    assert holders(work, sent) == {10, 12, -1001}


def test_groups_alone(work: Work) -> None:
    group(work, "mena", -1001)
    by = reader(work, NETWORK)
    begun = draft(work, by, audience=Audience(hubs=("mena",)))
    begun = audiences.set_people(work, by, begun.id, to_people=False)
    sent = launch(work, by, begun)
    deliver(work)
    assert holders(work, sent) == {-1001}


# --- When ----------------------------------------------------------------------------------------------------------


def test_at_once(work: Work) -> None:
    by = reader(work, NETWORK)
    launch(work, by, draft(work, by))
    (notice,) = posted(work)
    assert (notice.due_at, notice.named_time, notice.local_at, notice.joins_until) == (work.now, False, None, None)
    assert notice.lane == Lane.ANNOUNCEMENT


def test_at_a_moment(work: Work) -> None:
    by = reader(work, NETWORK)
    at = work.now + timedelta(hours=3)
    begun = timing.set_timing(work, by, draft(work, by).id, Timing.AT, due_at=at)
    sent = launch(work, by, begun)
    assert sent.state is AnnouncementState.SCHEDULED
    (notice,) = posted(work)
    assert (notice.due_at, notice.named_time, notice.local_at) == (at, True, None)


def test_in_each_readers_morning(work: Work) -> None:
    by = reader(work, NETWORK)
    morning = datetime(2027, 3, 3, 9, 0)  # noqa: DTZ001 - of every zone
    begun = timing.set_timing(work, by, draft(work, by).id, Timing.MORNING, local_at=morning)
    assert begun.local_at == morning
    sent = launch(work, by, begun)
    (notice,) = posted(work)
    assert notice.due_at == datetime(2027, 3, 2, 19, 0, tzinfo=UTC), "when it is that hour at UTC+14"
    assert (notice.named_time, notice.local_at) == (True, "2027-03-03T09:00:00")
    work.now = notice.due_at
    fill(work)
    due = set(work.session.scalars(select(Copy.due_at)))
    assert due == {datetime(2027, 3, 3, 6, 0, tzinfo=UTC)}, "nine in Amman"
    assert holders(work, sent, CopyState.PENDING) == {10, 11, 12, 13}


@pytest.mark.parametrize("hours", [-1, 0, 24 * 367])
def test_times_that_are_over_or_too_far_off_are_refused(work: Work, hours: int) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    with pytest.raises(NetworkError):
        timing.set_timing(work, by, begun.id, Timing.AT, due_at=work.now + timedelta(hours=hours))
    with pytest.raises(NetworkError):
        timing.set_timing(work, by, begun.id, Timing.MORNING, local_at=None)


def test_a_draft_left_lying_until_its_time_is_over_does_not_go_out(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = timing.set_timing(work, by, draft(work, by).id, Timing.AT, due_at=work.now + timedelta(hours=1))
    work.now += timedelta(hours=2)
    found = sending.problems(work, by, begun, audiences.count(work, by, begun), line)
    assert [one.what for one in found] == [Obstacle.PAST]


@pytest.mark.parametrize("days", [0, -1, 61])
def test_joining_counts_for_sensible_times_only(work: Work, days: int) -> None:
    by = reader(work, NETWORK)
    with pytest.raises(NetworkError):
        timing.set_joins(work, by, draft(work, by).id, days)


def test_whoever_joins_in_time_gets_it_too(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by, audience=Audience(regions=("mena",)))
    sent = launch(work, by, timing.set_joins(work, by, begun.id, 2))
    deliver(work)
    work.now += timedelta(days=1)
    notices.welcome(work, member(work, 40, region="mena"))
    notices.welcome(work, member(work, 41, region="see"))
    deliver(work)
    assert holders(work, sent) == {11, 13, 40}
    work.now += timedelta(days=1, seconds=1)
    notices.welcome(work, member(work, 42, region="mena"))
    deliver(work)
    assert holders(work, sent) == {11, 13, 40}


# --- What it will come to ------------------------------------------------------------------------------------------


def test_a_forecast_says_how_long_and_who_waits(work: Work) -> None:
    for number in range(50, 90):
        member(work, number, zone="Asia/Tokyo")
    by = reader(work, NETWORK)
    work.now = datetime(2027, 3, 1, 13, 0, tzinfo=UTC)  # ten in the evening in Tokyo, four in the afternoon in Amman
    begun = draft(work, by)
    coming = timing.forecast(work, by, begun)
    assert (coming.total, coming.unreachable, coming.waiting_for_morning, coming.seconds) == (44, 0, 40, 2)
    for number in range(3):
        photo = Attachment("photo", f"p{number}", work.bot_id)
        begun = drafts.add_attachment(work, by, begun.id, photo)
    assert timing.forecast(work, by, begun).seconds == 5, "an album is as many messages"
    begun = timing.set_timing(work, by, begun.id, Timing.MORNING, local_at=datetime(2027, 3, 3, 9, 0))  # noqa: DTZ001
    assert timing.forecast(work, by, begun).waiting_for_morning == 0


def test_nothing_of_a_draft_is_announced(work: Work) -> None:
    draft(work, reader(work, NETWORK))
    assert posted(work) == []
    assert work.session.scalar(select(func.count()).select_from(Announcement)) == 1
