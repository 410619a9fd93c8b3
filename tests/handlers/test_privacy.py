"""`/privacy` as conversations."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from sqlalchemy import select, update

from db.models import Consent, Notice, Person, Role
from db.queries import conversations, inbox
from db.queries import privacy as queries
from db.unit import Database
from db.values import NoticeState, Purpose, RoleKind, Status
from handlers.applications.view import USUAL
from handlers.kit import forms
from handlers.privacy.labels import GROUPS, VALUES
from network import applications, consent, drafts
from network.work import Work
from tests.erasure import everything_stored, traces
from tests.people import ANSWERS, joins, reader_of
from tests.talk import BOT_ID, Shown, Talker, Town

HERS = [ANSWERS[key] for key in ("name", "city", "organisation", "position")]


def town_in(database: Database, **options) -> Town:
    town = Town(database, **options)
    town.run(consent.publish_documents)
    return town


def member(database: Database, language: str = "en", **answers) -> Talker:
    mona = town_in(database).person("Mona", language=language, telegram_id=7_123_456_789)
    joins(mona, **answers)
    return mona


def people_left(talker: Talker) -> list[Person]:
    with talker.town.database.unit("read") as session:
        return list(session.scalars(select(Person).order_by(Person.id)))


def erases(talker: Talker) -> None:
    talker.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")


# --- Explaining -------------------------------------------------------------------------------------------------------


def test_a_visitor_reads_what_is_held(sqlite):
    mona = town_in(sqlite).person("Mona")
    mona.says("/privacy")
    assert "Nobody sells it" in mona.sees
    assert mona.buttons == ["Read the privacy notice", "Export my data", "Erase everything"]


def test_the_whole_text_is_paged_in_ones_language(sqlite):
    mona = town_in(sqlite).person("Mona", language="de")
    mona.says("/privacy")
    mona.presses(data="p:r:1")
    assert "DSGVO" in mona.sees
    first, seen = mona.sees, {mona.sees}
    assert "{contact}" not in first
    mona.presses(data="p:r:2")
    seen.add(mona.sees)
    mona.presses(data="p:r:99")
    seen.add(mona.sees)
    assert len(seen) >= 2
    assert mona.buttons[0].startswith("◀"), "past the end it is the last page"
    for forged in ("p:r:0", "p:r:-7", "p:r:x", "p:r:", "p:r:٣"):
        mona.presses(data=forged)
        assert mona.sees == first


# --- Export -----------------------------------------------------------------------------------------------------------


HARMLESS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "p",
    "section",
    "dl",
    "dt",
    "dd",
    "bdi",
    "footer",
}


class Page(HTMLParser):
    """What a browser would make of the file: its tags, what it would load, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def exported(talker: Talker) -> tuple[Page, dict]:
    talker.says("/privacy").presses(data="p:x:")
    readable, for_machines = talker.messages[-2:]
    assert (readable.file, for_machines.file) == ("cc_test_bot-2027-03-01.html", "cc_test_bot-2027-03-01.json")
    return Page(readable.content.decode()), json.loads(for_machines.content)


def test_an_export_comes_as_two_files(database):
    page, data = exported(member(database))
    assert data["profile"][0] | {"city": "Irbid"} == data["profile"][0]
    assert [entry["topic"] for entry in data["topics"]] == ["waste", "water"]
    assert {entry["purpose"] for entry in data["consents"]} == {"guidelines", "privacy"}
    for words in (*HERS, "Jordan", "Municipal practitioners", "Waste and circular economy", "Member", "Arabic"):
        assert words in page.text
    assert "12:00" in page.text, "times stand in her zone: 9:00 UTC is noon in Amman"
    assert ("html", {"lang": "en", "dir": "ltr"}) in page.tags


def test_the_readable_file_loads_nothing_and_runs_nothing(sqlite):
    evil = "<script src=//evil.example/x.js></script><img src=x onerror=alert(1)>"
    page, data = exported(member(sqlite, organisation=evil))
    assert data["profile"][0]["organisation"] == evil
    assert evil in page.text
    assert {tag for tag, _ in page.tags} <= HARMLESS
    assert not [attrs for _, attrs in page.tags if {"src", "href", "style", "onclick"} & attrs.keys()]
    assert "default-src 'none'" in next(a["content"] for t, a in page.tags if a.get("http-equiv"))


