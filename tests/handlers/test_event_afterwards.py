"""After an event, as people live it: ticks, stars, a line, a summary with files, figures, tables."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update

from db.models import Attendance, Event, Person
from db.unit import Database
from db.values import AttendanceState, Purpose, Used
from handlers.events import afterwards_view, feedback, summing
from handlers.events.afterwards_view import Press
from handlers.kit import charts
from handlers.kit.speech import speech
from network.events import reading
from network.events.figures import Figures
from tests.coming import answers, organiser, publishes
from tests.coordinators import coordinator
from tests.people import joins
from tests.talk import Talker, Town

LISTED = frozenset({Purpose.DIRECTORY})


class Scene:
    """An event of Omar's, to which Mona (in the directory) and Ali (not) go; it begins in a week and lasts an hour."""

    def __init__(self, database: Database) -> None:
        self.town = Town(database)
        self.omar = organiser(self.town)
        self.mona, self.ali = self.town.person("Mona"), self.town.person("Ali")
        joins(self.mona, optional=LISTED)
        joins(self.ali, name="Ali Hasan")
        self.event = publishes(self.omar)
        for guest in (self.mona, self.ali):
            answers(guest, self.event)
        self.end = self.town.now + timedelta(days=7, hours=1)

    def after(self, **span: float) -> None:
        """Let time pass until so long after the end."""
        self.town.later(seconds=(self.end + timedelta(**span) - self.town.now).total_seconds())

    def attended(self, talker: Talker) -> Any:
        """What is written down about somebody's being there."""
        with self.town.unit() as work:
            person = select(Person.id).where(Person.telegram_id == talker.telegram_id).scalar_subquery()
            return work.session.execute(select(*Attendance.__table__.c).where(Attendance.person_id == person)).one()


@pytest.fixture
def scene(sqlite: Database) -> Scene:
    return Scene(sqlite)


def rates(talker: Talker, stars: int) -> Talker:
    """Press that many stars, exactly."""
    (data,) = [b["callback_data"] for row in talker.last.keyboard for b in row if b["text"] == "⭐" * stars]
    return talker.presses(data=data)


# --- Those who came ---------------------------------------------------------------------------------------------------


def test_two_presses_say_how_it_was(database):
    scene = Scene(database)
    scene.after(hours=2)
    mona = scene.mona
    assert "How was Waste day?" in mona.sees
    rates(mona, 4)
    assert "Thank you. ⭐⭐⭐⭐ for Waste day" in mona.sees
    assert scene.attended(mona).stars == 4
    mona.presses("Done")
    assert scene.attended(mona).remark is None
    assert mona.buttons == ["Other stars"]
    rates(mona.presses("Other stars"), 5).presses("Add a line").says("The tour of the plant was best.")
    assert "The tour of the plant was best." in mona.sees
    assert (scene.attended(mona).stars, scene.attended(mona).remark) == (5, "The tour of the plant was best.")
    assert scene.attended(scene.ali).stars is None


def test_the_card_leads_to_it_as_well_when_it_is_over(scene):
    mona = scene.mona.says(f"/start e{scene.event}")
    assert "Calendar" in mona.buttons
    assert "Say how it was" not in mona.buttons
    scene.after(minutes=5)
    mona.says(f"/start e{scene.event}")
    assert "Calendar" not in mona.buttons
    rates(mona.presses("Say how it was"), 3)
    assert scene.attended(mona).stars == 3
    count = len(mona.messages)
    scene.after(hours=2)
    assert len(mona.messages) == count, "whoever has said it is not asked"
    assert "Say how it was" not in scene.town.person("Eve").says(f"/start e{scene.event}").buttons


def test_whoever_was_not_there_says_so_and_is_asked_no_more(scene):
    scene.after(hours=2)
    old = scene.mona.last
    scene.mona.presses("I was not there")
    assert "were not there" in scene.mona.sees
    assert scene.attended(scene.mona).came is False
    scene.mona.presses(data=feedback.Press(act="s", id=scene.event, value=5).pack(), on=old)
    assert "for those who were there" in scene.mona.hears
    count = len(scene.mona.messages)
    scene.after(days=91)
    assert len(scene.mona.messages) == count
    assert "Three months ago" in scene.ali.sees


def test_whoever_is_noted_absent_loses_the_question(scene):
    scene.after(hours=2)
    assert "How was" in scene.ali.sees
    omar = scene.omar.presses("Who came")
    omar.presses("Who came")
    omar.presses("They did not")
    scene.town.deliver()
    assert "How was" not in scene.ali.everything


