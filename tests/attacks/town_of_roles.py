"""One town with somebody of every role and something of everything, to try every door on behalf of each of them."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update

from db.models import Application, Attendance, Bundle, Person, Role
from db.queries import hubs as group_rows
from db.unit import Database
from db.values import AttendanceState, EventState, Purpose, RichText, Status
from network import applications, team
from network.announcements import drafts as announcement_drafts
from network.discussions import drafts as discussion_drafts
from network.discussions import posting, publishing
from network.events import asking, changing, organisers
from network.events import drafts as event_drafts
from network.hubs import linking, rights
from network.hubs.linking import Place
from network.order import deciding, reporting
from network.reminders import own
from network.work import Work
from tests.announced import announced
from tests.coordinators import OWNER, applicant, coordinator, owner
from tests.meeting import event
from tests.people import joins, reader_of
from tests.talk import Talker, Town

VISITOR, APPLICANT, MEMBER, SUSPENDED = "visitor", "applicant", "member", "suspended"
ELSEWHERE, HERE, NETWORK, OWNS = "coordinator elsewhere", "coordinator here", "network coordinator", "owner"
ROLES = (VISITOR, APPLICANT, MEMBER, SUSPENDED, ELSEWHERE, HERE, NETWORK, OWNS)
# Beside the roles: the member whose things most of them are, and the applicant whose application waits.
AUTHOR, ASKED = "the member whose it is", "the applicant whose it is"
EVERYBODY = frozenset({*ROLES, AUTHOR, ASKED})


@dataclass
class Stage:
    """The town, somebody of each role, and the row numbers of what stands in it, by name."""

    town: Town
    people: dict[str, Talker]
    rows: dict[str, Any] = field(default_factory=dict)
    # What may be read by these roles alone, wherever they look.
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)


KNOWN_TO_MEMBERS = frozenset({MEMBER, ELSEWHERE, HERE, NETWORK, OWNS, AUTHOR})
COORDINATORS_HERE = frozenset({HERE, NETWORK, OWNS})


def stage(database: Database) -> Stage:
    """Let everybody in and something of everything happen, all of it in MENA and by people of no role below."""
    town = Town(database, owners=(OWNER,))
    people = {
        HERE: coordinator(town, "Sami", "mena"),
        ELSEWHERE: coordinator(town, "Luka", "see"),
        NETWORK: coordinator(town, "Nour"),
        OWNS: owner(town),
        MEMBER: _member(town, "Mem", listed=True),
        SUSPENDED: _member(town, "Sus"),
        VISITOR: town.person("Vis"),
        APPLICANT: applicant(town, "Ana", country="RS", zone=None, city="Novi Sad"),
    }
    people[VISITOR].says("/help")
    made = Stage(town, people)
    omar, mona = _member(town, "Omar"), applicant(town, "Mona")
    reporter = _member(town, "Lin")
    town.deliver()
    people |= {AUTHOR: omar, ASKED: mona}
    town.run(lambda work: _applications(work, made))
    town.run(lambda work: _events(work, made))
    made.rows["sent"] = announced(town, people[HERE], "The bridge at Irbid opens.", regions=("mena",))
    town.run(lambda work: _own_things(work, made))
    town.run(lambda work: _discussions(work, made))
    town.run(lambda work: _reported(work, made, reporter))
    town.run(lambda work: _team(work, made))
    town.run(lambda work: _groups(work, made))
    town.run(
        lambda work: work.session.execute(
            update(Person).where(Person.telegram_id == people[SUSPENDED].telegram_id).values(status=Status.SUSPENDED)
        )
    )
    town.deliver()
    made.rows["bundle"] = town.run(
        lambda work: work.session.scalars(select(Bundle.id).where(Bundle.person_id == made.rows["omar"])).first()
    )
    return made


def _member(town: Town, name: str, *, listed: bool = False) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Haddad-{name}", optional=frozenset({Purpose.DIRECTORY} if listed else ()))
    return talker


def _applications(work: Work, made: Stage) -> None:
    mona = reader_of(work, made.people[ASKED])
    number = work.session.scalars(select(Application.id).where(Application.person_id == mona.id)).one()
    question = applications.ask(work, reader_of(work, made.people[HERE]), number, "Why us, of all?")
    applications.answer(work, mona, question, "Because of the river.")
    made.rows |= {"application": number, "question": question}
    made.secrets |= {
        "Why us, of all?": COORDINATORS_HERE | {ASKED},
        "Because of the river.": COORDINATORS_HERE | {ASKED},
    }
    made.secrets["Mona Haddad"] = COORDINATORS_HERE | {ASKED}


def _events(work: Work, made: Stage) -> None:
    omar = reader_of(work, made.people[AUTHOR])
    coming = event(work, omar.id, link="https://meet.example.org/only-for-those-going")
    past = event(work, omar.id, at="2027-02-20T11:00", title="What was")
    for number in (coming, past):
        work.session.execute(
            insert(Attendance).values(
                event_id=number,
                person_id=omar.id,
                state=AttendanceState.GOING,
                gave_up=False,
                answered_at=work.now,
            )
        )
    waiting = event(
        work, omar.id, title="A look at the landfill", state=EventState.WAITING, published_at=None, version=3
    )
    draft = event_drafts.begin(work, omar)
    event_drafts.set_title(work, omar, draft, RichText("A quiet draft"))
    asked = asking.ask(work, reader_of(work, made.people[MEMBER]), coming, "Is there a ramp?")
    hanan = reader_of(work, made.people[MEMBER]).id
    helping = organisers.invite(work, omar, coming, hanan).id
    change = changing.begin(work, omar, coming).id
    made.rows |= {"omar": omar.id, "hanan": hanan, "help": helping, "change": change}
    made.rows |= {"event": coming, "past": past, "waiting": waiting, "draft": draft, "asked": asked}
    made.secrets |= {
        "only-for-those-going": COORDINATORS_HERE | {AUTHOR},
        "A look at the landfill": COORDINATORS_HERE | {AUTHOR},
        "A quiet draft": frozenset({AUTHOR}),
        "Is there a ramp?": COORDINATORS_HERE | {MEMBER, AUTHOR},
    }


def _own_things(work: Work, made: Stage) -> None:
    omar = reader_of(work, made.people[AUTHOR])
    made.rows["reminder"] = own.add(work, omar, "Call about the dam", own.read_when(work, omar, "tomorrow at 9")).id
    made.secrets["Call about the dam"] = frozenset({AUTHOR})
    sami = reader_of(work, made.people[HERE])
    draft = announcement_drafts.begin(work, sami)
    announcement_drafts.set_text(work, sami, draft.id, RichText("Not yet for anybody."))
    made.rows["announcement"] = draft.id
    made.secrets["Not yet for anybody."] = COORDINATORS_HERE


def _discussions(work: Work, made: Stage) -> None:
    omar = reader_of(work, made.people[AUTHOR])
    ready = discussion_drafts.begin(work, omar)
    discussion_drafts.set_topic(work, omar, ready, "waste")
    discussion_drafts.set_region(work, omar, ready, "mena")
    discussion_drafts.set_title(work, omar, ready, "Shade at bus stops")
    ready = discussion_drafts.set_text(work, omar, ready, RichText("Trees, or roofs?"))
    discussion = publishing.publish(work, omar, ready.id, ready.version)
    answer = posting.add(
        work, reader_of(work, made.people[MEMBER]), discussion.id, RichText("Trees, if there is water.")
    )
    made.rows |= {"discussion": discussion.id, "opening": discussion.post_id, "answer": answer.id}
    draft = discussion_drafts.begin(work, omar)
    discussion_drafts.set_title(work, omar, draft, "Not asked yet")
    discussion_drafts.set_text(work, omar, draft, RichText("A question that is not finished."))
    made.rows["talk"] = draft
    readers = EVERYBODY - {VISITOR, APPLICANT, ASKED}
    made.secrets |= dict.fromkeys(("Trees, or roofs?", "Trees, if there is water."), readers)
    made.secrets |= dict.fromkeys(("Not asked yet", "A question that is not finished."), frozenset({AUTHOR}))


def _reported(work: Work, made: Stage, reporter: Talker) -> None:
    omar, lina = reader_of(work, made.people[AUTHOR]), reader_of(work, reporter)
    bad, worse = (
        posting.add(work, omar, made.rows["discussion"], RichText(words)) for words in ("Tiles", "More tiles")
    )
    made.rows["case"] = reporting.report(work, lina, bad.id, "He sells tiles.")
    made.rows["decided"] = reporting.report(work, lina, worse.id, "He does it again.")
    deciding.warn(work, reader_of(work, made.people[HERE]), made.rows["decided"], 1, "No advertising, please.")
    made.secrets |= dict.fromkeys(("He sells tiles.", "He does it again."), COORDINATORS_HERE)
    made.secrets["No advertising, please."] = COORDINATORS_HERE | {AUTHOR}


def _groups(work: Work, made: Stage) -> None:
    sami = reader_of(work, made.people[HERE])
    for name, title, number in (("group", "Mayors of the Levant", -1_001_111), ("unlinked", "Not yet", -1_001_112)):
        place = Place(number * 1_000_000, title, forum=True, administrator=True, rights=rights.KNOWN)
        linking.added(work, sami, place)
        made.rows[name] = group_rows.by_telegram(work.session, work.bot_id, place.telegram_id).id
    linking.link(work, sami, made.rows["group"], "mena")
    linking.has_link(work, made.rows["group"], "https://t.me/+into-the-group")
    made.secrets["into-the-group"] = KNOWN_TO_MEMBERS


def _team(work: Work, made: Stage) -> None:
    nour = reader_of(work, made.people[NETWORK])
    made.rows["token"] = team.invite_by_link(work, reader_of(work, made.people[OWNS]), [])[0]
    made.rows["invitation"] = team.invite_member(work, nour, ["mena"], reader_of(work, made.people[AUTHOR]).id).id
    sami = reader_of(work, made.people[HERE])
    made.rows["role"] = work.session.scalars(select(Role.id).where(Role.person_id == sami.id)).one()
