"""Making an event: fields, letting it go, planning it, taking it back, copying it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.models import EventRegion, EventTopic, Notice, TextVersion
from db.unit import Database
from db.values import Audience, EventFormat, EventState, RichText
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import copying, drafts, fields, publishing, reading
from network.events.kinds import DECIDE, EVENT, EVENT_GROUP
from network.events.publishing import Doubt, Obstacle
from network.events.reading import Event
from network.people import Reader
from network.work import Work
from tests.network.announced import MENA, NETWORK, NOW, SEE, coordinators, member, reader, work_in

START = datetime(2027, 3, 25, 9, 0)  # noqa: DTZ001 - what a clock shows
MONA = 50


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, MONA, region="mena", zone="Asia/Amman")
        yield work


def later(work: Work, **span: float) -> Work:
    return Work(work.session, work.now + timedelta(**span), work.charter, work.bot_id)


def written(work: Work, by: Reader, **more: object) -> Event:
    """Write a draft that nothing stands in the way of."""
    number = drafts.begin(work, by)
    drafts.set_title(work, by, number, RichText("Compost from kitchens"))
    drafts.set_start(work, by, number, START, "Asia/Amman")
    drafts.set_link(work, by, number, "https://example.org/room")
    for name, value in more.items():
        getattr(drafts, f"set_{name}")(work, by, number, value)
    return drafts.set_minutes(work, by, number, 90)


def posted(work: Work, kind: str) -> list[Audience]:
    return [Audience.from_json(row.audience) for row in work.session.query(Notice).filter_by(kind=kind)]


def test_a_draft_begins_in_its_authors_region_zone_and_language_and_there_is_one_a_person(work):
    mona = reader(work, MONA)
    number = drafts.begin(work, mona)
    assert drafts.begin(work, mona) == number
    found = drafts.draft(work, mona, number)
    assert (found.regions, found.zone, found.languages) == (("mena",), "Asia/Amman", ("en",))
    assert publishing.problems(work, found) == [Obstacle.NO_TITLE, Obstacle.NO_START, Obstacle.NO_LENGTH]


def test_coordinators_publish_in_their_regions_at_once(work):
    by = reader(work, MENA)
    draft = written(work, by, regions=["mena"], topics=["waste"])
    out = publishing.submit(work, by, draft.id, draft.version)
    assert out.state is EventState.PUBLISHED
    assert out.starts_at == datetime(2027, 3, 25, 6, 0, tzinfo=UTC)
    assert [(row.region, row.starts_at) for row in work.session.query(EventRegion)] == [("mena", out.starts_at)]
    assert [row.topic for row in work.session.query(EventTopic)] == ["waste"]
    members, organisers = posted(work, EVENT)
    assert (members.regions, members.statuses, members.event_news) == (("mena",), ("member",), True)
    assert members.without == organisers.people == (by.id,)
    assert posted(work, EVENT_GROUP) == [Audience(hubs=("mena",))]
    assert publishing.submit(work, by, draft.id, draft.version).state is EventState.PUBLISHED
    assert len(posted(work, EVENT)) == 2, "a second press changes nothing"


def test_an_event_for_all_stands_in_lists_as_such(work):
    by = reader(work, NETWORK)
    draft = written(work, by, regions=list(work.charter.regions))
    assert draft.regions == ()
    publishing.submit(work, by, draft.id, draft.version)
    assert [row.region for row in work.session.query(EventRegion)] == [publishing.ALL]
    assert posted(work, EVENT)[0].regions == ()
    assert posted(work, EVENT_GROUP)[0].hubs == tuple(work.charter.hubs)


@pytest.mark.parametrize(
    ("author", "regions", "asked"),
    [
        (MONA, ["mena"], Audience(coordinators_of=("mena",))),
        (MENA, ["mena", "see"], Audience(coordinators_of=("mena", "see"))),
        (SEE, [], Audience(network_coordinators=True)),
        (MONA, ["ssa"], Audience(network_coordinators=True)),
    ],
)
def test_what_lies_beyond_ones_own_regions_waits_for_those_who_decide(work, author, regions, asked):
    by = reader(work, author)
    draft = written(work, by, regions=regions)
    assert publishing.submit(work, by, draft.id, draft.version).state is EventState.WAITING
    assert posted(work, DECIDE) == [replace(asked, without=(by.id,))]
    assert not posted(work, EVENT)


def test_what_was_planned_comes_out_at_its_time_once(work):
    by = reader(work, MENA)
    draft = written(work, by)
    at = NOW + timedelta(days=2)
    assert publishing.submit(work, by, draft.id, draft.version, at).state is EventState.SCHEDULED
    assert publishing.publish_due(later(work, days=1)) == 0
    assert publishing.publish_due(later(work, days=3)) == 1
    assert publishing.publish_due(later(work, days=3)) == 0
    assert len(posted(work, EVENT)) == 2


def test_taken_back_while_nobody_sees_it(work):
    mona = reader(work, MONA)
    draft = written(work, mona)
    publishing.submit(work, mona, draft.id, draft.version)
    assert publishing.take_back(work, mona, draft.id).state is EventState.DRAFT
    assert work.session.query(Notice).filter_by(kind=DECIDE).one().state == "retracted"
    again = drafts.set_minutes(work, mona, draft.id, 60)
    publishing.submit(work, mona, draft.id, again.version)
    by = reader(work, MENA)
    own = written(work, by)
    publishing.submit(work, by, own.id, own.version)
    with pytest.raises(Outdated):
        publishing.take_back(work, by, own.id)


def test_nobody_publishes_what_changed_since_they_looked_or_what_is_not_ready(work):
    by = reader(work, MENA)
    draft = written(work, by)
    drafts.set_title(work, by, draft.id, RichText("Another title"))
    with pytest.raises(Outdated):
        publishing.submit(work, by, draft.id, draft.version)
    on_site = drafts.set_format(work, by, draft.id, "on_site")
    assert publishing.problems(work, on_site) == [Obstacle.NO_PLACE]
    with pytest.raises(NetworkError):
        publishing.submit(work, by, draft.id, on_site.version)
    with pytest.raises(NotAllowed):
        publishing.submit(work, reader(work, SEE), draft.id, on_site.version)


def test_clocks_that_skip_the_hour_show_another(work):
    by = reader(work, MENA)
    number = drafts.begin(work, by)
    skipped = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - what no clock shows
    found = drafts.set_start(work, by, number, skipped, "Europe/Berlin")
    assert found.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert found.starts_local == datetime(2027, 3, 28, 3, 30)  # noqa: DTZ001 - what a clock shows
    moved = drafts.set_zone(work, by, number, "Asia/Kathmandu")
    assert moved.starts_at == datetime(2027, 3, 27, 21, 45, tzinfo=UTC)


def test_translations_of_title_and_description_grow_stale(work):
    by = reader(work, MENA)
    draft = written(work, by, description=RichText("Bring figures."))
    drafts.set_version(work, by, draft.id, fields.TITLE, "fr", RichText("Compost des cuisines"))
    drafts.set_version(work, by, draft.id, fields.DESCRIPTION, "fr", RichText("Apportez des chiffres."))
    changed = drafts.set_title(work, by, draft.id, RichText("Compost from markets"))
    assert [(one.what, one.which, one.language) for one in publishing.concerns(changed)] == [
        (Doubt.STALE, fields.TITLE, "fr")
    ]
    looked = drafts.looked_at(work, by, draft.id, fields.TITLE, "fr")
    assert publishing.concerns(looked) == []
    assert looked.title
    assert looked.title.shown("fr").body.text == "Compost des cuisines"


def test_what_does_not_go_with_where_people_meet_is_let_go(work):
    by = reader(work, MENA)
    draft = written(work, by)
    drafts.set_format(work, by, draft.id, "hybrid")
    placed = drafts.set_place(work, by, draft.id, "Town hall", (31.95, 35.93))
    assert (placed.link, placed.place, placed.latitude) == ("https://example.org/room", "Town hall", 31.95)
    assert drafts.set_format(work, by, draft.id, "on_site").link is None
    away = drafts.set_format(work, by, draft.id, "virtual")
    assert (away.place, away.latitude, away.format) == (None, None, EventFormat.VIRTUAL)


def test_a_copy_holds_all_but_the_time_and_waits_for_an_open_draft(work):
    by = reader(work, MENA)
    first = written(work, by, topics=["waste"], capacity=40, description=RichText("Bring figures."))
    publishing.submit(work, by, first.id, first.version)
    second = drafts.draft(work, by, copying.duplicate(work, by, first.id))
    assert (second.capacity, second.topics, second.minutes, second.starts_at) == (40, ("waste",), 90, None)
    assert second.title
    assert first.title
    assert second.title.id != first.title.id
    assert second.title.shown("en").body == first.title.shown("en").body
    with pytest.raises(NetworkError):
        copying.duplicate(work, by, first.id)
    with pytest.raises(NotAllowed):
        copying.duplicate(work, reader(work, MONA), first.id)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", RichText("  ")),
        ("title", RichText("x" * 101)),
        ("description", RichText("x" * 2001)),
        ("format", "nowhere"),
        ("link", "http://example.org"),
        ("link", "javascript:alert(1)"),
        ("minutes", 0),
        ("minutes", 14 * 24 * 60 + 1),
        ("capacity", 0),
        ("languages", ["tlh-none"]),
        ("topics", ["nonsense"]),
        ("regions", ["nowhere"]),
        ("answer_by", NOW - timedelta(minutes=1)),
        ("publish_at", NOW + timedelta(days=800)),
        ("contact", "x" * 201),
        ("zone", "Mars/Olympus"),
        ("zone", "../etc/passwd"),
    ],
)
def test_what_cannot_be_is_refused(work, name, value):
    by = reader(work, MENA)
    number = drafts.begin(work, by)
    with pytest.raises(NetworkError):
        getattr(drafts, f"set_{name}")(work, by, number, value)


def test_visitors_and_suspended_members_make_no_events(work):
    member(work, 60, status="suspended", region="mena")
    member(work, 61, status="visitor")
    for telegram_id in (60, 61):
        with pytest.raises(NotAllowed):
            drafts.begin(work, reader(work, telegram_id))


def test_a_draft_thrown_away_leaves_nothing(work):
    by = reader(work, MENA)
    draft = written(work, by, description=RichText("Bring figures."))
    drafts.discard(work, by, draft.id)
    with pytest.raises(Outdated):
        reading.find(work, draft.id)
    assert drafts.begin(work, by) != draft.id


def test_a_description_taken_away_leaves_no_words_behind(work):
    by = reader(work, MENA)
    draft = written(work, by, description=RichText("Bring figures."))
    drafts.set_version(work, by, draft.id, fields.DESCRIPTION, "fr", RichText("Apportez des chiffres."))
    assert drafts.set_description(work, by, draft.id, None).description is None
    assert {row.body["text"] for row in work.session.query(TextVersion)} == {"Compost from kitchens"}


@pytest.mark.parametrize(("days", "on_weekends"), [(2, True), (20, False)])
def test_what_begins_soon_is_told_on_weekends_too(work, days, on_weekends):
    by = reader(work, MENA)
    draft = written(work, by)
    draft = drafts.set_start(work, by, draft.id, (NOW + timedelta(days=days)).replace(tzinfo=None), "UTC")
    publishing.submit(work, by, draft.id, draft.version)
    told = {notice.named_time for notice in work.session.query(Notice).filter_by(kind=EVENT, lane="announcement")}
    assert told == {on_weekends}


def test_few_events_of_one_member_wait_at_a_time(work):
    mona = reader(work, MONA)
    for _ in range(publishing.MOST_WAITING):
        draft = written(work, mona)
        assert publishing.submit(work, mona, draft.id, draft.version).state is EventState.WAITING
    draft = written(work, mona)
    with pytest.raises(NetworkError):
        publishing.submit(work, mona, draft.id, draft.version)


def test_two_processes_publish_what_was_planned_once(postgresql):
    with postgresql.unit() as session:
        work = work_in(session)
        coordinators(work)
        by = reader(work, MENA)
        draft = written(work, by)
        publishing.submit(work, by, draft.id, draft.version, NOW + timedelta(days=2))
    with postgresql.unit() as one, postgresql.unit() as other:
        assert publishing.publish_due(work_in(one, NOW + timedelta(days=3))) == 1
        assert publishing.publish_due(work_in(other, NOW + timedelta(days=3))) == 0
    with postgresql.unit() as session:
        assert publishing.publish_due(work_in(session, NOW + timedelta(days=3))) == 0
        assert len(posted(work_in(session), EVENT)) == 2
