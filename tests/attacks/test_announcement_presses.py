"""Forged presses on announcements: by anybody, with anything in them, in any order."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.unit import Database
from handlers.announcements.sent import ACTS
from tests.announced import Losing, announced, member, sent
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.attacks.test_presses import ODD, OUTSIDERS
from tests.coordinators import OWNER, coordinator
from tests.talk import Town

SECRET = "Our river meeting begins at nine."
GUARDED = "announcement", "announcement_correction", "text_version", "notice", "audit"
OF = ("", "en", "xx", "l.en", "r.mena", "none", "all", "past", "running", "nonsense")


def guarded(town: Town) -> dict[str, list[Any]]:
    with town.database.engine.connect() as connection:
        return {table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all())) for table in GUARDED}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_see_and_change_nothing(sqlite: Database, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(sqlite, owners=(OWNER,))
    telegram = Losing(monkeypatch)
    olga, lost = coordinator(town, "Olga"), member(town, "Lost")
    telegram.loses(lost)
    number = sent(town, olga, SECRET, regions=("mena",))
    telegram.loses()
    planned = announced(town, olga, SECRET, regions=("mena",), at=town.now + timedelta(days=1))
    olga.presses(data=f"ar:fb:{number}::0").presses(data="ar:fl:1:en:0").says("The corrected words.")
    outsider = OUTSIDERS[who](town)
    outsider.says("/help")
    town.deliver()
    before, seen = guarded(town), len(outsider.messages)
    for act in ACTS:
        for one in (number, planned, 1):
            outsider.presses(data=f"ar:{act}:{one}:en:1")
    outsider.says("/announcements").says("Some words.")
    assert guarded(town) == before
    town.later(seconds=10)
    told = "\n".join([*(message.text for message in outsider.messages[seen:]), *outsider.toasts])
    for secret in (SECRET, "The corrected words.", "Lost Saleh"):
        assert secret not in told
    assert set_aside(town) == 0
    assert_telegram_would_take(town)


def test_odd_data_is_answered_kindly(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    olga = coordinator(town, "Olga")
    sent(town, olga)
    for odd in ODD:
        for data in (f"ar:{odd}", f"ar:c:{odd}::0", f"ar:fl:1:{odd}:0", f"ar:m:1::{odd}", f"ar:{odd}:1::0"):
            if len(data.encode()) <= 64:
                olga.presses(data=data)
    assert set_aside(town) == 0
    assert_telegram_would_take(town)


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_presses_breaks_anything(sqlite: Database, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    town = Town(sqlite, owners=(OWNER,))
    telegram = Losing(monkeypatch)
    hands = [coordinator(town, "Olga"), coordinator(town, "Max", language="ar"), coordinator(town, "Mina", "mena")]
    readers = [member(town, name) for name in ("Mona", "Sami", "Rana")]
    telegram.loses(readers[0])
    numbers = [announced(town, hands[0], SECRET), announced(town, hands[1], at=town.now + timedelta(hours=1))]
    for _ in range(60):
        hand, act = chance.choice(hands), chance.choice([*ACTS, "fb", "fl", "fy", "p", "g"])
        if act in {"rc", "by", "sy"} and chance.random() < 0.8:
            continue
        number = chance.choice([*numbers, 1, 2, 3])
        hand.presses(data=f"ar:{act}:{number}:{chance.choice(OF)}:{chance.choice((0, 1, 2, 7, 2**53))}")
        if chance.random() < 0.3:
            hand.says(chance.choice(("New words.", "Others.", "=1+1", "x" * 4096)))
        if chance.random() < 0.3:
            town.later(seconds=chance.choice((1, 5, 4000)))
    assert set_aside(town) == 0
    assert_telegram_would_take(town)
