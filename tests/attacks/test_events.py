"""Events under attack: who is suspended, stale and forged presses, what is still being written, seats once it began."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from db.models import EventOrganiser, Person
from db.unit import Database
from db.values import AttendanceState, EventState, RichText, Status
from network import calendar
from network.errors import NotAllowed, Outdated
from network.events import (
    asking,
    attendees,
    attending,
    cancelling,
    cards,
    changing,
    copying,
    deciding,
    drafts,
    organisers,
    publishing,
    reading,
    series,
    summary,
)
from network.people import Reader
from network.work import Work
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.coordinators import OWNER, coordinator
from tests.meeting import LINK, event
from tests.network.announced import MENA, NOW, SEE, coordinators, member, reader, work_in
from tests.people import joins, reader_of
from tests.talk import Talker, Town

GOING = AttendanceState.GOING


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in (50, 51, 52):
            member(work, number, region="mena", zone="Asia/Amman")
        yield work


def becomes(work: Work, number: int, status: Status) -> Reader:
    work.session.execute(update(Person).where(Person.telegram_id == number).values(status=status))
    return reader(work, number)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.APPLICANT, Status.FORMER])
@pytest.mark.parametrize("helps", [True, False], ids=["helper", "author"])
def test_whoever_is_no_member_now_organises_nothing(work: Work, status: Status, helps: bool) -> None:
    number = event(work, reader(work, 51 if helps else 50).id)
    if helps:
        work.session.add(EventOrganiser(event_id=number, person_id=reader(work, 50).id, since=NOW))
        work.session.flush()
    attending.answer(work, reader(work, 52), number, GOING)
    question = asking.ask(work, reader(work, 52), number, "Is there coffee?")
    past = becomes(work, 50, status)
    deeds = (
        lambda: attendees.roll(work, past, number),
        lambda: attendees.table(work, past, number),
        lambda: changing.begin(work, past, number),
        lambda: cancelling.cancel(work, past, number, "Out of spite", reading.find(work, number).version),
        lambda: organisers.invite(work, past, number, reader(work, 52).id),
        lambda: copying.duplicate(work, past, number),
        lambda: asking.answer(work, past, question, "No."),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    work.now += timedelta(days=30)
    with pytest.raises(NotAllowed):
        summary.find(work, past, number)
    assert not cards.view(work, past, number).shows_all(past)
    assert reading.find(work, number).state is EventState.PUBLISHED


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.APPLICANT, Status.FORMER])
def test_a_calendar_keeps_the_link_from_whoever_is_no_member_now(work: Work, status: Status) -> None:
    number = event(work, reader(work, MENA).id)
    mine = event(work, reader(work, 50).id)
    attending.answer(work, reader(work, 50), number, GOING)
    past = becomes(work, 50, status)
    with pytest.raises(NotAllowed):
        calendar.said_yes_to(work, past)
    assert [one.going for one in calendar.listed(work, past, [number, mine]).values()] == [False, False]


def test_no_file_of_a_calendar_leaves_for_whoever_is_suspended(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    mona = town.person("Mona")
    joins(mona, name="Mona Saleh")

    def goes(work: Work) -> None:
        me = reader_of(work, mona)
        attending.answer(work, me, event(work, me.id), GOING)
        work.session.execute(update(Person).where(Person.id == me.id).values(status=Status.SUSPENDED))

    town.run(goes)
    mona.says("/calendar").presses("As a file")
    assert "for members" in mona.hears
    assert LINK not in str(town.calls)
    assert not set_aside(town)


def test_what_is_being_written_is_the_authors_alone(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    karim, mona = coordinator(town, "Karim", "mena"), town.person("Mona")
    joins(mona, name="Mona Saleh")

    def write(work: Work) -> tuple[int, int]:
        author = reader_of(work, mona)
        number = drafts.begin(work, author)
        drafts.set_title(work, author, number, RichText("Unsent secret"))
        published = event(work, author.id)
        changed = changing.begin(work, author, published).draft.id
        drafts.set_title(work, author, changed, RichText("Unsent change"))
        return number, changed

    for number in town.run(write):
        karim.says(f"/start e{number}")
        for data in (f"e:c:{number}:0", f"e:x:{number}:0", f"e:t:{number}:0", f"ek:f:{number}", f"eh:{number}"):
            karim.presses(data=data)
        for act in "vynqo":
            karim.presses(data=f"ed:{act}:{number}:1")
        for act in ("l", "a", "p", "x", "c"):
            karim.presses(data=f"eo:{act}:{number}:3")
        town.run(partial(_refuses_to_copy, by=karim, number=number))
    assert "Unsent" not in karim.everything + str(karim.toasts)
    assert not set_aside(town)


def _refuses_to_copy(work: Work, by: Talker, number: int) -> None:
    with pytest.raises(NotAllowed):
        copying.duplicate(work, reader_of(work, by), number)


def test_who_waits_takes_a_seat_that_becomes_free_once_it_has_begun(work: Work) -> None:
    number = event(work, reader(work, MENA).id, capacity=1)
    one, two = reader(work, 50), reader(work, 51)
    for each in (one, two):
        attending.answer(work, each, number, GOING)
    starts_at = reading.find(work, number).starts_at
    assert starts_at is not None
    work.now = starts_at + timedelta(minutes=5)
    full = attending.answer(work, two, number, GOING)
    assert (full.changed, full.mine and full.mine.line) == (False, 1)
    attending.answer(work, one, number, AttendanceState.DECLINED)
    assert attending.answer(work, two, number, GOING).is_seat
    assert attending.going(work, number) == 1


def test_only_who_may_publish_it_lets_a_published_event_repeat(work: Work) -> None:
    guest = reader(work, SEE)
    number = event(work, guest.id)  # its author coordinates another region than the one it is for
    with pytest.raises(NotAllowed):
        series.rhythms(work, guest, number)


@pytest.mark.parametrize(
    "carried", ["e0", "e-1", "e" + "9" * 18, "e" + "9" * 60, "e٣", "e1 e1", "events2", "e1'--", "e\u202e1", "e" * 64]
)
def test_links_with_anything_in_them_are_answered(sqlite: Database, carried: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    stranger = town.person("Stranger").says(f"/start {carried}")
    assert stranger.messages
    assert not set_aside(town)
    assert_telegram_would_take(town)


def test_two_handed_in_ones_and_an_old_card(work: Work) -> None:
    author, karim = reader(work, 50), reader(work, MENA)
    number = drafts.begin(work, author)
    drafts.set_title(work, author, number, RichText("Compost"))
    drafts.set_start(work, author, number, NOW.replace(tzinfo=None, month=4), "UTC")
    found = drafts.set_minutes(work, author, number, 60)
    sent = publishing.submit(work, author, number, found.version)
    publishing.take_back(work, author, number)
    with pytest.raises(Outdated):
        deciding.admit(work, karim, number, sent.version)


MONTHS = ("2027-3", "٢٠٢٧-٠٣", "2027-00", "0001-01", "9999-12", "-1-1", "1e3-1", "2027-03-04", " 2027- 3", "99999-1")
MARKS = ("n", "p0.0", "nzzzzzzzz.1", "n-1.1", "nzzzzzz.zzzzzzzzzzzzzz", "x1.1", "n1.-1", "٣.٣", "n.", "n-zzzzzz.1")

FORGED = {
    "e": (":9999",),
    "ec": (":one:2147483648", ":two:1"),
    "en": (":title:xx", ":seats:-1", ":topics:zz"),
    "ea": (":9:9:9",),
    "ef": (":5",),
    "eo": (":1",),
    "er": (":x",),
    "es": (":x",),
    "rs": (":999999999", ":٣"),
    "r": (":x",),
}


def test_forged_buttons_of_members_are_answered(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    mona = town.person("Mona")
    joins(mona, name="Mona Saleh")
    town.run(lambda work: event(work, reader_of(work, mona).id))
    mona.says("/events")
    for which in ("f", "a", "m", "r", "t", "s", "x", ""):
        for month in MONTHS:
            mona.presses(data=f"el:l:{which}:mena:{month}:")
        for mark in MARKS:
            mona.presses(data=f"el:l:{which}:waste:2027-03:{mark}")
        for act in ("c", "s", "q"):
            mona.presses(data=f"el:{act}:{which}:x:2027-3:m")
        mona.presses(data=f"el:c:{which}:{'x' * 50}::m").presses(data=f"el:l:{which}:{'x' * 50}::")
    for prefix, tails in FORGED.items():
        for act in "abcdfghlnopqstuwxyz":
            for tail in tails:
                mona.presses(data=f"{prefix}:{act}:1{tail}").presses(data=f"{prefix}:{act}:{2**53}{tail}")
    assert not set_aside(town)
    assert_telegram_would_take(town)
