"""What a person wants of notices, and when, as conversations."""

import pytest
from sqlalchemy import select

from db.models import Consent, Person
from db.unit import Database
from db.values import Purpose
from tests.coordinators import OWNER, owner
from tests.people import joins
from tests.talk import Talker, Town


def member(database: Database, language: str = "en") -> Talker:
    mona = Town(database).person("Mona", language=language)
    joins(mona)
    return mona


def kept(talker: Talker) -> tuple[int | None, int | None, bool]:
    with talker.town.database.unit("read") as session:
        person = session.scalars(select(Person).where(Person.telegram_id == talker.telegram_id)).one()
    return person.quiet_from, person.quiet_to, person.weekends


def page(talker: Talker) -> Talker:
    return talker.says("/me").presses("Notices")


def test_everybody_begins_with_quiet_nights_and_weekends(database):
    mona = page(member(database))
    for words in ("Quiet hours: 21:00 to 08:00, by the clocks of Amman", "announcements wait", "Newsletter: no"):
        assert words in mona.sees
    assert "What always comes: messages about your membership" in mona.sees
    assert kept(mona) == (None, None, False)
    mona.presses("Back")
    assert "Your profile" in mona.sees


def test_quiet_hours_are_chosen_by_a_button(database):
    mona = page(member(database)).presses("Change the quiet hours")
    assert "✓ 21:00 to 08:00" in mona.buttons
    mona.presses("22:00 to 07:00")
    assert "Noted" in mona.hears
    assert "Quiet hours: 22:00 to 07:00" in mona.sees
    assert kept(mona) == (1320, 420, False)
    mona.presses("Change the quiet hours").presses("21:00 to 08:00")
    assert kept(mona) == (None, None, False), "the usual ones stay the network's own"


def test_whoever_wants_none_has_none(database):
    mona = page(member(database)).presses("Change the quiet hours").presses("No quiet hours")
    assert "Quiet hours: none" in mona.sees
    assert kept(mona) == (0, 0, False)
    mona.presses("Change the quiet hours")
    assert "✓ No quiet hours" in mona.buttons


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("20:30 – 6:45", (1230, 405)),
        ("20-7", (1200, 420)),
        ("from 10 pm to 7 am", (1320, 420)),
        ("between 10pm and 7:30am", (1320, 450)),
        ("22h until 6h", (1320, 360)),
        ("midnight to 7", (0, 420)),
        ("no quiet hours", (0, 0)),
        ("٢٢:٠٠ - ٧:٠٠", (1320, 420)),
        ("von 22 bis 7 Uhr", (1320, 420)),
        ("de 22h à 7h30", (1320, 450)),
        ("من ١٠ مساء إلى ٧ صباحا", (1320, 420)),
    ],
)
def test_quiet_hours_are_typed_freely(sqlite, typed, hours):
    mona = page(member(sqlite)).presses("Change the quiet hours").says(typed)
    assert "Quiet hours:" in mona.sees
    assert kept(mona)[:2] == hours


@pytest.mark.parametrize(
    "typed", ["evenings", "23:45", "25:00 - 7:00", "tomorrow 9 to 10", "7 - 7", "8 - 7", "\u200f", "x" * 3000]
)
def test_what_is_no_stretch_of_hours_is_asked_again(sqlite, typed):
    mona = page(member(sqlite)).presses("Change the quiet hours").says(typed)
    assert "When should nothing come?" in mona.sees
    assert "“21:00 – 8:00”" in mona.sees
    assert kept(mona) == (None, None, False)


def test_pictures_and_second_thoughts_lose_nothing(sqlite):
    mona = page(member(sqlite)).presses("Change the quiet hours").sends_photo()
    assert "hours as text" in mona.sees
    mona.presses("Cancel")
    assert "Quiet hours: 21:00 to 08:00" in mona.sees
    mona.says("22 to 7")
    assert kept(mona) == (None, None, False), "the question is closed"


def test_weekends_are_opened_and_closed(database):
    mona = page(member(database)).presses("Announcements on weekends too")
    assert "may come on them too" in mona.sees
    assert kept(mona)[2] is True
    mona.presses("Keep my weekends free")
    assert "announcements wait" in mona.sees
    assert kept(mona)[2] is False


def test_the_newsletter_is_a_consent_like_any_other(database):
    mona = page(member(database)).presses("Send me the newsletter")
    assert "Now and then you get news" in mona.sees, "explained before it is agreed to"
    mona.presses("Not now")
    assert "Newsletter: no" in mona.sees
    mona.presses("Send me the newsletter").presses("I agree")
    assert "Newsletter: yes" in mona.sees
    mona.presses("Stop the newsletter")
    assert "Newsletter: no" in mona.sees
    with database.unit("read") as session:
        rows = session.scalars(select(Consent).where(Consent.purpose == Purpose.NEWSLETTER)).all()
    assert [row.withdrawn_at is not None for row in rows] == [True]


def test_a_coordinator_who_is_no_member_has_quiet_hours_but_no_newsletter(sqlite):
    olga = owner(Town(sqlite, owners=(OWNER,)))
    page(olga)
    assert "by the clocks of UTC" in olga.sees
    assert "Newsletter" not in olga.sees
    olga.presses("Announcements on weekends too")
    assert kept(olga)[2] is True
    olga.presses(data="mw:y")
    assert "for members" in olga.hears


def test_a_visitor_has_nothing_to_choose(sqlite):
    mona = Town(sqlite).person("Mona")
    mona.says("/me")
    for act in "hqwkyz":
        mona.presses(data=f"mw:{act}")
        assert "for members" in mona.hears
    assert kept(mona) == (None, None, False)


def test_a_button_of_former_days_meets_somebody_who_left_kindly(sqlite):
    mona = page(member(sqlite)).presses("Change the quiet hours")
    question = mona.last
    mona.says("/me").presses("Leave the network").presses("Yes, leave")
    mona.presses("22:00 to 07:00", on=question)
    assert kept(mona) == (None, None, False)


def test_what_somebody_wants_is_exported_and_goes_with_them(sqlite):
    mona = page(member(sqlite)).presses("Announcements on weekends too").presses("Change the quiet hours")
    mona.presses("22:00 to 07:00").says("/privacy").presses("Export my data")
    html = mona.messages[-2].content.decode()
    for words in ("Quiet hours begin at", "22:00", "07:00", "Announcements on weekends too"):
        assert words in html
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase")
    with sqlite.unit("read") as session:
        person = session.scalars(select(Person)).one()
    assert (person.quiet_from, person.quiet_to, person.weekends) == (None, None, False)


def test_in_arabic_the_page_reads_from_right_to_left(sqlite):
    mona = member(sqlite, "ar")
    mona.says("/me").presses(data="mw:h")
    assert "\u2068" in mona.last.html
    assert mona.last.html.count("\u2068") == mona.last.html.count("\u2069")
    mona.presses(data="mw:q").says("من ١٠ مساءً حتى ٦ صباحًا")
    assert kept(mona)[:2] == (1320, 360)
