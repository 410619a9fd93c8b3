"""Coordinators and applicants, for tests that are about something else."""

from db.queries import team as queries
from db.values import RoleKind
from tests.people import joins, reader_of
from tests.talk import Talker, Town

OWNER = 900_001
NGO = {"member_group": "civil_society", "name": "Mona Haddad", "topics": ["waste", "water", "gender"]}


def coordinator(town: Town, name: str, *regions: str, language: str | None = "en") -> Talker:
    """Let a member in who coordinates these regions (none: the whole network)."""
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Coordinator")
    kind = RoleKind.REGIONAL if regions else RoleKind.NETWORK

    def grant(work):
        reader = reader_of(work, talker)
        queries.grant(work.session, reader.id, kind, regions or ("",), reader.id, work.now)

    town.run(grant)
    return talker


def owner(town: Town, name: str = "Olga") -> Talker:
    """Let the owner in, who never joined; the town must have been made with `owners=(OWNER,)`."""
    talker = town.person(name, telegram_id=OWNER)
    town.run(lambda work: reader_of(work, talker))
    return talker


def applicant(town: Town, name: str = "Mona", *, language: str | None = "en", **answers: object) -> Talker:
    """Let somebody in whose application waits in MENA, and deliver its card."""
    talker = town.person(name, language=language)
    joins(talker, **NGO | {"name": f"{name} Haddad"} | answers)
    town.deliver()
    return talker
