"""Hub groups under attack, or just in bad luck: released, moved and left while something is under way."""

import pytest
from sqlalchemy import select

from db.models import GroupTask
from db.unit import Database
from db.values import RichText
from network.discussions import editing, reading
from network.hubs import groups, linking
from network.work import Work
from tests.groups import ALL, Group
from tests.handlers.test_discussion_bundles import posts
from tests.handlers.test_hub_linking import linked
from tests.handlers.test_hub_threads import TITLE, started
from tests.handlers.test_order import House
from tests.people import reader_of


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def releases(house: House) -> None:
    def release(work: Work) -> None:
        linking.unlink(work, reader_of(work, house.karim), groups.linked(work)[0].id)

    house.town.run(release)


def waits(house: House) -> list[str]:
    return house.town.run(lambda work: list(work.session.scalars(select(GroupTask.kind))))


@pytest.mark.parametrize("forum", [True, False])
def test_a_released_group_gets_nothing_that_was_under_way_and_keeps_what_it_has_true(
    house: House, *, forum: bool
) -> None:
    group = linked(house.town, house.karim, forum=forum)
    started(house.mona)
    house.town.later(minutes=2)
    about = house.about + 1
    posts(house.lina, about, "This was under way.")
    releases(house)
    house.town.later(minutes=5)
    assert not any("under way" in one.text for one in group.messages)
    opening = house.town.run(lambda work: reading.first_post(work, about)[0])
    house.town.run(lambda work: editing.edit(work, reader_of(work, house.mona), opening, RichText("Not any more.")))
    house.town.later(minutes=5)
    assert any("Not any more." in one.text for one in group.messages)
    assert not any("next year" in one.text for one in group.messages)
    if forum:
        group.talks(house.omar, TITLE, "Said in a released group")
        house.town.later(minutes=5)
        assert "released group" not in house.mona.everything


def test_what_waits_for_a_group_that_moves_is_done_in_its_new_place(house: House) -> None:
    group: Group = linked(house.town, house.karim, telegram_id=-4001)
    group.was_in(house.omar)
    started(house.mona)
    posts(house.lina, house.about + 1, "Said while it moved.")
    group.becomes_supergroup(house.karim, -1009999)
    house.town.later(minutes=5)
    assert sum(TITLE in one.text for one in group.messages) == 1
    house.lina_reports()
    house.suspends(house.karim)
    house.town.later(minutes=5)
    assert house.omar not in group
    assert waits(house) == []


def test_in_and_out_again_and_again(house: House) -> None:
    group = linked(house.town, house.karim)
    for _ in range(5):
        group.asks(house.omar)
        assert house.omar in group
        group.goes(house.omar)
    assert waits(house) == []
    assert sum("Omar" in one.text or "Welcome" in one.text for one in group.messages) <= 1
    stranger = house.town.person("Sam")
    for _ in range(5):
        group.comes(stranger)
        house.town.later(minutes=2)
        assert stranger not in group
    assert len(stranger.messages) <= 1
    assert waits(house) == []


def test_of_two_groups_asked_at_once_both_open_and_both_let_go(house: House) -> None:
    first = linked(house.town, house.karim)
    second = Group(house.town, "Balkans", telegram_id=-1_001_000_000_002).adds_bot(house.nora, rights=ALL)
    house.nora.presses("South-East Europe")
    house.town.deliver()
    for group in (first, second, first):
        group.asks(house.omar)
    assert house.omar in first
    assert house.omar in second
    house.lina_reports()
    house.suspends(house.karim)
    house.town.later(minutes=2)
    assert house.omar not in first
    assert house.omar not in second
    assert waits(house) == []
