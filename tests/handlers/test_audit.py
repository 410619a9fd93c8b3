"""Reading the audit log, as conversations."""

import ast
import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

import network
from db.models import Announcement, Application, Audit, Person
from db.unit import Database
from handlers.audit.view import Press
from handlers.audit.words import KINDS, SENTENCES
from network import applications, audit, audit_log, membership, privacy, team
from tests.coordinators import OWNER, applicant, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town


def town_of(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


def person_id(talker: Talker) -> int:
    return talker.town.run(lambda work: reader_of(work, talker).id)


def does(talker: Talker, action: str, subject: str = "announcement", number: int = 1, **detail: object) -> None:
    talker.town.run(lambda work: audit.record(work, reader_of(work, talker), action, subject, number, **detail))


def busy(database: Database) -> tuple[Town, Talker, Talker]:
    """A town with an owner and a coordinator of MENA, who admitted Mona and asked her something before."""
    town = town_of(database)
    olga = owner(town)
    town.run(lambda work: work.session.execute(Person.__table__.update().values(name="Olga Owner")))
    sami = coordinator(town, "Sami", "mena")
    applicant(town)

    def decide(work):
        reader, number = reader_of(work, sami), work.session.scalars(select(Application.id)).one()
        applications.ask(work, reader, number, "Why us?")
        applications.admit(work, reader, number, ["waste"])

    town.run(decide)
    return town, olga, sami


def test_the_newest_act_comes_first_in_plain_words(database):
    _, olga, _ = busy(database)
    olga.says("/audit")
    assert "What coordinators did" in olga.sees
    admitted = olga.sees.index("Sami Coordinator admitted an applicant: Mona Haddad. Topics: Waste")
    asked = olga.sees.index("Sami Coordinator asked an applicant something: Mona Haddad")
    assert admitted < asked
    assert "1 Mar 2027, 09:00" in olga.sees, "in the reader's zone: hers is unknown, so UTC"


def test_times_are_those_of_the_readers_zone(sqlite):
    _, _, sami = busy(sqlite)
    sami.says("/audit")
    assert "1 Mar 2027, 12:00" in sami.sees, "Amman"


def test_only_coordinators_read_it(database):
    town, _, _ = busy(database)
    mona = town.person("Stranger")
    mona.says("/audit")
    assert "Only coordinators" in mona.sees
    joins(mona)
    for data in ("au:h:-:0:0", "au:o:-:0:99", "au:k:-:0:0", "au:p:-:0:0", "au:x:-:0:0", "au:c:-:0:0"):
        mona.presses(data=data)
        assert "Only coordinators" in mona.hears
    assert not any(message.file for message in mona.messages)
    assert "audit" not in mona.commands


def test_regional_coordinators_see_what_concerns_their_regions_and_what_they_did(database):
    town, olga, sami = busy(database)
    luka = coordinator(town, "Luka", "see")
    does(olga, "role.removed", "person", person_id(luka), region="see")
    does(olga, "announcement.launched", number=70)
    does(luka, "announcement.paused", number=71)
    sami.says("/audit")
    assert "Mona Haddad" in sami.sees
    assert "Luka" not in sami.sees
    assert "announcement" not in sami.sees
    luka.says("/audit")
    assert "Mona" not in luka.sees
    assert "Olga Owner took a role away: Luka Coordinator. Role: South-East Europe" in luka.sees
    assert "Luka Coordinator paused an announcement: number 71" in luka.sees
    assert "number 70" not in luka.sees
    olga.says("/audit")
    assert all(words in olga.sees for words in ("Mona", "Luka", "number 70"))


def test_a_name_is_not_told_to_whom_it_does_not_concern(sqlite):
    town, _, sami = busy(sqlite)
    luka = coordinator(town, "Luka", "see")
    luka.presses(data=f"au:h:-:{person_id(sami)}:0")
    assert "Nothing yet" in luka.sees
    assert "Sami" not in luka.everything
    luka.presses(data="au:p:-:0:0")
    assert "Sami" not in str(luka.last.keyboard)


def test_pages_are_turned_in_place(database):
    _, olga, sami = busy(database)
    for number in range(10, 30):
        does(sami, "announcement.paused", number=number)
    olga.says("/audit")
    messages = len(olga.messages)
    assert "number 29" in olga.sees
    assert "◀ Newer" not in olga.buttons
    seen = []
    for _ in range(2):
        olga.presses("Older")
        seen.append(olga.sees)
    assert "Mona Haddad" in seen[1]
    assert "Older ▶" not in olga.buttons
    olga.presses("Newer")
    assert olga.sees == seen[0]
    does(sami, "announcement.resumed", number=99)
    olga.presses("Newer").presses("Newer")
    assert "number 99" in olga.sees
    assert "◀ Newer" not in olga.buttons
    assert len(olga.messages) == messages


def test_every_line_is_met_once_on_the_way_down_and_up(sqlite):
    town = town_of(sqlite)
    olga = owner(town)
    for number in range(audit_log.PAGE * 3 + 2):
        does(olga, "announcement.paused", number=100 + number)
    reader = town.run(lambda work: reader_of(work, olga))
    down: list[int] = []
    shown = town.run(lambda work: audit_log.page(work, reader, audit_log.Choice()))
    while True:
        down += [line.id for line in shown.lines]
        if not shown.older:
            break
        last = down[-1]
        shown = town.run(lambda work, last=last: audit_log.page(work, reader, audit_log.Choice(), before=last))
    assert down == sorted(down, reverse=True)
    assert len(down) == len(set(down)) == audit_log.PAGE * 3 + 2


def test_it_is_narrowed_by_kind_and_by_person(database):
    _, olga, sami = busy(database)
    does(sami, "announcement.paused", number=7)
    does(olga, "announcement.stopped", number=7)
    olga.says("/audit").presses("What kind").presses("Announcements")
    assert "Only: Announcements" in olga.sees
    assert "Mona" not in olga.sees
    assert "paused" in olga.sees
    olga.presses("By whom")
    assert {"Sami Coordinator", "Olga Owner", "Everybody"} <= set(olga.buttons)
    olga.presses("Sami Coordinator")
    assert "Only by: Sami Coordinator" in olga.sees
    assert "stopped" not in olga.sees
    olga.presses("What kind")
    assert "✓ Announcements" in olga.buttons
    olga.presses("All kinds")
    assert "Mona" in olga.sees
    olga.presses("Show all")
    assert "stopped" in olga.sees
    assert "Only" not in olga.sees
    olga.presses("What kind").presses("Membership")
    assert "Nothing yet" in olga.sees
    assert not any("table" in button for button in olga.buttons)


def test_many_people_are_paged(sqlite):
    town = town_of(sqlite)
    olga = owner(town)
    for number in range(audit_log.PEOPLE + 3):
        does(coordinator(town, f"Helper{number}", "mena"), "announcement.paused")
    olga.says("/audit").presses("By whom")
    assert "Helper0 Coordinator" not in olga.buttons
    olga.presses("Page 2")
    assert "Helper0 Coordinator" in olga.buttons
    olga.presses("Page 1")
    assert "Helper10 Coordinator" in olga.buttons


def test_whoever_left_or_was_erased_is_a_former_member(database):
    town, olga, sami = busy(database)
    mona = next(iter(one for one in town.people.values() if one.profile["first_name"] == "Mona"))
    town.run(lambda work: privacy.erase_person(work, person_id_in(work, sami), sami.telegram_id))
    town.run(lambda work: membership.leave(work, reader_of(work, mona)))
    olga.says("/audit")
    assert "Former member admitted an applicant: somebody no longer known" in olga.sees
    assert "Former member left the network." in olga.sees
    for name in ("Sami", "Mona"):
        assert name not in olga.sees
    olga.presses("By whom")
    assert "Former member" in olga.buttons


def person_id_in(work, talker: Talker) -> int:
    return reader_of(work, talker).id


def test_what_happens_by_itself_names_nobody(database):
    town = town_of(database)
    olga = owner(town)
    applicant(town)
    town.later(days=4)
    olga.says("/audit")
    assert "Undecided for long, so passed on to the network coordinators: Mona Haddad" in olga.sees


def test_roles_are_told_in_words(sqlite):
    town = town_of(sqlite)
    olga, sami = owner(town), coordinator(town, "Sami", "mena")
    joins(town.person("Nadia"), name="Nadia Salem")

    def offer(work):
        reader = reader_of(work, olga)
        team.invite_by_link(work, reader, [])
        nadia = work.session.scalars(select(Person.id).where(Person.name == "Nadia Salem")).one()
        team.invite_member(work, reader, ["see"], nadia)

    town.run(offer)
    olga.says("/audit")
    assert "An owner made a link that invites a coordinator. Role: the whole network" in olga.sees
    assert "An owner invited a coordinator: Nadia Salem. Role: South-East Europe" in olga.sees
    sami.says("/audit")
    assert "Nothing yet" in sami.sees


def test_an_announcement_is_quoted_once_it_was_sent(sqlite):
    town = town_of(sqlite)
    olga = owner(town)
    olga.says("/announce").says("The meeting on water is on Tuesday.")
    olga.says("/audit")
    assert "An owner began an announcement." in olga.sees
    assert "water" not in olga.sees, "a draft is its author's own"

    def launched(work):
        work.session.execute(Announcement.__table__.update().values(launched_at=work.now))
        audit.record(work, reader_of(work, olga), "announcement.launched", "announcement", 1, timing="at")

    town.run(launched)
    olga.says("/audit")
    assert "An owner planned an announcement: “The meeting on water is on Tuesday.”" in olga.sees


# Taking it along


def test_it_is_taken_along_as_tables(database):
    _, _, sami = busy(database)
    sami.says("/audit").presses("XLSX")
    assert sami.last.file == "cc_test_bot-audit-2027-03-01.xlsx"
    assert "2 lines of the log" in sami.sees
    page = openpyxl.load_workbook(io.BytesIO(sami.last.content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == ["When (Amman (UTC+3))", "Who", "What", "About whom", "Regions"]
    assert rows[1][0].isoformat(" ") == "2027-03-01 12:00:00"
    assert rows[1][1:4:2] == ["Sami Coordinator", "Mona Haddad"]
    assert rows[1][4] == "Middle East and North Africa"
    sami.presses("CSV")
    assert sami.last.file == "cc_test_bot-audit-2027-03-01.csv"
    found = list(csv.reader(io.StringIO(sami.last.content.decode("utf-8-sig"))))
    assert found[1][2] == "Sami Coordinator admitted an applicant: Mona Haddad. Topics: Waste and circular economy"
    assert len(found) == 3


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil.example")', "@SUM(A1)", "+49", "-1"])
def test_no_name_becomes_a_formula(sqlite, name):
    town, _, sami = busy(sqlite)
    table = Person.__table__
    town.run(lambda work: work.session.execute(table.update().where(table.c.name == "Mona Haddad").values(name=name)))
    sami.says("/audit").presses("CSV")
    found = list(csv.reader(io.StringIO(sami.last.content.decode("utf-8-sig"))))
    assert found[1][3] == f"'{name}"
    sami.presses("XLSX")
    page = openpyxl.load_workbook(io.BytesIO(sami.last.content)).active
    assert (page["D2"].value, page["D2"].data_type, page["D2"].quotePrefix) == (name, "s", True)


def test_a_file_holds_what_was_chosen(sqlite):
    _, olga, _ = busy(sqlite)
    does(olga, "announcement.stopped", number=7)
    olga.says("/audit").presses("What kind").presses("Announcements").presses("CSV")
    assert "1 line of the log" in olga.sees
    assert b"Mona" not in olga.last.content


# Forged and stale


@pytest.mark.parametrize(
    "data",
    [
        "au:h:nonsense:0:0",
        "au:h:-:-1:0",
        f"au:h:-:{10**30}:0",
        f"au:o:-:0:{10**30}",
        "au:n:-:0:-5",
        f"au:p:-:0:{10**40}",
    ],
)
def test_forged_numbers_and_kinds_are_answered_kindly(database, data):
    _, olga, _ = busy(database)
    olga.says("/audit").presses(data=data)
    assert "no longer works" in olga.hears


@pytest.mark.parametrize("data", ["au:z:-:0:0", "au:h:-:0:0", "au:o:-:0:0", "au:n:-:0:999999", "au:p:-:0:999999"])
def test_buttons_of_nowhere_show_what_there_is(sqlite, data):
    _, olga, _ = busy(sqlite)
    olga.says("/audit").presses(data=data)
    assert olga.toasts == []


def test_reading_changes_nothing(sqlite):
    town, olga, _ = busy(sqlite)
    count = lambda: town.run(lambda work: work.session.scalar(select(func.count()).select_from(Audit)))  # noqa: E731
    before = count()
    olga.says("/audit").presses("By whom").presses("Back").presses("CSV")
    assert count() == before


def test_a_button_of_this_room_fits_into_telegrams_64_bytes():
    longest = max(KINDS, key=len)
    assert len(Press(act="h", kind=longest, who=2**63 - 1, at=2**63 - 1).pack().encode()) <= 64


# Words


def recorded() -> set[str]:
    """Every action that the rules write, as their source says."""
    found = set()
    for path in Path(network.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                kind, _, act = node.value.partition(".")
                if kind in KINDS and act.isidentifier():
                    found.add(node.value)
    return found


def test_everything_that_is_recorded_has_a_sentence():
    assert recorded() == set(SENTENCES)
    assert {action.partition(".")[0] for action in SENTENCES} == set(KINDS) == set(audit_log.KINDS)


def test_what_a_later_version_wrote_is_told_by_its_code(sqlite):
    town = town_of(sqlite)
    olga = owner(town)
    does(olga, "event.moved", "event", 3)
    olga.says("/audit")
    assert "An owner did something that this version has no words for: event.moved" in olga.sees


def test_in_arabic_names_keep_their_direction(sqlite):
    town, _, _ = busy(sqlite)
    lina = coordinator(town, "Lina", "mena", language="ar")
    lina.says("/audit")
    assert "\u2068Mona Haddad\u2069" in lina.last.html
    lina.presses(data="au:x:-:0:0")
    book = openpyxl.load_workbook(io.BytesIO(lina.last.content))
    assert book.active.sheet_view.rightToLeft


def test_the_menu_shows_it_to_coordinators(sqlite):
    town, _, sami = busy(sqlite)
    sami.says("/help")
    assert "/audit" in sami.sees
    mona = town.person("Stranger")
    mona.says("/help")
    assert "/audit" not in mona.sees
