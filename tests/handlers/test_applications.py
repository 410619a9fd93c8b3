"""Coordinators and applicants, as conversations."""

from dataclasses import replace
from gettext import NullTranslations

import pytest
from sqlalchemy import select

from db.models import Application, Person
from db.values import ApplicationState, Status
from handlers.applications.view import Press
from handlers.kit.speech import speech
from network import privacy
from network.charter import shipped_charter
from tests.coordinators import OWNER, applicant, coordinator, owner
from tests.people import reader_of
from tests.talk import Shown, Talker, Town


def states(town: Town) -> list[str]:
    return town.run(lambda work: list(work.session.scalars(select(Application.state).order_by(Application.id))))


def status(town: Town, talker: Talker) -> str:
    return town.run(
        lambda work: work.session.scalar(select(Person.status).where(Person.telegram_id == talker.telegram_id))
    )


def card_of(talker: Talker) -> Shown:
    """The newest message that is a card."""
    return next(shown for shown in reversed(talker.messages) if "Application:" in shown.text)


def test_the_card_shows_everything_the_applicant_answered(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    for words in (
        "Application: Mona Haddad",
        "Waiting for a decision since 1 March 2027",
        "Member group: Civil society and NGOs",
        "Country: 🇯🇴 Jordan",
        "Region: Middle East and North Africa",
        "City: Irbid",
        "Organisation: Greater Irbid Municipality",
        "Position: Head of solid waste",
        "Topics: Waste and circular economy; Water and sanitation; Gender-just cities",
        "Languages: Arabic; English",
        "Time zone: Amman (UTC+3)",
        "Ready to advise others: Yes, up to 2 requests a month",
    ):
        assert words in sami.sees
    assert sami.buttons == ["Admit", "Decline", "Ask a question", "Remind me"]


def test_a_coordinator_reads_the_card_in_their_own_language(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "سامي", "mena", language="ar")
    applicant(town)
    for words in ("الأردن", "النفايات والاقتصاد الدائري", "الشرق الأوسط وشمال أفريقيا", "العربية"):
        assert words in sami.sees


def test_admitted_to_the_topics_that_are_left_ticked(database):
    town = Town(database)
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    mona = applicant(town)
    sami.presses("Admit")
    assert "To which topics" in sami.sees
    assert sami.buttons[:3] == ["✓ Waste and circular economy", "✓ Water and sanitation", "✓ Gender-just cities"]
    sami.says("Water and sanitation")
    assert "Tap Admit when nothing is missing" in sami.sees
    sami.presses("Water").presses("Admit")
    assert sami.sees == "✅ Admitted. I am telling the new member."
    town.deliver()
    assert "Welcome to the network, Mona Haddad!" in mona.sees
    assert "Waste and circular economy; Gender-just cities" in mona.sees
    assert status(town, mona) == Status.MEMBER
    for reader in (sami, lina):
        assert "✅ Admitted by Sami Coordinator on 1 March 2027" in card_of(reader).text
        assert "Admitted to: Waste and circular economy; Gender-just cities" in card_of(reader).text
        assert card_of(reader).buttons == ["Remind me"]


def test_no_topic_left_admits_nobody(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    sami.presses("Admit").presses("Waste").presses("Water").presses("Gender").presses("Admit")
    assert sami.hears == "Please choose at least one answer."
    assert states(town) == [ApplicationState.WAITING]


def test_declined_with_a_reason_in_ones_own_words(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    sami.presses("Decline").says("We know <too little> about you.\nتحياتي")
    assert "word for word" in sami.sees
    sami.presses("Back").says("We know <too little> & cannot say yes.")
    assert "We know <too little> & cannot say yes." in sami.sees
    sami.presses("Send and decline")
    assert "is declined" in sami.sees
    town.deliver()
    assert "We know <too little> & cannot say yes." in mona.sees
    assert "kept until 30 May 2027" in mona.sees
    assert "Declined by Sami Coordinator" in card_of(sami).text
    assert status(town, mona) == Status.VISITOR


def test_a_usual_reason_is_read_in_the_applicants_language(sqlite, monkeypatch):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town, language="de")
    german = {"Your answers do not tell us enough. You are welcome to apply again with some more detail.": "Zu wenig."}
    monkeypatch.setattr(speech("de"), "_catalogue", Words(german))
    sami.presses("Decline").presses("Too little to decide on")
    assert "Your answers do not tell us enough." in sami.sees
    sami.presses("Send and decline")
    town.deliver()
    assert "Zu wenig." in mona.sees


class Words(NullTranslations):
    """A catalogue of a few sentences."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self.known = known

    def gettext(self, message: str) -> str:
        return self.known.get(message, message)


def test_a_decline_can_be_stopped(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    sami.presses("Decline").says("No").presses("Cancel")
    assert states(town) == [ApplicationState.WAITING]
    sami.presses("Admit")
    assert "To which topics" in sami.sees


def test_a_question_and_its_answer_travel_through_the_bot(database):
    town = Town(database)
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    mona = applicant(town)
    sami.presses("Ask a question").says("How many people work with you?")
    assert "How many people work with you?" in sami.sees
    sami.presses("Send")
    town.deliver()
    assert "A coordinator has a question" in mona.sees
    assert "How many people work with you?" in mona.sees
    assert "Sami Coordinator asks:" in card_of(lina).text
    mona.presses("Answer").sends_photo()
    assert "Here I need your answer as text" in mona.sees
    mona.says("Twelve, in <three> towns")
    assert "Thank you" in mona.sees
    town.deliver()
    assert "Mona Haddad has answered your question" in sami.sees
    assert "Twelve, in <three> towns" in sami.sees
    assert "has answered" not in lina.sees
    for reader in (sami, lina):
        assert "Mona Haddad answers:\nTwelve, in <three> towns" in card_of(reader).text
    sami.presses("Open the application")
    assert sami.buttons == ["Admit", "Decline", "Ask a question"]
    mona.presses("Add something").says("And one office")
    town.deliver()
    assert "And one office" in card_of(lina).text
    assert "And one office" in card_of(sami).text


def test_a_question_needs_no_answer_after_the_decision(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    sami.presses("Ask a question").says("How many?").presses("Send")
    town.deliver()
    asked = mona.last
    button = asked.keyboard[0][0]["callback_data"]
    mona.presses("Answer")
    sami.presses("Admit", on=card_of(sami)).presses("Admit")
    mona.says("Twelve")
    assert "needs no answer any more" in mona.sees
    town.deliver()
    assert asked.buttons == ["Remind me"]
    assert "no answer is needed any more" in asked.text
    mona.presses(data=button, on=asked)
    assert "needs no answer any more" in mona.hears


def test_who_presses_second_learns_who_was_faster(database):
    town = Town(database)
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    applicant(town)
    stale = card_of(lina).keyboard
    lina.presses("Decline").says("No")
    sami.presses("Admit").presses("Admit")
    lina.presses("Send and decline")
    assert lina.sees == "Sami Coordinator has already admitted this applicant."
    lina.presses(data=stale[0][0]["callback_data"], on=card_of(lina))
    assert lina.hears == "Sami Coordinator has already admitted this applicant."
    assert states(town) == [ApplicationState.ADMITTED]
    sami.presses(data=stale[0][1]["callback_data"], on=card_of(sami))
    assert sami.hears == "You have already admitted this applicant."


@pytest.mark.parametrize("act", ["y", "n", "q", "o", "t", "l", "zz"])
def test_forged_presses_do_nothing(sqlite, act):
    town = Town(sqlite)
    femi, nadia = coordinator(town, "Femi", "ssa"), town.person("Nadia")
    mona = applicant(town)
    nadia.says("/help")
    for stranger in (nadia, mona):
        stranger.presses(data=Press(act=act, id=1).pack())
        assert stranger.hears == "Only coordinators can do that."
    if act not in {"l", "zz"}:
        femi.says("/help").presses(data=Press(act=act, id=1).pack())
        assert femi.hears == "Only the coordinators of this region can do that."
        femi.presses(data=Press(act=act, id=77).pack())
        assert femi.hears == "This application is no longer here."
    assert "Mona Haddad" not in femi.everything + nadia.everything
    assert states(town) == [ApplicationState.WAITING]


@pytest.mark.parametrize("data", ["a", "a:", "a:y:x", "a:y:-1", "a:y:9" + "9" * 40, "a:y:1:1", "a:a:1", "a:a:0"])
def test_broken_presses_are_answered_kindly(sqlite, data):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    sami.says("/help").presses(data=data)
    assert sami.hears
    assert town.handlers[-1] != "set aside"


def test_the_worst_press_fits_into_a_button():
    assert len(Press(act="y", id=2**53).pack()) <= 64


def test_nobody_decides_for_three_days(database):
    town = Town(database, owners=(OWNER,))
    sami, olga = coordinator(town, "Sami", "mena"), owner(town)
    mona = applicant(town)
    assert olga.messages == []
    town.later(days=3, minutes=1)
    assert "Application: Mona Haddad" in olga.sees
    assert "Nobody decided in time" in olga.sees
    assert "Nobody decided in time" in card_of(sami).text
    assert "has waited for 3 days" in mona.sees
    heard = len(mona.messages)
    town.later(days=3)
    assert len(mona.messages) == heard
    olga.presses("Decline").presses("Outside").presses("Send and decline")
    town.deliver()
    assert "field of work lies outside" in mona.sees
    assert "Declined by a coordinator" in card_of(sami).text


def test_a_blocked_bot_is_told_to_the_coordinators_and_hears_later(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    mona.blocks()
    sami.says("/applications").presses("Mona Haddad")
    assert "The applicant has blocked the bot" in sami.sees
    sami.presses("Admit").presses("Admit")
    town.deliver()
    assert mona.everything.count("Welcome to the network") == 0
    mona.blocked = False
    mona.says("/help")
    town.deliver()
    assert "Welcome to the network" in mona.everything


def test_the_list_shows_what_waits_in_ones_regions(database):
    town = Town(database, owners=(OWNER,))
    sami, femi, olga = coordinator(town, "Sami", "mena"), coordinator(town, "Femi", "ssa"), owner(town)
    sami.says("/applications")
    assert "No application waits" in sami.sees
    for number in range(9):
        applicant(town, f"Mona{number}")
        town.later(minutes=1)
    applicant(town, "Ada", country="NG", zone=None)
    sami.says("/applications")
    assert "9 applications wait" in sami.sees
    assert sami.buttons[0] == "🇯🇴 Mona0 Haddad · MENA"
    assert sami.buttons[-1] == "Page 2 ▶"
    sami.presses("Page 2")
    assert sami.buttons == ["🇯🇴 Mona8 Haddad · MENA", "◀ Page 1"]
    femi.says("/applications")
    assert "1 application waits" in femi.sees
    assert femi.buttons == ["🇳🇬 Ada Haddad · SSA"]
    olga.says("/applications")
    assert "10 applications wait" in olga.sees
    assert "Only coordinators can do that" in town.person("Nadia").says("/applications").sees


def test_a_card_opened_from_the_list_keeps_up_to_date(database):
    town = Town(database)
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    applicant(town)
    sami.says("/applications").presses("Mona Haddad")
    opened = sami.last
    assert "Application: Mona Haddad" in opened.text
    lina.presses("Admit").presses("Admit")
    town.deliver()
    assert "Admitted by Lina Coordinator" in opened.text
    assert opened.buttons == ["Remind me"]


def test_an_owner_may_open_a_card_that_was_not_sent_to_them(database):
    town = Town(database, owners=(OWNER,))
    sami, olga = coordinator(town, "Sami", "mena"), owner(town)
    applicant(town)
    olga.says("/applications").presses("Mona Haddad")
    sami.presses("Ask a question").says("How many?").presses("Send")
    town.deliver()
    assert "Sami Coordinator asks:\nHow many?" in olga.sees
    olga.presses("Admit").presses("Admit")
    assert states(town) == [ApplicationState.ADMITTED]


def test_long_questions_and_answers_are_all_readable(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    for number in range(4):
        sami.presses("Ask a question", on=card_of(sami)).says(f"Question {number} " + "q" * 980).presses("Send")
        town.deliver()
        mona.presses("Answer").says(f"Answer {number} " + "a" * 980)
        town.deliver()
    assert "Answer 3" in card_of(sami).text
    assert "Question 0" not in card_of(sami).text
    sami.presses("All questions and answers")
    for number in range(4):
        assert f"Question {number}" in sami.everything
        assert f"Answer {number}" in sami.everything
    held = town.run(lambda work: reader_of(work, mona))
    town.run(lambda work: privacy.erase_person(work, held.id, held.telegram_id))
    for _ in range(8):  # a chat is written to about once a second
        town.later(seconds=5)
    assert "Mona" not in sami.everything
    assert "aaaa" not in sami.everything


def test_one_may_add_to_an_answer_once(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    sami.presses("Ask a question").says("How many?").presses("Send")
    town.deliver()
    asked = mona.last
    button = asked.keyboard[0][0]["callback_data"]
    mona.presses("Answer").says("Twelve")
    town.deliver()
    mona.presses("Add something").says("And one office")
    town.deliver()
    assert asked.buttons == ["Remind me"]
    assert "Twelve\nAnd one office" in asked.text or "TwelveAnd one office" in asked.text
    mona.presses(data=button, on=asked)
    assert "you have answered this" in mona.hears


def test_a_group_that_is_admitted_as_a_whole_is_asked_for_once_more(sqlite, charter_with):
    town = Town(sqlite, charter=charter_with(to_named_topics=False))
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    sami.presses("Admit")
    assert "Admit them?" in sami.sees
    sami.presses("Admit", on=sami.last)
    town.deliver()
    assert "Welcome to the network" in mona.sees
    assert "these topics" not in mona.sees


@pytest.fixture
def charter_with():
    """A charter whose civil-society group is decided in another way."""

    def make(**changes):
        charter = shipped_charter()
        group = replace(charter.member_groups["civil_society"], **changes)
        return replace(charter, member_groups={**charter.member_groups, "civil_society": group})

    return make
