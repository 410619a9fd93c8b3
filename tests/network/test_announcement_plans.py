"""Audiences are counted and figures told in indexes, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, text

from db.models import Chat, Consent, Notice, Person, PersonRegion, PersonTopic
from db.queries import announcements as queries
from db.queries import audience_counts
from db.queries.belonging import Scope
from db.unit import Database
from db.values import AnnouncementState, Audience
from network.announcements import ANNOUNCEMENT
from network.work import Work
from tests.network.announced import BOT_ID, NETWORK, NOW, coordinators, draft, fill, launch, reader, work_in
from tests.network.test_ledger_plans import explained

PEOPLE = range(1000, 3000)
COUNTRIES = ("JO", "EG", "TN", "MA")


MENA = Scope(Audience(statuses=("member",), regions=("mena",)), BOT_ID, frozenset(), "worldwide")


def counted(**parts: Any) -> Callable[[Work], object]:
    scope = Scope(Audience(statuses=("member",), **parts), BOT_ID, frozenset(), "worldwide")
    return lambda work: audience_counts.count_by_language(work.session, scope)


# What is asked, and the indexes that PostgreSQL must go by. SQLite goes from people to what they have.
ASKED: list[tuple[Callable[[Work], object], set[str]]] = [
    (counted(), {"ix_person_audience"}),
    (lambda work: audience_counts.unreachable(work.session, MENA), {"ix_chat_unreachable"}),
    (counted(regions=("mena",)), {"ix_person_audience", "ix_person_joined", "ix_person_region_region_person_id"}),
    (counted(countries=("JO",), member_groups=("research",), languages=("ar",)), {"ix_person_audience"}),
    (counted(topics=("waste",)), {"ix_person_joined", "ix_person_topic_topic_person_id"}),
    (counted(consent="newsletter"), {"ix_person_joined", "ix_consent_purpose_person_id"}),
    (counted(excluded=(("topics", "waste"), ("countries", "JO"))), {"ix_person_joined"}),
    (lambda work: audience_counts.countries(work.session), {"ix_person_audience"}),
    (lambda work: audience_counts.groups(work.session, BOT_ID, ["mena"]), {"ix_chat_hub"}),
    (lambda work: queries.in_states(work.session, [AnnouncementState.RUNNING]), {"ix_announcement_state_launched_at"}),
    (lambda work: queries.tally(work.session, [1], NOW), {"ix_copy_notice_id"}),
    (lambda work: queries.notices(work.session, ANNOUNCEMENT, 1), {"ix_notice_kind_subject_id"}),
    (lambda work: queries.by_language_region_state(work.session, 1, ANNOUNCEMENT), {"ix_notice_kind_subject_id"}),
    (lambda work: queries.in_doubt(work.session, 1, ANNOUNCEMENT, 0, 8), {"ix_copy_notice_id_state"}),
]


def settle_many(database: Database) -> None:
    """Write many members down, and an announcement to them."""
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        told = {"status": "member", "first_seen": NOW, "region": "mena", "member_group": "practitioner"}
        told["position"] = (
            "Head of waste, water and the rest. " * 20
        )  # rows of people are far longer than what is counted by
        session.execute(
            insert(Person),
            [
                {"id": n, "telegram_id": n, "country": COUNTRIES[n % 4], "language": ("ar", "en")[n % 2], **told}
                for n in PEOPLE
            ],
        )
        session.execute(
            insert(Chat), [{"bot_id": BOT_ID, "telegram_id": n, "kind": "private", "person_id": n} for n in PEOPLE]
        )
        session.execute(insert(PersonTopic), [{"person_id": n, "topic": ("waste", "water")[n % 2]} for n in PEOPLE])
        session.execute(insert(PersonRegion), [{"person_id": n, "region": "see"} for n in PEOPLE if n % 10 == 0])
        agreed = {"version": 1, "language": "en", "given_at": NOW}
        session.execute(
            insert(Consent),
            [{"person_id": n, "purpose": p, **agreed} for n in PEOPLE for p in ("newsletter", "privacy") if n % 2],
        )
        session.connection().execute(
            insert(Notice),
            [
                {"kind": "old", "subject_id": n, "audience": {}, "filled_to": None, "due_at": NOW, "created_at": NOW}
                for n in PEOPLE
            ],
        )
        by = reader(work, NETWORK)
        launch(work, by, draft(work, by))
        fill(work)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))


def test_what_is_asked_again_and_again_stands_in_indexes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_many(database)
    monkeypatch.setattr(audience_counts, "hurried", lambda _session, count, _patience: count())
    with database.unit() as session:
        work = work_in(session)
        if not database.is_sqlite:  # of so few rows PostgreSQL would rather read or merge them all
            for way in ("seqscan", "mergejoin"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        for look, indexes in ASKED:
            plan = explained(session.connection(), lambda look=look: look(work))
            whole = [one for one in plan if ("SCAN " if database.is_sqlite else "Seq Scan") in one]
            large = [one for one in whole if any(f" {name}" in one for name in ("person", "chat", "copy", "consent"))]
            assert [one for one in large if "USING" not in one] == []
            if not database.is_sqlite:
                assert {one for one in indexes if not any(one in found for found in plan)} == set(), (
                    indexes,
                    "\n".join(plan),
                )