def test_in_arabic_the_file_runs_from_right_to_left(sqlite):
    page, _ = exported(member(sqlite, "ar"))
    assert ("html", {"lang": "ar", "dir": "rtl"}) in page.tags
    assert "النفايات والاقتصاد الدائري" in page.text
    assert "الأردن" in page.text


def test_an_export_of_a_form_half_way_holds_the_draft(sqlite):
    mona = town_in(sqlite).person("Mona")
    mona.says("/start")
    draft, her = {"form:join": {"answers": {"name": "M. H."}}}, mona.telegram_id
    mona.town.run(lambda work: conversations.keep(work.session, BOT_ID, her, her, "form:join", draft, work.now))
    page, data = exported(mona)
    assert data["draft"][0]["data"]["form:join"]["answers"]["name"] == "M. H."
    assert "M. H." in page.text


def test_a_visitor_and_a_suspended_member_can_export(sqlite):
    _, data = exported(town_in(sqlite).person("Ali"))
    assert data["profile"][0]["status"] == "visitor"
    mona = member(sqlite)
    mona.town.run(lambda work: work.session.execute(update(Person).values(status=Status.SUSPENDED)))
    _, data = exported(mona)
    assert data["profile"][0]["status"] == "suspended"


def test_whoever_wants_no_quiet_hours_reads_none(sqlite):
    mona = member(sqlite)
    mona.town.run(lambda work: work.session.execute(update(Person).values(quiet_from=0, quiet_to=0)))
    page, data = exported(mona)
    assert "Quiet hours" not in page.text
    assert data["profile"][0]["quiet_from"] == 0
    mona.town.run(lambda work: work.session.execute(update(Person).values(quiet_from=1320, quiet_to=420)))
    page, _ = exported(mona)
    assert "Quiet hours begin at" in page.text


def test_a_declined_applicant_finds_the_reason_in_words(sqlite):
    town = town_in(sqlite, owners=(9,))
    olga, mona = town.person("Olga", telegram_id=9), town.person("Mona")
    joins(mona, member_group="research")
    town.run(lambda work: applications.decline(work, reader_of(work, olga), 1, usual="outside"))
    page, data = exported(mona)
    assert data["applications"][0]["usual_reason"] == "outside"
    assert USUAL["outside"][1] in page.text


def test_everything_exported_has_a_name_that_people_understand():
    for about in queries.tables_about_people():
        if about.export_as:
            assert about.export_as in GROUPS
            assert [f"{about.export_as}.{c}" for c in about.exported if f"{about.export_as}.{c}" not in VALUES] == []


# --- Withdrawing ------------------------------------------------------------------------------------------------------


def test_an_optional_consent_is_withdrawn_by_itself(database):
    mona = town_in(database).person("Mona")
    joins(mona, optional=frozenset({Purpose.NEWSLETTER, Purpose.DIRECTORY}))
    mona.says("/privacy").presses("Withdraw a consent")
    assert "Newsletter: agreed on 1 March 2027" in mona.sees
    mona.presses("Newsletter").presses("Keep it")
    mona.presses("Newsletter").presses("Withdraw it")
    assert "Consent withdrawn: Newsletter" in mona.hears
    assert "Newsletter" not in mona.sees
    assert "directory" in mona.sees
    mona.presses(data="p:w:newsletter")
    assert "already" in mona.hears
    with database.unit("read") as session:
        ended = session.scalars(select(Consent.purpose).where(Consent.withdrawn_at.is_not(None))).all()
    assert ended == [Purpose.NEWSLETTER]


@pytest.mark.parametrize("purpose", ["Data protection", "Guidelines"])
def test_withdrawing_a_needed_consent_is_leaving_and_says_so(database, purpose):
    mona = member(database)
    mona.says("/privacy").presses("Withdraw a consent").presses(purpose)
    assert "you leave the network" in mona.sees
    mona.presses("Keep my consent")
    assert people_left(mona)[0].status == Status.MEMBER
    mona.presses(purpose).presses("Withdraw it and leave")
    assert "You have left the network" in mona.sees
    (person,) = people_left(mona)
    assert (person.status, person.name) == (Status.FORMER, None)
    with database.unit("read") as session:
        assert all(session.scalars(select(Consent.withdrawn_at)))


def test_an_applicant_who_withdraws_takes_the_application_back(sqlite):
    mona = member(sqlite, member_group="research")
    mona.says("/privacy").presses("Withdraw a consent").presses("Data protection")
    assert "application is taken back" in mona.sees
    mona.presses("Withdraw it")
    assert "taken back" in mona.sees
    assert people_left(mona)[0].status == Status.VISITOR


