"""Joining as conversations: what the person sends, what they see, what the database holds afterwards."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import Application, Consent, Conversation, Person
from db.unit import Database
from db.values import Purpose, Status
from handlers.joining.view import Accept, Go, Leaf
from handlers.kit import fields
from network import consent, housekeeping, profile
from tests.network.test_consent import charter_with
from tests.talk import Talker, Town

QUESTIONS = 9


def join_as_far_as(mona: Talker, stop_before: str = "") -> Talker:
    """Answer everything as a practitioner in Amman, up to the question or page of that name."""
    way = {
        "name": lambda: mona.says("/start").presses(data="j:join:"),
        "group": lambda: mona.presses("Mona Haddad"),
        "country": lambda: mona.presses(data="f:join:member_group:o:practitioner"),
        "city": lambda: mona.says("Jordan"),
        "organisation": lambda: mona.says("Amman"),
        "position": lambda: mona.presses(data="f:join:organisation:s:"),
        "topics": lambda: mona.says("Head of waste management"),
        "languages": lambda: mona.presses(data="f:join:topics:o:waste").presses(data="f:join:topics:d:"),
        "advice": lambda: mona.presses(data="f:join:languages:o:ar").presses(data="f:join:languages:d:"),
        "guidelines": lambda: mona.presses(data="f:join:advice:o:2"),
        "privacy": lambda: mona.presses(data="jp:guidelines:9:f").presses(data="ja:guidelines:1:f"),
        "directory": lambda: mona.presses(data="ja:privacy:1:f"),
        "newsletter": lambda: mona.presses(data="j:directory:no"),
        "summary": lambda: mona.presses(data="j:newsletter:yes"),
    }
    for name, step in way.items():
        step()
        if name == stop_before:
            break
    return mona


def status_of(town: Town, who: Talker) -> str:
    return town.run(
        lambda w: w.session.scalars(select(Person.status).where(Person.telegram_id == who.telegram_id)).one()
    )


def drafts(town: Town) -> list[dict[str, Any]]:
    return town.run(lambda w: list(w.session.scalars(select(Conversation.data))))


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


@pytest.fixture
def mona(town: Town) -> Talker:
    return town.person("Mona", last_name="Haddad")


def test_a_practitioner_joins_in_english(database: Database) -> None:
    town = Town(database)
    mona = town.person("Mona", last_name="Haddad")
    mona.says("/start")
    assert "It costs nothing" in mona.sees
    assert "run by Connective Cities" in mona.sees
    assert mona.buttons == ["Join", "Not now", "Privacy", "Français", "العربية", "Deutsch"]

    mona.presses("Join")
    assert mona.sees.startswith(f"1 of {QUESTIONS}\n\nWhat is your name?")
    mona.presses("Mona Haddad")
    assert "To which group do you belong?" in mona.sees
    mona.says("municipal practitioners")
    mona.says("Jordanien")
    mona.says("Amman")
    mona.presses("Skip")
    mona.says("Head of waste management")
    mona.presses("Waste and circular economy").presses("Water and sanitation").presses("Done")
    mona.says("Arabic, english")
    mona.presses("Done")
    mona.presses("Yes, up to 2 requests a month")

    assert "Guidelines of the network" in mona.sees
    assert "At the end you can accept them" in mona.sees
    while "Next page" in mona.buttons:
        assert not any("accept" in button for button in mona.buttons), "not before the last page"
        mona.presses("Next page")
    mona.presses("I accept the guidelines")
    assert "Data protection" in mona.sees
    mona.presses("I agree")
    assert "Directory" in mona.sees
    mona.presses("No")
    assert "Newsletter" in mona.sees
    mona.presses("Yes")

    assert "Is everything right?" in mona.sees
    for line in ("Name: Mona Haddad", "Country: 🇯🇴 Jordan", "Directory: No", "Newsletter: Yes", "no membership fee"):
        assert line in mona.sees
    mona.presses("Send")
    assert "You are a member now" in mona.sees
    assert "MENA network hub" in mona.sees

    person = town.run(lambda w: w.session.scalars(select(Person)).one())
    assert (person.status, person.country, person.region) == (Status.MEMBER, "JO", "mena")
    held = town.run(lambda w: consent.standing(w, person.id))
    assert set(held) == {Purpose.GUIDELINES, Purpose.PRIVACY, Purpose.NEWSLETTER}
    assert held[Purpose.GUIDELINES].language == "en"
    assert drafts(town) == []


def test_an_ngo_applies_in_arabic(database: Database) -> None:
    town = Town(database)
    amal = town.person("أمل", last_name="حداد", language="ar")
    amal.says("/start")
    assert "Connective Cities" in amal.sees
    amal.presses(data="j:join:").presses(data=amal.last.keyboard[0][0]["callback_data"])
    amal.says("المجتمع المدني والمنظمات غير الحكومية")
    amal.says("الاردن")
    amal.says("عمّان")
    assert not any("organisation:s:" in b["callback_data"] for row in amal.last.keyboard for b in row), (
        "coordinators need to know for whom an NGO's representative speaks"
    )
    amal.says("جمعية المدينة النظيفة")
    amal.says("منسقة")
    amal.says("المياه والصرف الصحي").presses(data="f:join:topics:d:")
    amal.says("العربية والفرنسية").presses(data="f:join:languages:d:")
    amal.presses(data="f:join:advice:o:no")
    amal.presses(data="jp:guidelines:9:f").presses(data="ja:guidelines:1:f").presses(data="ja:privacy:1:f")
    amal.presses(data="j:directory:yes").presses(data="j:newsletter:no")
    assert "جمعية المدينة النظيفة" in amal.sees
    assert "\u2068أمل حداد\u2069" in amal.last.html, "names keep their own direction"
    amal.presses(data="j:send:")
    assert status_of(town, amal) == "applicant"
    application = town.run(lambda w: w.session.scalars(select(Application)).one())
    assert (application.state, application.region) == ("waiting", "mena")
    held = town.run(lambda w: consent.standing(w, application.person_id))
    assert {c.language for c in held.values()} == {"ar"}
    told = town.run(lambda w: profile.read(w, application.person_id))
    assert (told.name, told.languages, told.topics) == ("أمل حداد", ("ar", "fr"), (("water", False),))

    amal.says("/start")
    assert not any(b.get("callback_data") == "j:join:" for row in amal.last.keyboard for b in row)


def test_back_skip_and_changing_a_line(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "position")
    mona.presses("Back").presses("Back")
    assert "city or municipality" in mona.sees
    assert "Keep: Amman" in mona.buttons
    mona.says("Irbid")
    assert "What is your position" in mona.sees, "on to the first question without an answer"
    mona.says("Mayor")
    mona.presses(data="f:join:topics:o:water").presses("Done")
    mona.presses("French").presses("Done").presses("Not at the moment")
    mona.presses("Next page").presses("Next page").presses("I accept").presses("I agree").presses("No").presses("No")
    assert "City: Irbid" in mona.sees
    assert "Organisation: (left out)" in mona.sees

    mona.presses("Change an answer").presses("Country")
    mona.says("Brazil")
    assert "Which is your time zone?" in mona.sees, "Brazil has several"
    mona.presses("Manaus")
    assert "Region: Worldwide" in mona.sees
    mona.presses("Change an answer").presses("Organisation")
    mona.presses("Back")
    assert "Is everything right?" in mona.sees
    mona.presses("Change an answer").presses("Directory").presses("Yes")
    assert "Directory: Yes" in mona.sees
    mona.presses("Change an answer").presses("Country")
    mona.says("Kenya")
    assert "Time zone" not in mona.sees
    mona.presses("Send")
    person = town.run(lambda w: w.session.scalars(select(Person)).one())
    assert (person.city, person.zone, person.region, person.advises) == ("Irbid", "Africa/Nairobi", "ssa", False)


def test_stopping_half_way_and_coming_back(database: Database) -> None:
    town = Town(database)
    mona = join_as_far_as(town.person("Mona", last_name="Haddad"), "topics")
    town.now += timedelta(days=20)
    other = Town(database, now=town.now)  # the program was restarted
    mona.town = other
    other.people[mona.telegram_id] = mona
    other.numbers = town.numbers
    mona.says("/start")
    assert "not finished yet" in mona.sees
    mona.presses("Go on")
    assert "Which topics" in mona.sees
    mona.presses("Urban mobility")
    mona.says("/start").presses("Start again")
    assert "What is your name?" in mona.sees
    assert drafts(other)[0]["form:join"]["answers"] == {}


def test_stopping_on_purpose(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "city").says("/cancel")
    assert "keep your answers for 30 days" in mona.sees
    mona.presses("Go on")
    assert "city or municipality" in mona.sees
    mona.presses("Cancel").presses("Keep my answers")
    mona.says("Amman")
    assert "did not expect" in mona.sees, "nothing is asked now"
    mona.says("/start").presses("Go on")
    assert "city or municipality" in mona.sees
    old = mona.last
    mona.presses("Cancel").presses("Delete them")
    assert drafts(town) == []
    mona.presses(data="j:on:", on=old)
    assert "not here any more" in mona.hears
    mona.presses(data="f:join:city:b:", on=old)
    assert "closed" in mona.hears


def test_a_draft_is_dropped_after_its_time(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "city")
    town.now += timedelta(days=31)
    town.run(housekeeping.sweep)
    mona.says("/start")
    assert "Join" in mona.buttons
    assert drafts(town) == []


def test_pictures_stickers_and_very_long_texts_lose_nothing(mona: Talker) -> None:
    join_as_far_as(mona, "name")
    for send in (mona.sends_photo, mona.sends_sticker, lambda: mona.sends_photo("Mona Haddad")):
        send()
        assert "What is your name?" in mona.sees
        assert mona.sees.endswith("Here I need your name as text, please."), "right above the buttons and the field"
    mona.says("a" * 10_000)
    assert "10,000 characters" in mona.sees
    mona.says("😀 123")
    assert "in letters" in mona.sees
    mona.says("  Mona\n\u202eHaddad\u2066 ")
    mona.says("municipal practitioners")
    mona.says("Atlantis")
    assert "no country called" in mona.sees
    mona.says("Congo")
    assert "Which country do you mean?" in mona.sees, "there are several"
    assert any("Brazzaville" in button for button in mona.buttons)
    mona.presses("Back").presses("Back")
    assert "✓ Mona Haddad" in mona.buttons, "cleaned of line breaks and of what turns text round"


def test_stale_double_and_forged_presses(town: Town, mona: Talker) -> None:
    mona.says("/start").presses("Join")
    first = mona.last
    offered = first.keyboard[0][0]["callback_data"]
    mona.presses(data=offered).presses(data=offered)
    assert "answered that already" in mona.hears
    assert "To which group" in mona.sees
    for data in (
        "f:join:member_group:o:king",
        "f:join:name:o:" + "z" * 40,
        "j:send:",
        "j:change:name",
        "j:change:salary",
        "j:directory:maybe",
        "j:nowhere:",
        "ja:guidelines:1:f",
        "ja:guidelines:99:f",
        "ja:soul:1:f",
        "ja:privacy:1:m",
        "jp:soul:0:w",
        "jp:guidelines:-5:f",
        "jp:guidelines:99999999999999999999:f",
        "j:lang:xx",
        "f:nothing",
        "f:gone:name:o:1",
    ):
        mona.presses(data=data, on=first)
    assert town.handlers.count("unhandled") == 0
    assert "went wrong" not in mona.everything
    assert status_of(town, mona) == "visitor"
    assert town.run(lambda w: list(w.session.scalars(select(Consent)))) == []
    agreed = drafts(town)[0]["form:join"].get("agreed", {})
    assert "guidelines" not in agreed or drafts(town)[0]["form:join"]["read"] == 1


def test_guidelines_are_not_accepted_before_their_last_page_was_shown(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "guidelines")
    mona.presses(data="ja:guidelines:1:f")
    assert "Page 1 of 3" in mona.sees
    mona.presses("Next page").presses("Next page")
    mona.says("I accept the guidelines")
    assert "use the buttons" in mona.everything
    mona.presses("Next page").presses("Next page").presses("Back").presses("Back")
    assert "Page 1 of 3" in mona.sees
    mona.presses("Back")
    assert "Are you ready to advise" in mona.sees
    mona.presses("✓ Yes, up to 2 requests a month")
    assert "Page 1 of 3" in mona.sees


def test_the_privacy_notice_can_be_read_before_and_while_joining(mona: Talker) -> None:
    mona.says("/start").presses("Privacy")
    assert "Privacy notice" in mona.sees
    mona.presses("Next page").presses("Back").presses("Back")
    assert "Join" in mona.buttons
    mona.presses("Privacy")
    while "Next page" in mona.buttons:
        assert "Join" not in mona.buttons
        mona.presses("Next page")
    assert not any("agree" in button for button in mona.buttons)
    mona.presses("Join")
    assert "What is your name?" in mona.sees, "whoever has read to the end need not turn all the pages back"
    join_as_far_as(mona, "privacy")
    mona.presses("Read the privacy notice").presses("Next page").presses("Back").presses("Back")
    assert "Without this you cannot join" in mona.sees
    mona.presses("Read the privacy notice")
    while "Next page" in mona.buttons:
        mona.presses("Next page")
    mona.presses("Go on")
    assert "Without this you cannot join" in mona.sees


def test_not_now_and_the_language_picker(town: Town, mona: Talker) -> None:
    mona.says("/start").presses("Français")
    assert town.run(lambda w: w.session.scalars(select(Person.language)).one()) == "fr"
    assert "English" in mona.buttons
    mona.presses("English").presses("Not now")
    assert "Send /start whenever you like" in mona.sees
    mona.presses("Join")
    assert "What is your name?" in mona.sees
    mona.says("/language").presses("Deutsch")
    mona.says("Mona")
    assert town.run(lambda w: w.session.scalars(select(Person.language)).one()) == "de"
    assert drafts(town)[0]["form:join"]["answers"] == {"name": "Mona"}, "another language loses nothing"


def test_a_second_press_of_send_tells_where_one_stands(town: Town, mona: Talker) -> None:
    join_as_far_as(mona)
    summary = mona.last
    mona.presses("Send")
    mona.presses(data="j:send:", on=summary)
    assert "member already" in mona.hears
    mona.presses(data="j:join:", on=summary)
    assert "member already" in mona.hears
    assert len(town.run(lambda w: list(w.session.scalars(select(Consent))))) == 3
    mona.says("/start")
    assert "Good to see you, Mona Haddad!" in mona.sees
    assert "Join" not in mona.buttons
    mona.says("/start some-payload_1")
    assert "Good to see you" in mona.sees


def test_whoever_stands_elsewhere_gets_their_home(town: Town, mona: Talker) -> None:
    mona.says("/start")
    for status, words in (
        (Status.SUSPENDED, "suspended"),
        (Status.FORMER, "Welcome back!"),
        (Status.APPLICANT, "waits for a decision"),
    ):
        town.run(lambda w, status=status: setattr(w.session.scalars(select(Person)).one(), "status", status))
        mona.says("/start")
        assert words in mona.sees
    mona.presses(data="j:join:")
    assert "with the coordinators already" in mona.hears
    town.run(lambda w: setattr(w.session.scalars(select(Person)).one(), "status", Status.SUSPENDED))
    mona.presses(data="j:join:")
    assert "suspended" in mona.hears


def test_an_owner_gets_the_coordinators_home_and_may_join(sqlite: Database) -> None:
    town = Town(sqlite, owners=(9,))
    olga = town.person("Olga", telegram_id=9)
    olga.says("/start")
    assert "No application waits" in olga.sees
    assert "/team" in olga.sees
    olga.presses("Join")
    assert "What is your name?" in olga.sees
    olga.says("/start")
    assert "Go on" in olga.buttons


def test_guidelines_that_change_half_way_are_read_again(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    mona = join_as_far_as(town.person("Mona", last_name="Haddad"))
    town = renewed(town, tmp_path, mona)
    mona.presses("Send")
    assert "Be kind and on time." in mona.sees
    mona.presses("I accept the guidelines").presses("Send")
    assert "You are a member now" in mona.sees
    person_id = town.run(lambda w: w.session.scalars(select(Person.id)).one())
    assert town.run(lambda w: consent.standing(w, person_id))[Purpose.GUIDELINES].version == 2


def renewed(town: Town, folder: Path, *people: Talker) -> Town:
    """The same town after a start with a second version of the guidelines."""
    charter = charter_with(
        folder,
        2,
        {
            "guidelines-2.en.md": "# Rules\n\nBe kind and on time.",
            "guidelines-2.changes.en.md": "**Being on time** was added.",
        },
    )
    other = Town(town.database, charter=charter, now=town.now)
    other.numbers = town.numbers
    for talker in people:
        talker.town = other
        other.people[talker.telegram_id] = talker
    return other


def test_members_are_asked_once_about_new_guidelines(database: Database, tmp_path: Path) -> None:
    town = Town(database)
    mona = join_as_far_as(town.person("Mona", last_name="Haddad")).presses("Send")
    town = renewed(town, tmp_path, mona)
    town.deliver()
    assert "Being on time was added." in mona.sees
    assert mona.buttons == ["Read the guidelines", "I accept the guidelines", "Remind me"]
    town.deliver()
    assert mona.everything.count("Being on time was added") == 1
    notice = mona.last
    mona.says("/start")
    assert "guidelines have a new version" in mona.sees
    mona.presses("Read the guidelines")
    assert "Be kind and on time." in mona.sees
    mona.presses("I accept the guidelines")
    assert "have accepted" in mona.sees
    mona.presses("I accept the guidelines", on=notice)
    mona.says("/start")
    assert "new version" not in mona.sees
    rows = town.run(lambda w: list(w.session.scalars(select(Consent.version).where(Consent.purpose == "guidelines"))))
    assert sorted(rows) == [1, 2]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_full_joining_is_light(town: Town, language: str) -> None:
    """The bodies sent for a full joining, the guidelines' text apart, stay under 40 KB."""
    mona = town.person("Mona", last_name="Haddad", language=language)
    join_as_far_as(mona)
    mona.presses(data="j:send:")
    assert status_of(town, mona) == "member"
    guidelines = town.run(lambda w: consent.in_force(w, Purpose.GUIDELINES, language)).pages
    apart = sum(len(page.text.encode()) for page in guidelines)
    sent = sum(len(json.dumps(params, ensure_ascii=False).encode()) for _, params in town.calls)
    assert sent - apart < 40_000


