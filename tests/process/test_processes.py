"""Several processes on one PostgreSQL: one polls, all handle, each update is handled once, whoever dies or freezes."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.models import Inbox
from tests.database import Templates
from tests.process.house import looked, states
from tests.process.joining import joins
from tests.process.running import Bot, Phone, Sandbox, bot, until

pytestmark = pytest.mark.process
OWNER = 900_001
WELCOME, HELP = "Here people who work for cities", "You are not a member yet"
LANGUAGE, PRIVACY = "In which language", "Nobody sells it"


@pytest.fixture
def address(templates: Templates) -> Iterator[str]:
    with templates.postgresql() as database:
        yield database.url.render_as_string(hide_password=False)


@contextmanager
def processes(town: Sandbox, address: str, folder: Path, *parts: str, **options: Any) -> Iterator[list[Bot]]:
    """Start them all at once, and lend them when all are ready."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(bot(town, address, folder=folder, part=part, ready=False, **options)) for part in parts
        ]
        for one in started:
            one.awaits_ready()
        yield started


def handled(running: Bot) -> float:
    """How many updates this process handled."""
    return sum(running.metrics("ccbot_update_seconds_count").values())


def received(running: Bot) -> float:
    """How many updates this process stored."""
    return sum(running.metrics("ccbot_updates_received_total").values())


def heard(phone: Phone, *words: str) -> list[str]:
    """Which of these words the bot's messages hold, in the order in which they came."""
    return [word for message in phone.received for word in words if word in message["text"]]


def test_the_work_is_shared_and_whoever_leads_may_die(town, address, tmp_path):
    parts = ("intake", "intake", "delivery", "clock")
    with processes(town, address, tmp_path, *parts, owners=str(OWNER)) as (one, other, delivery, clock):
        until(lambda: one.says("polling.leads") or other.says("polling.leads"), "one to poll")
        leader, second = (one, other) if one.says("polling.leads") else (other, one)

        # Sixty people at once, three things each.
        phones = [town.person(f"P{number}") for number in range(60)]
        for phone in phones:
            phone.start()
            phone.writes("/help")
            phone.writes("/language")
        for phone in phones:
            phone.awaits(LANGUAGE)
            assert heard(phone, WELCOME, HELP, LANGUAGE) == [WELCOME, HELP, LANGUAGE]
        until(lambda: states(address) == {"done": 180}, "everything to be recorded")
        assert handled(leader) + handled(second) == 180
        assert min(handled(leader), handled(second)) > 0, "both handle"
        assert (received(leader), received(second)) == (180, 0), "one polls"
        assert handled(delivery) == handled(clock) == 0
        assert not second.says("polling.leads")

        # What one process promises, another delivers.
        owner = town.person("Olga", id=OWNER)
        owner.start()
        joins(town.person("Amal"), group="civil_society", name="Amal Haddad")
        owner.awaits("Application: Amal Haddad")
        until(lambda: delivery.metrics("ccbot_copies_total").get('state="sent"', 0) >= 1, "it to be counted")

        # The leader dies in the middle of it all.
        for phone in phones:
            phone.writes("/privacy")
        until(lambda: any(heard(phone, PRIVACY) for phone in phones), "a first answer")
        leader.kill()
        for phone in phones:
            phone.awaits(PRIVACY)
        second.awaits("polling.leads")
        phones[0].writes("/help")
        until(lambda: heard(phones[0], HELP) == [HELP, HELP], "an answer from whoever is left")
        until(lambda: set(states(address)) == {"done"}, "everything to be recorded")
        repeated = [phone for phone in phones if len(heard(phone, PRIVACY)) > 1]
        assert all(len(heard(phone, PRIVACY)) == 2 for phone in repeated), "at most one answer a person comes again"
        assert [one.stop() for one in (second, delivery, clock)] == [0, 0, 0]
        assert clock.says('"stopped"')


def test_a_frozen_process_loses_its_leases_and_does_no_harm_when_it_wakes(town, address, tmp_path):
    mona, ali = town.person("Mona"), town.person("Ali")
    rig = {"lease": 3.0}
    with bot(town, address, folder=tmp_path, rig=rig) as frozen:
        mona.start()
        mona.awaits(WELCOME)
        town.fault(kind="slow", method="sendMessage", chat=mona.id, seconds=1.5)
        mona.writes("/help")
        until(lambda: states(address).get("answering"), "an answer on its way")
        frozen.process.send_signal(signal.SIGSTOP)
        with bot(town, address, folder=tmp_path, rig=rig, part="intake", ready=False) as other:
            other.awaits_ready()
            # It polls no longer, but holds the lock of whoever polls: what is stored is handled all the same.
            until(lambda: states(address).get("answering", 0) == 0, "its row to be taken over")
            # Taken over is not handled yet.
            until(lambda: handled(other), "it to be handled there")
            assert handled(other) == 1
            frozen.process.send_signal(signal.SIGCONT)
            ali.start()
            ali.awaits(WELCOME)
            mona.writes("/language")
            mona.awaits(LANGUAGE)
            until(lambda: set(states(address)) == {"done"}, "everything to be recorded")
    assert 1 <= len(heard(mona, HELP)) <= 2, "at most one answer is repeated"
    assert heard(mona, WELCOME, LANGUAGE) == [WELCOME, LANGUAGE]
    assert looked(address, lambda session: session.query(Inbox).count()) == 4