def test_forged_withdrawals_change_nothing(sqlite):
    mona = member(sqlite)
    for data in ("p:w:privacy", "p:w:guidelines"):
        mona.presses(data=data)
        assert "leave the network" in mona.hears
    mona.presses(data="p:w:everything")
    assert "does not exist any more" in mona.hears
    mona.presses(data="p:a:")
    assert "does not exist any more" in mona.hears
    mona.presses(data="p:l:leave.1.member.1")
    assert "a while ago" in mona.hears
    mona.presses(data="p:zzz:1")
    assert "Your data" in mona.sees
    assert people_left(mona)[0].status == Status.MEMBER


# --- Erasing ----------------------------------------------------------------------------------------------------------


def test_a_member_erases_everything(database):
    mona = member(database)
    mona.says("/privacy").presses("Erase everything")
    assert "This goes, for good" in mona.sees
    assert "This is kept" in mona.sees
    mona.presses("Go on")
    assert "Are you sure?" in mona.sees
    assert mona.buttons[0] == "Yes, erase everything for good"
    assert people_left(mona)[0].name == "Mona Haddad"
    mona.presses("Yes, erase everything")
    assert "Everything is erased" in mona.sees
    assert mona.buttons == []
    (person,) = people_left(mona)
    assert (person.status, person.telegram_id) == (Status.ERASED, None)
    assert person.proof
    mona.town.deliver()
    assert [shown.text.partition(".")[0] for shown in mona.messages] == ["Everything is erased"]
    with database.unit("read") as session:
        stored = list(everything_stored(session))
    assert traces(HERS, stored) == []
    # Only the update just answered still knows whom it was for, until it is cleared away in three days.
    assert {text.split(":")[0] for text in traces([mona.telegram_id], stored)} <= {"inbox.key"}


def test_three_days_later_nothing_at_all_knows_the_number(database):
    mona = member(database)
    erases(mona)
    mona.town.later(days=4)
    with database.unit("read") as session:
        assert traces([mona.telegram_id, *HERS], everything_stored(session)) == []


def test_in_arabic_too(database):
    mona = member(database, "ar", name="منى حداد", city="إربد")
    mona.says("/privacy").presses(data="p:e:").presses(data="p:s:")
    token = next(b["callback_data"] for row in mona.last.keyboard for b in row if b["callback_data"].startswith("p:d"))
    assert len(token) <= 64
    mona.presses(data=token)
    with database.unit("read") as session:
        assert traces(["منى حداد", "إربد"], everything_stored(session)) == []


def test_whoever_comes_back_begins_as_a_visitor(sqlite):
    mona = member(sqlite)
    erases(mona)
    mona.says("/me")
    assert "Once you are a member" in mona.sees
    assert [p.status for p in people_left(mona)] == [Status.ERASED, Status.VISITOR]


def test_going_back_at_the_last_question_keeps_everything(sqlite):
    mona = member(sqlite)
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("No, keep everything")
    assert "Your data" in mona.sees
    assert people_left(mona)[0].name == "Mona Haddad"


def test_a_stale_or_forged_confirmation_does_nothing(sqlite):
    mona = member(sqlite)
    mona.says("/privacy").presses("Erase everything").presses("Go on")
    asked = Shown(mona.last.id, mona.last.html, list(mona.last.keyboard))
    mona.town.later(minutes=16)
    mona.presses("Yes, erase everything", on=asked)
    assert "a while ago" in mona.hears
    for data in ("p:d", "p:d:", "p:d:erase", "p:d:erase.1.member.99999999999", "p:d:erase.2.member.1803891600"):
        mona.presses(data=data)
    assert people_left(mona)[0].name == "Mona Haddad"


def test_the_confirmation_of_somebody_erased_does_not_erase_who_came_back(sqlite):
    mona = member(sqlite)
    mona.says("/privacy").presses("Erase everything").presses("Go on")
    asked = Shown(mona.last.id, mona.last.html, list(mona.last.keyboard))
    mona.presses("Yes, erase everything")
    joins(mona, name="Mona Again")
    mona.presses("Yes, erase everything", on=asked)
    assert "a while ago" in mona.hears
    assert people_left(mona)[-1].name == "Mona Again"