WORDS = st.sampled_from(
    ["join", "name", "topics", "guidelines", "privacy", "send", "change", "o", "d", "k", "1", "-1", "f", ""]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["f", "j", "jp", "ja"]), st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=5))
def test_no_forged_button_does_harm(mona: Talker, prefix: str, parts: list[str]) -> None:
    if not mona.messages:
        join_as_far_as(mona, "topics")
    mona.presses(data=":".join([prefix, *parts]) or "x")
    assert "went wrong" not in mona.everything
    assert status_of(mona.town, mona) == "visitor"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=90), st.from_regex(r"</?[abi]>|&amp;|<script[ a-z]*>|{name}|%s", fullmatch=True)))
def test_whatever_somebody_types_as_a_name_is_taken_or_refused_kindly(mona: Talker, name: str) -> None:
    if not mona.messages:
        mona.says("/start").presses("Join")
    mona.presses(data="f:join:member_group:b:")
    mona.says("x" + name)
    assert "went wrong" not in mona.everything
    html = re.sub(r"</?[bi]>", "", mona.last.html)
    assert "<" not in html
    assert re.sub(r"&(amp|lt|gt|#34|#39);", "", html).count("&") == 0
    assert [tag[1] for tag in re.findall(r"<(/?)([bi])>", mona.last.html)][::2] == [
        tag[1] for tag in re.findall(r"<(/?)([bi])>", mona.last.html)
    ][1::2]


