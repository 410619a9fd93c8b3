"""Topics of forums when something goes wrong: unheard calls, kills, topics closed or deleted, names that follow."""

import pytest
from sqlalchemy import select

from bot.telegram import NotSent, Refused, TooMany, Unknown
from db.models import Post, Thread
from db.unit import Database
from db.values import Audience, RichText
from handlers.announcements.letter import line
from network import notices
from network.announcements import audiences, drafts, sending
from network.hubs import tasks, threads
from network.order import hiding
from network.work import Work
from tests.coordinators import OWNER, coordinator
from tests.groups import Group
from tests.handlers.test_hub_linking import linked
from tests.handlers.test_hub_threads import TITLE, member, settled, started
from tests.meeting import held
from tests.people import reader_of
from tests.talk import Talker, Town

WORDS = "Compost day in Irbid"


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


@pytest.fixture
def rana(town: Town) -> Talker:
    return coordinator(town, "Rana", "mena")


@pytest.fixture
def forum(town: Town, rana: Talker) -> Group:
    return settled(town, rana)


def test_the_name_of_a_topic_goes_with_a_hidden_title_and_comes_back(town: Town, forum: Group) -> None:
    mona = member(town, "Mona")
    started(mona, "You are all fools")
    with town.database.unit("read") as session:
        opening = session.scalars(select(Post.id)).one()
    town.run(lambda work: hiding.hide(work, opening))
    town.deliver()
    names = [topic["name"] for topic in forum.topics.values()]
    assert names[2:] == ["…"]
    town.run(lambda work: hiding.show_again(work, opening))
    town.deliver()
    assert made(forum, "You are all fools") == 1
    assert len(forum.topics) == 3


def test_a_renaming_that_is_refused_is_told_and_done_when_the_right_is_back(
    town: Town, forum: Group, rana: Talker
) -> None:
    mona = member(town, "Mona")
    started(mona, "You are all fools")
    forum.failures["editForumTopic"] = [Refused(400, "Bad Request: not enough rights to edit the topic")]
    town.run(lambda work: hiding.hide(work, 1))
    town.deliver()
    assert made(forum, "You are all fools") == 1
    assert "Manage topics" in rana.everything
    town.later(hours=2)
    assert made(forum, "You are all fools") == 0


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