def test_a_double_press_does_not_bring_them_back_as_a_visitor(database):
    mona = member(database)
    mona.says("/privacy").presses("Erase everything").presses("Go on")
    second = {
        "id": "77",
        "from": mona.profile,
        "chat_instance": "1",
        "data": mona.last.keyboard[0][0]["callback_data"],
        "message": {"message_id": mona.last.id, "date": 1, "chat": mona._chat(), "text": "…"},
    }
    with database.unit() as session:
        payload = json.dumps({"update_id": 999_999, "callback_query": second})
        inbox.store(
            session, BOT_ID, [inbox.Stored(999_999, mona.telegram_id, "callback_query", payload)], mona.town.now
        )
    mona.presses("Yes, erase everything")
    mona.town.person("Ali").says("/help")
    assert [p.status for p in people_left(mona)] == [Status.ERASED, Status.VISITOR], "the visitor is Ali"
    assert people_left(mona)[1].telegram_id != mona.telegram_id


def test_a_draft_goes_too(sqlite):
    mona = member(sqlite)
    mona.says("/me").presses("Change an answer").presses("City")
    erases(mona)
    with sqlite.unit("read") as session:
        assert [text for text in everything_stored(session) if text.startswith("conversation.")] == []


def test_a_suspended_member_erases_everything(sqlite):
    mona = member(sqlite)
    mona.town.run(lambda work: work.session.execute(update(Person).values(status=Status.SUSPENDED)))
    erases(mona)
    assert people_left(mona)[0].status == Status.ERASED


def test_the_coordinators_menu_goes_with_the_role(sqlite):
    mona = member(sqlite)
    with sqlite.unit() as session:
        session.add(Role(person_id=1, kind=RoleKind.REGIONAL, region="mena", granted_at=mona.town.now))
    erases(mona)
    scope = {"type": "chat", "chat_id": mona.telegram_id}
    assert ("deleteMyCommands", {"scope": scope}) in mona.town.calls
    with sqlite.unit("read") as session:
        assert session.scalars(select(Role)).all() == []


# --- What others have begun about them --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "typed"),
    [("Admit", None), ("Decline", "Composting is no town's business"), ("Ask a question", "Which plum trees, Mona?")],
)
def test_a_form_that_a_coordinator_has_begun_about_them_goes_too(database, begins, typed):
    _, olga, mona = applies_and_answers(database)
    begun = olga.presses(begins).last
    if typed:
        olga.says(typed)
    with database.unit("read") as session:
        held = list(everything_stored(session))
    assert traces(["form:a_"], held), "it is open"
    assert not typed or traces([typed], held)
    erases(mona)
    with database.unit("read") as session:
        left = list(everything_stored(session))
    assert traces([typed, "form:a_"], left) == []
    olga.presses(data=begun.keyboard[0][0]["callback_data"], on=begun)
    assert "closed" in olga.hears
    olga.says("One more thing")
    assert "did not expect" in olga.sees, "the next words are not taken for an answer"


def test_other_drafts_stay(sqlite):
    town, olga, mona = applies_and_answers(sqlite)
    other = town.person("Lina")
    joins(other, member_group="civil_society", name="Lina Salem")
    town.deliver()
    olga.presses("Ask a question").says("Which towns, Lina?")
    erases(mona)
    olga.presses("Send")
    assert "on its way" in olga.sees


def test_a_draft_written_once_more_by_a_step_under_way_goes_with_the_next_sweep(database):
    town, olga, mona = applies_and_answers(database)
    erases(mona)
    draft, his = {"form:a_ask": {"answers": {"question": "Which plum trees?"}, "args": {"id": 1}}}, olga.telegram_id
    town.run(lambda work: conversations.keep(work.session, BOT_ID, his, his, "form:a_ask", draft, work.now))
    town.later(minutes=1)
    with database.unit("read") as session:
        assert traces(["plum trees", "form:a_"], everything_stored(session)) == []


def test_every_form_says_whether_it_is_about_somebody_else():
    assert {form.slot for form in forms.registered() if not form.name.startswith("test")} == set(
        drafts.ABOUT_APPLICATIONS
    )


