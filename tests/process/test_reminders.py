"""Reminders through the running program: each comes once, whoever is killed, however many there are, and in time."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from bot.bell import CHANNEL
from db.dialects import is_sqlite
from db.models import Copy, Notice, Reminder
from network.reminders import CLOCK
from network.work import Work
from tests.database import Templates
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.running import Phone, bot, until

pytestmark = pytest.mark.process
MANY, PEOPLE = 6000, 60
WORDS = "Send the figures"


@pytest.fixture
def postgresql(templates: Templates) -> Iterator[str]:
    with templates.postgresql() as database:
        yield database.url.render_as_string(hide_password=False)


def remind(people: Crowd, count: int, seconds: float, **more: Any) -> None:
    """Let so many reminders be due so many seconds from now, in turn of all of them, and call the processes."""

    def write(work: Work) -> None:
        due_at = work.now + timedelta(seconds=seconds)
        values = {"kind": "own", "state": "waiting", "words": WORDS, "urgent": True, "created_at": work.now, **more}
        rows = [
            {**values, "person_id": people.row + number % people.count, "due_at": due_at} for number in range(count)
        ]
        work.session.execute(insert(Reminder), rows)
        if not is_sqlite(work.session):
            work.session.execute(text(f"SELECT pg_notify('{CHANNEL}', '{CLOCK}')"))

    people.unit(write)


def states(people: Crowd) -> dict[str, int]:
    """How many reminders are in which state."""
    counted = select(Reminder.state, func.count()).group_by(Reminder.state)
    return people.looks(lambda work: dict(work.session.execute(counted).all()))


def all_fired(people: Crowd) -> bool:
    return states(people).keys() == {"done"}


def judge(people: Crowd, count: int) -> None:
    """Each reminder is one notice with one copy, in the chat of whom it is for."""

    def look(work: Work) -> tuple[list[int], int]:
        subjects = list(work.session.scalars(select(Notice.subject_id).where(Notice.kind == "reminder")))
        copies = select(func.count()).select_from(Copy).join(Notice, Notice.id == Copy.notice_id)
        return subjects, work.session.execute(copies.where(Notice.kind == "reminder")).scalar_one()

    subjects, copies = people.looks(look)
    assert Counter(subjects).most_common(1)[0][1] == 1
    assert (len(subjects), copies) == (count, count)


def test_killed_while_they_become_notices_each_is_one_and_none_is_lost(town, address, tmp_path):
    people = crowd(town, address, PEOPLE)
    remind(people, MANY, 0)
    for point in ("while_reminding:1", "while_reminding:3", "between_reminding:2"):
        with bot(town, address, folder=tmp_path, part="clock", crash=point, ready=False) as dies:
            dies.died()
    assert 0 < states(people)["waiting"] < MANY
    with bot(town, address, folder=tmp_path, part="clock") as stays:
        until(lambda: all_fired(people), "everything to become a notice")
        assert stays.metrics("ccbot_reminders_total")['state="done"'] > 0
    judge(people, MANY)


def test_several_clocks_share_what_is_due_and_one_may_die(town, postgresql, tmp_path):
    people = crowd(town, postgresql, PEOPLE)
    with (
        bot(town, postgresql, folder=tmp_path, part="clock") as one,
        bot(town, postgresql, folder=tmp_path, part="clock") as other,
        bot(town, postgresql, folder=tmp_path, part="clock", crash="while_reminding:1") as dies,
    ):
        remind(people, 5 * MANY, 60)
        time.sleep(1)  # all have heard of it, and know when it is due
        town.skip(seconds=61)
        dies.died()
        until(lambda: all_fired(people), "everything to become a notice")
        fired = [each.metrics("ccbot_reminders_total").get('state="done"', 0) for each in (one, other)]
        assert min(fired) > 0, "both take part"
        assert sum(fired) >= 5 * MANY - 2000, "what the dead one had in hand is not lost"
    judge(people, 5 * MANY)


def test_after_a_day_without_the_bot_what_is_useful_comes_late_and_the_rest_never(town, address, tmp_path):
    people = crowd(town, address, 1)
    hours = timedelta(hours=1)
    phone = Phone(town, people.first)
    now = people.looks(lambda work: work.now)
    remind(people, 1, 3600)
    remind(people, 1, 3600, words="Never", useful_until=now + 2 * hours)
    town.skip(days=1)
    with bot(town, address, folder=tmp_path) as running:
        phone.awaits("This reminder comes late")
        running.awaits("reminding.missed")
    assert [WORDS in message["text"] for message in phone.received] == [True]
    assert states(people) == {"done": 1, "missed": 1}


def test_they_leave_a_moment_after_they_are_due(town, address, tmp_path):
    people = crowd(town, address, 20)
    remind(people, 20, 3600)
    due_at = people.looks(lambda work: work.session.scalar(select(Reminder.due_at)))
    with bot(town, address, folder=tmp_path, **FAST):
        town.skip(seconds=(due_at - people.looks(lambda work: work.now)).total_seconds() - 3)
        until(lambda: len(people.sends()) == 20, "all to arrive")
        late = [at - due_at.timestamp() for _, at, *_ in people.sends()]
        assert min(late) >= 0
        assert max(late) < 5, "much less on a machine with nothing else to do"
