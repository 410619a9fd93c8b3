"""Telegram and the database fail in the middle of a run: it ends all the same, with the right figures.

The sandbox is the judge: who is in doubt is whoever it lost the last message of, nobody else.
"""

import pytest

from tests.process.judging import settled
from tests.process.scene import Scene, on

pytestmark = pytest.mark.process

# Each strikes several at once.
ALONE = {
    "a second of server errors": {"kind": "status", "code": 500, "times": 0, "lasts_real": 1},
    "a page of a gateway": {"kind": "html", "code": 502, "times": 10},
    "half of the JSON": {"kind": "truncate", "times": 10},
    "a cut after": {"kind": "cut_after", "times": 10},
    "silence, though it acted": {"kind": "timeout", "times": 10, "acts": True},
    "too many": {"kind": "status", "code": 429, "retry_after": 1, "times": 3},
}


@on("sqlite")
@pytest.mark.parametrize("fault", ALONE.values(), ids=ALONE.keys())
def test_each_fault_alone(scene: Scene, fault: dict[str, object]) -> None:
    people = scene.crowd(blocked=0.2, deactivated=0.1)
    scene.town.fault(method="send*", **fault)
    people.announces()
    people.comes_to_its_end()
    settled(people)


STORM = (
    {"kind": "status", "code": 500, "probability": 0.1},
    {"kind": "html", "code": 502, "probability": 0.05},
    {"kind": "html", "code": 504, "probability": 0.03, "acts": True},
    {"kind": "status", "code": 502, "probability": 0.03},
    {"kind": "truncate", "probability": 0.05},
    {"kind": "cut_before", "probability": 0.05},
    {"kind": "cut_after", "probability": 0.05},
    {"kind": "timeout", "probability": 0.02},
    {"kind": "slow", "seconds": 0.2, "probability": 0.1},
    {"kind": "status", "code": 429, "retry_after": 1, "probability": 0.01, "times": 2},
)


@pytest.mark.parametrize("seed", [1])
@on("sqlite")
def test_many_faults_in_one_run(scene: Scene, seed: int) -> None:
    storm(scene, seed)


@pytest.mark.parametrize("seed", [2])
@on("postgresql")
def test_many_faults_in_one_run_on_postgresql(scene: Scene, seed: int) -> None:
    storm(scene, seed)


def storm(scene: Scene, seed: int, count: int = 150) -> None:
    """Let everything fail now and then, and judge what became of it."""
    people = scene.crowd(count, blocked=0.2, deactivated=0.1, seed=seed)
    for number, fault in enumerate(STORM):
        scene.town.fault(**{"method": "send*", "seed": seed * 100 + number, "times": 0} | fault)
    people.announces()
    people.comes_to_its_end()
    settled(people)
    assert people.lost(), "it was a storm"
