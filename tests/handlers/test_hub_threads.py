"""Discussions in hubs' groups: topics of forums, what is written there, and the card in plain groups."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.telegram import NotSent, Refused, TooMany, Unknown
from db.models import Thread
from db.unit import Database
from db.values import Audience, RichText
from handlers.announcements.letter import line
from network import notices
from network.announcements import audiences, drafts, sending
from network.hubs import tasks, threads
from network.work import Work
from tests.coordinators import OWNER, coordinator
from tests.groups import Group
from tests.handlers.test_hub_linking import linked
from tests.meeting import held
from tests.people import joins, reader_of
from tests.talk import Talker, Town

TITLE = "Who composts at home?"
WORDS = "Compost day in Irbid"


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


@pytest.fixture
def rana(town: Town) -> Talker:
    return coordinator(town, "Rana", "mena")


@pytest.fixture
def forum(town: Town, rana: Talker) -> Group:
    group = linked(town, rana, forum=True)
    for _ in range(3):
        town.later(seconds=31)
    return group


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


def test_a_deleted_topic_is_made_anew_once_and_the_coordinator_is_told_once(
    town: Town, forum: Group, rana: Talker
) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    for number in (1, 2, 3):
        if number < 3:
            del forum.topics[forum.topic(TITLE)]
        sami.says("/start d1")
        sami.replies(sami.last, f"Answer {number}")
        for _ in range(4):
            town.later(seconds=31)
        if number == 1:
            assert any("Answer 1" in text for text in forum.reads(TITLE))
    assert not any(TITLE in topic["name"] for topic in forum.topics.values())
    told = [shown for shown in rana.messages if "A topic in the group was deleted" in shown.text]
    assert len([shown for shown in told if "This is the group of" not in shown.text]) == 1
    assert "Answer 3" in mona.everything, "private chats go on"


def goes_out(town: Town, rana: Talker, kind: str) -> None:
    """Have an announcement, or an event's card, said in the group of the hub."""

    def announce(work: Work) -> None:
        reader = reader_of(work, rana)
        draft = drafts.begin(work, reader)
        drafts.set_text(work, reader, draft.id, RichText(WORDS))
        audiences.choose(work, reader, draft.id, "hubs", "mena")
        sending.launch(work, reader, draft.id, drafts.draft(work, reader, draft.id).version, line)

    if kind == threads.ANNOUNCEMENT:
        town.run(announce)
    else:
        number = held(town, rana, title=WORDS)
        town.run(lambda work: notices.post(work, kind, number, Audience(hubs=("mena",))))
    town.deliver()


def asks(talker: Talker, title: str) -> None:
    """Publish a discussion, and let no time pass."""
    talker.says("/discuss").presses("Waste").says(title)
    if "No, mine is another one" in talker.buttons:
        talker.presses("No, mine is another one")
    talker.says("Please tell.").presses("Middle East").presses("Publish")
    talker.town.deliver()


def made(forum: Group, title: str) -> int:
    """Count the topics of that name that Telegram has."""
    return sum(title in topic["name"] for topic in forum.topics.values())


def states(town: Town) -> list[str]:
    """List where all topics stand."""
    with town.database.unit("read") as session:
        return [one.state for one in session.scalars(select(Thread))]


def test_a_topic_whose_making_is_unknown_is_asked_for_once_more(town: Town, forum: Group) -> None:
    forum.failures["createForumTopic"] = [Unknown("cut")]
    started(member(town, "Mona"))
    for _ in range(4):
        town.later(seconds=31)
    assert made(forum, TITLE) == 1
    assert states(town) == ["open"] * 3


def test_a_topic_that_was_made_unheard_is_recognised_when_telegram_tells_of_it(town: Town, forum: Group) -> None:
    mona = member(town, "Mona")
    forum.cuts = ["createForumTopic"]
    asks(mona, TITLE)
    forum.tells()
    for _ in range(6):
        town.later(seconds=31)
    assert made(forum, TITLE) == 1
    assert forum.calls.count("createForumTopic") == 3, "two of the house, and this one"
    assert states(town) == ["open"] * 3
    assert len(forum.reads(TITLE)) == 1


def test_a_topic_that_telegram_never_tells_of_leaves_one_empty_one_behind_not_more(town: Town, forum: Group) -> None:
    forum.cuts = ["createForumTopic"]
    asks(member(town, "Mona"), TITLE)
    forum.told.clear()
    for _ in range(60):
        town.later(seconds=31)
    assert made(forum, TITLE) == 2
    assert states(town) == ["open"] * 3


def test_while_nobody_ever_hears_topics_are_asked_for_once_an_hour_at_most(town: Town, forum: Group) -> None:
    forum.failures["createForumTopic"] = [Unknown("cut")] * 9
    asks(member(town, "Mona"), TITLE)
    for _ in range(20):
        town.later(minutes=3)
    assert forum.calls.count("createForumTopic") == 2 + 2


