"""Two hundred people press *Going* at once for forty seats, then a hundred change their minds: the running program."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.models import Attendance, Chat, Inbox, Person
from db.values import AttendanceState, Audience, InboxState, Status
from network import notices
from network.events.kinds import EVENT, EVENT_GROUP
from network.work import Work
from tests.database import Templates
from tests.meeting import event
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.house import looked
from tests.process.running import BOT, Sandbox, bot, until

pytestmark = pytest.mark.process
PEOPLE, SEATS, CHANGING = 200, 40, 100
GOING, WAITLISTED, OFFERED = AttendanceState.GOING, AttendanceState.WAITLISTED, AttendanceState.OFFERED


@dataclass(frozen=True)
class Hall:
    """An event with few seats, and the many who want one."""

    everybody: Crowd
    number: int
    # The message that shows the card, by Telegram's id of the chat.
    cards: dict[int, int]
    # The hub's group, and the message there that shows the card.
    group: int
    group_card: int

    def presses(self, wanted: dict[int, str]) -> None:
        """Let many press at once: an act of the card, by Telegram's id. Every second one does so in the group."""

        def press(pair: tuple[int, str]) -> None:
            person, act = pair
            chat, message, data = BOT, self.cards[person], f"e:{act}:{self.number}:0"
            if person % 2:
                chat, message, data = self.group, self.group_card, f"eg:{act}:{self.number}"
            button = {"message_id": message, "data": data}
            self.everybody.town.post(f"/people/{person}/chats/{chat}/press", button)

        with ThreadPoolExecutor(8) as several:
            list(several.map(press, wanted.items()))

    def rows(self) -> list[Any]:
        """What everybody answered, as the database has it at one moment."""

        def ask(session: Session) -> list[Any]:
            asked = select(Attendance.state, Attendance.place, Attendance.gave_up, Person.telegram_id, Person.language)
            mine = asked.join(Person, Person.id == Attendance.person_id).where(Attendance.event_id == self.number)
            return list(session.execute(mine))

        return looked(self.everybody.address, ask)

    def card(self, person: int) -> str:
        """What somebody's card says."""
        found = self.everybody.town.get(f"/people/{person}/chats/{BOT}/messages")["messages"]
        return next(str(one["text"]) for one in found if one["message_id"] == self.cards[person])

    def shown_in_group(self) -> str:
        """What the card in the group says."""
        person = min(self.cards)
        found = self.everybody.town.get(f"/people/{person}/chats/{self.group}/messages")["messages"]
        return next(str(one["text"]) for one in found if one["message_id"] == self.group_card)

    def holds(self) -> bool:
        """Check that no seat is given twice, and that nobody waits while one is free."""
        counted = Counter(row.state for row in self.rows())
        taken = counted[GOING] + counted[OFFERED]
        assert taken <= SEATS
        assert not counted[WAITLISTED] or taken == SEATS
        return True

    def settled(self, presses: int) -> bool:
        """Whether so many presses were handled and answered; the invariants hold all the while."""
        self.holds()
        asked = select(func.count()).where(Inbox.kind == "callback_query", Inbox.state == InboxState.DONE)
        return looked(self.everybody.address, lambda session: session.scalar(asked)) == presses


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, templates: Templates) -> Iterator[str]:
    with getattr(templates, request.param)() as database:
        yield database.url.render_as_string(hide_password=False)


def hall(town: Sandbox, address: str) -> Callable[[], Hall]:
    """Make the people, and an event three weeks ahead whose card goes to all of them; returns how to enter it."""
    everybody = crowd(town, address, PEOPLE)
    people = sorted(everybody.everybody)
    group = town.post("/groups", {"owner": people[0], "title": "MENA hub", "people": people, "bots": [BOT]})["id"]

    def prepare(work: Work) -> int:
        at = (work.now + timedelta(days=21)).strftime("%Y-%m-%dT11:00")
        number = event(work, everybody.row, at=at, zone="UTC", capacity=SEATS)
        work.session.execute(update(Person).values(language="en"))
        notices.post(work, EVENT, number, Audience(statuses=(Status.MEMBER,)))
        work.session.add(Chat(bot_id=BOT, telegram_id=group, kind="supergroup", hub="mena", language="en"))
        work.session.flush()
        notices.post(work, EVENT_GROUP, number, Audience(hubs=("mena",)))
        return number

    number = everybody.unit(prepare)

    def card_of(person: int, chat: int = BOT) -> int | None:
        # The group's owner is also written to about the group, before the card or after it.
        going = f"e:g:{number}:0" if chat == BOT else f"eg:g:{number}"
        found = town.get(f"/people/{person}/chats/{chat}/messages")["messages"]
        return next((one["message_id"] for one in found if going in json.dumps(one.get("reply_markup"))), None)

    def enter() -> Hall:
        town.skip(seconds=30)  # nobody rang: another process wrote it
        cards = {person: until(partial(card_of, person), "a card") for person in people}
        there = until(lambda: card_of(people[1], group), "a card in the group")
        return Hall(everybody, number, {key: card or 0 for key, card in cards.items()}, group, there or 0)

    return enter


