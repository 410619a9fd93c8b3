"""Consents are rows that are never overwritten; documents are published once, and a new version asks every member."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Consent, Document, Notice
from db.queries import membership
from db.unit import Database
from db.values import Purpose, Status
from network import consent, people, texts
from network.charter import Charter, DocumentEntry, shipped_charter
from network.errors import NetworkError, NotAllowed
from network.people import Reader
from network.work import Work
from tests.talk import BOT_ID, START, Town


def charter_with(folder: Path, version: int, texts: Mapping[str, str]) -> Charter:
    """The shipped charter with documents of a test's own."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    shipped = shipped_charter()
    guidelines = DocumentEntry("guidelines", version, folder)
    return replace(shipped, documents={**shipped.documents, "guidelines": guidelines})


def member(work: Work, telegram_id: int = 5) -> Reader:
    reader = people.meet(work, telegram_id, telegram_id, "fr").reader
    membership.write(work.session, reader.id, status=Status.MEMBER)
    return people.readers(work, [reader.id])[reader.id]


def guidelines_notices(work: Work) -> list[Notice]:
    return list(work.session.scalars(select(Notice).where(Notice.kind == "guidelines").order_by(Notice.id)))


def test_a_yes_stands_until_it_is_withdrawn_and_is_never_overwritten(database: Database) -> None:
    town = Town(database)
    mona = town.run(member)
    assert town.run(lambda w: consent.give(w, mona.id, Purpose.DIRECTORY, "fr"))
    assert not town.run(lambda w: consent.give(w, mona.id, Purpose.DIRECTORY, "ar")), "it stands already"
    held = town.run(lambda w: consent.standing(w, mona.id))[Purpose.DIRECTORY]
    assert (held.version, held.language, held.given_at) == (1, "fr", START)
    town.now += timedelta(days=1)
    assert town.run(lambda w: consent.withdraw(w, mona, Purpose.DIRECTORY))
    assert not town.run(lambda w: consent.withdraw(w, mona, Purpose.DIRECTORY))
    assert town.run(lambda w: consent.standing(w, mona.id)) == {}
    town.now += timedelta(days=1)
    town.run(lambda w: consent.give(w, mona.id, Purpose.DIRECTORY, "de"))
    rows = town.run(lambda w: list(w.session.scalars(select(Consent).order_by(Consent.id))))
    assert [(row.language, row.given_at, row.withdrawn_at) for row in rows] == [
        ("fr", START, START + timedelta(days=1)),
        ("de", START + timedelta(days=2), None),
    ]


