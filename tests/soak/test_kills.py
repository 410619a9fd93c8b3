"""Many people join while the program is killed again and again: nobody is lost, nobody joins twice."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Consent, Inbox, Person
from db.unit import Database
from db.values import InboxState, Status
from tests.database import Templates
from tests.process.running import Phone, bot, plain, sandbox

pytestmark = [pytest.mark.soak, pytest.mark.process]

PEOPLE, KILLS = 12, 10
SECONDS = 900.0
WRITTEN = {"1 of": "Mona", "3 of": "Tunisia", "4 of": "Tunis", "6 of": "Engineer"}
# The first of these that a message offers is pressed.
WANTED = (
    "Go on",
    "Join",
    "Municipal practitioners",
    "Skip",
    "Not at the moment",
    "Next page",
    "I accept the guidelines",
    "I agree",
    "No",
    "Send",
)


def act(phone: Phone, shown: dict[str, Any]) -> None:
    """Do what a message asks for, as somebody who only ever sees the newest one."""
    text = shown["text"]
    buttons = [b for row in shown.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
    for mark, words in WRITTEN.items():
        if text.startswith(mark):
            phone.writes(words)
            return
    if text.startswith(("7 of", "8 of")):
        wanted = "Done" if any("✓" in b["text"] for b in buttons) else plain(buttons[0]["text"])
    else:
        offered = {plain(b["text"]) for b in buttons}
        wanted = next((words for words in WANTED if words in offered), "")
    found = [b for b in buttons if plain(b["text"]) == wanted]
    if not found:
        phone.writes("/start")
        return
    with suppress(AssertionError):  # edited away between the look and the press, as on a phone
        phone._act("press", message_id=shown["message_id"], data=found[0]["callback_data"])


def join(phone: Phone) -> None:
    """Walk all the way through; waits as long as it takes for each answer, but asks again after a while."""
    phone.start()
    before, end, since = None, time.monotonic() + SECONDS, time.monotonic()
    while time.monotonic() < end:
        received = phone.received
        shown = received[-1] if received else None
        if shown and "You are a member now" in shown["text"]:
            return
        state = shown and (shown["message_id"], shown["text"], str(shown.get("reply_markup")))
        if shown and state != before:
            before, since = state, time.monotonic()
            act(phone, shown)
        elif time.monotonic() - since > 60:
            before = None
        time.sleep(0.1)
    raise AssertionError(f"not through: {phone.text!r}")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everybody_joins_once_through_many_kills(kind: str, templates: Templates, tmp_path: Path) -> None:
    chance = random.Random(20270301)
    with getattr(templates, kind)() as database, sandbox() as town:
        address = database.url.render_as_string(hide_password=False)
        phones = [town.person(f"P{number}") for number in range(PEOPLE)]
        with ThreadPoolExecutor(PEOPLE) as walkers:
            walks = [walkers.submit(join, phone) for phone in phones]
            for _ in range(KILLS):
                with bot(town, address, folder=tmp_path) as running:
                    time.sleep(chance.uniform(0.0, 1.5))
                    running.kill()
            with bot(town, address, folder=tmp_path):
                for walk in walks:
                    walk.result()
        _everybody_is_in_once(database)


def _everybody_is_in_once(database: Database) -> None:
    with database.unit("read") as session:
        assert session.scalar(select(func.count()).where(Person.status == Status.MEMBER)) == PEOPLE
        assert session.scalar(select(func.count()).select_from(Person)) == PEOPLE
        needed = session.execute(
            select(Consent.person_id, Consent.purpose, func.count()).group_by(Consent.person_id, Consent.purpose)
        ).all()
        assert len(needed) == 2 * PEOPLE
        assert all(count == 1 for _, _, count in needed)
        assert session.scalar(select(func.count()).where(Inbox.state == InboxState.SET_ASIDE)) == 0
