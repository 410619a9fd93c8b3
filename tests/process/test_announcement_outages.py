"""Telegram asks for quiet or goes away, or the database does, amid a run: nobody is missed or told twice."""

import pytest

from bot.delivery import CONCURRENCY
from db.values import CopyState
from tests.process.house import away, states
from tests.process.judging import settled
from tests.process.running import Phone, until
from tests.process.scene import Scene, on

pytestmark = pytest.mark.process

QUIET = 6  # seconds
HELP = "/help"


@on("sqlite")
def test_a_429_holds_everything_over_a_restart_on_sqlite(scene: Scene) -> None:
    a_429_holds_everything_over_a_restart(scene)


@on("postgresql")
def test_a_429_holds_everything_over_a_restart_on_postgresql(scene: Scene) -> None:
    a_429_holds_everything_over_a_restart(scene)


def a_429_holds_everything_over_a_restart(scene: Scene) -> None:
    people = scene.crowd()
    reader = Phone(scene.town, people.first)
    scene.town.fault(kind="status", code=429, retry_after=QUIET, method="send*", nth=20)
    people.announces()
    until(lambda: 429 in [status for *_, status, _ in people.sends()], "the 429")
    reader.writes(HELP)  # an answer has to wait as well
    until(lambda: states(scene.address).keys() - {"done"}, "the question to be taken in")
    assert scene.bot.stop() == 0
    before = len(people.sends())
    scene.starts()
    until(lambda: len(people.sends()) > before, "what waited")
    refused_at = next(at for _, at, status, _ in people.sends() if status == 429)
    first_after = people.sends()[before][1]
    assert first_after - refused_at >= QUIET, "the program heeded it, before and after its restart"
    assert before - 20 < CONCURRENCY, "only what was on its way arrived after it"
    reader.awaits("/help", patience=30)
    people.comes_to_its_end()
    settled(people)


@on("sqlite")
def test_ten_minutes_without_telegram_on_sqlite(scene: Scene) -> None:
    ten_minutes_without_telegram(scene)


@on("postgresql")
def test_ten_minutes_without_telegram_on_postgresql(scene: Scene) -> None:
    ten_minutes_without_telegram(scene)


def ten_minutes_without_telegram(scene: Scene) -> None:
    people = scene.crowd(300, blocked=0.2, deactivated=0.1)
    scene.town.fault(kind="slow", seconds=0.05, method="send*", lasts_real=600)  # so that there is a middle
    people.announces()
    until(lambda: len(people.sends()) >= 100, "the middle of the run")
    scene.town.fault(kind="away")
    for _ in range(5):
        scene.town.skip(seconds=60)
    until(lambda: unheard(scene) >= 2, "the program to ask whether Telegram is there")
    for _ in range(5):
        scene.town.skip(seconds=60)
    until(lambda: unheard(scene) >= 3, "the program to ask once more")
    scene.town.mends()
    people.comes_to_its_end()
    settled(people, doubtful=people.everybody)
    # Nobody but the sandbox knows whom a call was for that it never read.
    assert len(people.of_state(CopyState.MAYBE)) <= CONCURRENCY


@on("postgresql")
def test_the_database_goes_away_and_comes_back(scene: Scene) -> None:
    people = scene.crowd(300, blocked=0.2, deactivated=0.1)
    scene.town.fault(kind="slow", seconds=0.05, method="send*", lasts_real=600)
    people.announces()
    for part in (60, 120):
        until(lambda part=part: len(people.sends()) >= part, "the middle of the run")
        complaints = said(scene)
        with away(scene.address):
            until(lambda before=complaints: said(scene) > before, "the delivery to miss the database")
    people.comes_to_its_end()
    settled(people)
    assert people.of_state(CopyState.MAYBE) == set(), "what was claimed in vain was not sent, and everybody knows"


def unheard(scene: Scene) -> int:
    """How often the program asked in vain."""
    calls = scene.town.get("/log", compact=1)["calls"]
    return sum(fault == "away" for _, _, method, _, _, fault, *_ in calls if method == "getMe")


def said(scene: Scene) -> int:
    """How often the delivery missed the database."""
    return scene.bot.log.read_text().count("delivery.database")
