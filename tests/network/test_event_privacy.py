"""What somebody leaves in events and reminders: handed out to them, gone with them, or kept without their name."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from db.models import CalendarFeed, Event, EventQuestion, Notice, Person, Reminder, Text, TextVersion
from db.unit import Database
from db.values import AttendanceState, Audience, EventState, NoticeState, ReminderKind, RichText, Status
from network import calendar, membership, notices, privacy, texts
from network.events import attending, kinds, reading
from network.people import Reader
from network.work import Work
from tests.coming import coming
from tests.erasure import everything_stored, traces
from tests.network.test_event_afterwards import START, answers, member, work_at

NEEDLE = "Zauberwort"


def erase(work: Work, reader: Reader) -> None:
    privacy.erase_person(work, reader.id, reader.telegram_id)


def began(work: Work, author: Reader, state: EventState, **columns: Any) -> int:
    return coming(work, author, f"{NEEDLE} {state}", description=f"{NEEDLE} more", state=state, **columns)


def texts_left(work: Work) -> list[str]:
    return [body["text"] for body in work.session.scalars(select(TextVersion.body).order_by(TextVersion.text_id))]


def test_whoever_wrote_receives_all_they_wrote(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session)
        omar, mona = member(work, "Omar"), member(work, "Mona")
        event_id = coming(work, omar, "Waste day", description="With figures", other={"fr": "Journée"})
        coming(work, mona, "Mona's own", contact="Mona, +962")
        session.execute(update(Event).where(Event.id == event_id).values(contact="Omar, +381"))
        words = texts.write(work, "en", RichText("Bring figures"))
        row = {"person_id": omar.id, "kind": ReminderKind.AUDIENCE, "due_at": START, "created_at": START}
        session.execute(insert(Reminder).values(row | {"text_id": words}))
        export = privacy.export(work, omar)
        assert {one["text"] for one in export.groups["event_texts"]} == {"Waste day", "With figures", "Journée"}
        assert [one["text"] for one in export.groups["reminder_texts"]] == ["Bring figures"]
        (entry,) = export.groups["events"]
        assert (entry["contact"], entry["link"]) == ("Omar, +381", "https://meet.example.org/secret")
        assert traces(["Mona"], [export.to_json().decode()]) == []


@pytest.mark.parametrize("state", ["draft", "waiting", "scheduled", "declined", "changing"])
def test_what_was_never_published_goes_with_its_author(database: Database, state: str) -> None:
    with database.unit() as session:
        work = work_at(session)
        omar = member(work, "Omar")
        event_id = began(work, omar, EventState(state), contact=NEEDLE)
        notices.post(work, kinds.DECIDE, event_id, Audience(network_coordinators=True))
        erase(work, omar)
        session.flush()
        assert traces([NEEDLE], everything_stored(session)) == []
        assert session.scalars(select(Event.id)).all() == []
        assert session.scalars(select(Text.id)).all() == []
        assert session.scalars(select(Notice.state)).one() == NoticeState.RETRACTED


def test_what_was_published_stays_without_a_name_and_its_cards_are_corrected(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session)
        omar, mona = member(work, "Omar"), member(work, "Mona")
        event_id = coming(work, omar, "Waste day", contact=f"{NEEDLE} +381")
        answers(work, event_id, mona)
        notices.post(work, kinds.EVENT, event_id, Audience(people=(mona.id,)))
        before = session.scalars(select(Notice.revision)).one()
        erase(work, omar)
        session.expire_all()
        event = reading.find(work, event_id)
        assert (event.state, event.contact, event.title is not None) == (EventState.PUBLISHED, None, True)
        assert session.scalars(select(Notice.revision)).one() > before
        assert traces([NEEDLE, "Omar"], everything_stored(session)) == []


def test_words_that_other_events_show_as_well_stay(database: Database) -> None:
    """Events of a series share their texts."""
    with database.unit() as session:
        work = work_at(session)
        omar = member(work, "Omar")
        shown = coming(work, omar, "Waste day")
        text_id = session.scalar(select(Event.title_id).where(Event.id == shown))
        began(work, omar, EventState.SCHEDULED, title_id=text_id)
        erase(work, omar)
        assert "Waste day" in texts_left(work)
        assert f"{NEEDLE} more" not in texts_left(work)


def test_questions_and_reminders_go_with_whoever_made_them(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session)
        omar, mona = member(work, "Omar"), member(work, "Mona")
        event_id = coming(work, omar, "Waste day")
        asked = {"event_id": event_id, "question": f"{NEEDLE}?", "asked_at": START, "answered_by": omar.id}
        question = session.execute(
            insert(EventQuestion).values(person_id=mona.id, answer="Yes", **asked).returning(EventQuestion.id)
        ).scalar_one()
        notices.post(work, kinds.QUESTION, question, Audience(people=(omar.id,)))
        words = texts.write(work, "en", RichText(f"{NEEDLE}!"))
        row = {"person_id": mona.id, "kind": ReminderKind.AUDIENCE, "due_at": START, "created_at": START}
        session.execute(insert(Reminder).values(row | {"text_id": words, "words": NEEDLE}))
        erase(work, mona)
        assert traces([NEEDLE], everything_stored(session)) == []
        assert session.scalars(select(Notice.state)).one() == NoticeState.RETRACTED
        assert texts_left(work) == ["Waste day"]


def test_an_answer_stays_without_the_name_of_who_gave_it(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session)
        omar, mona = member(work, "Omar"), member(work, "Mona")
        event_id = coming(work, mona, "Waste day")
        asked = {"event_id": event_id, "question": "When?", "asked_at": START, "answered_by": omar.id, "answer": "Now"}
        question = session.execute(
            insert(EventQuestion).values(person_id=mona.id, **asked).returning(EventQuestion.id)
        ).scalar_one()
        notices.post(work, kinds.ANSWERED, question, Audience(people=(mona.id,)))
        before = session.scalars(select(Notice.revision)).one()
        erase(work, omar)
        assert session.scalars(select(EventQuestion.answer)).one() == "Now"
        assert session.scalars(select(Notice.revision)).one() > before


def test_whoever_leaves_has_no_calendar_any_more(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session)
        mona = member(work, "Mona")
        key = calendar.make(work, mona)
        membership.leave(work, mona)
        assert session.scalars(select(CalendarFeed.person_id)).all() == []
        session.execute(update(Person).where(Person.id == mona.id).values(status=Status.MEMBER))
        assert calendar.holder(work, key) is None, "an old address does not come back with them"


def test_a_seat_goes_to_the_next_in_line_when_somebody_is_erased(database: Database) -> None:
    with database.unit() as session:
        work = work_at(session, days=-30)
        omar, mona, ali = (member(work, name) for name in ("Omar", "Mona", "Ali"))
        event_id = coming(work, omar, "Waste day", capacity=1, starts_in=timedelta(days=9))
        for reader in (mona, ali):
            attending.answer(work, reader, event_id, AttendanceState.GOING)
        erase(work, mona)
        found = attending.mine_of(work, event_id, ali.id)
        assert found is not None
        assert found.state is AttendanceState.OFFERED
