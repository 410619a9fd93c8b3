"""While an announcement runs, and afterwards: figures, pausing, coming to an end, corrections by two at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text, update

from db.models import Copy, Notice, Person
from db.unit import Database
from db.values import AnnouncementState, Audience, CopyState, RichText, Timing
from network import announcements, housekeeping
from network.announcements import CARD, DONE, LINE, correcting, report, running, timing
from network.announcements.correcting import Applied, Conflict
from network.announcements.reading import Announcement
from network.errors import NetworkError, NotAllowed, Outdated
from network.work import Work
from tests.network.announced import (
    MENA,
    NETWORK,
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
from tests.network.test_announcement_sending import two_at_once


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in range(10, 14):
            member(work, number, region="mena" if number % 2 else "see", zone="Asia/Amman", language="ar")
        yield work


def sent(work: Work, words: str = "Hello", audience: Audience | None = None) -> Announcement:
    """Launch something; nothing has left yet."""
    by = reader(work, NETWORK)
    return launch(work, by, draft(work, by, words, audience))


def later(work: Work, **time: float) -> None:
    work.now += timedelta(**time)
    running.tick(work)


def state(work: Work, found: Announcement) -> AnnouncementState:
    return announcements.find(work, reader(work, NETWORK), found.id).state


def told(work: Work, kind: str) -> list[int]:
    """What notices of a kind there are, by subject."""
    return list(work.session.scalars(select(Notice.subject_id).where(Notice.kind == kind)))


# --- Figures -------------------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_ledger(work: Work) -> None:
    found = sent(work)
    assert not running.progress(work, found.id).complete
    fill(work)
    states = ("sent", "maybe", "unreachable", "failed")
    for copy_id, became in zip(work.session.scalars(select(Copy.id).order_by(Copy.id)), states, strict=True):
        work.session.execute(update(Copy).where(Copy.id == copy_id).values(state=became, open=False))
    now = running.progress(work, found.id)
    assert (now.total, now.sent, now.maybe, now.unreachable, now.failed, now.pending) == (4, 1, 1, 1, 1, 0)
    assert now.complete
    assert now.next_at is None


def test_the_rate_is_that_of_the_last_minute(work: Work) -> None:
    for number in range(100, 400):
        member(work, number, zone="Asia/Amman")
    found = sent(work)
    fill(work)
    running.tick(work)
    assert running.progress(work, found.id).seconds_left is None, "nobody knows yet"

    def send(count: int) -> None:
        some = select(Copy.id).where(Copy.state == CopyState.PENDING).limit(count)
        work.session.execute(update(Copy).where(Copy.id.in_(some)).values(state=CopyState.SENT, open=False))

    for _ in range(4):
        send(30)
        later(work, seconds=3)
    now = running.progress(work, found.id)
    assert (now.sent, now.pending, now.per_second, now.seconds_left) == (120, 184, 10, 19)
    for _ in range(25):
        later(work, seconds=3)
    assert running.progress(work, found.id).per_second == 0, "a minute of silence is no rate"


def test_whoever_sleeps_waits_and_is_not_counted_into_the_time_left(work: Work) -> None:
    for number in range(30, 35):
        member(work, number, zone="Pacific/Auckland")  # past ten in the evening there
    found = sent(work)
    deliver(work)
    running.tick(work)
    now = running.progress(work, found.id)
    assert (now.sent, now.pending, now.waiting, now.seconds_left) == (4, 5, 5, None)
    assert now.next_at is not None
    assert now.next_at.hour == 19, "eight in the morning in Auckland"
    assert state(work, found) is AnnouncementState.RUNNING
    later(work, hours=1)
    assert state(work, found) is AnnouncementState.RUNNING
    work.now = now.next_at
    deliver(work)
    running.tick(work)
    assert state(work, found) is AnnouncementState.DONE
    assert running.progress(work, found.id).sent == 9


# --- Coming to an end ----------------------------------------------------------------------------------------------


def test_the_author_is_told_once(work: Work) -> None:
    found = sent(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.RUNNING
    deliver(work, CopyState.MAYBE)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE
    assert told(work, DONE) == [found.id]
    assert correcting.send_again(work, reader(work, NETWORK), found.id) == 4
    assert state(work, found) is AnnouncementState.RUNNING
    deliver(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE
    assert told(work, DONE) == [found.id]


def test_what_nobody_can_get_is_done_too(work: Work) -> None:
    found = sent(work)
    work.session.execute(update(Person).values(status="former"))
    deliver(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE


def test_where_nothing_runs_a_look_costs_one_glance(work: Work) -> None:
    done = sent(work)
    deliver(work)
    for _ in range(3):
        later(work, seconds=3)
    assert state(work, done) is AnnouncementState.DONE
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    connection = work.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    assert running.tick(work) == 0
    event.remove(connection, "before_cursor_execute", note)
    assert len(seen) == 2
    assert not any("copy" in statement.replace("ix_copy", "") for statement in seen)


def test_one_process_looks_at_a_time(database: Database) -> None:
    from bot.sweeper import _do

    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10)
        found = sent(work)
        fill(work)
    if database.is_sqlite:
        return  # one process is alone there
    with database.unit() as first, database.unit() as second:
        assert _do(work_in(first), "announcements") == 1
        assert _do(work_in(second), "announcements") == 0, "another one is at it"
    with database.unit() as session:
        assert _do(work_in(session), "announcements") == 1
        assert running.progress(work_in(session), found.id).total == 1
    assert "announcements" in housekeeping.WATCHED


# --- Pausing, stopping ---------------------------------------------------------------------------------------------


def test_paused_is_paused_for_all(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    fill(work)
    assert running.pause(work, by, found.id).state is AnnouncementState.PAUSED
    assert running.pause(work, by, found.id).state is AnnouncementState.PAUSED
    fill(work)
    assert claimed(work) == []
    later(work, minutes=5)
    assert state(work, found) is AnnouncementState.PAUSED
    assert running.resume(work, by, found.id).state is AnnouncementState.RUNNING
    assert deliver(work) == 4


def test_stopped_is_stopped(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    fill(work)
    running.stop(work, by, found.id)
    fill(work)
    assert claimed(work) == []
    assert holders(work, found, CopyState.SKIPPED) == {10, 11, 12, 13}
    for steer in (running.pause, running.resume):
        with pytest.raises(Outdated):
            steer(work, by, found.id)
    assert running.stop(work, by, found.id).state is AnnouncementState.STOPPED


def test_what_is_yet_to_come_can_be_paused_and_comes_in_its_time(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = timing.set_timing(work, by, draft(work, by).id, Timing.AT, due_at=work.now + timedelta(hours=1))
    found = launch(work, by, begun)
    running.pause(work, by, found.id)
    assert running.resume(work, by, found.id).state is AnnouncementState.SCHEDULED
    later(work, minutes=30)
    assert state(work, found) is AnnouncementState.SCHEDULED
    assert claimed(work) == []
    later(work, minutes=30)
    assert state(work, found) is AnnouncementState.RUNNING
    assert deliver(work) == 4


def test_only_those_who_see_it_steer_it(work: Work) -> None:
    found, mena = sent(work), reader(work, MENA)
    for act in (running.pause, running.resume, running.stop, running.card, correcting.begin, correcting.take_back):
        with pytest.raises(NotAllowed):
            act(work, mena, found.id)
    with pytest.raises(NotAllowed):
        report.report(work, mena, found.id)
    with pytest.raises(NotAllowed):
        correcting.send_again(work, mena, found.id)
    assert running.listing(work, mena, "running").announcements == []
    assert [one.id for one in running.listing(work, reader(work, NETWORK), "running").announcements] == [found.id]


def test_a_list_that_nobody_knows_is_the_first_one(work: Work) -> None:
    found = sent(work)
    page = running.listing(work, reader(work, NETWORK), "forged", page=99)
    assert ([one.id for one in page.announcements], page.number, page.pages) == ([found.id], 0, 1)


def test_one_card_for_all(work: Work) -> None:
    found = sent(work)
    by = reader(work, NETWORK)
    assert running.card(work, by, found.id) == running.card(work, by, found.id)
    assert told(work, CARD) == [found.id]


# --- Correcting ----------------------------------------------------------------------------------------------------


def correct(work: Work, telegram_id: int, found: Announcement, words: str) -> int:
    """Write new words aside; returns the correction."""
    by = reader(work, telegram_id)
    begun = correcting.begin(work, by, found.id)
    correcting.set_version(work, by, begun.id, "en", RichText(words))
    return begun.id


def words(work: Work, found: Announcement) -> str:
    text_now = announcements.several(work, [found.id])[found.id].text
    assert text_now
    return text_now.shown("en").body.text


def test_the_second_sees_the_first_ones_words_and_decides(work: Work) -> None:
    found = sent(work, audience=Audience(regions=("mena",)))
    deliver(work)
    one, other = correct(work, NETWORK, found, "First"), correct(work, MENA, found, "Second")
    network, mena = reader(work, NETWORK), reader(work, MENA)
    assert words(work, found) == "Hello", "nothing is taken over yet"
    assert isinstance(correcting.apply(work, network, one, line), Applied)
    met = correcting.apply(work, mena, other, line)
    assert isinstance(met, Conflict)
    assert (met.by, met.at, met.text.shown("en").body.text) == (network.id, work.now, "First")
    assert words(work, found) == "First"
    assert isinstance(correcting.apply(work, mena, other, line, over=met.revision - 1), Conflict), "an older one"
    assert isinstance(correcting.apply(work, mena, other, line, over=met.revision), Applied)
    assert words(work, found) == "Second"
    with pytest.raises(Outdated):
        correcting.apply(work, mena, other, line, over=met.revision)


def test_two_corrections_at_once_meet(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        found = sent(work, audience=Audience(regions=("mena",)))
        deliver(work)
        one, other = correct(work, NETWORK, found, "First"), correct(work, MENA, found, "Second")
        network, mena = reader(work, NETWORK), reader(work, MENA)
    came = two_at_once(
        database,
        [
            lambda work: correcting.apply(work, network, one, line),
            lambda work: correcting.apply(work, mena, other, line),
        ],
    )
    assert sorted(type(one).__name__ for one in came) == ["Applied", "Conflict"]
    with database.unit() as session:
        applied = "First" if isinstance(came[0], Applied) else "Second"
        assert words(work_in(session), found) == applied
        revision = session.scalar(select(Notice.revision).where(Notice.kind == "announcement"))
        assert revision == 2, "every copy is edited once"


def test_one_press_twice_at_once_corrects_once(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10)
        found = sent(work)
        deliver(work)
        one = correct(work, NETWORK, found, "First")
        network = reader(work, NETWORK)
    came = two_at_once(database, [lambda work: correcting.apply(work, network, one, line)] * 2)
    assert {Outdated} < {type(one) if isinstance(one, Applied) else one for one in came}
    with database.unit() as session:
        assert session.scalar(select(Notice.revision).where(Notice.kind == "announcement")) == 2


def test_a_correction_keeps_what_is_stale_and_takes_away_what_was_removed(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    for language, said in (("fr", "Bonjour"), ("ar", "مرحبا"), ("de", "Hallo")):
        begun = announcements.drafts.set_version(work, by, begun.id, language, RichText(said))
    found = launch(work, by, begun)
    deliver(work)
    correction = correcting.begin(work, by, found.id)
    correcting.set_version(work, by, correction.id, "en", RichText("Hello all"))
    correcting.set_version(work, by, correction.id, "fr", RichText("Bonjour à tous"))
    correcting.set_version(work, by, correction.id, "de", None)
    correcting.apply(work, by, correction.id, line)
    now = announcements.several(work, [found.id])[found.id].text
    assert now
    assert {one.language: (one.body.text, one.stale) for one in now.versions.values()} == {
        "en": ("Hello all", False),
        "fr": ("Bonjour à tous", False),
        "ar": ("مرحبا", True),
    }


def test_a_correction_that_does_not_fit_changes_nothing(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work)
    one = correct(work, NETWORK, found, "x" * 4090)  # it would fit, but for the line about the language
    begun = correcting.correction(work, by, one)
    assert {(p.language, p.by) for p in correcting.problems(work, begun, line)} == {("ar", 16), ("de", 16), ("fr", 16)}
    with pytest.raises(NetworkError):
        correcting.apply(work, by, one, line)
    assert words(work, found) == "Hello"


def test_a_line_goes_to_those_who_hold_it_and_were_ticked(work: Work) -> None:
    group(work, "mena", -1001)
    member(work, 20, region="mena", language="fr")
    found = sent(work, audience=Audience(regions=("mena",), hubs=("mena",)))
    deliver(work)
    lost = select(Copy.id).join(Notice, Notice.id == Copy.notice_id).where(Notice.kind == "announcement").limit(1)
    work.session.execute(update(Copy).where(Copy.id.in_(lost)).values(state=CopyState.MAYBE))  # the first is 11
    one = correct(work, NETWORK, found, "Hello all")
    correcting.apply(work, reader(work, NETWORK), one, line, tell=Audience(languages=("ar",)))
    deliver(work)
    asked = "SELECT telegram_id FROM chat JOIN copy ON copy.chat_id = chat.id JOIN notice ON notice.id = notice_id"
    got = work.session.scalars(text(f"{asked} WHERE notice.kind = :kind"), {"kind": LINE})
    assert set(got) == {13}, "not to groups, not to who may not have it, not to another language"


def test_only_the_writer_goes_on_with_a_correction(work: Work) -> None:
    found = sent(work, audience=Audience(regions=("mena",)))
    one = correct(work, NETWORK, found, "First")
    for act in (correcting.correction, correcting.discard):
        with pytest.raises(NotAllowed):
            act(work, reader(work, MENA), one)
    correcting.discard(work, reader(work, NETWORK), one)
    with pytest.raises(Outdated):
        correcting.correction(work, reader(work, NETWORK), one)


# --- Sending again, taking back ------------------------------------------------------------------------------------


def test_those_who_may_not_have_it_are_sent_it_by_name_or_all(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work, CopyState.MAYBE)
    people, total = correcting.maybe(work, by, found.id)
    assert (len(people), total) == (4, 4)
    other = sent(work, "Another")
    assert correcting.send_again(work, by, other.id, [people[0].copy_id]) == 0, "a copy of something else"
    assert correcting.send_again(work, by, found.id, [people[0].copy_id]) == 1
    assert correcting.send_again(work, by, found.id, [people[0].copy_id]) == 0
    assert correcting.send_again(work, by, found.id) == 3
    deliver(work)
    assert holders(work, found) == {10, 11, 12, 13}
    assert correcting.maybe(work, by, found.id) == ([], 0)


def test_what_was_taken_back_stays_so(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    deliver(work)
    one = correct(work, NETWORK, found, "First")
    assert correcting.take_back(work, by, found.id).state is AnnouncementState.WITHDRAWN
    assert correcting.take_back(work, by, found.id).state is AnnouncementState.WITHDRAWN
    deliver(work)
    assert holders(work, found, CopyState.DELETED) == {10, 11, 12, 13}
    for refused in (correcting.begin, correcting.send_again, running.pause, running.resume):
        with pytest.raises(Outdated):
            refused(work, by, found.id)
    with pytest.raises(Outdated):
        correcting.apply(work, by, one, line)
