"""The running program in trouble: failing handlers, a Telegram that stumbles, people who flood, a full disk."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Templates
from tests.process.house import away, states
from tests.process.running import TOKEN, Bot, Phone, Sandbox, bot, until

pytestmark = pytest.mark.process
WELCOME, HELP = "Here people who work for cities", "You are not a member yet"
LANGUAGE, PRIVACY = "In which language", "Nobody sells it"
SORRY = "Something went wrong on our side"
SHIPPED = Path(__file__).parents[2] / "network" / "shipped"


@pytest.fixture
def postgresql(templates: Templates) -> Iterator[str]:
    with templates.postgresql() as database:
        yield database.url.render_as_string(hide_password=False)


def heard(phone: Phone, *words: str) -> list[str]:
    """Which of these words the bot's messages hold, in the order in which they came."""
    return [word for message in phone.received for word in words if word in message["text"]]


def pending(town: Sandbox) -> int:
    """How many updates Telegram keeps for the bot."""
    return int(town.http.get(f"/bot{TOKEN}/getWebhookInfo").json()["result"]["pending_update_count"])


def settled(running: Bot) -> bool:
    """Whether the program has nothing to do."""
    return running.health()[1]["updates_waiting"] == 0


def test_a_handler_that_fails_is_counted_and_explained_and_the_log_keeps_secrets(town, address, tmp_path):
    """Tried once more, then set aside; the person gets a number, the log the same number and nothing about them."""
    mona = town.person("Xanthippe", last_name="Quellenberger", username="quelle_x")
    with bot(town, address, folder=tmp_path, rig={"fail": "zauberwort"}) as running:
        status, state = running.health()
        assert (status, state["ok"], state["database"]) == (200, True, "there")
        mona.start()
        mona.presses("Join")
        mona.awaits("1 of")
        mona.writes("my zauberwort is 4711-abrakadabra")
        sorry = mona.awaits(SORRY)["text"]
        number = re.search(r"\b[23456789A-HJ-NP-Z]{6}\b", sorry)
        assert number, sorry
        mona.writes("Xanthippe")
        mona.awaits("2 of")
        until(lambda: settled(running), "everything to be recorded")
        assert states(address) == {"done": 3, "set_aside": 1}

        log = running.log.read_text()
        assert log.count("inbox.failed_once") == 1
        aside = [line for line in log.splitlines() if "inbox.set_aside" in line]
        assert len(aside) == 1
        assert all(words in aside[0] for words in (number[0], "LookupError", "rigged.py", "message"))
        for secret in ("zauberwort", "abrakadabra", "Xanthippe", "Quellenberger", "quelle_x", TOKEN, str(mona.id)):
            assert secret not in log

        assert running.metrics("ccbot_updates_received_total") == {'kind="callback_query"': 1, 'kind="message"': 3}
        assert running.metrics("ccbot_errors_total") == {'place="handler"': 1}
        latency = running.metrics("ccbot_update_seconds_count")
        assert latency['handler="set aside"'] == 1
        assert sum(latency.values()) == 4
        assert running.metrics("ccbot_telegram_seconds_count")['method="sendMessage",outcome="ok"'] >= 3
        assert running.metrics("ccbot_inbox_waiting") == {"": 0}
        assert running.health()[1]["seconds_since_poll"] is not None
        assert running.stop() == 0


def test_telegram_stumbles_while_it_is_answered(town, tmp_path):
    """Whatever it was, the answer arrives; twice only where nobody can know whether it had arrived."""
    stumbles = {
        "too many": ({"kind": "status", "code": 429, "description": "Too Many Requests", "retry_after": 1}, 1),
        "500, three times": ({"kind": "status", "code": 500, "description": "Internal Server Error", "times": 3}, 1),
        "502 in HTML": ({"kind": "html", "code": 502}, 1),
        "cut before": ({"kind": "cut_before"}, 1),
        "cut after it was stored": ({"kind": "cut_after"}, 2),
        "half an answer": ({"kind": "truncate"}, 2),
    }
    with bot(town, f"sqlite:///{tmp_path / 'ccbot.db'}", folder=tmp_path) as running:
        people = {}
        for name, (fault, _) in stumbles.items():
            people[name] = town.person(name)
            town.fault(method="sendMessage", chat=people[name].id, **fault)
            people[name].start()
            people[name].writes("/help")
        for phone in people.values():
            phone.awaits(HELP)
        until(lambda: settled(running), "everything to be recorded")
        for name, (_, most) in stumbles.items():
            assert heard(people[name], WELCOME, HELP) == [WELCOME] * most + [HELP], name
        outcomes = running.metrics("ccbot_telegram_seconds_count")
        assert {labels.split("outcome=")[1] for labels in outcomes} == {'"ok"', '"TooMany"', '"NotSent"', '"Unknown"'}