def test_three_months_later_they_say_whether_their_city_used_it(scene):
    scene.after(days=91)
    mona = scene.mona
    assert "Did your city use something of it?" in mona.sees
    mona.presses("planned")
    assert scene.attended(mona).used == "planned"
    mona.presses("Tell how").says("Two districts sort from May on.")
    assert "Two districts sort" in mona.sees
    assert scene.attended(mona).used_how == "Two districts sort from May on."
    scene.ali.presses(data=feedback.Press(act="u", id=scene.event, value=0).pack())
    assert "Thank you" in scene.ali.sees
    assert scene.ali.buttons == []


def test_strangers_and_forgers_say_nothing_about_it(scene):
    scene.after(hours=2)
    eve = scene.town.person("Eve")
    for data in (f"ef:s:{scene.event}:5", f"ef:u:{scene.event}:2", f"ef:n:{scene.event}:0", f"ef:l:{scene.event}:0"):
        eve.presses(data=data)
        assert "for those who were there" in eve.hears
    for data in (
        f"ef:s:{scene.event}:9",
        "ef:s:-1:5",
        "ef:s:x:5",
        f"ef:s:{2**70}:5",
        "ef:?:1:1",
        f"ef:u:{scene.event}:5",
    ):
        scene.mona.presses(data=data)
    assert (scene.attended(scene.mona).stars, scene.attended(scene.mona).used) == (None, None)


@pytest.mark.parametrize("language", ["fr", "ar", "de"])
def test_the_whole_of_it_in_other_languages(sqlite, language):
    """Pressed by the buttons' data: what is said is never English, but for what people wrote."""
    scene, event = Scene(sqlite), 1
    speaks = update(Person).values(language=language)
    scene.town.run(lambda work: work.session.execute(speaks))
    scene.after(hours=2)
    for guest in (scene.mona, scene.ali):
        guest.presses(data=f"ef:s:{event}:5")
    scene.mona.presses(data=f"ef:l:{event}:0").says("Merhaba")
    for act in ("o", "r", "a", "h", "f", "s", "w"):
        scene.omar.presses(data=Press(act=act, id=event, said=1).pack())
    scene.omar.says("Merhaba").presses(data=Press(act="q", id=event).pack())
    scene.omar.presses(data=Press(act="z", id=event).pack())
    scene.after(days=91)
    scene.mona.presses(data=f"ef:u:{event}:2")
    scene.mona.says("/calendar")
    everything = "\n".join(talker.everything for talker in (scene.mona, scene.ali, scene.omar))
    assert "Waste day" in everything
    english = re.compile(r"\b(the|you|your|came|city|summary|thank|event)\b", re.IGNORECASE)
    assert english.findall(everything) == []


# --- Organisers -------------------------------------------------------------------------------------------------------


def test_organisers_tick_who_came(database):
    scene = Scene(database)
    scene.after(hours=2)
    omar = scene.omar
    assert "Waste day is over. Who came?" in omar.sees
    omar.presses("Who came")
    assert "2 people on the list" in omar.sees
    omar.presses("Who came")
    assert "Ali" not in omar.sees + "".join(omar.buttons), "he does not stand in the directory"
    assert "1 person is not named here" in omar.sees
    omar.presses("▫️ Mona Haddad")
    assert "✅ Mona Haddad" in omar.buttons
    assert scene.attended(scene.mona).came is True
    omar.presses("✅ Mona Haddad")
    assert scene.attended(scene.mona).came is False
    omar.presses("❌ Mona Haddad")
    assert scene.attended(scene.mona).came is None
    omar.presses("The others came")
    assert "Noted for 1 person" in omar.hears
    omar.presses("All who are not noted came")
    assert (scene.attended(scene.mona).came, scene.attended(scene.ali).came) == (True, True)
    omar.presses("Back")
    assert "Came: 2. Did not come: 0. Not noted: 0." in omar.sees


def test_before_it_begins_there_is_a_list_without_ticks(scene):
    omar = scene.omar.presses(data=Press(act="h", id=scene.event).pack())
    omar.presses("Who is on the list")
    assert "Mona Haddad: Going" in omar.sees
    omar.presses(data=Press(act="a", id=scene.event, said=1).pack())
    assert "not begun" in omar.hears
    assert scene.attended(scene.mona).came is None


