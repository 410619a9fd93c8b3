"""Every door × everybody: read from the registered handlers, held against the table."""

from collections.abc import Iterator

import pytest

from tests.attacks.authorization import COMMANDS, ROOMS, UPDATES, WRITTEN
from tests.attacks.doors import Door, doors
from tests.attacks.town_of_roles import EVERYBODY, Stage, stage
from tests.attacks.trying import STALE, Tried, Trying
from tests.database import Templates

# Buttons that do something only after what comes before them (a form that is open, a question that was asked, a change
# that was made ready): the conversations' own tests press these. Whatever else there is must be reached here.
LATER = frozenset(
    [
        "an:ld",
        "dp:p",
        "dw",
        "an:px",
        "ar:ey",
        "ar:f",
        "ar:fd",
        "ar:fk",
        "ar:fl",
        "ar:fn",
        "ar:fo",
        "ar:fq",
        "ar:ft",
        "ar:fx",
        "ar:fy",
        "ar:fz",
        "en:u",
        "ed:a",
        "ea:c",
        "ea:z",
        "ec:cy",
        "ec:o",
        "ec:q",
        "ec:r",
        "ec:y",
        "es:a",
        "es:c",
        "es:h",
        "es:t",
        "eo:p",
        "r:a",
        "r:s",
        "r:z",
        "t:f",
        "t:l",
        "t:p",
        "t:r",
        "j:back",
        "j:change",
        "j:directory",
        "j:keep",
        "j:newsletter",
        "j:on",
        "j:send",
        "j:stop",
        "jp",
        "ja",
        "p:a",
        "p:d",
        "p:l",
        "p:w",
    ]
)


def parts(door: Door) -> tuple[str, str]:
    prefix, _, act = door.name.partition(":")
    return prefix, act


def who_may(door: Door) -> frozenset[str] | None:
    if door.kind == "command":
        return COMMANDS.get(door.name)
    if door.kind == "message":
        return WRITTEN[door.name][1] if door.name in WRITTEN else None
    prefix, act = parts(door)
    if prefix not in ROOMS:
        return None
    return ROOMS[prefix].acts.get("") if not act else ROOMS[prefix].who(act)


TRIED = [door for door in doors() if door.kind != "update"]


@pytest.fixture(scope="module")
def prepared(templates: Templates) -> Iterator[Stage]:
    with templates.sqlite() as database:
        yield stage(database)


@pytest.fixture(scope="module")
def trying(prepared: Stage) -> Trying:
    return Trying(prepared)


def tries(trying: Trying, stage: Stage, door: Door, role: str) -> Tried:
    if door.kind == "command":
        return trying.write(stage.people[role], door.name)
    if door.kind == "message":
        return trying.write(stage.people[role], WRITTEN[door.name][0].format(**stage.rows))
    prefix, act = parts(door)
    room = ROOMS[prefix]
    return trying.press(stage.people[role], f"{prefix}:{room.carries(act).format(act=act, **stage.rows)}")


def test_every_door_stands_in_the_table() -> None:
    assert [door for door in TRIED if who_may(door) is None] == []
    assert {door.name for door in doors() if door.kind == "update"} == set(UPDATES)


def test_the_table_names_no_door_that_is_not_there() -> None:
    there = {door.name for door in TRIED}
    named = (
        set(COMMANDS)
        | set(WRITTEN)
        | {
            f"{prefix}:{act}" if act else prefix
            for prefix, room in ROOMS.items()
            for acts in room.acts
            for act in acts.split() or [""]
        }
    )
    assert named - there == set()


@pytest.mark.parametrize("door", TRIED, ids=lambda door: door.name)
def test_only_those_who_may(trying: Trying, prepared: Stage, door: Door) -> None:
    may = who_may(door)
    assert may is not None
    reached = False
    for role in sorted(EVERYBODY):
        tried = tries(trying, prepared, door, role)
        told = [secret for secret, whose in prepared.secrets.items() if secret in tried.said and role not in whose]
        if role in may:
            assert tried.refused != "NotAllowed", (role, tried.said)
            reached = reached or (tried.refused is None and not tried.handler.endswith(STALE))
            # Who says yes to an event is told its link.
            assert told in ([], ["only-for-those-going"] if door.name in {"e:g", "eg:g"} else []), role
        else:
            assert not tried.changed, (role, tried)
            assert not told, role
            assert tried.refused or door.name.startswith("eg:"), (role, tried.said)
    assert reached != (door.name in LATER)
