"""Presses with forged data, and presses of people who are not any more what they were."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text, update

from db.models import Application, ApplicationMessage, Invitation, Person, Role
from db.unit import Database
from db.values import Status
from network import applications, consent, membership, privacy, team
from network.errors import NetworkError
from tests.attacks.doors import doors
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.coordinators import NGO, OWNER, applicant, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town

SECRETS = ("Mona", "Haddad", "Irbid", "solid waste", "Why us", "Because of the river")
# What nobody may change by a press but those whose business it is.
GUARDED = "application", "application_message", "role", "invitation", "consent", "person_topic", "notice", "audit"


def as_member(town: Town) -> Talker:
    talker = town.person("Mem")
    joins(talker, name="Mem Ber")
    return talker


def as_suspended_coordinator(town: Town) -> Talker:
    talker = coordinator(town, "Sus", "mena")
    becomes(town, talker, status=Status.SUSPENDED)
    return talker


def as_coordinator_no_more(town: Town) -> Talker:
    talker = coordinator(town, "Past", "mena")
    olga = owner(town)

    def take_away(work: Any) -> None:
        role = work.session.scalars(select(Role.id).where(Role.person_id == reader_of(work, talker).id)).one()
        team.remove(work, reader_of(work, olga), role)

    town.run(take_away)
    return talker


def as_coordinator_who_left(town: Town) -> Talker:
    talker = coordinator(town, "Gone", "mena")
    town.run(lambda work: membership.leave(work, reader_of(work, talker)))
    return talker


def as_erased_coordinator(town: Town) -> Talker:
    talker = coordinator(town, "Erased", "mena")
    town.run(lambda work: privacy.erase_person(work, reader_of(work, talker).id, talker.telegram_id))
    return talker


def as_applicant_of_elsewhere(town: Town) -> Talker:
    talker = town.person("Ana")
    joins(
        talker,
        **NGO | {"name": "Ana Petrova", "country": "RS", "zone": None, "city": "Novi Sad", "position": "Planner"},
    )
    return talker


OUTSIDERS: dict[str, Callable[[Town], Talker]] = {
    "a visitor": lambda town: town.person("Vis"),
    "a member": as_member,
    "an applicant of another region": as_applicant_of_elsewhere,
    "a coordinator of another region": lambda town: coordinator(town, "Luka", "see"),
    "a suspended coordinator": as_suspended_coordinator,
    "a coordinator no more": as_coordinator_no_more,
    "a coordinator who left": as_coordinator_who_left,
    "an erased coordinator": as_erased_coordinator,
}


def becomes(town: Town, talker: Talker, **fields: Any) -> None:
    town.run(
        lambda work: work.session.execute(
            update(Person).where(Person.telegram_id == talker.telegram_id).values(**fields)
        )
    )


def guarded(town: Town) -> dict[str, list[Any]]:
    with town.database.engine.connect() as connection:
        return {table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all())) for table in GUARDED}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_forged_presses_show_and_change_nothing_of_others(sqlite: Database, who: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    olga = owner(town)

    def prepare(work: Any) -> list[int]:
        application = work.session.scalars(select(Application.id)).one()
        question = applications.ask(work, reader_of(work, sami), application, "Why us?")
        applications.answer(work, reader_of(work, mona), question, "Because of the river.")
        target = reader_of(work, sami).id
        link, _ = team.invite_by_link(work, reader_of(work, olga), [])
        del link
        return [application, question, target]

    application, question, target = town.run(prepare)
    outsider = OUTSIDERS[who](town)
    becomes(town, sami, language="en")
    ids = sorted({
        application, question, target, *town.run(lambda w: w.session.scalars(select(Role.id)).all()),
        *town.run(lambda w: w.session.scalars(select(Invitation.id)).all()),
        *town.run(lambda w: w.session.scalars(select(ApplicationMessage.id)).all()), 10**12,
    })  # fmt: skip
    outsider.says("/help")
    town.deliver()
    before, seen = guarded(town), len(outsider.messages)
    for number in ids:
        for data in (
            *(f"a:{act}:{number}" for act in "ynqotla"),
            *(f"t:{act}:{number}" for act in "plrxyn"),
            f"t:k:{number}",
            f"m:d:leave.{number}.member.{int(town.now.timestamp())}",
            f"p:d:erase.{number}.member.{int(town.now.timestamp())}",
            f"p:l:leave.{number}.applicant.{int(town.now.timestamp())}",
        ):
            if reader_is(town, outsider, number) and data.split(":")[0] in "mp":
                continue
            outsider.presses(data=data)
        outsider.says("yes, do it")  # in case a form was begun
    for data in ("f:a_admit:sure:o:go", "f:a_decline:sure:o:go", "f:a_ask:sure:o:go", "f:t_add:how:o:link"):
        outsider.presses(data=data)
    for command in ("/applications", "/team"):
        outsider.says(command)
    town.deliver()
    assert guarded(town) == before
    told = "\n".join([*(message.text for message in outsider.messages[seen:]), *outsider.toasts])
    assert not [secret for secret in SECRETS if secret in told]
    assert set_aside(town) == 0
    assert_telegram_would_take(town)
    sami.presses(data=f"a:o:{application}").presses(data=f"a:t:{application}")
    assert not [secret for secret in SECRETS if secret not in sami.everything], "whose business it is sees all of it"


def reader_is(town: Town, talker: Talker, number: int) -> bool:
    return town.run(lambda work: reader_of(work, talker)).id == number


# Every room's, read from the registered handlers, and some that no room has.
PREFIXES = sorted({"", "zz"} | {door.name.partition(":")[0] for door in doors() if door.kind == "button"})
ODD = (
    "",
    "0",
    "-1",
    "9223372036854775808",
    "1" + "0" * 30,
    "٣",
    "１",
    "1_0",
    "nan",
    "{0.__class__}",
    "' OR 1=1--",
    "🙂",
)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_data_of_any_shape_is_answered(sqlite: Database, prefix: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    olga = owner(town)
    dice = random.Random(prefix)
    tails = [*ODD, *(f"{act}:{value}" for act in "yoltrh" for value in dice.sample(ODD, 2))]
    tails += [f"{dice.choice(('guidelines', 'privacy', 'x'))}:{value}:{dice.choice('wfmx')}" for value in ODD]
    tails += ["".join(chr(dice.randrange(1, 0xD7FF)) for _ in range(20)) for _ in range(4)]
    tails += [":" * 60, "join:name:o:", "me:city:k:", "a_ask:sure:o:go:more"]
    for tail in tails:
        data = f"{prefix}:{tail}"[:64]
        seen = len(town.calls)
        olga.presses(data=data)
        assert town.calls[seen][0] in {"answerCallbackQuery", "editMessageText", "sendMessage"}, data
        assert any(method == "answerCallbackQuery" for method, _ in town.calls[seen:]), data
    assert set_aside(town) == 0


def test_numbers_of_any_size_reach_postgresql_as_kindly(postgresql: Database) -> None:
    town = Town(postgresql, owners=(OWNER,))
    olga = owner(town)
    for prefix in ("a:o", "a:l", "a:a", "t:p", "t:l", "t:r", "p:r", "ja:privacy", "jp:privacy"):
        for number in (0, 2**31, 2**53, 2**63 - 1, 2**63, 10**30, -1):
            olga.presses(data=f"{prefix}:{number}" + ":m" * (prefix[0] == "j"))
    assert set_aside(town) == 0


def test_a_press_without_data_is_answered(sqlite: Database) -> None:
    town = Town(sqlite)
    eve = town.person("Eve")
    press = {"id": "1", "from": eve.profile, "chat_instance": "1", "game_short_name": "x"}
    town.update(eve, "callback_query", press | {"message": {"message_id": 5, "date": 0, "chat": eve._chat()}})
    assert "no longer works" in eve.hears


@pytest.mark.parametrize("version", [0, 2, 99, -1, 10**20])
@pytest.mark.parametrize("kind", ["guidelines", "privacy"])
def test_only_the_version_in_force_can_be_accepted(sqlite: Database, kind: str, version: int) -> None:
    town = Town(sqlite)
    eve = as_member(town)
    before = guarded(town)
    eve.presses(data=f"ja:{kind}:{version}:m")
    assert guarded(town)["consent"] == before["consent"]


def test_guidelines_that_were_not_read_to_their_end_are_not_accepted(sqlite: Database) -> None:
    town = Town(sqlite)
    eve = town.person("Eve")
    eve.presses(data="j:join:").presses(data="ja:guidelines:1:f").presses(data="ja:privacy:1:f")
    eve.presses(data="j:directory:yes").presses(data="j:newsletter:yes").presses(data="j:send:")
    draft = town.run(lambda work: work.session.execute(text("SELECT data FROM conversation")).scalar_one())
    assert '"guidelines"' not in str(draft).replace("'", '"').split('"agreed"')[1].split("}")[0]
    assert town.run(lambda work: reader_of(work, eve)).status is Status.VISITOR


@pytest.mark.parametrize("purpose", ["guidelines", "privacy", "marketing", "", "*"])
@pytest.mark.parametrize("act", ["m:y", "m:n", "m:x", "p:w", "j"])
def test_no_purpose_is_agreed_to_or_given_up_by_forged_data(sqlite: Database, act: str, purpose: str) -> None:
    town = Town(sqlite)
    eve = as_member(town)
    before = guarded(town)["consent"]
    eve.presses(data=f"{act}:{purpose}:yes"[:64] if act == "j" else f"{act}:{purpose}")
    assert guarded(town)["consent"] == before
    assert set_aside(town) == 0


FORGED: dict[str, dict[str, Any]] = {
    "a topic that does not exist": {"topics": ["waste", "everything"]},
    "more topics than allowed": {"topics": ["waste", "water", "mobility", "housing", "climate", "energy", "finance"]},
    "topics that are no list": {"topics": "waste"},
    "a zone of another country": {"country": "CD", "zone": "Europe/Berlin"},
    "a zone that is a path": {"country": "CD", "zone": "../../etc/passwd"},
    "a country that does not exist": {"country": "ZZ"},
    "a country that is long": {"country": "JORDAN"},
    "a group that does not exist": {"member_group": "owner"},
    "no organisation where one is needed": {"member_group": "civil_society", "organisation": None},
    "a language that does not exist": {"languages": ["tlh-x"]},
    "advice beyond the choices": {"advice": "1000000"},
    "advice below nothing": {"advice": "-1"},
    "a name too long": {"name": "E" * 81},
    "a name that is a number": {"name": 7},
    "a region that does not exist": {"followed": ["atlantis"]},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_registration_with_forged_answers_is_refused_whole(sqlite: Database, what: str) -> None:
    town = Town(sqlite)
    eve = town.person("Eve")
    with pytest.raises(NetworkError):
        joins(eve, **FORGED[what])
    assert town.run(lambda work: work.session.query(Person).count()) == 0
    assert town.run(lambda work: consent.standing(work, 1)) == {}
