"""The audit log: written through one door, and never changed."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from db.models import Audit
from db.queries import audit as queries
from db.unit import Database
from network import audit, audit_log
from tests.coordinators import coordinator
from tests.people import reader_of
from tests.talk import Town


def written(database: Database) -> Town:
    town = Town(database)
    mona = town.person("Mona")
    town.run(lambda work: audit.record(work, reader_of(work, mona), "role.offered", "person", 7, regions=["mena"]))
    town.run(lambda work: audit.record(work, None, "application.passed_on", "person", 7))
    return town


def test_a_line_says_who_did_what_to_whom(database):
    town = written(database)
    lines = town.run(lambda work: queries.about(work.session, "person", 7))
    assert lines[0][0] == "role.offered"
    assert lines[0][1] is not None
    assert lines[0][2] == {"regions": ["mena"]}
    assert lines[1] == ("application.passed_on", None, {})


@pytest.mark.parametrize("attempt", ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"])
def test_no_line_is_changed_or_removed(database, attempt):
    town = written(database)
    with pytest.raises(DBAPIError, match="append-only"):
        town.run(lambda work: work.session.execute(text(attempt)))
    assert town.run(lambda work: work.session.scalar(select(func.count()).select_from(Audit))) == 2


@pytest.mark.parametrize("detail", ["Mona Haddad", "We cannot admit you.", ["waste", "Irbid "], "منى"])
def test_names_and_texts_do_not_enter(sqlite, detail):
    with pytest.raises(ValueError, match="codes"):
        Town(sqlite).run(lambda work: audit.record(work, None, "x", "person", 1, detail=detail))


def test_a_line_says_which_regions_it_concerns(sqlite):
    town = Town(sqlite)
    sami, olga = coordinator(town, "Sami", "mena", "see"), coordinator(town, "Olga")

    def write(work):
        audit.record(work, reader_of(work, olga), "role.removed", "person", 7, region="ssa")
        audit.record(work, reader_of(work, olga), "role.offered", "invitation", 7, regions=["mena", "ssa"])
        audit.record(work, reader_of(work, sami), "announcement.begun", "announcement", 7)
        audit.record(work, reader_of(work, sami), "announcement.launched", "announcement", 7, regions=["see"])
        audit.record(work, reader_of(work, olga), "announcement.begun", "announcement", 8)
        return [line.split() for line in work.session.scalars(select(Audit.regions).order_by(Audit.id))]

    assert town.run(write) == [["ssa"], ["mena", "ssa"], ["mena", "see"], ["see"], []]


def test_no_region_is_taken_for_another_whose_name_holds_its(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "see")
    olga = coordinator(town, "Olga")

    def seen(work):
        for regions in (["see-south"], ["south"], ["see"]):
            audit.record(work, reader_of(work, olga), "role.offered", "invitation", 7, regions=regions)
        reader = reader_of(work, sami)
        return [line.regions for line in audit_log.everything(work, reader, audit_log.Choice())]

    assert town.run(seen) == [("see",)]
