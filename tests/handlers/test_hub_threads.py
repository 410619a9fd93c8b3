"""Discussions in hubs' groups: topics of forums, what is written there, and the card in plain groups."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.telegram import Refused
from db.models import Post
from db.unit import Database
from tests.coordinators import OWNER, coordinator
from tests.groups import Group
from tests.handlers.test_hub_linking import linked
from tests.people import joins
from tests.talk import Talker, Town

TITLE = "Who composts at home?"


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


@pytest.fixture
def rana(town: Town) -> Talker:
    return coordinator(town, "Rana", "mena")


def settled(town: Town, rana: Talker) -> Group:
    """A forum of a hub that has its topics for announcements and events."""
    group = linked(town, rana, forum=True)
    for _ in range(3):
        town.later(seconds=31)
    return group


@pytest.fixture
def forum(town: Town, rana: Talker) -> Group:
    return settled(town, rana)


def member(town: Town, name: str) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Saleh")
    return talker


def started(author: Talker, title: str = TITLE, text: str = "We begin next year.") -> None:
    author.says("/discuss").presses("Waste").says(title).says(text)
    author.presses("Middle East").presses("Publish")
    author.town.later(seconds=31)
    author.town.later(seconds=31)


def test_a_forum_has_a_topic_each_for_announcements_events_and_every_discussion(town: Town, forum: Group) -> None:
    assert [topic["name"] for topic in forum.topics.values()] == ["📢 Announcements", "📅 Events"]
    started(member(town, "Mona"))
    assert TITLE in [topic["name"] for topic in forum.topics.values()]
    assert len(forum.reads(TITLE)) == 1
    assert "We begin next year." in forum.reads(TITLE)[0]
    assert "Mona Saleh, Irbid" in forum.reads(TITLE)[0]


def test_topics_are_made_at_a_careful_pace(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    made = []
    for talker in (mona, sami):
        talker.says("/discuss").presses("Waste").says(f"{talker.profile['first_name']} asks?").says("Please tell.")
        talker.presses("Middle East").presses("Publish")
    for _ in range(8):
        town.later(seconds=10)
        made.append(len(forum.topics))
    assert made[-1] == 4
    assert all(after - before <= 1 for before, after in pairwise(made))
    assert made.count(3) >= 2, "half a minute lies between two"


def test_what_a_member_writes_in_the_topic_reaches_followers_once_and_is_not_said_again_there(
    town: Town, forum: Group
) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.talks(sami, TITLE, "We do, since 2091.")
    town.later(hours=1)
    assert mona.everything.count("since 2091") == 1
    assert sum("since 2091" in text for text in forum.reads(TITLE)) == 1
    own = forum.messages[-1]
    forum.edits(sami, own, "We do, since 2019.")
    town.deliver()
    assert "since 2019" in mona.everything
    assert "since 2091" not in mona.everything


def test_what_is_posted_in_the_private_chat_stands_in_the_topic_and_follows(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/start d1")
    sami.replies(sami.last, "Ours rusts.")
    town.later(minutes=1)
    assert sum("Ours rusts." in text for text in forum.reads(TITLE)) == 1
    sami.edits_last("Ours rusted.")
    town.later(minutes=1)
    assert sum("Ours rusted." in text for text in forum.reads(TITLE)) == 1
    sami.presses("Delete").presses("Yes, delete it")
    town.later(minutes=1)
    assert not any("rust" in text for text in forum.reads(TITLE))
    assert any("taken back" in text for text in forum.reads(TITLE))


def test_a_deleted_post_goes_from_the_topic_where_its_author_wrote_it(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.talks(sami, TITLE, "We do.")
    sami.says("/start d1").presses("Newest posts")
    sami.presses(data="dp:x:2")
    town.later(minutes=1)
    assert not any("We do." in text for text in forum.reads(TITLE))


def test_a_message_too_old_to_be_deleted_is_told_to_the_coordinator(town: Town, forum: Group, rana: Talker) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.talks(sami, TITLE, "We do.")
    forum.failures["deleteMessage"] = [Refused(400, "Bad Request: message can't be deleted")]
    sami.presses(data="dp:x:2")
    town.later(minutes=1)
    assert any("We do." in text for text in forum.reads(TITLE))
    assert "delete it there yourself" in rana.everything


def photo(number: int) -> list[dict[str, object]]:
    """A photo as Telegram brings it."""
    return [{"file_id": f"p{number}", "file_unique_id": f"u{number}", "width": 90, "height": 90}]


def test_an_album_in_the_topic_is_one_post_and_all_of_it_goes_with_the_post(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    parts = [forum.talks(sami, TITLE, "Our heaps", photo=photo(1), media_group_id="7")]
    parts.append(forum.talks(sami, TITLE, "", photo=photo(2), media_group_id="7"))
    town.later(minutes=30)
    assert mona.everything.count("Our heaps") == 1
    assert "2 photos" in mona.everything
    assert sum("Our heaps" in text for text in forum.reads(TITLE)) == 1, "it is not said again"
    sami.presses(data="dp:x:2")
    town.later(minutes=1)
    assert not {part.id for part in parts} & {shown.id for shown in forum.messages}


def test_a_part_of_an_album_that_is_edited_in_the_topic_leaves_the_words_of_the_others(
    town: Town, forum: Group
) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.talks(sami, TITLE, "Our heaps", photo=photo(1), media_group_id="7")
    other = forum.talks(sami, TITLE, "", photo=photo(2), media_group_id="7")
    forum.edits(sami, other, "", photo=photo(3), media_group_id="7")
    with town.database.unit("read") as session:
        post = session.scalars(select(Post).where(Post.number == 2)).one()
        assert post.text == {"text": "Our heaps"}
        assert [one[1] for one in post.files or []] == ["p1", "p3"]


def test_of_several_photos_a_group_sees_the_first_and_the_way_to_the_others(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/start d1")
    sami.replies(sami.last, "Our heaps", photo=photo(1), media_group_id="7")
    sami.sends(photo=photo(2), media_group_id="7")
    town.later(minutes=1)
    there = [shown for shown in forum.messages if "Our heaps" in shown.text]
    assert len(there) == 1
    assert there[0].buttons == ["Read and answer", "Report it"]
    assert forum.calls.count("sendPhoto") == 1


def test_strangers_words_are_not_taken_in(town: Town, forum: Group) -> None:
    mona, vis = member(town, "Mona"), town.person("Vis")
    started(mona)
    forum.was_in(vis)
    forum.talks(vis, TITLE, "Buy my compost!")
    town.later(hours=1)
    assert "Buy my compost!" not in mona.everything


def test_topics_close_and_open_with_their_discussion(town: Town, forum: Group) -> None:
    mona = member(town, "Mona")
    started(mona)
    mona.says("/start d1").presses("Close").presses("Skip").presses("Close it")
    town.later(minutes=1)
    assert not forum.topics[forum.topic(TITLE)]["open"]
    mona.says("/start d1").presses("Open again")
    town.later(minutes=1)
    assert forum.topics[forum.topic(TITLE)]["open"]


def test_a_plain_group_has_one_card_with_a_way_into_the_bot(town: Town, rana: Talker) -> None:
    group = linked(town, rana)
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    cards = [shown for shown in group.messages if TITLE in shown.text]
    assert len(cards) == 1
    assert cards[0].buttons == ["Read and answer"]
    sami.says("/start d1")
    sami.replies(sami.last, "We do.")
    town.now += timedelta(minutes=1)
    town.deliver()
    assert not any("We do." in shown.text for shown in group.messages)


def test_a_discussion_of_another_region_is_not_brought_there(town: Town, forum: Group) -> None:
    mona = member(town, "Mona")
    mona.says("/discuss").presses("Waste").says("Only for the Balkans?").says("Yes.")
    mona.presses("South-East").presses("Publish")
    for _ in range(3):
        town.later(seconds=31)
    assert not any("Balkans" in topic["name"] for topic in forum.topics.values())
