"""Export and erasure: nothing is forgotten, on either side."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, select, update
from sqlalchemy.orm import Session

import handlers
from db.models import Base, Chat, ChatMessage, Clearing, Consent, Copy, CopyMessage, Inbox, Keepsake, Notice, Person
from db.models.base import exported, internal, rows
from db.queries import inbox
from db.queries.privacy import BY_HAND, PrivacyGapError, read_tags, tables_about_people
from db.unit import Database
from db.values import CopyState, InboxState, Status
from network import people, privacy
from network.charter import shipped_charter
from network.errors import Outdated
from network.people import Reader
from network.work import Work
from tests.erasure import Filler, everything_stored, traces

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
BOT = 4242
TELEGRAM_ID = 7_123_456_789


def work_in(session: Session, now: datetime = NOW) -> Work:
    return Work(session, now, shipped_charter(), BOT)


def met(work: Work, telegram_id: int = TELEGRAM_ID) -> Reader:
    return people.meet(work, telegram_id, telegram_id, "ar").reader


# --- The tags ---------------------------------------------------------------------------------------------------------


def test_every_table_and_column_says_how_it_is_exported_and_erased():
    held = {about.table.name for about in tables_about_people()}
    assert {"person", "consent", "application", "application_message", "chat", "conversation"} <= held


def test_whoever_points_at_a_person_is_owned_by_one_or_says_why_it_is_kept():
    for table in Base.metadata.sorted_tables:
        points = [c for c in table.columns if any(key.column.table.name == "person" for key in c.foreign_keys)]
        if points and table.info["owner"] is None:
            assert table.info["on_erase"] == "keep" or table.name in BY_HAND, table.name


@pytest.mark.parametrize(
    ("table_says", "column_says"),
    [
        ({}, exported(erase="with row")),
        (rows("person_id", "delete", export_as="x"), {}),
        (rows("person_id", "delete", export_as="x"), exported(erase="clear")),
        (rows("person_id", "delete"), exported(erase="with row")),
        (rows("person_id", "burn", export_as="x"), exported(erase="with row")),
        (rows("person_id", "keep", export_as="x"), exported(erase="keep: ")),
        (rows("person_id", "keep", export_as="x"), exported(erase="clear")),
        (rows("person_id", "delete"), internal("", erase="with row")),
        (rows(None, "keep"), exported(erase="keep: because")),
        (rows(None, "delete"), internal("passing")),
    ],
)
def test_a_table_that_leaves_a_gap_stops_export_and_erasure(table_says, column_says):
    number = internal("a number", erase="keep: a number" if table_says.get("on_erase") == "keep" else "with row")
    table = Table(
        "diary",
        MetaData(),
        Column("person_id", Integer, primary_key=True, info=number),
        Column("secret", String(9), nullable=False, info=column_says),
        info=table_says,
    )
    with pytest.raises(PrivacyGapError, match="diary"):
        list(read_tags([table]))


def test_every_kind_of_notice_says_whom_it_shows():
    assert set(handlers.notice_kinds()) - set(privacy.SHOWS) == set()


# --- A person about whom everything is held ---------------------------------------------------------------------------


@pytest.fixture
def known(database: Database) -> tuple[Database, Reader, list[Any]]:
    """A database that holds something in every table about one person, and a bystander."""
    with database.unit() as session:
        met(work_in(session), 5_555_555)
        reader = met(work_in(session))
        filler = Filler(session, reader)
        filler.fill()
    return database, reader, [*filler.values, reader.telegram_id]


def test_an_export_holds_everything_that_is_tagged(known):
    database, reader, _ = known
    with database.unit("read") as session:
        export = privacy.export(work_in(session), reader)
    assert next(iter(export.groups)) == "profile"
    for about in tables_about_people():
        if about.export_as:
            (entry,) = export.groups[about.export_as]
            # Beside a post stands the title of its discussion, which may be somebody else's; beside a group its name.
            assert set(entry) - {"discussion", "group"} == set(about.exported), about.table.name
    read_back = json.loads(export.to_json())
    assert read_back["taken_at"] == "2027-03-01T09:00:00Z"
    assert read_back["profile"][0]["telegram_id"] == TELEGRAM_ID
    assert read_back["profile"][0]["name"].startswith("ندى")


def test_an_export_is_about_one_person_only(known):
    database, _, values = known
    with database.unit() as session:
        work = work_in(session)
        bystander = met(work, 5_555_555)
        export = privacy.export(work, bystander)
    assert set(export.groups) == {"profile", "chats"}
    assert traces(values, [export.to_json().decode()]) == []


def test_after_an_erasure_no_table_holds_any_value_of_the_person(known):
    database, reader, values = known
    with database.unit("read") as session:
        before = list(everything_stored(session))
    assert len(traces(values, before)) >= len(set(values)), "the search finds what is there"
    with database.unit() as session:
        work = work_in(session)
        privacy.erase(work, reader, privacy.ask_to_erase(work, reader))
    with database.unit("read") as session:
        assert traces(values, everything_stored(session)) == []
        person = session.get(Person, reader.id)
        assert (person.status, person.telegram_id, person.language) == (Status.ERASED, None, "en")
        assert session.scalar(select(Person.status).where(Person.telegram_id == 5_555_555)) == Status.VISITOR


def test_the_proof_of_consent_is_kept_and_fits_one_telegram_id_only(known):
    database, reader, _ = known
    with database.unit() as session:
        privacy.erase_person(work_in(session), reader.id, reader.telegram_id)
    with database.unit() as session:
        consent = session.scalars(select(Consent)).one()
        person = session.get(Person, consent.person_id)
        assert consent.withdrawn_at is not None
        key = bytes.fromhex(session.get(Keepsake, privacy.PROOF_KEY).value)
        assert person.proof == hmac.new(key, str(TELEGRAM_ID).encode(), hashlib.sha256).hexdigest()
        assert person.proof == privacy.proof_of(work_in(session), TELEGRAM_ID)
        assert person.proof != privacy.proof_of(work_in(session), TELEGRAM_ID + 1)


def test_whoever_agreed_to_nothing_leaves_no_proof(database):
    with database.unit() as session:
        work = work_in(session)
        reader = met(work)
        privacy.erase_person(work, reader.id, reader.telegram_id)
        assert session.get(Person, reader.id).proof is None


def test_whoever_comes_back_is_somebody_new(known):
    database, reader, _ = known
    with database.unit() as session:
        privacy.erase_person(work_in(session), reader.id, reader.telegram_id)
    with database.unit() as session:
        back = met(work_in(session))
        assert (back.id != reader.id, back.status, back.name) == (True, Status.VISITOR, None)
        assert privacy.export(work_in(session), back).groups.keys() == {"profile", "chats"}


@pytest.mark.parametrize("minutes", [16, -5])
def test_a_confirmation_from_another_time_erases_nothing(known, minutes):
    database, reader, _ = known
    with database.unit() as session:
        token = privacy.ask_to_erase(work_in(session, NOW - timedelta(minutes=minutes)), reader)
        with pytest.raises(Outdated):
            privacy.erase(work_in(session), reader, token)
        assert session.get(Person, reader.id).telegram_id == TELEGRAM_ID


@pytest.mark.parametrize(
    "token", ["", "erase", "erase.1.visitor.x", "leave.{id}.visitor.{now}", "erase.0.visitor.{now}"]
)
def test_a_forged_confirmation_erases_nothing(database, token):
    with database.unit() as session:
        reader = met(work_in(session))
        forged = token.format(id=reader.id, now=int(NOW.timestamp()))
        with pytest.raises(Outdated):
            privacy.erase(work_in(session), reader, forged)


# --- What lies in the house's own tables ------------------------------------------------------------------------------


def test_the_inbox_forgets_all_but_the_update_in_hand(database):
    with database.unit() as session:
        reader = met(work_in(session))
        stored = [inbox.Stored(n, TELEGRAM_ID, "message", f"words {n}") for n in (1, 2, 3, 4)]
        inbox.store(session, BOT, [*stored, inbox.Stored(5, 77, "message", "somebody else's")], NOW)
        session.execute(update(Inbox).where(Inbox.update_id == 1).values(state=InboxState.DONE, finished_at=NOW))
        session.execute(
            update(Inbox)
            .where(Inbox.update_id == 2)
            .values(state=InboxState.SET_ASIDE, finished_at=NOW, reference="AB")
        )
        privacy.erase_person(work_in(session), reader.id, reader.telegram_id)
    with database.unit("read") as session:
        left = {row.update_id: row for row in session.execute(select(*Inbox.__table__.columns))}
    assert {n: row.payload for n, row in left.items()} == {1: "", 2: "", 3: "words 3", 4: "", 5: "somebody else's"}
    assert [n for n, row in left.items() if row.key == TELEGRAM_ID] == [3], "the update in hand keeps its place in line"
    assert left[4].finished_at == NOW, "a second press that waited is dropped: it would bring them back as a visitor"


@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_a_coordinators_update_that_failed_no_longer_quotes_the_person(database, ensure_ascii):
    with database.unit() as session:
        reader = met(work_in(session))
        session.execute(update(Person).where(Person.id == reader.id).values(name="منى 100%_"))
        for number, text in enumerate(("Applicant: منى 100%_", "Applicant: منى 100 of"), 1):
            payload = json.dumps({"text": text}, ensure_ascii=ensure_ascii)
            inbox.store(session, BOT, [inbox.Stored(number, 77, "callback_query", payload)], NOW)
        session.execute(update(Inbox).values(state=InboxState.SET_ASIDE, finished_at=NOW, reference="AB"))
        privacy.erase_person(work_in(session), reader.id, reader.telegram_id)
        left = [bool(payload) for payload in session.scalars(select(Inbox.payload).order_by(Inbox.update_id))]
    assert left == [False, True]


def test_the_chat_goes_with_its_copies_and_what_stands_in_it_is_to_be_cleared(database):
    with database.unit() as session:
        work = work_in(session)
        reader, other = met(work), met(work, 5_555_555)
        session.add(Notice(id=1, kind="decision", subject_id=1, due_at=NOW, audience={"people": [1]}, created_at=NOW))
        session.flush()
        for who, message_id, age in ((reader, 31, 1), (reader, 32, 72), (other, 33, 1)):
            chat = session.scalars(select(Chat).where(Chat.person_id == who.id)).one()
            copy = session.scalar(select(Copy).where(Copy.chat_id == chat.id))
            if copy is None:
                copy = Copy(notice_id=1, chat_id=chat.id, due_at=NOW, state=CopyState.SENT)
                session.add(copy)
                session.flush()
            sent = NOW - timedelta(hours=age)
            session.add(CopyMessage(copy_id=copy.id, message_id=message_id, chat_id=chat.id, sent_at=sent))
            for ours, number in ((True, message_id + 100), (False, message_id + 200)):
                session.add(ChatMessage(chat_id=chat.id, message_id=number, ours=ours, sent_at=sent))
        stored = [inbox.Stored(n, TELEGRAM_ID, "message", "words", message_id=400 + n) for n in (1, 2)]
        inbox.store(session, BOT, stored, NOW)
        session.flush()
        privacy.erase_person(work, reader.id, reader.telegram_id, goodbye=131)
    with database.unit("read") as session:
        asked = {row.message_id: row.ours for row in session.scalars(select(Clearing))}
        assert set(session.scalars(select(Clearing.telegram_id))) == {TELEGRAM_ID}
        # Of what they wrote themselves only what Telegram still deletes; the message that says good-bye stays.
        assert asked == {31: True, 32: True, 132: True, 231: False, 401: False, 402: False}
        assert list(session.scalars(select(CopyMessage.message_id))) == [33]
        assert set(session.scalars(select(ChatMessage.message_id))) == {133, 233}
        assert list(session.scalars(select(Chat.telegram_id))) == [5_555_555]