def test_a_search_for_a_member_goes_with_whoever_was_looked_for(database):
    town = Town(database, owners=(9,))
    olga, nadia = town.person("Olga", telegram_id=9), town.person("Nadia")
    olga.says("/start")
    joins(nadia, name="Nadia Salem")
    olga.says("/team").presses("Add a coordinator").presses("South-East Europe").presses("Done")
    found = olga.presses("A member's name").says("Nadia").last

    def typed() -> list[str]:
        with database.unit("read") as session:
            stored = [text for text in everything_stored(session) if text.startswith("conversation.")]
        return traces(["nadia"], stored)

    assert typed(), "it is kept, so that the pages can be turned"
    erases(nadia)
    assert typed() == []
    olga.presses("Nadia Salem", on=found)
    assert "begin again with /team" in olga.hears


# --- What others see --------------------------------------------------------------------------------------------------


def states(town: Town) -> dict[str, NoticeState]:
    with town.database.unit("read") as session:
        return {notice.kind: NoticeState(notice.state) for notice in session.scalars(select(Notice))}


def applies_and_answers(database: Database) -> tuple[Town, Talker, Talker]:
    """Mona applies, Olga asks, Mona answers, and all of it has been delivered."""
    town = town_in(database, owners=(9,))
    olga, mona = town.person("Olga", telegram_id=9), town.person("Mona", telegram_id=7_123_456_789)
    olga.says("/help")
    joins(mona, member_group="civil_society")
    question = town.run(lambda work: applications.ask(work, reader_of(work, olga), 1, "Which projects?"))
    town.run(lambda work: applications.answer(work, reader_of(work, mona), question, "Composting in Irbid"))
    town.deliver()
    assert traces(HERS, [olga.everything])
    assert "Which projects?" in mona.everything
    return town, olga, mona


def test_no_coordinators_chat_shows_an_erased_applicant(database):
    town, olga, mona = applies_and_answers(database)
    erases(mona)
    assert set(states(town).values()) == {NoticeState.RETRACTED}
    town.deliver()
    assert traces([*HERS, "Composting in Irbid"], [olga.everything]) == []
    assert "Which projects?" not in mona.everything, "what the bot wrote unasked is taken back from their own chat, too"
    with database.unit("read") as session:
        assert traces([*HERS, "Which projects?", "Composting in Irbid"], everything_stored(session)) == []


def test_a_card_too_old_to_be_deleted_says_that_it_was_taken_back(database):
    town, olga, mona = applies_and_answers(database)
    town.later(hours=50)
    erases(mona)
    town.deliver()
    assert traces([*HERS, "Composting in Irbid"], [olga.everything]) == []
    assert "taken back" in olga.everything
    assert olga.last.keyboard == []


def test_cards_in_an_erased_coordinators_own_chat_go_however_old_they_are(database):
    town, olga, mona = applies_and_answers(database)
    town.later(hours=50)
    joins(town.person("Lina"), member_group="civil_society", name="Lina Salem")
    town.deliver()
    assert traces(["Lina Salem"], [olga.everything])
    erases(olga)
    town.deliver()
    assert traces([*HERS, "Composting in Irbid", "Lina Salem"], [olga.everything]) == []
    assert sum("taken back" in shown.text for shown in olga.messages) == 3, "the card, the answer, and what /help said"
    assert olga.messages[-1].buttons == []
    assert mona.says("/start").sees.startswith("Your application waits")


def test_what_names_an_erased_coordinator_is_corrected(database):
    town = town_in(database, owners=(9,))
    olga, mona, nadia = town.person("Olga", telegram_id=9), town.person("Mona"), town.person("Nadia")
    olga.says("/help")
    joins(nadia, name="Nadia Salem", city="Aqaba", organisation="Aqaba Port", position="Planner")
    joins(mona, member_group="civil_society")

    def decide(work: Work) -> None:
        coordinator = replace(reader_of(work, nadia), network_wide=True)
        asked = applications.ask(work, coordinator, 1, "Which projects?")
        applications.answer(work, reader_of(work, mona), asked, "Composting")
        applications.admit(work, coordinator, 1)

    town.run(decide)
    town.deliver()
    assert "Nadia Salem" in olga.everything
    erases(nadia)
    town.deliver()
    for phone in (olga, mona):
        assert traces(["Nadia Salem", "Aqaba"], [phone.everything]) == []
    assert "Mona Haddad" in olga.everything, "the card itself stays"
    with database.unit("read") as session:
        assert traces(["Nadia Salem", "Aqaba"], everything_stored(session)) == []
        assert session.scalar(select(Person.status).where(Person.name == "Mona Haddad")) == Status.MEMBER
