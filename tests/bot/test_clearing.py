"""Clearing the chat of somebody who erased themselves, by what Telegram says to each call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot.clearing import Clearing
from bot.telegram import CallFailed, NotSent, Refused, TooMany, Unknown
from db.models import ChatMessage
from db.models import Clearing as Row
from db.unit import Database, Mode
from handlers.kit.speech import speech
from network import clearing, housekeeping, people, privacy
from network.charter import shipped_charter
from network.work import Work
from tests.bot.clocks import HandClock

T = TypeVar("T")
BOT, HER = 4242, 7_123_456_789
GONE = "Bad Request: message to delete not found"
TOO_OLD = "Bad Request: message can't be deleted for everyone"
NO_TEXT = "Bad Request: there is no text in the message to edit"
BLOCKED = Refused(403, "Forbidden: bot was blocked by the user")
NO_SUCH_METHOD = Refused(404, "Not Found: method not found")


class Chat:
    """Her chat: text by message id, or a kind of file in angle brackets. `old` cannot be deleted any more."""

    def __init__(self, messages: dict[int, str], old: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        self.messages = messages
        self.old = old
        self.calls: list[str] = []
        self.failures: dict[str, list[CallFailed]] = {}
        self.pictures_only = False

    async def call(self, method: str, params: dict[str, Any] | None = None, **more: Any) -> Any:
        assert params is not None
        assert (params["chat_id"], more["lane"]) == (HER, "personal")
        self.calls.append(method)
        if self.failures.get(method):
            raise self.failures[method].pop(0)
        match method:
            case "deleteMessages":
                assert 1 <= len(params["message_ids"]) <= 100
                if self.old & set(params["message_ids"]):
                    raise Refused(400, TOO_OLD)
                for number in params["message_ids"]:
                    self.messages.pop(number, None)
                return True
            case "deleteMessage":
                if params["message_id"] not in self.messages:
                    raise Refused(400, GONE)
                if params["message_id"] in self.old:
                    raise Refused(400, TOO_OLD)
                del self.messages[params["message_id"]]
                return True
        return self._edit(method, params["message_id"], params)

    def _edit(self, method: str, number: int, params: dict[str, Any]) -> dict[str, Any]:
        if number not in self.messages:
            raise Refused(400, "Bad Request: message to edit not found")
        if method == "editMessageText":
            if self.messages[number].startswith("<"):
                raise Refused(400, NO_TEXT)
            assert "reply_markup" not in params, "its buttons go"
            self.messages[number] = params["text"]
        else:
            media = params["media"]
            if self.pictures_only and media["type"] != "photo":
                raise Refused(400, "Bad Request: MEDIA_GROUPED_INVALID")
            self.messages[number] = f"<taken back> {media['caption']}"
            return {"message_id": number, media["type"]: {"file_id": "PLACEHOLDER"}}
        return {"message_id": number}


class Office:
    """The database and the worker; she has written and was answered, and then erased herself."""

    def __init__(self, database: Database, chat: Chat) -> None:
        self.database = database
        self.chat = chat
        self.clock = HandClock()
        self.refused: list[str] = []

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        return self.work(function, mode)

    def work(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        with self.database.unit(mode) as session:
            return function(Work(session, self.clock.now(), shipped_charter(), BOT))

    def erase(self, **hours: list[tuple[int, bool]]) -> None:
        """Erase her. `h50=[(7, True)]` is an answer of ours, 50 hours old."""

        def erase(work: Work) -> None:
            her = people.meet(work, HER, HER, "de").reader
            chat_id = people.queries.step_rows(work.session, BOT, HER, HER).chat_row
            for age, messages in hours.items():
                sent_at = work.now - timedelta(hours=int(age[1:]))
                for number, ours in messages:
                    work.session.add(ChatMessage(chat_id=chat_id, message_id=number, ours=ours, sent_at=sent_at))
            work.session.flush()
            privacy.erase_person(work, her.id, HER)

        self.work(erase)

    async def clear(self) -> None:
        """Do all that is due, as a program that was just started."""
        await Clearing(self, self.chat, self.clock, None, self.refused.append).settle()

    @property
    def left(self) -> list[int]:
        """Numbers of messages that are still to be cleared."""
        return self.work(lambda work: list(work.session.scalars(select(Row.message_id).order_by(Row.message_id))))


TAKEN_BACK = str(speech("de")("<i>This message was taken back.</i>"))


async def test_what_is_young_goes_in_one_call_and_what_is_old_is_edited(database: Database) -> None:
    office = Office(database, Chat({1: "Your city?", 2: "Irbid", 7: "You are in Irbid", 8: "Irbid"}, {1, 2}))
    office.erase(h50=[(1, True), (2, False)], h1=[(7, True), (8, False)])
    await office.clear()
    assert office.chat.messages == {1: TAKEN_BACK, 2: "Irbid"}, "what she wrote long ago only she can delete"
    assert office.chat.calls == ["deleteMessages", "editMessageText"]
    assert (office.left, office.refused) == ([], [])


async def test_many_messages_go_a_hundred_at_a_time_and_all_old_ones_are_edited(sqlite: Database) -> None:
    young, old = range(1000, 1250), range(1, 36)
    office = Office(sqlite, Chat(dict.fromkeys([*young, *old], "words"), set(old)))
    office.erase(h1=[(n, True) for n in young], h99=[(n, True) for n in old])
    await office.clear()
    assert office.chat.messages == dict.fromkeys(old, TAKEN_BACK)
    assert (office.chat.calls.count("deleteMessages"), office.chat.calls.count("editMessageText")) == (3, 35)
    assert office.left == []


@pytest.mark.parametrize("failure", [None, NO_SUCH_METHOD, Refused(400, "Bad Request: something new")])
async def test_where_many_cannot_go_at_once_they_go_one_by_one(sqlite: Database, failure: Refused | None) -> None:
    """One that turns out to be too old fails the whole call; a server that does not know the method, too."""
    office = Office(sqlite, Chat(dict.fromkeys((1, 2, 3, 4), "words"), set() if failure else {1, 2}))
    if failure:
        office.chat.failures = {"deleteMessages": [failure]}
    office.erase(h47=[(1, True), (2, False), (3, True), (4, False), (5, True)])
    await office.clear()
    assert office.chat.messages == ({} if failure else {1: TAKEN_BACK, 2: "words"})
    assert office.chat.calls.count("deleteMessages") == 1
    assert (office.left, office.refused) == ([], [])


async def test_files_are_replaced_by_a_picture_that_says_nothing(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "<export.html>", 2: "<export.json>"}, {1, 2}))
    office.erase(h50=[(1, True), (2, True)])
    await office.clear()
    assert set(office.chat.messages.values()) == {f"<taken back> {TAKEN_BACK}"}
    assert office.left == []


async def test_among_pictures_only_a_picture_may_stand(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "<picture>"}, {1}))
    office.chat.pictures_only = True
    office.erase(h50=[(1, True)])
    await office.clear()
    assert office.chat.messages == {1: f"<taken back> {TAKEN_BACK}"}


async def test_whoever_blocks_the_bot_is_left_alone(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "words", 2: "words", 3: "words"}, {1, 2}))
    office.chat.failures = {"editMessageText": [BLOCKED]}
    office.erase(h50=[(1, True), (2, True)], h1=[(3, True)])
    await office.clear()
    assert office.chat.messages == {1: "words", 2: "words"}
    assert office.left == [], "nothing in there is within reach, and her number need not be kept"


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (NotSent("away"), 2),
        (Unknown("cut"), 2),
        (TooMany(77), 77),
        (Refused(401, "Unauthorized"), 60),
    ],
)
async def test_what_failed_is_tried_again_when_it_is_time(
    database: Database, failure: CallFailed, seconds: int
) -> None:
    office = Office(database, Chat({1: "words", 2: "words"}, {1}))
    office.chat.failures = {"deleteMessages": [failure]}
    office.erase(h50=[(1, True)], h1=[(2, True)])
    await office.clear()
    office.clock.turn(seconds - 1)
    await office.clear()
    assert office.chat.calls == ["deleteMessages"]
    assert office.left == [1, 2]
    office.clock.turn(1)
    await office.clear()
    assert office.chat.messages == {1: TAKEN_BACK}
    assert office.left == []


async def test_what_died_in_hand_comes_up_again(database: Database) -> None:
    office = Office(database, Chat({1: "words"}))
    office.erase(h1=[(1, True)])
    assert [chat.telegram_id for chat in office.work(clearing.take)] == [HER]
    assert office.work(clearing.take) == [], "another process leaves it alone"
    await office.clear()
    assert office.chat.calls == []
    office.work(clearing.take_up)
    await office.clear()
    assert (office.chat.messages, office.left) == ({}, [])


async def test_another_process_takes_over_after_a_minute(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "words"}))
    office.erase(h1=[(1, True)])
    office.work(clearing.take)
    office.clock.turn(60)
    await office.clear()
    assert (office.chat.messages, office.left) == ({}, [])


async def test_an_edit_that_telegram_does_not_want_is_counted_and_given_up(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "words", 2: "words"}, {1, 2}))
    office.chat.failures = {"editMessageText": [Refused(400, "Bad Request: something new")]}
    office.erase(h50=[(1, True), (2, True)])
    await office.clear()
    assert sorted(office.chat.messages.values()) == [TAKEN_BACK, "words"]
    assert (office.left, office.refused) == ([], ["clearing"])


async def test_a_bug_ends_nothing_and_is_tried_an_hour_later(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "words"}))
    office.chat.failures = {"deleteMessages": [KeyError("a bug")]}  # type: ignore[list-item]
    office.erase(h1=[(1, True)])
    await office.clear()
    assert (office.left, office.refused) == ([1], ["clearing"])
    office.clock.turn(3600)
    await office.clear()
    assert office.left == []


def test_her_number_is_not_kept_for_longer_than_three_days(sqlite: Database) -> None:
    office = Office(sqlite, Chat({1: "words"}))
    office.erase(h1=[(1, True)])
    office.clock.turn(3 * 86_400 + 1)
    assert office.work(housekeeping.sweep)["clearing"] == 1
    assert office.left == []


def test_what_people_wrote_is_forgotten_after_two_days_and_answers_are_not(database: Database) -> None:
    office = Office(database, Chat({}))

    def say(work: Work) -> None:
        people.meet(work, HER, HER, "de")
        chat_id = people.queries.step_rows(work.session, BOT, HER, HER).chat_row
        for number, ours in ((1, True), (2, False)):
            work.session.add(ChatMessage(chat_id=chat_id, message_id=number, ours=ours, sent_at=work.now))

    office.work(say)
    for hours, left in ((47, [1, 2]), (2, [1])):
        office.clock.turn(hours * 3600)
        office.work(clearing.forget_old)
        kept = office.work(lambda work: sorted(work.session.scalars(select(ChatMessage.message_id))))
        assert kept == left
