"""Whom an announcement is for: choosing, limits of the coordinator, and counting."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from db.models import Chat, PersonTopic
from db.queries import announcement_copies, audience_counts
from db.queries.belonging import PARTS, Scope
from db.unit import Database
from db.values import AnnouncementPurpose, Audience, Purpose
from network import notices
from network.announcements import audiences, drafts, reading
from network.announcements.audiences import DIMENSIONS
from network.errors import NetworkError, NotAllowed
from network.work import Work
from tests.network.announced import (
    BOT_ID,
    BOTH,
    MENA,
    NETWORK,
    coordinators,
    draft,
    group,
    member,
    reader,
    work_in,
)
from tests.network.test_notices import person, reached

KEYS = {
    "regions": ("mena", "see", "ssa", "worldwide"),
    "countries": ("JO", "EG", "RS", "KE"),
    "member_groups": ("practitioner", "research"),
    "topics": ("waste", "water"),
    "languages": ("en", "ar", "fr"),
    "hubs": ("mena", "see"),
}


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        yield work


@pytest.fixture
def town(work: Work) -> Work:
    """Members who differ in everything that is chosen by."""
    told: list[dict[str, Any]] = [
        {"region": "mena", "country": "JO", "member_group": "practitioner", "language": "ar", "topics": ("waste",)},
        {"region": "mena", "country": "EG", "member_group": "research", "language": "ar", "newsletter": True},
        {"region": "see", "country": "RS", "member_group": "practitioner", "follows": ["mena"], "newsletter": True},
        {"region": "see", "country": "RS", "language": "fr", "topics": ("waste", "water")},
        {"region": "ssa", "country": "KE", "member_group": "research", "language": "fr", "topics": ("water",)},
        {"language": "en"},  # told nothing
    ]
    for number, one in enumerate(told, 10):
        member(work, number, **one)
    person(work, 20, "suspended", region="mena", country="JO")
    person(work, 21, "applicant", region="mena", country="JO")
    person(work, 22, "former", region="mena", country="JO")
    return work


# --- Who belongs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience(), {10, 11, 12, 13, 14, 15}),
        (Audience(regions=("mena",)), {10, 11, 12}),
        (Audience(regions=("mena", "ssa")), {10, 11, 12, 14}),
        (Audience(countries=("JO", "KE")), {10, 14}),
        (Audience(member_groups=("practitioner",)), {10, 12}),
        (Audience(topics=("waste",)), {10, 13}),
        (Audience(topics=("waste", "water")), {10, 13, 14}),
        (Audience(languages=("fr",)), {13, 14}),
        (Audience(regions=("see",), topics=("water",)), {13}),
        (Audience(regions=("see",), languages=("ar",)), set()),
        (Audience(excluded=(("regions", "mena"),)), {13, 14, 15}),
        (Audience(excluded=(("countries", "JO"),)), {11, 12, 13, 14, 15}),
        (Audience(excluded=(("member_groups", "research"), ("topics", "waste"))), {12, 15}),
        (Audience(excluded=(("languages", "ar"), ("languages", "fr"))), {12, 15}),
        (Audience(topics=("waste",), excluded=(("topics", "water"),)), {10}),
        (Audience(consent="newsletter"), {11, 12}),
    ],
)
def test_who_is_told_is_who_was_counted(town: Work, audience: Audience, expected: set[int]) -> None:
    members = replace(audience, statuses=("member",))
    assert reached(town, members) == expected
    counted = audience_counts.count_by_language(town.session, Scope(members, BOT_ID, frozenset(), "worldwide"))
    assert sum(counted.by_language.values()) == len(expected)
    assert not counted.estimated


def test_a_topic_somebody_was_not_admitted_to_does_not_count(town: Work) -> None:
    town.session.execute(update(PersonTopic).where(PersonTopic.topic == "waste").values(admitted=False))
    assert reached(town, Audience(statuses=("member",), topics=("waste",))) == set()


def test_holders_of_are_those_in_whose_chat_it_stands(town: Work) -> None:
    notice = notices.post(town, "card", 1, Audience(statuses=("member",), regions=("mena",)))
    assert reached(town, Audience(holders_of=notice)) == set()
    town.session.execute(text("UPDATE copy SET state = 'sent' WHERE notice_id = :notice"), {"notice": notice})
    one = town.session.scalar(select(Chat.id).where(Chat.telegram_id == 11))
    town.session.execute(text("UPDATE copy SET state = 'maybe' WHERE chat_id = :chat"), {"chat": one})
    assert reached(town, Audience(holders_of=notice)) == {10, 12}
    assert reached(town, Audience(holders_of=notice, languages=("ar",))) == {10}


def test_every_dimension_has_its_clause() -> None:
    assert set(DIMENSIONS) - {"hubs"} == set(PARTS)


# --- Counting ------------------------------------------------------------------------------------------------------


def test_the_count_says_languages_and_who_cannot_be_reached(town: Work) -> None:
    town.session.execute(update(Chat).where(Chat.telegram_id.in_([10, 15, 20])).values(unreachable_since=town.now))
    by = reader(town, NETWORK)
    begun = draft(town, by)
    count = audiences.count(town, by, begun)
    assert (count.total, count.groups, count.estimated) == (6, 0, False)
    assert dict(count.by_language) == {"ar": 2, "en": 2, "fr": 2}
    assert audiences.unreachable(town, by, begun) == 2


def test_chats_with_another_bot_do_not_count(town: Work) -> None:
    town.session.execute(update(Chat).where(Chat.telegram_id.in_([10, 11])).values(bot_id=1))
    town.session.execute(update(Chat).where(Chat.telegram_id == 12).values(unreachable_since=town.now))
    by = reader(town, NETWORK)
    begun = draft(town, by)
    assert audiences.count(town, by, begun).total == 4
    assert audiences.unreachable(town, by, begun) == 1


def test_groups_of_hubs_are_counted_beside_people_or_alone(town: Work) -> None:
    group(town, "mena", -1001, "ar")
    group(town, "see", -1002)
    by = reader(town, NETWORK)
    begun = draft(town, by, audience=Audience(hubs=("mena", "see")))
    count = audiences.count(town, by, begun)
    assert (count.total, count.groups, count.group_languages) == (6, 2, frozenset({"ar", "en"}))
    begun = audiences.set_people(town, by, begun.id, to_people=False)
    count = audiences.count(town, by, begun)
    assert (count.total, count.groups, dict(count.by_language)) == (0, 2, {})


def test_the_newsletter_goes_to_those_who_want_it(town: Work) -> None:
    by = reader(town, NETWORK)
    begun = drafts.set_purpose(town, by, draft(town, by).id, AnnouncementPurpose.NEWSLETTER)
    assert audiences.effective(by, begun).consent == Purpose.NEWSLETTER
    assert audiences.count(town, by, begun).total == 2
    with pytest.raises(NetworkError):
        drafts.set_purpose(town, by, begun.id, "directory")


def test_of_very_many_a_sample_is_asked(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql.unit() as session:
        work = work_in(session)
        people = "SELECT n, 'member', CASE WHEN n % 4 = 0 THEN 'ar' ELSE 'en' END, now(), false, false, false"
        columns = "telegram_id, status, language, first_seen, advises, topics_named, weekends"
        session.execute(text(f"INSERT INTO person ({columns}) {people} FROM generate_series(1, 40000) n"))
        session.execute(
            text(
                "INSERT INTO chat (bot_id, telegram_id, kind, person_id, unreachable_since) "
                "SELECT 4242, id, 'private', id, CASE WHEN id % 10 = 0 THEN now() END FROM person"
            )
        )
        session.execute(text("ANALYZE person, chat"))  # else they are planned for as if they were empty
        scope = Scope(Audience(statuses=("member",)), BOT_ID, frozenset(), "worldwide")
        exact = audience_counts.count_by_language(session, scope, patience=60_000)
        assert exact == audience_counts.Counted({"ar": 10_000, "en": 30_000})
        assert audience_counts.unreachable(session, scope, patience=60_000) == 4_000
        monkeypatch.setattr(audience_counts, "hurried", lambda *_: None)
        about = audience_counts.count_by_language(session, scope)
        assert about.estimated
        assert about == audience_counts.count_by_language(session, scope), "a press must not make numbers jump"
        assert about.by_language["ar"] == pytest.approx(10_000, rel=0.1)
        assert about.by_language["en"] == pytest.approx(30_000, rel=0.1)
        assert audience_counts.unreachable(session, scope) == pytest.approx(4_000, rel=0.15)
        habits = audience_counts.by_habits(session, scope)
        assert sum(habits.values()) == pytest.approx(36_000, rel=0.1)
        assert work.session is session


def test_of_very_many_copies_a_sample_says_who_has_one(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql.unit() as session:
        for statement in (
            (
                "INSERT INTO person (telegram_id, status, language, region, first_seen, "
                "advises, topics_named, weekends) "
                "SELECT n, 'member', CASE WHEN n % 4 = 0 THEN 'ar' ELSE 'en' END, 'mena', now(), false, false, false "
                "FROM generate_series(1, 40000) n"
            ),
            "INSERT INTO chat (bot_id, telegram_id, kind, person_id) SELECT 4242, id, 'private', id FROM person",
            (
                "INSERT INTO notice (id, kind, subject_id, revision, state, lane, urgent, "
                "due_at, audience, created_at) "
                "VALUES (1, 'announcement', 1, 1, 'active', 'announcement', false, now(), '{}', now())"
            ),
            (
                "INSERT INTO copy (notice_id, chat_id, state, revision, wanted, due_at, lane_rank, open, attempts) "
                "SELECT 1, id, CASE WHEN id % 2 = 0 THEN 'sent' ELSE 'pending' END, 1, 1, now(), 1, false, 0 FROM chat"
            ),
            "ANALYZE person, chat, copy",
        ):
            session.execute(text(statement))
        exact = announcement_copies.holders(session, "announcement", 1, patience=60_000)
        assert sum(exact.numbers.values()) == 20_000
        assert not exact.estimated
        monkeypatch.setattr(announcement_copies, "hurried", lambda *_: None)
        about = announcement_copies.holders(session, "announcement", 1)
        assert about.estimated
        assert exact.numbers.keys() == about.numbers.keys()
        for key, number in exact.numbers.items():
            assert about.numbers[key] == pytest.approx(number, rel=0.15)


def test_counting_in_vain_leaves_the_unit_of_work_alive(postgresql: Database) -> None:
    with postgresql.unit() as session:
        person(work_in(session), 1)
        asleep = text("SELECT pg_sleep(5)")
        assert audience_counts.hurried(session, lambda: session.execute(asleep).all(), 20) is None
        assert session.scalar(text("SELECT count(*) FROM person")) == 1
        assert session.scalar(text("SELECT current_setting('statement_timeout')")) == "0"
        assert audience_counts.hurried(session, lambda: 7, 20) == 7
        assert session.scalar(text("SELECT current_setting('statement_timeout')")) == "0"


def test_other_trouble_is_not_taken_for_slowness(postgresql: Database) -> None:
    with postgresql.unit() as session, pytest.raises(DBAPIError):
        audience_counts.hurried(session, lambda: session.execute(text("SELECT 1 / 0")).all(), 1000)


# --- What a coordinator may choose ---------------------------------------------------------------------------------


def test_a_regional_coordinator_is_offered_their_own(town: Work) -> None:
    group(town, "mena", -1001)
    group(town, "see", -1002)
    mena, network = reader(town, MENA), reader(town, NETWORK)
    assert audiences.choices(town, mena, "regions") == ["mena"]
    assert audiences.choices(town, mena, "countries") == ["EG", "JO"]
    assert audiences.choices(town, mena, "hubs") == ["mena"]
    assert audiences.choices(town, network, "countries") == ["EG", "JO", "KE", "RS"]
    assert audiences.choices(town, network, "hubs") == ["mena", "see"]
    assert len(audiences.choices(town, network, "topics")) == 13
    with pytest.raises(NotAllowed):
        audiences.choices(town, reader(town, 10), "regions")


@pytest.mark.parametrize(
    ("dimension", "value", "exclude"),
    [
        ("regions", "see", False),  # not theirs
        ("regions", "worldwide", True),
        ("countries", "RS", False),
        ("hubs", "see", False),
        ("hubs", "mena", True),  # nothing to leave out
        ("topics", "nonsense", False),
        ("languages", "xx", False),
        ("people", "1", False),  # a field of Audience, but no dimension
        ("statuses", "visitor", False),
        ("without", "1", True),
        ("__class__", "x", False),
    ],
)
def test_forged_choices_are_refused(town: Work, dimension: str, value: str, exclude: bool) -> None:
    group(town, "mena", -1001)
    group(town, "see", -1002)
    by = reader(town, MENA)
    begun = drafts.begin(town, by)
    with pytest.raises(NetworkError):
        audiences.choose(town, by, begun.id, dimension, value, exclude=exclude)
    assert drafts.draft(town, by, begun.id).audience == Audience()


def test_what_a_regional_coordinator_sends_stays_in_their_regions(town: Work) -> None:
    mena, both = reader(town, MENA), reader(town, BOTH)
    everything = draft(town, mena)
    assert audiences.effective(mena, everything).regions == ("mena",)
    assert audiences.count(town, mena, everything).total == 3
    assert audiences.effective(both, everything).regions == ("mena", "see")
    chosen = draft(town, both, audience=Audience(regions=("see",)))
    assert audiences.effective(both, chosen).regions == ("see",)


def test_a_role_that_is_gone_reaches_nobody(town: Work) -> None:
    both = reader(town, BOTH)
    begun = draft(town, both, audience=Audience(regions=("see",)))
    town.session.execute(text("DELETE FROM role WHERE region = 'see'"))
    now = reader(town, BOTH)
    assert not audiences.reachable(town, now, begun.audience)
    assert audiences.effective(now, begun).regions == ("mena",), "never everybody"
    assert audiences.count(town, now, begun).total == 0


def test_what_was_chosen_can_be_let_go_though_it_is_offered_no_more(town: Work) -> None:
    by = reader(town, NETWORK)
    begun = draft(town, by, audience=Audience(countries=("KE",)))
    town.session.execute(text("UPDATE person SET country = NULL WHERE country = 'KE'"))
    assert "KE" not in audiences.choices(town, by, "countries")
    assert audiences.choose(town, by, begun.id, "countries", "KE").audience == Audience()


def test_a_dimension_is_cleared_as_a_whole(town: Work) -> None:
    by = reader(town, NETWORK)
    begun = draft(town, by, audience=Audience(topics=("waste",), excluded=(("topics", "water"), ("countries", "JO"))))
    begun = audiences.clear(town, by, begun.id, "topics")
    assert begun.audience == Audience(excluded=(("countries", "JO"),))
    with pytest.raises(NetworkError):
        audiences.clear(town, by, begun.id, "statuses")


def test_only_those_within_reach_are_seen(town: Work) -> None:
    charter, mena = town.charter, reader(town, MENA)
    assert reading.within(charter, mena, Audience(regions=("mena",)))
    assert reading.within(charter, mena, Audience(regions=("mena",), hubs=("mena",)))
    assert reading.within(charter, mena, Audience(hubs=("mena",)), to_people=False)
    for audience in (
        Audience(),
        Audience(regions=("mena", "see")),
        Audience(countries=("JO",)),
        Audience(hubs=("mena",)),
        Audience(regions=("mena",), hubs=("see",)),
        Audience(regions=("mena",), hubs=("no longer there",)),
    ):
        assert not reading.within(charter, mena, audience)
        assert reading.within(charter, reader(town, NETWORK), audience)


# --- Pressing ------------------------------------------------------------------------------------------------------

presses = st.lists(
    st.one_of(*(st.tuples(st.just(name), st.sampled_from(values), st.booleans()) for name, values in KEYS.items())),
    max_size=30,
)


@given(presses)
def test_an_audience_survives_being_stored(pressed: list[tuple[str, str, bool]]) -> None:
    audience = Audience()
    for name, value, exclude in pressed:
        audience = audiences.toggle(audience, name, value, exclude=exclude)
        included = {(one, key) for one in KEYS for key in getattr(audience, one)}
        assert included.isdisjoint(audience.excluded)
    assert Audience.from_json(audience.to_json()) == audience


@given(presses, st.sampled_from(sorted(KEYS)), st.data(), st.booleans())
def test_pressing_twice_changes_nothing(
    pressed: list[tuple[str, str, bool]], name: str, data: st.DataObject, exclude: bool
) -> None:
    audience = Audience()
    for one, value, out in pressed:
        audience = audiences.toggle(audience, one, value, exclude=out)
    value = data.draw(st.sampled_from(KEYS[name]))
    audience = audiences.toggle(audience, name, value, exclude=not exclude)  # whatever it was before
    once = audiences.toggle(audience, name, value, exclude=exclude)
    again = audiences.toggle(audiences.toggle(once, name, value, exclude=exclude), name, value, exclude=exclude)
    assert set(again.excluded) == set(once.excluded)
    assert set(getattr(again, name)) == set(getattr(once, name))
