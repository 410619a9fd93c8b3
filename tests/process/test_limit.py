"""Telegram's limits, strictly kept: what is sent and edited fills the rate and never passes it; answers hardly wait.

The long proof, with its bars, is in tests/soak/test_limit.py.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from math import inf

import pytest

from db.values import CopyState
from tests.database import Templates
from tests.process.crowd import crowd
from tests.process.pressing import most_in_a_second, prove, quantile, sent
from tests.process.running import Sandbox, bot, sandbox, until

pytestmark = pytest.mark.process
SECONDS = 12.0


@pytest.fixture
def strict() -> Iterator[Sandbox]:
    """A sandbox that keeps Telegram's limits."""
    with sandbox("--strict") as made:
        yield made


def test_the_rate_is_filled_and_never_passed_and_answers_hardly_wait(strict, tmp_path):
    proof = prove(strict, f"sqlite:///{tmp_path / 'ccbot.db'}", tmp_path, [None], SECONDS)
    assert proof.refused == 0
    assert proof.fullest <= 30
    assert proof.rate >= 25, "much is left to chance where others work as well"
    assert proof.edits > 0
    assert len(proof.busy) >= 20, "everybody was answered"
    assert quantile(proof.busy, 0.5) <= 0.3


def test_processes_that_die_or_stand_still_leave_the_rate_to_the_others(strict, templates: Templates, tmp_path):
    with templates.postgresql() as database, ExitStack() as stack:
        address = database.url.render_as_string(hide_password=False)
        people = crowd(strict, address, 500)
        parts = ("delivery", "delivery", "delivery")
        stays, dies, stands = [stack.enter_context(bot(strict, address, folder=tmp_path, part=part)) for part in parts]
        people.announces()
        until(lambda: len(people.arrived()) > 60, "the announcement to go out", every=0.2)
        begun = strict.get("/clock")["now"]
        stands.process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        dies.kill()
        time.sleep(3)
        stands.process.send_signal(signal.SIGCONT)
        time.sleep(3)
        ended = strict.get("/clock")["now"]
        calls = sent(strict, 0, inf)
        assert stays.process.poll() is None
        assert [call for call in calls if call.status == 429] == []
        assert most_in_a_second(calls) <= 30
        times = [begun, *(call.at for call in calls if begun < call.at < ended), ended]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert max(gaps) < 5, "the others take over"
        assert len(times) / (ended - begun) > 15
        people.awaits_the_end()
        assert max(people.arrived().values()) == 1
        assert people.states().keys() <= {CopyState.SENT, CopyState.MAYBE}
