"""`/me` as conversations."""

from pathlib import Path

from sqlalchemy import select, update

import network
from db.models import Application, Consent, Person
from db.unit import Database
from db.values import ApplicationState, Purpose, Status
from tests.coordinators import applicant, coordinator
from tests.handlers.test_joining import join_as_far_as
from tests.people import joins
from tests.talk import Talker, Town

SHIPPED = Path(network.__file__).parent / "shipped/documents"


def member(database: Database, language: str = "en") -> Talker:
    mona = Town(database).person("Mona", language=language)
    joins(mona)
    return mona


def person(talker: Talker) -> Person:
    with talker.town.database.unit("read") as session:
        return session.scalars(select(Person).where(Person.telegram_id == talker.telegram_id)).one()


def test_a_visitor_learns_how_to_join(sqlite):
    mona = Town(sqlite).person("Mona")
    mona.says("/me")
    assert "/start" in mona.sees
    assert "/privacy" in mona.sees
    assert mona.buttons == []


def test_a_member_sees_everything_on_one_card(database):
    mona = member(database)
    mona.says("/me")
    for words in (
        "Mona Haddad",
        "Municipal practitioners",
        "Jordan",
        "Irbid",
        "Greater Irbid Municipality",
        "Head of solid waste",
        "Waste and circular economy; Water and sanitation",
        "Arabic",
        "up to 2 requests a month",
        "Middle East and North Africa",
        "Member since 1 March 2027",
        "Guidelines: yes, since 1 March 2027",
        "Entry in the directory: no",
        "Newsletter: no",
    ):
        assert words in mona.sees


