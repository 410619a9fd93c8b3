"""The delivery worker against a Bot API: every copy comes to the state its notice asks for."""

from datetime import timedelta

from db.values import Audience, CopyState, Lane
from network import notices
from tests.bot.fakeapi import Fault, refusal
from tests.bot.office import Office

PENDING, SENT = CopyState.PENDING, CopyState.SENT
SKIPPED, DELETED = CopyState.SKIPPED, CopyState.DELETED
HOUR = 3600.0


# --- the four lines of the ledger ---------------------------------------------------------------------------------
async def test_a_notice_reaches_its_audience_once(office: Office) -> None:
    office.people(5)
    office.post("Mona & Ali apply")
    await office.deliver()
    await office.deliver()
    assert office.api.sent() == dict.fromkeys(range(1, 6), 1)
    assert office.api.sees(3) == ["Mona &amp; Ali apply"]
    assert office.copies() == {SENT: 5}
    assert office.counted == ["sent"] * 5


async def test_a_revised_notice_is_edited_where_it_stands(office: Office) -> None:
    office.people(3)
    card = office.post("waits")
    await office.deliver()
    office.revise(card, "admitted")
    await office.deliver()
    assert [office.api.sees(chat) for chat in (1, 2, 3)] == [["admitted"]] * 3
    assert len(office.api.told("editMessageText")) == 3
    office.revise(card, "admitted")
    await office.deliver()  # "not modified" is success
    await office.deliver()
    assert len(office.api.told("editMessageText")) == 6
    assert office.copies() == {SENT: 3}


async def test_whoever_has_the_old_words_is_put_right_before_others_get_the_new_ones(office: Office) -> None:
    office.people(6)
    card = office.post("at 10:00")
    office.api.faults.append(Fault("sendMessage", refusal(429, "Too Many Requests: retry after 5", retry_after=5), 4))
    worker = await office.worker()
    await worker._filler.settle()
    office.clock.turn(1)
    await office.deliver()
    office.clock.turn(10)
    office.revise(card, "at 11:00")
    await office.deliver()
    told = [(name, params["chat_id"]) for name, params in office.api.calls[6:]]
    assert told == [*(("editMessageText", chat) for chat in (1, 2, 3, 5, 6)), ("sendMessage", 4)]


async def test_what_is_revised_before_it_was_sent_is_sent_as_it_is_now(office: Office) -> None:
    office.people(1)
    card = office.post("waits")
    office.revise(card, "admitted")
    await office.deliver()
    assert office.api.sees(1) == ["admitted"]
    assert not office.api.told("editMessageText")


async def test_a_retracted_notice_is_deleted(office: Office) -> None:
    office.people(2)
    card = office.post("oops")
    await office.deliver()
    office.clock.turn(47 * HOUR)
    office.retract(card)
    await office.deliver()
    assert office.api.sees(1) == office.api.sees(2) == []
    assert office.copies() == {DELETED: 2}


async def test_what_is_too_old_to_be_deleted_says_that_it_was_taken_back(office: Office) -> None:
    office.people(2)
    card = office.post("oops")
    await office.deliver()
    office.clock.turn(47 * HOUR)
    office.api.faults.append(Fault("deleteMessage", refusal(400, "Bad Request: message can't be deleted"), chat=1))
    office.clock.turn(0.5 * HOUR)
    office.retract(card)
    await office.deliver()
    assert office.api.sees(1) == ["<i>This message was taken back.</i>"]
    assert office.api.sees(2) == []
    other = office.post("oops, too")
    await office.deliver()
    office.clock.turn(49 * HOUR)
    office.retract(other)
    await office.deliver()
    assert office.api.sees(2) == ["<i>This message was taken back.</i>"]


async def test_what_is_retracted_or_cancelled_before_it_was_sent_never_comes(office: Office) -> None:
    office.person(1)
    office.person(2, zone="Pacific/Auckland")  # 22:00 there
    card, other = office.post("one"), office.post("two")
    await office.deliver()
    assert office.copies() == {SENT: 1, PENDING: 1}
    office.retract(card)
    office.run(lambda work: notices.cancel(work, "card", other))
    await office.deliver()
    assert office.copies(1) == {DELETED: 1, SKIPPED: 1}
    assert office.copies(2) == {SENT: 1, SKIPPED: 1}
    office.revise(other, "two, decided")  # what arrived before the end is still kept right
    office.clock.turn(24 * HOUR)
    await office.deliver()
    assert office.api.sees(1) == ["two, decided"]
    assert office.api.sees(2) == []


async def test_who_may_not_see_it_does_not_and_loses_it(office: Office) -> None:
    first, second = office.people(2)
    office.hidden_from = {second}
    card = office.post("for coordinators")
    await office.deliver()
    assert office.copies() == {SENT: 1, SKIPPED: 1}
    office.hidden_from = {first}
    office.revise(card, "for coordinators")
    await office.deliver()
    assert office.api.sees(1) == []
    assert office.copies() == {DELETED: 1, SKIPPED: 1}


