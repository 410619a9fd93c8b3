"""Two whole lives in the running program: joining, being admitted, exporting, and being forgotten everywhere."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Clearing, Person
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


def shown_to(phone: Phone) -> list[str]:
    """What stands in this person's chat now, whoever wrote it, buttons and names of files included."""
    return words_of(phone.messages)


def words_of(messages: list[dict[str, Any]]) -> list[str]:
    """The words of messages."""
    texts = []
    for message in messages:
        buttons = [b["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
        texts.append(plain(" ".join([message.get("text", message.get("caption", "")), *buttons])))
        texts.append(message.get("document", {}).get("file_name", ""))
    return texts


def to_clear(session: Session) -> list[int]:
    """Numbers of messages that are still to be cleared."""
    return list(session.scalars(select(Clearing.message_id)))


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

        assert all(traces([phone.id], [str(message) for message in phone.messages]) for phone in (layla, samir))
        erases(layla)
        erases(samir)
        layla.awaits("erased")
        samir.awaits("erased")
        for phone in (layla, samir):
            # Everything was written within two days, so the good-bye is all that is left, of either side.
            until(lambda phone=phone: len(phone.messages) == 1, "the chat to be cleared")
            assert "Everything is erased" in phone.text
        until(lambda: not traces(values, shown_to(owner)), "the coordinator's card to forget him")
        until(lambda: running.health()[1]["updates_waiting"] == 0, "everything to be recorded")
        until(lambda: not looked(address, to_clear), "the clearing to be recorded")
        for phone in (owner, layla, samir):
            assert traces(values, shown_to(phone)) == []
        kept = traces(values, looked(address, lambda session: list(everything_stored(session))))
        assert kept == []
        assert looked(address, lambda session: session.query(Person).filter(Person.name.is_not(None)).count()) == 0

        # What either left at Telegram's own side is theirs; whoever comes back is a stranger.
        layla.start()
        layla.presses("Join")
        layla.awaits("1 of")
        assert running.stop() == 0
        log = running.log.read_text()
        assert traces([*LAYLA.values(), *SAMIR.values(), "quittenbaum", "zwetschgen"], [log]) == []


def test_what_is_older_than_two_days_is_replaced_in_ones_own_chat(town, address, tmp_path):
    """Telegram deletes nothing older than two days for a bot; what the bot wrote itself it may edit at any time."""
    owner = town.person("Olga", id=OWNER)
    samir = town.person("Samir", last_name="Zwetschgenau")
    values = [*SAMIR.values(), "Samir", "zwetschgen"]
    with bot(town, address, folder=tmp_path, owners=str(OWNER)) as running:
        owner.start()
        joins(samir, "civil_society", **SAMIR)
        owner.awaits("Application: Samir Zwetschgenau")
        exported(town, samir)
        until(lambda: running.health()[1]["updates_waiting"] == 0, "everything to be recorded")
        old = {phone: {m["message_id"] for m in phone.messages} for phone in (owner, samir)}
        town.skip(hours=50)
        samir.writes("Hello, here is Samir again")
        samir.awaits("did not expect")

        erases(owner)
        owner.awaits("Everything is erased")
        until(lambda: not traces(values, shown_to(owner)), "the coordinator's card of the applicant to go")
        assert traces(values, shown_to(samir)), "who applied is not concerned"
        assert traces(["This message was taken back"], shown_to(owner))

        erases(samir)
        samir.awaits("Everything is erased")
        until(lambda: not looked(address, to_clear), "the clearing to be recorded")
        assert traces(values, words_of(samir.received)) == []
        fresh = [m["text"] for m in samir.messages if m["message_id"] not in old[samir]]
        assert [text for text in fresh if "Everything is erased" not in text] == [], "what is new goes, his words too"
        assert {m["document"]["file_name"] for m in samir.received if "document" in m} == {"taken-back.png"}
        # What he wrote himself so long ago nobody but him can delete.
        assert {m["message_id"] for m in samir.messages if m["out"]} < old[samir]
        kept = traces([*values, samir.id], looked(address, lambda session: list(everything_stored(session))))
        assert kept == []


def test_a_chat_is_cleared_though_the_program_is_killed(town, address, tmp_path):
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path, crash="while_clearing", ready=False) as first:
        mona.start()
        mona.writes("My name is Mona Pflaumenbaum")
        erases(mona)
        first.died()
    assert looked(address, to_clear)
    with bot(town, address, folder=tmp_path):
        mona.awaits("Everything is erased")
        until(lambda: len(mona.messages) == 1, "the chat to be cleared")
        until(lambda: not looked(address, to_clear), "the clearing to be recorded")