def test_what_membership_needs_cannot_be_withdrawn_by_itself(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = town.run(member)
    town.run(lambda w: consent.give(w, mona.id, Purpose.PRIVACY, "fr"))
    with pytest.raises(NetworkError, match="you leave the network"):
        town.run(lambda w: consent.withdraw(w, mona, Purpose.PRIVACY))


def test_documents_are_published_once_and_shown_in_the_readers_language(database: Database) -> None:
    town = Town(database)
    town.run(consent.publish_documents)
    town.run(consent.publish_documents)
    assert town.run(lambda w: sorted(w.session.execute(select(Document.kind, Document.version)).all())) == [
        ("guidelines", 1),
        ("privacy", 1),
    ]
    assert town.run(guidelines_notices) == [], "the first version is nobody's news"
    arabic = town.run(lambda w: consent.in_force(w, Purpose.GUIDELINES, "ar"))
    assert arabic.language == "ar"
    assert "Connective Cities" in arabic.pages[0].text
    whole = "".join(page.text for page in town.run(lambda w: consent.in_force(w, Purpose.PRIVACY, "xx")).pages)
    assert "network@example.org" in whole
    assert "{contact}" not in whole


def test_before_anything_is_published_nothing_can_be_read(sqlite: Database) -> None:
    with sqlite.unit() as session, pytest.raises(NetworkError):
        consent.in_force(Work(session, START, shipped_charter(), BOT_ID), Purpose.GUIDELINES, "en")


def test_a_new_version_asks_every_member_once_and_blocks_only_what_needs_it(database: Database, tmp_path: Path) -> None:
    first = charter_with(tmp_path, 1, {"guidelines-1.en.md": "# Rules\n\nBe kind."})
    town = Town(database, charter=first)
    town.run(consent.publish_documents)
    mona = town.run(member)
    town.run(lambda w: consent.give(w, mona.id, Purpose.GUIDELINES, "en"))
    town.run(lambda w: consent.require_guidelines(w, mona))

    town = Town(
        database,
        charter=charter_with(
            tmp_path,
            2,
            {
                "guidelines-2.en.md": "# Rules\n\nBe kind and on time.",
                "guidelines-2.changes.en.md": "Being on time was added.",
                "guidelines-2.changes.fr.md": "La ponctualité s’ajoute.",
            },
        ),
    )
    town.run(consent.publish_documents)
    town.run(consent.publish_documents)
    [notice] = town.run(guidelines_notices)
    assert notice.audience == {"statuses": ["member", "applicant"]}
    change = town.run(lambda w: consent.changes(w, [notice.subject_id], [mona.id]))[notice.subject_id]
    assert change.in_force
    assert change.version == 2
    assert change.changes is not None
    assert change.changes.shown("fr").body.text == "La ponctualité s’ajoute."
    assert change.accepted == frozenset()
    assert town.run(lambda w: consent.needs_guidelines(w, mona.id))
    with pytest.raises(NetworkError, match="have changed"):
        town.run(lambda w: consent.require_guidelines(w, mona))
    with pytest.raises(NetworkError, match="newer version"):
        town.run(lambda w: consent.accept(w, mona, Purpose.GUIDELINES, 1, "en"))
    assert town.run(lambda w: consent.accept(w, mona, Purpose.GUIDELINES, 2, "fr"))
    assert not town.run(lambda w: consent.accept(w, mona, Purpose.GUIDELINES, 2, "en")), "a double press"
    town.run(lambda w: consent.require_guidelines(w, mona))
    standing = town.run(lambda w: consent.standing(w, mona.id))[Purpose.GUIDELINES]
    assert (standing.version, standing.language) == (2, "fr"), "the language it was read in"

    def accepted_of(*batch: int) -> frozenset[int]:
        return town.run(lambda w: consent.changes(w, [notice.subject_id], batch))[notice.subject_id].accepted

    assert [accepted_of(mona.id), accepted_of(mona.id + 1), accepted_of()] == [{mona.id}, set(), set()], "no others"

    town = Town(database, charter=charter_with(tmp_path, 3, {"guidelines-3.en.md": "# Rules\n\nBe kind."}))
    town.run(consent.publish_documents)
    assert [n.state for n in town.run(guidelines_notices)] == ["retracted", "active"], "one request at a time"


def test_a_corrected_file_raises_the_revision_and_leaves_other_languages_stale(
    database: Database, tmp_path: Path
) -> None:
    files = {"guidelines-1.en.md": "# Rules\n\nBe knd.", "guidelines-1.fr.md": "# Règles\n\nSoyez gentils."}
    town = Town(database, charter=charter_with(tmp_path, 1, files))
    town.run(consent.publish_documents)
    charter_with(tmp_path, 1, {"guidelines-1.en.md": "# Rules\n\nBe kind.", "guidelines-1.de.md": "# Regeln"})
    town.run(consent.publish_documents)
    text_id = town.run(lambda w: w.session.scalars(select(Document.text_id).where(Document.kind == "guidelines")).one())
    text = town.run(lambda w: texts.read(w, [text_id]))[text_id]
    assert text.revision == 2
    assert {language: version.stale for language, version in text.versions.items()} == {
        "en": False,
        "fr": True,
        "de": False,
    }
    assert town.run(lambda w: consent.in_force(w, Purpose.GUIDELINES, "en")).pages[0].text == "Rules\n\nBe kind."
    town.run(consent.publish_documents)
    assert town.run(lambda w: texts.read(w, [text_id]))[text_id].revision == 2
    assert town.run(guidelines_notices) == []


def test_strangers_have_nothing_to_accept(sqlite: Database) -> None:
    town = Town(sqlite)
    stranger = town.run(lambda w: people.meet(w, 6, 6, "en").reader)
    with pytest.raises(NotAllowed):
        town.run(lambda w: consent.accept(w, stranger, Purpose.GUIDELINES, 1, "en"))
