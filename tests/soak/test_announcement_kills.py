"""An announcement to 2,000 people through thirty kills: nobody is missed, nobody has it twice but by a word.

The sandbox is the judge: what each chat holds in the end.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.judging import judge, send_again
from tests.process.running import Bot, Sandbox, bot, sandbox, until

pytestmark = [pytest.mark.soak, pytest.mark.process]

PEOPLE, KILLS = 2000, 30
POINTS = ("before_claim", "before_send", "after_send", "before_record")
ANY_MOMENT = "any moment"
# Slow enough that every life of the program ends in the middle of the run.
ALONE = {"rate": "120", "paid_broadcast": "yes"}
TOGETHER = {"rate": "5"}


def ends(seed: int) -> list[str]:
    """How each life ends: every point as often as any moment at all, in an order that the seed decides."""
    chance = random.Random(seed)
    ways = [*POINTS, ANY_MOMENT] * (KILLS // (len(POINTS) + 1))
    chance.shuffle(ways)
    return ways


@pytest.fixture
def town() -> Iterator[Sandbox]:
    """A sandbox in a process of its own."""
    with sandbox() as made:
        yield made


def test_killed_thirty_times_on_sqlite(tmp_path: Path, town: Sandbox) -> None:
    chance = random.Random(1)
    people = crowd(town, f"sqlite:///{tmp_path / 'ccbot.db'}", PEOPLE)
    people.announces()
    killed = [
        one_life(town, people, way, chance, folder=tmp_path, **ALONE) for way in ends(seed=1) if not people.is_over()
    ]
    assert len(killed) == KILLS, "the run was long enough"
    with bot(town, people.address, folder=tmp_path, **ALONE):
        people.awaits_the_end()
        judge(people, KILLS)
        send_again(people, town)


def test_of_two_that_deliver_one_is_killed_thirty_times(tmp_path: Path, town: Sandbox, templates: Templates) -> None:
    chance = random.Random(2)
    with templates.postgresql() as database:
        people = crowd(town, database.url.render_as_string(hide_password=False), PEOPLE)
        people.announces()
        whole = Bot(town, people.address, folder=tmp_path, **TOGETHER)
        for number, way in enumerate(ends(seed=2)):
            assert not people.is_over(), "the run was long enough"
            if number % 3 < 2:
                one_life(town, people, way, chance, folder=tmp_path, part="delivery", **TOGETHER)
                assert whole.process.poll() is None
                continue
            # Now the one that does everything dies, while another one delivers.
            with bot(town, people.address, folder=tmp_path, part="delivery", **TOGETHER):
                time.sleep(chance.uniform(0, 1))
                whole.kill()
                has_moved_on(people)
                whole = Bot(town, people.address, folder=tmp_path, **TOGETHER)
        assert whole.stop() == 0
        with bot(town, people.address, folder=tmp_path, **FAST):
            people.awaits_the_end()
            judge(people, KILLS)
            send_again(people, town)


def one_life(town: Sandbox, people: Crowd, way: str, chance: random.Random, **options: str) -> str:
    """Let the program live until it dies in that way."""
    if way == ANY_MOMENT:
        with bot(town, people.address, ready=False, **options) as running:
            has_moved_on(people)
            time.sleep(chance.uniform(0, 0.5))
            running.kill()
    else:
        with bot(town, people.address, crash=f"{way}:{chance.randint(1, 12)}", ready=False, **options) as running:
            running.died()
    return way


def has_moved_on(people: Crowd) -> None:
    """Wait until somebody more has it."""
    before = len(people.arrived())
    until(lambda: len(people.arrived()) > before, "somebody to get it", every=0.1)
