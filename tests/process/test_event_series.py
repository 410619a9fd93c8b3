"""A weekly event over weeks, and over a year, as members live it: the whole program against the sandbox's clock.

Told by the clocks of Berlin, it stays at half past two in the afternoon there when summer time begins and ends; on a
phone in Amman, where clocks do not change, it then moves by an hour.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.models import Event
from tests.process.house import known, looked, now
from tests.process.running import Phone, Sandbox, bot, plain, until

pytestmark = pytest.mark.process
BERLIN, AMMAN = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Amman")
ZONES = {"DE": "Europe/Berlin", "JO": "Asia/Amman"}
LATE = timedelta(seconds=1)
TITLE, LINK = "Coffee for cities", "https://example.org/coffee"
DESCRIPTION = "A quarter of an hour, and whoever likes stays on."
REMINDER = f"Reminder: {TITLE}"
ASKED = (f"How was {TITLE}", f"Three months ago you were at {TITLE}")
# Spring's change lies among the first weeks, autumn's in the year.
WEEKS = [pytest.param(5, id="five weeks"), pytest.param(52, id="a year", marks=pytest.mark.soak)]


def skip_to(town: Sandbox, moment: datetime) -> None:
    town.skip(seconds=(moment - now(town)).total_seconds())


def first_of_march(town: Sandbox) -> datetime:
    """Let it be nine o'clock on the first of March that comes next; returns the Tuesday after the next one."""
    today = now(town)
    march = datetime(today.year + 1, 3, 1, 9, tzinfo=UTC)
    skip_to(town, march)
    monday = march.date() + timedelta(days=7 - march.weekday())
    return datetime(monday.year, monday.month, monday.day, 14, 30, tzinfo=BERLIN) + timedelta(days=1)


def makes_it(vera: Phone, first: datetime) -> None:
    """Answer one question after the other, let it repeat every week, and publish it."""
    vera.writes("/newevent")
    vera.awaits("What is the event called?")
    vera.writes(TITLE)
    vera.awaits("When does it begin?")
    vera.writes(f"{first.day} {first:%B %Y} 14:30")
    vera.presses("Yes, that is right")
    vera.presses("1 hour")
    vera.presses("Virtual")
    vera.awaits("What is the link?")
    vera.writes(LINK)
    vera.awaits("What is it about")
    vera.writes(DESCRIPTION)
    vera.awaits("Draft of an event")
    vera.presses_data("es:a:")
    vera.presses("Every week on Tuesday")
    vera.presses_data("es:t:")
    vera.presses("See it, then publish")
    vera.presses("Yes, publish it")
    vera.awaits("is published")


def coming(address: str, after: datetime) -> list[tuple[int, datetime]]:
    """The row numbers and starts of what stands from then on, the earliest first."""
    wanted = select(Event.id, Event.starts_at).where(Event.starts_at > after).order_by(Event.starts_at)
    return looked(address, lambda session: [(row.id, row.starts_at) for row in session.execute(wanted)])


def reminders(phone: Phone) -> list[dict[str, str]]:
    return [message for message in phone.received if plain(message.get("text", "")).startswith(REMINDER)]


@pytest.fixture
def lived(town: Sandbox, address: str, tmp_path: Path) -> Iterator[tuple[Sandbox, Phone, str, datetime]]:
    """A weekly event that Vera made in Bonn, and Layla in Irbid."""
    vera, layla = town.person("Vera"), town.person("Layla")
    first = first_of_march(town)
    bonn = {"name": "Vera Lindqvist", "country": "DE", "zone": "Europe/Berlin", "city": "Bonn"}
    known(town, address, (vera, bonn), (layla, {}), coordinators=frozenset({vera.id}))
    with bot(town, address, folder=tmp_path, owners=str(vera.id)) as running:
        vera.start()
        layla.start()
        layla.awaits("You are a member")
        makes_it(vera, first)
        layla.awaits(TITLE)
        yield town, layla, address, first
        assert running.stop() == 0
        log = running.log.read_text()
        assert '"level": "error"' not in log
        assert "Traceback" not in log


def shown(phone: Phone, number: int) -> str:
    """What the card of an event says that was opened last."""
    return next(
        plain(message["text"])
        for message in reversed(phone.received)
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if button.get("callback_data", "").startswith(f"e:g:{number}:")
    )


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("address", [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.soak)],
                         indirect=True)  # fmt: skip
def test_week_after_week(lived: tuple[Sandbox, Phone, str, datetime], weeks: int) -> None:
    """Each is where clocks say, each is answered for itself, and two reminders come of each, once, in time."""
    town, layla, address, first = lived
    for week in range(weeks):
        until(lambda: len(coming(address, now(town))) >= 12, "three months to stand ahead")
        number, starts_at = coming(address, now(town))[0]
        assert starts_at.astimezone(BERLIN) == first + timedelta(weeks=week), "half past two there, whatever happens"
        lives_through(town, layla, number, starts_at)
    assert len(reminders(layla)) == 2 * weeks
    cards = [message for message in layla.received if DESCRIPTION in plain(message.get("text", ""))]
    assert len(cards) == 1 + weeks, "one card came by itself; the others she opened"
    for words in ASKED:
        asked = [message for message in layla.received if plain(message.get("text", "")).startswith(words)]
        assert len(asked) <= 1 + weeks // 4, "a series asks how it was now and then, not every week"


def lives_through(town: Sandbox, layla: Phone, number: int, starts_at: datetime) -> None:
    """Layla opens the event, says that she comes, and is reminded of it."""
    layla.start(f"e{number}")
    layla.presses_data(f"e:g:{number}:")
    until(lambda: LINK in shown(layla, number), f"the link of {starts_at}")
    so_far = len(reminders(layla))
    skip_to(town, starts_at - timedelta(days=1, seconds=20))
    assert len(reminders(layla)) == so_far
    skip_to(town, starts_at - timedelta(days=1) + LATE)
    until(lambda: len(reminders(layla)) == so_far + 1, f"the day-before reminder of {starts_at}")
    skip_to(town, starts_at - timedelta(hours=1) + LATE)
    until(lambda: len(reminders(layla)) == so_far + 2, f"the last reminder of {starts_at}")
    day_before, last = (plain(message["text"]) for message in reminders(layla)[-2:])
    assert (LINK in day_before, LINK in last) == (False, True)
    assert f"{starts_at.astimezone(AMMAN):%H:%M}" in last, "by her own clock"
    assert "late" not in day_before + last
    skip_to(town, starts_at + timedelta(hours=3))
