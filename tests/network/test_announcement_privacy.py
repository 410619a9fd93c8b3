"""What coordinators write in announcements: handed out to them, gone with them, or kept without their name."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Announcement, AnnouncementCorrection, Notice, Person, Text, TextVersion
from db.unit import Database
from db.values import AnnouncementState, Audience, RichText, Status, Timing
from network import privacy
from network.announcements import CARD, correcting, drafts, running, timing, undoing
from network.work import Work
from tests.erasure import everything_stored, traces
from tests.network.announced import MENA, NETWORK, coordinators, deliver, draft, launch, line, member, reader, work_in

NEEDLE = "Zauberwort"


def erase(work: Work, telegram_id: int) -> None:
    privacy.erase_person(work, reader(work, telegram_id).id, telegram_id)


def test_whoever_wrote_receives_all_they_wrote(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by = reader(work, NETWORK)
        sent = launch(work, by, draft(work, by, "Sent words", Audience(regions=("mena",))))
        correction = correcting.begin(work, by, sent.id)
        correcting.set_version(work, by, correction.id, "en", RichText("Corrected words"))
        drafts.set_buttons(work, by, draft(work, by, "Unsent words").id, [("Go", "https://example.org")])
        other = reader(work, MENA)
        draft(work, other, "Somebody else's")
        export = privacy.export(work, by)
    assert [(one["state"], one["buttons"]) for one in export.groups["announcements"]] == [
        ("running", []),
        ("draft", [["Go", "https://example.org"]]),
    ]
    assert {one["text"] for one in export.groups["announcement_texts"]} == {
        "Sent words",
        "Corrected words",
        "Unsent words",
    }
    (made,) = export.groups["corrections"]
    assert made["applied_at"] is None
    assert b"Unsent words" in export.to_json()
    assert b"Somebody else" not in export.to_json()


def test_what_was_not_sent_goes_with_its_author(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by, other = reader(work, MENA), reader(work, NETWORK)
        theirs = launch(work, other, draft(work, other, "Hello", Audience(regions=("mena",))))
        aside = correcting.begin(work, by, theirs.id)
        correcting.set_version(work, by, aside.id, "en", RichText(f"{NEEDLE} aside"))
        begun = draft(work, by, f"{NEEDLE} draft")
        drafts.set_version(work, by, begun.id, "fr", RichText(f"{NEEDLE} brouillon"))
        erase(work, MENA)
        session.flush()
        assert traces([NEEDLE], everything_stored(session)) == []
        assert list(session.scalars(select(Announcement.id))) == [theirs.id]
        assert list(session.scalars(select(AnnouncementCorrection.id))) == []
        assert len(list(session.scalars(select(TextVersion.language)))) == 1


def test_what_was_sent_stays_without_its_authors_name(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by, other = reader(work, MENA), reader(work, NETWORK)
        session.get_one(Person, by.id).name = "Mona Haddad"
        session.flush()
        sent = launch(work, by, draft(work, by, "Hello"))
        deliver(work)
        running.card(work, other, sent.id)
        correction = correcting.begin(work, by, sent.id)
        correcting.set_version(work, by, correction.id, "en", RichText("Hello all"))
        correcting.apply(work, by, correction.id, line)
        late = correcting.begin(work, other, sent.id)
        session.get_one(AnnouncementCorrection, late.id).base_revision = 1  # as if begun before
        session.flush()
        before = session.scalar(select(Notice.revision).where(Notice.kind == CARD))
        erase(work, MENA)
        session.flush()
        assert traces(["Mona Haddad"], everything_stored(session)) == []
        kept = session.scalars(select(Announcement)).one()
        assert (kept.state, kept.author_id) == ("running", by.id)
        assert session.get_one(Person, by.id).status == Status.ERASED
        assert session.scalars(select(TextVersion).where(TextVersion.text_id == kept.text_id)).one().body == {
            "text": "Hello all"
        }
        assert (session.scalar(select(Notice.revision).where(Notice.kind == CARD)) or 0) > (before or 0), "named nobody"
        met = correcting.apply(work, other, late.id, line)
        assert isinstance(met, correcting.Conflict)
        assert met.by_name is None


def test_a_plan_that_became_a_draft_again_goes_whole(database: Database) -> None:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10, region="mena")
        by = reader(work, MENA)
        begun = draft(work, by, NEEDLE)
        begun = timing.set_timing(work, by, begun.id, Timing.AT, due_at=work.now + timedelta(days=1))
        planned = launch(work, by, begun)
        assert planned.state is AnnouncementState.SCHEDULED
        correction = correcting.begin(work, by, planned.id)
        correcting.set_version(work, by, correction.id, "en", RichText(f"{NEEDLE} twice"))
        correcting.apply(work, by, correction.id, line)
        undoing.reopen(work, by, planned.id)
        erase(work, MENA)
        session.flush()
        assert traces([NEEDLE], everything_stored(session)) == []
        assert list(session.scalars(select(Text.id))) == []