def test_two_hundred_press_at_once_and_a_hundred_change_their_minds(
    town: Sandbox, address: str, tmp_path: Path
) -> None:
    enter = hall(town, address)
    processes = 1 if address.startswith("sqlite") else 2
    with ExitStack() as running:
        bots = [
            running.enter_context(bot(town, address, folder=tmp_path, ready=False, **FAST)) for _ in range(processes)
        ]
        for one in bots:
            one.awaits_ready()
        here = enter()
        began = town.get("/clock")["now"]
        here.presses(dict.fromkeys(here.cards, "g"))
        until(lambda: here.settled(PEOPLE), "all presses to be answered", every=0.1)
        found = here.rows()
        assert Counter(row.state for row in found) == {GOING: SEATS, WAITLISTED: PEOPLE - SEATS}
        line = sorted(row.place for row in found if row.state == WAITLISTED)
        assert line == list(range(1, PEOPLE - SEATS + 1)), "nobody shares a place, none is missing"
        assert not _failed(address)
        told = [call["params"] for call in town.calls("answerCallbackQuery")]
        assert len(told) == PEOPLE
        windows = sorted(one["text"] for one in told if one.get("show_alert"))
        assert windows == sorted(f"No seat is free. You are in line now: number {place}." for place in line)
        for row in found[:20]:
            card = here.card(row.telegram_id)
            assert ("You are going." if row.state == GOING else f"in line: number {row.place}") in card

        # The group's card follows in steps, however many pressed.
        waiting = f"{SEATS} people are going. No seat is free, and {PEOPLE - SEATS} people wait."
        until(lambda: waiting in here.shown_in_group(), "the group's card to follow", every=0.2)
        edits = [one for one in town.calls("editMessageText") if one["params"]["chat_id"] == here.group]
        assert 1 <= len(edits) <= 2 + (town.get("/clock")["now"] - began) / 10

        chance = random.Random(40)
        changing = chance.sample(sorted(here.cards), CHANGING)
        here.presses({person: chance.choice("gmddd") for person in changing})
        until(lambda: here.settled(PEOPLE + CHANGING), "all presses to be answered", every=0.05)
        assert not _failed(address)
        if processes == 2:
            handled = [sum(one.metrics("ccbot_update_seconds_count").values()) for one in bots]
            assert min(handled) > 0, "both took part"

        # Whoever is offered a seat hears of it; what they leave goes to the next.
        offered = {row.telegram_id for row in here.rows() if row.state == OFFERED}
        assert offered
        for person in sorted(offered)[:5]:
            until(partial(_is_offered, town, person), "an offer")
        town.skip(hours=12, seconds=60)
        until(lambda: not offered & {row.telegram_id for row in here.rows() if row.state == OFFERED}, "them to lapse")
        here.holds()
        assert all(row.gave_up for row in here.rows() if row.telegram_id in offered)
        assert [one.stop() for one in bots] == [0] * processes


def _is_offered(town: Sandbox, person: int) -> bool:
    last = town.get(f"/people/{person}/chats/{BOT}/messages")["messages"][-1]
    return "A seat is free for you!" in str(last.get("text", ""))


def _failed(address: str) -> list[str]:
    """References of updates that failed."""
    asked = select(Inbox.reference).where(Inbox.reference.is_not(None))
    return looked(address, lambda session: [one for one in session.scalars(asked) if one])
