"""An announcement to 2,000 people survives its senders: nobody is missed, nobody has it twice but by a word.

The sandbox is the judge: what each chat holds in the end.
"""

import pytest

from bot.delivery import CONCURRENCY
from db.values import CopyState
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.running import Sandbox, bot, until

pytestmark = pytest.mark.process

PEOPLE = 2000
# Where a process ends itself, and at which pass there: in the middle of the run.
KILLS = ("before_send:300", "after_send:700", "before_record:5")


def judge(people: Crowd, kills: int) -> None:
    """Compare what the chats hold with what the ledger says."""
    arrived, doubtful = people.arrived(), people.of_state(CopyState.MAYBE)
    assert not {chat: n for chat, n in arrived.items() if n > 1}, "nobody has it twice"
    missed = people.of_state(CopyState.SENT) - arrived.keys()
    assert not missed, "whoever is said to have it has it"
    everybody = set(range(people.first, people.first + people.count))
    assert everybody - arrived.keys() <= doubtful | people.unreachable, "nobody is missed without a word"
    assert len(doubtful) <= kills * CONCURRENCY


def send_again(people: Crowd, town: Sandbox) -> None:
    """After the coordinator's word everybody has it, and only those who were in doubt may have it twice."""
    doubtful = people.of_state(CopyState.MAYBE)
    assert people.send_again_to_maybe() == len(doubtful)
    town.skip(seconds=60)  # nobody rang: another process wrote it
    until(lambda: people.arrived().keys() >= doubtful, "those who may not have had it", every=0.3)
    until(people.is_done, "the announcement to be done", every=0.3)
    arrived = people.arrived()
    everybody = set(range(people.first, people.first + people.count))
    assert arrived.keys() == everybody - people.unreachable
    assert {chat for chat, n in arrived.items() if n > 1} <= doubtful


def test_killed_three_times_in_the_middle_of_a_run(town, address, tmp_path):
    people = crowd(town, address, PEOPLE)
    people.announces()
    for point in KILLS:
        with bot(town, address, folder=tmp_path, crash=point, ready=False, **FAST) as running:
            running.died()
    with bot(town, address, folder=tmp_path, **FAST):
        people.awaits_the_end()
        judge(people, len(KILLS))
        send_again(people, town)


def test_of_two_that_deliver_one_is_killed_and_the_other_goes_on(town, templates, tmp_path):
    with templates.postgresql() as database:
        address = database.url.render_as_string(hide_password=False)
        people = crowd(town, address, PEOPLE)
        with bot(town, address, folder=tmp_path, **FAST) as stays:
            with bot(town, address, folder=tmp_path, part="delivery", crash="after_send:100", **FAST) as dies:
                people.announces()
                dies.died()
            people.awaits_the_end()
            assert stays.process.poll() is None
            judge(people, 1)
            send_again(people, town)