def test_two_discussions_of_one_name_have_a_topic_each_though_nobody_hears(town: Town, forum: Group) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    forum.cuts = ["createForumTopic"]
    asks(mona, TITLE)
    asks(sami, TITLE)
    town.later(seconds=31)  # the second is made, and heard of; only now Telegram tells of the first
    forum.tells()
    for _ in range(6):
        town.later(seconds=31)
    assert made(forum, TITLE) == 2
    assert states(town) == ["open"] * 4
    with town.database.unit("read") as session:
        numbers = [one.thread_id for one in session.scalars(select(Thread))]
    assert set(numbers) == set(forum.topics), "each its own"


def test_a_program_killed_while_a_topic_is_made_does_not_make_two(town: Town, forum: Group) -> None:
    mona = member(town, "Mona")
    forum.failures["createForumTopic"] = [KeyboardInterrupt("kill -9")]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        asks(mona, TITLE)
    town.run(tasks.take_up)
    forum.call("createForumTopic", {"name": TITLE})  # it was done, and Telegram tells of it after the start
    for _ in range(6):
        town.later(seconds=31)
    assert made(forum, TITLE) == 1
    assert states(town) == ["open"] * 3


def test_telegrams_patience_is_kept_and_nothing_is_lost(town: Town, forum: Group) -> None:
    forum.failures["createForumTopic"] = [TooMany(40), TooMany(40)]
    started(member(town, "Mona"))
    town.later(minutes=3)
    town.later(minutes=1)
    assert len(forum.reads(TITLE)) == 1


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


def test_a_topic_that_somebody_closed_is_opened_and_the_post_is_said_once(
    town: Town, forum: Group, rana: Talker
) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.may_write_in_closed = False
    forum.topics[forum.topic(TITLE)]["open"] = False
    sami.says("/start d1")
    sami.replies(sami.last, "Ours rusts.")
    for _ in range(4):
        town.later(seconds=31)
    assert forum.topics[forum.topic(TITLE)]["open"]
    assert sum("Ours rusts." in text for text in forum.reads(TITLE)) == 1
    assert "All is well with this group again" in rana.everything, "they were told, and it is over"


def test_what_was_under_way_into_a_closed_discussions_topic_is_given_up_there(
    town: Town, forum: Group, rana: Talker
) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.failures["sendMessage"] = [NotSent("away")]
    sami.says("/start d1")
    sami.replies(sami.last, "Ours rusts.")
    mona.says("/start d1").presses("Close").presses("Skip").presses("Close it")
    forum.may_write_in_closed = False
    for _ in range(6):
        town.later(seconds=31)
    tries = forum.calls.count("sendMessage")
    town.later(hours=3)
    assert forum.calls.count("sendMessage") == tries, "it is not tried for ever"
    assert not any("Ours rusts." in text for text in forum.reads(TITLE))
    assert not forum.topics[forum.topic(TITLE)]["open"]
    assert "A topic in the group was deleted" not in rana.everything
    assert "Ours rusts." in mona.everything


@pytest.mark.parametrize(("kind", "topic"), [(threads.ANNOUNCEMENT, "Announcements"), (threads.EVENT_GROUP, "Events")])
def test_announcements_and_events_stand_in_their_topic(town: Town, rana: Talker, kind: str, topic: str) -> None:
    forum = linked(town, rana, forum=True)  # its topics are only being made
    goes_out(town, rana, kind)
    for _ in range(4):
        town.later(seconds=31)
    assert [WORDS in text for text in forum.reads(topic)] == [True]


def test_an_announcement_does_not_wait_for_a_topic_that_cannot_be_made(town: Town, forum: Group, rana: Talker) -> None:
    del forum.topics[forum.topic("Announcements")]
    forum.failures["createForumTopic"] = [Refused(400, "Bad Request: TOPICS_TOO_MUCH")] * 9
    goes_out(town, rana, threads.ANNOUNCEMENT)
    for _ in range(10):
        town.later(seconds=31)
    assert [shown.thread for shown in forum.messages if WORDS in shown.text] == [None]


def test_an_announcements_topic_that_somebody_closed_is_opened(town: Town, forum: Group, rana: Talker) -> None:
    forum.may_write_in_closed = False
    forum.topics[forum.topic("Announcements")]["open"] = False
    goes_out(town, rana, threads.ANNOUNCEMENT)
    for _ in range(4):
        town.later(seconds=31)
    assert [WORDS in text for text in forum.reads("Announcements")] == [True]
    assert forum.topics[forum.topic("Announcements")]["open"]
    assert "All is well with this group again" in rana.everything, "they were told, and it is over"
