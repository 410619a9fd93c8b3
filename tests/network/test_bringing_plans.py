"""What brings posts reads the chunk it is at, and no more, however many people and posts there are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import text, update

from db.models import Copy, Person
from db.unit import Database
from network.charter import shipped_charter
from network.discussions import bringing, digests
from network.work import Work
from tests.network.bringing import bring_all, discussion, follow, members, post
from tests.network.test_ledger_plans import explained

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
PEOPLE, POSTS = 1500, 40
WALKED = ("person", "post", "following", "heard", "bundle", "notice", "copy", "person_topic", "chat")


def test_each_chunk_is_found_by_indexes(database: Database) -> None:
    with database.unit() as session:
        work = Work(session, NOW, replace(shipped_charter(), hours=()), 4242)
        author, *readers = members(work, PEOPLE, topics=["waste"])
        about = discussion(work, author)
        follow(work, about, readers[:30])
        for _ in range(POSTS):
            post(work, about, author)
            bring_all(work)
            session.execute(update(Copy).values(state="sent", open=False, revision=Copy.wanted))
        some = readers[100:120]
        session.execute(update(Person).where(Person.id.in_(some)).values(discussion_news="at_once"))
        due = {"digest_at": NOW, "digest_from": NOW - timedelta(days=1)}
        session.execute(update(Person).where(Person.id.in_(readers[:20])).values(**due))
        session.execute(text("ANALYZE"))

        def look() -> None:
            bringing.retell(work, post(work, about, author))
            bringing.bring_some(work)
            bringing.next_due(work)

        postgresql = session.connection().dialect.name == "postgresql"
        if postgresql:  # which would read whole tables that are as small as these
            session.execute(text("SET LOCAL enable_seqscan = off"))
        plans = explained(session.connection(), look)
        for index in ("ix_post_brought_to", "ix_post_retold_to", "ix_person_digest_at", "ix_person_at_once"):
            assert any(index in line for line in plans), index
        assert any("ix_bundle_person_id" in line for line in plans)
        if not postgresql:
            whole = [line for line in plans if "SCAN " in line and "USING" not in line]
            assert [line for line in whole if line.split("SCAN ")[1].split()[0] in WALKED] == []
        assert digests.next_due(work)