def test_the_longest_buttons_fit() -> None:
    longest = max(consent.NEEDED + consent.OPTIONAL, key=len)
    for data in (
        Go(act=longest, value="member_group"),
        Leaf(kind=longest, page=999, where="f"),
        Accept(kind=longest, version=9999, where="f"),
    ):
        assert len(data.pack().encode()) <= 64


def test_titles_stand_on_every_line() -> None:
    assert all(question.title and question.wants for question in fields.ALL)
    assert {question.key for question in fields.ALL} == set(profile.FIELDS)


def test_an_old_button_brings_the_question_to_the_end_of_the_chat(town: Town, mona: Talker) -> None:
    mona.says("/start").presses("Join").presses("Mona").presses("Municipal practitioners")
    country = mona.last
    mona.says("Tunisia").says("Tunis")
    mona.presses("Back", on=country)
    assert "answered that already" in mona.hears
    assert country.buttons == [], "nobody presses there again"
    assert mona.sees.startswith("5 of")
    assert mona.last is not country


@pytest.mark.parametrize("greeting", ["Bonjour !", "hello", "مرحبًا", "Good morning", "السلام عليكم"])
def test_a_greeting_is_no_name(mona: Talker, greeting: str) -> None:
    mona.says("/start").presses("Join").says(greeting)
    assert "Good to meet you! Now please write your name" in mona.sees
    mona.says("Hello Mensah")
    assert "2 of" in mona.sees, "whoever is called so has the rest of a name as well"
