"""Order in hub groups: reporting there without being seen, suspended members at the door, and what is hidden there."""

import pytest
from sqlalchemy import select

from bot.telegram import Refused
from db.models import GroupTask
from db.unit import Database
from handlers.kit.speech import speech
from handlers.order import offering
from network import notices, screens
from network.discussions.kinds import SAID
from tests.coordinators import OWNER, coordinator
from tests.groups import Group
from tests.handlers.test_hub_linking import linked
from tests.handlers.test_hub_threads import TITLE, member, started
from tests.handlers.test_order import BAD, House, holding
from tests.people import reader_of
from tests.talk import BOT_NAME, Talker, Town

MESSAGE = 77  # Omar's own message in the group


class Forum(House):
    """The house with its hub's group, in which Omar wrote his post himself."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.group = linked(self.town, self.karim)
        self.group.was_in(self.omar, self.lina, self.mona)
        self.town.run(
            lambda work: notices.adopt_theirs(
                work, screens.notice(work, SAID, self.bad), self.group.telegram_id, MESSAGE
            )
        )
        self.town.deliver()

    def replies(self, talker: Talker, text: str, to: int | None = MESSAGE) -> list[str]:
        """Let somebody write in the group; returns the calls that reached it."""
        before = len(self.group.calls)
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        reply = {"reply_to_message": {"message_id": to, "date": 1, "chat": self.group.chat, "text": BAD}} if to else {}
        self.group.says(talker, text, entities=[entity], **reply)
        return self.group.calls[before:]


@pytest.fixture
def forum(database: Database) -> Forum:
    return Forum(database)


def test_report_as_a_reply_is_taken_out_of_sight_and_goes_on_in_ones_own_chat(forum: Forum) -> None:
    said = len(forum.group.messages)
    calls = forum.replies(forum.mona, "/report")
    assert calls == ["deleteMessage"]
    assert len(forum.group.messages) == said
    assert "You would like to report this post" in forum.mona.sees
    assert BAD in forum.mona.sees
    forum.mona.presses("Report").says("An insult").presses("Report")
    forum.town.deliver()
    assert "An insult" in forum.karim.sees
    assert "Mona Haddad" not in forum.omar.everything.replace("Mona Haddad, Irbid", "")


def test_what_is_no_post_is_explained_and_other_bots_are_left_alone(forum: Forum) -> None:
    assert forum.replies(forum.mona, "/report", to=None) == ["deleteMessage"]
    assert "reply to it with /report" in forum.mona.sees
    before = len(forum.mona.messages)
    assert "deleteMessage" not in forum.replies(forum.mona, "/report@another_bot")
    assert len(forum.mona.messages) == before
    forum.replies(forum.mona, f"/report@{BOT_NAME}")
    assert "You would like to report this post" in forum.mona.sees
    forum.replies(forum.omar, "/report")
    assert "a post of your own" in forum.omar.sees
    stranger = forum.town.person("Sam")
    forum.replies(stranger, "/report")
    assert stranger.messages == []


def test_the_button_beneath_our_copy_leads_into_ones_own_chat(forum: Forum) -> None:
    press = offering.in_group(speech("en"), forum.bad)[0].to_api()["callback_data"]
    message = {"message_id": 5, "date": 1, "chat": forum.group.chat, "text": BAD}
    event = {"id": "1", "from": forum.mona.profile, "chat_instance": "1", "data": press, "message": message}
    said = len(forum.group.messages)
    forum.town.update(forum.mona, "callback_query", event)
    assert "our own chat" in forum.mona.hears
    assert "You would like to report this post" in forum.mona.sees
    assert len(forum.group.messages) == said


def test_suspended_members_go_out_of_the_group_and_may_come_back(forum: Forum) -> None:
    forum.lina_reports()
    forum.suspends(forum.karim)
    assert forum.omar not in forum.group
    forum.town.later(days=8)
    forum.town.deliver()
    assert "no longer suspended" in forum.omar.everything
    forum.group.asks(forum.omar)
    assert forum.omar in forum.group


def test_hiding_takes_ones_own_message_out_of_the_group(forum: Forum) -> None:
    forum.lina_reports()
    forum.karim.presses("Hide").presses("Collegial behaviour")
    kinds = select(GroupTask.kind, GroupTask.subject_id)
    forum.karim.presses("Hide it")
    assert ("unsay", MESSAGE) in forum.town.run(lambda work: [tuple(row) for row in work.session.execute(kinds)])
    assert forum.town.run(lambda work: reader_of(work, forum.omar).status.value) == "member"


RUDE = "You are all fools."


def rude(database: Database) -> tuple[Town, Group, Talker, Talker, Talker]:
    """A forum in whose topic Sami said something that Mona reported there, and Rana, who sees to order."""
    town = Town(database, owners=(OWNER,))
    rana = coordinator(town, "Rana", "mena")
    forum = linked(town, rana, forum=True)
    for _ in range(3):
        town.later(seconds=31)
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    forum.talks(sami, TITLE, RUDE)
    town.later(minutes=2)
    own = next(one for one in forum.messages if one.text == RUDE)
    reply = {"message_id": own.id, "date": 1, "chat": forum.chat, "text": RUDE}
    command = {"type": "bot_command", "offset": 0, "length": 7}
    forum.says(mona, "/report", entities=[command], reply_to_message=reply)
    mona.presses("Report").presses("Skip").presses("Report")
    town.later(minutes=1)
    return town, forum, rana, mona, sami


def hides(town: Town, rana: Talker) -> None:
    rana.presses("Hide").presses("Collegial behaviour").presses("Hide it")
    town.later(minutes=1)


def test_hidden_it_goes_from_the_topic_and_shown_again_it_stands_there_as_ours(database: Database) -> None:
    town, forum, rana, mona, _ = rude(database)
    assert RUDE in rana.sees
    assert RUDE in mona.everything
    hides(town, rana)
    assert not any("fools" in text for text in forum.reads(TITLE))
    assert "fools" not in holding(mona, "A coordinator has hidden this post").text
    rana.presses("Show the post again")
    town.later(minutes=1)
    assert sum("fools" in text for text in forum.reads(TITLE)) == 1
    assert any("Sami Saleh, Irbid" in text and "fools" in text for text in forum.reads(TITLE))
    hides_again = holding(rana, "A reported post")
    assert hides_again.buttons[:3] == ["Hide", "Warn", "Suspend until …"]
    hides(town, rana)
    assert not any("fools" in text for text in forum.reads(TITLE))
    assert any("A coordinator has hidden this post" in text for text in forum.reads(TITLE))
    rana.presses("Show the post again")
    town.later(minutes=1)
    assert sum("fools" in text for text in forum.reads(TITLE)) == 1


def test_where_telegram_does_not_let_it_go_the_coordinator_hears_so(database: Database) -> None:
    town, forum, rana, _, _ = rude(database)
    forum.failures["deleteMessage"] = [Refused(400, "Bad Request: message can't be deleted")]
    hides(town, rana)
    assert any("fools" in text for text in forum.reads(TITLE))
    assert "still stands in the group" in rana.everything
    assert "Please delete it there yourself." in rana.everything