def test_stopped_while_an_answer_is_slow(town, tmp_path):
    """What is in hand is finished; what is only stored waits for the next start; nothing is said twice."""
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    mona = town.person("Mona")
    town.fault(kind="slow", method="sendMessage", chat=mona.id, seconds=2.0)
    with bot(town, address, folder=tmp_path) as running:
        mona.start()
        mona.writes("/help")
        until(lambda: states(address).get("answering"), "an answer on its way")
        assert running.stop() == 0
        assert heard(mona, WELCOME, HELP) == [WELCOME]
        assert running.says('"stopped"')
        assert not running.says("stopping.left")
    mona.writes("/language")
    with bot(town, address, folder=tmp_path) as running:
        mona.awaits(LANGUAGE)
        until(lambda: settled(running), "everything to be recorded")
    assert heard(mona, WELCOME, HELP, LANGUAGE) == [WELCOME, HELP, LANGUAGE]


def test_a_stop_does_not_wait_for_ever(town, tmp_path):
    """A Telegram that never answers: what is in hand goes on at the next start."""
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    mona = town.person("Mona")
    town.fault(kind="timeout", method="sendMessage", chat=mona.id)
    with bot(town, address, folder=tmp_path, rig={"grace": 0.5}) as running:
        mona.start()
        until(lambda: states(address).get("answering"), "an answer on its way")
        assert running.stop() == 0
        assert running.says("stopping.left")
        assert "Traceback" not in running.log.read_text()
    with bot(town, address, folder=tmp_path):
        mona.awaits(WELCOME)
    assert heard(mona, WELCOME) == [WELCOME]


def test_who_floods_waits_and_nobody_else_does(town, tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "net")
    charter = tmp_path / "net" / "network.toml"
    text = charter.read_text("utf-8")
    assert text.count("seconds = 10") == 1
    charter.write_text(text.replace("seconds = 10", "seconds = 600"), "utf-8")
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    rita, mona = town.person("Rita"), town.person("Mona")
    with bot(town, address, folder=tmp_path, network=str(charter)) as running:
        for _ in range(100):
            rita.writes("/help")
        mona.start()
        mona.writes("/help")
        mona.awaits(HELP)
        assert len(heard(rita, HELP)) < 60, "she waits, the other was answered meanwhile"
        until(lambda: running.metrics("ccbot_slowed_total") == {"": 1}, "her to be slowed")
        assert len(heard(rita, HELP)) == 20
        assert running.health()[1]["updates_waiting"] == 80
        assert heard(mona, WELCOME, HELP) == [WELCOME, HELP]
    assert sum(states(address).values()) == 102, "all are stored"
    assert pending(town) == 0


def test_a_full_disk_loses_nothing(town, tmp_path):
    full = tmp_path / "full"
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path, rig={"full": str(full)}) as running:
        mona.start()
        mona.awaits(WELCOME)
        until(lambda: settled(running), "everything to be recorded")
        full.touch()
        for number in range(5):
            mona.writes(f"{number} " + "long " * 700)
        mona.writes("/language")
        running.awaits("polling.not_stored")
        assert pending(town) > 0, "what is not stored stays with Telegram"
        assert running.metrics("ccbot_errors_total")['place="store"'] > 0
        assert running.process.poll() is None
        full.unlink()
        mona.awaits(LANGUAGE)
        until(lambda: settled(running) and pending(town) == 0, "everything to be handled")
        assert states(address) == {"done": 7}
        assert not heard(mona, SORRY)
        assert running.stop() == 0


def test_a_database_that_goes_away_and_comes_back(town, postgresql, tmp_path):
    mona = town.person("Mona")
    with bot(town, postgresql, folder=tmp_path) as running:
        mona.start()
        mona.awaits(WELCOME)
        town.fault(kind="slow", method="sendMessage", chat=mona.id, seconds=1.5)
        mona.writes("/privacy")
        until(lambda: states(postgresql).get("answering"), "an answer on its way")
        with away(postgresql):
            until(lambda: heard(mona, PRIVACY), "the answer that was on its way")
            mona.writes("/help")
            until(lambda: running.health()[0] == 503, "the program to be unwell")
            assert running.health()[1]["database"] == "away"
            running.awaits("inbox.database")
        until(lambda: running.health()[0] == 200, "the program to be well")
        mona.awaits(HELP)
        until(lambda: settled(running), "everything to be recorded")
        assert heard(mona, WELCOME, PRIVACY, HELP) == [WELCOME, PRIVACY, HELP]
        assert states(postgresql) == {"done": 3}
        assert running.stop() == 0
        assert "Traceback" not in running.log.read_text()
