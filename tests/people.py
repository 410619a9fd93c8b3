"""People who have joined already, written by the rules themselves; for tests that are about something else."""

from typing import Any

from db.values import Purpose
from network import consent, membership
from network import people as network_people
from network.membership import Draft, Outcome
from network.people import Reader
from network.work import Work
from tests.talk import Talker

ANSWERS: dict[str, Any] = {
    "name": "Mona Haddad",
    "member_group": "practitioner",
    "country": "JO",
    "zone": "Asia/Amman",
    "city": "Irbid",
    "organisation": "Greater Irbid Municipality",
    "position": "Head of solid waste",
    "topics": ["waste", "water"],
    "languages": ["ar", "en"],
    "advice": "2",
    "followed": [],
}


def reader_of(work: Work, talker: Talker) -> Reader:
    """Who somebody is to the network now; whoever never wrote is written down."""
    return network_people.meet(work, talker.telegram_id, talker.telegram_id, talker.profile.get("language_code")).reader


def joins(talker: Talker, *, optional: frozenset[Purpose] = frozenset(), **answers: Any) -> Outcome:
    """Let somebody hand in a registration; `answers` change single ones of `ANSWERS`."""

    def hand_in(work: Work) -> Outcome:
        reader = reader_of(work, talker)
        agreed = {purpose: (consent.version_in_force(work, purpose), reader.language) for purpose in consent.NEEDED}
        return membership.hand_in(work, reader, Draft(ANSWERS | answers, agreed, optional))

    return talker.town.run(hand_in)
