"""Notices to the groups of hubs: in the group's language, at any hour, and wherever the group moves."""

from sqlalchemy import update

from db.models import Chat
from db.values import Audience, CopyState
from network import filling
from tests.bot.fakeapi import Fault, refusal
from tests.bot.office import Office

SENT, SKIPPED, UNREACHABLE, PENDING = (
    CopyState.SENT,
    CopyState.SKIPPED,
    CopyState.UNREACHABLE,
    CopyState.PENDING,
)
MENA, SEE = -1001, -1002
HUBS = Audience(hubs=("mena", "see"))
HOUR = 3600.0


async def test_a_hubs_group_receives_a_notice_in_its_language_and_is_corrected(office: Office) -> None:
    office.person(1)
    office.group(MENA, "mena", language="ar")
    office.group(SEE, "see")
    office.group(-1003, "ssa")
    card = office.post("workshop", to=HUBS)
    await office.deliver()
    assert office.api.sees(MENA) == ["ar: workshop"]
    assert office.api.sees(SEE) == ["en: workshop"]
    assert office.api.sent() == {MENA: 1, SEE: 1}
    office.revise(card, "moved")
    await office.deliver()
    assert office.api.sees(MENA) == ["ar: moved"]
    office.retract(card)
    await office.deliver()
    assert office.api.sees(SEE) == []


async def test_night_holds_nothing_back_in_a_group(office: Office) -> None:
    office.group(MENA, "mena")
    office.clock.turn(14 * HOUR)  # 23:00
    office.post("late", to=HUBS)
    await office.deliver()
    assert office.api.sees(MENA) == ["en: late"]


async def test_a_kind_that_is_not_for_groups_is_not_sent_there(office: Office) -> None:
    office.group(MENA, "mena")
    office.post("in person", kind="reminder", to=HUBS)
    await office.deliver()
    assert office.copies() == {SKIPPED: 1}


async def test_a_group_that_removed_the_bot_is_left_alone(office: Office) -> None:
    office.group(MENA, "mena")
    kicked = refusal(403, "Forbidden: bot was kicked from the supergroup chat")
    office.api.faults.append(Fault("sendMessage", kicked, chat=MENA))
    office.post("one", to=HUBS)
    await office.deliver()
    office.post("two", to=HUBS)
    await office.deliver()
    assert office.copies(1) == office.copies(2) == {UNREACHABLE: 1}
    assert office.api.sent() == {MENA: 1}


async def test_a_group_in_which_the_bot_may_not_write_is_left_alone(office: Office) -> None:
    office.group(MENA, "mena")
    muted = refusal(400, "Bad Request: have no write access to the chat")
    office.api.faults.append(Fault("sendMessage", muted, chat=MENA))
    office.post("one", to=HUBS)
    await office.deliver()
    assert office.copies() == {UNREACHABLE: 1}


async def test_a_group_that_moves_to_one_known_already_has_everything_once(office: Office) -> None:
    old = office.group(-5, "mena")
    office.post("to the old one", to=HUBS)
    office.run(filling.prepare)
    new = office.group(MENA, "mena")
    both = office.post("to both", to=HUBS)
    moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=MENA)
    office.api.faults.append(Fault("sendMessage", moved, chat=-5, times=2))
    for _ in range(4):
        await office.deliver()
        office.clock.turn(2)
    assert sorted(office.api.sees(MENA)) == ["en: to both", "en: to the old one"]
    assert office.copies(1) == {SENT: 1}
    assert office.copies(2) == {SENT: 1, SKIPPED: 1}
    office.revise(both, "corrected")
    await office.deliver()
    assert "en: corrected" in office.api.sees(MENA)
    hubs = office.run(lambda work: {chat.id: chat.hub for chat in work.session.query(Chat)})
    assert hubs == {old: None, new: "mena"}


async def test_a_group_that_belongs_to_another_hub_by_then_receives_nothing(office: Office) -> None:
    office.group(MENA, "mena")
    office.group(SEE, "see")
    office.post("workshop", to=Audience(hubs=("mena",)))
    worker = await office.worker()
    await worker._filler.settle()
    assert office.copies() == {PENDING: 1}
    office.run(lambda work: work.session.execute(update(Chat).where(Chat.telegram_id == MENA).values(hub="see")))
    await worker.settle()
    assert office.copies() == {SKIPPED: 1}
    assert not office.api.sent()
