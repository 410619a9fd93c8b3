"""Events in the making under attack: forged presses of outsiders, nasty words on every page, decisions at once."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import Event, EventMessage
from db.unit import Database
from db.values import EventState, RichText
from handlers.events import editor_view as view
from network import people
from network.charter import shipped_charter
from network.errors import Outdated
from network.events import deciding, drafts, organisers, publishing
from network.work import Work
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.attacks.test_presses import OUTSIDERS
from tests.coordinators import OWNER, coordinator
from tests.network.announced import MENA, NOW, coordinators, member, reader
from tests.people import joins, reader_of
from tests.talk import Town

GUARDED = ("event", "event_organiser", "event_invitation", "event_message", "text_version", "notice", "audit")
SECRETS = ("Hidden compost", "https://example.org/secret-room", "Who pays for it?", "The city pays", "Karim Coord")
NASTY = (
    "<b>bold</b> & “quotes” {name} %s",
    "\u202eevil\u202c \u2067 unclosed",
    "متجر السماد 🌍" * 6,
    "👩‍👩‍👧‍👦" * 9,
    "\u0301" * 60,
    "/newevent@cc_test_bot",
    "x" * 100,
)


def guarded(town: Town) -> dict[str, list[str]]:
    with town.database.engine.connect() as connection:
        return {table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all())) for table in GUARDED}


def written(work: Work, by: Any, title: str) -> int:
    number = drafts.begin(work, by)
    drafts.set_title(work, by, number, RichText(title))
    drafts.set_link(work, by, number, "https://example.org/secret-room")
    drafts.set_start(work, by, number, NOW.replace(tzinfo=None, month=4), "UTC")
    drafts.set_minutes(work, by, number, 60)
    return number


@pytest.mark.parametrize("who", OUTSIDERS)
def test_forged_presses_show_and_change_nothing_of_others(sqlite: Database, who: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    karim, mona, lina = coordinator(town, "Karim", "mena"), town.person("Mona"), town.person("Lina")
    joins(mona, name="Mona Saleh")
    joins(lina, name="Lina Saleh")
    outsider = OUTSIDERS[who](town)

    def prepare(work: Work) -> None:
        author, decider = reader_of(work, mona), reader_of(work, karim)
        waiting = written(work, author, "Hidden compost one")
        found = drafts.set_capacity(work, author, waiting, 10)
        publishing.submit(work, author, waiting, found.version)
        question = deciding.ask(work, decider, waiting, "Who pays for it?")
        deciding.answer(work, author, question, "The city pays")
        draft = written(work, author, "Hidden compost two")
        organisers.invite(work, decider, waiting, reader_of(work, lina).id)
        drafts.set_capacity(work, author, draft, 10)

    town.run(prepare)
    town.deliver()
    outsider.says("/help")
    before, seen = guarded(town), len(outsider.messages)
    for number in (1, 2, 3, 10**12):
        for act in ("h", "f", "s", "t", "c", "k", "m", "o", "l", "lv", "lk", "ld", "lw", "g", "n", "ny", "d", "dy"):
            for of in ("title", "seats", "topics", "publish"):
                outsider.presses(data=f"en:{act}:{number}:{of}:en")
        for act in ("p", "y", "w", "w1", "b", "u"):
            outsider.presses(data=f"en:{act}:{number}::5")
        for act in "ynqavol":
            outsider.presses(data=f"ed:{act}:{number}:5")
        for act in ("l", "a", "p", "x", "xy", "y", "n"):
            outsider.presses(data=f"eo:{act}:{number}:{number}")
        outsider.says("yes, do it")  # in case a form was begun
    for data in ("f:e_publish:sure:o:go", "f:e_decline:sure:o:go", "f:e_ask:sure:o:go", "f:e_help:name:o:x"):
        outsider.presses(data=data)
    town.deliver()
    assert guarded(town) == before
    told = "\n".join([*(message.html for message in outsider.messages[seen:]), *outsider.toasts])
    assert not [secret for secret in SECRETS if secret in told]
    assert not set_aside(town)


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_people_write_is_shown_on_every_page(sqlite: Database, nasty: str) -> None:
    town = Town(sqlite, owners=(OWNER,))
    mona, karim = town.person("Mona", language="ar"), coordinator(town, "Karim", "mena", language="ar")
    joins(mona, name="Mona Saleh")
    mona.says("/newevent").says(nasty if not nasty.startswith("/") else f"- {nasty}")

    def fill(work: Work) -> None:
        author = reader_of(work, mona)
        for setter in (drafts.set_contact, drafts.set_place):
            setter(work, author, 1, f"- {nasty}")
        drafts.set_format(work, author, 1, "hybrid")
        drafts.set_place(work, author, 1, f"- {nasty}", (31.9, 35.9))
        drafts.set_description(work, author, 1, RichText(f"{nasty}\n" * 19))
        drafts.set_start(work, author, 1, NOW.replace(tzinfo=None, month=4), "Asia/Kathmandu")
        drafts.set_minutes(work, author, 1, 3000)

    town.run(fill)
    for of in view.LABELS:
        mona.presses(data=view.Press(act=view.FIELD, id=1, of=of).pack())
    for act in (view.WORDS, view.WRITTEN_IN, view.DISCARD, view.HOME):
        mona.presses(data=view.Press(act=act, id=1).pack())
    for which in ("title", "description"):
        mona.presses(data=view.Press(act=view.VERSION, id=1, of=which, value="fr").pack()).says(nasty[:90])
    mona.presses(data=view.Press(act=view.PREVIEW, id=1).pack())
    version = town.run(lambda work: work.session.get(Event, 1).version)
    mona.presses(data=view.Press(act=view.SUBMIT, id=1, value=str(version)).pack())
    town.deliver()
    for act in "vqo":
        karim.presses(data=f"ed:{act}:1:{version}")
    assert_telegram_would_take(town)
    assert not set_aside(town)
    # Accents without a letter below them are no title.
    handed_in = EventState.DRAFT if nasty.startswith("\u0301") else EventState.WAITING
    assert town.run(lambda work: work.session.get(Event, 1).state) == handed_in


def test_one_of_two_decisions_at_once_counts(postgresql: Database) -> None:
    with postgresql.unit() as session:
        work = Work(session, NOW, shipped_charter(), 4242)
        coordinators(work)
        member(work, 50, region="mena")
        author = reader(work, 50)
        event_id = written(work, author, "Compost")
        found = drafts.set_regions(work, author, event_id, ["mena"])
        event = publishing.submit(work, author, event_id, found.version)
        both = [people.readers(work, [row])[row] for row in (reader(work, MENA).id, reader(work, 4).id)]
    together, outcomes = Barrier(2), []

    def decide(deed: Callable[[Work], object]) -> None:
        with postgresql.unit() as session:
            work = Work(session, NOW, shipped_charter(), 4242)
            session.execute(select(Event.id))
            together.wait(10)
            try:
                deed(work)
                outcomes.append("done")
            except Outdated as no:
                outcomes.append(no.message)

    deeds = (
        lambda work: deciding.admit(work, both[0], event_id, event.version),
        lambda work: deciding.decline(work, both[1], event_id, "Not now."),
    )
    threads = [Thread(target=decide, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == 2
    assert outcomes.count("done") == 1
    assert any("has already" in outcome or "Another coordinator" in outcome for outcome in outcomes)
    with postgresql.unit() as session:
        assert session.get(Event, event_id).state in {EventState.PUBLISHED, EventState.DECLINED}
        assert session.query(EventMessage).count() == 0
