"""Writing an announcement and letting it go: who may, what stands in the way, and what goes out."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from db.unit import Database
from db.values import AnnouncementState, CopyState, RichText
from network import announcements, filling, ledger, people
from network.announcements import audiences, correcting, drafts, report, running, sending
from network.charter import shipped_charter
from network.people import Reader
from network.work import Work
from tests.network.test_notices import person, row_of

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
BOT_ID = 4242


def line(_reader: str, text: str) -> str:
    return f"This is in {text}:"


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT_ID)
        person(work, 1, region="mena", roles=[("network", "")])
        person(work, 2, region="mena", roles=[("regional", "mena")])
        for number in range(10, 20):
            person(work, number, region="mena" if number % 2 else "see")
        yield work


def reader(work: Work, telegram_id: int) -> Reader:
    number = row_of(work, telegram_id)
    return people.readers(work, [number])[number]


def deliver(work: Work) -> None:
    while filling.prepare(work):
        pass
    while rows := ledger.open_copies(work, 400):
        ledger.record(work, "me", [ledger.Outcome(r.id, r.chat_id, CopyState.SENT, r.revision) for r in rows])


def test_from_the_first_word_to_the_report(work: Work) -> None:
    network = reader(work, 1)
    draft = drafts.begin(work, network)
    assert drafts.begin(work, network).id == draft.id
    drafts.set_text(work, network, draft.id, RichText("Hello"))
    draft = audiences.choose(work, network, draft.id, "regions", "mena")
    count = audiences.count(work, network, draft)
    assert (count.total, dict(count.by_language)) == (7, {"en": 7})
    assert sending.problems(work, network, draft, count, line) == []
    sent = sending.launch(work, network, draft.id, draft.version, line)
    assert sent.state is AnnouncementState.RUNNING
    assert sending.launch(work, network, draft.id, draft.version, line).id == sent.id
    deliver(work)
    running.tick(work)
    deliver(work)
    assert running.progress(work, sent.id).sent == 7
    assert announcements.find(work, network, sent.id).state is AnnouncementState.DONE
    correction = correcting.begin(work, network, sent.id)
    correction = correcting.set_version(work, network, correction.id, "en", RichText("Hallo"))
    applied = correcting.apply(work, network, correction.id, line)
    assert isinstance(applied, correcting.Applied)
    assert applied.copies == 7
    assert report.report(work, network, sent.id).states == {CopyState.SENT: 7}
    correcting.take_back(work, network, sent.id)