def test_topics_stand_in_the_order_they_were_asked_in_for_everybody(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    topics = "Topics: Waste and circular economy; Water and sanitation; Gender-just cities"
    mona.says("/me")
    assert topics in mona.sees
    assert topics in sami.everything
    sami.presses("Admit").presses("Admit")
    mona.says("/me")
    assert "Admitted to: Waste and circular economy; Water and sanitation; Gender" in mona.sees


def test_each_line_can_be_changed_by_one_question(database):
    mona = member(database)
    mona.says("/me").presses("Change an answer").presses("City")
    assert "In which city" in mona.sees
    assert "Keep: Irbid" in mona.buttons
    mona.says("Zarqa")
    assert "Changed" in mona.sees
    assert "City: Zarqa" in mona.sees
    mona.presses("Change an answer").presses("Ready to advise").presses("Not at the moment")
    assert "Ready to advise others: Not at the moment" in mona.sees
    assert (person(mona).city, person(mona).advises) == ("Zarqa", False)


def test_a_change_can_be_cancelled_and_loses_nothing(sqlite):
    mona = member(sqlite)
    mona.says("/me").presses("Change an answer").presses("Name").presses("Cancel")
    assert "Your profile" in mona.sees
    assert "Name: Mona Haddad" in mona.sees
    mona.says("Somebody else")
    assert person(mona).name == "Mona Haddad"


def test_a_picture_for_a_name_gets_a_kind_line(sqlite):
    mona = member(sqlite)
    mona.says("/me").presses("Change an answer").presses("Name").sends_photo()
    assert "name as text" in mona.sees
    mona.says("x" * 5000)
    assert "long" in mona.sees
    mona.says("<b>Mona</b> & Co")
    assert "Name: <b>Mona</b> & Co" in mona.sees


def test_a_new_country_brings_region_and_asks_for_the_time_zone(database):
    mona = member(database)
    mona.says("/me").presses("Change an answer")
    assert "Time zone" not in mona.buttons, "Jordan has one only"
    mona.presses("Country").says("Congo-Kinshasa")
    assert "time zone" in mona.sees
    mona.presses("Lubumbashi")
    assert "Sub-Saharan Africa" in mona.sees
    assert "Lubumbashi" in mona.sees
    assert (person(mona).region, person(mona).zone) == ("ssa", "Africa/Lubumbashi")


def test_regions_can_be_followed_and_let_go(sqlite):
    mona = member(sqlite)
    mona.says("/me").presses("Change an answer").presses("Other regions").presses("South-East Europe").presses("Done")
    assert "follow: South-East Europe" in mona.sees
    mona.presses("Change an answer").presses("Other regions").presses("Skip")
    assert "follow:" not in mona.sees


def test_optional_consents_are_rows_that_are_never_overwritten(database):
    mona = member(database)
    mona.says("/me").presses("Enter me in the directory")
    assert "Nobody outside" in mona.sees, "explained before it is agreed to"
    mona.presses("Not now")
    assert "directory: no" in mona.sees
    for _ in range(2):
        mona.presses("Enter me in the directory").presses("I agree")
        assert "directory: yes" in mona.sees
        mona.presses("Take me out")
        assert "directory: no" in mona.sees
    with database.unit("read") as session:
        rows = session.scalars(select(Consent).where(Consent.purpose == Purpose.DIRECTORY)).all()
    assert [row.withdrawn_at is not None for row in rows] == [True, True]


def test_forged_and_stale_presses_change_nothing(sqlite):
    mona = member(sqlite)
    mona.says("/me")
    for data in ("m:y:guidelines", "m:n:privacy", "m:x:nonsense", "m:y:"):
        mona.presses(data=data)
        assert "/me" in mona.hears
    mona.presses(data="m:e:telegram_id")
    assert "cannot be changed" in mona.hears
    mona.presses(data="m:e:zone")
    mona.presses(data="m:d:leave.1.member.9")
    assert "a while ago" in mona.hears
    mona.presses(data="m:what:ever")
    assert "Your profile" in mona.sees
    assert person(mona).status == Status.MEMBER


def test_a_button_of_former_days_meets_a_visitor_kindly(sqlite):
    mona = member(sqlite)
    mona.says("/me")
    card = mona.last
    mona.presses("Leave the network").presses("Yes, leave")
    mona.presses(data="m:e:city", on=card)
    assert "You have left the network" in mona.sees


def test_leaving_is_asked_twice_and_a_late_answer_does_nothing(database):
    mona = member(database)
    mona.says("/me").presses("Leave the network")
    assert "Leave the network?" in mona.sees
    mona.town.now = mona.town.now.replace(hour=10)
    mona.presses("Yes, leave")
    assert "a while ago" in mona.hears
    assert person(mona).status == Status.MEMBER
    mona.presses("No, I stay")
    assert "Your profile" in mona.sees
    mona.presses("Leave the network").presses("Yes, leave")
    assert "You have left the network" in mona.sees
    assert (person(mona).status, person(mona).name) == (Status.FORMER, None)
    mona.says("/me")
    assert "welcome back" in mona.sees


def test_an_applicant_changes_the_card_and_takes_the_application_back(database):
    mona = Town(database).person("Mona")
    joins(mona, member_group="civil_society")
    mona.says("/me")
    assert "waits for a coordinator" in mona.sees
    mona.presses("Change an answer")
    assert "Country" not in mona.buttons, "a coordinator is deciding on it"
    mona.presses("City").says("Zarqa")
    assert "City: Zarqa" in mona.sees
    mona.presses("Take my application back").presses("Yes, take it back")
    assert "taken back" in mona.sees
    with database.unit("read") as session:
        assert session.scalars(select(Application.state)).all() == [ApplicationState.WITHDRAWN]
    assert person(mona).status == Status.VISITOR


def test_an_owner_who_is_no_member_is_told_their_role(sqlite):
    olga = Town(sqlite, owners=(9,)).person("Olga", telegram_id=9)
    olga.says("/me")
    assert "You coordinate the whole network" in olga.sees


def test_a_suspended_member_sees_and_changes_what_is_held(sqlite):
    mona = member(sqlite)
    mona.town.run(lambda work: work.session.execute(update(Person).values(status=Status.SUSPENDED)))
    mona.says("/me")
    assert "Your membership is suspended" in mona.sees
    mona.presses("Change an answer").presses("City").says("Zarqa")
    assert "City: Zarqa" in mona.sees


def test_the_language_is_changed_from_the_card(sqlite):
    mona = member(sqlite)
    mona.says("/me").presses("Language of the bot").presses("Back")
    assert "Your profile" in mona.sees
    mona.presses("Language of the bot").presses("Deutsch")
    assert person(mona).language == "de"
    assert "Ihr Profil" in mona.sees
    mona.presses(data="m:g:xx")
    assert person(mona).language == "de", "a forged language changes nothing"


def test_the_directory_shows_what_was_asked_for_wherever_it_is_explained(sqlite):
    shown = "name, city, organisation, position and topics"
    mona = Town(sqlite).person("Mona", last_name="Haddad")
    join_as_far_as(mona, "directory")
    assert shown in mona.sees
    mona.presses("No").presses("No").presses("Send")
    mona.says("/me").presses("Enter me in the directory")
    assert shown in mona.sees
    assert f"It shows your {shown}" in (SHIPPED / "privacy-1.en.md").read_text("utf-8")


def test_what_an_applicant_changes_stands_on_the_coordinators_card(database):
    town = Town(database, owners=(9,))
    olga, mona = town.person("Olga", telegram_id=9), town.person("Mona")
    olga.says("/help")
    joins(mona, member_group="civil_society")
    town.deliver()
    assert "Irbid" in olga.everything
    mona.says("/me").presses("Change an answer").presses("City").says("Zarqa")
    town.deliver()
    assert "Zarqa" in olga.everything
    assert len(olga.messages) == 2, "the card is edited, not sent again"


def test_in_arabic_all_is_isolated_and_turned(database):
    mona = member(database, "ar")
    mona.says("/me")
    assert "\u2068Mona Haddad\u2069" in mona.last.html
    assert "الشرق الأوسط وشمال أفريقيا" in mona.sees
    mona.presses(data="m:f:").presses(data="m:e:city")
    mona.says("إربد")
    assert "إربد" in mona.sees
    assert person(mona).city == "إربد"
