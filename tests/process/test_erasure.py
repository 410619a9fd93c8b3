"""Two whole lives in the running program: joining, being admitted, exporting, and being forgotten everywhere."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from db.models import Person
from tests.erasure import everything_stored, traces
from tests.process.house import looked
from tests.process.joining import joins
from tests.process.running import Phone, Sandbox, bot, plain, until

pytestmark = pytest.mark.process
OWNER = 900_001
LAYLA = {
    "name": "Leyla Quittenbaum",
    "city": "Umm Qaisfeld",
    "organisation": "Stadtwerke Quittenheim",
    "position": "Head of orchards",
}
SAMIR = {
    "name": "Samir Zwetschgenau",
    "city": "Ain Zwetschgen",
    "organisation": "Friends of the Plum",
    "position": "Speaker for plums",
}


def exported(town: Sandbox, phone: Phone) -> dict[str, Any]:
    """Ask for everything held; returns what the file for machines says, having read the other one, too."""
    phone.writes("/privacy")
    phone.presses("Export my data")

    def files() -> dict[str, str]:
        sent = [m["document"] for m in phone.received if "document" in m]
        return {d["file_name"].rpartition(".")[2]: d["url"] for d in sent}

    found = until(lambda: len(files()) == 2 and files(), "two files")
    texts = {kind: town.http.get(url).text for kind, url in found.items()}
    held = json.loads(texts["json"])
    for value in held["profile"][0].values():
        if isinstance(value, str) and " " in value:
            assert value in texts["html"]
    return held


def erases(phone: Phone) -> None:
    """Erase everything, with every confirmation it takes."""
    phone.writes("/privacy")
    phone.presses("Erase everything")
    phone.presses("Go on")
    phone.presses("Yes, erase everything")


def shown_to(phone: Phone, since: int = 0) -> list[str]:
    """What the bot shows this person now, buttons included; `since` leaves out what came up to that message."""
    texts = []
    for message in [m for m in phone.received if m["message_id"] > since]:
        buttons = [b["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
        texts.append(plain(" ".join([message.get("text", message.get("caption", "")), *buttons])))
        texts.append(message.get("document", {}).get("file_name", ""))
    return texts


def test_two_lives_and_nothing_is_left(town, address, tmp_path):
    owner = town.person("Olga", id=OWNER)
    layla = town.person("Leyla", last_name="Quittenbaum", username="quittenbaum_l")
    samir = town.person("Samir", last_name="Zwetschgenau", username="zwetschgenau_s")
    with bot(town, address, folder=tmp_path, owners=str(OWNER)) as running:
        owner.start()

        # A practitioner is in at once; an applicant is admitted by whoever decides.
        with ThreadPoolExecutor() as side_by_side:
            lives = [
                side_by_side.submit(joins, layla, **LAYLA),
                side_by_side.submit(joins, samir, "civil_society", **SAMIR),
            ]
            for life in lives:
                life.result()
        layla.awaits("You are a member now")
        owner.awaits("Application: Samir Zwetschgenau")
        owner.presses("Admit")
        owner.awaits("To which topics")
        owner.presses("Admit")
        samir.awaits("Welcome to the network, Samir Zwetschgenau!")

        for phone, answers in ((layla, LAYLA), (samir, SAMIR)):
            held = exported(town, phone)
            assert answers.items() <= held["profile"][0].items()
            assert {consent["purpose"] for consent in held["consents"]} == {
                "guidelines",
                "privacy",
                "directory",
                "newsletter",
            }
        stored = looked(address, lambda session: list(everything_stored(session)))
        values = [*LAYLA.values(), *SAMIR.values(), "Leyla", "Samir", "quittenbaum", "zwetschgen", layla.id, samir.id]
        assert traces([*LAYLA.values(), *SAMIR.values()], stored), "the search finds what is there"

        last = {phone: phone.received[-1]["message_id"] for phone in (layla, samir)}
        erases(layla)
        erases(samir)
        layla.awaits("erased")
        samir.awaits("erased")
        until(lambda: not traces(values, shown_to(owner)), "the coordinator's card to forget him")
        until(lambda: running.health()[1]["updates_waiting"] == 0, "everything to be recorded")
        assert traces(values, shown_to(owner)) == []
        for phone, since in last.items():
            # Their own chats are theirs: the questions and answers of before stay there until they delete the chat.
            assert traces(values, shown_to(phone, since)) == []
        kept = traces(values, looked(address, lambda session: list(everything_stored(session))))
        assert kept == []
        assert looked(address, lambda session: session.query(Person).filter(Person.name.is_not(None)).count()) == 0

        assert not traces(["Welcome to the network"], shown_to(samir)), "what was no answer is taken back"

        # What either left at Telegram's own side is theirs; whoever comes back is a stranger.
        layla.start()
        layla.presses("Join")
        layla.awaits("1 of")
        assert running.stop() == 0
        log = running.log.read_text()
        assert traces([*LAYLA.values(), *SAMIR.values(), "quittenbaum", "zwetschgen"], [log]) == []