def test_a_long_list_has_pages(scene):
    for number in range(20):
        guest = scene.town.person(f"Guest {number}")
        joins(guest, optional=LISTED, name=f"Guest {number:02}")
        answers(guest, scene.event)
    scene.after(hours=2)
    omar = scene.omar.presses("Who came").presses("Who came")
    assert sum("▫️" in words for words in omar.buttons) == 8
    omar.presses("Page 2").presses("Page 3")
    assert "Page 2" in "".join(omar.buttons)
    assert "▫️ Mona Haddad" in omar.buttons
    omar.presses("▫️ Mona Haddad")
    assert "✅ Mona Haddad" in omar.buttons, "the page stays"


def test_the_list_comes_as_tables_that_hold_no_formula_and_nobody_who_did_not_agree(scene):
    evil = scene.town.person("Evil")
    joins(evil, optional=LISTED, name="=HYPERLINK(1)", organisation="+cmd", position="@SUM(1)")
    answers(evil, scene.event, AttendanceState.MAYBE)
    scene.after(hours=2)
    omar = scene.omar.presses("Who came").presses("List as a table")
    assert omar.last.file == f"event-{scene.event}-people.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(omar.last.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == ["Name", "Organisation", "Position", "City", "Country", "Region", "Topics", "Answer", "Came"]
    assert [row[0] for row in cells[1:]] == ["=HYPERLINK(1)", "Mona Haddad", "And 1 more, not in the directory"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert "Ali" not in str(cells)
    omar.presses("List as CSV")
    rows = list(csv.reader(io.StringIO(omar.last.content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["'=HYPERLINK(1)", "'+cmd", "'@SUM(1)"]
    assert rows[2][4:] == ["Jordan", rows[2][5], rows[2][6], "Going", "Not noted"]
    assert "Ali" not in str(rows)


def test_it_is_written_down_who_fetched_the_list(scene):
    olga = coordinator(scene.town, "Olga")
    scene.after(hours=2)
    olga.presses(data=Press(act="x", id=scene.event).pack()).says("/audit")
    assert "Olga Coordinator fetched the attendee list of an event: “Waste day”" in olga.sees


def test_a_summary_goes_to_those_who_came_and_is_corrected_there(database):
    scene = Scene(database)
    scene.after(days=3, hours=1)
    omar = scene.omar
    assert "What came of Waste day?" in omar.sees
    omar.presses("Write a summary").presses("Write it").says("We agreed on *three* steps.")
    assert "We agreed on" in omar.sees
    scene.town.deliver()
    assert "agreed" not in scene.mona.everything
    omar.presses("See it as they will")
    assert omar.sees.startswith("What came of Waste day")
    omar.presses("Send it to 2 people").presses("Send it")
    assert "on its way" in omar.hears
    scene.town.deliver()
    for guest in (scene.mona, scene.ali):
        assert guest.sees == "What came of Waste day\n\nWe agreed on *three* steps."
    omar.presses("Change the text").says("We agreed on four steps.")
    scene.town.deliver()
    assert scene.mona.sees == "What came of Waste day\n\nWe agreed on four steps."
    count = len(omar.messages)
    scene.after(days=8)
    assert len(omar.messages) == count, "it is written, so nobody asks for it"


def test_a_summary_with_a_picture_is_one_message(scene):
    scene.after(hours=2)
    omar = scene.omar.presses("Write a summary").presses("Write it").sends_photo("On the roof")
    assert "1 file goes with it" in omar.sees
    assert "On the roof" in omar.sees
    omar.presses("Send it to 2").presses("Send it")
    scene.town.deliver()
    assert any(method == "sendPhoto" and "On the roof" in params["caption"] for method, params in scene.town.calls)
    assert "On the roof" in scene.mona.sees


def test_an_album_is_taken_in_with_one_answer(scene):
    scene.after(hours=2)
    omar = scene.omar.presses("Write a summary").presses("Write it")
    count = len(omar.messages)
    for number in range(3):
        size = {"file_id": f"p{number}", "file_unique_id": f"u{number}", "width": 90, "height": 90}
        omar.sends(photo=[size], media_group_id="77", **({"caption": "Our tour"} if number == 0 else {}))
    assert len(omar.messages) == count + 1
    omar.presses("Show it")
    assert "3 files go with it" in omar.sees
    assert "Our tour" in omar.sees


def test_while_a_summary_is_written_other_things_are_refused_and_cancel_keeps_it(scene):
    scene.after(hours=2)
    omar = scene.omar.presses("Write a summary").presses("Write it").sends_sticker()
    assert "text, photos, videos and files" in omar.sees
    omar.says("x" * 4000)
    assert "only 3000 fit" in omar.everything
    omar.says("Short").presses("Change the text").says("/cancel")
    assert "is kept" in omar.sees
    omar.says("no summary")
    assert "did not expect" in omar.sees
    omar.presses(data=Press(act="s", id=scene.event).pack())
    assert "Short" in omar.sees


def test_a_summary_in_another_language_says_so(sqlite):
    scene = Scene(sqlite)
    german = update(Person).where(Person.name == "Ali Hasan").values(language="de")
    scene.town.run(lambda work: work.session.execute(german))
    scene.after(hours=2)
    scene.omar.presses("Write a summary").presses("Write it").says("We agreed.")
    scene.omar.presses("Send it to 2").presses("Send it")
    scene.town.deliver()
    assert "We agreed." in scene.ali.sees
    assert "Language of this text" not in scene.mona.sees


def test_figures_in_words_and_as_a_picture(scene):
    zoe = scene.town.person("Zoe")
    joins(zoe, name="Zoe")
    answers(zoe, scene.event)
    scene.after(hours=2)
    for guest, stars in ((scene.mona, 5), (scene.ali, 4)):
        rates(guest, stars)
    scene.mona.presses("Add a line").says("<b>Great</b> & more")
    omar = scene.omar.presses("Who came").presses("Figures")
    assert "Going: 3" in omar.sees
    assert "Great" not in omar.sees
    assert "3 people or more" in omar.sees
    rates(zoe, 3)
    omar.presses("Back").presses("Figures")
    assert "4.0 of 5 stars, from 3 people" in omar.sees
    assert "<b>Great</b> & more" in omar.sees
    omar.presses("All lines as a table")
    sheet = openpyxl.load_workbook(io.BytesIO(omar.last.content)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["What people said about it", "<b>Great</b> & more"]
    omar.presses("As a picture")
    assert omar.last.file == f"event-{scene.event}.png"
    assert omar.last.content.startswith(b"\x89PNG")


def test_figures_fit_into_a_message_however_much_people_write(scene):
    with scene.town.unit() as work:
        event = reading.find(work, scene.event)
    many = ["x" * 1000] * 500
    answered = dict.fromkeys(AttendanceState, 10**6)
    found = Figures(event, answered, 1, 1, 1, 9, {5: 9}, 9, dict.fromkeys(Used, 3), many, many)
    for language in ("en", "fr", "ar", "de"):
        html, _ = afterwards_view.figures(speech(language), found)
        assert len(re.sub("<[^>]+>", "", html)) < 4096


def test_nobody_else_sees_any_of_it(scene):
    scene.after(hours=2)
    for act in "hrcauxyfglswdqz":
        scene.mona.presses(data=Press(act=act, id=scene.event, who=1, said=1).pack())
        assert "Only those who organise this event" in scene.mona.hears, act
    scene.omar.presses(data=Press(act="?", id=scene.event).pack())
    assert "do not know that choice" in scene.omar.hears
    for data in ("ea:h:-1:0:0:0", f"ea:h:{2**70}:0:0:0", "ea:h:x", f"ea:c:{scene.event}:1:7:0"):
        scene.omar.presses(data=data)
    assert scene.attended(scene.mona).came is None


def test_callbacks_fit_and_letters_hold_no_more_than_telegram_takes():
    widest = Press(act="c", id=2**53, who=2**53, said=2, page=9999)
    assert len(widest.pack().encode()) <= 64
    assert len(feedback.Press(act="s", id=2**53, value=5).pack().encode()) <= 64
    assert summing.WAITS == "ea:summary"


@pytest.mark.parametrize("language", ["en", "fr", "ar", "de"])
def test_a_picture_is_drawn_in_every_language(scene, language):
    with scene.town.unit() as work:
        from network.events import reading

        event = reading.find(work, scene.event)
    found = Figures(event, {AttendanceState.GOING: 3}, 2, 1, 0, 3, {5: 2, 1: 1}, 0, {}, (), ())
    assert charts.draw(afterwards_view.chart(speech(language), found)).startswith(b"\x89PNG")


def test_an_event_that_is_moved_on_asks_nothing_before_its_new_end(scene):
    scene.town.run(lambda work: work.session.execute(update(Event).values(starts_at=scene.end + timedelta(days=30))))
    scene.after(days=2)
    assert "How was" not in scene.mona.everything
    scene.after(days=31)
    assert "How was" in scene.mona.sees