async def test_an_erased_subject_disappears_from_every_chat(office: Office) -> None:
    office.people(2)
    card = office.post("Mona, Irbid, +962 …")
    await office.deliver()
    del office.says[card]
    office.run(lambda work: notices.revise(work, "card", card))
    await office.deliver()
    assert office.api.sees(1) == office.api.sees(2) == []


# --- when ---------------------------------------------------------------------------------------------------------
async def test_quiet_hours_hold_everything_but_what_is_urgent(office: Office) -> None:
    office.person(1)
    office.person(2, zone="Pacific/Auckland")  # 22:00 on Monday there
    office.post("calm")
    office.post("urgent", urgent=True)
    await office.deliver()
    assert office.api.sees(1) == ["calm", "urgent"]
    assert office.api.sees(2) == ["urgent"]
    office.clock.turn(10 * HOUR - 1)
    await office.deliver()
    assert office.api.sees(2) == ["urgent"]
    office.clock.turn(1)
    await office.deliver()
    assert office.api.sees(2) == ["urgent", "calm"]


async def test_quiet_hours_are_each_persons_own(office: Office) -> None:
    office.person(1, zone="Pacific/Auckland", quiet_from=0, quiet_to=0)  # 22:00 there, and never quiet
    office.person(2, zone="Asia/Amman", quiet_from=11 * 60, quiet_to=14 * 60)  # a rest at noon
    office.post("calm")
    await office.deliver()
    assert office.api.sent() == {1: 1}
    office.clock.turn(2 * HOUR)
    await office.deliver()
    assert office.api.sent() == {1: 1, 2: 1}


async def test_an_announcement_waits_for_the_end_of_the_weekend_where_its_reader_lives(office: Office) -> None:
    office.clock.turn(4 * 24 * HOUR)  # Friday
    office.person(1, zone="Africa/Cairo", country="EG")
    office.person(2, zone="Africa/Tunis", country="TN")
    office.post("news", lane=Lane.ANNOUNCEMENT)
    await office.deliver()
    assert office.api.sent() == {2: 1}
    office.clock.turn(24 * HOUR)
    await office.deliver()
    assert office.api.sent() == {2: 1}
    office.clock.turn(24 * HOUR)  # Sunday
    await office.deliver()
    assert office.api.sent() == {1: 1, 2: 1}


async def test_what_was_due_before_a_night_is_held_when_its_turn_comes_in_it(office: Office) -> None:
    office.person(1, zone="Asia/Amman")
    office.post("late")
    await (await office.worker())._filler.settle()
    office.clock.turn(11 * HOUR)  # 22:00 in Amman
    await office.deliver()
    assert office.api.sees(1) == []
    office.clock.turn(11 * HOUR)
    await office.deliver()
    assert office.api.sees(1) == ["late"]


async def test_edits_pass_in_quiet_hours(office: Office) -> None:
    office.person(1, zone="Asia/Amman")  # noon
    card = office.post("one")
    await office.deliver()
    office.clock.turn(11 * HOUR)
    office.revise(card, "two")
    await office.deliver()
    assert office.api.sees(1) == ["two"]


async def test_what_would_come_too_late_does_not_come(office: Office) -> None:
    office.person(1, zone="Pacific/Auckland")
    office.post("over before morning", expires_at=office.clock.now() + timedelta(hours=2))
    await office.deliver()
    assert office.copies() == {SKIPPED: 1} or office.copies() == {PENDING: 1}
    office.clock.turn(11 * HOUR)
    await office.deliver()
    assert office.copies() == {SKIPPED: 1}
    assert not office.api.sent()


async def test_a_notice_waits_until_it_is_due(office: Office) -> None:
    office.people(1)
    office.post("later", due_at=office.clock.now() + timedelta(hours=1))
    await office.deliver()
    assert office.copies() == {}
    office.clock.turn(HOUR)
    await office.deliver()
    assert office.api.sees(1) == ["later"]


async def test_the_more_urgent_lane_leaves_first(office: Office) -> None:
    office.people(1)
    for lane in (Lane.DIGEST, Lane.ANNOUNCEMENT, Lane.PERSONAL):
        office.post(lane.value, lane=lane)
    await office.deliver()
    assert office.api.sees(1) == ["personal", "announcement", "digest"]


async def test_copies_for_one_chat_keep_their_order(office: Office) -> None:
    office.people(1)
    for number in range(8):
        office.post(str(number), to=Audience(people=(1,)))
    for _ in range(20):
        await office.deliver()
        office.clock.turn(1)
    assert office.api.sees(1) == [str(number) for number in range(8)]
